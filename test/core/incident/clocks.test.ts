import { describe, expect, test } from 'vitest'
import { lifespanOf } from '#core/incident/lifespan.ts'
import { isStartApart } from '#core/incident/milestones.ts'
import type { Export } from '#core/model/export.ts'
import { incidentAsOf } from '#core/timeline/as-of.ts'
import { acme, Chronicle } from '../../support/chronicle.ts'
import { incidentsDocument, type PageIncident } from '../../support/statuspage-documents.ts'
import { at, eventsOf, incidentOf, older, open } from '../../support/traps.ts'

/**
 * Filed at twenty to four about a quarter of an hour that was over: every time is dated back, and
 * the start is that of the filing.
 */
const hindsight: PageIncident = {
	id: 'hindsight',
	createdAt: at(10),
	startedAt: at(40),
	resolvedAt: at(25),
	updates: [
		{ id: 'h1', at: at(10), writtenAt: at(40), status: 'investigating' },
		{ id: 'h2', at: at(25), writtenAt: at(40), status: 'resolved' },
	],
}

function read(incident: PageIncident, provenance: 'live' | 'import' = 'import'): Export {
	return new Chronicle(acme, provenance)
		.look(at(60), 'incidents', incidentsDocument(at(59), [incident, older]))
		.exported()
}

describe('when a statement was written', () => {
	test('is kept where it is seconds apart from the time that it carries, either way, and nowhere else', () => {
		const written = (seconds: number) => new Date(Date.parse(at(9)) + seconds * 1000).toISOString()
		const kept = (seconds: number) => {
			const record = read({
				...open,
				updates: [{ id: 'u1', at: at(9), writtenAt: written(seconds), status: 'investigating' }],
			})
			return incidentOf(record, 'one').updates[0]?.publishedAt
		}
		expect([0, 0.4, 2, -3].map(kept)).toEqual([undefined, undefined, undefined, undefined])
		expect(kept(3600)).toBe(at(69))
		expect(kept(-3600)).toBe(at(-51))
	})

	test('an acknowledgement is not earlier than it, and says which time the statement carries', () => {
		const incident = incidentOf(read(hindsight), 'hindsight')
		expect(incident.milestones.acknowledgedAt).toEqual({
			at: at(40),
			event: 'hindsight:h1',
			claimedAt: at(10),
		})
		expect(incident.milestones.resolvedAt?.at).toBe(at(25))
	})

	test('the incident lasts from the first stated time, whatever hour the page gives for the filing', () => {
		const incident = incidentOf(read(hindsight), 'hindsight')
		expect(lifespanOf(incident)).toEqual({ from: at(10), to: at(25) })
		expect(incident.milestones.startedAt?.at).toBe(at(10))
		expect(isStartApart(incident)).toBe(true)
	})

	test('events carry both clocks and say how much later it was told', () => {
		const acknowledged = (incident: PageIncident) =>
			eventsOf(read(incident), 'acknowledged').find(({ incident: id }) => id === incident.id)
		const first = acknowledged(hindsight)
		expect(first).toMatchObject({
			at: at(10),
			publishedAt: at(40),
			value: { status: 'investigating', toldAfterwards: 1800 },
		})
		expect(acknowledged(open)).not.toHaveProperty('publishedAt')
		expect(acknowledged(open)?.value).not.toHaveProperty('toldAfterwards')
	})

	test('nothing was known of it before it was written', () => {
		const incident = incidentOf(read(hindsight), 'hindsight')
		expect(incidentAsOf(incident, at(30)).incident).toBeUndefined()
		expect(incidentAsOf(incident, at(41)).incident?.updates).toHaveLength(2)
	})

	test('a statement that was told first acknowledges, also where another one was dated before it later', () => {
		const inserted = { id: 'u0', at: at(0), writtenAt: at(50), status: 'investigating' }
		const incident = incidentOf(
			read({ ...open, createdAt: at(9), updates: [inserted, ...open.updates] }),
			'one',
		)
		expect(incident.milestones.acknowledgedAt?.event).toBe('one:u1')
		expect(incident.milestones.acknowledgedAt?.at).toBe(at(9))
	})
})

describe('where no page says when it was written', () => {
	test('our last look without it bounds the acknowledgement', () => {
		const late: PageIncident = {
			...open,
			id: 'late',
			updates: [{ id: 'l1', at: at(2), status: 'investigating' }],
		}
		const record = new Chronicle()
			.look(at(1), 'incidents', incidentsDocument(at(0), [older]))
			.look(at(20), 'incidents', incidentsDocument(at(0), [older]))
			.look(at(21), 'incidents', incidentsDocument(at(21), [late, older]))
			.exported()
		const incident = incidentOf(record, 'late')
		expect(incident.milestones.acknowledgedAt).toEqual({
			at: at(20),
			event: 'late:l1',
			claimedAt: at(2),
		})
		expect(lifespanOf(incident).from).toBe(at(2))
		expect(
			eventsOf(record, 'acknowledged').find(({ incident: id }) => id === 'late')?.value,
		).toMatchObject({ toldAfterwards: 18 * 60 })
	})

	test('a time that was moved back does not move the acknowledgement with it', () => {
		const moved: PageIncident = {
			...open,
			updatedAt: at(30),
			updates: [{ id: 'u1', at: at(1), status: 'investigating' }],
		}
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(31), 'incidents', incidentsDocument(at(30), [{ ...moved, createdAt: at(9) }, older]))
			.exported()
		expect(incidentOf(record, 'one').updates[0]?.at).toBe(at(1))
		expect(incidentOf(record, 'one').milestones.acknowledgedAt?.at).toBe(at(9))
	})

	test('a copy that lags by a minute makes no start of its own', () => {
		const fresh: PageIncident = {
			...open,
			id: 'fresh',
			updates: [{ id: 'f1', at: at(20), status: 'investigating' }],
		}
		const record = new Chronicle()
			.look(at(20.5), 'incidents', incidentsDocument(at(0), [older]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [fresh, older]))
			.exported()
		expect(isStartApart(incidentOf(record, 'fresh'))).toBe(false)
	})
})

test('a collected record may say when a statement was written, to the hour at least', () => {
	const update = (publishedAt: string) => ({
		at: at(10),
		publishedAt,
		status: 'resolved',
		text: 'It was over.',
	})
	const collected = {
		...acme,
		sources: [
			{
				...acme.sources[0],
				id: 'collected',
				platform: 'record',
				url: 'https://acme.example/records.json',
			},
		],
	} as typeof acme
	const record = new Chronicle(collected, 'import')
		.look(at(60), 'records', {
			records: [
				{ id: 'r1', title: 'Then', updates: [update(at(40))] },
				{ id: 'r2', title: 'Day', updates: [update('2026-05-12')] },
			],
		})
		.exported()
	expect(incidentOf(record, 'r1').updates[0]?.publishedAt).toBe(at(40))
	expect(incidentOf(record, 'r1').milestones.acknowledgedAt?.at).toBe(at(40))
	expect(incidentOf(record, 'r2').updates[0]?.publishedAt).toBeUndefined()
	expect(record.problems.map(({ path }) => path)).toEqual(['/records/1/updates/0/publishedAt'])
})
