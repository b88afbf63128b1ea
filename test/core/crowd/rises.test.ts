import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foundIn, risesOf } from '#core/crowd/rises.ts'
import { troublesOf } from '#core/crowd/troubles.ts'
import { Rise } from '#core/model/report.ts'
import { addSeconds, compareInstants, readInstant } from '#core/time/time.ts'
import { inARow, oneSeries, told, windowSeconds, windowsADay } from '../../support/counted.ts'
import { recording, recordings, withoutRecordings } from '../../support/recordings.ts'

/**
 * The source says that two are usual: then more than 10.66 are loud, and more than 6.33 are not
 * quiet.
 */
const given = { baseline: 2 }
const start = '2026-03-02T10:00:00Z'
const at = (window: number) => addSeconds(start, window * windowSeconds)
const quiet = [1, 3, 2, 2]

describe('the rule, on the source’s own baseline', () => {
	const risesIn = (counts: readonly (number | null)[], nature = {}, more = {}) =>
		risesOf(oneSeries(inARow(start, counts, { ...given, ...more }), nature))

	test('two loud windows rise, an hour of quiet settles, and all numbers are there', () => {
		const [rise, ...others] = risesIn([...quiet, 12, 40, 90, 30, 2, 1, 2, 3, 2])
		expect(others).toEqual([])
		expect(rise).toEqual({
			id: `reports-${at(4)}`,
			provider: 'acme',
			source: 'reports',
			counted: 'reporters',
			windowSeconds: 900,
			roseAt: at(4),
			knownAt: at(6),
			count: 40,
			usual: 2,
			threshold: 10.66,
			basis: 'source',
			confidence: 'high',
			weeks: 0,
			peakAt: at(6),
			peakCount: 90,
			peakUsual: 2,
			settledAt: at(8),
			settledBy: 'quiet',
			windowsAbove: 4,
			neighbours: [],
		})
		expect(Rise.parse(rise)).toEqual(rise)
	})

	test('one loud window is none, unless it is overwhelming', () => {
		expect(risesIn([...quiet, 40, ...quiet])).toEqual([])
		expect(risesIn([...quiet, 43, ...quiet])).toMatchObject([
			{ roseAt: at(4), knownAt: at(5), windowsAbove: 1, settledAt: at(5) },
		])
	})

	test('two of three are enough, two of four are not', () => {
		expect(risesIn([...quiet, 12, 2, 12, ...quiet])).toMatchObject([
			{ roseAt: at(4), knownAt: at(7), windowsAbove: 2 },
		])
		expect(risesIn([...quiet, 12, 2, 2, 12, ...quiet])).toEqual([])
		expect(risesIn([...quiet, 12, null, 12, ...quiet])).toHaveLength(1)
	})

	test('the onset is the first window that was more than quiet, at most an hour before the first loud one', () => {
		expect(risesIn([...quiet, 7, 8, 12, 40])).toMatchObject([{ roseAt: at(4) }])
		expect(risesIn([...quiet, 8, 8, 8, 8, 8, 8, 12, 40])).toMatchObject([{ roseAt: at(6) }])
		expect(risesIn([...quiet, 8, 2, 8, 12, 40])).toMatchObject([{ roseAt: at(6) }])
	})

	test('what hovers between quiet and loud holds a rise and begins none', () => {
		expect(risesIn(new Array(40).fill(9))).toEqual([])
		expect(risesIn([...quiet, 20, 20, ...new Array(40).fill(9)])).toMatchObject([
			{ settledAt: null, windowsAbove: 2 },
		])
	})

	test('three quiet windows and a loud one go on', () => {
		expect(risesIn([...quiet, 20, 20, 2, 2, 2, 20, 2, 2, 2, 2])).toMatchObject([
			{ settledAt: at(10), windowsAbove: 3 },
		])
	})

	test('a gap of three hours changes nothing, a longer one ends it where counting ended', () => {
		const gap = (windows: number) => new Array<null>(windows).fill(null)
		expect(risesIn([...quiet, 20, 20, ...gap(12), 20, ...quiet])).toMatchObject([
			{ settledAt: at(19), settledBy: 'quiet' },
		])
		const [before, after] = risesIn([...quiet, 20, 20, ...gap(13), 20, 20, ...quiet])
		expect(before).toMatchObject({ settledAt: at(6), settledBy: 'gap' })
		expect(after).toMatchObject({ roseAt: at(19), settledBy: 'quiet' })
		expect(risesIn([...quiet, 20, 20], { until: at(18) })).toMatchObject([{ settledAt: null }])
		expect(risesIn([...quiet, 20, 20], { until: at(19) })).toMatchObject([
			{ settledAt: at(6), settledBy: 'gap' },
		])
	})

	test('silence settles where silence means that nobody reported', () => {
		const own = { silentIsZero: true }
		expect(risesIn([...quiet, 20, 20, null, null, null, null, 20], own)).toMatchObject([
			{ settledAt: at(6), settledBy: 'quiet' },
		])
		expect(risesIn([...quiet, 20, 20], own)).toMatchObject([{ settledAt: null }])
		expect(risesIn([...quiet, 20, 20], { ...own, until: at(9) })).toMatchObject([
			{ settledAt: null },
		])
		expect(risesIn([...quiet, 20, 20], { ...own, until: at(10) })).toMatchObject([
			{ settledAt: at(6) },
		])
		expect(risesIn([...quiet, 12, ...quiet, null, 12, ...quiet], own)).toEqual([])
	})

	test('a volume that stays for three days ends as the new level, and what is loud is judged by that', () => {
		const days = (count: number, length: number) =>
			new Array<number>(length * windowsADay).fill(count)
		const rises = risesIn([
			...days(2, 2),
			...days(20, 6),
			60,
			70,
			60,
			...days(20, 1),
			...days(2, 2),
			20,
			20,
		])
		const day = (number: number, more = 0) => at(number * windowsADay + more)
		expect(rises).toMatchObject([
			{ roseAt: day(2), usual: 2, settledAt: day(5), settledBy: 'level' },
			// Loud by a level that was nearly ten times the source’s own baseline, and so it says.
			{ roseAt: day(8), usual: 20, level: expect.closeTo(9.6, 1), settledBy: 'quiet' },
			{ roseAt: day(11, 3), usual: 2 },
		])
		expect(rises[2]).not.toHaveProperty('level')
	})

	test('an outage of two days moves no level', () => {
		const [rise] = risesIn([...quiet, ...new Array<number>(2 * windowsADay).fill(20), ...quiet])
		expect(rise).toMatchObject({ settledAt: at(4 + 2 * windowsADay), settledBy: 'quiet' })
	})

	test('the most networks of a loud window are kept', () => {
		const counts = inARow(start, [...quiet, 20, 30, 9], given).map((count, index) => ({
			...count,
			networks: [1, 1, 1, 1, 4, 7, 9][index] ?? 0,
		}))
		expect(risesOf(oneSeries(counts))).toMatchObject([{ networks: 7 }])
	})

	test('a spike in the source’s own baseline does not hide what comes beside it', () => {
		const counts = inARow(start, [...quiet, 2, 12, 40, 90], given).map((count, index) =>
			index === 4 ? { ...count, baseline: 40 } : count,
		)
		expect(risesOf(oneSeries(counts))).toMatchObject([{ roseAt: at(5) }])
	})

	test('a series about a surface of a region says so in its id', () => {
		const about = { surface: 'api', region: 'DE / Bayern', source: 'counter' }
		expect(risesIn([...quiet, 20, 20], {}, about)).toMatchObject([
			{ id: `counter-api-de-bayern-${at(4)}`, surface: 'api', region: 'DE / Bayern' },
		])
	})
})

describe('too little history', () => {
	const story = (window: number, more: number) =>
		told({
			seed: 5,
			weeks: 1,
			rate: 4,
			swing: 0,
			weekend: 1,
			more: (at) => (at >= window && at < window + 6 ? more : 0),
		})

	test('of less than a day decides by a prior, after it by the last days, and the rise says so', () => {
		expect(risesOf(oneSeries(story(90, 60)))).toMatchObject([
			{ basis: 'hours', confidence: 'very low', weeks: 0, roseAt: '2026-01-05T22:30:00Z' },
		])
		expect(risesOf(oneSeries(story(90, 20)))).toEqual([])
		expect(risesOf(oneSeries(story(120, 60)))).toMatchObject([
			{ basis: 'recent', confidence: 'low', weeks: 0, roseAt: '2026-01-06T06:00:00Z' },
		])
	})

	test('a hundred times as much is a rise at once, whatever the history', () => {
		for (const before of [[5], [0], [5, 4, 6], quiet]) {
			const counts = [...before, 100 * Math.max(1, ...before), 700, ...new Array<number>(8).fill(1)]
			expect(risesOf(oneSeries(inARow(start, counts)))).toMatchObject([
				{
					roseAt: at(before.length),
					knownAt: at(before.length + 1),
					confidence: 'very low',
					settledBy: 'quiet',
				},
			])
		}
		const wild = told({
			seed: 8,
			weeks: 6,
			rate: 5,
			swing: 0,
			more: (window) => (window % 96 < 30 ? 60 : 0),
		})
		const after = inARow(addSeconds(wild.at(-1)?.at ?? '', windowSeconds), [7000])
		expect(risesOf(oneSeries([...wild, ...after])).at(-1)).toMatchObject({
			roseAt: after[0]?.at,
			confidence: 'high',
		})
	})

	test('of seventeen hours finds the outage that follows: from five a window to over four thousand', () => {
		fc.assert(
			fc.property(fc.nat(), fc.integer({ min: 66, max: 70 }), (seed, length) => {
				const night = told({ seed, weeks: 1, rate: 5 }).slice(0, length)
				const outage = [900, 4200, 4600, 3900, 2500, 1200, 500, 150, 60, 20, 8, 5, 6, 4, 5, 3]
				const counts = [
					...night,
					...inARow(addSeconds(night.at(-1)?.at ?? '', windowSeconds), outage),
				]
				const rises = risesOf(oneSeries(counts))
				expect(rises).toMatchObject([
					{ basis: 'hours', confidence: 'very low', peakCount: 4600, settledBy: 'quiet' },
				])
				expect(troublesOf(rises)).toHaveLength(1)
			}),
			{ numRuns: 20 },
		)
	})

	test('makes no rise of a morning', () => {
		fc.assert(
			fc.property(
				fc.nat(),
				fc.constantFrom(0.5, 2, 8, 30, 200),
				fc.integer({ min: 0, max: 95 }),
				fc.boolean(),
				(seed, rate, from, silentIsZero) => {
					const found = foundIn(
						oneSeries(told({ seed, weeks: 4, rate, swing: 0.9 }).slice(from), { silentIsZero }),
					)
					expect(found.rises).toEqual([])
				},
			),
			{ numRuns: 40 },
		)
	})

	test('with a source that is known to have counted, silence before the first report is history', () => {
		const burst = inARow(start, [20, 30, 25])
		expect(risesOf(oneSeries(burst, { silentIsZero: true }))).toEqual([])
		expect(
			risesOf(oneSeries(burst, { silentIsZero: true, since: '2026-01-01T00:00:00Z' })),
		).toMatchObject([{ roseAt: start, usual: 0, basis: 'hour-of-week', weeks: 8 }])
	})
})

describe(`a real day of counts${withoutRecordings}`, () => {
	interface Capture {
		stats: {
			chartData: {
				dataPoints: { timestampUtc: string; reportsValue: number; baselineValue: number }[]
			}
		}
	}

	test.skipIf(!recordings)(
		'the evening’s blips are none, the afternoon’s trouble is one that still lasts',
		() => {
			const { stats } = JSON.parse(
				recording('downdetector/steam-br-stats-2026-05-12.json'),
			) as Capture
			const counts = stats.chartData.dataPoints.map(
				({ timestampUtc, reportsValue, baselineValue }) => ({
					provider: 'steam',
					source: 'downdetector',
					at: readInstant(timestampUtc) ?? '',
					windowSeconds,
					count: reportsValue,
					baseline: baselineValue,
					region: 'BR',
				}),
			)
			expect(counts).toHaveLength(96)
			const [rise, ...others] = risesOf(oneSeries(counts))
			expect(others).toEqual([])
			expect(rise).toMatchObject({
				id: 'downdetector-br-2026-05-12T13:54:50Z',
				roseAt: '2026-05-12T13:54:50Z',
				knownAt: '2026-05-12T14:24:50Z',
				count: 17,
				usual: 1,
				basis: 'source',
				peakAt: '2026-05-12T14:24:50Z',
				peakCount: 34,
				settledAt: null,
				windowsAbove: 5,
			})
		},
	)
})

describe('properties', () => {
	/** Anything that a file may claim to have counted. */
	const anyCounts = fc
		.array(
			fc.record({
				step: fc.integer({ min: 1, max: 60 }),
				count: fc.oneof(
					fc.integer({ min: 0, max: 80 }),
					fc.double({ min: 0, max: 1e9, noNaN: true }),
				),
				baseline: fc.option(fc.double({ min: 0, max: 500, noNaN: true }), { nil: undefined }),
			}),
			{ maxLength: 400, minLength: 1 },
		)
		.map((rows) => {
			let window = 0
			return rows.map(({ step, count, baseline }) => {
				window += step > 50 ? step * 30 : step > 40 ? step : 1
				return {
					provider: 'acme',
					source: 'reports',
					at: at(window),
					windowSeconds,
					count,
					...(baseline !== undefined && { baseline }),
				}
			})
		})

	test('rises are in order and apart, and each holds what it says', () => {
		fc.assert(
			fc.property(anyCounts, fc.boolean(), (counts, silentIsZero) => {
				const rises = risesOf(oneSeries(counts, { silentIsZero }))
				for (const [index, rise] of rises.entries()) {
					expect(Rise.parse(rise)).toEqual(rise)
					expect(rise.count).toBeGreaterThan(rise.usual)
					expect(rise.peakCount).toBeGreaterThanOrEqual(rise.count)
					expect(compareInstants(rise.roseAt, rise.knownAt)).toBeLessThan(0)
					expect(compareInstants(rise.roseAt, rise.peakAt)).toBeLessThanOrEqual(0)
					const next = rises[index + 1]
					if (next)
						expect(
							compareInstants(rise.settledAt ?? '9999-01-01T00:00:00Z', next.roseAt),
						).toBeLessThanOrEqual(0)
				}
			}),
		)
	})

	test('what comes later never changes what was known', () => {
		const fixed = ({ id, roseAt, knownAt, count, usual, threshold, basis, weeks }: Rise) => ({
			id,
			roseAt,
			knownAt,
			count,
			usual,
			threshold,
			basis,
			weeks,
		})
		fc.assert(
			fc.property(anyCounts, fc.nat(), fc.boolean(), (counts, cut, silentIsZero) => {
				const part = counts.slice(0, 1 + (cut % counts.length))
				const end = addSeconds(part.at(-1)?.at ?? '', windowSeconds)
				const then = risesOf(oneSeries(part, { silentIsZero }))
				const now = risesOf(oneSeries(counts, { silentIsZero })).filter(
					({ knownAt }) => compareInstants(knownAt, end) <= 0,
				)
				expect(now.map(fixed)).toEqual(then.map(fixed))
			}),
		)
		const long = told({
			seed: 11,
			weeks: 9,
			rate: 6,
			more: (window) => (window % 500 > 480 ? 60 : 0),
		})
		const whole = risesOf(oneSeries(long))
		expect(whole.length).toBeGreaterThan(5)
		for (let cut = 3000; cut < long.length; cut += 331) {
			const then = risesOf(oneSeries(long.slice(0, cut)))
			expect(whole.slice(0, then.length).map(fixed)).toEqual(then.map(fixed))
		}
	})

	test('the order of the counts is irrelevant, and a window that is told again with the same count too', () => {
		fc.assert(
			fc.property(
				anyCounts,
				fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
				(counts, keys) => {
					const shuffled = [...counts, ...counts]
						.map((count) => ({ count, key: keys.next().value }))
						.sort((a, b) => a.key - b.key)
						.map(({ count }) => count)
					expect(risesOf(oneSeries(shuffled))).toEqual(risesOf(oneSeries(counts)))
				},
			),
		)
	})
})
