import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Export } from '#core/model/export.ts'
import {
	type RelapseFigures,
	relapse,
	RelapseFigures as Schema,
} from '#core/questions/relapse/count.ts'
import { withinReasons } from '#core/questions/relapse/within.ts'
import {
	drawRecurrences,
	type Occurrence,
	recurrenceOf,
} from '#core/questions/toolkit/recurrence.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { instantOf } from '#core/time/time.ts'
import archive from '../../../content/archive/export.json' with { type: 'json' }
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

const figuresOf = (told: Told, scope = {}): RelapseFigures =>
	relapse.answer(scopedRecord(toldExport(told), scope), scope).figures
const hour = 3_600_000

/**
 * web: a 10–11 h, b 20–21 h of the same day (nine hours after a), c two days later, d two minutes
 * after the end of c, e in the last hours of the month.
 * api: f begins an hour after a ended, on another surface.
 */
const month: IncidentRow[] = [
	{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
	{ id: 'b', from: '2026-01-05T20:00', to: '2026-01-05T21:00' },
	{ id: 'c', from: '2026-01-08T10:00', to: '2026-01-08T11:00' },
	{ id: 'd', from: '2026-01-08T11:02', to: '2026-01-08T12:00' },
	{ id: 'e', from: '2026-01-31T12:00', to: '2026-01-31T13:00' },
	{ id: 'f', from: '2026-01-05T12:00', to: '2026-01-05T13:00', surfaces: ['api'] },
	{ id: 'bare', from: '2026-01-20T12:00', to: '2026-01-20T13:00', surfaces: [] },
	{ id: 'lost', from: '2026-01-25T12:00', status: 'unknown' },
]

describe('between incidents, by hand', () => {
	const { between, allClear } = figuresOf({ incidents: month })

	test('a by b after nine hours, c by d as a handover; b, d and f by none; e cannot be followed', () => {
		expect(between.share).toMatchObject({ part: 2, of: 5, share: 0.4 })
		expect(between.handovers).toBe(1)
		expect(between.list).toEqual([
			{
				incident: 'acme/c',
				next: 'acme/d',
				endedAt: '2026-01-08T11:00:00Z',
				afterSeconds: 120,
				surfaces: ['web'],
			},
			{
				incident: 'acme/a',
				next: 'acme/b',
				endedAt: '2026-01-05T11:00:00Z',
				afterSeconds: 32_400,
				surfaces: ['web'],
			},
		])
		expect(between.excluded).toEqual({
			'it names no surface that is listed': 1,
			'the 24 hours after its end are not all in complete record': 1,
			'when it ended is not known': 1,
		})
	})

	test('beside the share by chance, the same for everybody', () => {
		expect(between.chance).toMatchObject({ draws: 1000, seed: 20_260_302 })
		expect(between.chance.expected).toBeGreaterThan(0.05)
		expect(between.chance.expected).toBeLessThan(0.25)
		expect(between.drawsAtLeast).toBeGreaterThan(0)
		expect(between.p).toBe((1 + (between.drawsAtLeast ?? 0)) / 1001)
		expect(between.baseline).toBe('month and hour of the week')
		expect(between.baselines.map(({ baseline, chance }) => [baseline, chance.draws])).toEqual([
			['uniform', 200],
			['month', 200],
			['month and hour of the week', 1000],
			['week jitter', 200],
		])
		expect(figuresOf({ incidents: [...month].reverse() }).between).toEqual(between)
	})

	// b, d: held to the next start; e and f to the end of the month; a nine hours, c two minutes.
	test('how long each all-clear held', () => {
		const { curve } = allClear
		expect([curve.count, curve.ended]).toEqual([6, 4])
		expect(curve.steps.map(({ at }) => at)).toEqual([120, 32_400, 61 * 3600, 17 * 86_400])
		expect(allClear.held.find(({ seconds }) => seconds === 86_400)?.share).toBeCloseTo(2 / 3, 5)
	})

	test('a surface in the scope is the only one that counts', () => {
		const scoped = figuresOf(
			{
				incidents: month.map((row) => ({
					...row,
					surfaces: row.id === 'f' ? ['api', 'web'] : (row.surfaces ?? ['web']),
				})),
			},
			{ surface: 'api' },
		)
		expect(scoped.between.share).toMatchObject({ part: 0, of: 1 })
	})

	test('an incident that begins while another is open does not follow it, and there is no all-clear before both are over', () => {
		const overlapping = figuresOf({
			incidents: [
				{ id: 'long', from: '2026-01-05T10:00', to: '2026-01-05T16:00' },
				{ id: 'short', from: '2026-01-05T11:00', to: '2026-01-05T12:00' },
			],
		})
		expect(overlapping.between.share).toMatchObject({ part: 0, of: 2 })
		expect(overlapping.allClear.excluded).toEqual({
			'another incident was still open on a shared surface': 1,
		})
	})

	test('maintenance is followed by nothing and follows nothing', () => {
		const works: IncidentRow = {
			id: 'works',
			from: '2026-01-05T12:00',
			to: '2026-01-05T13:00',
			kind: 'maintenance',
		}
		expect(
			figuresOf({
				incidents: [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' }, works],
			}).between.share,
		).toMatchObject({ part: 0, of: 1 })
	})
})

describe('within an incident, by hand', () => {
	const relapsed: IncidentRow = {
		id: 'c',
		from: '2026-01-05T16:50',
		stages: [
			['investigating', '2026-01-05T16:50'],
			['monitoring', '2026-01-05T17:09'],
			['identified', '2026-01-05T17:15'],
			['monitoring', '2026-01-05T17:24'],
			['resolved', '2026-01-05T17:55'],
			['investigating', '2026-01-05T18:25'],
			['resolved', '2026-01-05T19:00'],
		],
	}
	const steady: IncidentRow = {
		id: 'd',
		from: '2026-01-06T10:00',
		stages: [
			['investigating', '2026-01-06T10:00'],
			['resolved', '2026-01-06T11:00'],
		],
	}
	const early: IncidentRow = {
		id: 'e',
		from: '2026-01-31T10:00',
		stages: [['investigating', '2026-01-31T10:00']],
	}
	const bare: IncidentRow = { id: 'f', from: '2026-01-07T10:00', to: '2026-01-07T11:00' }

	test('a fix that held six minutes, and an end that held from 17:24 to 18:25', () => {
		const { within } = figuresOf({ incidents: [relapsed, steady, early, bare] })
		expect(within.share).toMatchObject({ part: 1, of: 2, share: 0.5 })
		expect(within.setbacks).toBe(2)
		expect(
			within.list.map(({ incident, update, heldSeconds, from, to }) => [
				incident,
				update,
				heldSeconds,
				from,
				to,
			]),
		).toEqual([
			['acme/c', 'u6', 3660, 'resolved', 'investigating'],
			['acme/c', 'u3', 360, 'monitoring', 'identified'],
		])
		expect(within.excluded).toEqual({ [withinReasons.bare]: 1, [withinReasons.notDeclared]: 1 })
	})

	test('a source that keeps one time a stage is left out', () => {
		const record = toldExport({
			incidents: Array.from({ length: 12 }, (_, index) => ({ ...steady, id: `s${index}` })),
		})
		const sparse = {
			...record,
			incidents: record.incidents.map((incident) => ({
				...incident,
				listedIn: [{ document: 'import-1/records' }],
			})),
		}
		const answer = (of: Export) => relapse.answer(scopedRecord(of, {}), {}).figures.within
		expect(answer(sparse)).toMatchObject({
			share: { of: 0 },
			excluded: { [withinReasons.sparse]: 12 },
		})
		const [first, ...rest] = toldExport({ incidents: [relapsed] }).incidents.concat(
			sparse.incidents,
		)
		if (!first) throw new Error('the told record is empty')
		expect(
			answer({
				...sparse,
				incidents: [{ ...first, listedIn: [{ document: 'import-1/records' }] }, ...rest],
			}),
		).toMatchObject({
			share: { part: 1, of: 13 },
		})
	})
})

describe('waves', () => {
	test('of episodes that began in complete record', () => {
		expect(figuresOf({ incidents: month }).waves).toEqual({
			counts: [
				{ waves: 1, episodes: 1 },
				{ waves: 2, episodes: 1 },
			],
			most: [{ episode: 'acme-2026-01-05', provider: 'acme', waves: 2, incidents: 2 }],
		})
	})
})

const window = [{ from: 0, to: 30 * 24 * hour }]
const occurrences = fc.array(
	fc
		.record({
			start: fc.nat(30 * 24 * 60),
			minutes: fc.nat(3000),
			surfaces: fc.subarray([0, 1, 2]),
			endKnown: fc.boolean(),
		})
		.map(
			({ start, minutes, surfaces, endKnown }): Occurrence => ({
				from: start * 60_000,
				to: (start + minutes) * 60_000,
				surfaces,
				endKnown,
			}),
		),
	{ maxLength: 25 },
)

describe('recurrence', () => {
	test('is what looking at every pair gives', () => {
		fc.assert(
			fc.property(occurrences, (list) => {
				const sorted = [...list].sort((a, b) => a.from - b.from)
				const { after } = recurrenceOf(sorted, window, 24 * hour)
				sorted.forEach((one, position) => {
					const told =
						one.endKnown && one.surfaces.length > 0 && one.to + 24 * hour <= (window[0]?.to ?? 0)
					const next = sorted
						.filter(
							(other) =>
								other !== one &&
								other.from >= one.to &&
								other.from > one.from &&
								other.surfaces.some((surface) => one.surfaces.includes(surface)),
						)
						.map((other) => other.from - one.to)
						.filter((gap) => gap <= 24 * hour)
					expect(after[position]).toBe(
						told ? (next.length > 0 ? Math.min(...next) : -1) : undefined,
					)
				})
			}),
		)
	})

	test('drawn at random is near what two incidents in a month would give', () => {
		const pair: Occurrence[] = [0, 1].map((index) => ({
			from: index * hour,
			to: index * hour + hour,
			surfaces: [0],
			endKnown: true,
		}))
		const draws = drawRecurrences(pair, window, 24 * hour, 'uniform', { draws: 4000, seed: 7 })
		// Each of the two is followed with a chance of nearly one day in thirty; the ends of the window
		// take a little.
		const share =
			draws.reduce((sum, { part }) => sum + part, 0) / draws.reduce((sum, { of }) => sum + of, 0)
		expect(share).toBeGreaterThan(0.027)
		expect(share).toBeLessThan(0.038)
		expect(drawRecurrences(pair, window, 24 * hour, 'uniform', { draws: 50, seed: 7 })).toEqual(
			draws.slice(0, 50),
		)
	})

	test('cannot be drawn where nothing is recorded', () => {
		expect(
			drawRecurrences([{ from: 0, to: 1, surfaces: [0], endKnown: true }], [], hour, 'uniform', {
				draws: 10,
				seed: 1,
			}),
		).toEqual([])
	})
})

test('figures fit their schema, and shares lie in 0..1, whatever the record', () => {
	fc.assert(
		fc.property(occurrences, (list) => {
			const at = (milliseconds: number) => instantOf(Date.UTC(2026, 0, 1) + milliseconds)
			const incidents = list.map(({ from, to, surfaces, endKnown }, index) => ({
				id: `i${index}`,
				from: at(from),
				...(endKnown && { to: at(to) }),
				surfaces: surfaces.map((surface) => ['web', 'api', 'phone'][surface] ?? 'web'),
			}))
			const record = scopedRecord(
				toldExport({ incidents, providers: { acme: ['web', 'api', 'phone'] }, timelines: false }),
				{},
			)
			const { figures } = relapse.answer({ ...record, drawsAtMost: 20 }, {})
			expect(Schema.parse(figures)).toEqual(figures)
			const { between, allClear } = figures
			for (const value of [
				between.share.share,
				between.chance.expected,
				between.chance.low,
				between.chance.high,
				...allClear.held.map(({ share }) => share),
			]) {
				expect(value === null || (value >= 0 && value <= 1)).toBe(true)
			}
			const followed =
				between.share.of + Object.values(between.excluded).reduce((sum, count) => sum + count, 0)
			expect(followed).toBe(list.length)
		}),
		{ numRuns: 40 },
	)
})

test('the archive: the three fixes of 2 and 3 March 2026 that did not hold', () => {
	const scope = { provider: 'claude', from: '2026-03-02T00:00:00Z', to: '2026-03-04T00:00:00Z' }
	const { within, between } = relapse.answer(
		scopedRecord(Export.parse(archive), scope),
		scope,
	).figures
	expect(within.list.map(({ incident, heldSeconds }) => [incident, heldSeconds])).toEqual([
		['claude/kyj825w6vxr8', 5586],
		['claude/vqnfq1179169', 649],
		['claude/0j8dkb38jymf', 358],
	])
	expect(between.list.find(({ incident }) => incident === 'claude/0j8dkb38jymf')).toMatchObject({
		next: 'claude/vqnfq1179169',
		afterSeconds: 24,
	})
})
