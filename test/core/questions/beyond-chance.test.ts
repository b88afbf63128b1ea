import { describe, expect, test } from 'vitest'
import { beyondChance } from '#core/questions/blast-radius/beyond-chance.ts'
import { DaySet } from '#core/questions/toolkit/day-set.ts'
import { seeded } from '#core/statistics/statistics.ts'

const days = (count: number) => DaySet.of(Array.from({ length: count }, (_, day) => day))

describe('together more often than chance', () => {
	test('by hand: 10 of 100 days each, five of them shared, where chance gives one a month after another', () => {
		const a = DaySet.of([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
		const b = DaySet.of([0, 20, 40, 60, 80, 5, 25, 45, 65, 85])
		const found = beyondChance(a, b, days(100), 1)
		// January 4 · 4 ÷ 31, February 2 · 2 ÷ 28, March 3 · 4 ÷ 31.
		const ratio = 5 / (16 / 31 + 4 / 28 + 12 / 31)
		expect(found).toMatchObject({ ratio: expect.closeTo(ratio, 9), weeks: 15 })
		expect(found?.low).toBeGreaterThan(1)
		// The logarithm of the ratio lies in the middle of its interval.
		expect(Math.log(found?.low ?? 0) + Math.log(found?.high ?? 0)).toBeCloseTo(
			2 * Math.log(ratio),
			9,
		)
	})

	test('says nothing of few weeks, or where they never meet', () => {
		expect(beyondChance(DaySet.of([1]), DaySet.of([1]), days(20), 1)).toBeNull()
		expect(beyondChance(DaySet.of([1]), DaySet.of([2]), days(200), 1)).toBeNull()
	})

	test('the more pairs are looked at, the wider', () => {
		const a = DaySet.of([0, 10, 20, 30, 40, 50, 60])
		const width = (comparisons: number) => {
			const found = beyondChance(a, a, days(100), comparisons)
			return (found?.high ?? 0) / (found?.low ?? 1)
		}
		expect(width(48)).toBeGreaterThan(width(1) * 1.5)
	})

	/** Two years of days; runs of bad days as long as three, each surface for itself. */
	test('cries chance in few of many records of surfaces that have nothing to do with each other', () => {
		const random = seeded(77)
		const series = () => {
			const found = new Set<number>()
			for (let day = 0; day < 730; day++)
				if (random() < 0.05) for (let more = 0; more <= random() * 3; more++) found.add(day + more)
			return DaySet.of(found)
		}
		const known = days(730)
		const pairs = 20
		let records = 0
		let alone = 0
		for (let record = 0; record < 60; record++) {
			const found = Array.from({ length: pairs }, () => {
				const [a, b] = [series(), series()]
				return { corrected: beyondChance(a, b, known, pairs), plain: beyondChance(a, b, known, 1) }
			})
			const misses = (one: { readonly low: number; readonly high: number } | null) =>
				one !== null && (one.low > 1 || one.high < 1)
			if (found.some(({ corrected }) => misses(corrected))) records++
			alone += found.filter(({ plain }) => misses(plain)).length
		}
		expect(records / 60).toBeLessThan(0.15)
		expect(alone / (60 * pairs)).toBeLessThan(0.1)
	})
})
