import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { ServicePromise } from '#core/model/register.ts'
import { errorBudget } from '#core/questions/error-budget/count.ts'
import { ErrorBudgetFigures } from '#core/questions/error-budget/figures.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { instantOf } from '#core/time/time.ts'
import { moment, type StateRow, type Told, toldExport } from '../../support/analysed.ts'

const asked = (told: Told, scope: Scope = {}) =>
	errorBudget.answer(scopedRecord(toldExport(told), scope), scope).figures
const budgetOf = (told: Told, of: string, scope: Scope = { provider: 'acme' }) => {
	const found = asked(told, scope).budgets.find((budget) => budget.of === of)
	const month = found?.months.shown.at(-1)
	if (!month) throw new Error('no month')
	return month
}
const levelOf = (told: Told, percent: number, of = 'product') => {
	const level = budgetOf(told, of).levels.find((one) => one.percent === percent)
	if (!level) throw new Error('no such level')
	return level
}

/**
 * On 5 January: ten minutes major, forty partial, half an hour degraded; on the 20th an hour major.
 * January has 744 hours.
 */
const told: Told = {
	providers: { acme: ['web'] },
	incidents: [
		{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:20' },
		{ id: 'b', from: '2026-01-20T08:00', to: '2026-01-20T09:00' },
	],
	states: [
		{ surface: 'web', state: 'operational', from: '2026-01-01', to: '2026-01-05T10:00' },
		{
			surface: 'web',
			state: 'major_outage',
			from: '2026-01-05T10:00',
			to: '2026-01-05T10:10',
			incident: 'a',
		},
		{
			surface: 'web',
			state: 'partial_outage',
			from: '2026-01-05T10:10',
			to: '2026-01-05T10:50',
			incident: 'a',
		},
		{
			surface: 'web',
			state: 'degraded_performance',
			from: '2026-01-05T10:50',
			to: '2026-01-05T11:20',
			incident: 'a',
		},
		{ surface: 'web', state: 'operational', from: '2026-01-05T11:20', to: '2026-01-20T08:00' },
		{
			surface: 'web',
			state: 'major_outage',
			from: '2026-01-20T08:00',
			to: '2026-01-20T09:00',
			incident: 'b',
		},
		{ surface: 'web', state: 'operational', from: '2026-01-20T09:00', to: '2026-02-01' },
	],
}

describe('a budget by hand', () => {
	test('has three countings, by month and by day', () => {
		expect(budgetOf(told, 'product')).toMatchObject({
			month: '2026-01',
			lengthSeconds: 744 * 3600,
			coveredSeconds: 744 * 3600,
			unmeasured: 0,
			fewestSeconds: 70 * 60,
			pageSeconds: 82 * 60,
			mostSeconds: 140 * 60,
			days: [
				{ date: '2026-01-05', fewestSeconds: 10 * 60, pageSeconds: 22 * 60, mostSeconds: 80 * 60 },
				{ date: '2026-01-20', fewestSeconds: 3600, pageSeconds: 3600, mostSeconds: 3600 },
			],
		})
	})

	test('runs out when all of it is spent, by each counting at a moment of its own', () => {
		// 99.9 % of January allow 2678.4 s. Most: 44 min 38.4 s after the beginning on the 5th. Fewest:
		// 600 s are gone by then, 2078.4 s into the 20th.
		// Page: 600 s and 0.3 × 2400 s on the 5th, so 1358.4 s into the 20th.
		expect(levelOf(told, 99.9)).toEqual({
			percent: 99.9,
			allowedSeconds: expect.closeTo(2678.4, 6),
			spent: {
				atLeast: expect.closeTo(4200 / 2678.4, 9),
				byPage: expect.closeTo(4920 / 2678.4, 9),
				atMost: expect.closeTo(8400 / 2678.4, 9),
			},
			ranOut: {
				byMost: '2026-01-05T10:44:38.400Z',
				byPage: '2026-01-20T08:22:38.400Z',
				byFewest: '2026-01-20T08:34:38.400Z',
			},
			verdict: 'beyond, however it is counted',
		})
		expect(levelOf(told, 99)).toMatchObject({
			ranOut: { byMost: null, byPage: null, byFewest: null },
			verdict: 'within, however it is counted',
		})
		expect(asked(told, { provider: 'acme' }).verdicts).toContainEqual({
			percent: 99,
			months: 1,
			counts: { 'within, however it is counted': 1 },
		})
	})

	test('lies between its bounds where only one of them is above it', () => {
		// 99.8 % would allow 5356.8 s: more than the page counts and less than the most.
		const percent = 99.8
		const promises: ServicePromise[] = [
			{
				id: 'p',
				vendor: 'Acme',
				product: 'Web',
				recipients: 'everyone',
				kind: 'guarantee',
				percent,
				rule: 'declared outage',
				remedies: [],
				provider: 'acme',
				surfaces: ['web'],
				sources: [],
				readAt: '2026-01',
			},
		]
		expect(levelOf({ ...told, promises }, percent, 'promise')).toMatchObject({
			ranOut: { byPage: null, byFewest: null },
			verdict: 'depends on the counting',
		})
	})

	test('is never surely within where an incident has no length, or a part of the month is not covered', () => {
		const filedWhenOver = { id: 'c', from: '2026-01-25T10:00', to: '2026-01-25T10:00' }
		const without = { ...told, incidents: [...(told.incidents ?? []), filedWhenOver] }
		expect(budgetOf(without, 'product').unmeasured).toBe(1)
		expect(levelOf(without, 99).verdict).toBe('cannot be told')
		const running = { ...told, coverage: [{ from: '2026-01-01', to: '2026-01-25' }] }
		expect(levelOf(running, 99).verdict).toBe('cannot be told')
		expect(levelOf(running, 99.9).verdict).toBe('beyond, however it is counted')
	})

	test('leaves promises out with the reason', () => {
		const promise: Omit<ServicePromise, 'id' | 'rule'> = {
			vendor: 'Acme',
			product: 'Web',
			recipients: 'all',
			kind: 'target',
			remedies: [],
			sources: [],
			readAt: '2026',
		}
		const promises: ServicePromise[] = [
			{ ...promise, id: 'a', rule: 'latency', percent: 99, provider: 'acme' },
			{ ...promise, id: 'b', rule: 'not published', provider: 'acme' },
			{ ...promise, id: 'c', rule: 'error rates', percent: 99, provider: 'elsewhere' },
		]
		expect(asked({ ...told, promises }).promisesLeftOut).toEqual({
			'it is about the speed of answers': 1,
			'no single percentage is promised': 1,
			'the product is not watched here, or its record is not complete': 1,
		})
	})
})

const names = [
	'operational',
	'degraded_performance',
	'partial_outage',
	'major_outage',
	'under_maintenance',
	'unknown',
] as const
const states = fc
	.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 4000 })), {
		minLength: 1,
		maxLength: 15,
	})
	.map((rows) => {
		let at = Date.parse(moment('2026-01-01'))
		return rows.map(([state, minutes]): StateRow => {
			const from = at
			at += minutes * 60_000
			return { surface: 'web', state, from: instantOf(from), to: instantOf(at) }
		})
	})

describe('over any states', () => {
	test('the countings are in order, days add up to months, and the budget runs out where it is overspent and only there', () => {
		fc.assert(
			fc.property(states, fc.double({ min: 0, max: 1, noNaN: true }), (own, partial) => {
				const figures = asked(
					{
						providers: { acme: ['web'] },
						states: own,
						coverage: [{ from: '2026-01-01', to: '2026-03-01' }],
						asOf: '2026-03-01',
					},
					{ provider: 'acme', weights: { partial, degraded: 0 } },
				)
				expect(ErrorBudgetFigures.parse(figures)).toEqual(figures)
				for (const month of figures.budgets.flatMap(({ months }) => months.shown)) {
					const { fewestSeconds, pageSeconds, mostSeconds, days, levels } = month
					expect(fewestSeconds).toBeLessThanOrEqual(pageSeconds + 1e-6)
					expect(pageSeconds).toBeLessThanOrEqual(mostSeconds + 1e-6)
					expect(days?.reduce((sum, day) => sum + day.mostSeconds, 0)).toBeCloseTo(mostSeconds, 6)
					expect(days?.reduce((sum, day) => sum + day.pageSeconds, 0)).toBeCloseTo(pageSeconds, 6)
					for (const { allowedSeconds, ranOut, verdict } of levels) {
						expect(ranOut.byFewest !== null).toBe(fewestSeconds > allowedSeconds)
						expect(ranOut.byMost !== null).toBe(mostSeconds > allowedSeconds)
						expect(verdict === 'beyond, however it is counted').toBe(ranOut.byFewest !== null)
						if (ranOut.byPage !== null && ranOut.byMost !== null)
							expect(Date.parse(ranOut.byMost)).toBeLessThanOrEqual(Date.parse(ranOut.byPage))
					}
				}
			}),
		)
	})
})
