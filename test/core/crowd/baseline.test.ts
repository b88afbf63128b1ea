import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usualOf } from '#core/crowd/baseline.ts'
import { middleOf } from '#core/crowd/middle.ts'
import { seriesOf } from '#core/crowd/series.ts'
import { median, medianDeviation } from '#core/statistics/statistics.ts'
import { addSeconds } from '#core/time/time.ts'
import {
	inARow,
	oneSeries,
	windowSeconds,
	windowsADay,
	windowsAWeek,
} from '../../support/counted.ts'

const monday = '2026-01-05T00:00:00Z'
const weeksLater = (weeks: number, seconds = 0) =>
	addSeconds(monday, weeks * windowsAWeek * windowSeconds + seconds)
/** Weeks of counts, each window by its week and its place in it. */
const weeks = (count: number, counted: (week: number, window: number) => number | null) =>
	inARow(
		monday,
		Array.from({ length: count * windowsAWeek }, (_, index) =>
			counted(Math.floor(index / windowsAWeek), index % windowsAWeek),
		),
	)

describe('the usual count', () => {
	test('is the median of that hour in the weeks before, and never of the hour itself or later', () => {
		const usual = usualOf(
			oneSeries(
				weeks(6, (week, window) => (window < 4 ? ([10, 20, 30, 40, 999, 999][week] ?? 0) : 1)),
			),
		)
		expect(usual(weeksLater(4))).toMatchObject({ count: 25, basis: 'hour-of-week', weeks: 4 })
		expect(usual(weeksLater(3, 3600))).toMatchObject({ count: 1, busiest: { count: 20 } })
		expect(usual(weeksLater(3, 7200))).toMatchObject({ count: 1, busiest: { count: 1 } })
	})

	test('forgets what is older than eight weeks', () => {
		const usual = usualOf(oneSeries(weeks(12, (week) => (week < 4 ? 100 : 5))))
		expect(usual(weeksLater(11))).toMatchObject({ count: 5, weeks: 8 })
	})

	test('is not moved by three bad weeks of eight', () => {
		const usual = usualOf(oneSeries(weeks(9, (week) => (week % 3 === 1 ? 5000 : 7))))
		// The last of them lasted until now, and is the level of these days; two days later it is not.
		expect(usual(weeksLater(8))).toMatchObject({ count: 5000, weeks: 8 })
		expect(usual(weeksLater(8, 2 * 86_400))).toMatchObject({
			count: 7,
			spread: Math.sqrt(8),
			level: 1,
			weeks: 8,
		})
	})

	test('is that of the last days before there are three weeks, of the hours at hand before there is a day, and none before there is any', () => {
		const usual = usualOf(oneSeries(weeks(3, () => 4)))
		expect(usual(monday)).toBeNull()
		expect(usual(addSeconds(monday, 900))).toMatchObject({ count: 4, basis: 'hours', counted: 900 })
		expect(usual(addSeconds(monday, 86_399))).toMatchObject({
			count: 4,
			spread: Math.sqrt(1 + 4 + 16),
			basis: 'hours',
		})
		expect(usual(addSeconds(monday, 86_400))).toMatchObject({ count: 4, basis: 'recent', weeks: 0 })
		expect(usual(weeksLater(2, 86_400))).toMatchObject({ basis: 'recent' })
		// The hours beside it have to be known for as long.
		expect(usual(weeksLater(3))).toMatchObject({ basis: 'recent' })
		expect(usual(weeksLater(3, 3600))).toMatchObject({ basis: 'hour-of-week', weeks: 3 })
	})

	test('is the source’s own where it gives one, but never what we published ourselves', () => {
		const counts = inARow(monday, [5, 5, 5])
		expect(
			usualOf(oneSeries(counts.map((count) => ({ ...count, baseline: 3 }))))(monday),
		).toMatchObject({ count: 3, basis: 'source' })
		expect(
			usualOf(
				oneSeries(counts.map((count) => ({ ...count, baseline: 3, basis: 'source' as const }))),
			)(monday),
		).toMatchObject({ count: 3 })
		expect(
			usualOf(
				oneSeries(counts.map((count) => ({ ...count, baseline: 3, basis: 'recent' as const }))),
			)(monday),
		).toBeNull()
	})

	test('counts silence as none only where silence is a count', () => {
		const reports = weeks(5, (_, window) => (window % windowsADay === 0 ? 9 : null))
		expect(
			usualOf(oneSeries(reports, { silentIsZero: true }))(weeksLater(4, 43_200)),
		).toMatchObject({ count: 0, weeks: 4 })
		expect(usualOf(oneSeries(reports))(weeksLater(4, 43_200))).toMatchObject({
			count: 9,
			basis: 'hours',
			weeks: 0,
		})
	})
})

test('the middle is the median and the scaled median absolute deviation, at least the noise of counting', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					fc.nat({ max: 2000 }),
					fc.double({ min: 0, max: 1e6, noNaN: true }),
					fc.nat({ max: 9 }),
				),
				{ minLength: 1, maxLength: 300 },
			),
			(counts) => {
				const { count, spread } = middleOf(Float64Array.from([...counts, 77, 77]), counts.length)
				expect(count).toBeCloseTo(median(counts) ?? Number.NaN, 6)
				expect(spread).toBeCloseTo(
					Math.max(1.4826 * (medianDeviation(counts) ?? Number.NaN), Math.sqrt(count + 1)),
					4,
				)
			},
		),
	)
})

describe('series', () => {
	const nature = () => ({ counted: 'reporters' as const, silentIsZero: false })

	test('are told apart by provider, source, surface, region and window, sorted, without readings and open windows', () => {
		const counts = [
			...inARow(monday, [1, 2], { region: 'DE' }),
			...inARow(monday, [3], { surface: 'api' }),
			...inARow(monday, [4], { provider: 'other' }),
			...inARow(monday, [5], { windowSeconds: 3600 }),
			...inARow(addSeconds(monday, 900), [6], { partial: true }),
			{ provider: 'acme', source: 'The Press', at: monday, count: 2000 },
			...inARow(monday, [7]),
		]
		const series = seriesOf(counts.reverse(), nature)
		expect(series.map(({ points }) => points.map(({ count }) => count))).toEqual([
			[5],
			[7],
			[1, 2],
			[3],
			[4],
		])
	})

	test('of two counts of one window the later in the list counts, also where fetches do not line up', () => {
		const again = [
			...inARow('2026-05-12T13:54:50Z', [1, 2, 3]),
			...inARow('2026-05-12T14:11:02Z', [20, 30]),
		]
		expect(seriesOf(again, nature).map(({ points }) => points.map(({ count }) => count))).toEqual([
			[1, 20, 30],
		])
	})
})
