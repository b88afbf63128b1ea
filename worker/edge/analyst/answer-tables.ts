import { piecesOfText } from '../recorder/pieces.ts'

/**
 * What the analyst has computed, in SQLite: a bounded number of answers by the hash of what went
 * into them, the oldest dropped first.
 */
export class AnswerTables {
	readonly #sql: SqlStorage
	readonly #most: number

	constructor(sql: SqlStorage, most = 300) {
		this.#sql = sql
		this.#most = most
		sql.exec(
			'CREATE TABLE IF NOT EXISTS answers (hash TEXT NOT NULL, part INTEGER NOT NULL, made INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hash, part)) WITHOUT ROWID',
		)
		sql.exec(
			'CREATE TABLE IF NOT EXISTS records (tag TEXT NOT NULL PRIMARY KEY, made INTEGER NOT NULL, input TEXT NOT NULL) WITHOUT ROWID',
		)
	}

	/** The text that was kept under a hash. */
	read(hash: string): string | undefined {
		const rows = this.#sql
			.exec<{ body: string }>('SELECT body FROM answers WHERE hash = ? ORDER BY part', hash)
			.toArray()
		return rows.length > 0 ? rows.map(({ body }) => body).join('') : undefined
	}

	write(hash: string, text: string): void {
		const made = this.#next('answers')
		for (const [part, body] of piecesOfText(text).entries())
			this.#sql.exec(
				'INSERT OR REPLACE INTO answers (hash, part, made, body) VALUES (?, ?, ?, ?)',
				hash,
				part,
				made,
				body,
			)
		this.#sql.exec('DELETE FROM answers WHERE made <= ?', made - this.#most)
	}

	/**
	 * The input hash of a record that was seen under a tag: what is kept about it need not be asked
	 * for again.
	 */
	inputOf(tag: string): string | undefined {
		return this.#sql
			.exec<{ input: string }>('SELECT input FROM records WHERE tag = ?', tag)
			.toArray()[0]?.input
	}

	rememberInput(tag: string, input: string): void {
		const made = this.#next('records')
		this.#sql.exec(
			'INSERT OR REPLACE INTO records (tag, made, input) VALUES (?, ?, ?)',
			tag,
			made,
			input,
		)
		this.#sql.exec('DELETE FROM records WHERE made <= ?', made - this.#most)
	}

	/** How many answers are kept. */
	get count(): number {
		return this.#sql
			.exec<{ count: number }>('SELECT COUNT(*) AS count FROM answers WHERE part = 0')
			.one().count
	}

	#next(of: 'answers' | 'records'): number {
		return this.#sql
			.exec<{ next: number }>(`SELECT COALESCE(MAX(made), 0) + 1 AS next FROM ${of}`)
			.one().next
	}
}
