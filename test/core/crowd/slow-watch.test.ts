import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crowdOrigin } from '#core/crowd/origin.ts'
import { foundIn } from '#core/crowd/rises.ts'
import { evidence } from '#core/crowd/slow-watch.ts'
import { PossibleRise } from '#core/model/report.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import {
	inARow,
	oneSeries,
	told,
	windowSeconds,
	windowsADay,
	windowsAWeek,
} from '../../support/counted.ts'
import { acme } from '../../support/small-content.ts'

const start = '2026-03-02T10:00:00Z'
const at = (window: number) => addSeconds(start, window * windowSeconds)

describe('the evidence of a window', () => {
	test('by hand: a count of 20 where 10 are expected, Poisson', () => {
		expect(evidence(20, 10, 0)).toBeCloseTo(20 * Math.LN2 - 10, 12)
		expect(evidence(0, 10, 0)).toBe(-10)
	})

	test('by hand: negative binomial with a size of 5, from its own probabilities', () => {
		// Of 20, with mean 20 against mean 10: (20/25)^20 (5/25)^5 over (10/15)^20 (5/15)^5.
		expect(evidence(20, 10, 0.2)).toBeCloseTo(
			20 * Math.log(0.8 / (2 / 3)) + 5 * Math.log(0.2 / (1 / 3)),
			12,
		)
	})

	test('is Poisson in the limit, grows with the count, and says less the more counts scatter', () => {
		fc.assert(
			fc.property(
				fc.nat({ max: 500 }),
				fc.double({ min: 0.1, max: 200, noNaN: true }),
				fc.double({ min: 0.01, max: 2, noNaN: true }),
				(count, mean, scatter) => {
					expect(evidence(count, mean, 1e-9)).toBeCloseTo(evidence(count, mean, 0), 3)
					expect(evidence(count + 1, mean, scatter)).toBeGreaterThan(evidence(count, mean, scatter))
					expect(evidence(4 * Math.ceil(mean), mean, scatter)).toBeLessThanOrEqual(
						evidence(4 * Math.ceil(mean), mean, 0),
					)
				},
			),
		)
	})
})

describe('the slow rule, on the source’s own baseline of ten', () => {
	const series = (counts: readonly (number | null)[], nature = {}) =>
		oneSeries(inARow(start, counts, { baseline: 10 }), nature)
	const usual = new Array<number>(8).fill(10)

	test('finds a doubling that the strict rule does not, with all its numbers, and says when it is over', () => {
		const { rises, possible } = foundIn(
			series([...usual, 21, 22, 20, 23, 21, 22, 24, 20, 21, ...usual]),
		)
		expect(rises).toEqual([])
		expect(possible).toMatchObject([
			{
				id: `reports-possible-${at(8)}`,
				method: 'cusum-negative-binomial',
				confidence: 'high',
				roseAt: at(8),
				basis: 'source',
				weeks: 0,
				limit: 4.5,
				dispersion: 0.1,
				peakAt: at(14),
				peakCount: 24,
				settledAt: at(16),
				settledBy: 'quiet',
			},
		])
		const [one = expect.fail()] = possible
		expect(PossibleRise.parse(one)).toEqual(one)
		// By hand: the windows before it was known, each at most nine tenths of the limit, come to the
		// limit.
		const sum = [21, 22, 20, 23, 21, 22, 24]
			.slice(0, one.windows)
			.reduce((total, count) => total + Math.min(4.05, evidence(count, 10, 0.1)), 0)
		expect(one.score).toBeCloseTo(sum, 2)
		expect(one.count).toBe(
			[21, 22, 20, 23, 21, 22, 24].slice(0, one.windows).reduce((total, count) => total + count, 0),
		)
		expect(one.usual).toBe(10 * one.windows)
	})

	test('never by one window alone', () => {
		for (const count of [20, 60, 200])
			expect(foundIn(series([...usual, count, ...usual])).possible).toEqual([])
	})

	test('makes way for a rise, and is silent while that lasts', () => {
		const { rises, possible } = foundIn(
			series([...usual, 24, 24, 24, 24, 90, 120, 110, 90, 60, ...usual, ...usual]),
		)
		expect(rises).toHaveLength(1)
		expect(possible).toMatchObject([{ roseAt: at(8), settledBy: 'rise' }])
		expect(compareInstants(possible[0]?.knownAt ?? '', rises[0]?.knownAt ?? '')).toBeLessThan(0)
	})

	test('of words that mention a service says nothing', () => {
		const doubled = series([...usual, ...new Array<number>(12).fill(22), ...usual], {
			counted: 'mentions',
		})
		expect(foundIn(doubled).possible).toEqual([])
	})

	test('a gap ends it where counting ended; three days of it are a new level', () => {
		const gap = new Array<null>(13).fill(null)
		expect(foundIn(series([...usual, 22, 22, 22, 22, ...gap, ...usual])).possible).toMatchObject([
			{ settledAt: at(12), settledBy: 'gap' },
		])
		const level = foundIn(
			series([
				...new Array<number>(2 * windowsADay).fill(10),
				...new Array<number>(6 * windowsADay).fill(20),
			]),
		)
		expect(level.rises).toEqual([])
		expect(level.possible).toMatchObject([
			{ roseAt: at(2 * windowsADay), settledAt: at(5 * windowsADay), settledBy: 'level' },
		])
	})

	test('opens no incident, whatever it finds', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 26 }), { minLength: 40, maxLength: 300 }),
				(counts) => {
					const { rises } = foundIn(series(counts))
					expect(rises).toEqual([])
					expect(crowdOrigin(acme, [], rises)).toEqual([])
				},
			),
		)
	})
})

describe('what the weeks show', () => {
	const trouble = (window: number): number =>
		window >= 5 * windowsAWeek - 200 && window < 5 * windowsAWeek - 150 ? 30 : 0
	const found = (seed: number, more = trouble) =>
		foundIn(oneSeries(told({ seed, weeks: 5, rate: 20, swing: 0.3, weekend: 1, more }))).possible

	test('decides between Poisson and negative binomial', () => {
		expect(found(4).at(-1)).toMatchObject({
			method: 'cusum-poisson',
			dispersion: 0,
			basis: 'hour-of-week',
			confidence: 'high',
		})
		// Half as much more in one window of three, all over the weeks: the same counts scatter more.
		const bursts = (window: number) => (window % 3 === 1 ? 14 : 0) + trouble(window)
		const scattered = found(4, bursts).at(-1) ?? expect.fail()
		expect(scattered.method).toBe('cusum-negative-binomial')
		expect(scattered.dispersion).toBeGreaterThan(0.01)
	})

	test('what comes later never changes what was known', () => {
		const fixed = ({
			peakAt: _,
			peakCount: __,
			peakUsual: ___,
			settledAt: ____,
			settledBy: _____,
			...known
		}: PossibleRise) => known
		const counts = told({
			seed: 12,
			weeks: 6,
			rate: 8,
			more: (window) => (window % 331 > 310 ? 12 : 0),
		})
		const whole = foundIn(oneSeries(counts)).possible.map(fixed)
		expect(whole.length).toBeGreaterThan(5)
		for (let cut = 2500; cut < counts.length; cut += 173) {
			const then = foundIn(oneSeries(counts.slice(0, cut))).possible.map(fixed)
			expect(whole.slice(0, then.length)).toEqual(then)
		}
	})

	test('a recorder that holds the last twelve weeks finds the same as one that holds all', () => {
		const counts = told({
			seed: 21,
			weeks: 20,
			rate: 6,
			more: (window) => (window % 577 > 560 ? 14 : 0) + (window > 11 * windowsAWeek ? 9 : 0),
		})
		const whole = foundIn(oneSeries(counts))
		const held = counts.slice(-84 * windowsADay)
		const from = addSeconds(held[0]?.at ?? '', 70 * 86_400)
		const late = <Stretch extends { readonly roseAt: string }>(list: readonly Stretch[]) =>
			list.filter(({ roseAt }) => compareInstants(roseAt, from) >= 0)
		const part = foundIn(oneSeries(held))
		expect(late(part.rises)).toEqual(late(whole.rises))
		expect(late(part.possible)).toEqual(late(whole.possible))
		expect(late(whole.possible).length + late(whole.rises).length).toBeGreaterThan(0)
	})
})
