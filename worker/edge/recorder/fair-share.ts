import { dayOf, millisecondsOf } from '#core/time/time.ts'
import type { Spent } from './heartbeat.ts'

/**
 * What one provider may cost of the day's KV writes before its own documents wait. Everybody has a
 * few writes of their own; beyond
 * them a provider draws on a part of the day that the others leave, quickly at first and ever more
 * slowly, so that an hour with
 * news each minute is told at once and a page that moves all day cannot use up the day. Only
 * documents wait, the newest
 * state of each; looks and bytes are kept all the same.
 */

/**
 * The part of the day's writes that is divided evenly: each provider's own, and at least so many.
 */
const evenPart = 0.6
const leastOwn = 20
/**
 * The part that providers may draw on beyond their own. The rest stays for those who need little.
 */
const commonPart = 0.6
/** What may be drawn at once, and in a minute. */
const mostAtOnce = 100
const mostPerMinute = 1
/**
 * How much faster than evenly the rest of the common part is given out: e⁻³ of it is left at the
 * end of a day.
 */
const haste = 3
const minutesOfDay = 1440

/** What a provider may draw: as of a slot, possibly less than nothing. */
export interface Bucket {
	readonly slot: string
	readonly writes: number
}

/** A shard's writes of a day, and how many providers divide them. */
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
	const own = ownOf(spent, provider)
	const left = Math.max(0, ownWrites(sharing) - own)
	return left + filled(bucket, spent, provider, sharing, slot).writes
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
	const beyond = Object.values(spent.byProvider ?? {}).map((writes) =>
		Math.max(0, writes - ownWrites(sharing)),
	)
	const common = Math.max(
		0,
		Math.floor(commonPart * sharing.limit) - beyond.reduce((sum, writes) => sum + writes, 0),
	)
	const most = Math.min(mostAtOnce, Math.floor(common / 4))
	// After a restart nobody knows what was drawn a minute ago: who is beyond its own begins with
	// nothing.
	if (bucket === undefined || dayOf(bucket.slot) !== dayOf(slot))
		return { slot, writes: ownOf(spent, provider) > ownWrites(sharing) ? 0 : most }
	const minutes = Math.max(0, (millisecondsOf(slot) - millisecondsOf(bucket.slot)) / 60_000)
	const sharers = Math.max(1, beyond.filter((writes) => writes > 0).length)
	const perMinute = Math.min(mostPerMinute, (haste * common) / sharers / minutesLeft(slot))
	return { slot, writes: Math.min(most, bucket.writes + minutes * perMinute) }
}

function ownWrites({ limit, providers }: Sharing): number {
	return Math.max(leastOwn, Math.floor((evenPart * limit) / Math.max(1, providers)))
}

function ownOf(spent: Spent, provider: string): number {
	return spent.byProvider?.[provider] ?? 0
}

function minutesLeft(slot: string): number {
	return Math.max(
		1,
		minutesOfDay - (millisecondsOf(slot) - millisecondsOf(`${dayOf(slot)}T00:00:00Z`)) / 60_000,
	)
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
