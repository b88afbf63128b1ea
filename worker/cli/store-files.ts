import { createHash, createHmac } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * How the local runtime lays out the store: a SQLite file for each object, one for the index of KV,
 * and a file for each value of KV.
 */

/**
 * What an object's file is for. Only the recorder's and KV's are the record; the others can be made
 * anew at a price.
 */
export type Room = 'recorder' | 'reports' | 'analyst' | 'kv' | 'runtime'

export interface DatabaseFile {
	readonly path: string
	readonly room: Room
}

/** A SQLite file and what lies beside it while it is in use. */
export const companions = ['', '-wal', '-shm', '-journal'] as const

/** All SQLite files of a store, in the order of their paths. */
export function databasesIn(state: string): DatabaseFile[] {
	if (!existsSync(state)) return []
	return readdirSync(state, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.sqlite'))
		.map((entry) => ({
			path: join(entry.parentPath, entry.name),
			room: roomOf(entry.parentPath, entry.name),
		}))
		.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function roomOf(folder: string, name: string): Room {
	if (name === 'metadata.sqlite') return 'runtime'
	if (folder.endsWith('tidemark-Recorder')) return 'recorder'
	if (folder.endsWith('tidemark-Reports')) return 'reports'
	if (folder.endsWith('tidemark-Analyst')) return 'analyst'
	return folder.endsWith('miniflare-KVNamespaceObject') ? 'kv' : 'runtime'
}

/** Where the values of KV lie, a file each. */
export function valuesFolder(state: string): string {
	return join(state, 'kv', 'KV', 'blobs')
}

export function valuesIn(state: string): string[] {
	const folder = valuesFolder(state)
	return existsSync(folder) ? readdirSync(folder) : []
}

/**
 * The file of a recorder. workerd makes an object's id from the class and its name: an HMAC of the
 * name, and one of that.
 */
export function recorderFile(state: string, shard: string): string {
	const key = createHash('sha256').update('tidemark-Recorder').digest()
	const mac = (data: string | Buffer) =>
		createHmac('sha256', key).update(data).digest().subarray(0, 16)
	const base = mac(shard)
	return join(
		state,
		'do',
		'tidemark-Recorder',
		`${Buffer.concat([base, mac(base)]).toString('hex')}.sqlite`,
	)
}

/** The length of a file; 0 when it is not there. */
export function lengthOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
