import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { sharedFate } from '#core/questions/shared-fate/count.ts'
import { SharedFateFigures } from '#core/questions/shared-fate/figures.ts'
import { hoursTogether } from '#core/questions/shared-fate/hours.ts'
import { type Series, shiftedWithinBlocks } from '#core/questions/shared-fate/shifts.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { length, merged, type Span } from '#core/questions/toolkit/span.ts'
import { seeded, share } from '#core/statistics/statistics.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'
import { monday as started, troubled, weeklyRates } from '../../support/simulated.ts'

function answer(told: Told | Export, scope: Scope = {}) {
	const record = 'schemaVersion' in told ? told : toldExport(told)
	const analysis = analyse(sharedFate, scopedRecord(record, scope), scope)
	return { analysis, figures: SharedFateFigures.parse(analysis.figures) }
}

const hour = 3_600_000
const week = 168 * hour
const monday = Date.parse('2026-01-05T00:00:00Z')
const providers = { acme: ['web', 'api'], bolt: ['web'], cask: ['web'] }
const census = (from: string, to: string) =>
	Object.keys(providers).map((provider) => ({ provider, from, to }))
const named = (provider: string, ...rows: [string, string, string][]): IncidentRow[] =>
	rows.map(([id, from, to]) => ({ id, provider, surfaces: ['web'], from, to }))

/**
 * January 2026, 744 hours: acme is in trouble for 10 h, bolt for 6 h, both for 2 h, cask for 1 h
 * within those two.
 */
const worked: Told = {
	providers,
	coverage: census('2026-01-01', '2026-02-01'),
	incidents: [
		...named(
			'acme',
			['a1', '2026-01-06T00:00', '2026-01-06T06:00'],
			['a2', '2026-01-20T00:00', '2026-01-20T04:00'],
		),
		...named('bolt', ['b1', '2026-01-06T04:00', '2026-01-06T10:00']),
		...named('cask', ['c1', '2026-01-06T05:00', '2026-01-06T06:00']),
		{
			id: 'a3',
			provider: 'acme',
			surfaces: ['api'],
			from: '2026-01-28T00:00',
			to: '2026-01-28T01:00',
		},
	],
}

describe('a worked example', () => {
	const { figures } = answer(worked)

	test('both down at once, in seconds and days', () => {
		expect(figures.pairs.find(({ a, b }) => a === 'acme' && b === 'bolt')).toMatchObject({
			commonSeconds: 744 * 3600,
			aSeconds: 11 * 3600,
			bSeconds: 6 * 3600,
			bothSeconds: 2 * 3600,
			outageDays: { a: 3, b: 1, both: 1, of: 31 },
			weeks: 3,
			bothShare: null,
			why: '3 whole weeks in common are too few to move one against the other',
		})
	})

	test('what was up instead, from the beginning to the end of an incident', () => {
		const a1 = figures.incidents.find(({ incident }) => incident === 'acme/a1')
		expect(a1?.kinds).toEqual([{ kind: 'chat', up: [], troubled: ['bolt', 'cask'], unknown: [] }])
		expect(figures.incidents.find(({ incident }) => incident === 'acme/a2')?.kinds).toEqual([
			{ kind: 'chat', up: ['bolt', 'cask'], troubled: [], unknown: [] },
		])
		expect(
			figures.instead.find(({ provider, other }) => provider === 'acme' && other === 'bolt'),
		).toMatchObject({
			up: { part: 1, of: 2, share: 0.5 },
			unknown: 0,
			notUp: ['acme/a1'],
		})
		// Nobody else has an api.
		expect(figures.incidents.find(({ incident }) => incident === 'acme/a3')?.kinds).toEqual([
			{ kind: 'api', up: [], troubled: [], unknown: [] },
		])
	})

	test('a second and a third door, beside independence', () => {
		const doors = (...wanted: string[]) =>
			figures.fallbacks.find((one) => one.doors.join() === wanted.join())
		expect(doors('acme/web', 'bolt/web')).toMatchObject({
			commonSeconds: 744 * 3600,
			alone: [1 - 10 / 744, 1 - 6 / 744],
			together: 1 - 2 / 744,
			allDownSeconds: 7200,
		})
		expect(doors('acme/web', 'bolt/web', 'cask/web')).toMatchObject({
			together: 1 - 1 / 744,
			allDownSeconds: 3600,
		})
		expect(figures.fallbacks).toHaveLength(4)
	})

	test('one provider is answered with the others beside it', () => {
		const { figures: ofBolt } = answer(worked, { provider: 'bolt' })
		expect(ofBolt.pairs.map(({ a, b }) => [a, b])).toEqual([
			['acme', 'bolt'],
			['bolt', 'cask'],
		])
		expect(ofBolt.incidents.map(({ incident }) => incident)).toEqual(['bolt/b1'])
		expect(ofBolt.fallbacks.every((one) => one.doors.includes('bolt/web'))).toBe(true)
		expect(ofBolt.fallbacks).toHaveLength(3)
	})
})

test('only the time for which both records are complete and known counts', () => {
	const { figures } = answer({
		...worked,
		coverage: [
			{ provider: 'acme', from: '2026-01-01', to: '2026-01-20' },
			{ provider: 'bolt', from: '2026-01-04', to: '2026-02-01' },
		],
		gaps: [{ provider: 'bolt', from: '2026-01-06T05:00', to: '2026-01-06T07:00' }],
	})
	expect(figures.pairs).toMatchObject([
		{ commonSeconds: (16 * 24 - 2) * 3600, aSeconds: 5 * 3600, bothSeconds: 3600 },
	])
	// Bolt could not be looked at while a1 went on.
	expect(figures.incidents.find(({ incident }) => incident === 'acme/a1')?.kinds[0]).toMatchObject({
		unknown: ['bolt'],
	})
})

test('an open incident and one of unknown length are asked nothing; maintenance shuts no door', () => {
	const { analysis, figures } = answer({
		providers,
		coverage: census('2026-01-01', '2026-02-01'),
		incidents: [
			{ id: 'open', provider: 'acme', surfaces: ['web'], from: '2026-01-31T12:00' },
			{ id: 'placeless', provider: 'acme', surfaces: [], from: '2026-01-10', to: '2026-01-11' },
			...named('bolt', ['b1', '2026-01-06T04:00', '2026-01-06T10:00']),
			{
				id: 'm',
				provider: 'bolt',
				surfaces: ['web'],
				kind: 'maintenance',
				from: '2026-01-10',
				to: '2026-01-11',
			},
		],
	})
	expect(analysis.exclusions).toEqual({
		'from what was up instead: its length is not known': 1,
		'from what was up instead: names no surface': 1,
	})
	const both = figures.fallbacks.find((one) => one.doors.join() === 'acme/web,bolt/web')
	// The open one counts up to the last look, and what names no surface shuts every door of its
	// provider.
	expect(both).toMatchObject({ alone: [1 - 36 / 744, 1 - 6 / 744], allDownSeconds: 0 })
})

test('doors whose incidents have no known length, and kinds that nothing stands in for, are left out with the reason', () => {
	const { figures } = answer({
		...worked,
		incidents: [
			...(worked.incidents ?? []),
			...['x', 'y'].map(
				(id): IncidentRow => ({
					id,
					provider: 'bolt',
					surfaces: ['web'],
					from: '2026-01-15',
					status: 'unknown',
				}),
			),
		],
	})
	expect(figures.doorsLeftOut).toEqual([
		{ door: 'bolt/web', kind: 'chat', why: '2 of 3 incidents have no known length' },
	])
	expect(figures.instead.some(({ other }) => other === 'bolt')).toBe(false)
	expect(figures.pairs.find(({ a, b }) => a === 'acme' && b === 'bolt')?.why).toBe(
		'bolt: 2 of 3 incidents have no known length',
	)
})

test('the same model through another vendor is a door where that vendor is covered', () => {
	const record = toldExport(worked)
	const doors = [
		{ name: 'Bolt Cloud', provider: 'bolt', surface: 'web' },
		{ name: 'Elsewhere' },
		{ name: 'Cask Cloud', provider: 'cask', surface: 'models' },
	]
	const changed: Export = {
		...record,
		providers: record.providers.map((provider) =>
			provider.id === 'acme' ? { ...provider, otherDoors: doors } : provider,
		),
	}
	expect(answer(changed).figures.otherDoors).toEqual([
		{ provider: 'acme', name: 'Bolt Cloud', door: 'bolt/web', covered: true },
		{
			provider: 'acme',
			name: 'Elsewhere',
			door: null,
			covered: false,
			why: 'no provider of this record',
		},
		{
			provider: 'acme',
			name: 'Cask Cloud',
			door: 'cask/models',
			covered: false,
			why: 'no complete record of it',
		},
	])
})

describe('moved within blocks of eight weeks', () => {
	const spans = (...list: [number, number][]): Span[] =>
		list.map(([from, to]) => ({ from: monday + from * hour, to: monday + to * hour }))
	const whole = [{ from: monday, to: monday + 32 * week }]

	test('trouble at the same hour every week overlaps as much under every move: no sign of a shared fate', () => {
		const weekly = merged(
			Array.from({ length: 32 }, (_, index) => ({
				from: monday + index * week + 9 * hour,
				to: monday + index * week + 10 * hour,
			})),
		)
		const found = shiftedWithinBlocks(
			{ known: whole, trouble: weekly },
			{ known: whole, trouble: weekly },
			whole,
			100,
		)
		expect(found).toMatchObject({ weeks: 32, p: 1 })
		for (const share of [
			found.bothShare,
			found.chance.expected,
			found.chance.low,
			found.chance.high,
		])
			expect(share).toBeCloseTo(1 / 168, 12)
	})

	test('trouble in the same hours of some weeks, and of no others, stands out', () => {
		const trouble = spans(
			[10, 12],
			[9 * 168 + 40, 9 * 168 + 42],
			[17 * 168 + 80, 17 * 168 + 82],
			[25 * 168 + 5, 25 * 168 + 7],
		)
		const found = shiftedWithinBlocks(
			{ known: whole, trouble },
			{ known: whole, trouble },
			whole,
			1000,
		)
		expect(found.bothShare).toBeCloseTo(8 / (32 * 168), 12)
		// Each of four blocks brings its two hours together in one of eight moves.
		expect(found.chance.expected).toBeCloseTo(1 / (32 * 168), 4)
		expect(found.p).toBeLessThan(0.01)
	})

	test('windows are cut to whole weeks from Monday, and a block goes around in itself', () => {
		const odd = [{ from: monday - 3 * 24 * hour, to: monday + 32 * week + 5 * hour }]
		const a = { known: odd, trouble: spans([1, 2]) }
		const [near, far] = [spans([7 * 168 + 1, 7 * 168 + 2]), spans([8 * 168 + 1, 8 * 168 + 2])]
		const inBlock = shiftedWithinBlocks(a, { known: odd, trouble: near }, odd, 2000)
		expect(inBlock).toMatchObject({ weeks: 32, bothShare: 0, p: 1 })
		expect(inBlock.chance.expected).toBeGreaterThan(0)
		expect(shiftedWithinBlocks(a, { known: odd, trouble: far }, odd, 200).chance.expected).toBe(0)
	})

	test('what is not known of both is in no share', () => {
		const half = [{ from: monday, to: monday + 16 * week }]
		const trouble = spans([10, 12])
		expect(
			shiftedWithinBlocks({ known: whole, trouble }, { known: half, trouble }, whole, 20).bothShare,
		).toBeCloseTo(2 / (16 * 168), 12)
	})

	test('fewer than 21 weeks give none', () => {
		const short = [{ from: monday, to: monday + 20 * week }]
		expect(
			shiftedWithinBlocks({ known: short, trouble: [] }, { known: short, trouble: [] }, short, 20),
		).toMatchObject({
			p: null,
			bothShare: null,
			why: '20 whole weeks in common are too few to move one against the other',
		})
	})

	const called = (make: (random: () => number) => [Series, Series], runs: number, seed: number) => {
		const random = seeded(seed)
		const window = [{ from: started, to: started + 40 * week }]
		return (
			Array.from({ length: runs }, () => shiftedWithinBlocks(...make(random), window, 199)).filter(
				({ p }) => (p ?? 1) <= 0.05,
			).length / runs
		)
	}

	test.each([
		['steady', (random: () => number) => troubled(40, weeklyRates.steady(), random)],
		['growing tenfold', (random: () => number) => troubled(40, weeklyRates.growing(40), random)],
		[
			'persistent',
			(random: () => number) => troubled(40, weeklyRates.persistent(40, random), random),
		],
	] as const)(
		'two independent services that are %s are called linked about as often as p says',
		(_, one) => {
			expect(called((random) => [one(random), one(random)], 80, 61)).toBeLessThanOrEqual(0.12)
		},
	)

	test('two that share a cause now and then are called linked', () => {
		const share = called(
			(random) => {
				const [a, b, cause] = [
					troubled(40, weeklyRates.steady(), random),
					troubled(40, weeklyRates.steady(), random),
					troubled(40, () => 0.7, random),
				]
				const withCause = ({ known, trouble }: Series) => ({
					known,
					trouble: merged([...trouble, ...cause.trouble]),
				})
				return [withCause(a), withCause(b)]
			},
			30,
			62,
		)
		expect(share).toBeGreaterThan(0.8)
	})

	test('overlap never exceeds either series', () => {
		const random = fc.array(
			fc.tuple(fc.integer({ min: 0, max: 32 * 168 - 1 }), fc.integer({ min: 1, max: 100 })),
			{ maxLength: 20 },
		)
		fc.assert(
			fc.property(random, random, (first, second) => {
				const series = (list: [number, number][]) => ({
					known: whole,
					trouble: merged(
						list.map(([from, hours]) => ({
							from: monday + from * hour,
							to: Math.min(monday + 32 * week, monday + (from + hours) * hour),
						})),
					),
				})
				const [a, b] = [series(first), series(second)]
				const found = shiftedWithinBlocks(a, b, whole, 50)
				const least = Math.min(length(a.trouble), length(b.trouble)) / (32 * week)
				for (const share of [found.bothShare, found.chance.low, found.chance.high])
					expect(share ?? 0).toBeLessThanOrEqual(least + 1e-9)
			}),
			{ numRuns: 60 },
		)
	})
})

describe('by the hour', () => {
	const whole = [{ from: monday, to: monday + 24 * week }]
	const at = (...list: [number, number][]): Span[] =>
		list.map(([from, to]) => ({ from: monday + from * hour, to: monday + to * hour }))

	test('by hand: an hour with any trouble in it counts as an hour of trouble', () => {
		// The first in hours 10, 11 and 12, the second in 12 and 20.
		const found = hoursTogether(
			{ known: whole, trouble: at([10.5, 12.25]) },
			{ known: whole, trouble: at([12.9, 13], [20, 20.5]) },
			whole,
			50,
		)
		expect(found).toMatchObject({
			of: 24 * 168,
			a: 3,
			b: 2,
			both: 1,
			bGivenA: { part: 1, of: 3 },
			aGivenB: { part: 1, of: 2 },
		})
		expect(found.bByChance).toBeCloseTo((found.expected ?? 0) / 3, 12)
	})

	test('an hour that is not known from beginning to end is none', () => {
		const known = at([0, 10.5], [12, 24 * 168])
		expect(
			hoursTogether(
				{ known, trouble: at([10, 10.5]) },
				{ known: whole, trouble: at([10, 11]) },
				whole,
				10,
			),
		).toMatchObject({
			of: 24 * 168 - 2,
			a: 0,
			b: 0,
			both: 0,
		})
	})

	test('intervals hold the share, and are wider where trouble comes in one week', () => {
		const weeks = Array.from({ length: 24 }, (_, index) => index)
		const spread = merged(weeks.flatMap((index) => at([index * 168, index * 168 + 4])))
		const other = merged(
			weeks
				.filter((index) => index % 2 === 0)
				.flatMap((index) => at([index * 168, index * 168 + 4])),
		)
		const { bGivenA } = hoursTogether(
			{ known: whole, trouble: spread },
			{ known: whole, trouble: other },
			whole,
			400,
		)
		expect(bGivenA.share).toBe(0.5)
		const wilson = share(48, 96)
		expect(bGivenA.low).toBeLessThan(wilson.low ?? 0)
		expect(bGivenA.high).toBeGreaterThan(wilson.high ?? 1)
	})
})

test('pairs are asked all at once, whatever the scope', () => {
	const many = { acme: ['web'], bolt: ['web'], cask: ['web'], dent: ['web'] }
	const incidents = Object.keys(many).flatMap((provider, which) =>
		Array.from({ length: 30 }, (_, index): IncidentRow => {
			const from = Date.UTC(
				2025,
				0,
				6 + index * 7,
				which < 2 ? 10 + (index % 5) : which + (index % 9),
				0,
			)
			const text = (moment: number) => new Date(moment).toISOString().slice(0, 16)
			return {
				id: `${provider}${index}`,
				provider,
				surfaces: ['web'],
				from: text(from),
				to: text(from + 2 * hour),
			}
		}),
	)
	const told: Told = {
		providers: many,
		coverage: Object.keys(many).map((provider) => ({
			provider,
			from: '2025-01-06',
			to: '2025-08-04',
		})),
		incidents,
		timelines: false,
		asOf: '2025-08-04',
	}
	const { figures } = answer(told)
	expect(figures.compared).toBe(6)
	const linked = figures.pairs.find(({ a, b }) => a === 'acme' && b === 'bolt')
	expect(linked?.p).toBeLessThan(0.01)
	for (const { p, adjusted } of figures.pairs) expect(adjusted ?? 0).toBeGreaterThanOrEqual(p ?? 1)
	expect(
		answer(told, { provider: 'acme' }).figures.pairs.find(({ b }) => b === 'bolt')?.adjusted,
	).toBe(linked?.adjusted)
})

test('outage days on the displays of two providers are set against each other', () => {
	const on = (provider: string, ...dates: readonly string[]) =>
		dates.map((date) => ({
			provider,
			service: 'Web',
			source: 's',
			readAt: '2026-02-01T00:00:00Z',
			date: `2026-01-${date}`,
			partialMinutes: 0,
			majorMinutes: 5,
		}))
	const told = {
		providers: { acme: ['web'], bolt: ['web'] },
		coverage: ['acme', 'bolt'].map((provider) => ({
			provider,
			from: '2026-01-01',
			to: '2026-02-01',
		})),
		publishedDays: [...on('acme', '01', '05', '10'), ...on('bolt', '01', '03', '10')],
	}
	const { figures } = answer(told)
	expect(figures.displayed).toMatchObject([
		{ a: 'acme/Web', b: 'bolt/Web', outageDays: { a: 3, b: 3, both: 2, of: 10 } },
	])
	expect(figures.displayed[0]?.outageDays.expected).toBeCloseTo(0.9, 12)
	expect(answer(told, { provider: 'bolt' }).figures.displayed).toHaveLength(1)
})

test('whatever the record holds: a second door never harms, and nothing is NaN', () => {
	const moment = fc
		.integer({ min: 0, max: 31 * 24 })
		.map((at) => new Date(Date.UTC(2026, 0, 1) + at * hour).toISOString().slice(0, 16))
	const rows = fc
		.array(
			fc.record({
				provider: fc.constantFrom('acme', 'bolt', 'cask'),
				from: moment,
				to: fc.option(moment, { nil: undefined }),
			}),
			{ maxLength: 15 },
		)
		.map((list) =>
			list.map(
				({ to, ...rest }, index): IncidentRow => ({
					id: `i${index}`,
					surfaces: ['web'],
					...rest,
					...(to !== undefined && to >= rest.from && { to }),
				}),
			),
		)
	fc.assert(
		fc.property(rows, (incidents) => {
			const record = toldExport({
				providers,
				coverage: census('2026-01-01', '2026-02-01'),
				incidents,
			})
			const { figures } = answer(record)
			for (const { alone, together, ifIndependent } of figures.fallbacks) {
				for (const share of [...alone, together, ifIndependent])
					expect(share).toBeGreaterThanOrEqual(0)
				expect(together).toBeLessThanOrEqual(1)
				expect(together + 1e-4).toBeGreaterThanOrEqual(Math.max(...alone))
			}
			for (const { bothSeconds, aSeconds, bSeconds } of figures.pairs)
				expect(bothSeconds).toBeLessThanOrEqual(Math.min(aSeconds, bSeconds))
			expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
			expect(answer({ ...record, incidents: record.incidents.toReversed() }).figures.pairs).toEqual(
				figures.pairs,
			)
		}),
		{ numRuns: 60 },
	)
})
