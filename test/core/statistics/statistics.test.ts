import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	chance,
	clusteredShare,
	distribution,
	median,
	medianDeviation,
	medianRank,
	normalQuantile,
	quantile,
	rounded,
	seeded,
	share,
	studentQuantile,
} from '#core/statistics/statistics.ts'

const numbers = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), {
	minLength: 1,
	maxLength: 60,
})

describe('quantiles', () => {
	// R: quantile(c(1, 2, 4, 8), c(0, .25, .5, .9, 1), type = 7) gives 1, 1.75, 3, 6.8, 8.
	test('are those of R’s type 7', () => {
		const values = [1, 2, 4, 8]
		expect([0, 0.25, 0.5, 0.9, 1].map((q) => rounded(quantile(values, q) ?? Number.NaN))).toEqual([
			1, 1.75, 3, 6.8, 8,
		])
		expect(quantile([], 0.5)).toBeNull()
		expect(quantile([7], 0.9)).toBe(7)
	})

	test('lie between the extremes and never fall', () => {
		fc.assert(
			fc.property(
				numbers,
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(values, p, q) => {
					const sorted = [...values].sort((a, b) => a - b)
					const [low, high] = [
						quantile(sorted, Math.min(p, q)) ?? Number.NaN,
						quantile(sorted, Math.max(p, q)) ?? Number.NaN,
					]
					expect(low).toBeLessThanOrEqual(high + 1e-6)
					expect(low).toBeGreaterThanOrEqual((sorted[0] ?? 0) - 1e-6)
					expect(high).toBeLessThanOrEqual((sorted.at(-1) ?? 0) + 1e-6)
				},
			),
		)
	})

	test('of negative and large numbers are sorted as numbers', () => {
		expect(median([10, 9, -1])).toBe(9)
		expect(medianDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
		expect(medianDeviation([])).toBeNull()
	})
})

describe('a distribution', () => {
	test('by hand', () => {
		const { standardDeviation, ...others } = distribution([60, 30, 90, 600], { open: 2 })
		expect(others).toEqual({
			count: 4,
			min: 30,
			p25: 52.5,
			median: 75,
			medianLow: null,
			medianHigh: null,
			p75: 217.5,
			p90: expect.closeTo(447, 9),
			max: 600,
			sum: 780,
			mean: 195,
			excluded: { open: 2 },
		})
		// Squares from the mean: 135² + 165² + 105² + 405² = 220,500; a third of it is 73,500.
		expect(standardDeviation).toBeCloseTo(Math.sqrt(73_500), 9)
	})

	test('is not rounded', () => {
		expect(distribution([1, 2]).mean).toBe(1.5)
		expect(distribution([0.25, 0.5]).median).toBe(0.375)
		expect(distribution([1, 1, 2]).mean).toBe(4 / 3)
	})

	test('of nothing is null and says how many were left out', () => {
		const { count, excluded, ...others } = distribution([], { open: 1 })
		expect({ count, excluded }).toEqual({ count: 0, excluded: { open: 1 } })
		expect(new Set(Object.values(others))).toEqual(new Set([null]))
	})

	test('does not depend on the order and is itself in order', () => {
		fc.assert(
			fc.property(numbers, (values) => {
				const {
					min,
					p25,
					median: middle,
					medianLow,
					medianHigh,
					p75,
					p90,
					max,
					sum,
					mean,
				} = distribution(values)
				const { standardDeviation: _, ...known } = distribution(values)
				expect(distribution([...values].reverse())).toMatchObject(known)
				const sorted = [...values].sort((a, b) => a - b)
				expect([p25, middle, p75, p90]).toEqual(
					[0.25, 0.5, 0.75, 0.9].map((q) => quantile(sorted, q)),
				)
				const order = [min, p25, middle, p75, max].map((value) => value ?? Number.NaN)
				expect([...order].sort((a, b) => a - b)).toEqual(order)
				expect(sum).toBe(values.reduce((total, value) => total + value, 0))
				expect(mean).toBeGreaterThanOrEqual(order[0] ?? 0)
				expect(mean).toBeLessThanOrEqual(order[4] ?? 0)
				if (values.length < 6) {
					expect([medianLow, medianHigh]).toEqual([null, null])
					return
				}
				expect(sorted).toContain(medianLow)
				expect(medianLow).toBeLessThanOrEqual(middle ?? Number.NaN)
				expect(medianHigh).toBeGreaterThanOrEqual(middle ?? Number.NaN)
			}),
		)
	})

	test('has no negative zero, which JSON would not keep', () => {
		expect(Object.is(distribution([-0]).median, 0)).toBe(true)
	})
})

describe('a share', () => {
	// Wilson's interval of 8 in 10, by hand: centre (0.8 + 0.19207) / 1.38415 = 0.71674, half
	// 0.22671.
	test('with its interval, by hand', () => {
		const { low, high, ...counted } = share(8, 10)
		expect(counted).toEqual({ part: 8, of: 10, share: 0.8 })
		expect([low, high].map((value) => rounded(value ?? Number.NaN))).toEqual([0.4902, 0.9433])
		// z² ÷ (20 + z²) with z² = 3.841459.
		expect(share(0, 20)).toEqual({
			part: 0,
			of: 20,
			share: 0,
			low: 0,
			high: expect.closeTo(0.161125, 6),
		})
		expect(share(1, 3).share).toBe(1 / 3)
		expect(share(0, 0)).toEqual({ part: 0, of: 0, share: null, low: null, high: null })
	})

	test('lies in its interval, and the interval in 0..1', () => {
		fc.assert(
			fc.property(fc.nat(500), fc.nat(500), (a, b) => {
				const { share: value, low, high } = share(Math.min(a, b), Math.max(a, b))
				if (value === null || low === null || high === null) return expect(Math.max(a, b)).toBe(0)
				expect(low).toBeGreaterThanOrEqual(0)
				expect(low).toBeLessThanOrEqual(value)
				expect(high).toBeGreaterThanOrEqual(value)
				expect(high).toBeLessThanOrEqual(1)
			}),
		)
	})

	test('is refused when the part is larger than the whole', () => {
		expect(() => share(3, 2)).toThrow(RangeError)
		expect(() => share(Number.NaN, 2)).toThrow(RangeError)
	})
})

describe('the interval of a median', () => {
	// Of ten values the third to the eighth would hold 89 %, the second to the ninth 97.9 %: 2 · (1 +
	// 10) ÷ 1024 lie outside.
	test('begins where the binomial distribution says', () => {
		expect([5, 6, 8, 9, 10, 17].map(medianRank)).toEqual([undefined, 0, 0, 1, 1, 4])
		const { medianLow, medianHigh } = distribution([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
		expect([medianLow, medianHigh]).toEqual([20, 90])
	})

	test('goes on beyond what is counted exactly without a leap', () => {
		const ranks = Array.from({ length: 30 }, (_, index) => medianRank(886 + index) ?? Number.NaN)
		for (const [index, rank] of ranks.entries())
			expect(rank - (ranks[index - 1] ?? rank)).toBeOneOf([0, 1])
	})

	test('holds the median in 95 of 100 samples, or more', () => {
		const random = seeded(11)
		for (const size of [7, 25, 60]) {
			const draws = 2000
			let held = 0
			for (let draw = 0; draw < draws; draw++) {
				// Exponential, as durations are: its median is ln 2.
				const { medianLow, medianHigh } = distribution(
					Array.from({ length: size }, () => -Math.log(1 - random())),
				)
				if ((medianLow ?? Number.NaN) <= Math.LN2 && (medianHigh ?? Number.NaN) >= Math.LN2) held++
			}
			expect(held / draws).toBeGreaterThan(0.94)
			expect(held / draws).toBeLessThan(0.995)
		}
	})
})

describe('a share of what comes in clusters', () => {
	test('is Wilson’s where blocks are alike', () => {
		const blocks = Array.from({ length: 10 }, () => ({ part: 1, of: 4 }))
		expect(clusteredShare(blocks)).toEqual(share(10, 40))
	})

	// Two blocks all yes, two all no, five each: the share varies between blocks as if there were
	// three things, not twenty:
	// Σ (a − n ÷ 2)² = 4 · 6.25 = 25; 25 ÷ 400 · 4 ÷ 3 = 0.08333 between blocks, 0.0125 if
	// independent, so that 20 count as 3.
	test('is wider where they are not, by hand', () => {
		const {
			low,
			high,
			share: value,
		} = clusteredShare([5, 5, 0, 0].map((part) => ({ part, of: 5 })))
		const t = 3.182446
		const half = (t * Math.sqrt(0.25 / 3 + (t * t) / 36)) / (1 + (t * t) / 3)
		expect(value).toBe(0.5)
		expect([low, high]).toEqual([expect.closeTo(0.5 - half, 3), expect.closeTo(0.5 + half, 3)])
	})

	test('is never narrower than Wilson’s and never leaves 0..1', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 20 }), (pairs) => {
				const blocks = pairs.map(([a, b]) => ({ part: Math.min(a, b), of: Math.max(a, b) }))
				const found = clusteredShare(blocks)
				const plain = share(found.part, found.of)
				expect(found.share).toBe(plain.share)
				if (found.low === null || found.high === null) {
					expect(found.of).toBe(0)
					return
				}
				expect(found.low).toBeLessThanOrEqual(plain.low ?? Number.NaN)
				expect(found.high).toBeGreaterThanOrEqual(plain.high ?? Number.NaN)
				expect(found.low).toBeGreaterThanOrEqual(0)
				expect(found.high).toBeLessThanOrEqual(1)
			}),
		)
	})

	/** Weeks with a rate of their own, so that what happens in one goes together. */
	test('holds the true share where Wilson’s own interval does not', () => {
		const random = seeded(23)
		const draws = 1500
		const held = { clustered: 0, plain: 0 }
		for (let draw = 0; draw < draws; draw++) {
			const blocks = Array.from({ length: 30 }, () => {
				const rate = random() < 0.5 ? 0.05 : 0.55
				return {
					part: Array.from({ length: 6 }, random).filter((value) => value < rate).length,
					of: 6,
				}
			})
			const found = clusteredShare(blocks)
			const plain = share(found.part, found.of)
			if ((found.low ?? 1) <= 0.3 && (found.high ?? 0) >= 0.3) held.clustered++
			if ((plain.low ?? 1) <= 0.3 && (plain.high ?? 0) >= 0.3) held.plain++
		}
		expect(held.clustered / draws).toBeGreaterThan(0.93)
		expect(held.plain / draws).toBeLessThan(0.9)
	})
})

test('quantiles of the normal and of Student’s distribution are those of the tables', () => {
	const normal = [0.5, 0.9, 0.975, 0.9999].map(normalQuantile)
	expect(normal).toEqual(
		[0, 1.2815515655, 1.9599639845, 3.7190164855].map((value) => expect.closeTo(value, 6)),
	)
	const student = [1, 2, 3, 5, 10, 60].map((degrees) => studentQuantile(0.975, degrees))
	expect(student).toEqual(
		[12.7062, 4.30265, 3.18245, 2.57058, 2.22814, 2.0003].map((value) => expect.closeTo(value, 1)),
	)
	expect(student.slice(3)).toEqual(
		[2.57058, 2.22814, 2.0003].map((value) => expect.closeTo(value, 3)),
	)
})

describe('draws', () => {
	// The first numbers of mulberry32 from the seed 1, computed apart with 32-bit integers.
	test('are the published generator’s', () => {
		const random = seeded(1)
		expect([random(), random(), random()].map((value) => rounded(value, 10))).toEqual([
			0.6270739406, 0.0027357212, 0.52744704,
		])
		expect(seeded(1)()).toBe(seeded(1)())
	})

	test('give their mean and the range of 95 % of them', () => {
		expect(chance([3, 1, 2], 5)).toEqual({ expected: 2, low: 1.05, high: 2.95, draws: 3, seed: 5 })
		expect(chance([], 5)).toEqual({ expected: null, low: null, high: null, draws: 0, seed: 5 })
	})
})
