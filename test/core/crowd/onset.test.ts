import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { risesOf } from '#core/crowd/rises.ts'
import { crowdThresholds, settlingWindows } from '#core/crowd/thresholds.ts'
import type { ReportCount, Rise } from '#core/model/report.ts'
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
 * one that fails. What is drawn is chance: just before trouble some windows may be high by
 * themselves, and once in a while two high ones lie side by side where there is none. The
 * properties say so much and no more.
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

interface Drawn {
	readonly counts: readonly ReportCount[]
	readonly rises: readonly Rise[]
}

function drawn(story: Omit<Told, 'weeks'> & { readonly weeks?: number }, nature = {}): Drawn {
	const counts = told({ weeks: 6, ...story })
	return { counts, rises: risesOf(oneSeries(counts, nature)) }
}

function during({ at, length, size }: Trouble): (window: number) => number {
	return (window) => (window >= at && window < at + length ? size : 0)
}

/** The longest that a trouble here and the hour after it last, in windows. */
const longest = 40

/**
 * There is one rise about the trouble, and elsewhere none that matters. Its onset lies at most `late` windows after the trouble begins and one window
 * before it, unless chance alone put a window above the quiet level so shortly before that it was
 * not yet quiet again: then it is that window.
 */
function onlyRise({ counts, rises }: Drawn, at: number, late = 1): Rise {
	const isAbout = ({ roseAt, settledAt }: Rise) =>
		windowOf(roseAt) < at + longest && (settledAt === null || windowOf(settledAt) > at)
	const about = rises.filter(isAbout)
	expect(about).toHaveLength(1)
	expectNoTrouble(rises.filter((rise) => !isAbout(rise)))
	const [rise = expect.fail()] = about
	expectOnset(rise, counts, at, late)
	return rise
}

function expectOnset({ roseAt, usual }: Rise, counts: Drawn['counts'], at: number, late = 1): void {
	const rose = windowOf(roseAt)
	expect(rose).toBeLessThanOrEqual(at + late)
	const quiet = Math.max(
		crowdThresholds.quietFloor.value,
		usual + crowdThresholds.quietSpread.value * Math.sqrt(usual + 1),
	)
	if (rose >= at - 1) return
	expect(counts[rose]?.count).toBeGreaterThan(quiet)
	expect(at - rose).toBeLessThanOrEqual(
		crowdThresholds.lookBackWindows.value + settlingWindows(windowSeconds),
	)
}

/** Whether an incident of the crowd would follow from it. */
function opens({ windowsAbove, peakCount }: Rise): boolean {
	return (
		windowsAbove >= crowdThresholds.openingWindows.value &&
		peakCount >= crowdThresholds.openingReporters.value
	)
}

/** No incident follows, and no more than one pair of loud windows in so many weeks is chance. */
function expectNoTrouble(rises: readonly Rise[]): void {
	expect(rises.filter(opens)).toEqual([])
	expect(rises.length).toBeLessThanOrEqual(1)
}

describe('the onset of a trouble that is known', () => {
	test('a step rises within one window of it, once, and settles after its end', () => {
		fc.assert(
			fc.property(trouble, fc.boolean(), (known, silentIsZero) => {
				const story = drawn({ ...known, more: during(known) }, { silentIsZero })
				const { settledAt, settledBy, knownAt, basis, weeks } = onlyRise(story, known.at)
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
				const story = drawn({ ...known, more })
				const { threshold, roseAt } = onlyRise(story, known.at, slope + 1)
				const loud = Math.ceil((Math.min(threshold, known.size) / known.size) * slope)
				expect(windowOf(roseAt)).toBeLessThanOrEqual(known.at + loud + 1)
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
				const { counts, rises } = drawn({
					...known,
					weeks: 11,
					more: (window) => all.reduce((sum, part) => sum + part(window), 0),
				})
				const away = ({ roseAt }: Rise) => Math.abs(windowOf(roseAt) - at)
				const [rise = expect.fail()] = rises.toSorted((a, b) => away(a) - away(b))
				expectOnset(rise, counts, at)
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
				const more = (window: number) => (isOn(window) ? known.size : 0)
				onlyRise(drawn({ ...known, more }), known.at)
			}),
			{ numRuns },
		)
	})

	test('windows that were not counted neither hide it nor split it', () => {
		fc.assert(
			fc.property(trouble, fc.integer({ min: 1, max: 8 }), (known, lost) => {
				const missing = (window: number) => window >= known.at + 3 && window < known.at + 3 + lost
				const more = during({ ...known, length: 16 })
				const { settledAt } = onlyRise(drawn({ ...known, more, missing }), known.at)
				expect(windowOf(settledAt ?? expect.fail())).toBeGreaterThanOrEqual(known.at + 16)
			}),
			{ numRuns },
		)
	})
})

describe('what is no trouble', () => {
	const rate = fc.constantFrom(0.05, 0.5, 2, 8, 30, 200)

	test('26 quiet weeks open nothing, whatever the rate, the day and the weekend', () => {
		fc.assert(
			fc.property(
				fc.nat(),
				rate,
				fc.constantFrom(0, 0.5, 0.9),
				fc.constantFrom(1, 0.6, 0.4),
				fc.boolean(),
				(seed, mean, swing, weekend, silentIsZero) => {
					const counts = told({ seed, weeks: 26, rate: mean, swing, weekend })
					expectNoTrouble(risesOf(oneSeries(counts, { silentIsZero })))
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
				expectNoTrouble(risesOf(oneSeries(shifted)))
				const back = told({ seed, weeks: 12, rate: mean, swing: 0.95, clockChangesAt: 0 }).slice(
					0,
					week * windowsAWeek,
				)
				const rest = told({ seed: seed + 1, weeks: 12, rate: mean, swing: 0.95 }).slice(
					week * windowsAWeek,
				)
				expectNoTrouble(risesOf(oneSeries([...back, ...rest])))
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
				expectNoTrouble(risesOf(oneSeries(counts)))
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
					expectNoTrouble(risesOf(oneSeries(told({ seed, weeks: 10, rate: mean, missing }))))
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
				expectNoTrouble(risesOf(oneSeries(counts)))
			}),
			{ numRuns: 8 },
		)
	})
})
