import { describe, expect, test } from 'vitest'
import {
	addTo,
	intervalByWeeks,
	joined,
	shareByWeeks,
	type Weekly,
} from '#core/questions/toolkit/week-blocks.ts'
import { share } from '#core/statistics/statistics.ts'
import { hour, week } from '#core/time/week.ts'

const monday = Date.parse('2026-01-05T00:00:00Z')

/** So many cases of each week, and how many of them are in. */
function weeklyOf(weeks: readonly (readonly [part: number, of: number])[]): Weekly {
	const weekly: Weekly = new Map()
	for (const [index, [part, of]] of weeks.entries())
		for (let one = 0; one < of; one++) addTo(weekly, monday + index * week + one * hour, one < part)
	return weekly
}

const windowOf = (weeks: number) => [{ from: monday, to: monday + weeks * week }]

const cases = { population: 'cases of which it is known', leftOut: { 'not known': 3 } }

describe('the interval of a share by weeks', () => {
	test('weeks begin on Monday, and lists are added', () => {
		const weekly: Weekly = new Map()
		addTo(weekly, monday - 1, true)
		addTo(weekly, monday, false)
		expect(weekly.size).toBe(2)
		expect([...joined([weekly, weekly]).values()]).toEqual([
			{ part: 2, of: 2 },
			{ part: 0, of: 2 },
		])
	})

	test('is as wide as Wilson’s where weeks are alike, and wider where they are all or nothing', () => {
		const wilson = share(100, 200)
		const alike = shareByWeeks(
			weeklyOf(Array.from({ length: 20 }, () => [5, 10] as const)),
			windowOf(20),
			{ draws: 400, ...cases },
		)
		expect([alike.low, alike.high]).toEqual([wilson.low, wilson.high])
		const uneven = shareByWeeks(
			weeklyOf(Array.from({ length: 20 }, (_, index) => [index % 2 === 0 ? 10 : 0, 10] as const)),
			windowOf(20),
			{ draws: 400, ...cases },
		)
		expect(uneven).toMatchObject({ part: 100, of: 200, share: 0.5 })
		expect((uneven.high ?? 0) - (uneven.low ?? 0)).toBeGreaterThan(
			2 * ((wilson.high ?? 0) - (wilson.low ?? 0)),
		)
	})

	test('is Wilson’s for few weeks and without draws, and the same for everybody', () => {
		const few = weeklyOf(Array.from({ length: 7 }, () => [1, 2] as const))
		expect(shareByWeeks(few, windowOf(7), { draws: 400, ...cases })).toEqual({
			...share(7, 14),
			...cases,
		})
		const more = weeklyOf(Array.from({ length: 12 }, (_, index) => [index % 3, 2] as const))
		expect(shareByWeeks(more, windowOf(12), { draws: 0, ...cases })).toEqual({
			...share(12, 24),
			...cases,
		})
		expect(intervalByWeeks(more, windowOf(12), 100)).toEqual(
			intervalByWeeks(more, windowOf(12), 100),
		)
	})
})
