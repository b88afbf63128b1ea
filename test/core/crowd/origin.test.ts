import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crowdOrigin } from '#core/crowd/origin.ts'
import { risesOf } from '#core/crowd/rises.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import { Incident } from '#core/model/incident.ts'
import type { Rise } from '#core/model/report.ts'
import { addSeconds } from '#core/time/time.ts'
import { incidentEvents } from '#core/timeline/events.ts'
import { type IncidentRow, toldIncident } from '../../support/analysed.ts'
import { inARow, oneSeries, told, windowsAWeek } from '../../support/counted.ts'
import { rise as storyRise } from '../../support/crowd-story.ts'
import { acme } from '../../support/small-content.ts'

const at = (clock: string) => `2026-03-02T${clock}:00Z`
/** Known at 12:00, settled at 13:30, strong enough. */
const rise = (more: Partial<Rise> = {}) =>
	storyRise({ roseAt: at('11:30'), settledAt: at('13:30'), settledBy: 'quiet', ...more })
const official = (
	from: string,
	to: string | undefined,
	seenBy: string,
	more: Partial<IncidentRow> = {},
): Incident => ({
	...toldIncident({
		id: 'p1',
		from: `2026-03-02T${from}`,
		...(to !== undefined && { to: `2026-03-02T${to}` }),
		surfaces: ['web'],
		stages: [
			['investigating', `2026-03-02T${from}`],
			...(to === undefined ? [] : [['resolved', `2026-03-02T${to}`] as const]),
		],
		...more,
	}),
	seen: { by: seenBy },
})
const only = (incidents: readonly Incident[], rises: readonly Rise[]) => {
	const [found, ...others] = crowdOrigin(acme, incidents, rises)
	expect(others).toEqual([])
	return found ?? expect.fail()
}
const idsOf = (incidents: readonly Incident[], rises: readonly Rise[]) =>
	crowdOrigin(acme, incidents, rises).map(({ id }) => id)

describe('what only users reported', () => {
	test('is an incident that nobody acknowledged, closed when reports settled', () => {
		const found = only([], [rise()])
		expect(Incident.parse(found)).toEqual(found)
		expect(found).toMatchObject({
			id: 'crowd-20260302T1130Z',
			origin: 'crowd',
			impact: 'unknown',
			status: 'resolved',
			createdAt: at('11:30'),
			startedAt: at('11:30'),
			resolvedAt: at('13:30'),
			surfaces: [],
			seen: { after: at('12:00'), by: at('12:15') },
			milestones: {
				acknowledgedAt: null,
				signalAt: { at: at('11:30'), event: `${rise().id}:rose` },
				resolvedAt: { at: at('13:30') },
			},
		})
		expect(isOpen(found)).toBe(false)
		expect(incidentEvents(found).map(({ origin }) => origin)).toEqual(['crowd', 'crowd'])
	})

	test('is open while reports last, and claims that nobody investigates', () => {
		const found = only([], [rise({ settledAt: null })])
		expect(isOpen(found)).toBe(true)
		expect(found.status).toBe('unknown')
		expect(found.resolvedAt).toBeUndefined()
	})

	test('has no end on record where counting ended first', () => {
		const found = only([], [rise({ settledBy: 'gap' })])
		expect([isOpen(found), found.status, found.resolvedAt, found.milestones.resolvedAt]).toEqual([
			false,
			'resolved',
			undefined,
			null,
		])
	})

	test('about one surface says so in its id and title', () => {
		expect(only([], [rise({ surface: 'api' })])).toMatchObject({
			id: 'crowd-20260302T1130Z-api',
			surfaces: ['api'],
			title: 'Users reported trouble with Acme: API',
		})
	})

	test('is one, whoever counted it, and keeps the name of the first that was known', () => {
		const slower = rise({
			source: 'counter',
			id: 'counter-1',
			roseAt: at('11:15'),
			knownAt: at('12:30'),
			settledAt: at('14:00'),
		})
		const later = rise({
			source: 'third',
			id: 'third-1',
			roseAt: at('14:30'),
			knownAt: at('15:00'),
			settledAt: null,
		})
		expect(only([], [later, slower, rise()])).toMatchObject({
			id: 'crowd-20260302T1130Z',
			startedAt: at('11:15'),
			createdAt: at('11:30'),
			status: 'unknown',
		})
		expect(
			idsOf([], [rise(), { ...later, roseAt: at('15:01'), knownAt: at('15:30') }, slower]),
		).toEqual(['crowd-20260302T1130Z', 'crowd-20260302T1501Z'])
	})

	test('that turns out to be one with another keeps both ids', () => {
		const second = rise({
			id: 'b',
			roseAt: at('16:00'),
			knownAt: at('16:30'),
			settledAt: at('18:00'),
		})
		const between = rise({
			id: 'c',
			roseAt: at('13:45'),
			knownAt: at('16:45'),
			settledAt: at('16:00'),
		})
		expect(only([], [rise(), second, between])).toMatchObject({
			id: 'crowd-20260302T1130Z',
			aliases: ['crowd-20260302T1600Z'],
		})
	})

	test('of another provider is not this one’s', () => {
		expect(idsOf([], [rise({ provider: 'other' })])).toEqual([])
	})
})

describe('what opens nothing', () => {
	test.each<[string, Partial<Rise>]>([
		['mentions', { counted: 'mentions' }],
		['a burst of two windows', { windowsAbove: 2 }],
		['nine reporters', { peakCount: 9 }],
		['two networks', { networks: 2 }],
		[
			'a neighbour that was known in time',
			{
				neighbours: [
					{ provider: 'other', source: 'reports', roseAt: at('11:30'), knownAt: at('12:15') },
				],
			},
		],
	])('%s', (_, more) => {
		expect(idsOf([], [rise(more)])).toEqual([])
	})

	test('a neighbour that showed only afterwards takes nothing back', () => {
		const neighbours = [
			{ provider: 'other', source: 'reports', roseAt: at('11:45'), knownAt: at('12:30') },
		]
		expect(idsOf([], [rise({ neighbours })])).toHaveLength(1)
	})

	test('a spike of news: mentions rise with it, and open nothing', () => {
		fc.assert(
			fc.property(fc.nat(), fc.integer({ min: 8, max: 60 }), (seed, times) => {
				const isNews = (window: number) =>
					window > 4 * windowsAWeek + 100 && window < 4 * windowsAWeek + 120
				const counts = told({
					seed,
					weeks: 5,
					rate: 5,
					more: (window) => (isNews(window) ? 5 * times : 0),
				})
				const rises = risesOf(oneSeries(counts, { counted: 'mentions' }))
				expect(rises).toHaveLength(1)
				expect(crowdOrigin(acme, [], rises)).toEqual([])
			}),
			{ numRuns: 20 },
		)
	})

	test('one client, one network, one burst: whatever they send', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 4 * windowsAWeek, max: 5 * windowsAWeek - 20 }),
				fc.integer({ min: 1, max: 12 }),
				fc.nat({ max: 500 }),
				fc.nat(),
				(from, length, flood, seed) => {
					const quiet = told({ seed, weeks: 5, rate: 0.3, swing: 0 })
					const sent = (more: (window: number) => number, networks: number | undefined) =>
						quiet.map((count, window) => ({
							...count,
							count: count.count + (window >= from && window < from + length ? more(window) : 0),
							...(networks !== undefined && { networks }),
						}))
					const opened = (counts: typeof quiet) =>
						crowdOrigin(acme, [], risesOf(oneSeries(counts, { silentIsZero: true })))
					expect(opened(sent(() => 1, undefined))).toEqual([])
					expect(opened(sent(() => flood, 1))).toEqual([])
					expect(opened(sent((window) => (window < from + 2 ? flood : 0), undefined))).toEqual([])
				},
			),
			{ numRuns: 20 },
		)
	})
})

describe('what the provider posted', () => {
	test('before anything had been opened leaves no trace, and stays the very same object', () => {
		const posted = official('11:49', '13:00', at('11:50'))
		expect(only([posted], [rise()])).toBe(posted)
	})

	test('after it had been opened takes it in, and keeps its id as an alias', () => {
		const posted = official('12:30', '13:00', at('12:31'))
		expect(only([posted], [rise()])).toEqual({ ...posted, aliases: ['crowd-20260302T1130Z'] })
	})

	test('hours later, dated back, takes it in too', () => {
		const posted = official('20:00', '20:00', at('20:01'), { startedAt: '2026-03-02T12:00' })
		expect(only([posted], [rise()]).aliases).toEqual(['crowd-20260302T1130Z'])
	})

	test.each([
		['08:30', 1],
		['08:29', 2],
	])('and over by %s: within three hours it is the same trouble', (to, count) => {
		expect(crowdOrigin(acme, [official('08:00', to, at('08:01'))], [rise()])).toHaveLength(count)
	})

	test.each([
		['16:30', 1],
		['16:31', 2],
	])('at %s, after reports had settled at 13:30', (from, count) => {
		expect(crowdOrigin(acme, [official(from, '18:00', at('19:00'))], [rise()])).toHaveLength(count)
	})

	test('about another surface is another trouble; about none it may be this one', () => {
		const about = [rise({ surface: 'api' })]
		expect(crowdOrigin(acme, [official('12:00', '13:00', at('12:01'))], about)).toHaveLength(2)
		expect(
			crowdOrigin(acme, [official('12:00', '13:00', at('12:01'), { surfaces: [] })], about),
		).toHaveLength(1)
		expect(crowdOrigin(acme, [official('12:00', '13:00', at('12:01'))], [rise()])).toHaveLength(1)
	})

	test('as maintenance explains reports, as a notice it does not', () => {
		expect(
			crowdOrigin(
				acme,
				[official('11:00', '14:00', at('10:00'), { kind: 'maintenance' })],
				[rise()],
			),
		).toHaveLength(1)
		expect(
			crowdOrigin(acme, [official('11:00', '14:00', at('10:00'), { kind: 'notice' })], [rise()]),
		).toHaveLength(2)
	})

	test('months ago and never closed explains nothing, unless it says something now', () => {
		const old: Incident = {
			...toldIncident({
				id: 'p1',
				from: '2026-01-02T10:00',
				stages: [['investigating', '2026-01-02T10:00']],
			}),
			seen: { by: '2026-01-02T10:01:00Z' },
		}
		expect(lifespanOf(old).to).toBeNull()
		expect(crowdOrigin(acme, [old], [rise()])).toHaveLength(2)
		const speaking = toldIncident({
			id: 'p1',
			from: '2026-01-02T10:00',
			stages: [
				['investigating', '2026-01-02T10:00'],
				['identified', '2026-03-02T12:00'],
			],
		})
		expect(crowdOrigin(acme, [{ ...speaking, seen: old.seen }], [rise()])).toHaveLength(1)
	})
})

test('from counts to an incident: a step of reporters opens one that begins with it, and it ends', () => {
	const from = '2026-03-02T12:00:00Z'
	const counts = inARow(addSeconds(from, -4 * 900), [0, 1, 0, 0, 25, 60, 55, 40, 1, 0, 0, 0], {
		baseline: 1,
		networks: 9,
	})
	expect(only([], risesOf(oneSeries(counts)))).toMatchObject({
		id: 'crowd-20260302T1200Z',
		startedAt: from,
		resolvedAt: addSeconds(from, 3600),
	})
})
