import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atLeast, holm, pValue } from '#core/statistics/significance.ts'

describe('a p-value', () => {
	test('by hand: two of four draws give as much', () => {
		expect(atLeast(3, [1, 2, 3, 4])).toBe(2)
		expect(pValue(3, [1, 2, 3, 4])).toBe(3 / 5)
	})

	test('is never nought, and null without draws', () => {
		expect(pValue(9, [1, 2, 3, 4])).toBe(1 / 5)
		expect(pValue(9, [])).toBeNull()
	})

	test('a draw that repeats the figure counts, whatever its rounding', () =>
		expect(atLeast(0.1 + 0.2, [0.3])).toBe(1))
})

describe('several at once', () => {
	// 0.01·3, then 0.02·2, then 0.04·1 raised to what came before.
	test('by hand', () => expect(holm([0.04, 0.01, 0.02])).toEqual([0.04, 0.03, 0.04]))

	test('what was not tested stays out of the count', () =>
		expect(holm([0.02, null, 0.5])).toEqual([0.04, null, 0.5]))

	test('never smaller than alone, never more than one, and in the same order', () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
				(values) => {
					const adjusted = holm(values)
					for (const [index, p] of values.entries()) {
						expect(adjusted[index]).toBeGreaterThanOrEqual(p)
						expect(adjusted[index]).toBeLessThanOrEqual(1)
						for (const [other, q] of values.entries())
							if (p < q) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other] ?? 0)
					}
				},
			),
		)
	})
})
