import type { ReportCount } from '#core/model/report.ts'

/**
 * The intake's SQLite: a table for each window with one row a reporter, keyed by pseudonym and
 * WITHOUT ROWID, so that a report is one written
 * row; and a row for each window that has been counted. Dropping a table costs nothing. Moments are
 * epoch milliseconds.
 */
export class WindowTables {
	readonly #sql: SqlStorage
	#rowsWritten = 0

	constructor(sql: SqlStorage) {
		this.#sql = sql
		for (const statement of schema) this.#run(statement)
	}

	/** Rows written since this object was made. */
	get rowsWritten(): number {
		return this.#rowsWritten
	}

	/** Starts of the windows that have a table, oldest first. */
	starts(): number[] {
		const names = this.#all<{ name: string }>(
			"SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'window_[0-9]*'",
		)
		return names.map(({ name }) => Number(name.slice('window_'.length))).sort((a, b) => a - b)
	}

	create(start: number): void {
		this.#run(
			`CREATE TABLE ${nameOf(start)} (client BLOB PRIMARY KEY, network BLOB NOT NULL, at INTEGER NOT NULL, previous INTEGER, surface TEXT, symptom TEXT, proof TEXT) WITHOUT ROWID`,
		)
	}

	drop(start: number): void {
		this.#run(`DROP TABLE ${nameOf(start)}`)
	}

	insert(start: number, row: WindowRow): void {
		const { client, network, at, previous, surface, symptom, proof } = row
		this.#run(
			`INSERT INTO ${nameOf(start)} VALUES (?, ?, ?, ?, ?, ?, ?)`,
			client,
			network,
			at,
			previous,
			surface,
			symptom,
			proof,
		)
	}

	/**
	 * A client's newest report in some windows; null where there is none. `clientAt` gives its
	 * pseudonym in a window.
	 */
	newest(starts: readonly number[], clientAt: (start: number) => ArrayBuffer): number | null {
		if (starts.length === 0) return null
		const looks = starts
			.map((start) => `SELECT at FROM ${nameOf(start)} WHERE client = ?`)
			.join(' UNION ALL ')
		return this.#sql
			.exec<{ at: number | null }>(`SELECT max(at) AS at FROM (${looks})`, ...starts.map(clientAt))
			.one().at
	}

	/** What a window's table says, without who said it. */
	tally(start: number): Tally {
		const table = nameOf(start)
		const [whole] = this.#all<{ count: number; networks: number }>(
			`SELECT count(*) AS count, count(DISTINCT network) AS networks FROM ${table}`,
		)
		const by = (column: 'surface' | 'symptom') =>
			Object.fromEntries(
				this.#all<{ name: string; count: number }>(
					`SELECT ${column} AS name, count(*) AS count FROM ${table} WHERE ${column} IS NOT NULL GROUP BY ${column} ORDER BY ${column}`,
				).map(({ name, count }) => [name, count]),
			)
		return {
			count: whole?.count ?? 0,
			networks: whole?.networks ?? 0,
			surfaces: by('surface'),
			symptoms: by('symptom'),
		}
	}

	/**
	 * By minute from the epoch: how many reported in it, less those who had reported in it and did so
	 * again in this window.
	 */
	minutes(start: number): [minute: number, people: number][] {
		const table = nameOf(start)
		const rows = this.#all<{ minute: number; people: number }>(
			`SELECT minute, sum(people) AS people FROM (SELECT at / 60000 AS minute, 1 AS people FROM ${table}
				UNION ALL SELECT previous / 60000, -1 FROM ${table} WHERE previous IS NOT NULL) GROUP BY minute`,
		)
		return rows.map(({ minute, people }) => [minute, people])
	}

	proofs(start: number, since: number): { proof: string; at: number }[] {
		return this.#all(
			`SELECT proof, at FROM ${nameOf(start)} WHERE proof IS NOT NULL AND at > ?`,
			since,
		)
	}

	/** The windows that have been counted. */
	sealed(): SealedWindow[] {
		const rows = this.#all<{ start: number; confirmed: number; body: string }>(
			'SELECT start, confirmed, body FROM sealed ORDER BY start',
		)
		// As `seal` wrote it.
		return rows.map(({ start, confirmed, body }) => ({
			start,
			confirmed: confirmed === 1,
			...(JSON.parse(body) as SealedBody),
		}))
	}

	seal({ start, count, minutes }: SealedWindow): void {
		this.#run(
			'INSERT INTO sealed (start, confirmed, body) VALUES (?, 0, ?)',
			start,
			JSON.stringify({ count, minutes } satisfies SealedBody),
		)
	}

	confirm(start: number): void {
		this.#run('UPDATE sealed SET confirmed = 1 WHERE start = ?', start)
	}

	forget(start: number): void {
		this.#run('DELETE FROM sealed WHERE start = ?', start)
	}

	#all<Row extends Record<string, SqlStorageValue>>(
		statement: string,
		...bindings: SqlStorageValue[]
	): Row[] {
		return this.#sql.exec<Row>(statement, ...bindings).toArray()
	}

	#run(statement: string, ...bindings: SqlStorageValue[]): void {
		this.#rowsWritten += this.#sql.exec(statement, ...bindings).rowsWritten
	}
}

export interface WindowRow {
	readonly client: ArrayBuffer
	readonly network: ArrayBuffer
	readonly at: number
	/** The same client's report before this one, within the hour. */
	readonly previous: number | null
	readonly surface: string | null
	readonly symptom: string | null
	readonly proof: string | null
}

export type Tally = Pick<ReportCount, 'count'> &
	Required<Pick<ReportCount, 'networks' | 'surfaces' | 'symptoms'>>

interface SealedBody {
	readonly count: ReportCount
	readonly minutes: [minute: number, people: number][]
}

/** A window that takes no more reports: what it says, and its part in the last hour. */
export interface SealedWindow extends SealedBody {
	readonly start: number
	readonly confirmed: boolean
}

function nameOf(start: number): string {
	return `window_${start}`
}

const schema = [
	'CREATE TABLE IF NOT EXISTS sealed (start INTEGER PRIMARY KEY, confirmed INTEGER NOT NULL, body TEXT NOT NULL)',
	// Older versions kept the day's key here.
	'DROP TABLE IF EXISTS salts',
]
