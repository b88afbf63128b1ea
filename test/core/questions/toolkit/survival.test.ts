import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remainingAfter } from '#core/questions/toolkit/remaining-time.ts'
import {
	type Lasting,
	stepsAtMost,
	survivalAt,
	survivalCurve,
	survivalQuantile,
} from '#core/questions/toolkit/survival.ts'
import { rounded, seeded } from '#core/statistics/statistics.ts'

/**
 * Weeks of remission of 21 patients on 6-MP (Freireich et al. 1963), the textbook example; a plus
 * means not over when last seen.
 */
const remission = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
	.split(' ')
	.map((text): Lasting => ({ seconds: Number.parseInt(text, 10), ended: !text.endsWith('+') }))

const lastings = fc.array(fc.record({ seconds: fc.nat(50), ended: fc.boolean() }), {
	maxLength: 60,
})

describe('the product-limit estimate', () => {
	test('of the textbook', () => {
		const curve = survivalCurve(remission)
		expect(
			curve.steps.map(({ at, atRisk, ended, survival }) => [
				at,
				atRisk,
				ended,
				rounded(survival, 3),
			]),
		).toEqual([
			[6, 21, 3, 0.857],
			[7, 17, 1, 0.807],
			[10, 15, 1, 0.753],
			[13, 12, 1, 0.69],
			[16, 11, 1, 0.627],
			[22, 7, 1, 0.538],
			[23, 6, 1, 0.448],
		])
		expect([curve.count, curve.ended, curve.longest]).toEqual([21, 9, 35])
		expect(survivalQuantile(curve, 0.5)).toBe(23)
		expect(survivalQuantile(curve, 0.75)).toBeNull()
	})

	// R, survfit(conf.type = "log-log"): 0.620 to 0.952 at 6, 0.188 to 0.680 at 23.
	test('with its interval', () => {
		const { steps } = survivalCurve(remission)
		expect(
			[steps[0], steps.at(-1)].map((step) => [
				rounded(step?.low ?? 0, 3),
				rounded(step?.high ?? 0, 3),
			]),
		).toEqual([
			[0.62, 0.952],
			[0.188, 0.68],
		])
	})

	test('knows nothing beyond the longest that was seen', () => {
		const curve = survivalCurve(remission)
		expect(survivalAt(curve, 5)).toBe(1)
		expect(rounded(survivalAt(curve, 35) ?? 0, 3)).toBe(0.448)
		expect(survivalAt(curve, 36)).toBeNull()
		expect(survivalAt(survivalCurve([{ seconds: 3, ended: true }]), 36)).toBe(0)
		expect(survivalAt(survivalCurve([]), 0)).toBeNull()
	})

	test('falls from one towards zero, within its interval, whatever the order', () => {
		fc.assert(
			fc.property(lastings, (list) => {
				const curve = survivalCurve(list)
				expect(survivalCurve([...list].reverse())).toEqual(curve)
				let [before, at] = [1, -1]
				for (const step of curve.steps) {
					expect(step.survival).toBeLessThan(before)
					expect(step.at).toBeGreaterThan(at)
					expect(step.low).toBeLessThanOrEqual(step.survival)
					expect(step.high).toBeGreaterThanOrEqual(step.survival)
					;[before, at] = [step.survival, step.at]
				}
				expect(curve.ended).toBe(list.filter(({ ended }) => ended).length)
			}),
		)
	})

	test('is the plain share where all came to their end', () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
				fc.nat(30),
				(seconds, t) => {
					const curve = survivalCurve(seconds.map((value) => ({ seconds: value, ended: true })))
					expect(survivalAt(curve, t)).toBeCloseTo(
						seconds.filter((value) => value > t).length / seconds.length,
						5,
					)
				},
			),
		)
	})

	test('is thinned without losing its ends', () => {
		const many = Array.from({ length: 5000 }, (_, index) => ({
			seconds: index * 7,
			ended: index % 3 > 0,
		}))
		const [curve, thin] = [survivalCurve(many), survivalCurve(many, stepsAtMost)]
		expect(thin.steps).toHaveLength(stepsAtMost)
		expect([thin.steps[0], thin.steps.at(-1)]).toEqual([curve.steps[0], curve.steps.at(-1)])
		const [whole, rough] = [survivalQuantile(curve, 0.5) ?? 0, survivalQuantile(thin, 0.5) ?? 0]
		expect(Math.abs(rough - whole) / whole).toBeLessThan(0.01)
	})
})

describe('what remains', () => {
	/** Forty that last 10, 20, … 400 seconds. */
	const ladder = survivalCurve(
		Array.from({ length: 40 }, (_, index) => ({ seconds: (index + 1) * 10, ended: true })),
	)

	// Thirty lasted longer than 100 s; half of them were over after fifteen more, at 250 s; a quarter
	// (7.5) at 180 s; three quarters (22.5) at 330 s.
	test('is read off those that lasted longer', () => {
		expect(remainingAfter(ladder, 100)).toMatchObject({
			count: 30,
			quarter: 80,
			median: 150,
			threeQuarters: 230,
		})
		expect(remainingAfter(ladder, 0)).toMatchObject({
			count: 40,
			quarter: 100,
			median: 200,
			threeQuarters: 300,
		})
	})

	// After ten of thirty S is 2/3 with Greenwood's 10 ÷ (30 · 20): its lower limit is 0.469, after
	// nine it is 0.503. After 21 S is 0.3 and the upper
	// limit 0.466, after 20 it is 0.50001.
	test('with an interval of the median that begins now, by hand', () => {
		expect(remainingAfter(ladder, 100)).toMatchObject({ medianLow: 100, medianHigh: 210 })
	})

	test('is the same whether the curve begins now or long ago', () => {
		const whole = survivalCurve(
			Array.from({ length: 60 }, (_, index) => ({
				seconds: (index + 1) ** 2,
				ended: index % 5 !== 0,
			})),
		)
		const begun = survivalCurve(
			Array.from({ length: 50 }, (_, index) => ({
				seconds: (index + 11) ** 2 - 100,
				ended: index % 5 !== 0,
			})),
		)
		const [later, now] = [remainingAfter(whole, 100), remainingAfter(begun, 0)]
		expect(later.median).toBe(now.median)
		expect([later.medianLow, later.medianHigh]).toEqual([now.medianLow, now.medianHigh])
	})

	test('has an interval that holds the true median in 95 of 100 records', () => {
		const random = seeded(41)
		let held = 0
		for (let draw = 0; draw < 1000; draw++) {
			// Exponential, a third of them only seen for so long: what remains after any time has the
			// median ln 2.
			const list = Array.from({ length: 60 }, () => {
				const [lasts, seen] = [-Math.log(1 - random()), -2 * Math.log(1 - random())]
				return { seconds: Math.min(lasts, seen), ended: lasts <= seen }
			})
			const { medianLow, medianHigh, silence } = remainingAfter(survivalCurve(list), 0.1)
			if (
				silence !== undefined ||
				((medianLow ?? 0) <= Math.LN2 && (medianHigh ?? Number.POSITIVE_INFINITY) >= Math.LN2)
			)
				held++
		}
		expect(held / 1000).toBeGreaterThan(0.92)
	})

	test('is silence where fewer than twenty lasted so long', () => {
		expect(remainingAfter(ladder, 205)).toMatchObject({ count: 20, median: 95 })
		expect(remainingAfter(ladder, 215)).toMatchObject({
			count: 19,
			median: null,
			silence: expect.stringMatching(/^Only 19 comparable/),
		})
		expect(remainingAfter(survivalCurve([]), 0)).toMatchObject({
			count: 0,
			median: null,
			silence: expect.any(String),
		})
	})

	test('is silence where most were not seen to their end', () => {
		const unseen = survivalCurve(
			Array.from({ length: 60 }, (_, index) => ({ seconds: 10 + index, ended: index < 20 })),
		)
		expect(remainingAfter(unseen, 0)).toMatchObject({
			median: null,
			silence: expect.stringMatching(/not seen to their end/),
		})
	})

	test('grows or shrinks with the elapsed time but is never negative', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ seconds: fc.nat(500), ended: fc.boolean() }), {
					minLength: 20,
					maxLength: 80,
				}),
				fc.nat(600),
				(list, elapsed) => {
					const { quarter, median, threeQuarters } = remainingAfter(survivalCurve(list), elapsed)
					const known = [quarter, median, threeQuarters].filter((value) => value !== null)
					expect(known).toEqual([...known].sort((a, b) => a - b))
					for (const value of known) expect(value).toBeGreaterThan(0)
				},
			),
		)
	})
})
