import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import { analyse } from '#core/questions/analyse.ts'
import { blastRadius } from '#core/questions/blast-radius/count.ts'
import { BlastRadiusFigures } from '#core/questions/blast-radius/figures.ts'
import { DaySet } from '#core/questions/toolkit/day-set.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { togetherByMonth } from '#core/questions/toolkit/together.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

function answer(told: Told, scope: Scope = {}) {
	const analysis = analyse(blastRadius, scopedRecord(toldExport(told), scope), scope)
	return { analysis, figures: BlastRadiusFigures.parse(analysis.figures) }
}

const worked: Told = {
	providers: { acme: ['web', 'api', 'app'] },
	incidents: [
		{ id: 'a', surfaces: ['web'], from: '2026-01-02T10:00', to: '2026-01-02T14:00' },
		{ id: 'b', surfaces: ['web', 'api'], from: '2026-01-05T10:00', to: '2026-01-05T12:00' },
		{ id: 'c', surfaces: ['web', 'api'], from: '2026-01-07T23:00', to: '2026-01-08T01:00' },
		{ id: 'd', surfaces: ['app'], from: '2026-01-08T10:00', to: '2026-01-08T11:00' },
		{ id: 'e', surfaces: [], from: '2026-01-20T10:00', to: '2026-01-20T11:00' },
	],
	states: [
		{
			surface: 'web',
			state: 'major_outage',
			from: '2026-01-05T10:00',
			to: '2026-01-05T11:00',
			incident: 'b',
		},
		{
			surface: 'web',
			state: 'operational',
			from: '2026-01-05T11:00',
			to: '2026-01-05T12:00',
			incident: 'b',
		},
	],
}

describe('a worked example', () => {
	const { figures, analysis } = answer(worked)
	const [acme] = figures.providers
	const pair = (a: string, b: string) => acme?.pairs.find((one) => one.a === a && one.b === b)

	test('isolation: of four incidents that name a surface two name only one', () => {
		expect(analysis).toMatchObject({ sampleSize: 4, exclusions: { 'names no surface': 1 } })
		expect(acme).toMatchObject({ incidents: 4, isolated: { part: 2, of: 4, share: 0.5 }, days: 31 })
		expect(acme?.surfacesPerIncident).toEqual([
			{ surfaces: 1, incidents: 2 },
			{ surfaces: 2, incidents: 2 },
		])
	})

	test('failing together: by incident and by outage day, beside what independence gives', () => {
		// web is in a, b, c; api in b, c. Days of web: 2, 5, 7, 8; of api: 5, 7, 8; of app: 8.
		expect(pair('web', 'api')).toMatchObject({
			incidents: { a: 3, b: 2, both: 2, of: 4, givenA: { part: 2, of: 3 }, givenB: { share: 1 } },
			outageDays: {
				a: 4,
				b: 3,
				both: 3,
				of: 31,
				expected: 12 / 31,
				givenA: { share: 0.75 },
				givenB: { share: 1 },
			},
			ids: ['acme/b', 'acme/c'],
		})
		// What names neither is in no list of incidents, which makes independent surfaces seem to avoid
		// each other.
		expect(pair('web', 'api')?.incidents).not.toHaveProperty('expected')
		expect(pair('api', 'app')).toMatchObject({
			incidents: { both: 0 },
			outageDays: { both: 1, of: 31 },
		})
	})

	test('only over the time in which both existed', () => {
		// app is first named on the 8th: 24 days are left, on which web had trouble once and app once.
		const young = answer({ ...worked, since: null }).figures.providers[0]
		expect(young?.pairs.find((one) => one.a === 'web' && one.b === 'app')).toMatchObject({
			incidents: { a: 0, b: 1, of: 1 },
			outageDays: { a: 1, b: 1, both: 1, of: 24, expected: 1 / 24 },
		})
	})

	test('days are those of the zone', () => {
		// In Tokyo c is on the 8th alone, and d too.
		const [tokyo] = answer(worked, { zone: 'Asia/Tokyo' }).figures.providers
		expect(
			tokyo?.pairs.find((one) => one.a === 'web' && one.b === 'api')?.outageDays,
		).toMatchObject({ a: 3, b: 2, both: 2, of: 32 })
	})

	test('the matrix says how each cell is known', () => {
		const matrix = figures.matrices.find(({ subject }) => subject === 'incidents/acme/b')
		expect(matrix).toMatchObject({
			from: '2026-01-05T10:00:00Z',
			to: '2026-01-05T12:00:00Z',
			open: false,
			coverage: 'complete',
		})
		expect(
			matrix?.rows.map(({ surface, cells }) => [
				surface,
				cells.map(({ cell, state }) => [cell, state]),
			]),
		).toEqual([
			[
				'web',
				[
					['declared', 'major'],
					['denied', 'operational'],
				],
			],
			['api', [['inferred', undefined]]],
			['app', [['clear', undefined]]],
		])
		expect(matrix?.rows[0]?.cells[0]).toEqual({
			from: '2026-01-05T10:00:00Z',
			to: '2026-01-05T11:00:00Z',
			cell: 'declared',
			state: 'major',
			basis: 'declared',
			incident: 'b',
		})
	})

	test('an incident that names no surface leaves every surface unknown', () => {
		const matrix = figures.matrices.find(({ subject }) => subject === 'incidents/acme/e')
		expect(matrix?.rows.flatMap(({ cells }) => cells.map(({ cell }) => cell))).toEqual([
			'unknown',
			'unknown',
			'unknown',
		])
	})

	test('lists what belongs to no episode by itself, the latest first', () => {
		expect(figures.matrices.map(({ subject }) => subject)).toEqual(
			['e', 'd', 'c', 'b', 'a'].map((id) => `incidents/acme/${id}`),
		)
		expect(figures.subjects).toBe(5)
	})
})

test('incidents of an episode share a matrix', () => {
	const { figures } = answer({
		incidents: [
			{ id: 'a', surfaces: ['web'], from: '2026-01-02T10:00', to: '2026-01-02T11:00' },
			{ id: 'b', surfaces: ['web'], from: '2026-01-02T12:00', to: '2026-01-02T13:00' },
		],
	})
	expect(figures.matrices).toMatchObject([
		{
			subject: 'episodes/acme-2026-01-02',
			from: '2026-01-02T10:00:00Z',
			to: '2026-01-02T13:00:00Z',
		},
	])
	expect(figures.matrices[0]?.rows[0]?.cells.map(({ cell, incident }) => [cell, incident])).toEqual(
		[
			['inferred', 'a'],
			['clear', undefined],
			['inferred', 'b'],
		],
	)
})

test('a sample has its matrix, in which silence is unknown, and no share', () => {
	const { figures } = answer({
		coverage: [{ from: '2026-01-01', to: '2026-02-01', kind: 'sample' }],
		incidents: [{ id: 'a', surfaces: ['web'], from: '2026-01-02T10:00', to: '2026-01-02T11:00' }],
	})
	expect(figures).toMatchObject({ providers: [], samplesOnly: ['acme'] })
	expect(figures.matrices[0]).toMatchObject({
		coverage: 'sample',
		rows: [
			{ surface: 'web', cells: [{ cell: 'inferred' }] },
			{ surface: 'api', cells: [{ cell: 'unknown' }] },
		],
	})
})

test('a matrix that leaves the window is clear inside and unknown outside', () => {
	const { figures } = answer({
		coverage: [{ from: '2026-01-01', to: '2026-01-03' }],
		incidents: [{ id: 'a', surfaces: ['web'], from: '2026-01-02T22:00', to: '2026-01-03T02:00' }],
	})
	const cells = figures.matrices[0]?.rows[1]?.cells.map(({ cell, from, to }) => [cell, from, to])
	expect(cells).toEqual([
		['clear', '2026-01-02T22:00:00Z', '2026-01-03T00:00:00Z'],
		['unknown', '2026-01-03T00:00:00Z', '2026-01-03T02:00:00Z'],
	])
	expect(figures.matrices[0]?.coverage).toBe('partly')
})

test('services of an uptime display: outage days that coincide, over the days that both hold', () => {
	const known = { provider: 'acme', source: 's', readAt: '2026-02-01T00:00:00Z', majorMinutes: 0 }
	const publishedDays = [
		{ ...known, service: 'A', date: '2026-01-01', partialMinutes: 5 },
		{ ...known, service: 'A', date: '2026-01-02', partialMinutes: 5 },
		{ ...known, service: 'A', date: '2026-01-03', partialMinutes: 5 },
		{ ...known, service: 'B', date: '2026-01-01', partialMinutes: 5 },
		{ ...known, service: 'B', date: '2026-01-02', partialMinutes: 0 },
	]
	const { figures } = answer({ publishedDays })
	expect(figures.providers[0]?.displayed).toMatchObject([
		{
			a: 'A',
			b: 'B',
			outageDays: { a: 2, b: 1, both: 1, of: 2, givenA: { share: 0.5 }, givenB: { share: 1 } },
		},
	])
})

test('displays that list days with an outage alone: what they leave out between was quiet', () => {
	const known = { provider: 'acme', source: 's', readAt: '2026-02-01T00:00:00Z', majorMinutes: 0 }
	const on = (service: string, ...dates: readonly string[]) =>
		dates.map((date) => ({ ...known, service, date: `2026-01-${date}`, partialMinutes: 5 }))
	const publishedDays = [...on('A', '01', '05', '10'), ...on('B', '03', '05', '12')]
	// Both hold the 3rd to the 10th: A is out on the 5th and 10th, B on the 3rd and 5th.
	expect(answer({ publishedDays }).figures.providers[0]?.displayed).toMatchObject([
		{ a: 'A', b: 'B', outageDays: { a: 2, b: 2, both: 1, of: 8, expected: 0.5 } },
	])
})

describe('whatever the record holds', () => {
	const moment = fc
		.integer({ min: 0, max: 31 * 24 })
		.map((hour) => new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString().slice(0, 16))
	const rows = fc
		.array(
			fc.record({
				surfaces: fc.subarray(['web', 'api', 'app']),
				from: moment,
				to: fc.option(moment, { nil: undefined }),
			}),
			{ maxLength: 15 },
		)
		.map((list) =>
			list.map(
				({ to, ...rest }, index): IncidentRow => ({
					id: `i${index}`,
					...rest,
					...(to !== undefined && to >= rest.from && { to }),
				}),
			),
		)

	test('shares lie in 0..1, a pair is never more than its parts, and cells fill their time once', () => {
		fc.assert(
			fc.property(rows, (incidents) => {
				const { figures } = answer({ providers: worked.providers ?? {}, incidents })
				for (const { pairs, isolated } of figures.providers) {
					expect(isolated.share ?? 0).toBeLessThanOrEqual(1)
					for (const counts of pairs.flatMap((pair) => [pair.incidents, pair.outageDays])) {
						expect(counts.both).toBeLessThanOrEqual(Math.min(counts.a, counts.b))
						expect(Math.max(counts.a, counts.b)).toBeLessThanOrEqual(counts.of)
					}
				}
				for (const { from, to, rows: own, cutAfter } of figures.matrices) {
					for (const { cells } of own) {
						const filled = cells.reduce(
							(sum, cell) => sum + Date.parse(cell.to) - Date.parse(cell.from),
							0,
						)
						if (cutAfter === undefined) expect(filled).toBe(Date.parse(to) - Date.parse(from))
					}
				}
				expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
			}),
			{ numRuns: 100 },
		)
	})

	test('surfaces that fail independently and ever more often share as many days as is expected', () => {
		const random = seeded(71)
		const days = DaySet.of(Array.from({ length: 730 }, (_, day) => 20_454 + day))
		const failing = () =>
			DaySet.of(days.days.filter((day) => random() < 0.02 * 20 ** ((day - 20_454) / 730)))
		const found = Array.from({ length: 40 }, () => togetherByMonth(failing(), failing(), days))
		const sum = (key: 'a' | 'b' | 'both' | 'expected') =>
			found.reduce((total, one) => total + (one[key] ?? 0), 0)
		expect(sum('both') / sum('expected')).toBeGreaterThan(0.93)
		expect(sum('both') / sum('expected')).toBeLessThan(1.07)
		// Over all days at once growth alone looks like company.
		expect(
			sum('both') / found.reduce((total, { a, b, of }) => total + (a * b) / of, 0),
		).toBeGreaterThan(1.3)
	})

	test('together is symmetrical', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(20)), fc.uniqueArray(fc.nat(20)), (first, second) => {
				const all = DaySet.of(Array.from({ length: 21 }, (_, day) => day))
				const [one, two] = [
					togetherByMonth(DaySet.of(first), DaySet.of(second), all),
					togetherByMonth(DaySet.of(second), DaySet.of(first), all),
				]
				const turned = { ...two.givenB, population: one.givenA.population }
				expect([one.both, one.expected, one.givenA]).toEqual([two.both, two.expected, turned])
			}),
		)
	})
})
