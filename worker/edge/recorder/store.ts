import { isSoundSnapshot, isSoundStored } from '#core/documents/sound-documents.ts'
import { canonicalJson } from '#core/hash.ts'
import { emptyLedger, type Ledger, type LedgerRest } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { ReportCount } from '#core/model/report.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { dayOf } from '#core/time/time.ts'
import { type Heartbeat, isSoundCounts, isSoundHeartbeat, isSoundRest } from './heartbeat.ts'
import { joinPieces, piecesOfBytes, piecesOfText } from './pieces.ts'
import type { CountPage } from './recorder-rpc.ts'

/** What the store needs of a Durable Object's storage. */
export interface StoreStorage {
	readonly sql: {
		exec<Row extends Record<string, SqlStorageValue>>(
			statement: string,
			...bindings: SqlStorageValue[]
		): { toArray(): Row[]; readonly rowsWritten: number }
	}
	transactionSync(change: () => void): void
}

/**
 * The recorder's SQLite. Tables are WITHOUT ROWID, because a TEXT key costs two written rows
 * otherwise and one like this.
 * Every statement counts the rows that it wrote: the free plan has 100,000 a day.
 */
export class Store {
	readonly #storage: StoreStorage
	#rowsWritten = 0
	#spoilt: SpoiltRow[] = []

	constructor(storage: StoreStorage) {
		this.#storage = storage
		for (const statement of storeSchema) this.#run(statement)
	}

	/** Rows written since this object was made. */
	get rowsWritten(): number {
		return this.#rowsWritten
	}

	/** The rows that could not be read since this was asked last. They are where they were. */
	takeSpoilt(): SpoiltRow[] {
		return this.#spoilt.splice(0)
	}

	/** Moves a row that cannot be read out of the way; what it says stays. Inside a transaction. */
	setAside({ table, key }: SpoiltRow): void {
		if (table === 'counts') {
			const [day = '', series = ''] = [key.slice(-10), key.slice(0, -11)]
			for (const { body } of this.#all<{ body: string }>(
				'SELECT body FROM counts WHERE day = ? AND series = ?',
				day,
				series,
			))
				this.#write('aside', `counts/${key}`, body)
			this.#run('DELETE FROM counts WHERE day = ? AND series = ?', day, series)
			return
		}
		const text = this.#all<{ body: string }>(
			`SELECT body FROM ${table} WHERE key = ? ORDER BY part`,
			key,
		)
		this.#write('aside', `${table}/${key}`, text.map(({ body }) => body).join(''))
		this.#run(`DELETE FROM ${table} WHERE key = ?`, key)
	}

	/**
	 * Moves a run of looks out of its chain, whether it was closed or not; what it claims stays.
	 * Inside a transaction.
	 */
	setRunAside(run: Snapshot, key: string): void {
		this.#write('aside', key, canonicalJson(run))
		this.#run(
			'DELETE FROM snapshots WHERE provider = ? AND day = ? AND key = ?',
			run.provider,
			dayOf(run.fetchedAt),
			keyOfRun(run),
		)
	}

	/** What was moved out of the way, by `table/key`, as far as it begins so. */
	asideKeys(prefix: string): string[] {
		return this.#all<{ key: string }>(
			'SELECT DISTINCT key FROM aside WHERE substr(key, 1, ?) = ?',
			prefix.length,
			prefix,
		).map(({ key }) => key)
	}

	/** Once there is something in its place. Inside a transaction. */
	dropAside(key: string): void {
		this.#run('DELETE FROM aside WHERE key = ?', key)
	}

	/** All or nothing. */
	transaction(change: () => void): void {
		this.#storage.transactionSync(change)
	}

	readHeartbeat(): Heartbeat | undefined {
		return this.#read<Heartbeat>('heartbeat', isSoundHeartbeat)[0]?.value
	}

	writeHeartbeat(heartbeat: Heartbeat): void {
		this.#write('heartbeat', 'only', JSON.stringify(heartbeat))
	}

	/** The ledgers of all providers that the store knows. */
	readLedgers(): Map<string, Ledger> {
		const rests = new Map(
			this.#read<LedgerRest>('ledger', isSoundRest).map(({ key, value }) => [key, value]),
		)
		const incidents = Map.groupBy(
			this.#read<Incident>('incidents', isSoundStored).map(({ value }) => value),
			(incident) => incident.provider,
		)
		const providers = new Set([...rests.keys(), ...incidents.keys()])
		return new Map(
			[...providers].map((provider) => {
				const own = new Map(
					(incidents.get(provider) ?? []).map((incident) => [incident.id, incident]),
				)
				return [
					provider,
					{ provider, incidents: own, rest: rests.get(provider) ?? emptyLedger(provider).rest },
				]
			}),
		)
	}

	/**
	 * Puts a ledger in the place of all that is stored of its provider: rows that differ are written,
	 * those that it lacks go.
	 */
	writeLedger({ provider, incidents, rest }: Ledger): void {
		const prefix = `${provider}/`
		const stored = this.#all<{ key: string; body: string }>(
			'SELECT key, body FROM incidents WHERE substr(key, 1, ?) = ? ORDER BY key, part',
			prefix.length,
			prefix,
		)
		const texts = new Map<string, string>()
		for (const { key, body } of stored) texts.set(key, (texts.get(key) ?? '') + body)
		for (const incident of incidents.values())
			if (texts.get(prefix + incident.id) !== JSON.stringify(incident)) this.writeIncident(incident)
		for (const key of texts.keys())
			if (!incidents.has(key.slice(prefix.length)))
				this.#run('DELETE FROM incidents WHERE key = ?', key)
		this.writeRest(provider, rest)
	}

	writeIncident(incident: Incident): void {
		this.#write('incidents', `${incident.provider}/${incident.id}`, JSON.stringify(incident))
	}

	writeRest(provider: string, rest: LedgerRest): void {
		this.#write('ledger', provider, JSON.stringify(rest))
	}

	/**
	 * Keeps a closed run. `boundsGap` marks those that gaps are derived from, so that nothing else
	 * need be read for them.
	 */
	writeSnapshot(snapshot: Snapshot, boundsGap: boolean): void {
		const statement =
			'INSERT OR IGNORE INTO snapshots (provider, day, key, gap, body) VALUES (?, ?, ?, ?, ?)'
		this.#run(
			statement,
			snapshot.provider,
			dayOf(snapshot.fetchedAt),
			keyOfRun(snapshot),
			boundsGap ? 1 : 0,
			canonicalJson(snapshot),
		)
	}

	readDay(provider: string, day: string): Snapshot[] {
		return this.#snapshots(
			'SELECT body FROM snapshots WHERE provider = ? AND day = ? ORDER BY key',
			provider,
			day,
		)
	}

	/** Closed runs of a provider around a day, the nearest on both sides. */
	readAround(provider: string, day: string, most = 300): Snapshot[] {
		const before =
			'SELECT body FROM snapshots WHERE provider = ? AND day <= ? ORDER BY day DESC, key DESC LIMIT ?'
		const after =
			'SELECT body FROM snapshots WHERE provider = ? AND day > ? ORDER BY day, key LIMIT ?'
		return [
			...this.#snapshots(before, provider, day, most),
			...this.#snapshots(after, provider, day, most),
		]
	}

	readGapRuns(): Snapshot[] {
		return this.#snapshots('SELECT body FROM snapshots WHERE gap = 1')
	}

	/** All closed runs of a provider. */
	readRuns(provider: string): Snapshot[] {
		return this.#snapshots(
			'SELECT body FROM snapshots WHERE provider = ? ORDER BY day, key',
			provider,
		)
	}

	/** The providers that have closed runs. */
	providersWithRuns(): string[] {
		return this.#all<{ provider: string }>('SELECT DISTINCT provider FROM snapshots').map(
			({ provider }) => provider,
		)
	}

	/** A page of closed runs after `cursor`, and the cursor of the next page; null at the end. */
	readSnapshots(cursor: string, limit: number): { snapshots: Snapshot[]; next: string | null } {
		const [provider = '', day = '', key = ''] = cursor.split('|')
		const statement =
			'SELECT provider, day, key, body FROM snapshots WHERE (provider, day, key) > (?, ?, ?) ' +
			'ORDER BY provider, day, key LIMIT ?'
		const rows = this.#all<{ provider: string; day: string; key: string; body: string }>(
			statement,
			provider,
			day,
			key,
			limit,
		)
		const last = rows.at(-1)
		return {
			snapshots: rows.flatMap(({ body }) => runIn(body) ?? []),
			next: last && rows.length === limit ? `${last.provider}|${last.day}|${last.key}` : null,
		}
	}

	/** The crowd's counts of `since` and later, by series and day as one key. */
	readCounts(since: string): Map<string, ReportCount[]> {
		const rows = this.#all<CountRow>('SELECT day, series, body FROM counts WHERE day >= ?', since)
		return new Map(
			rows.flatMap(({ series, day, body }) => {
				const counts = this.#sound<ReportCount[]>('counts', `${series} ${day}`, body, isSoundCounts)
				return counts ? [[`${series} ${day}`, counts] as const] : []
			}),
		)
	}

	/** The series that have counts of an earlier day. */
	seriesBefore(day: string): string[] {
		return this.#all<{ series: string }>(
			'SELECT DISTINCT series FROM counts WHERE day < ?',
			day,
		).map(({ series }) => series)
	}

	/** `row`: a series, a space, a day. */
	writeCounts(row: string, counts: readonly ReportCount[]): void {
		this.#run(
			'INSERT OR REPLACE INTO counts (day, series, body) VALUES (?, ?, ?)',
			row.slice(-10),
			row.slice(0, -11),
			JSON.stringify(counts),
		)
	}

	/** A page of counts after `cursor`, and the cursor of the next page; null at the end. */
	readCountPage(cursor: string, limit: number): CountPage {
		const [day = '', series = ''] = cursor.split('|')
		const statement =
			'SELECT day, series, body FROM counts WHERE (day, series) > (?, ?) ORDER BY day, series LIMIT ?'
		const rows = this.#all<CountRow>(statement, day, series, limit)
		const last = rows.at(-1)
		const counts = rows.flatMap(
			({ series, day: of, body }) =>
				this.#sound<ReportCount[]>('counts', `${series} ${of}`, body, isSoundCounts) ?? [],
		)
		return { counts, next: last && rows.length === limit ? `${last.day}|${last.series}` : null }
	}

	/** Those that are no marks as they should be by their key are left out. */
	readMarks(isSound: (key: string, value: unknown) => boolean = () => true): Map<string, unknown> {
		return new Map(
			this.#read<unknown>('marks', (value, key) => isSound(key, value)).map(({ key, value }) => [
				key,
				value,
			]),
		)
	}

	writeMark(key: string, value: unknown): void {
		this.#write('marks', key, JSON.stringify(value))
	}

	/** The outbox without its values. */
	readOutbox(): OutboxRow[] {
		return this.#all('SELECT key, kind, pending, since, after, written FROM outbox WHERE part = 0')
	}

	/** The value that waits under a key; null once it was written. */
	readOutboxValue(key: string): string | Uint8Array | null {
		const pieces = this.#all<{ value: string | ArrayBuffer | null }>(
			'SELECT value FROM outbox WHERE key = ? ORDER BY part',
			key,
		).flatMap(({ value }) => value ?? [])
		return pieces.length > 0 ? joinPieces(pieces) : null
	}

	writeOutbox(
		{ key, kind, pending, since, after, written }: OutboxRow,
		value: string | Uint8Array | null,
	): void {
		const pieces =
			value === null
				? [null]
				: typeof value === 'string'
					? piecesOfText(value)
					: piecesOfBytes(value)
		const statement =
			'INSERT OR REPLACE INTO outbox (key, part, kind, pending, since, after, written, value) ' +
			'VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
		for (const [part, piece] of pieces.entries())
			this.#run(statement, key, part, kind, pending, since, after, written, piece)
		this.#run('DELETE FROM outbox WHERE key = ? AND part >= ?', key, pieces.length)
	}

	/** Lets a value that waits under a key wait until a slot. */
	postpone(key: string, after: string): void {
		this.#run('UPDATE outbox SET after = ? WHERE key = ? AND part = 0', after, key)
	}

	deleteOutbox(key: string): void {
		this.#run('DELETE FROM outbox WHERE key = ?', key)
	}

	#write(table: KeyedTable, key: string, text: string): void {
		const pieces = piecesOfText(text)
		for (const [part, piece] of pieces.entries())
			this.#run(
				`INSERT OR REPLACE INTO ${table} (key, part, body) VALUES (?, ?, ?)`,
				key,
				part,
				piece,
			)
		this.#run(`DELETE FROM ${table} WHERE key = ? AND part >= ?`, key, pieces.length)
	}

	/**
	 * All values of a table that are sound; `#write` wrote them from the type that they are read as.
	 */
	#read<T>(
		table: Exclude<KeyedTable, 'aside'>,
		isSound: (value: unknown, key: string) => boolean,
	): { readonly key: string; readonly value: T }[] {
		const texts = new Map<string, string>()
		for (const { key, body } of this.#all<{ key: string; body: string }>(
			`SELECT key, body FROM ${table} ORDER BY key, part`,
		))
			texts.set(key, (texts.get(key) ?? '') + body)
		return [...texts].flatMap(([key, text]) => {
			const value = this.#sound<T>(table, key, text, (candidate) => isSound(candidate, key))
			return value === undefined ? [] : [{ key, value }]
		})
	}

	/**
	 * A stored value; undefined, and noted, where the text is none or the value has not its shape: it
	 * costs itself, and nothing that is read beside it.
	 */
	#sound<T>(
		table: SpoiltRow['table'],
		key: string,
		text: string,
		isSound: (value: unknown) => boolean,
	): T | undefined {
		try {
			const value: unknown = JSON.parse(text)
			if (isSound(value)) return value as T // as it was written
		} catch {
			// No JSON at all.
		}
		this.#spoilt.push({ table, key })
		return undefined
	}

	#snapshots(statement: string, ...bindings: SqlStorageValue[]): Snapshot[] {
		return this.#all<{ body: string }>(statement, ...bindings).flatMap(
			({ body }) => runIn(body) ?? [],
		)
	}

	#all<Row extends Record<string, SqlStorageValue>>(
		statement: string,
		...bindings: SqlStorageValue[]
	): Row[] {
		return this.#storage.sql.exec<Row>(statement, ...bindings).toArray()
	}

	#run(statement: string, ...bindings: SqlStorageValue[]): void {
		this.#rowsWritten += this.#storage.sql.exec(statement, ...bindings).rowsWritten
	}
}

function keyOfRun(run: Snapshot): string {
	return `${run.fetchedAt} ${documentKey(run)} ${run.previous.slice(0, 12)}`
}

/**
 * A run of looks; undefined where it cannot be read any more. Its place in the chain shows that it
 * is missing.
 */
function runIn(text: string): Snapshot | undefined {
	try {
		const run: unknown = JSON.parse(text)
		return isSoundSnapshot(run) ? run : undefined
	} catch {
		return undefined
	}
}

type KeyedTable = 'heartbeat' | 'incidents' | 'ledger' | 'marks' | 'aside'

/** A row that cannot be read, by where it lies. */
export interface SpoiltRow {
	readonly table: Exclude<KeyedTable, 'aside'> | 'counts'
	readonly key: string
}

/**
 * A document that waits for KV (`pending`: the hash of what it says), or what KV was last given
 * (`written`).
 */
export interface OutboxRow extends Record<string, SqlStorageValue> {
	readonly key: string
	readonly kind: string
	readonly pending: string | null
	/** Since when it waits, and before when it need not be written. Slots. */
	readonly since: string | null
	readonly after: string | null
	readonly written: string | null
}

/** Values are kept in parts, because a row is limited to 2 MB; nearly all have one. */
const keyed = (table: KeyedTable) =>
	`CREATE TABLE IF NOT EXISTS ${table} (key TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL, ` +
	'PRIMARY KEY (key, part)) WITHOUT ROWID'

type CountRow = { day: string; series: string; body: string }

/** The statements that make its tables. */
export const storeSchema = [
	'CREATE TABLE IF NOT EXISTS counts (day TEXT NOT NULL, series TEXT NOT NULL, body TEXT NOT NULL, ' +
		'PRIMARY KEY (day, series)) WITHOUT ROWID',
	keyed('heartbeat'),
	keyed('incidents'),
	keyed('ledger'),
	keyed('marks'),
	keyed('aside'),
	`CREATE TABLE IF NOT EXISTS snapshots (provider TEXT NOT NULL, day TEXT NOT NULL, key TEXT NOT NULL,
		gap INTEGER NOT NULL, body TEXT NOT NULL,
		PRIMARY KEY (provider, day, key)) WITHOUT ROWID`,
	`CREATE TABLE IF NOT EXISTS outbox (key TEXT NOT NULL, part INTEGER NOT NULL, kind TEXT NOT NULL, pending TEXT,
		since TEXT, after TEXT, written TEXT,
		value BLOB, PRIMARY KEY (key, part)) WITHOUT ROWID`,
]
