import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** What the system says of a place where nothing can be written, in words. */
const reasons: Readonly<Record<string, string>> = {
	EROFS: 'it is read-only',
	EACCES: 'this user may not write there',
	EPERM: 'this user may not write there',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk is full',
	ENOENT: 'there can be no folder',
}

/** Makes a folder that is not there, with those above it. Throws an Error with one sentence, and `more`, when it cannot be written. */
export function writableFolder(folder: string, more = ''): void {
	try {
		make(folder)
	} catch (error) {
		const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
		throw new Error(`${folder} cannot be written: ${reasons[code] ?? (error instanceof Error ? error.message : String(error))}${more}`, { cause: error })
	}
}

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
