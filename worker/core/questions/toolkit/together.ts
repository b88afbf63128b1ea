import { share } from '#core/statistics/statistics.ts'
import type { NamedTogether, Together } from '../blast-radius/figures.ts'
import type { DaySet } from './day-set.ts'

/**
 * How often two things come together: of incidents as they are, of days beside what chance gives.
 */

/**
 * Of so many with one, the other and both, within `of`: how often one comes with the other. `counted`
 * says what is counted, in words.
 */
export function namedTogether(
	{ a, b, both, of }: Pick<NamedTogether, 'a' | 'b' | 'both' | 'of'>,
	counted: string,
): NamedTogether {
	const given = (one: number, which: string) => ({
		...share(both, one),
		population: `${counted} ${which}`,
		leftOut: {},
	})
	return { a, b, both, of, givenA: given(a, 'with the first'), givenB: given(b, 'with the second') }
}

/**
 * The same of local days, with what they would share if each were spread over its months by chance:
 * two that grow have busy months in common.
 */
export function togetherByMonth(first: DaySet, second: DaySet, days: DaySet): Together {
	const [inFirst, inSecond] = [first.perMonth(), second.perMonth()]
	let expected = 0
	for (const [month, count] of days.perMonth())
		expected += ((inFirst.get(month) ?? 0) * (inSecond.get(month) ?? 0)) / count
	const counts = { a: first.size, b: second.size, both: first.and(second).size, of: days.size }
	const together = namedTogether(counts, 'days known of both')
	return { ...together, expected: days.size === 0 ? null : expected }
}
