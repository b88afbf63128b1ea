import { closeSync, copyFileSync, existsSync, openSync, readSync, truncateSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { companions, lengthOf } from './store-files.ts'

/**
 * Reads of a damaged SQLite file what can be read, from both ends of each table, into a new one.
 * The damaged file is copied first and stays as it is.
 */

export interface Salvage {
	/** Rows that were read, by table. */
	readonly kept: ReadonlyMap<string, number>
	/** Tables of which a part, or all, cannot be read. */
	readonly torn: readonly string[]
}

/**
 * `copy` is a path for the copy, `to` one for the new file, `schema` the statements that make its
 * tables.
 */
export function salvage(
	from: string,
	copy: string,
	to: string,
	schema: readonly string[],
): Salvage {
	copyWhole(from, copy)
	const fresh = new DatabaseSync(to)
	const kept = new Map<string, number>()
	const torn: string[] = []
	let damaged: DatabaseSync | undefined
	try {
		for (const statement of schema) fresh.exec(statement)
		if (lengthOf(copy) > 0) damaged = new DatabaseSync(copy)
		for (const { name, columns, order } of tablesOf(fresh)) {
			const list = columns.map((column) => `"${column}"`).join(', ')
			const insert = fresh.prepare(
				`INSERT OR REPLACE INTO ${name} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
			)
			fresh.exec('BEGIN')
			const read = (direction: 'ASC' | 'DESC') => {
				const query =
					`SELECT ${list} FROM ${name} ORDER BY ` +
					`${order.map((column) => `"${column}" ${direction}`).join(', ')}`
				return (
					damaged !== undefined &&
					readRows(damaged, query, (row) =>
						insert.run(...columns.map((column) => row[column] ?? null)),
					)
				)
			}
			if (!read('ASC')) {
				torn.push(name)
				read('DESC')
			}
			fresh.exec('COMMIT')
			kept.set(
				name,
				Number(fresh.prepare(`SELECT count(*) AS count FROM ${name}`).get()?.count ?? 0),
			)
		}
	} finally {
		damaged?.close()
		fresh.close()
	}
	return { kept, torn }
}

/**
 * A file that is shorter than its header says is filled up, so that SQLite reads what there is; an
 * empty one so that its log is read.
 */
function copyWhole(from: string, copy: string): void {
	for (const suffix of companions)
		if (suffix !== '-shm' && existsSync(`${from}${suffix}`))
			copyFileSync(`${from}${suffix}`, `${copy}${suffix}`)
	if (!existsSync(copy)) return
	const header = Buffer.alloc(100)
	const handle = openSync(copy, 'r')
	readSync(handle, header, 0, 100, 0)
	closeSync(handle)
	const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
	const wanted = pageSize >= 512 ? header.readUInt32BE(28) * pageSize : 4096
	const length = lengthOf(copy)
	if (length < wanted && (length > 0 || lengthOf(`${copy}-wal`) > 0)) truncateSync(copy, wanted)
}

type Row = Record<string, string | number | bigint | Uint8Array | null>

/** Hands out rows until one cannot be read; whether all could. */
function readRows(database: DatabaseSync, query: string, take: (row: Row) => void): boolean {
	try {
		for (const row of database.prepare(query).iterate()) take(row as Row) // what SQLite holds
		return true
	} catch {
		return false
	}
}

function tablesOf(
	database: DatabaseSync,
): { readonly name: string; readonly columns: string[]; readonly order: string[] }[] {
	const names = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
		.all()
	return names.map(({ name }) => {
		const columns = database.prepare(`PRAGMA table_info("${name}")`).all()
		const keys = columns
			.filter(({ pk }) => Number(pk) > 0)
			.sort((a, b) => Number(a.pk) - Number(b.pk))
		return {
			name: String(name),
			columns: columns.map((column) => String(column.name)),
			order: keys.map((column) => String(column.name)),
		}
	})
}
