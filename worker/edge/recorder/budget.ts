import { dayOf, millisecondsOf } from '#core/time/time.ts'
import { type Calm, type SharedList, type Spent, spentOn } from './heartbeat.ts'

/**
 * The free plan's daily limits, and what is given up when a day has more news than writes, in this
 * order:
 *
 * 1. at once: what is new of all providers is one write in half an hour, and how they stand (`now`)
 *    one in three minutes;
 * 2. raw bytes stay in the recorder's store, where readers find them, until there is room;
 * 3. a provider's own documents wait for its turn: those of one that moves all the time first, then
 *    everybody's, ever more seldom (`writesLeft`);
 * 4. kinds stop at their share, see `shares`.
 *
 * Looks and bytes are never dropped. What `now` needs for the rest of the day is kept for providers
 * that have news now and then, so that these are told within three minutes whatever else happens.
 * It cannot be had otherwise: hourly news of 49 providers are 1,176 a day, of which each alone would
 * be five documents and two lists; and told every three minutes, `now` is 480 of the 1,000 writes.
 * The other 520 are ten for each provider: its incidents' pages and its feed twice a day.
 */

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

/** How a day's writes stand. */
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

/**
 * What one provider may cost of the day's KV writes before its own documents wait. Everybody has a
 * few writes of their own; beyond them a provider draws on what the others leave, quickly at first
 * and ever more slowly, so that an hour with news each minute is told at once and a page that moves
 * all day cannot use up the day. Where there are so many providers with news that the day does not
 * suffice, all of them draw slowly, so that each has a turn now and then. Only documents wait, the
 * newest state of each; looks and bytes are kept all the same.
 */

/**
 * The part of the day's writes that is divided evenly: each provider's own, and at least so many,
 * which tell of one incident.
 */
const evenPart = 0.6
const leastOwn = 5
/** What may be drawn at once and in a minute; of more than so many who draw each less at once. */
const mostAtOnce = 100
const sharersAtOnce = 4
const mostPerMinute = 1
/**
 * How much faster than evenly the common part is given out: e⁻³ of it is left at the end of a day.
 */
const haste = 3

/** What a provider may draw: as of a slot, possibly less than nothing. */
export interface Bucket {
	readonly slot: string
	readonly writes: number
}

/** What documents may cost on a day, and how many providers divide it. */
export interface Sharing {
	readonly limit: number
	readonly providers: number
}

/** How many writes a provider has now: those of its own that are left, and what it may draw. */
export function writesLeft(
	bucket: Bucket | undefined,
	spent: Spent,
	provider: string,
	sharing: Sharing,
	slot: string,
): number {
	const own = Math.max(0, ownWrites(sharing) - ownOf(spent, provider))
	const left = own + filled(bucket, spent, provider, sharing, slot).writes
	return Math.min(left, sharing.limit - documentsOf(spent))
}

/** The bucket after some writes at a slot. */
export function drawn(
	bucket: Bucket | undefined,
	spent: Spent,
	provider: string,
	sharing: Sharing,
	slot: string,
	writes: number,
): Bucket {
	const { writes: there } = filled(bucket, spent, provider, sharing, slot)
	const fromCommon = Math.max(0, writes - Math.max(0, ownWrites(sharing) - ownOf(spent, provider)))
	return { slot, writes: there - fromCommon }
}

function filled(
	bucket: Bucket | undefined,
	spent: Spent,
	provider: string,
	sharing: Sharing,
	slot: string,
): Bucket {
	const own = ownWrites(sharing)
	const shared = Object.values(spent.byProvider ?? {})
	const sharers = Math.max(1, shared.filter((writes) => writes > own).length)
	// What others have not used of their own is theirs while there is time to use it.
	const unused =
		sharing.providers * own - shared.reduce((sum, used) => sum + Math.min(own, used), 0)
	const common = Math.max(
		0,
		sharing.limit - documentsOf(spent) - Math.max(0, unused) * (1 - passedOf(slot)),
	)
	const most = Math.max(
		leastOwn,
		Math.min(mostAtOnce, common / 4) / Math.max(1, sharers / sharersAtOnce),
	)
	// After a restart nobody knows what was drawn a minute ago: who is beyond its own begins with
	// nothing.
	if (bucket === undefined || dayOf(bucket.slot) !== dayOf(slot))
		return { slot, writes: ownOf(spent, provider) > own ? 0 : Math.min(most, common / 4) }
	const minutes = Math.max(0, (millisecondsOf(slot) - millisecondsOf(bucket.slot)) / 60_000)
	const perMinute = Math.min(mostPerMinute, (haste * common) / sharers / minutesLeft(slot))
	return { slot, writes: Math.min(most, bucket.writes + minutes * perMinute) }
}

function ownWrites({ limit, providers }: Sharing): number {
	return Math.max(leastOwn, Math.floor((evenPart * limit) / Math.max(1, providers)))
}

function ownOf(spent: Spent, provider: string): number {
	return spent.byProvider?.[provider] ?? 0
}

function documentsOf({ kvWrites, nowWrites = 0 }: Spent): number {
	return kvWrites - nowWrites
}

function minutesLeft(slot: string): number {
	return Math.max(1, minutesADay * (1 - passedOf(slot)))
}

/** So many times in a row a provider may have news and count as calm. */
const calmNewsAtOnce = 12

/**
 * Whether a provider has news now and then, or none. Of one that moves all the time `now` tells when
 * there is room; for the others room is kept.
 */
export function isCalm(calm: Calm | undefined, slot: string): boolean {
	return refilled(calm, slot) >= 1
}

/** After news at a slot. */
export function afterNews(calm: Calm | undefined, slot: string): Calm {
	return { slot, news: Math.max(0, refilled(calm, slot) - 1) }
}

function refilled(calm: Calm | undefined, slot: string): number {
	if (!calm) return calmNewsAtOnce
	const minutes = (millisecondsOf(slot) - millisecondsOf(calm.slot)) / 60_000
	// A wrong clock said so.
	if (minutes < 0) return calmNewsAtOnce
	return Math.min(calmNewsAtOnce, calm.news + (minutes * calmNewsADay) / minutesADay)
}

/**
 * Rows that a provider's changes may cost whenever they come, and the part of the day's rows for
 * all that cost more, by the hour.
 */
const rowsAtOnce = 5000
const rowsPart = 0.6
const slowest = 64

/**
 * How many times more seldom a provider's page is read: once, or 2, 4, 8 … times, when its changes
 * alone would use up the rows that
 * a day has. It then costs looks, and says so; nothing that a look saw is lost.
 */
export function slownessOf(spent: Spent, provider: string, limit: number, slot: string): number {
	const rows = spent.rowsByProvider?.[provider] ?? 0
	if (rows <= rowsAtOnce) return 1
	const sharers = Object.values(spent.rowsByProvider ?? {}).filter(
		(others) => others > rowsAtOnce,
	).length
	const sofar = (minutesADay - minutesLeft(slot)) / minutesADay
	const allowed = rowsAtOnce + (rowsPart * limit * sofar) / Math.max(1, sharers)
	return rows <= allowed ? 1 : Math.min(slowest, 2 ** Math.ceil(Math.log2((rows / allowed) ** 4)))
}

export interface HeldDay {
	readonly provider: string
	readonly day: string
	readonly urgent: boolean
}

/**
 * What of a provider waits for its turn: its incidents' documents, longest waiting first, and the
 * days of its looks.
 */
export interface Held {
	readonly since: string
	readonly incidents: ReadonlySet<string>
	readonly days: ReadonlyMap<string, HeldDay>
}

/** As the store keeps it. */
export interface KeptHeld {
	readonly since: string
	readonly incidents: readonly string[]
	readonly days: readonly HeldDay[]
}

/** What the store kept, as a tick works on it. */
export function heldFrom({ since, incidents, days }: KeptHeld): Held {
	return {
		since,
		incidents: new Set(incidents),
		days: new Map(days.map((day) => [`${day.provider} ${day.day}`, day])),
	}
}
