import { describe, expect, test } from 'vitest'
import type { Episode } from '#core/model/incident.ts'
import { incidentAsOf, timelineAsOf } from '#core/timeline/as-of.ts'
import { episodeTimeline, incidentTimeline, type TimelineContext } from '#core/timeline/timeline.ts'
import { toldIncident } from '../../support/analysed.ts'
import { reading, rise, windows } from '../../support/crowd-story.ts'

const day = (clock: string) => `2026-03-02T${clock}:00Z`
const incident = toldIncident({
	id: 'i1',
	from: '2026-03-02T12:00',
	to: '2026-03-02T14:00',
	surfaces: ['web'],
	stages: [
		['investigating', '2026-03-02T12:00'],
		['resolved', '2026-03-02T14:00'],
	],
})
const episode: Episode = {
	id: 'acme-2026-03-02',
	provider: 'acme',
	title: 'A day',
	basis: { by: 'editor', reason: 'One cause.' },
	incidents: ['i1'],
	waves: [],
	from: day('12:00'),
	to: day('14:00'),
}
const nothing: TimelineContext = {
	states: [],
	gaps: [],
	annotations: [],
	claims: [],
	readings: [],
	rises: [],
	reports: [],
	episodes: [episode],
	window: { from: day('11:00'), to: day('15:00') },
}
const kinds = (context: Partial<TimelineContext>) =>
	incidentTimeline(incident, { ...nothing, ...context }).events.map((event) => event.kind)

describe('readings on a timeline', () => {
	test('one is an event of the crowd with its source, its wording and its link, before what came later', () => {
		const cited = reading({
			id: 'early',
			at: day('11:37'),
			kind: 'first',
			title: 'First reports',
			body: 'In [their words](https://press.example/).',
			count: 20,
			bound: 'at least',
			region: 'US',
		})
		const [event] = incidentTimeline(incident, { ...nothing, readings: [cited] }).events
		expect(event).toEqual({
			id: 'reading:early',
			at: day('11:37'),
			origin: 'crowd',
			kind: 'reading',
			title: 'First reports',
			body: 'In [their words](https://press.example/).',
			format: 'markdown',
			value: {
				source: 'Counter',
				kind: 'first',
				count: 20,
				bound: 'at least',
				region: 'US',
				author: 'the editors',
				writtenAt: '2026-11-22T00:00:00Z',
			},
			precision: 'minute',
			evidence: [{ kind: 'link', url: 'https://press.example/story', title: 'The Press' }],
		})
	})

	test('what is about the incident belongs to it whenever it was; what is about its episode within three hours of it', () => {
		const about = (subject: string, clock: string) =>
			reading({ id: `r${clock.replace(':', '')}`, at: day(clock), subject })
		const of = (...readings: ReturnType<typeof about>[]) =>
			incidentTimeline(incident, { ...nothing, readings }).events.flatMap((event) =>
				event.kind === 'reading' ? [event.id] : [],
			)
		expect(of(about('incidents/acme/i1', '02:00'))).toEqual(['reading:r0200'])
		expect(
			of(about('episodes/acme-2026-03-02', '08:59'), about('episodes/acme-2026-03-02', '09:00')),
		).toEqual(['reading:r0900'])
		expect(
			of(about('episodes/acme-2026-03-02', '17:00'), about('episodes/acme-2026-03-02', '17:01')),
		).toEqual(['reading:r1700'])
		expect(
			of(
				about('providers/acme', '13:00'),
				about('incidents/acme/other', '13:00'),
				about('episodes/other', '13:00'),
			),
		).toEqual(['reading:r1300'])
	})

	test('a number of which only the day is known stays with what it is about, after all that has a time on that day', () => {
		const numberOfDay = reading({
			id: 'day',
			at: '2026-03-02T00:00:00Z',
			precision: 'day',
			subject: 'episodes/acme-2026-03-02',
			count: 2000,
		})
		expect(kinds({ readings: [numberOfDay] })).not.toContain('reading')
		const whole = episodeTimeline(episode, [incident], { ...nothing, readings: [numberOfDay] })
		expect(whole.events.at(-1)?.id).toBe('reading:day')
		expect(whole.reports).toEqual([
			{
				provider: 'acme',
				source: 'Counter',
				at: '2026-03-02T00:00:00Z',
				count: 2000,
				precision: 'day',
				links: ['https://press.example/story'],
			},
		])
	})
})

describe('counts on a timeline', () => {
	const reports = windows(
		day('08:00'),
		Array.from({ length: 48 }, (_, index) => index),
	)

	test('the windows from three hours before the beginning to three hours after the end', () => {
		const held = incidentTimeline(incident, { ...nothing, reports }).reports.map(
			(count) => count.at,
		)
		expect([held[0], held.at(-1), held.length]).toEqual([day('09:00'), day('17:00'), 33])
	})

	test('a series about another surface is not this incident’s', () => {
		const other = windows(day('12:00'), [5], { surface: 'api' })
		const own = windows(day('12:00'), [6], { surface: 'web' })
		expect(
			incidentTimeline(incident, { ...nothing, reports: [...other, ...own] }).reports.map(
				(count) => count.count,
			),
		).toEqual([6])
	})

	test('of what stays open for months the first three days', () => {
		const open = toldIncident({
			id: 'i2',
			from: '2026-03-02T12:00',
			surfaces: ['web'],
			stages: [['investigating', '2026-03-02T12:00']],
		})
		const long = windows(day('00:00'), new Array(960).fill(1))
		expect(incidentTimeline(open, { ...nothing, reports: long }).reports.at(-1)?.at).toBe(
			'2026-03-05T09:00:00Z',
		)
	})
})

describe('rises on a timeline', () => {
	test('one that overlaps the stretch joins, one of another surface or another day does not', () => {
		const near = rise({ roseAt: day('11:30'), settledAt: day('13:30') })
		expect(kinds({ rises: [near] }).slice(0, 2)).toEqual(['reports_rose', 'acknowledged'])
		expect(kinds({ rises: [rise({ roseAt: day('11:30'), surface: 'api' })] })).not.toContain(
			'reports_rose',
		)
		expect(
			kinds({
				rises: [rise({ roseAt: '2026-03-01T11:30:00Z', settledAt: '2026-03-01T12:30:00Z' })],
			}),
		).not.toContain('reports_rose')
	})
})

describe('the crowd as it was known at a moment', () => {
	const cited = reading({
		id: 'early',
		at: day('11:37'),
		count: 20,
		writtenAt: '2026-03-05T00:00:00Z',
	})
	const timeline = incidentTimeline(incident, {
		...nothing,
		readings: [cited],
		rises: [rise({ roseAt: day('11:30'), knownAt: day('12:00') })],
		reports: windows(day('11:30'), [30, 40, 50]),
	})
	const at = (moment: string) => timelineAsOf(timeline, [incident], moment).timeline

	test('a rise is known when the rule was met, and not from its first window on', () => {
		expect(at(day('11:59')).events.map((event) => event.kind)).not.toContain('reports_rose')
		expect(at(day('12:00')).events.map((event) => event.kind)).toContain('reports_rose')
	})

	test('a window is counted when it is over', () => {
		expect(at(day('11:59')).reports.map((count) => count.count)).toEqual([30])
		expect(at(day('12:00')).reports.map((count) => count.count)).toEqual([30, 40])
	})

	test('a reading and its number are known from when somebody wrote them down', () => {
		expect(at('2026-03-04T23:59:59Z').events.map((event) => event.kind)).not.toContain('reading')
		expect(at('2026-03-04T23:59:59Z').reports).toHaveLength(3)
		expect(at('2026-03-05T00:00:00Z').events.map((event) => event.kind)).toContain('reading')
		expect(at('2026-03-05T00:00:00Z').reports).toHaveLength(4)
	})

	test('the signal of an incident is known with the rise or the reading that it is', () => {
		const [measured, told] = [`${rise({ roseAt: day('11:30') }).id}:rose`, 'reading:early'].map(
			(event) => ({
				...incident,
				milestones: { ...incident.milestones, signalAt: { at: day('11:30'), event } },
			}),
		)
		if (!measured || !told) throw new Error('two incidents')
		const signalAt = (of: typeof measured, moment: string) =>
			incidentAsOf(of, moment, timeline.events).incident?.milestones.signalAt
		expect(signalAt(measured, day('12:30'))).toEqual(measured.milestones.signalAt)
		expect(signalAt(told, '2026-03-04T23:59:59Z')).toBeNull()
		expect(signalAt(told, '2026-03-05T00:00:00Z')).toEqual(told.milestones.signalAt)
		expect(incidentAsOf(told, '2026-03-04T23:59:59Z').incident?.milestones.signalAt?.at).toBe(
			day('11:30'),
		)
	})

	test('at the end of time it is the timeline of today', () => {
		expect(
			at('2027-01-01T00:00:00Z')
				.events.map((event) => event.id)
				.sort(),
		).toEqual(timeline.events.map((event) => event.id).sort())
	})
})
