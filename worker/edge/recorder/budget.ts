import { dayOf } from '#core/time/time.ts'
import { type Spent, spentOn } from './heartbeat.ts'

/** The free plan's daily limits, and what waits first when they come near. */

/**
 * KV writes and Durable Object rows of one UTC day; they are those of the whole account, so shards
 * share them.
 */
export const dailyLimits = { kvWrites: 1000, rowsWritten: 100_000 } as const

/** The kinds of document that go to KV. `incident` is one that is over for more than a day. */
export type OutboxKind =
	| 'blob'
	| 'snapshots'
	| 'reports'
	| 'open-incident'
	| 'now'
	| 'incident'
	| 'episode'
	| 'index'
	| 'feed'
	| 'heads'

/**
 * The announced order: a kind is written only while the day has cost less than its share of the
 * limit. Raw bytes, snapshots and
 * open incidents have the whole of it; a value that waits is the newest one, and nothing is
 * dropped.
 */
const shares: Readonly<Record<OutboxKind, number>> = {
	heads: 0.5,
	feed: 0.6,
	index: 0.7,
	episode: 0.8,
	incident: 0.85,
	now: 0.9,
	reports: 0.95,
	'open-incident': 1,
	snapshots: 1,
	blob: 1,
}

/** All kinds, the one that waits first in front. */
export const outboxKinds = Object.keys(shares) as OutboxKind[] // the keys of the record above

/** Whether a kind may still be written when `spent` writes of `limit` are made. */
export function mayWrite(kind: OutboxKind, spent: number, limit: number): boolean {
	return spent < Math.floor(shares[kind] * limit)
}

/** A shard's own part of the account's KV writes. */
export function kvLimitOf(shards: number): number {
	return Math.floor(dailyLimits.kvWrites / Math.max(1, shards))
}

/** A shard's own part of the account's rows. */
export function rowsLimitOf(shards: number): number {
	return Math.floor(dailyLimits.rowsWritten / Math.max(1, shards))
}

/** The day's costs as they stand at `slot`: nothing yet on a new UTC day. */
export function spentAt(spent: Spent, slot: string): Spent {
	return spent.day === dayOf(slot) ? spent : spentOn(dayOf(slot))
}
