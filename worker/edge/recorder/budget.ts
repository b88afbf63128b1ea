import { dayOf, millisecondsOf } from '#core/time/time.ts'
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
 * limit. Raw bytes, snapshots and open incidents have the whole of it; a value that waits is the
 * newest one, and nothing is dropped.
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

/**
 * What is given up when a day has more news than writes, in this order:
 *
 * 1. at once: what is new of all providers is one write in half an hour, and how they stand (`now`)
 *    one in three minutes;
 * 2. raw bytes stay in the recorder's store, where readers find them, until there is room;
 * 3. a provider's own documents wait for its turn: those of one that moves all the time first, then
 *    everybody's, evenly over the day (fair-share.ts);
 * 4. kinds stop at their share, see `shares`.
 *
 * What `now` needs for the rest of the day is kept for providers that have news now and then, so
 * that these are told within three minutes whatever else happens. Looks and bytes are never dropped.
 */
export interface DayBudget {
	/** The shard's writes of a day. */
	readonly limit: number
	/** Those that were made, and how many of them were `now`. */
	readonly spent: number
	readonly spentOnNow: number
	/** The part of the day that is over. */
	readonly passed: number
	/** Providers that have news now and then, or none: see `isCalm`. */
	readonly calm: number
}

/** The part of the day's writes that `now` takes when there is news in every minute. */
const nowPart = 0.48
/** A provider has news no more often than this, as long as it counts as calm. */
export const calmNewsADay = 144
/** What a day may cost at once without being strained. */
const atOncePart = 0.2
/** On a strained day the list of what is new waits so long for further news. */
const recentPatienceMinutes = 29

/** Writes that are kept so that `now` can tell what the calm providers still may have to say. */
export function keptForNow({ limit, passed, calm }: DayBudget): number {
	return Math.ceil(Math.min(nowPart * limit, calm * calmNewsADay) * (1 - passed))
}

/** What all other documents may cost on this day. */
export function documentsLimit(day: DayBudget): number {
	return Math.max(0, day.limit - day.spentOnNow - keptForNow(day))
}

/**
 * Whether the day has cost more by now than it could at any time, so that it has to be thought of
 * those who may still have news. Where all move all the time there are none.
 */
export function isStrained({ limit, spent, passed, calm }: DayBudget): boolean {
	return calm > 0 && spent > limit * (atOncePart + (1 - atOncePart) * passed)
}

/** The lists that all providers of a shard share: how they stand, and what is new. */
export type SharedList = 'now' | 'recent'

/** How many minutes a list waits for further news, so that several changes are one write. */
export function patienceOf(list: SharedList, day: DayBudget): number {
	if (!isStrained(day)) return 0
	if (list === 'recent') return recentPatienceMinutes
	// Written in the minute after, it is written once in so many minutes.
	return Math.max(0, Math.ceil(minutesADay / (nowPart * day.limit)) - 1)
}

/**
 * Whether a kind may still be written. News of a calm provider (`ofCalm`) waits for its turn and for
 * nothing else: others have no part in what is kept for it.
 */
export function mayWrite(kind: OutboxKind, day: DayBudget, ofCalm = false): boolean {
	const { limit, spent, spentOnNow } = day
	if (kind === 'now')
		return spent < (ofCalm ? limit : Math.floor(shares.now * limit) - keptForNow(day))
	const documents = documentsLimit(day)
	return spent - spentOnNow < (ofCalm ? documents : Math.floor(shares[kind] * documents))
}

/** A shard's own part of the account's KV writes. */
export function kvLimitOf(shards: number): number {
	return Math.floor(dailyLimits.kvWrites / Math.max(1, shards))
}

/** A shard's own part of the account's rows. */
export function rowsLimitOf(shards: number): number {
	return Math.floor(dailyLimits.rowsWritten / Math.max(1, shards))
}

const minutesADay = 1440

/** The part of a UTC day that is over at a slot. */
export function passedOf(slot: string): number {
	return (
		(millisecondsOf(slot) - millisecondsOf(`${dayOf(slot)}T00:00:00Z`)) / (minutesADay * 60_000)
	)
}

/** The day's costs as they stand at `slot`: nothing yet on a new UTC day. */
export function spentAt(spent: Spent, slot: string): Spent {
	return spent.day === dayOf(slot) ? spent : spentOn(dayOf(slot))
}
