import type { ObservedCount } from '#core/model/observation.ts'
import { windowSeconds } from '#core/model/report.ts'
import { addSeconds, compareInstants, floorTo, latest, millisecondsOf } from '#core/time/time.ts'

/** Turns things listed one by one, each with its time, into counts of quarter hours. */

/**
 * How far back one look states windows, in seconds: after a longer pause the older ones stay not
 * observed.
 */
const reach = 86_400

/** What a document lists. */
export interface Listed {
	/** When each thing was made: instants, in any order. */
	readonly times: readonly string[]
	/**
	 * From when on the list is whole; undefined where nothing is known to be whole. The window that
	 * it falls into is left out unless it begins there.
	 */
	readonly since: string | undefined
	/** The moment of the look; what was listed last stands for it where it is not known. */
	readonly until: string | undefined
}

/**
 * Every window that the list holds whole and that was over at the look, oldest first, zeros
 * included; and the window that was open
 * then, as far as it went. What is dated after the look is in neither.
 */
export function windowsOf({ times, since, until = latest(...times) }: Listed): {
	readonly reports: ObservedCount[]
	readonly open?: ObservedCount
} {
	if (since === undefined || until === undefined || compareInstants(since, until) > 0)
		return { reports: [] }
	const last = floorTo(until, windowSeconds)
	const first = latest(firstWholeWindow(since), addSeconds(last, -reach)) ?? last
	const counts = countsByWindow(times.filter((time) => compareInstants(time, until) <= 0))
	const reports: ObservedCount[] = []
	for (let at = first; compareInstants(at, last) < 0; at = addSeconds(at, windowSeconds))
		reports.push({ at, windowSeconds, count: counts.get(at) ?? 0 })
	if (compareInstants(first, last) > 0) return { reports }
	return { reports, open: { at: last, windowSeconds, count: counts.get(last) ?? 0, partial: true } }
}

/** The start of the first window that does not begin before `instant`. */
function firstWholeWindow(instant: string): string {
	const floor = floorTo(instant, windowSeconds)
	return millisecondsOf(floor) === millisecondsOf(instant)
		? floor
		: addSeconds(floor, windowSeconds)
}

function countsByWindow(times: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>()
	for (const time of times) {
		const at = floorTo(time, windowSeconds)
		counts.set(at, (counts.get(at) ?? 0) + 1)
	}
	return counts
}
