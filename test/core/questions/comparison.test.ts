import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import { comparison, usersQuestion } from '#core/questions/comparison/count.ts'
import { ComparisonFigures } from '#core/questions/comparison/figures.ts'
import { noRanking } from '#core/questions/comparison/granularity.ts'
import { relapse } from '#core/questions/relapse/count.ts'
import { leadingBaseline } from '#core/questions/toolkit/baselines.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type IncidentRow, moment, type Told, toldExport } from '../../support/analysed.ts'

const asked = (told: Told, scope: Scope = {}) =>
	comparison.answer(scopedRecord(toldExport(told), scope), scope).figures
const two = { acme: ['web', 'api'], bolt: ['web'] }

/** Ten days of both. Acme files two at once, Bolt one long one. */
const incidents: IncidentRow[] = [
	{ id: 'a1', from: '2026-01-02T10:00', to: '2026-01-02T12:00', surfaces: ['web', 'api'] },
	{ id: 'a2', from: '2026-01-02T11:00', to: '2026-01-02T13:00', surfaces: ['web', 'api'] },
	{ id: 'a3', from: '2026-01-03T10:00', to: '2026-01-03T11:00', surfaces: ['web', 'api'] },
	{ id: 'b1', provider: 'bolt', from: '2026-01-02T10:00', to: '2026-01-02T20:00' },
	{ id: 'outside', from: '2026-01-25T10:00', to: '2026-01-25T12:00' },
]
const coverage: Told['coverage'] = [
	{ provider: 'acme', from: '2026-01-01', to: '2026-02-01' },
	{ provider: 'bolt', from: '2025-12-01', to: '2026-01-11' },
]

describe('side by side', () => {
	test('by hand: only the days that both share count', () => {
		const figures = asked({ providers: two, coverage, incidents })
		expect(ComparisonFigures.parse(figures)).toEqual(figures)
		expect(figures.tables).toHaveLength(1)
		const table = figures.tables[0]
		expect(table).toMatchObject({
			providers: ['acme', 'bolt'],
			windows: [{ from: '2026-01-01T00:00:00Z', to: '2026-01-11T00:00:00Z' }],
			days: 10,
		})
		const [acme, bolt] = table?.rows ?? []
		expect(acme).toMatchObject({
			incidents: 3,
			observedSeconds: 864_000,
			open: { count: 3, min: 3600, median: 7200, max: 7200 },
		})
		// 10:00–13:00 and an hour the day after are open, 11:00–12:00 twice.
		expect(acme?.granularity).toEqual({
			incidentsPerOutageHour: 0.75,
			surfacesPerIncident: 2,
			updatesPerIncident: null,
			overlapShare: 0.25,
		})
		expect(bolt?.granularity).toMatchObject({ incidentsPerOutageHour: 0.1, overlapShare: 0 })
		// Four hours open in 240.
		expect(acme?.availability.ways.find(({ way }) => way === 'incident open')).toMatchObject({
			share: expect.closeTo(0.98333333, 6),
			downAtLeastSeconds: 4 * 3600,
		})
		expect(acme?.relapse.share).toMatchObject({ part: 2, of: 3 })
		expect(table?.warning).toBe(
			'Don’t rank providers by their number of incidents: they post differently. For each hour with an incident open, Acme filed 0.75 and Bolt 0.1. The median incident names 2 products at Acme and 1 product at Bolt. While one was open, a second was too for 25% of the time at Acme and 0% at Bolt.',
		)
	})

	test('down again is what the question relapse answers for the same provider and days, chance and all', () => {
		const told: Told = { providers: two, coverage, incidents }
		const [table] = asked(told).tables
		const [window] = table?.windows ?? []
		expect(table?.rows).toHaveLength(2)
		for (const row of table?.rows ?? []) {
			const scope: Scope = {
				provider: row.provider,
				...(window && { from: window.from, to: window.to }),
			}
			const { baselines, provider, ...alone } =
				relapse.answer(scopedRecord(toldExport(told), scope), scope).figures.between
					.byProvider[0] ?? {}
			expect(provider).toBe(row.provider)
			expect(baselines?.find(({ baseline }) => baseline === leadingBaseline)?.chance).toEqual(
				row.relapse.chance,
			)
			expect(row.relapse).toEqual(alone)
		}
	})

	test('a row that nobody closed counts as open for two days', () => {
		const { tables } = asked({
			providers: two,
			coverage,
			incidents: [{ id: 'row', from: '2026-01-02', to: '2026-01-20' }],
		})
		expect(tables[0]?.rows[0]?.granularity.incidentsPerOutageHour).toBe(1 / 48)
	})

	test('users and promises stand beside the numbers, and are not known where nobody says', () => {
		const text = { body: '', author: 'the editors', links: [], writtenAt: moment('2026-01-01') }
		const claims: Told['claims'] = [
			{
				...text,
				id: 'users',
				subject: 'providers/acme',
				at: moment('2026-01-01'),
				title: 'A million',
				claimant: 'Acme',
				standing: 'not checkable',
				question: usersQuestion,
			},
		]
		const promises: Told['promises'] = [
			{
				id: 'p',
				vendor: 'Bolt',
				product: 'API',
				recipients: 'all',
				kind: 'target',
				percent: 99,
				rule: 'not published',
				remedies: [],
				provider: 'bolt',
				sources: [{ title: 'Terms', confidence: 'exact' }],
				readAt: '2026',
			},
		]
		const [acme, bolt] =
			asked({ providers: two, coverage, incidents, claims, promises }).tables[0]?.rows ?? []
		expect([acme?.users, acme?.promises]).toEqual([
			[{ claim: 'users', title: 'A million', claimant: 'Acme', standing: 'not checkable' }],
			[],
		])
		expect([bolt?.users, bolt?.promises]).toEqual([
			null,
			[{ id: 'p', product: 'API', kind: 'target', percent: 99 }],
		])
	})

	test('who shares too little, or has only chosen incidents, stands in no table and is told why', () => {
		const { tables, absent, words } = asked({
			providers: { ...two, cove: ['web'] },
			coverage: [
				{ provider: 'acme', from: '2026-01-01', to: '2026-01-20' },
				{ provider: 'bolt', from: '2026-01-15', to: '2026-02-01' },
				{ provider: 'cove', from: '2026-01-01', to: '2026-02-01', kind: 'sample' },
			],
			incidents: [{ id: 'c', provider: 'cove', from: '2026-01-02', to: '2026-01-03' }],
		})
		expect(tables).toEqual([])
		expect(absent.map(({ provider, why }) => [provider, why.slice(0, 20)])).toEqual([
			['acme', 'It shares less than '],
			['bolt', 'It shares less than '],
			['cove', 'Only chosen incident'],
		])
		expect(words).toHaveLength(1)
	})

	test('the largest set first, then a pair over much more time, and no set that is shown already', () => {
		const { tables } = asked({
			providers: { ...two, cove: ['web'] },
			coverage: [
				{ provider: 'acme', from: '2025-01-01', to: '2026-02-01' },
				{ provider: 'bolt', from: '2025-01-01', to: '2026-02-01' },
				{ provider: 'cove', from: '2026-01-01', to: '2026-02-01' },
			],
		})
		expect(tables.map(({ providers, days }) => [providers.join(' '), days])).toEqual([
			['acme bolt cove', 31],
			['acme bolt', 396],
		])
		expect(tables[0]?.warning).toBe(noRanking)
	})

	test('open, endless and filed afterwards are left out of the lengths, with the reason', () => {
		const { tables } = asked({
			providers: two,
			coverage: [
				{ provider: 'acme', from: '2026-01-01', to: '2026-02-01' },
				{ provider: 'bolt', from: '2026-01-01', to: '2026-02-01' },
			],
			incidents: [
				{ id: 'open', from: '2026-01-02T10:00' },
				{ id: 'endless', from: '2026-01-03T10:00', status: 'unknown' },
				{ id: 'after', from: '2026-01-04T10:00', to: '2026-01-04T10:00' },
				{ id: 'day', from: '2026-01-05', to: '2026-01-06', precision: 'day' },
				{ id: 'work', from: '2026-01-07', to: '2026-01-08', kind: 'maintenance' },
			],
		})
		expect(tables[0]?.rows[0]).toMatchObject({
			incidents: 4,
			open: {
				count: 0,
				excluded: {
					'still open': 1,
					'its end is not known': 1,
					'it was filed only when it was over': 1,
					'its times are known to the hour or day only': 1,
				},
			},
		})
	})

	test('whatever was filed: shares within 0 and 1, nothing NaN, and the order of the input irrelevant', () => {
		const at = (minute: number) =>
			new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 19)
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(40_000), fc.nat(9000), fc.boolean()), { maxLength: 15 }),
				(list) => {
					const rows = list.map(([from, minutes, own], position) => ({
						id: `i${position}`,
						provider: own ? 'acme' : 'bolt',
						from: at(from),
						to: at(from + minutes),
					}))
					const wide = [
						{ provider: 'acme', from: '2026-01-01', to: '2026-02-01' },
						{ provider: 'bolt', from: '2026-01-01', to: '2026-02-01' },
					]
					const figures = asked({
						providers: two,
						coverage: wide,
						incidents: rows,
						timelines: false,
					})
					for (const { granularity, availability } of figures.tables.flatMap(
						(table) => table.rows,
					)) {
						expect(granularity.overlapShare ?? 0).toSatisfy(
							(share: number) => share >= 0 && share <= 1,
						)
						for (const { atLeast, atMost } of availability.ways)
							expect(atLeast ?? 0).toBeLessThanOrEqual(atMost ?? 1)
					}
					expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
					expect(
						asked({
							providers: two,
							coverage: wide,
							incidents: rows.toReversed(),
							timelines: false,
						}),
					).toEqual(figures)
				},
			),
			{ numRuns: 20 },
		)
	})
})
