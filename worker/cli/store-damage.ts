import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { shown } from './command.ts'
import {
	type DatabaseFile,
	databasesIn,
	lengthOf,
	recorderFile,
	valuesFolder,
	valuesIn,
} from './store-files.ts'

/**
 * Says what is wrong with the files of a store before a runtime opens them: what it cannot read it
 * reports once a minute, and an empty file it takes for a new one.
 */

export interface Damage {
	readonly file: DatabaseFile
	/** A clause: `it is cut off after 40 of 88 pages`. */
	readonly what: string
}

/** Files larger than this are looked at, but not read as a whole, unless `wholly`. */
const readWhollyUpTo = 64 * 1024 * 1024

/** All damage that is found, with nothing changed. Nobody else may have the store open. */
export function damageIn(state: string, wholly = false): Damage[] {
	const files = databasesIn(state)
	const damages = files.flatMap((file) => {
		const what = damageOf(file.path, wholly)
		return what === undefined ? [] : [{ file, what }]
	})
	const index = files.find(({ room }) => room === 'kv')
	if (!index || damages.some(({ file }) => file === index)) return damages
	const said = rows<{ blob_id: string }>(
		index.path,
		"SELECT blob_id FROM _mf_entries WHERE key = 'now/shard-0'",
	)
	if (
		rows(index.path, 'SELECT 1 FROM _mf_entries LIMIT 1').length === 0 &&
		valuesIn(state).length > 0
	)
		damages.push({
			file: index,
			what: `it is empty, though ${valuesIn(state).length} values lie beside it`,
		})
	const first = recorderFile(state, 'shard-0')
	const what = damages.some(({ file }) => file.path === first)
		? undefined
		: behind(first, said.map(({ blob_id }) => join(valuesFolder(state), blob_id))[0])
	if (what !== undefined) damages.push({ file: { path: first, room: 'recorder' }, what })
	return damages
}

/** A recorder that knows less than it has published has lost what it knew. */
function behind(recorder: string, published: string | undefined): string | undefined {
	const asOf = published === undefined ? undefined : textAt(published, /^\{"asOf":"([^"]+)"/)
	if (asOf === undefined) return undefined
	if (lengthOf(recorder) === 0) return 'it is gone, though it has published'
	const heartbeat = rows<{ body: string }>(
		recorder,
		'SELECT body FROM heartbeat ORDER BY part',
	).map(({ body }) => body)
	if (heartbeat.length === 0) return 'it is empty, though it has published'
	const slot = /"slot":"([^"]+)"/.exec(heartbeat.join(''))?.[1]
	// A tick's looks are made within the minute after its slot.
	return slot === undefined || Date.parse(asOf) - Date.parse(slot) < 120_000
		? undefined
		: `it ends at ${slot}, though it has published what it saw at ${asOf}`
}

function textAt(path: string, pattern: RegExp): string | undefined {
	try {
		return pattern.exec(readFileSync(path, 'utf8'))?.[1]
	} catch {
		return undefined
	}
}

/** What is wrong with one SQLite file; undefined when it is sound. */
export function damageOf(path: string, wholly = false): string | undefined {
	const length = lengthOf(path)
	// SQLite takes it for a new file, and throws the log beside it away.
	if (length === 0) return 'it is empty'
	const cut = cutOff(path, length)
	if (cut !== undefined) return cut
	let database: DatabaseSync | undefined
	try {
		database = new DatabaseSync(path, { readOnly: true })
		const pragma = wholly
			? 'integrity_check'
			: length <= readWhollyUpTo
				? 'quick_check'
				: 'schema_version'
		const [answer] = database.prepare(`PRAGMA ${pragma}`).all()
		const told = Object.values(answer ?? {})[0]
		return typeof told === 'string' && told !== 'ok'
			? `SQLite says: ${told.split('\n')[0]}`
			: undefined
	} catch (error) {
		return `SQLite says: ${error instanceof Error ? error.message : String(error)}`
	} finally {
		database?.close()
	}
}

/**
 * The header says how many pages there are; with a log beside it the file may be behind, and SQLite
 * itself tells.
 */
function cutOff(path: string, length: number): string | undefined {
	if (lengthOf(`${path}-wal`) > 0) return undefined
	const header = Buffer.alloc(100)
	const handle = openSync(path, 'r')
	try {
		if (readSync(handle, header, 0, 100, 0) < 100) return 'it is cut off within its first page'
	} finally {
		closeSync(handle)
	}
	const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
	const pages = header.readUInt32BE(28)
	return pageSize >= 512 && length < pages * pageSize
		? `it is cut off after ${Math.floor(length / pageSize)} of ${pages} pages`
		: undefined
}

/** What a query gives; nothing when its table is not there. */
function rows<Row>(path: string, query: string): Row[] {
	const database = new DatabaseSync(path, { readOnly: true })
	try {
		// The columns are those of the query.
		return database.prepare(query).all() as Row[]
	} catch {
		return []
	} finally {
		database.close()
	}
}

/** Throws an Error with one sentence when the store should not be opened as it is. */
export function refuseDamaged(state: string): void {
	const [first, ...more] = damageIn(state)
	if (!first) return
	const others = more.length === 0 ? '' : ` (and ${more.length} more)`
	throw new Error(
		`the store is damaged: ${shown(first.file.path)}: ${first.what}${others}; "npm run -s ` +
			'tidemark -- repair" mends what can be mended',
	)
}
