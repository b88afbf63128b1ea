import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reasonOf } from './system-error.ts'

/**
 * Makes a folder that is not there, with those above it. Throws an Error with one sentence, and
 * `more`, when it cannot be written.
 */
export function writableFolder(folder: string, more = ''): void {
	try {
		make(folder)
	} catch (error) {
		throw new Error(`${folder} cannot be written: ${reasonOf(error)}${more}`, { cause: error })
	}
}

/** Why nothing new can be kept in a folder, found by trying; undefined when it can. */
export function whyNotKept(folder: string): string | undefined {
	const probe = join(folder, `.room-${process.pid}`)
	try {
		writeFileSync(probe, new Uint8Array(probeBytes))
		return undefined
	} catch (error) {
		return reasonOf(error)
	} finally {
		try {
			rmSync(probe, { force: true })
		} catch {
			// Where nothing can be written nothing was.
		}
	}
}

/** What a tick may need at once. */
const probeBytes = 64 * 1024

/** A level at a time: Node's own recursive way hides behind ENOENT that a folder is read-only. */
function make(folder: string): void {
	const stats = statSync(folder, { throwIfNoEntry: false })
	if (stats && !stats.isDirectory()) throw new Error('a file is in the way')
	if (!stats) {
		if (dirname(folder) !== folder) make(dirname(folder))
		try {
			mkdirSync(folder)
		} catch (error) {
			// Another command may have made it in between.
			if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
		}
	}
	accessSync(folder, constants.W_OK)
}
