import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { DeclaredState } from '#core/model/incident.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { displayAudit } from '#core/questions/display-audit/count.ts'
import { DisplayAuditFigures } from '#core/questions/display-audit/figures.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { instantOf } from '#core/time/time.ts'
import { type IncidentRow, moment, type Told, toldExport } from '../../support/analysed.ts'

const day = (
	date: string,
	partialMinutes: number,
	majorMinutes = 0,
	more: Partial<PublishedDay> = {},
): PublishedDay => ({
	provider: 'acme',
	service: 'Web',
	surface: 'web',
	date,
	partialMinutes,
	majorMinutes,
	source: 'told',
	readAt: '2026-01-31T00:00:00Z',
	...more,
})

const state = (name: SurfaceStateName, surface = 'web'): { readonly states: DeclaredState[] } => ({
	states: [{ surface, component: surface, state: name }],
})

/** An incident that puts the product into states at times and is resolved at the last of them. */
function incident(
	id: string,
	...changes: readonly (readonly [at: string, state: SurfaceStateName, surface?: string])[]
): IncidentRow {
	const last = changes.length - 1
	const stages = changes.map(
		([at, name, surface], index) =>
			[index === last ? 'resolved' : 'investigating', at, state(name, surface)] as const,
	)
	return { id, from: changes[0]?.[0] ?? '', stages }
}

const asked = (told: Told, scope: Scope = {}) =>
	displayAudit.answer(scopedRecord(toldExport(told), scope), scope).figures
const only = (told: Told, scope: Scope = {}) => {
	const [found] = asked(told, scope).providers
	if (!found) throw new Error('nothing is displayed')
	return found
}

/** Half an hour partial, then a quarter of an hour major. */
const outage = incident(
	'a',
	['2026-01-05T10:00', 'partial_outage'],
	['2026-01-05T10:30', 'major_outage'],
	['2026-01-05T10:45', 'operational'],
)

describe('a displayed day beside the statements, by hand', () => {
	test('is equal within a minute, kinder by less and harsher by more', () => {
		const audit = (partial: number, major: number) =>
			only({ incidents: [outage], publishedDays: [day('2026-01-05', partial, major)] })
		expect(audit(30, 15)).toMatchObject({
			days: 1,
			equal: 1,
			regraded: 0,
			kinder: { days: 0 },
			harsher: { days: 0 },
		})
		expect(audit(31, 15)).toMatchObject({ equal: 1, harsher: { days: 0 } })
		expect(audit(31.02, 15)).toMatchObject({
			equal: 0,
			harsher: { days: 1, seconds: expect.closeTo(61.2, 6) },
		})
		expect(audit(20, 5)).toMatchObject({ equal: 0, kinder: { days: 1, seconds: 1200 } })
		expect(audit(45, 0)).toMatchObject({ equal: 1, regraded: 1 })
	})

	test('says what each side has, and whose statements it was', () => {
		const { differing } = asked({ incidents: [outage], publishedDays: [day('2026-01-05', 20, 5)] })
		expect(differing).toEqual({
			of: 1,
			shown: [
				{
					provider: 'acme',
					service: 'Web',
					surface: 'web',
					date: '2026-01-05',
					displayed: { partialSeconds: 1200, majorSeconds: 300 },
					stated: { partialSeconds: 1800, majorSeconds: 900 },
					differenceSeconds: -1200,
					incidents: ['acme/a'],
				},
			],
		})
	})

	test('is cut at the midnight of the display’s own zone', () => {
		const late = incident(
			'a',
			['2026-01-05T22:30', 'partial_outage'],
			['2026-01-06T00:30', 'operational'],
		)
		const days = (zone?: string) => [
			day('2026-01-05', 90, 0, zone ? { zone } : {}),
			day('2026-01-06', 30, 0, zone ? { zone } : {}),
		]
		expect(only({ incidents: [late], publishedDays: days() })).toMatchObject({ days: 2, equal: 2 })
		// In Berlin the sixth begins at 23:00 UTC: half an hour before, an hour and a half after it.
		expect(only({ incidents: [late], publishedDays: days('Europe/Berlin') })).toMatchObject({
			equal: 0,
			harsher: { days: 1, seconds: 3600 },
			kinder: { days: 1, seconds: 3600 },
		})
	})

	test('takes the latest statement of any incident, and ends an outage with the incident that left it standing', () => {
		const left: IncidentRow = {
			id: 'left',
			from: '2026-01-05T10:00',
			stages: [
				['investigating', '2026-01-05T10:00', state('partial_outage')],
				['resolved', '2026-01-05T11:00'],
			],
		}
		expect(only({ incidents: [left], publishedDays: [day('2026-01-05', 60)] })).toMatchObject({
			equal: 1,
		})
		const other = incident(
			'other',
			['2026-01-05T10:20', 'operational'],
			['2026-01-05T12:00', 'operational'],
		)
		expect(
			only({ incidents: [left, other], publishedDays: [day('2026-01-05', 20)] }),
		).toMatchObject({ equal: 1 })
	})

	test('counts a day that the display leaves out as one without an outage, where it lists no other such day', () => {
		const incidents = [
			outage,
			incident('b', ['2026-01-07T10:00', 'partial_outage'], ['2026-01-07T10:10', 'operational']),
		]
		const quiet = [day('2026-01-05', 30, 15), day('2026-01-09', 1)]
		const leaving = only({ incidents, publishedDays: quiet })
		expect(leaving).toMatchObject({ days: 3, equal: 1, kinder: { days: 1, seconds: 600 } })
		expect(leaving.services[0]).toMatchObject({ leavesQuietDaysOut: true })
		const listing = only({ incidents, publishedDays: [...quiet, day('2026-01-08', 0)] })
		expect(listing.services[0]).toMatchObject({ leavesQuietDaysOut: false })
		expect(listing.notCompared).toMatchObject({
			'the display does not list the day, though it lists days without an outage': 1,
		})
	})
})

describe('a day that can’t be compared', () => {
	test.each<[string, Told, string]>([
		[
			'of an unknown service',
			{ publishedDays: [{ ...day('2026-01-05', 5), surface: undefined }] },
			'no alias knows which product the service is',
		],
		[
			'outside of complete record',
			{ publishedDays: [day('2025-12-31', 5)] },
			'the record is not complete for the whole day',
		],
		[
			'read before it was over',
			{ publishedDays: [day('2026-01-05', 5, 0, { readAt: '2026-01-05T20:00:00Z' })] },
			'the day was not over when the display was read',
		],
		[
			'with an incident that gives no state',
			{
				incidents: [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' }],
				publishedDays: [day('2026-01-05', 5)],
			},
			'an incident of that day names the product and gives it no state',
		],
		[
			'with times to the day',
			{ incidents: [{ ...outage, precision: 'day' }], publishedDays: [day('2026-01-05', 5)] },
			'an incident of that day has times to the hour or day only',
		],
		[
			'of which no statement speaks',
			{ publishedDays: [day('2026-01-05', 5)] },
			'no statement of that day gives the product a state',
		],
		[
			'in an outage that nothing ends',
			{
				incidents: [
					{
						id: 'a',
						from: '2026-01-05T10:00',
						stages: [['investigating', '2026-01-05T10:00', state('partial_outage')]],
					},
				],
				publishedDays: [day('2026-01-05', 5)],
			},
			'an incident left the product in an outage, and nothing says until when',
		],
	])('%s is counted with its reason', (_, told, reason) => {
		expect(only(told)).toMatchObject({
			days: 1,
			equal: 0,
			kinder: { days: 0 },
			harsher: { days: 0 },
			notCompared: { [reason]: 1 },
		})
	})

	test('of two services that are one product here', () => {
		const days = [day('2026-01-05', 5), day('2026-01-05', 5, 0, { service: 'Old web' })]
		expect(only({ incidents: [outage], publishedDays: days }).notCompared).toEqual({
			'two services of the display are one product here': 2,
		})
	})
})

test('a provider without a display is named, and a scope asks for whole days inside of it', () => {
	const told: Told = {
		providers: { acme: ['web'], beta: ['web'] },
		incidents: [outage],
		publishedDays: [day('2026-01-05', 30, 15), day('2026-01-08', 5)],
	}
	expect(asked(told).withoutDisplay).toEqual(['beta'])
	expect(only(told, { from: '2026-01-06T00:00:00Z' }).days).toBe(1)
	expect(asked(told, { provider: 'beta' })).toMatchObject({
		providers: [],
		withoutDisplay: ['beta'],
	})
})

const minutes = (from: number) => instantOf(Date.parse(moment('2026-01-02')) + from * 60_000)
const outages = fc
	.array(
		fc.record({
			gap: fc.integer({ min: 1, max: 600 }),
			lasts: fc.integer({ min: 1, max: 3000 }),
			isMajor: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 8 },
	)
	.map((rows) => {
		let at = 0
		return rows.map(({ gap, lasts, isMajor }, index) => {
			const from = at + gap
			at = from + lasts
			return incident(
				`i${index}`,
				[minutes(from), isMajor ? 'major_outage' : 'partial_outage'],
				[minutes(at), 'operational'],
			)
		})
	})

describe('over any outages', () => {
	test('every day is equal, kinder, harsher or not compared, and the shapes hold', () => {
		fc.assert(
			fc.property(
				outages,
				fc.array(
					fc.tuple(fc.integer({ min: 1, max: 31 }), fc.double({ min: 0, max: 700, noNaN: true })),
					{ minLength: 1, maxLength: 20 },
				),
				(incidents, shown) => {
					const publishedDays = [...new Map(shown)]
						.sort(([a], [b]) => a - b)
						.map(([date, partial]) => day(`2026-01-${String(date).padStart(2, '0')}`, partial))
					const figures = asked({ incidents, publishedDays })
					expect(DisplayAuditFigures.parse(figures)).toEqual(figures)
					for (const { days, equal, kinder, harsher, notCompared } of figures.providers)
						expect(
							equal +
								kinder.days +
								harsher.days +
								Object.values(notCompared).reduce((sum, count) => sum + count, 0),
						).toBe(days)
				},
			),
		)
	})

	test('a display made of the statements is equal on every day', () => {
		fc.assert(
			fc.property(outages, (incidents) => {
				const far = day('2026-01-01', 1)
				// What one day of no display lacks, the statements tell.
				const lacking = asked({
					incidents,
					publishedDays: [far, day('2026-01-30', 1)],
				}).differing.shown.filter(({ differenceSeconds }) => differenceSeconds < 0)
				const shown = lacking.map(({ date, stated }) =>
					day(date, stated.partialSeconds / 60, stated.majorSeconds / 60),
				)
				if (shown.length === 0) return
				const [found] = asked({
					incidents,
					publishedDays: shown.sort((a, b) => (a.date < b.date ? -1 : 1)),
				}).providers
				expect(found).toMatchObject({
					equal: found?.days,
					kinder: { days: 0 },
					harsher: { days: 0 },
				})
			}),
		)
	})
})
