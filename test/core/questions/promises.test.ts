import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { ServicePromise } from '#core/model/register.ts'
import { promises } from '#core/questions/promises/count.ts'
import { PromisesFigures } from '#core/questions/promises/figures.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type Told, toldExport } from '../../support/analysed.ts'

const promise = (id: string, more: Partial<ServicePromise> = {}): ServicePromise => ({
	id,
	vendor: 'Acme',
	product: 'Web',
	recipients: 'everyone',
	kind: 'guarantee',
	percent: 99.5,
	rule: 'error rates',
	remedies: [
		{ below: 99.5, creditPercent: 10 },
		{ below: 99, creditPercent: 25 },
	],
	provider: 'acme',
	surfaces: ['web'],
	sources: [{ title: 'Terms', confidence: 'exact' }],
	readAt: '2026-09',
	...more,
})
const asked = (told: Told, scope: Scope = {}) =>
	promises.answer(scopedRecord(toldExport(told), scope), scope)
const rowOf = (told: Told, scope: Scope = {}) => {
	const row = asked(told, scope).figures.promises[0]
	if (!row) throw new Error('no promise')
	return row
}

/** Two hours of a major outage, four of a partial one and one degraded, on 5 January. */
const states: Told['states'] = [
	{ surface: 'web', state: 'operational', from: '2026-01-01', to: '2026-01-05T10:00' },
	{
		surface: 'web',
		state: 'major_outage',
		from: '2026-01-05T10:00',
		to: '2026-01-05T12:00',
		incident: 'a',
	},
	{
		surface: 'web',
		state: 'partial_outage',
		from: '2026-01-05T12:00',
		to: '2026-01-05T16:00',
		incident: 'a',
	},
	{
		surface: 'web',
		state: 'degraded_performance',
		from: '2026-01-05T16:00',
		to: '2026-01-05T17:00',
		incident: 'a',
	},
	{ surface: 'web', state: 'operational', from: '2026-01-05T17:00', to: '2026-02-01' },
]
const incidents: Told['incidents'] = [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T17:00' }]
const hours = (count: number) => count * 3600

describe('what is promised', () => {
	test('a month by hand: 31 days allow 3 h 43 min 12 s at 99.5 %', () => {
		const row = rowOf({ incidents, states, promises: [promise('p')] })
		expect(row.countable).toEqual({
			can: false,
			why: 'It counts errors of requests or users, and nobody publishes how many there were. A customer can count its own.',
		})
		expect(row.credit).toMatch(/^It cannot be computed from outside/)
		expect(row.months.shown).toEqual([
			{
				month: '2026-01',
				lengthSeconds: hours(744),
				coveredSeconds: hours(744),
				allowedSeconds: 13392,
				own: null,
				ifEveryMinuteCounted: {
					fewestSeconds: hours(2),
					mostSeconds: hours(7),
					unmeasured: 0,
					verdict: 'depends on the counting',
				},
				incidents: ['acme/a'],
			},
		])
	})

	test('where the vendor’s own page counts, the promise can be held against it, with its credit', () => {
		const row = rowOf({
			incidents,
			states,
			promises: [
				promise('p', {
					rule: 'declared outage',
					percent: 99.9,
					remedies: [
						{ below: 99.9, creditPercent: 10 },
						{ below: 99, creditPercent: 25 },
					],
				}),
			],
		})
		expect(row.countable.can).toBe(true)
		// 2 h + 0.3 × 4 h = 3 h 12 min of 744 h.
		expect(row.months.shown[0]?.own).toEqual({
			downSeconds: 11520,
			share: 1 - 11520 / (31 * 86_400),
			kept: false,
			credit: { below: 99.9, creditPercent: 10 },
		})
		const full = rowOf(
			{ incidents, states, promises: [promise('p', { rule: 'declared outage', percent: 99.5 })] },
			{ weights: { partial: 1, degraded: 0 } },
		)
		expect(full.months.shown[0]?.own).toMatchObject({ downSeconds: hours(6), kept: false })
		const kept = rowOf({
			incidents,
			states,
			promises: [promise('p', { rule: 'declared outage', percent: 99.5 })],
		})
		expect(kept.months.shown[0]?.own).toMatchObject({ kept: true, credit: null })
	})

	test.each<[string, Partial<ServicePromise>, RegExp]>([
		['none public', { kind: 'none public' }, /no public promise/],
		['not found', { kind: 'not found' }, /No promise was found/],
		['latency', { rule: 'latency' }, /speed of answers/],
		['not published', { rule: 'not published' }, /not public what counts/],
		['not watched', { rule: 'declared outage', provider: undefined }, /not watched here/],
	])('why it cannot be counted: %s', (_, more, why) => {
		const { provider, surfaces, ...rest } = { ...promise('p'), ...more }
		const told = {
			...rest,
			...(provider !== undefined && { provider, ...(surfaces && { surfaces }) }),
		}
		expect(rowOf({ incidents, promises: [told] }).countable).toMatchObject({
			can: false,
			why: expect.stringMatching(why),
		})
	})

	test('beyond and within, however it is counted; a part of a month cannot be within', () => {
		const verdict = (told: Told, percent = 99.5) =>
			rowOf({ ...told, promises: [promise('p', { percent })] }).months.shown[0]
				?.ifEveryMinuteCounted.verdict
		expect(verdict({ incidents, states }, 99.9)).toBe('beyond, however it is counted')
		expect(verdict({ incidents, states }, 99)).toBe('within, however it is counted')
		const part = [{ from: '2026-01-04', to: '2026-01-07' }]
		expect(verdict({ incidents, states, coverage: part }, 99)).toBe('cannot be told')
		expect(verdict({ incidents, states, coverage: part }, 99.9)).toBe(
			'beyond, however it is counted',
		)
		expect(
			verdict({ incidents: [{ id: 'b', from: '2026-01-09T10:00', status: 'unknown' }] }, 99),
		).toBe('cannot be told')
	})

	test('maintenance is no outage, and a surface that is not promised does not count', () => {
		const row = rowOf({
			incidents: [
				{ id: 'work', from: '2026-01-05T10:00', to: '2026-01-06T10:00', kind: 'maintenance' },
				{ id: 'other', from: '2026-01-08T10:00', to: '2026-01-09T10:00', surfaces: ['api'] },
			],
			states: [
				{
					surface: 'web',
					state: 'under_maintenance',
					from: '2026-01-05T10:00',
					to: '2026-01-06T10:00',
				},
			],
			promises: [promise('p')],
		})
		expect(row.months.shown[0]?.ifEveryMinuteCounted).toEqual({
			fewestSeconds: 0,
			mostSeconds: 0,
			unmeasured: 0,
			verdict: 'within, however it is counted',
		})
		expect(row.months.shown[0]?.incidents).toEqual([])
	})

	test('an incident without a length empties no bound, and keeps a month from being within', () => {
		const incidents = [
			{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
			{ id: 'b', from: '2026-01-20T10:00', status: 'unknown' as const },
		]
		const whole = asked({ promises: [promise('p')], incidents: incidents.slice(0, 1) }).figures
			.promises[0]?.months.shown[0]?.ifEveryMinuteCounted
		const less = asked({ promises: [promise('p')], incidents }).figures.promises[0]?.months.shown[0]
			?.ifEveryMinuteCounted
		expect(whole).toMatchObject({
			mostSeconds: 3600,
			unmeasured: 0,
			verdict: 'within, however it is counted',
		})
		expect(less).toMatchObject({ mostSeconds: 3600, unmeasured: 1, verdict: 'cannot be told' })
	})

	test('what is allowed in a month of each length, and how many promises there are of each kind', () => {
		const { figures } = asked({
			promises: [
				promise('a', { percent: 99.9 }),
				promise('b', { kind: 'target' }),
				promise('c', { rule: 'latency', percent: 99 }),
			],
		})
		expect(PromisesFigures.parse(figures)).toEqual(figures)
		expect(figures.allowed).toEqual([
			{ percent: 99.9, seconds: { days28: 2419.2, days29: 2505.6, days30: 2592, days31: 2678.4 } },
			{ percent: 99.5, seconds: { days28: 12096, days29: 12528, days30: 12960, days31: 13392 } },
		])
		expect(figures.kinds).toContainEqual({ kind: 'guarantee', count: 2 })
	})

	test('a narrower scope keeps the promises that it is about', () => {
		const told: Told = {
			promises: [
				promise('web'),
				promise('api', { surfaces: ['api'] }),
				promise('all', { surfaces: undefined } as Partial<ServicePromise>),
			],
		}
		expect(
			asked(told, { provider: 'acme', surface: 'api' }).figures.promises.map(
				(row) => row.promise.id,
			),
		).toEqual(['api', 'all'])
		expect(asked(told, { provider: 'nobody' }).figures.promises).toEqual([])
	})

	test('whatever happens: the bounds stand in order and within the month, and never NaN', () => {
		const at = (minute: number) =>
			new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 19)
		const names = [
			'operational',
			'degraded_performance',
			'partial_outage',
			'major_outage',
			'unknown',
			'under_maintenance',
		] as const
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(60_000), fc.nat(6000)), { maxLength: 12 }),
				fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(...names)), {
					maxLength: 12,
				}),
				fc.constantFrom(95, 99, 99.9, 100),
				(list, told, percent) => {
					let clock = 0
					const rows = told.map(([length, state]) => {
						const from = clock
						clock += length
						return { surface: 'web', state, from: at(from), to: at(clock) }
					})
					const { months } = rowOf({
						incidents: list.map(([from, length], position) => ({
							id: `i${position}`,
							from: at(from),
							to: at(from + length),
						})),
						states: rows,
						coverage: [{ from: '2026-01-01', to: '2026-03-01' }],
						asOf: '2026-03-01',
						promises: [promise('p', { percent, rule: 'declared outage' })],
					})
					for (const { coveredSeconds, lengthSeconds, ifEveryMinuteCounted, own } of months.shown) {
						const { fewestSeconds, mostSeconds } = ifEveryMinuteCounted
						expect(coveredSeconds).toBeLessThanOrEqual(lengthSeconds)
						expect(fewestSeconds).toBeLessThanOrEqual(mostSeconds)
						expect(mostSeconds).toBeLessThanOrEqual(coveredSeconds)
						expect(own?.share).toSatisfy((share: number) => share >= 0 && share <= 1)
					}
					expect(JSON.stringify(months)).not.toMatch(/NaN|Infinity/)
				},
			),
			{ numRuns: 60 },
		)
	})
})
