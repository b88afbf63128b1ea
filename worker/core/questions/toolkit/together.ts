import { share } from '#core/statistics/statistics.ts'
import { monthOfDay, type Zone } from '#core/time/zone.ts'
import type { NamedTogether, Together } from '../blast-radius/figures.ts'
import type { Span } from './span.ts'

/**
 * How often two things come together: of incidents as they are, of days beside what chance gives.
 */

/** Of two sets within `of` things: how often one comes with the other. */
export function namedTogether<Thing>(
	first: ReadonlySet<Thing>,
	second: ReadonlySet<Thing>,
	of: number,
): NamedTogether {
	let both = 0
	for (const thing of first) if (second.has(thing)) both += 1
	const [a, b] = [first.size, second.size]
	return { a, b, both, of, givenA: share(both, a), givenB: share(both, b) }
}

/**
 * The same of local days, with what they would share if each were spread over its months by chance:
 * two that grow have busy months in common.
 */
export function togetherByMonth(
	first: ReadonlySet<number>,
	second: ReadonlySet<number>,
	days: ReadonlySet<number>,
): Together {
	const [inFirst, inSecond] = [perMonth(first), perMonth(second)]
	let expected = 0
	for (const [month, count] of perMonth(days))
		expected += ((inFirst.get(month) ?? 0) * (inSecond.get(month) ?? 0)) / count
	return { ...namedTogether(first, second, days.size), expected: days.size === 0 ? null : expected }
}

function perMonth(days: ReadonlySet<number>): Map<number, number> {
	const counts = new Map<number, number>()
	for (const day of days) counts.set(monthOfDay(day), (counts.get(monthOfDay(day)) ?? 0) + 1)
	return counts
}

/** The local days that spans touch. */
export function daysOf(spans: readonly Span[], zone: Zone): Set<number> {
	const days = new Set<number>()
	for (const { from, to } of spans) {
		const last = zone.dayOf(to - 1)
		for (let day = zone.dayOf(from); day <= last; day++) days.add(day)
	}
	return days
}
