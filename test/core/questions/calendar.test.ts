import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import { analyse } from '#core/questions/analyse.ts'
import { autocorrelationOf } from '#core/questions/calendar/autocorrelation.ts'
import { changePointOf } from '#core/questions/calendar/change-point.ts'
import { calendar } from '#core/questions/calendar/count.ts'
import { CalendarFigures } from '#core/questions/calendar/figures.ts'
import { type DayCount, trendOf } from '#core/questions/calendar/trend.ts'
import { unevennessOf } from '#core/questions/calendar/unevenness.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { weekdayOf } from '#core/time/zone.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'
import { growths, monthlyCounts, monthsWith, persistent, poisson } from '../../support/simulated.ts'

function answer(told: Told, scope: Scope = {}) {
	const analysis = analyse(calendar, scopedRecord(toldExport(told), scope), scope)
	const figures = CalendarFigures.parse(analysis.figures)
	const [acme] = figures.providers
	if (!acme) throw new Error('no provider')
	return { analysis, figures, acme }
}

/** Four weeks from Monday 5 January 2026. */
const worked: Told = {
	coverage: [{ from: '2026-01-05', to: '2026-02-02' }],
	incidents: [
		{ id: 'a', from: '2026-01-05T09:30', to: '2026-01-05T10:00' },
		{ id: 'b', from: '2026-01-12T09:45', to: '2026-01-12T10:00' },
		{ id: 'c', from: '2026-01-14T23:30', to: '2026-01-15T10:00' },
		{ id: 'd', from: '2026-02-01T02:00', to: '2026-02-01T10:00' },
		{ id: 'e', from: '2026-01-20', to: '2026-01-20', precision: 'day' },
		{ id: 'm', from: '2026-01-21T09:00', to: '2026-01-21T10:00', kind: 'maintenance' },
	],
	asOf: '2026-02-02',
}

describe('a worked example', () => {
	test('weekdays and hours, with what exposure alone gives', () => {
		const { acme, analysis } = answer(worked)
		expect(analysis).toMatchObject({
			sampleSize: 5,
			exclusions: { 'from hours: only the day is known': 1 },
		})
		expect(acme.weekdays.map(({ count }) => count)).toEqual([2, 1, 1, 0, 0, 0, 1])
		expect(acme.weekdays.map(({ days }) => days)).toEqual([4, 4, 4, 4, 4, 4, 4])
		expect(acme.weekdays[0]).toEqual({ weekday: 'Monday', count: 2, expected: 5 / 7, days: 4 })
		expect(acme.hours.filter(({ count }) => count > 0)).toEqual([
			{ hour: 2, count: 1, expected: 4 / 24 },
			{ hour: 9, count: 2, expected: 4 / 24 },
			{ hour: 23, count: 1, expected: 4 / 24 },
		])
		// Σ(count − 5/7)² ÷ (5/7) = (4 + 1 + 1 + 1)·7/5 − 5.
		expect(acme.weekdayTest.statistic).toBeCloseTo(4.8, 12)
	})

	test('a zone moves them', () => {
		const { acme } = answer(worked, { zone: 'Asia/Tokyo' })
		expect(acme.weekdays.map(({ count }) => count)).toEqual([2, 1, 0, 1, 0, 0, 1])
		expect(acme.hours.filter(({ count }) => count > 0).map(({ hour }) => hour)).toEqual([8, 11, 18])
	})

	test('months with their covered days', () => {
		expect(answer(worked).acme.months).toEqual([
			{ month: '2026-01', count: 4, days: 27, perThirtyDays: (30 * 4) / 27 },
			{ month: '2026-02', count: 1, days: 1, perThirtyDays: 30 },
		])
	})

	test('says why a test is missing', () => {
		const { acme } = answer(worked)
		expect([acme.autocorrelation, acme.changeTest, acme.change, acme.trend]).toEqual([
			null,
			null,
			null,
			null,
		])
		expect(acme.why).toEqual([
			'No autocorrelation: fewer than 60 whole days are covered, or all of them are alike.',
			'No trend: fewer than 182 days are covered, or fewer than 20 incidents began.',
			'No test for a change: fewer than 18 months have 15 covered days, or nothing began in them.',
		])
	})
})

describe('autocorrelation', () => {
	const daily = (length: number, count: (day: number) => number) =>
		new Map(Array.from({ length }, (_, day) => [day, count(day)]))

	test('by hand: a day in two', () => {
		// x = 1, 0, 1, 0 … over 100 days: each product is ∓¼, of which there are 100 − k, over 100·¼.
		const found = autocorrelationOf(
			daily(100, (day) => 1 - (day % 2)),
			200,
		)
		expect(
			found?.lags.slice(0, 3).map(({ lag, r, pairs, outside }) => [lag, r, pairs, outside]),
		).toEqual([
			[1, -0.99, 99, true],
			[2, 0.98, 98, true],
			[3, -0.97, 97, true],
		])
		expect(found?.lags).toHaveLength(80)
		expect(found?.lags.slice(14).every(({ p, outside }) => p === null && !outside)).toBe(true)
	})

	test('a weekly habit shows at 7 and 14 days, and is no more than month and weekday give', () => {
		const found = autocorrelationOf(
			daily(140, (day) => (day % 7 === 0 ? 7 : 0)),
			200,
		)
		expect(
			found?.lags
				.slice(0, 14)
				.filter(({ r }) => r > 0.5)
				.map(({ lag }) => lag),
		).toEqual([7, 14])
		expect(found?.lags.filter(({ outside }) => outside)).toEqual([])
	})

	test('growth makes every lag large, and none stands out', () => {
		const random = seeded(31)
		const found = autocorrelationOf(
			daily(720, (day) => poisson(0.2 + day / 240, random)),
			300,
		)
		expect(
			found?.lags.slice(0, 14).every(({ r, chance }) => r > 0.2 && (chance.expected ?? 0) > 0.2),
		).toBe(true)
		expect(found?.lags.filter(({ outside }) => outside)).toEqual([])
	})

	test('of independent days any lag stands out in about one series of twenty', () => {
		const random = seeded(32)
		const runs = Array.from({ length: 60 }, () => {
			const counts = daily(120, () => poisson(1, random))
			return autocorrelationOf(counts, 99)?.lags.some(({ outside }) => outside)
		})
		expect(runs.filter((found) => found).length).toBeLessThanOrEqual(8)
	})

	test('days that follow each other stand out', () => {
		const random = seeded(33)
		const levels = persistent(400, 0.8, random)
		const found = autocorrelationOf(
			daily(400, (day) => poisson(Math.exp(0.8 * (levels[day] ?? 0)), random)),
			200,
		)
		expect(found?.lags[0]?.outside).toBe(true)
	})

	test('pairs reach over no hole', () => {
		const days = new Map([
			...daily(40, (day) => day % 3),
			...[...daily(40, (day) => day % 3)].map(([day, count]): [number, number] => [
				day + 1000,
				count,
			]),
		])
		expect(autocorrelationOf(days, 20)?.lags[0]).toMatchObject({ lag: 1, pairs: 78 })
	})

	test('too few days and days all alike have none', () => {
		expect(
			autocorrelationOf(
				daily(59, (day) => day % 2),
				20,
			),
		).toBeUndefined()
		expect(
			autocorrelationOf(
				daily(100, () => 3),
				20,
			),
		).toBeUndefined()
	})

	test('lies in −1..1', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(5), { minLength: 60, maxLength: 90 }), (counts) => {
				const found = autocorrelationOf(
					daily(counts.length, (day) => counts[day] ?? 0),
					5,
				)
				for (const { r } of found?.lags ?? []) expect(Math.abs(r)).toBeLessThanOrEqual(1)
			}),
		)
	})
})

describe('a change of rate', () => {
	const draws = 99
	const claims = (
		make: (length: number, random: () => number) => number[],
		length: number,
		runs: number,
		seed: number,
	) => {
		const random = seeded(seed)
		return (
			Array.from({ length: runs }, () =>
				changePointOf(monthsWith(make(length, random)), draws),
			).filter((found) => found?.claimed).length / runs
		)
	}

	test('by hand: ten a month, then forty', () => {
		const found = changePointOf(
			monthsWith([
				...Array.from({ length: 15 }, (_, index) => 9 + (index % 3)),
				...Array.from({ length: 15 }, (_, index) => 39 + (index % 3)),
			]),
			1000,
		)
		expect(found).toMatchObject({ month: '2021-04', claimed: true, draws: 1000 })
		expect(found?.beforePerDay).toBeCloseTo(1 / 3, 10)
		expect(found?.afterPerDay).toBeCloseTo(4 / 3, 10)
		expect(found?.p).toBeLessThan(0.02)
		expect(found?.statistic).toBeGreaterThan(0.9)
	})

	test('is not claimed where months are merely uneven', () => {
		const found = changePointOf(
			monthsWith(Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 3 : 15))),
			draws,
		)
		expect(found?.claimed).toBe(false)
	})

	test('a rise that takes a year is none', () => {
		const rates = Array.from({ length: 48 }, (_, index) =>
			Math.round(20 + 60 / (1 + Math.exp(-(index - 24) / 2.5))),
		)
		expect(changePointOf(monthsWith(rates), draws)?.claimed).toBe(false)
	})

	test.each([0.3, 0.5, 0.7, 0.9])(
		'is hardly ever claimed of months that keep %f of the month before',
		(persistence) => {
			expect(claims(monthlyCounts.persistentRate(persistence), 36, 40, 41)).toBeLessThanOrEqual(
				0.08,
			)
			expect(claims(monthlyCounts.persistentValue(persistence), 36, 40, 42)).toBeLessThanOrEqual(
				0.08,
			)
		},
	)

	test.each(Object.entries(growths))('is hardly ever claimed of %s growth', (_, rateAt) => {
		expect(claims(monthlyCounts.growing(rateAt), 36, 40, 43)).toBeLessThanOrEqual(0.08)
	})

	test('by chance alone is claimed about as rarely as p says', () => {
		expect(claims(monthlyCounts.independent, 30, 60, 44)).toBeLessThanOrEqual(0.05)
	})

	test('a real step is found', () => {
		const tripled = (length: number, random: () => number) =>
			Array.from({ length }, (_, index) => poisson(index < length / 2 ? 30 : 90, random))
		expect(claims(tripled, 36, 30, 45)).toBeGreaterThanOrEqual(0.8)
	})

	test('needs eighteen well covered months', () => {
		const months = monthsWith(Array.from({ length: 18 }, (_, index) => 1 + (index % 5)))
		expect(changePointOf(months, 50)).toBeDefined()
		expect(changePointOf(months.slice(1), 50)).toBeUndefined()
		expect(
			changePointOf(
				months.map((month, index) => (index === 3 ? { ...month, days: 3 } : month)),
				50,
			),
		).toBeUndefined()
		expect(changePointOf(monthsWith(Array.from({ length: 24 }, () => 0)), 50)).toBeUndefined()
	})

	test('a month that is covered for longer is not a month with a higher rate', () => {
		const found = changePointOf(
			monthsWith(Array.from({ length: 20 }, () => 5)).map((month, index) =>
				index < 10 ? { ...month, count: 10, days: 60 } : month,
			),
			100,
		)
		expect(found?.claimed).toBe(false)
	})

	test('is sought in no hole of the record', () => {
		const months = monthsWith([
			...Array.from({ length: 15 }, () => 8),
			...Array.from({ length: 10 }, () => 0),
			...Array.from({ length: 15 }, () => 40),
		])
		const found = changePointOf(
			months.filter((_, index) => index < 15 || index >= 25),
			draws,
		)
		expect(found?.month).not.toBe('2022-02')
	})

	test('is the same for everybody', () => {
		const months = monthsWith(monthlyCounts.independent(24, seeded(5)))
		expect(changePointOf(months, 100)).toEqual(changePointOf(months, 100))
	})
})

describe('the trend', () => {
	/** Two years that double each year, with three times as many on working days. */
	function days(random: () => number): DayCount[] {
		return Array.from({ length: 730 }, (_, day) => {
			const rate = 2 ** (day / 365.25) * (weekdayOf(day) < 5 ? 3 : 1)
			return { day, covered: 1, count: poisson(rate, random), month: `m${Math.floor(day / 30)}` }
		})
	}

	test('finds the growth of a year with weekdays taken out', () => {
		const found = trendOf(days(seeded(51)), 300)
		expect(found?.perYear).toBeGreaterThan(1.85)
		expect(found?.perYear).toBeLessThan(2.15)
		expect(found?.low).toBeLessThan(2)
		expect(found?.high).toBeGreaterThan(2)
		expect(found?.months.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(
			days(seeded(51)).reduce((sum, { count }) => sum + count, 0),
			6,
		)
		for (const { ratio } of found?.months.slice(0, 24) ?? [])
			expect(Math.abs((ratio ?? 0) - 1)).toBeLessThan(0.35)
	})

	test('a month with twice as many stands out', () => {
		const doubled = days(seeded(52)).map((one) =>
			one.month === 'm12' ? { ...one, count: one.count * 2 } : one,
		)
		const found = trendOf(doubled, 0)
		expect(found?.months.find(({ month }) => month === 'm12')?.ratio).toBeGreaterThan(1.6)
		expect([found?.low, found?.high]).toEqual([null, null])
	})

	test('is of half a year and twenty incidents at least', () => {
		expect(trendOf(days(seeded(53)).slice(0, 181), 10)).toBeUndefined()
		expect(
			trendOf(
				days(seeded(53)).map((one, index) => ({ ...one, count: index < 19 ? 1 : 0 })),
				10,
			),
		).toBeUndefined()
	})
})

describe('unevenness', () => {
	test('gives what its definition says, and draws around its degrees of freedom', () => {
		const found = unevennessOf([10, 20, 30], [1, 1, 1], 1000)
		expect(found.statistic).toBeCloseTo(10, 12)
		expect(found.chance.expected).toBeGreaterThan(1.8)
		expect(found.chance.expected).toBeLessThan(2.2)
		// exp(−10/2) is the chance of that much with two degrees of freedom.
		expect(found.p).toBeGreaterThan(0.001)
		expect(found.p).toBeLessThan(0.02)
	})

	test('is the same for everybody', () =>
		expect(unevennessOf([3, 1], [1, 2], 100)).toEqual(unevennessOf([3, 1], [1, 2], 100)))

	test('follows exposure', () => {
		const found = unevennessOf([10, 20, 30], [1, 2, 3], 200)
		expect([found.statistic, found.p]).toEqual([0, 1])
	})

	test('has nothing to say of nothing', () => {
		expect(unevennessOf([0, 0], [1, 1], 100)).toMatchObject({
			statistic: null,
			p: null,
			chance: { expected: null, draws: 0 },
		})
		expect(unevennessOf([5], [1], 100).p).toBeNull()
	})
})

test('whatever the record holds: every incident has one weekday and one month, and nothing is NaN', () => {
	const moment = fc
		.integer({ min: 0, max: 31 * 24 - 1 })
		.map((hour) => new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString().slice(0, 16))
	const zone = fc.constantFrom('UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati')
	fc.assert(
		fc.property(fc.array(moment, { maxLength: 20 }), zone, (moments, name) => {
			const { acme, figures } = answer(
				{
					incidents: moments.map(
						(from, index): IncidentRow => ({ id: `i${index}`, from, to: from }),
					),
				},
				{ zone: name },
			)
			const sum = (slots: readonly { readonly count: number }[]) =>
				slots.reduce((total, { count }) => total + count, 0)
			expect([sum(acme.weekdays), sum(acme.hours), sum(acme.months)]).toEqual([
				moments.length,
				moments.length,
				moments.length,
			])
			expect(acme.weekdays.reduce((total, { days }) => total + days, 0)).toBeCloseTo(31, 1)
			expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
		}),
		{ numRuns: 50 },
	)
})
