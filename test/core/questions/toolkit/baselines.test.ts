import { describe, expect, test } from 'vitest'
import {
	type BaselineName,
	baselineNames,
	baselines,
	placementOf,
} from '#core/questions/toolkit/baselines.ts'
import {
	drawRecurrences,
	type Occurrence,
	recurrenceOf,
} from '#core/questions/toolkit/recurrence.ts'
import { pValue } from '#core/statistics/significance.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { hour, hourOfTheWeek, week } from '#core/time/week.ts'
import { incidentsAt, momentsBy, workingWeek } from '../../../support/simulated.ts'

const at = (text: string) => Date.parse(`${text}Z`)
/** Two months, with a hole of ten days in the second. */
const windows = [
	{ from: at('2026-01-01T00:00'), to: at('2026-02-10T00:00') },
	{ from: at('2026-02-20T00:00'), to: at('2026-03-01T00:00') },
]
/** A Tuesday at ten to eleven, a Saturday at half past three, and a Tuesday of the other month. */
const starts = [at('2026-01-06T10:50'), at('2026-01-24T03:30'), at('2026-02-24T10:05')]

function landings(name: BaselineName, position: number, draws = 400): number[] {
	const place = placementOf(name, starts, windows)
	const random = seeded(3)
	return Array.from({ length: draws }, () => place(position, random))
}

const isCovered = (moment: number) => windows.some(({ from, to }) => moment >= from && moment < to)

describe('what a baseline keeps', () => {
	test.each(baselineNames)('%s: never lands where nothing is recorded', (name) => {
		for (const position of starts.keys())
			for (const moment of landings(name, position)) expect(isCovered(moment)).toBe(true)
	})

	test('uniform: nothing', () => {
		const months = new Set(landings('uniform', 0).map((moment) => new Date(moment).getUTCMonth()))
		expect([...months].sort()).toEqual([0, 1])
	})

	test('month: the month, and any hour of it', () => {
		const found = landings('month', 2)
		expect(new Set(found.map((moment) => new Date(moment).getUTCMonth()))).toEqual(new Set([1]))
		expect(new Set(found.map((moment) => new Date(moment).getUTCHours())).size).toBe(24)
	})

	test('month and hour of the week: the month, and the hours in which any of them began, as often as they did', () => {
		const found = landings('month and hour of the week', 0, 3000)
		expect(new Set(found.map((moment) => new Date(moment).getUTCMonth()))).toEqual(new Set([0]))
		const tuesdays = found.filter((moment) => hourOfTheWeek(moment) === 24 + 10).length
		const saturdays = found.filter((moment) => hourOfTheWeek(moment) === 5 * 24 + 3).length
		expect(tuesdays + saturdays).toBe(found.length)
		// Two began in seven covered Tuesday hours, one in eight Saturday hours; January has four of
		// the one and five of the other.
		const expected = (4 * 2) / 7 / ((4 * 2) / 7 + (5 * 1) / 8)
		expect(tuesdays / found.length).toBeGreaterThan(expected - 0.04)
		expect(tuesdays / found.length).toBeLessThan(expected + 0.04)
	})

	test('week jitter: weekday and time, and within two weeks', () => {
		const moved = new Set(
			landings('week jitter', 0).map((moment) => (moment - (starts[0] ?? 0)) / week),
		)
		// 2026-01-06 less one week is no longer in the record.
		expect([...moved].sort((a, b) => a - b)).toEqual([0, 1, 2])
	})

	test('says in one sentence what it can and cannot explain', () => {
		for (const name of baselineNames)
			expect(baselines[name].explains).toMatch(/^It explains [^.]*, and [^.]*\.$/)
	})
})

describe('under its own rule a baseline finds nothing', () => {
	const year = { from: at('2025-01-01T00:00'), to: at('2026-01-01T00:00') }
	const growth = (moment: number) => 6 ** ((moment - year.from) / (year.to - year.from))
	/** What makes moments that the baseline explains, the largest weight with it. */
	const makers: Readonly<
		Record<BaselineName, readonly [weight: (moment: number) => number, most: number]>
	> = {
		uniform: [() => 1, 1],
		month: [growth, 6],
		'month and hour of the week': [(moment) => growth(moment) * workingWeek(moment), 15],
		'week jitter': [(moment) => growth(moment) * workingWeek(moment), 15],
	}

	function pOf(occurrences: readonly Occurrence[], name: BaselineName, seed: number): number {
		const { part, of } = recurrenceOf(occurrences, [year], 24 * hour)
		const draws = drawRecurrences(occurrences, [year], 24 * hour, name, { draws: 99, seed })
		return pValue(
			part / of,
			draws.map((counts) => counts.part / counts.of),
		) as number // there are draws
	}

	test.each(baselineNames)('%s: its p-values are spread as they should be', (name) => {
		const random = seeded(23)
		const [weight, most] = makers[name]
		const values = Array.from({ length: 200 }, (_, run) =>
			pOf(incidentsAt(momentsBy(150, year, weight, most, random), random), name, run),
		)
		const below = (limit: number) => values.filter((p) => p <= limit).length / values.length
		// Three deviations of 200 runs, and a little for what a baseline learns from the series itself.
		expect(below(0.05)).toBeLessThanOrEqual(0.1)
		expect(below(0.25)).toBeGreaterThan(0.12)
		expect(below(0.25)).toBeLessThan(0.36)
		expect(below(0.5)).toBeGreaterThan(0.36)
		expect(below(0.5)).toBeLessThan(0.64)
	})

	test('growth and working hours look like company to what keeps neither, and to nothing that keeps both', () => {
		const random = seeded(21)
		const [weight, most] = makers['month and hour of the week']
		const runs = Array.from({ length: 20 }, (_, run) => ({
			run,
			occurrences: incidentsAt(momentsBy(200, year, weight, most, random), random),
		}))
		const found = (name: BaselineName) =>
			runs.filter(({ run, occurrences }) => pOf(occurrences, name, run) <= 0.05).length
		expect(found('uniform')).toBe(20)
		expect(found('month')).toBeGreaterThan(5)
		expect(found('month and hour of the week')).toBeLessThanOrEqual(3)
	})

	test('faults that come back are found', () => {
		const random = seeded(22)
		const [weight, most] = makers['month and hour of the week']
		const runs = Array.from({ length: 20 }, (_, run) => {
			const first = momentsBy(100, year, weight, most, random)
			const again = first
				.filter(() => random() < 0.3)
				.map((moment) => Math.min(year.to - 1, moment + 3 * hour + random() * 12 * hour))
			return { run, occurrences: incidentsAt([...first, ...again], random) }
		})
		expect(
			runs.filter(
				({ run, occurrences }) => pOf(occurrences, 'month and hour of the week', run) <= 0.05,
			).length,
		).toBeGreaterThanOrEqual(18)
	})
})
