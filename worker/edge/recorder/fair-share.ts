import { dayOf, millisecondsOf } from '#core/time/time.ts'
import { calmNewsADay, passedOf } from './budget.ts'
import type { Spent } from './heartbeat.ts'

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
const minutesOfDay = 1440

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
	return Math.max(1, minutesOfDay * (1 - passedOf(slot)))
}

/** So many times in a row a provider may have news and count as calm. */
const calmNewsAtOnce = 12

/**
 * How much news a provider may still have and count as calm, as of a slot. It fills evenly, by
 * `calmNewsADay`.
 */
export interface Calm {
	readonly slot: string
	readonly news: number
}

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
	const minutes = Math.max(0, (millisecondsOf(slot) - millisecondsOf(calm.slot)) / 60_000)
	return Math.min(calmNewsAtOnce, calm.news + (minutes * calmNewsADay) / minutesOfDay)
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
	const sofar = (minutesOfDay - minutesLeft(slot)) / minutesOfDay
	const allowed = rowsAtOnce + (rowsPart * limit * sofar) / Math.max(1, sharers)
	return rows <= allowed ? 1 : Math.min(slowest, 2 ** Math.ceil(Math.log2((rows / allowed) ** 4)))
}
