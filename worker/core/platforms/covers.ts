import { type Datable, orders } from '#core/model/list-orders.ts'
import type { Cover, ListOrder, ObservedIncident } from '#core/model/observation.ts'
import type { IncidentKind } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants, earliest, latest, secondsBetween } from '#core/time/time.ts'

/** A list of incidents as read: in the page's order, and whether every row of it could be read. */
export interface ReadList {
	readonly read: readonly ObservedIncident[]
	readonly complete: boolean
	/** The page has such a list, though it may be empty. */
	readonly isThere: boolean
}

/**
 * What a list of incidents is known to hold. Pages do not say by what they sort and cut a list:
 * Statuspage's is in the order of the end,
 * else of the filing. So the order is learnt from the rows: whichever orders they are all in may be
 * the one, and what lies beyond the last row
 * by every one of these is inside. `fullList` is the number of rows that it holds at most, where
 * that is known: a shorter list holds everything.
 * Undefined, because an absence would then prove nothing, for a list with a row that could not be
 * read, and for a full one in no known order.
 * An empty list withdraws nothing, since a broken address brings one as well; it only says that
 * nothing is open, where no other document does.
 */
export function listCover(
	document: string,
	list: ReadList,
	kinds: IncidentKind[],
	fullList?: number,
): Cover | undefined {
	const { read, complete, isThere } = list
	if (!complete || !isThere) return undefined
	if (read.length === 0) return { document, list: 'open', kinds, empty: true }
	const oldest = earliest(...read.map(({ createdAt }) => createdAt))
	if (oldest === undefined || !read.some(({ kind }) => kinds.includes(kind))) return undefined
	if (fullList !== undefined && read.length < fullList)
		return { document, list: 'since', since: oldest, kinds, whole: true }
	const cuts = cutsOf(read)
	const since = latest(...cuts.map((cut) => filedSince(cut, read)))
	return since === undefined ? undefined : { document, list: 'since', since, kinds, cuts }
}

function cutsOf(rows: readonly Datable[]): { by: ListOrder; since: string }[] {
	const last = rows.at(-1)
	if (last === undefined) return []
	// The names of the object above.
	return (Object.keys(orders) as ListOrder[])
		.filter((by) => isNewestFirst(rows.map(orders[by])))
		.map((by) => ({ by, since: orders[by](last) }))
}

/**
 * Whatever was filed after this is inside the cut: where rows are sorted by a beginning, it may be
 * filed as long after it as the slowest row was.
 */
function filedSince(
	{ by, since }: { readonly by: ListOrder; readonly since: string },
	rows: readonly Datable[],
): string {
	if (by !== 'started' && by !== 'ended-or-started') return since
	return addSeconds(
		since,
		Math.max(
			0,
			...rows.map(({ createdAt, startedAt }) =>
				startedAt ? secondsBetween(startedAt, createdAt) : 0,
			),
		),
	)
}

function isNewestFirst(times: readonly string[]): boolean {
	return times.every(
		(time, index) => index === 0 || compareInstants(times[index - 1] ?? time, time) >= 0,
	)
}
