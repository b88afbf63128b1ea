import { canonicalJson } from '#core/hash.ts'
import { emptyLedger, type Ledger, type LedgerRest } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { HeadsDocument } from '#core/publish/documents.ts'
import { dayOf } from '#core/time.ts'
import type { Heartbeat } from './heartbeat.ts'

/**
 * The recorder's SQLite. Tables are WITHOUT ROWID, because a TEXT key costs two written rows otherwise and one like this.
 * Every statement counts the rows that it wrote: the free plan has 100,000 a day.
 */
export class Store {
	readonly #storage: DurableObjectStorage
	#rowsWritten = 0

	constructor(storage: DurableObjectStorage) {
		this.#storage = storage
		for (const statement of schema) this.#run(statement)
	}

	/** Rows written since this object was made. */
	get rowsWritten(): number {
		return this.#rowsWritten
	}

	/** All or nothing. */
	transaction(change: () => void): void {
		this.#storage.transactionSync(change)
	}

	readHeartbeat(): Heartbeat | undefined {
		return this.#read<Heartbeat>('SELECT body FROM heartbeat WHERE shard = ?', 'only')[0]
	}

	writeHeartbeat(heartbeat: Heartbeat): void {
		this.#run('INSERT OR REPLACE INTO heartbeat (shard, body) VALUES (?, ?)', 'only', JSON.stringify(heartbeat))
	}

	/** The ledgers of all providers that the store knows. */
	readLedgers(): Map<string, Ledger> {
		const ledgers = new Map<string, Ledger>()
		const rests = new Map<string, LedgerRest>()
		for (const { provider, rest } of this.#all<{ provider: string; rest: string }>('SELECT provider, body AS rest FROM ledger'))
			rests.set(provider, JSON.parse(rest))
		const incidents = new Map<string, Map<string, Incident>>()
		for (const { key, body } of this.#all<{ key: string; body: string }>('SELECT key, body FROM incidents')) {
			const provider = key.slice(0, key.indexOf('/'))
			const known = incidents.get(provider) ?? new Map<string, Incident>()
			const incident: Incident = JSON.parse(body)
			incidents.set(provider, known.set(incident.id, incident))
		}
		for (const provider of new Set([...rests.keys(), ...incidents.keys()])) {
			const empty = emptyLedger(provider)
			ledgers.set(provider, { provider, incidents: incidents.get(provider) ?? empty.incidents, rest: rests.get(provider) ?? empty.rest })
		}
		return ledgers
	}

	writeIncident(incident: Incident): void {
		this.#run('INSERT OR REPLACE INTO incidents (key, body) VALUES (?, ?)', `${incident.provider}/${incident.id}`, JSON.stringify(incident))
	}

	writeRest(provider: string, rest: LedgerRest): void {
		this.#run('INSERT OR REPLACE INTO ledger (provider, body) VALUES (?, ?)', provider, JSON.stringify(rest))
	}

	/** Keeps a closed run. `boundsGap` marks those that gaps are derived from, so that nothing else need be read for them. */
	writeSnapshot(snapshot: Snapshot, boundsGap: boolean): void {
		const key = `${snapshot.fetchedAt} ${documentKey(snapshot)} ${snapshot.previous.slice(0, 12)}`
		const statement = 'INSERT OR IGNORE INTO snapshots (provider, day, key, gap, body) VALUES (?, ?, ?, ?, ?)'
		this.#run(statement, snapshot.provider, dayOf(snapshot.fetchedAt), key, boundsGap ? 1 : 0, canonicalJson(snapshot))
	}

	readDay(provider: string, day: string): Snapshot[] {
		return this.#read<Snapshot>('SELECT body FROM snapshots WHERE provider = ? AND day = ? ORDER BY key', provider, day)
	}

	readGapRuns(): Snapshot[] {
		return this.#read<Snapshot>('SELECT body FROM snapshots WHERE gap = 1')
	}

	/** A page of closed runs after `cursor`, and the cursor of the next page; null at the end. */
	readSnapshots(cursor: string, limit: number): { snapshots: Snapshot[]; next: string | null } {
		const [provider = '', day = '', key = ''] = cursor.split('|')
		const statement = 'SELECT provider, day, key, body FROM snapshots WHERE (provider, day, key) > (?, ?, ?) ORDER BY provider, day, key LIMIT ?'
		const rows = this.#all<{ provider: string; day: string; key: string; body: string }>(statement, provider, day, key, limit)
		const last = rows.at(-1)
		return { snapshots: rows.map(({ body }) => JSON.parse(body)), next: last && rows.length === limit ? `${last.provider}|${last.day}|${last.key}` : null }
	}

	readMarks(): Map<string, unknown> {
		return new Map(this.#all<{ key: string; body: string }>('SELECT key, body FROM marks').map(({ key, body }) => [key, JSON.parse(body)]))
	}

	readHeads(): HeadsDocument | undefined {
		return this.#read<HeadsDocument>("SELECT body FROM marks WHERE key = 'heads'")[0]
	}

	writeMark(key: string, value: unknown): void {
		this.#run('INSERT OR REPLACE INTO marks (key, body) VALUES (?, ?)', key, JSON.stringify(value))
	}

	/** The outbox without its values. */
	readOutbox(): OutboxRow[] {
		return this.#all('SELECT key, kind, pending, since, after, written FROM outbox')
	}

	readOutboxValue(key: string): string | ArrayBuffer | null {
		return this.#all<{ value: string | ArrayBuffer | null }>('SELECT value FROM outbox WHERE key = ?', key)[0]?.value ?? null
	}

	writeOutbox(row: OutboxRow, value: string | ArrayBuffer | null): void {
		const { key, kind, pending, since, after, written } = row
		const statement = 'INSERT OR REPLACE INTO outbox (key, kind, pending, since, after, written, value) VALUES (?, ?, ?, ?, ?, ?, ?)'
		this.#run(statement, key, kind, pending, since, after, written, value)
	}

	deleteOutbox(key: string): void {
		this.#run('DELETE FROM outbox WHERE key = ?', key)
	}

	#read<T>(statement: string, ...bindings: SqlStorageValue[]): T[] {
		return this.#all<{ body: string }>(statement, ...bindings).map(({ body }) => JSON.parse(body))
	}

	#all<Row extends Record<string, SqlStorageValue>>(statement: string, ...bindings: SqlStorageValue[]): Row[] {
		return this.#storage.sql.exec<Row>(statement, ...bindings).toArray()
	}

	#run(statement: string, ...bindings: SqlStorageValue[]): void {
		this.#rowsWritten += this.#storage.sql.exec(statement, ...bindings).rowsWritten
	}
}

/** A document that waits for KV (`pending`: the hash of what it says), or what KV was last given (`written`). */
export interface OutboxRow extends Record<string, SqlStorageValue> {
	readonly key: string
	readonly kind: string
	readonly pending: string | null
	/** Since when it waits, and before when it need not be written. Slots. */
	readonly since: string | null
	readonly after: string | null
	readonly written: string | null
}

const schema = [
	'CREATE TABLE IF NOT EXISTS heartbeat (shard TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
	'CREATE TABLE IF NOT EXISTS incidents (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
	'CREATE TABLE IF NOT EXISTS ledger (provider TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
	`CREATE TABLE IF NOT EXISTS snapshots (provider TEXT NOT NULL, day TEXT NOT NULL, key TEXT NOT NULL, gap INTEGER NOT NULL, body TEXT NOT NULL,
		PRIMARY KEY (provider, day, key)) WITHOUT ROWID`,
	'CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
	`CREATE TABLE IF NOT EXISTS outbox (key TEXT PRIMARY KEY, kind TEXT NOT NULL, pending TEXT, since TEXT, after TEXT, written TEXT, value BLOB)
		WITHOUT ROWID`,
]
