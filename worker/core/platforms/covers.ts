import type { Cover, ObservedIncident } from '#core/model/observation.ts'
import type { IncidentKind } from '#core/model/vocabulary.ts'
import { compareInstants, earliest } from '#core/time.ts'

/** A list of incidents as read: in the page's order, and whether every row of it could be read. */
export interface ReadList {
	readonly read: readonly ObservedIncident[]
	readonly complete: boolean
}

/**
 * What a list of the newest incidents is known to hold: all of a kind that were filed since the oldest one in it. Undefined, because
 * an absence would then prove nothing, for an empty list, for one with a row that could not be read, and for a full list in another
 * order than newest first, which may have dropped any row. `fullList` is the number of rows it holds at most, where that is known.
 */
export function sinceCover(document: string, list: ReadList, kind: IncidentKind, fullList?: number): Cover | undefined {
	const times = list.read.filter((incident) => incident.kind === kind).map((incident) => incident.createdAt)
	const since = earliest(...times)
	if (since === undefined || !list.complete) return undefined
	const holdsAll = fullList !== undefined && list.read.length < fullList
	return holdsAll || isNewestFirst(times) ? { document, list: 'since', since, kinds: [kind] } : undefined
}

function isNewestFirst(times: readonly string[]): boolean {
	return times.every((time, index) => index === 0 || compareInstants(times[index - 1] ?? time, time) >= 0)
}
