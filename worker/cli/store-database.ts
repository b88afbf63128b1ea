import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { StoreStorage } from '../edge/recorder/store.ts'

/**
 * The recorder's own store on a file of its own, outside the runtime: what is mended is written by
 * the code that reads it.
 */
export function storageOn(database: DatabaseSync): StoreStorage {
	return {
		sql: {
			exec<Row extends Record<string, SqlStorageValue>>(
				statement: string,
				...bindings: SqlStorageValue[]
			) {
				const values = bindings.map(
					(value): SQLInputValue => (value instanceof ArrayBuffer ? new Uint8Array(value) : value),
				)
				const prepared = database.prepare(statement)
				// The columns are those of the statement; a blob is read as bytes, which have the length
				// and the contents of their buffer.
				const rows = /^\s*SELECT/i.test(statement) ? (prepared.all(...values) as Row[]) : []
				const rowsWritten =
					rows.length > 0 || /^\s*SELECT/i.test(statement)
						? 0
						: Number(prepared.run(...values).changes)
				return { toArray: () => rows, rowsWritten }
			},
		},
		transactionSync(change) {
			database.exec('BEGIN')
			try {
				change()
				database.exec('COMMIT')
			} catch (error) {
				database.exec('ROLLBACK')
				throw error
			}
		},
	}
}

/** Opens a file for `work`, and closes it. */
export function withDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
	const database = new DatabaseSync(path)
	try {
		return work(database)
	} finally {
		database.close()
	}
}
