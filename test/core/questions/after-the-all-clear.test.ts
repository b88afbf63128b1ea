import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterTheAllClear } from '#core/questions/after-the-all-clear/count.ts'
import { AfterTheAllClearFigures } from '#core/questions/after-the-all-clear/figures.ts'
import {
	hazardCounts,
	hazardOf,
	ratioInterval,
} from '#core/questions/after-the-all-clear/hazard.ts'
import { UsualRate } from '#core/questions/after-the-all-clear/usual-rate.ts'
import { leadingBaseline, placementOf } from '#core/questions/toolkit/baselines.ts'
import type { Occurrence } from '#core/questions/toolkit/recurrence.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { hour, week } from '#core/time/week.ts'
import { type Told, toldExport } from '../../support/analysed.ts'
import { incidentsAt, momentsBy, monday, workingWeek } from '../../support/simulated.ts'

const asked = (told: Told) =>
	afterTheAllClear.answer(scopedRecord(toldExport(told), {}), {}).figures
const at = (text: string) => Date.parse(`${text}:00Z`)
const january = { from: at('2026-01-01T00:00'), to: at('2026-02-01T00:00') }

describe('by hand', () => {
	test('the first failure comes 90 minutes after the end, the second all-clear holds to the end of the record', () => {
		const { bins, allClears, handovers } = asked({
			incidents: [
				{ id: 'a', from: '2026-01-10T10:00', to: '2026-01-10T11:00' },
				{ id: 'b', from: '2026-01-10T12:30', to: '2026-01-10T13:00' },
			],
		})
		expect([allClears, handovers]).toEqual([2, 0])
		expect(
			bins
				.slice(0, 3)
				.map(({ atRisk, exposureHours, failures }) => [atRisk, exposureHours, failures]),
		).toEqual([
			[2, 2, 0],
			[2, 1.5, 1],
			[1, 1, 0],
		])
		expect(bins[0]).toMatchObject({ fromHour: 0, toHour: 1, hazard: 0, ratio: null })
		expect(bins[1]?.hazard).toBeCloseTo(1 / 1.5, 12)
		expect(bins.at(-1)).toMatchObject({ fromHour: 72, toHour: 168, atRisk: 1, exposureHours: 96 })
	})

	test('one within five minutes is a handover too, one on another product is none, and one without an end gives no all-clear', () => {
		const { handovers, bins, excluded } = asked({
			incidents: [
				{ id: 'a', from: '2026-01-10T10:00', to: '2026-01-10T11:00' },
				{ id: 'elsewhere', surfaces: ['api'], from: '2026-01-10T11:02', to: '2026-01-10T11:30' },
				{ id: 'b', from: '2026-01-10T11:04', to: '2026-01-10T12:00' },
				{ id: 'open', from: '2026-01-20T10:00' },
			],
		})
		expect(handovers).toBe(1)
		expect(bins[0]?.failures).toBe(1)
		expect(excluded).toEqual({ 'when it ended is not known': 1 })
	})

	test('the usual rate: two others in January, all in one hour of the week that comes four times', () => {
		// Thursday 12:00 to 13:00 comes on the 1st, 8th, 15th, 22nd and 29th: five covered hours for
		// three incidents of which one is left out.
		const occurrences = ['2026-01-01T12:10', '2026-01-08T12:20', '2026-01-15T12:30'].map(
			(text): Occurrence => {
				return { from: at(text), to: at(text) + hour / 12, surfaces: [0], endKnown: true }
			},
		)
		const rate = new UsualRate(occurrences, [january])
		const [first] = occurrences
		if (!first) throw new Error('no incident')
		const expected = (from: string, to: string) =>
			rate.expectedBeside(first)({ from: at(from), to: at(to) })
		expect(expected('2026-01-08T12:00', '2026-01-08T13:00')).toBeCloseTo(2 / 5, 12)
		expect(expected('2026-01-08T12:30', '2026-01-08T14:00')).toBeCloseTo(1 / 5, 12)
		expect(expected('2026-01-08T13:00', '2026-01-15T12:00')).toBe(0)
		expect(rate.expectedBeside(first)(january)).toBeCloseTo(2, 12)
		expect(rate.expectedBeside({ ...first, surfaces: [1], from: 0 })(january)).toBe(0)
	})

	test('ten failures where five were expected: Poisson’s interval, and a wider one where they came in one week', () => {
		// Garwood's exact limits of 10 are 4.795 and 18.390; Byar's approximation is within a hundredth
		// of them.
		const apart = ratioInterval(
			10,
			5,
			Array.from({ length: 10 }, () => [1, 0.5] as const),
		)
		expect(apart.low).toBeCloseTo(4.795 / 5, 2)
		expect(apart.high).toBeCloseTo(18.39 / 5, 2)
		const together = ratioInterval(10, 5, [
			[10, 0.5],
			...Array.from({ length: 9 }, () => [0, 0.5] as const),
		])
		expect(together.low).toBeLessThan(apart.low)
		expect(together.high).toBeGreaterThan(apart.high)
		expect(ratioInterval(0, 5, [])).toMatchObject({ low: 0 })
	})
})

describe('the usual rate', () => {
	test('is what draws of the leading baseline give on average', () => {
		const random = seeded(7)
		const windows = [{ from: monday, to: monday + 20 * week }]
		const occurrences = incidentsAt(
			momentsBy(80, { from: monday, to: monday + 20 * week }, workingWeek, 3, random),
			random,
		)
		const rate = new UsualRate(occurrences, windows)
		const starts = Float64Array.from(occurrences, ({ from }) => from)
		const place = placementOf(leadingBaseline, starts, windows)
		const [own] = occurrences
		if (!own) throw new Error('no incident')
		const span = { from: monday + 5 * week, to: monday + 6.4 * week }
		const draws = 600
		let inside = 0
		for (let draw = 0; draw < draws; draw++)
			for (let position = 1; position < occurrences.length; position++) {
				const moment = place(position, random)
				if (moment >= span.from && moment < span.to) inside++
			}
		expect(Math.abs(inside / draws / rate.expectedBeside(own)(span) - 1)).toBeLessThan(0.1)
	})

	test('adds up over neighbouring spans', () => {
		const windows = [january]
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 743 * 60 }), { minLength: 2, maxLength: 20 }),
				fc.tuple(fc.nat(700), fc.nat(700), fc.nat(700)),
				(minutes, cuts) => {
					const occurrences = minutes
						.toSorted((a, b) => a - b)
						.map(
							(minute): Occurrence => ({
								from: january.from + minute * 60_000,
								to: january.from + minute * 60_000,
								surfaces: [0],
								endKnown: true,
							}),
						)
					const [own] = occurrences
					if (!own) return
					const [a, b, c] = cuts
						.toSorted((x, y) => x - y)
						.map((hours) => january.from + hours * hour) as [number, number, number] // three in, three out
					const rate = new UsualRate(occurrences, windows)
					const parts =
						rate.expectedBeside(own)({ from: a, to: b }) +
						rate.expectedBeside(own)({ from: b, to: c })
					expect(parts).toBeCloseTo(rate.expectedBeside(own)({ from: a, to: c }), 9)
					expect(rate.expectedBeside(own)(january)).toBeCloseTo(occurrences.length - 1, 9)
				},
			),
		)
	})
})

describe('series of which it is known what made them', () => {
	const year = { from: monday, to: monday + 52 * week }
	const growing = (moment: number) =>
		6 ** ((moment - year.from) / (year.to - year.from)) * workingWeek(moment)
	const firstDay = (occurrences: readonly Occurrence[]) => {
		const { bins } = hazardOf([hazardCounts(occurrences, [year])])
		const day = bins.filter(({ toHour }) => toHour <= 24)
		return (
			day.reduce((sum, { failures }) => sum + failures, 0) /
			day.reduce((sum, { expected }) => sum + expected, 0)
		)
	}

	test('independent incidents that grow sixfold and keep working hours come as often as usual', () => {
		const random = seeded(20260302)
		const ratios = Array.from({ length: 20 }, () =>
			firstDay(incidentsAt(momentsBy(200, year, growing, 15, random), random)),
		)
		const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
		expect(mean).toBeGreaterThan(0.9)
		expect(mean).toBeLessThan(1.1)
	})

	test('three in ten that come back within hours are found', () => {
		const random = seeded(20260303)
		const first = momentsBy(120, year, growing, 15, random)
		const again = first
			.filter(() => random() < 0.3)
			.map((moment) => Math.min(year.to - 1, moment + (2 + 4 * random()) * hour))
		const { bins } = hazardOf([hazardCounts(incidentsAt([...first, ...again], random), [year])])
		const early = bins.filter(({ toHour }) => toHour > 2 && toHour <= 5)
		const [failures, expected] = [
			early.reduce((sum, bin) => sum + bin.failures, 0),
			early.reduce((sum, bin) => sum + bin.expected, 0),
		]
		expect(failures / expected).toBeGreaterThan(2)
	})
})

test('over any incidents the shapes hold, and every all-clear fails once at most', () => {
	const rows = fc.array(
		fc.record({
			start: fc.integer({ min: 0, max: 30 * 1440 }),
			lasts: fc.integer({ min: 0, max: 600 }),
			surface: fc.constantFrom('web', 'api'),
		}),
		{
			maxLength: 25,
		},
	)
	fc.assert(
		fc.property(rows, (made) => {
			const moment = (minutes: number) =>
				new Date(january.from + minutes * 60_000).toISOString().replace('.000', '')
			const incidents = made.map(({ start, lasts, surface }, index) => ({
				id: `i${index}`,
				surfaces: [surface],
				from: moment(start),
				to: moment(start + lasts),
			}))
			const figures = asked({ incidents })
			expect(AfterTheAllClearFigures.parse(figures)).toEqual(figures)
			expect(figures.bins.reduce((sum, { failures }) => sum + failures, 0)).toBeLessThanOrEqual(
				figures.allClears,
			)
			for (const [index, { atRisk, ratio, low, high }] of figures.bins.entries()) {
				if (index > 0) expect(atRisk).toBeLessThanOrEqual(figures.bins[index - 1]?.atRisk ?? 0)
				if (ratio !== null && low !== null && high !== null)
					expect(low <= ratio && ratio <= high).toBe(true)
			}
		}),
	)
})
