import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { availability } from '#core/questions/availability/count.ts'
import { AvailabilityFigures } from '#core/questions/availability/figures.ts'
import { displayedShare } from '#core/questions/availability/published.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

const day = 86_400

function figuresOf(told: Told | Export, scope: Scope = {}): AvailabilityFigures {
	const record = 'schemaVersion' in told ? told : toldExport(told)
	const analysis = analyse(availability, scopedRecord(record, scope), scope)
	return AvailabilityFigures.parse(analysis.figures)
}

function only(told: Told | Export, scope: Scope = {}): AvailabilityFigures['providers'][number] {
	const [provider] = figuresOf(told, scope).providers
	if (!provider) throw new Error('no provider')
	return provider
}

function wayIn(
	one: { readonly ways: AvailabilityFigures['providers'][number]['any']['ways'] },
	name: string,
) {
	const way = one.ways.find(({ way: own }) => own === name)
	if (!way) throw new Error(`no way ${name}`)
	return way
}

const surfaceOf = (provider: AvailabilityFigures['providers'][number], id: string) => {
	const found = provider.surfaces.find(({ surface }) => surface === id)
	if (!found) throw new Error(`no surface ${id}`)
	return found
}

/**
 * Ten days. web: 2 h partial, 1 h degraded, 1 h major; api: 3 h partial, of which one overlaps
 * web's major outage.
 */
const worked: Told = {
	coverage: [{ from: '2026-01-01', to: '2026-01-11' }],
	incidents: [
		{ id: 'a', surfaces: ['web'], from: '2026-01-02T10:00', to: '2026-01-02T14:00' },
		{ id: 'b', surfaces: ['api'], from: '2026-01-02T13:00', to: '2026-01-02T16:00' },
	],
	states: [
		{
			surface: 'web',
			state: 'partial_outage',
			from: '2026-01-02T10:00',
			to: '2026-01-02T12:00',
			incident: 'a',
		},
		{
			surface: 'web',
			state: 'degraded_performance',
			from: '2026-01-02T12:00',
			to: '2026-01-02T13:00',
			incident: 'a',
		},
		{
			surface: 'web',
			state: 'major_outage',
			from: '2026-01-02T13:00',
			to: '2026-01-02T14:00',
			incident: 'a',
		},
		{ surface: 'web', state: 'operational', from: '2026-01-02T14:00' },
		{
			surface: 'api',
			state: 'partial_outage',
			from: '2026-01-02T13:00',
			to: '2026-01-02T16:00',
			incident: 'b',
		},
		{ surface: 'api', state: 'operational', from: '2026-01-02T16:00' },
	],
}

describe('a worked example', () => {
	const provider = only(worked)
	/** Not rounded: equal to the last digits that doubles keep. */
	const down = (hours: number) => expect.closeTo(1 - hours / 240, 12)

	test('each surface, by weight', () => {
		const web = surfaceOf(provider, 'web')
		expect(web.basis).toBe('states')
		expect(wayIn(web, 'major only').share).toEqual(down(1))
		expect(wayIn(web, 'partial at 30 %').share).toEqual(down(1.6))
		expect(wayIn(web, 'partial in full').share).toEqual(down(3))
		expect(wayIn(web, 'every minute not green').share).toEqual(down(4))
		expect(wayIn(web, 'incident open').share).toEqual(down(4))
		expect(wayIn(surfaceOf(provider, 'api'), 'partial at 30 %').share).toEqual(down(0.9))
	})

	test('any surface: the worst at each moment, so that overlaps never count twice', () => {
		// 10–12 partial, 12–13 degraded, 13–14 major (web) over partial (api), 14–16 partial.
		expect(provider.any.seconds).toMatchObject({
			partial: 4 * 3600,
			degraded: 3600,
			major: 3600,
			incidentOpen: 6 * 3600,
		})
		expect(wayIn(provider.any, 'partial at 30 %').share).toEqual(down(1 + 0.3 * 4))
		expect(wayIn(provider.any, 'incident open').share).toEqual(down(6))
	})

	test('the worst surface depends on the way', () => {
		expect(provider.worst.find(({ way }) => way === 'major only')).toMatchObject({
			surface: 'web',
			atMost: down(1),
		})
		expect(provider.worst.find(({ way }) => way === 'partial in full')).toMatchObject({
			surface: 'web',
			atMost: down(3),
		})
	})

	test('weights of the reader’s own', () => {
		const custom = only(worked, { weights: { partial: 0.5, degraded: 0.1 } })
		expect(wayIn(surfaceOf(custom, 'web'), 'custom').share).toEqual(down(1 + 1 + 0.1))
	})

	test('working hours of a zone', () => {
		// 2 January 2026 is a Friday; in Berlin the trouble of web is 11:00–15:00, so all of it. Six
		// weekdays of 8 hours lie in the window (1, 2, 5–9 January are seven).
		const { workingHours } = surfaceOf(only(worked, { zone: 'Europe/Berlin' }), 'web')
		expect(workingHours.seconds).toMatchObject({ partial: 7200, degraded: 3600, major: 3600 })
		expect(wayIn(workingHours, 'major only').knownSeconds).toBe(7 * 8 * 3600)
		// In Los Angeles it is 02:00–06:00.
		const night = surfaceOf(only(worked, { zone: 'America/Los_Angeles' }), 'web').workingHours
		expect(wayIn(night, 'every minute not green').share).toBe(1)
	})

	test('days and months in the zone', () => {
		const berlin = only(worked, { provider: 'acme', zone: 'Asia/Tokyo' })
		// In Tokyo 15:00 UTC is midnight: an hour of api's trouble is on the next day. The first day
		// has 15 hours, the last nine.
		expect(
			berlin.days?.map(({ day: name, seconds, incidents }) => [
				name,
				seconds.partial / 3600,
				seconds.major / 3600,
				incidents,
			]),
		).toEqual([
			['2026-01-01', 0, 0, []],
			['2026-01-02', 3, 1, ['acme/a', 'acme/b']],
			['2026-01-03', 1, 0, ['acme/b']],
			['2026-01-11', 0, 0, []],
		])
		expect(
			berlin.any.months?.map(({ month, lengthSeconds }) => [month, lengthSeconds / day]),
		).toEqual([['2026-01', 31]])
	})
})

describe('what is not known', () => {
	const window = [{ from: '2026-01-01', to: '2026-01-11' }]
	const calm: IncidentRow = {
		id: 'calm',
		surfaces: ['api'],
		from: '2026-01-09T00:00',
		to: '2026-01-09T01:00',
	}

	test('an incident without a state gives bounds, and no share by states', () => {
		const web = surfaceOf(
			only({
				coverage: window,
				incidents: [{ id: 'a', from: '2026-01-02T00:00', to: '2026-01-03T00:00' }, calm],
			}),
			'web',
		)
		expect(web.basis).toBe('incidents')
		expect(wayIn(web, 'partial at 30 %')).toMatchObject({
			share: null,
			atLeast: 0.9,
			atMost: 1,
			downAtLeastSeconds: 0,
			downAtMostSeconds: day,
		})
		expect(wayIn(web, 'incident open')).toMatchObject({ share: 0.9, atLeast: 0.9, atMost: 0.9 })
	})

	test('an incident that names no surface lies between the bounds of each, and within any', () => {
		const provider = only({
			coverage: window,
			incidents: [
				{ id: 'a', surfaces: [], from: '2026-01-02', to: '2026-01-03' },
				calm,
				{ ...calm, id: 'w', surfaces: ['web'] },
			],
		})
		expect(wayIn(surfaceOf(provider, 'web'), 'incident open')).toMatchObject({
			share: null,
			atMost: expect.closeTo(1 - 1 / 240, 12),
			atLeast: expect.closeTo(1 - 25 / 240, 12),
		})
		expect(wayIn(provider.any, 'incident open').share).toBeCloseTo(1 - 25 / 240, 12)
		expect(provider.unplaced).toBe(1)
	})

	test('the only surface that there is has what names none', () => {
		const provider = only({
			providers: { acme: ['api'] },
			coverage: window,
			incidents: [{ id: 'a', surfaces: [], from: '2026-01-02', to: '2026-01-03' }],
		})
		expect(wayIn(surfaceOf(provider, 'api'), 'incident open').share).toBe(0.9)
	})

	test('an incident that ended nobody knows when is set aside and counted, and what it may change is shown', () => {
		// The three of web with a length lasted 1, 2 and 6 hours: half of the provider's four, calm
		// among them, lasted an hour and a half.
		const lasting = (id: string, at: string, hours: number): IncidentRow => ({
			id,
			from: `${at}T00:00`,
			to: `${at}T0${hours}:00`,
		})
		const measured = [
			lasting('b', '2026-01-04', 1),
			lasting('c', '2026-01-05', 2),
			lasting('d', '2026-01-06', 6),
			calm,
		]
		const record = {
			coverage: window,
			incidents: [...measured, { id: 'a', from: '2026-01-02', status: 'unknown' as const }],
		}
		const web = surfaceOf(only(record), 'web')
		const bounds = (hours: number) => ({
			atLeast: expect.closeTo(1 - hours / 240, 12),
			atMost: expect.closeTo(1 - hours / 240, 12),
		})
		expect(web).toMatchObject({
			unmeasured: 1,
			unknownLengths: { count: 1, incidents: ['acme/a'] },
		})
		expect(wayIn(web, 'incident open')).toMatchObject({ share: null, ...bounds(9) })
		const open = (web.unknownLengths?.if ?? []).map(({ each, ways }) => [
			each,
			ways.find(({ way }) => way === 'incident open'),
		])
		expect(open).toEqual([
			['zero', { way: 'incident open', ...bounds(9) }],
			['median of its kind', { way: 'incident open', ...bounds(9 + 1.5) }],
			// Until web is named again, two days later.
			['until the record speaks again', { way: 'incident open', ...bounds(9 + 48) }],
		])
		expect(analyse(availability, scopedRecord(toldExport(record), {}), {}).exclusions).toEqual({
			'no length is known: set aside from both bounds; what it may change is shown': 1,
		})
	})

	test('one that was filed only when it was over may have begun as early as the last time that its surface was named', () => {
		const record = {
			coverage: window,
			incidents: [
				{ id: 'a', from: '2026-01-06', to: '2026-01-06' },
				{ id: 'b', from: '2026-01-03T00:00', to: '2026-01-03T01:00' },
				calm,
			],
		}
		const web = surfaceOf(only(record), 'web')
		const last = web.unknownLengths?.if.at(-1)
		// From the beginning of b on all three days count, b's own hour once.
		expect(last?.ways.find(({ way }) => way === 'incident open')?.atMost).toBeCloseTo(
			1 - 3 / 10,
			12,
		)
	})

	test('the part of it that is known counts as down in the lower bound alone', () => {
		const stages = [
			['investigating', '2026-01-02T00:00'],
			['identified', '2026-01-02T12:00'],
		] as const
		const record = {
			coverage: window,
			incidents: [{ id: 'a', from: '2026-01-02', status: 'unknown' as const, stages }, calm],
		}
		const web = surfaceOf(only(record), 'web')
		expect(web.seconds).toMatchObject({ incidentOpen: 0, incidentOpenUnmeasured: 12 * 3600 })
		expect(wayIn(web, 'incident open')).toMatchObject({
			atLeast: expect.closeTo(1 - 12 / 240, 12),
			atMost: 1,
		})
	})

	test('each month has bounds of its own, and says how many are set aside in it', () => {
		const told: Told = {
			coverage: [{ from: '2026-01-01', to: '2026-03-01' }],
			incidents: [
				{ id: 'a', from: '2026-01-02', status: 'unknown' },
				{ id: 'b', from: '2026-02-02', to: '2026-02-03' },
			],
			asOf: '2026-03-01',
		}
		const months = surfaceOf(only(told, { provider: 'acme' }), 'web').months ?? []
		const open = months.map(({ month, unmeasured, ways }) => [
			month,
			unmeasured,
			ways?.find(({ way }) => way === 'incident open'),
		])
		expect(open).toEqual([
			['2026-01', 1, { way: 'incident open', atLeast: 1, atMost: 1 }],
			[
				'2026-02',
				0,
				{
					way: 'incident open',
					atLeast: expect.closeTo(27 / 28, 12),
					atMost: expect.closeTo(27 / 28, 12),
				},
			],
		])
	})

	test('days by level: the one bad day among ten', () => {
		const provider = only(
			{
				coverage: window,
				incidents: [{ id: 'a', from: '2026-01-02T00:00', to: '2026-01-02T01:12' }, calm],
			},
			{ provider: 'acme' },
		)
		const levels = surfaceOf(provider, 'web').dayLevels?.find(({ way }) => way === 'incident open')
		// 72 of 1440 minutes: 95 % and no more.
		expect(levels).toEqual({
			way: 'incident open',
			days: 10,
			levels: [1, 0.9999, 0.999, 0.99, 0.95, 0.9].map((level) => ({
				level,
				daysAtMost: level > 0.95 ? 9 : 10,
				daysAtLeast: level > 0.95 ? 9 : 10,
			})),
		})
	})

	test('an open incident counts up to the last look', () => {
		const web = surfaceOf(
			only({
				coverage: [{ from: '2026-01-01', to: '2026-01-11' }],
				incidents: [{ id: 'a', from: '2026-01-10' }, calm],
				asOf: '2026-01-11',
			}),
			'web',
		)
		expect(wayIn(web, 'incident open').share).toBe(0.9)
	})

	test('a day without a time is a day that is not known, on neither side', () => {
		const web = surfaceOf(
			only({
				coverage: window,
				incidents: [{ id: 'a', from: '2026-01-02', to: '2026-01-02', precision: 'day' }, calm],
			}),
			'web',
		)
		expect(web.seconds.unknown).toBe(day)
		expect(wayIn(web, 'incident open')).toMatchObject({ share: 1, knownSeconds: 9 * day })
	})

	test('gaps are on neither side', () => {
		const provider = only({
			...worked,
			gaps: [{ from: '2026-01-02T10:00', to: '2026-01-02T11:00' }],
		})
		expect(provider.gapSeconds).toBe(3600)
		expect(wayIn(surfaceOf(provider, 'web'), 'partial in full')).toMatchObject({
			knownSeconds: 239 * 3600,
			downAtMostSeconds: 2 * 3600,
		})
	})

	test('what the page says in an unknown word is unknown; where a history only stops telling, the incidents decide', () => {
		const state = { surface: 'web', from: '2026-01-05', to: '2026-01-06' } as const
		expect(
			surfaceOf(
				only({ coverage: window, states: [{ ...state, state: 'unknown', basis: 'seen' }] }),
				'web',
			).seconds.unknown,
		).toBe(day)
		expect(
			surfaceOf(
				only({ coverage: window, states: [{ ...state, state: 'unknown', basis: 'declared' }] }),
				'web',
			).seconds,
		).toMatchObject({
			unknown: 0,
			clear: 10 * day,
		})
	})

	test('a state declared before an incident does not speak for it in a history, and does on a page that we follow', () => {
		const incidents: IncidentRow[] = [{ id: 'a', from: '2026-01-05', to: '2026-01-06' }]
		const green = { surface: 'web', state: 'operational', from: '2026-01-01' } as const
		expect(
			surfaceOf(only({ coverage: window, incidents, states: [green] }), 'web').seconds,
		).toMatchObject({ ungraded: day, operational: 9 * day })
		const seen = surfaceOf(
			only({ coverage: window, incidents, states: [{ ...green, basis: 'seen' }] }),
			'web',
		)
		expect(seen.seconds).toMatchObject({ ungraded: 0, operational: 10 * day, incidentOpen: day })
		expect([
			wayIn(seen, 'every minute not green').share,
			wayIn(seen, 'incident open').share,
		]).toEqual([1, 0.9])
	})

	test('a surface that a history never names is left out, also in a month in which another is', () => {
		const provider = only(
			{ coverage: window, incidents: [calm] },
			{ from: '2026-01-01T00:00:00Z', to: '2026-01-05T00:00:00Z' },
		)
		expect(provider.leftOut).toEqual(['web'])
		expect(provider.surfaces.map(({ surface }) => surface)).toEqual(['api'])
		expect(wayIn(surfaceOf(provider, 'api'), 'incident open').share).toBe(1)
	})

	test('rows that stay open for more than 48 hours can be told apart', () => {
		const incidents: IncidentRow[] = [
			{ id: 'row', from: '2026-01-02', to: '2026-01-07' },
			{ id: 'failure', from: '2026-01-03', to: '2026-01-04' },
		]
		const web = surfaceOf(only({ coverage: window, incidents }), 'web')
		expect([
			wayIn(web, 'incident open').share,
			wayIn(web, 'incident open, up to 48 h').share,
		]).toEqual([0.5, 0.9])
	})
})

describe('a product is at risk only from when it existed', () => {
	const told: Told = {
		coverage: [{ from: '2026-01-01', to: '2026-01-31' }],
		incidents: [
			{ id: 'a', surfaces: ['web'], from: '2026-01-03T00:00', to: '2026-01-03T06:00' },
			{ id: 'b', surfaces: ['api'], from: '2026-01-21T00:00', to: '2026-01-21T06:00' },
			{ id: 'c', surfaces: ['api'], from: '2026-01-29T00:00', to: '2026-01-29T06:00' },
		],
		since: null,
	}

	test('from when the record first names it', () => {
		const api = surfaceOf(only(told), 'api')
		expect(api.from).toBe('2026-01-21T00:00:00Z')
		expect(wayIn(api, 'incident open')).toMatchObject({
			knownSeconds: 10 * day,
			share: expect.closeTo(0.95, 12),
		})
	})

	test('from the day that the provider’s file gives, and never later than it was first named', () => {
		const given = surfaceOf(only({ ...told, since: '2026-01-11' }), 'api')
		expect(given.from).toBe('2026-01-11T00:00:00Z')
		expect(wayIn(given, 'incident open')).toMatchObject({
			knownSeconds: 20 * day,
			share: expect.closeTo(0.975, 12),
		})
		expect(surfaceOf(only({ ...told, since: '2026-01-11' }), 'web').from).toBe(
			'2026-01-03T00:00:00Z',
		)
	})

	test('whatever part of the record is asked for', () => {
		const api = surfaceOf(
			only(told, { from: '2026-01-16T00:00:00Z', to: '2026-01-26T00:00:00Z' }),
			'api',
		)
		expect(wayIn(api, 'incident open').knownSeconds).toBe(5 * day)
	})

	test('where our looks covered its page, from the first look', () => {
		const watched = only({
			...told,
			coverage: [{ from: '2026-01-01', to: '2026-01-31', kind: 'live' }],
		})
		expect(wayIn(surfaceOf(watched, 'api'), 'incident open').knownSeconds).toBe(30 * day)
	})

	test('the service as a whole is as old as its page', () => {
		expect(only(told).any.seconds.clear).toBeCloseTo(30 * day - 18 * 3600, 6)
	})
})

test('maintenance is never an outage: it stands on neither side', () => {
	const provider = only({
		coverage: [{ from: '2026-01-01', to: '2026-01-11' }],
		incidents: [
			{ id: 'm', kind: 'maintenance', from: '2026-01-02', to: '2026-01-04' },
			{ id: 'x', surfaces: ['api'], from: '2026-01-09', to: '2026-01-09T01:00' },
		],
		states: [{ surface: 'web', state: 'under_maintenance', from: '2026-01-02', to: '2026-01-03' }],
	})
	const web = surfaceOf(provider, 'web')
	expect(web.seconds).toMatchObject({ maintenance: day, ungraded: 0, incidentOpen: 0 })
	for (const way of web.ways) expect(way).toMatchObject({ share: 1, knownSeconds: 9 * day })
	expect(provider.any.seconds.maintenance, 'the other surface was up').toBe(0)
})

test('an incident that began before the scope counts in the part of it that lies inside', () => {
	const told: Told = { incidents: [{ id: 'a', from: '2026-01-09T12:00', to: '2026-01-10T12:00' }] }
	const web = surfaceOf(
		only(told, { from: '2026-01-10T00:00:00Z', to: '2026-01-15T00:00:00Z' }),
		'web',
	)
	expect(wayIn(web, 'incident open')).toMatchObject({ share: 0.9, knownSeconds: 5 * day })
})

describe('published figures', () => {
	const source = { title: 'The page', confidence: 'exact' } as const
	const shown = {
		id: 'acme-shown',
		provider: 'acme',
		surface: 'web',
		share: 0.999,
		windowDays: 10,
		readAt: '2026-01-10',
		weights: { partial: 0.3, degraded: 0 },
		sources: [source],
	}

	test('stand beside ours for the same days and weights', () => {
		const [compared] = only({ ...worked, published: [shown] }).published
		expect(compared).toMatchObject({
			from: '2026-01-01T00:00:00Z',
			to: '2026-01-11T00:00:00Z',
			covered: 1,
			ours: { way: 'as the page counts', share: expect.closeTo(1 - 1.6 / 240, 12) },
		})
		expect(compared?.because.join(' ')).toMatch(/owner has entered/)
	})

	test('have nothing beside them where the record or the window is not known', () => {
		const { windowDays: _, ...without } = shown
		const [short, windowless] = only({
			...worked,
			published: [
				{ ...shown, windowDays: 90 },
				{ ...without, id: 'acme-2' },
			],
		}).published
		expect(short).toMatchObject({
			covered: expect.closeTo(1 / 9, 12),
			ours: null,
			because: ['The record is complete for 11.1 % of these days.'],
		})
		expect(windowless).toMatchObject({
			covered: null,
			ours: null,
			because: ['Over which days the page counted is not known.'],
		})
	})

	test('minutes of an uptime display: 1 − (0.3·partial + major) ÷ 1440 a day, never mixed with ours', () => {
		const known = {
			provider: 'acme',
			service: 'Web',
			surface: 'web',
			source: 'import-published-minutes-0',
			readAt: '2026-01-11T00:00:00Z',
		}
		const days = [
			{ ...known, date: '2026-01-02', partialMinutes: 120, majorMinutes: 60 },
			{ ...known, date: '2026-01-04', partialMinutes: 0, majorMinutes: 0 },
		]
		const [displayed] = only({ ...worked, publishedDays: days }).displayed
		// 1 − (36 + 60) / 1440 = 0.9333 on the first day, 1 on the second; ours is the same 96 minutes.
		expect(displayed).toMatchObject({
			service: 'Web',
			days: 2,
			missingDays: 1,
			outageDays: 1,
			partialMinutes: 120,
			majorMinutes: 60,
			share: expect.closeTo(1 - 96 / 2880, 12),
		})
		expect(displayed?.daily).toEqual([
			{ date: '2026-01-02', share: expect.closeTo(1 - 96 / 1440, 12) },
		])
		expect(displayed?.dayLevels.map(({ level, days: kept }) => [level, kept])).toEqual([
			[1, 1],
			[0.9999, 1],
			[0.999, 1],
			[0.99, 1],
			[0.95, 1],
			[0.9, 2],
		])
		expect(displayed?.ours).toMatchObject({
			share: expect.closeTo(1 - 96 / 2880, 12),
			knownSeconds: 2 * day,
		})
		expect(displayedShare([{ partialMinutes: 0, majorMinutes: 1500 }])).toBe(0)
	})

	test('a display that lists days with an outage alone is averaged over all days between them', () => {
		const known = {
			provider: 'acme',
			service: 'Web',
			surface: 'web',
			source: 'import-published-minutes-0',
			readAt: '2026-01-11T00:00:00Z',
			majorMinutes: 0,
		}
		const publishedDays = [
			{ ...known, date: '2026-01-01', partialMinutes: 144 },
			{ ...known, date: '2026-01-10', partialMinutes: 48 },
		]
		const [displayed] = only({ ...worked, publishedDays }).displayed
		// 0.3 · 192 of 14,400 minutes.
		expect(displayed).toMatchObject({
			leavesQuietDaysOut: true,
			days: 10,
			missingDays: 0,
			outageDays: 2,
			share: expect.closeTo(1 - 57.6 / 14_400, 12),
			months: [{ month: '2026-01', days: 10, share: expect.closeTo(1 - 57.6 / 14_400, 12) }],
		})
		expect(displayed?.dayLevels[0]).toEqual({ level: 1, days: 8 })
	})
})

describe('whatever the record holds', () => {
	const moment = fc
		.integer({ min: 0, max: 31 * 24 * 4 })
		.map((quarter) => new Date(Date.UTC(2026, 0, 1) + quarter * 900_000).toISOString().slice(0, 16))
	const surfaces = fc.subarray(['web', 'api'])
	const rows = fc
		.array(
			fc.record({
				surfaces,
				from: moment,
				to: fc.option(moment, { nil: undefined }),
				kind: fc.constantFrom('incident' as const, 'maintenance' as const),
			}),
			{ maxLength: 12 },
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
	const states = fc
		.array(
			fc.record({
				surface: fc.constantFrom('web', 'api'),
				state: fc.constantFrom(
					'operational' as const,
					'partial_outage' as const,
					'major_outage' as const,
					'under_maintenance' as const,
					'unknown' as const,
				),
				from: moment,
				basis: fc.constantFrom('declared' as const, 'seen' as const),
			}),
			{ maxLength: 10 },
		)
		.map((list) => {
			const sorted = [
				...new Map(list.map((row) => [`${row.surface} ${row.from}`, row])).values(),
			].sort((a, b) => (a.from < b.from ? -1 : 1))
			return sorted.map((row, index) => {
				const next = sorted.slice(index + 1).find(({ surface }) => surface === row.surface)
				return { ...row, ...(next && { to: next.from }) }
			})
		})
	const gaps = fc
		.array(fc.tuple(moment, moment), { maxLength: 3 })
		.map((list) => list.filter(([from, to]) => from < to).map(([from, to]) => ({ from, to })))

	test('shares lie in 0..1, downtime within the window, and availability and downtime add up', () => {
		fc.assert(
			fc.property(rows, states, gaps, (incidents, told, holes) => {
				const provider = only({ incidents, states: told, gaps: holes })
				const observed = provider.windowSeconds - provider.gapSeconds
				for (const one of [provider.any, ...provider.surfaces]) {
					const {
						incidentOpen,
						incidentOpenRows,
						incidentOpenUnmeasured,
						unplacedRows,
						...conditions
					} = one.seconds
					const total = Object.values(conditions).reduce((sum, seconds) => sum + seconds, 0)
					expect(total, 'every observed second once').toBeCloseTo(observed, 3)
					expect(incidentOpen + incidentOpenUnmeasured).toBeLessThanOrEqual(observed)
					expect(incidentOpenRows).toBeLessThanOrEqual(incidentOpen)
					expect(unplacedRows).toBeLessThanOrEqual(conditions.unplaced)
					for (const way of [...one.ways, ...one.workingHours.ways]) {
						expect(way.downAtLeastSeconds).toBeLessThanOrEqual(way.knownSeconds)
						if (way.atMost === null) {
							expect(way.knownSeconds).toBe(0)
							continue
						}
						expect(way.atMost).toBeGreaterThanOrEqual(0)
						expect(way.atMost).toBeLessThanOrEqual(1)
						expect(
							Math.abs(way.atMost * way.knownSeconds + way.downAtLeastSeconds - way.knownSeconds),
						).toBeLessThanOrEqual(way.knownSeconds * 1e-9)
						if (way.atLeast !== null) expect(way.atLeast).toBeLessThanOrEqual(way.atMost)
						if (way.share !== null)
							expect([way.atLeast, way.atMost]).toEqual([way.share, way.share])
					}
					const months = one.months ?? []
					if (months.length > 0)
						expect(months.reduce((sum, { seconds }) => sum + seconds.major, 0)).toBeCloseTo(
							one.seconds.major,
							3,
						)
				}
			}),
			{ numRuns: 150 },
		)
	})

	test('one more incident of unknown length never empties a lower bound and never lowers an upper one', () => {
		const unknownLength = fc.record({
			surfaces: fc.subarray(['web', 'api']),
			from: moment,
			isOver: fc.boolean(),
			known: fc.integer({ min: 0, max: 5000 }),
		})
		fc.assert(
			fc.property(
				rows,
				states,
				unknownLength,
				(incidents, told, { surfaces: own, from, isOver, known }) => {
					const later = new Date(Date.parse(`${from}:00Z`) + known * 60_000)
						.toISOString()
						.slice(0, 16)
					const more: IncidentRow = isOver
						? { id: 'more', surfaces: own, from, to: from }
						: {
								id: 'more',
								surfaces: own,
								from,
								status: 'unknown',
								stages: [
									['investigating', from],
									['identified', later],
								],
							}
					for (const since of ['2000-01-01', null]) {
						const before = only({ incidents, states: told, since })
						const after = only({ incidents: [...incidents, more], states: told, since })
						// What names no surface concerns the only one there is; a second one makes it a
						// question of where.
						if (before.surfaces.length === 1 && after.surfaces.length > 1) continue
						for (const one of [before.any, ...before.surfaces]) {
							const then =
								'surface' in one
									? after.surfaces.find(({ surface }) => surface === one.surface)
									: after.any
							for (const [index, way] of one.ways.entries()) {
								const now = then?.ways[index]
								if (way.atLeast !== null) expect(now?.atLeast, way.way).not.toBeNull()
								// More time may be known: it may name the surface before all others do, or follow
								// on a maintenance that says nothing of it. No more is down than that.
								const found = (now?.knownSeconds ?? Number.NaN) - way.knownSeconds
								expect(
									(now?.downAtLeastSeconds ?? Number.NaN) - way.downAtLeastSeconds,
									way.way,
								).toBeLessThanOrEqual(found + 1e-9)
							}
							for (const { ways } of then?.unknownLengths?.if ?? [])
								for (const { atLeast, atMost } of ways)
									if (atLeast !== null) expect(atLeast).toBeLessThanOrEqual(atMost ?? Number.NaN)
						}
					}
				},
			),
			{ numRuns: 80 },
		)
	})

	test('the order of the rows changes nothing, and maintenance rows neither', () => {
		fc.assert(
			fc.property(rows, states, (incidents, told) => {
				const record = toldExport({ incidents, states: told })
				const turned: Export = {
					...record,
					incidents: record.incidents.toReversed(),
					states: record.states.toReversed(),
				}
				expect(figuresOf(turned)).toEqual(figuresOf(record))
				const without: Export = {
					...record,
					incidents: record.incidents.filter(({ kind }) => kind !== 'maintenance'),
				}
				for (const [index, { ways }] of figuresOf(record).providers[0]?.surfaces.entries() ?? [])
					if (
						figuresOf(without).providers[0]?.surfaces.length ===
						figuresOf(record).providers[0]?.surfaces.length
					)
						expect(figuresOf(without).providers[0]?.surfaces[index]?.ways).toEqual(ways)
			}),
			{ numRuns: 60 },
		)
	})
})

test('an empty record, an empty window and ten years give words or nulls, never NaN', () => {
	const refused = analyse(
		availability,
		scopedRecord(toldExport({ providers: {}, coverage: [] }), {}),
		{},
	)
	expect(refused.refused).toMatch(/Nothing in the record/)
	expect(analyse(availability, scopedRecord(toldExport({ coverage: [] }), {}), {}).refused).toMatch(
		/does not cover/,
	)
	const decade = only({
		coverage: [{ from: '2016-01-01', to: '2026-01-01' }],
		incidents: [{ id: 'a', from: '2020-01-01', to: '2020-01-02' }],
		asOf: '2026-01-01',
	})
	expect(wayIn(surfaceOf(decade, 'web'), 'incident open').share).toBeCloseTo(1 - 1 / 3653, 12)
	expect(decade.any.months).toHaveLength(120)
	expect(JSON.stringify(decade)).not.toMatch(/NaN|Infinity/)
})

test('the committed archive: claude.ai on 2 and 3 March 2026, partial for 3:34:33 and degraded for 12:16:41 by its own statements', () => {
	const archive = Export.parse(
		JSON.parse(
			readFileSync(new URL('../../../content/archive/export.json', import.meta.url), 'utf8'),
		),
	)
	const scope = {
		provider: 'claude',
		surface: 'claude-ai',
		from: '2026-03-02T00:00:00Z',
		to: '2026-03-04T00:00:00Z',
	}
	const web = surfaceOf(only(archive, scope), 'claude-ai')
	expect(web.seconds).toMatchObject({
		partial: 3 * 3600 + 34 * 60 + 33,
		degraded: 12 * 3600 + 16 * 60 + 41,
		major: 0,
		ungraded: 0,
		unplaced: 0,
		unknown: 0,
	})
	// 30 % of the partial outage is 1:04:22 of 48 hours.
	expect(wayIn(web, 'partial at 30 %')).toMatchObject({
		share: expect.closeTo(1 - 3861.9 / (2 * day), 12),
		downAtMostSeconds: expect.closeTo(3861.9, 6),
		knownSeconds: 2 * day,
	})
})
