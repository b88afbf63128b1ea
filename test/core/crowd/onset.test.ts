import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { risesOf } from '#core/crowd/rises.ts'
import type { Rise } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'
import {
	oneSeries,
	type Told,
	told,
	windowSeconds,
	windowsADay,
	windowsAWeek,
} from '../../support/counted.ts'

/**
 * Series with trouble at a known window; `FC_SEED` draws others, and fast-check prints the seed of
 * one that fails.
 */

const begin = '2026-01-05T00:00:00Z'
const windowOf = (instant: string) =>
	Math.floor((millisecondsOf(instant) - millisecondsOf(begin)) / (windowSeconds * 1000))
const numRuns = 40

interface Trouble {
	readonly seed: number
	readonly rate: number
	readonly at: number
	readonly size: number
	readonly length: number
}

/**
 * After four or five weeks of quiet; well above what noise could pass for, on any rate between a
 * report in five hours and forty a window.
 */
const trouble: fc.Arbitrary<Trouble> = fc
	.record({
		seed: fc.nat(),
		magnitude: fc.double({ min: -3, max: 3.7, noNaN: true }),
		at: fc.integer({ min: 4 * windowsAWeek, max: 5 * windowsAWeek - 40 }),
		times: fc.double({ min: 8, max: 20, noNaN: true }),
		length: fc.integer({ min: 4, max: 24 }),
	})
	.map(({ seed, magnitude, at, times, length }) => {
		const rate = Math.exp(magnitude)
		return { seed, rate, at, length, size: Math.max(30, rate * times) }
	})

function risesIn(story: Omit<Told, 'weeks'> & { readonly weeks?: number }, nature = {}): Rise[] {
	return risesOf(oneSeries(told({ weeks: 6, ...story }), nature))
}

function during({ at, length, size }: Trouble): (window: number) => number {
	return (window) => (window >= at && window < at + length ? size : 0)
}

describe('the onset of a trouble that is known', () => {
	test('a step rises within one window of it, once, and settles after its end', () => {
		fc.assert(
			fc.property(trouble, fc.boolean(), (known, silentIsZero) => {
				const rises = risesIn({ ...known, more: during(known) }, { silentIsZero })
				expect(rises).toHaveLength(1)
				const [{ roseAt, settledAt, settledBy, knownAt, basis, weeks } = expect.fail()] = rises
				expect(Math.abs(windowOf(roseAt) - known.at)).toBeLessThanOrEqual(1)
				expect(windowOf(knownAt)).toBeLessThanOrEqual(known.at + 3)
				// Chance can hold it for a window or two after the end, never end it before.
				expect(windowOf(settledAt ?? expect.fail())).toBeGreaterThanOrEqual(known.at + known.length)
				expect(windowOf(settledAt ?? expect.fail())).toBeLessThanOrEqual(
					known.at + known.length + 8,
				)
				expect({ settledBy, basis }).toEqual({ settledBy: 'quiet', basis: 'hour-of-week' })
				expect(weeks).toBeGreaterThanOrEqual(3)
			}),
			{ numRuns },
		)
	})

	test('a ramp rises between its beginning and the window in which its mean is loud', () => {
		fc.assert(
			fc.property(trouble, fc.integer({ min: 2, max: 10 }), (known, slope) => {
				const more = (window: number) =>
					window < known.at || window >= known.at + slope + 8
						? 0
						: known.size * Math.min(1, (window - known.at + 1) / slope)
				const rises = risesIn({ ...known, more })
				expect(rises).toHaveLength(1)
				const [{ roseAt, threshold } = expect.fail()] = rises
				const loud = known.at + Math.ceil((Math.min(threshold, known.size) / known.size) * slope)
				expect(windowOf(roseAt)).toBeGreaterThanOrEqual(known.at - 1)
				expect(windowOf(roseAt)).toBeLessThanOrEqual(loud + 1)
			}),
			{ numRuns },
		)
	})

	test('trouble at the same hour in two of the eight weeks before does not hide it', () => {
		fc.assert(
			fc.property(trouble, (known) => {
				const at = known.at + 5 * windowsAWeek
				const all = [at, at - windowsAWeek, at - 3 * windowsAWeek].map((begins) =>
					during({ ...known, at: begins }),
				)
				const rises = risesIn({
					...known,
					weeks: 11,
					more: (window) => all.reduce((sum, part) => sum + part(window), 0),
				})
				expect(
					rises.map(({ roseAt }) => Math.abs(windowOf(roseAt) - at)).sort((a, b) => a - b)[0],
				).toBeLessThanOrEqual(1)
			}),
			{ numRuns },
		)
	})

	test('one that flaps within the hour is one rise', () => {
		fc.assert(
			fc.property(trouble, fc.integer({ min: 1, max: 3 }), (known, pause) => {
				const length = 24
				const isOn = (window: number) =>
					window >= known.at && window < known.at + length && (window - known.at) % (2 + pause) < 2
				const rises = risesIn({ ...known, more: (window) => (isOn(window) ? known.size : 0) })
				expect(rises).toHaveLength(1)
				expect(
					Math.abs(windowOf(rises[0]?.roseAt ?? expect.fail()) - known.at),
				).toBeLessThanOrEqual(1)
			}),
			{ numRuns },
		)
	})

	test('windows that were not counted neither hide it nor split it', () => {
		fc.assert(
			fc.property(trouble, fc.integer({ min: 1, max: 8 }), (known, lost) => {
				const missing = (window: number) => window >= known.at + 3 && window < known.at + 3 + lost
				const rises = risesIn({ ...known, more: during({ ...known, length: 16 }), missing })
				expect(rises).toHaveLength(1)
				expect(
					Math.abs(windowOf(rises[0]?.roseAt ?? expect.fail()) - known.at),
				).toBeLessThanOrEqual(1)
				expect(windowOf(rises[0]?.settledAt ?? expect.fail())).toBeGreaterThanOrEqual(known.at + 16)
			}),
			{ numRuns },
		)
	})
})

describe('what is no trouble', () => {
	const rate = fc.constantFrom(0.05, 0.5, 2, 8, 30, 200)

	test('26 quiet weeks have no onset, whatever the rate, the day and the weekend', () => {
		fc.assert(
			fc.property(
				fc.nat(),
				rate,
				fc.constantFrom(0, 0.5, 0.9),
				fc.constantFrom(1, 0.6, 0.4),
				fc.boolean(),
				(seed, mean, swing, weekend, silentIsZero) => {
					expect(
						risesOf(
							oneSeries(told({ seed, weeks: 26, rate: mean, swing, weekend }), { silentIsZero }),
						),
					).toEqual([])
				},
			),
			{ numRuns: 12 },
		)
	})

	test('a clock change, either way, has none', () => {
		fc.assert(
			fc.property(fc.nat(), rate, fc.integer({ min: 3, max: 10 }), (seed, mean, week) => {
				const shifted = told({
					seed,
					weeks: 12,
					rate: mean,
					swing: 0.95,
					clockChangesAt: week * windowsAWeek,
				})
				expect(risesOf(oneSeries(shifted))).toEqual([])
				const back = told({ seed, weeks: 12, rate: mean, swing: 0.95, clockChangesAt: 0 }).slice(
					0,
					week * windowsAWeek,
				)
				const rest = told({ seed: seed + 1, weeks: 12, rate: mean, swing: 0.95 }).slice(
					week * windowsAWeek,
				)
				expect(risesOf(oneSeries([...back, ...rest]))).toEqual([])
			}),
			{ numRuns: 12 },
		)
	})

	test('a clock change in the very hour in which three weeks are known has none', () => {
		const shifted = told({
			seed: 11,
			weeks: 12,
			rate: 200,
			swing: 0.95,
			clockChangesAt: 3 * windowsAWeek,
		})
		expect(risesOf(oneSeries(shifted))).toEqual([])
	})

	test('a weekend on which hardly anybody works has none, nor the Monday after it', () => {
		fc.assert(
			fc.property(fc.nat(), rate, fc.integer({ min: 3, max: 7 }), (seed, mean, week) => {
				const isHoliday = (window: number) =>
					window >= week * windowsAWeek + 5 * windowsADay && window < (week + 1) * windowsAWeek
				const counts = told({ seed, weeks: 9, rate: mean, weekend: 1 }).map((count, window) =>
					isHoliday(window) ? { ...count, count: 0 } : count,
				)
				expect(risesOf(oneSeries(counts))).toEqual([])
			}),
			{ numRuns: 12 },
		)
	})

	test('days that nobody counted have none, nor what comes after them', () => {
		fc.assert(
			fc.property(
				fc.nat(),
				rate,
				fc.integer({ min: 0, max: 8 * windowsAWeek }),
				fc.integer({ min: 1, max: 2 * windowsAWeek }),
				(seed, mean, from, length) => {
					const missing = (window: number) => window >= from && window < from + length
					expect(risesOf(oneSeries(told({ seed, weeks: 10, rate: mean, missing })))).toEqual([])
				},
			),
			{ numRuns: 12 },
		)
	})

	test('in a service that grows by three per cent a week there is none', () => {
		fc.assert(
			fc.property(fc.nat(), fc.constantFrom(2, 8, 30), (seed, mean) => {
				const counts = told({
					seed,
					weeks: 26,
					rate: mean,
					more: (window) => mean * (1.03 ** (window / windowsAWeek) - 1),
				})
				expect(risesOf(oneSeries(counts))).toEqual([])
			}),
			{ numRuns: 8 },
		)
	})
})
