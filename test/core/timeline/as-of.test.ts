import { describe, expect, test } from 'vitest'
import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import { incidentAsOf, timelineAsOf } from '#core/timeline/as-of.ts'
import { incidentEvents } from '#core/timeline/events.ts'
import { Chronicle } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	type PageUpdate,
} from '../../support/statuspage-documents.ts'

/**
 * One incident, watched every minute: filed, edited silently, retitled, withdrawn, back again,
 * resolved.
 */

const minute = (value: number) => `2026-03-02T10:${String(value).padStart(2, '0')}:00Z`
const first: PageUpdate = {
	id: 'u1',
	at: minute(4),
	status: 'investigating',
	body: 'We are looking into it.',
}
const second: PageUpdate = { id: 'u2', at: minute(9), status: 'identified', body: 'Found.' }
const third: PageUpdate = { id: 'u3', at: minute(39), status: 'resolved', body: 'Over.' }
const older: PageIncident = {
	id: 'older',
	updates: [{ id: 'o1', at: '2026-02-01T00:00:00Z', status: 'resolved' }],
}
const page = (at: number, ...incidents: PageIncident[]) =>
	incidentsDocument(minute(at), [...incidents, older])

function told(): Export {
	return new Chronicle()
		.look(minute(1), 'incidents', page(1))
		.look(minute(5), 'incidents', page(4, { id: 'abc', name: 'Errors', updates: [first] }))
		.look(minute(10), 'incidents', page(9, { id: 'abc', name: 'Errors', updates: [first, second] }))
		.look(
			minute(15),
			'incidents',
			page(14, {
				id: 'abc',
				name: 'Errors',
				updatedAt: minute(14),
				updates: [{ ...first, body: 'Nothing to see.' }, second],
			}),
		)
		.look(
			minute(20),
			'incidents',
			page(19, {
				id: 'abc',
				name: 'A small matter',
				impact: 'none',
				updatedAt: minute(19),
				updates: [{ ...first, body: 'Nothing to see.' }, second],
			}),
		)
		.look(minute(25), 'incidents', page(24))
		.look(minute(26), 'incidents', page(24))
		.look(
			minute(30),
			'incidents',
			page(29, {
				id: 'abc',
				name: 'A small matter',
				impact: 'none',
				updatedAt: minute(29),
				updates: [{ ...first, body: 'Nothing to see.' }, second],
			}),
		)
		.look(
			minute(40),
			'incidents',
			page(39, {
				id: 'abc',
				name: 'A small matter',
				impact: 'none',
				updates: [{ ...first, body: 'Nothing to see.' }, second, third],
			}),
		)
		.exported()
}

const record = told()
const incidentOf = (id: string): Incident => {
	const incident = record.incidents.find((candidate) => candidate.id === id)
	if (!incident) throw new Error(`no incident ${id}`)
	return incident
}
const at = (value: number) => incidentAsOf(incidentOf('abc'), minute(value))

describe('an incident that was watched', () => {
	test('was not known before our first look that showed it, whatever time it claims', () => {
		expect(at(4)).toEqual({ basis: 'seen', incident: undefined })
		expect(at(5).incident?.updates.map((update) => update.body)).toEqual([
			'We are looking into it.',
		])
	})

	test('has the words, the title and the rating of then', () => {
		expect(at(12).incident?.updates.map((update) => update.body)).toEqual([
			'We are looking into it.',
			'Found.',
		])
		expect(at(16).incident?.updates.map((update) => update.body)).toEqual([
			'Nothing to see.',
			'Found.',
		])
		expect([at(16).incident?.title, at(16).incident?.impact]).toEqual(['Errors', 'minor'])
		expect([at(21).incident?.title, at(21).incident?.impact]).toEqual(['A small matter', 'none'])
	})

	test('has the status and the milestones of then', () => {
		expect(at(7).incident?.status).toBe('investigating')
		expect(at(12).incident?.status).toBe('identified')
		expect(at(12).incident?.milestones.resolvedAt).toBeNull()
		expect(at(12).incident?.resolvedAt).toBeUndefined()
		expect(at(40).incident?.milestones.resolvedAt?.at).toBe(minute(39))
	})

	test('was gone while it was withdrawn', () => {
		expect(at(24).incident?.absence).toBeUndefined()
		expect(at(27).incident?.absence?.confirmed).toBe(true)
		expect(at(31).incident?.absence).toBeUndefined()
	})

	test('is today’s incident at the last look', () => {
		expect(incidentEvents(at(40).incident ?? incidentOf('older'))).toEqual(
			incidentEvents(incidentOf('abc')),
		)
	})
})

describe('a timeline', () => {
	const timeline = record.timelines.find((candidate) => candidate.subject.id === 'abc')
	if (!timeline) throw new Error('no timeline')

	test('as of each minute holds only what was seen by then, and ends as the whole', () => {
		for (let value = 0; value <= 40; value++) {
			const then = timelineAsOf(timeline, [incidentOf('abc')], minute(value))
			expect(then.basis).toBe('seen')
			expect(
				then.timeline.events.every(
					(event) => event.seen === undefined || event.seen.by <= minute(value),
				),
			).toBe(true)
		}
		expect(timelineAsOf(timeline, [incidentOf('abc')], minute(40)).timeline).toEqual(timeline)
	})

	test('grows by what was seen, and tells an edit only from when it was seen', () => {
		const kinds = (value: number) =>
			timelineAsOf(timeline, [incidentOf('abc')], minute(value)).timeline.events.map(
				(event) => event.kind,
			)
		expect(kinds(4)).toEqual([])
		expect(kinds(14)).not.toContain('edited')
		expect(kinds(15)).toContain('edited')
		expect(kinds(19)).not.toContain('retitled')
		expect(kinds(20)).toEqual(expect.arrayContaining(['retitled', 'rerated']))
	})
})

describe('what was there at our first look', () => {
	test('is answered by claimed times before it, and says so', () => {
		const before = incidentAsOf(incidentOf('older'), '2026-02-15T00:00:00Z')
		expect([before.basis, before.incident?.status]).toEqual(['claimed', 'resolved'])
		expect(incidentAsOf(incidentOf('older'), '2026-01-15T00:00:00Z')).toEqual({
			basis: 'claimed',
			incident: undefined,
		})
		expect(incidentAsOf(incidentOf('older'), minute(1)).basis).toBe('seen')
	})
})
