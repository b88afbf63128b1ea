import type { Distribution } from '#core/model/analysis.ts'
import { reasons } from './lengths.ts'
import type { ScopedIncident } from './scoped-record.ts'
import type { Span } from './span.ts'
import { Tally } from './tally.ts'

/** The time between failures, counted in both of the ways that are in use. */

export interface BetweenFailures {
	/** From one start to the next. */
	readonly startToStart: Tally
	/** From the moment at which nothing was open any more to the next start. */
	readonly endToStart: Tally
}

export const betweenReasons = {
	last: 'the last one of a stretch of complete record: the next is not known',
	overlap: 'the next one began before all before it had ended',
} as const

/**
 * `entries` by beginning, all inside of `windows`; a pair counts only within one stretch of
 * complete record.
 */
export function betweenFailures(
	entries: readonly ScopedIncident[],
	windows: readonly Span[],
): BetweenFailures {
	const [startToStart, endToStart] = [new Tally(), new Tally()]
	let window = 0
	let lastEnd = Number.NEGATIVE_INFINITY
	entries.forEach((entry, position) => {
		while (window < windows.length - 1 && entry.from >= (windows[window]?.to ?? 0)) {
			window++
			lastEnd = Number.NEGATIVE_INFINITY
		}
		lastEnd = Math.max(lastEnd, entry.to)
		const next = entries[position + 1]
		if (!next || next.from >= (windows[window]?.to ?? 0)) {
			startToStart.add(betweenReasons.last)
			endToStart.add(betweenReasons.last)
			return
		}
		startToStart.add(unlessCoarse(next.from - entry.from, entry, next))
		if (!entry.ended && !entry.open) endToStart.add(reasons.endUnknown)
		else if (next.from < lastEnd) endToStart.add(betweenReasons.overlap)
		else endToStart.add(unlessCoarse(next.from - lastEnd, entry, next))
	})
	return { startToStart, endToStart }
}

const dayMilliseconds = 86_400_000

/**
 * Days apart, an hour more or less does not matter; hours apart, a time that is known to the day is
 * no basis.
 */
function unlessCoarse(
	milliseconds: number,
	entry: ScopedIncident,
	next: ScopedIncident,
): number | string {
	return milliseconds < Math.max(unitOf(entry), unitOf(next)) ? reasons.coarse : milliseconds / 1000
}

function unitOf({ incident }: ScopedIncident): number {
	return incident.precision === 'day'
		? dayMilliseconds
		: incident.precision === 'hour'
			? dayMilliseconds / 24
			: 0
}

/** Both as distributions. */
export function describeBetween({
	startToStart,
	endToStart,
}: BetweenFailures): Record<keyof BetweenFailures, Distribution> {
	return { startToStart: startToStart.distribution(), endToStart: endToStart.distribution() }
}
