import { compareInstants } from '#core/time/time.ts'
import { keys } from '../keys.ts'
import { type Blob, writeBlob } from './archive.ts'
import { type DayBudget, mayWrite, type OutboxKind, outboxKinds } from './budget.ts'
import { writesAtOnce } from './recorder-deps.ts'
import type { OutboxRow, Store } from './store.ts'

/**
 * How an attempt went: `putOff` are rows that KV would not take while it took others, `refused`
 * that it takes nothing now.
 */
export interface Written {
	readonly written: readonly OutboxRow[]
	readonly putOff: readonly OutboxRow[]
	readonly refused: boolean
}

/**
 * What is to be written to KV: the newest value of each key, kept in the same transaction as the
 * state it tells, written
 * afterwards, tried again until KV has it. What KV was last given is remembered by hash, so that
 * nothing is written twice.
 */
export class Outbox {
	readonly #store: Store
	readonly #rows: Map<string, OutboxRow>

	constructor(store: Store) {
		this.#store = store
		this.#rows = new Map(store.readOutbox().map((row) => [row.key, row]))
	}

	/**
	 * Offers a document's newest text. `hash` is that of what it tells: when KV has just that,
	 * nothing is kept. Inside a transaction.
	 */
	offer(
		key: string,
		kind: OutboxKind,
		text: string,
		hash: string,
		slot: string,
		after: string = slot,
	): void {
		const known = this.#rows.get(key)
		if (known?.pending === null && known.written === hash) return
		if (
			known?.pending === hash &&
			known.kind === kind &&
			compareInstants(known.after ?? slot, after) <= 0
		)
			return
		const sooner =
			known?.pending && known.after && compareInstants(known.after, after) < 0 ? known.after : after
		this.#put(
			{
				key,
				kind,
				pending: hash,
				since: (known?.pending && known.since) || slot,
				after: sooner,
				written: known?.written ?? null,
			},
			text,
		)
	}

	/** Keeps raw bytes that KV would not take. Inside a transaction. */
	keepBlob(blob: Blob, slot: string): void {
		const row = {
			key: keys.blob(blob.sha256),
			kind: 'blob',
			pending: blob.sha256,
			since: slot,
			after: slot,
			written: [blob.contentType, blob.foundIn].filter(Boolean).join('\t'),
		}
		this.#put(row, blob.bytes)
	}

	/** Remembers that readers have a document already, from the archive. Inside a transaction. */
	adopt(key: string, kind: OutboxKind, hash: string): void {
		const known = this.#rows.get(key)
		if (known) return
		this.#put({ key, kind, pending: null, since: null, after: null, written: hash }, null)
	}

	/**
	 * What to write now, most important first; at most `most`, of kept bytes at most `mostBlobs`.
	 * `tellsOfCalm` says whether news of a calm provider is in a row.
	 */
	due(
		slot: string,
		day: DayBudget,
		most: number,
		mostBlobs: number,
		tellsOfCalm: (row: OutboxRow) => boolean,
	): OutboxRow[] {
		const waiting = [...this.#rows.values()].filter((row) => isDue(row, slot))
		waiting.sort(
			(a, b) =>
				turn(b) - turn(a) ||
				compareInstants(a.since ?? slot, b.since ?? slot) ||
				(a.key < b.key ? -1 : 1),
		)
		const chosen: OutboxRow[] = []
		let blobs = 0
		let spentOnNow = day.spentOnNow
		for (const row of waiting) {
			const kind = kindOf(row)
			const sofar = { ...day, spent: day.spent + chosen.length, spentOnNow }
			if (chosen.length >= most || !mayWrite(kind, sofar, tellsOfCalm(row))) continue
			if (kind === 'blob' && ++blobs > mostBlobs) continue
			if (kind === 'now') spentOnNow += 1
			chosen.push(row)
		}
		return chosen
	}

	/**
	 * Writes rows to KV, a few at a time. A value that is refused while others are taken is that
	 * document's own trouble (it is too
	 * large, say) and waits; when KV takes nothing any more, it is asked once more with one value,
	 * and then left alone.
	 */
	async write(rows: readonly OutboxRow[], kv: Pick<KVNamespace, 'put'>): Promise<Written> {
		const written: OutboxRow[] = []
		const putOff: OutboxRow[] = []
		let doubtful = false
		for (let start = 0; start < rows.length; ) {
			const some = rows.slice(start, start + (doubtful ? 1 : writesAtOnce))
			start += some.length
			const done = await Promise.allSettled(some.map((row) => this.#writeOne(row, kv)))
			const taken = some.filter((_, index) => done[index]?.status === 'fulfilled')
			written.push(...taken)
			if (taken.length > 0) {
				doubtful = false
				putOff.push(...some.filter((row) => !taken.includes(row)))
			} else if (doubtful || start >= rows.length) return { written, refused: true, putOff }
			else {
				doubtful = true
				putOff.push(...some)
			}
		}
		return { written, refused: false, putOff }
	}

	async #writeOne(row: OutboxRow, kv: Pick<KVNamespace, 'put'>): Promise<void> {
		const value = this.#store.readOutboxValue(row.key)
		if (value === null) return
		if (typeof value === 'string') await kv.put(row.key, value)
		else {
			// As keepBlob wrote it; a type of content has no tab in it.
			const [contentType = '', foundIn] = (row.written ?? '').split('\t')
			await writeBlob(kv, {
				sha256: row.pending ?? '',
				contentType,
				bytes: value,
				...(foundIn !== undefined && { foundIn }),
			})
		}
	}

	/**
	 * Marks rows as written, unless a newer value came in between, and lets those that were put off
	 * wait until `after`. Inside a transaction.
	 */
	settle(written: readonly OutboxRow[], putOff: readonly OutboxRow[], after: string): void {
		for (const row of putOff) {
			const known = this.#rows.get(row.key)
			if (known?.pending) this.#store.postpone(known.key, after)
			if (known?.pending) this.#rows.set(row.key, { ...known, after })
		}
		for (const row of written) {
			const known = this.#rows.get(row.key)
			if (!known || known.pending !== row.pending) continue
			if (known.kind === 'blob') {
				this.#store.deleteOutbox(row.key)
				this.#rows.delete(row.key)
			} else
				this.#put({ ...known, pending: null, since: null, after: null, written: row.pending }, null)
		}
	}

	/**
	 * Lets what waits for a moment after `limit` wait no longer than until `slot`: the clock was
	 * wrong.
	 */
	rewind(limit: string, slot: string): void {
		const isFalse = (moment: string | null) => moment !== null && compareInstants(moment, limit) > 0
		for (const [key, row] of this.#rows)
			if (isFalse(row.after) || isFalse(row.since)) {
				if (row.pending !== null) this.#store.postpone(key, slot)
				this.#rows.set(key, { ...row, after: slot, since: slot })
			}
	}

	/** Whether KV has the newest value of a key. */
	isWritten(key: string): boolean {
		const row = this.#rows.get(key)
		return row !== undefined && row.pending === null
	}

	/** Whether a key was ever offered. */
	knows(key: string): boolean {
		return this.#rows.has(key)
	}

	/** What follows a prefix in the keys that were offered before or are now. */
	under(prefix: string, now: readonly string[]): string[] {
		return [...new Set([...this.#rows.keys(), ...now])].flatMap((key) =>
			key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
		)
	}

	/** Raw bytes that still wait for KV. */
	blob(sha256: string): Uint8Array | undefined {
		const row = this.#rows.get(keys.blob(sha256))
		const value = row?.pending ? this.#store.readOutboxValue(row.key) : null
		return value === null || typeof value === 'string' ? undefined : value
	}

	/**
	 * How much waits and since when, and which kinds wait although they are due, in the announced
	 * order.
	 */
	waiting(slot: string): {
		readonly pending: number
		readonly oldestAt: string | null
		readonly degraded: readonly OutboxKind[]
	} {
		const rows = [...this.#rows.values()].filter((row) => row.pending !== null)
		const late = new Set(rows.filter((row) => isDue(row, slot)).map(kindOf))
		const oldest = rows.map((row) => row.since ?? slot).sort(compareInstants)[0]
		return {
			pending: rows.length,
			oldestAt: oldest ?? null,
			degraded: outboxKinds.filter((kind) => late.has(kind)),
		}
	}

	#put(row: OutboxRow, value: string | Uint8Array | null): void {
		this.#store.writeOutbox(row, value)
		this.#rows.set(row.key, row)
	}
}

function kindOf(row: OutboxRow): OutboxKind {
	return row.kind as OutboxKind // only `offer`, `adopt` and `keepBlob` write rows
}

function isDue(row: OutboxRow, slot: string): boolean {
	return row.pending !== null && compareInstants(row.after ?? slot, slot) <= 0
}

/**
 * The most important kind first; but one document tells what is open at all providers, and is not
 * to wait for a hundred of one of them.
 */
function turn(row: OutboxRow): number {
	return row.kind === 'now' ? outboxKinds.length : outboxKinds.indexOf(kindOf(row))
}
