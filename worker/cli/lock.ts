import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkout } from './checkout.ts'
import { endForgottenRuntimes, rememberRuntimes } from './runtime-process.ts'
import { sentenceOf } from './system-error.ts'
import { whyNotKept, writableFolder } from './writable-folder.ts'

/**
 * `.wrangler/` has one owner at a time: two runtimes on one folder lost data when tried. The lock
 * is SQLite's own on an empty database:
 * the operating system releases it when its process ends, however it ends, so there is no stale
 * lock to guess about.
 */

/** How to reach the server that owns the folder. */
export interface Server {
	readonly url: string
	/** What its admin paths ask for. */
	readonly token: string
}

/** The local store: `.wrangler` of the checkout, unless TIDEMARK_STATE names another folder. */
export const storeFolder = process.env.TIDEMARK_STATE ?? checkout('.wrangler')

/** Where the runtime keeps KV and Durable Objects. */
export const stateFolder = join(storeFolder, 'state')

const serverFile = join(storeFolder, 'server.json')
const runtimesFile = join(storeFolder, 'runtimes.json')

export interface Lock {
	/**
	 * Watches for the runtime that this process is about to start on the folder: it is written down
	 * as soon as it is there.
	 */
	starting(): void
	/** Writes down the runtime that this process has started on the folder. */
	started(): void
	/** Tells other commands how to reach this process. */
	announce(server: Server): void
	release(): void
}

/**
 * Takes the folder for this process, and ends a runtime that a killed one left behind; undefined
 * when another one has it.
 * Throws an Error with a sentence when nothing can be written there.
 */
export async function takeLock(): Promise<Lock | undefined> {
	const database = openLock()
	try {
		database.exec('BEGIN EXCLUSIVE')
	} catch (error) {
		database.close()
		if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy)
			return undefined
		throw new Error(`the store cannot be kept in ${storeFolder}: ${sentenceOf(error)}${elsewhere}`)
	}
	rmSync(serverFile, { force: true })
	try {
		await endForgottenRuntimes(runtimesFile, stateFolder)
	} catch (error) {
		database.close()
		throw error
	}
	let watching: NodeJS.Timeout | undefined
	const release = () => {
		clearInterval(watching)
		rmSync(serverFile, { force: true })
		rmSync(runtimesFile, { force: true })
		if (database.isOpen) database.close()
	}
	process.once('exit', release)
	return {
		starting() {
			watching = setInterval(() => rememberRuntimes(runtimesFile), 100).unref()
		},
		started() {
			clearInterval(watching)
			rememberRuntimes(runtimesFile)
		},
		announce(server) {
			const partial = `${serverFile}.${process.pid}`
			writeFileSync(partial, JSON.stringify(server), { mode: 0o600 })
			renameSync(partial, serverFile)
		},
		release,
	}
}

/** What can be done about it. */
const elsewhere = '; TIDEMARK_STATE names another folder for the store'

/** SQLite's own code for a lock that somebody else has. */
const sqliteBusy = 5

/** SQLite opens a file that cannot be written without a word, so the folder is looked at before. */
function openLock(): DatabaseSync {
	writableFolder(storeFolder, elsewhere)
	const reason = whyNotKept(storeFolder)
	if (reason !== undefined)
		throw new Error(`nothing can be kept in ${storeFolder}: ${reason}${elsewhere}`)
	return new DatabaseSync(join(storeFolder, 'lock.sqlite'), { timeout: 0 })
}

/**
 * The server that has announced itself; undefined when there is none. It may be dead: only the lock
 * tells.
 */
export function announcedServer(): Server | undefined {
	if (!existsSync(serverFile)) return undefined
	try {
		// Written by `announce` of a process of this user.
		const server = JSON.parse(readFileSync(serverFile, 'utf8')) as Server
		return typeof server.url === 'string' && typeof server.token === 'string' ? server : undefined
	} catch {
		return undefined
	}
}
