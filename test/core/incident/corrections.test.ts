import { describe, expect, test } from 'vitest'
import { Chronicle } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'
import {
	at,
	calm,
	eventsOf,
	history,
	incidentOf,
	older,
	oldest,
	open,
} from '../../support/traps.ts'

describe('what was published and changed', () => {
	test('a text overwritten under the same time is an edit that keeps what was there', () => {
		const edited: PageIncident = {
			...open,
			updatedAt: at(30),
			updates: [{ id: 'u1', at: at(9), status: 'investigating', body: 'A quite different story.' }],
		}
		const record = new Chronicle()
			.look(at(8), 'incidents', incidentsDocument(at(0), [older]))
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(31), 'incidents', incidentsDocument(at(30), [edited, older]))
			.exported()
		const [event, ...others] = eventsOf(record, 'edited')
		expect(others).toEqual([])
		expect(event?.value).toMatchObject({
			field: 'body',
			was: 'Statement u1.',
			became: 'A quite different story.',
		})
		expect(event?.seen).toEqual({ after: at(10), by: at(31) })
		expect(incidentOf(record, 'one').updates).toHaveLength(1)
	})

	test('an appended update is no edit, and its interval is ours', () => {
		const more: PageIncident = {
			...open,
			updates: [...open.updates, { id: 'u2', at: at(15), status: 'identified' }],
		}
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(16), 'incidents', incidentsDocument(at(15), [more]))
			.exported()
		expect(eventsOf(record, 'edited')).toEqual([])
		expect(incidentOf(record, 'one').updates[1]?.seen).toEqual({ after: at(10), by: at(16) })
		expect(incidentOf(record, 'one').updates[0]?.seen).toEqual({ by: at(10) })
	})

	test('a re-save of the whole page says nothing', () => {
		const saved: PageIncident = { ...open, updatedAt: at(40) }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(41), 'incidents', incidentsDocument(at(40), [saved]))
			.exported()
		expect(incidentOf(record, 'one').revisions).toEqual([])
		expect(record.timelines[0]?.events.map((event) => event.kind)).toEqual(['acknowledged'])
	})

	test('title and impact keep their versions', () => {
		const changed: PageIncident = { ...open, name: 'Outage', impact: 'critical', updatedAt: at(20) }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [changed]))
			.exported()
		expect(eventsOf(record, 'retitled')[0]?.value).toMatchObject({
			was: 'Errors',
			became: 'Outage',
		})
		expect(eventsOf(record, 'rerated')[0]?.value).toMatchObject({
			was: 'minor',
			became: 'critical',
		})
		expect(eventsOf(record, 'rerated')[0]?.seen).toEqual({ after: at(10), by: at(21) })
	})

	test('a statement that appears with an earlier time than our last look was dated back', () => {
		const more: PageIncident = {
			...open,
			updates: [...open.updates, { id: 'u2', at: at(11), status: 'identified' }],
		}
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(30), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(31), 'incidents', incidentsDocument(at(31), [more]))
			.exported()
		expect(eventsOf(record, 'backdated').map((event) => event.value)).toEqual([
			{ was: null, became: at(11), absentAt: at(30), statementAt: at(11) },
		])
	})

	test('a first look never finds anything dated back', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.exported()
		expect(eventsOf(record, 'backdated')).toEqual([])
		expect(incidentOf(record, 'older').seen).toEqual({ by: at(10) })
	})
})

describe('what is gone', () => {
	test('inside the list and absent in two good looks: withdrawn, with what was there', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, oldest]))
			.look(at(21), 'incidents', incidentsDocument(at(19), [open, oldest]))
			.exported()
		expect(
			eventsOf(record, 'withdrawn').map((event) => [event.incident, event.seen, event.value?.was]),
		).toEqual([['older', { after: at(10), by: at(20) }, 'Errors']])
	})

	test('one absence alone is nothing, and a return clears it', () => {
		const chronicle = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, oldest]))
		expect(eventsOf(chronicle.exported(), 'withdrawn')).toEqual([])
		const record = chronicle
			.look(at(21), 'incidents', incidentsDocument(at(20), [open, older, oldest]))
			.exported()
		expect(incidentOf(record, 'older').absence).toBeUndefined()
		expect(eventsOf(record, 'edited')).toEqual([])
	})

	test('a stale copy that still names an incident keeps it from counting as absent', () => {
		const record = new Chronicle()
			.look(at(10), 'summary', summaryDocument(at(10), calm, [older]))
			.look(at(10), 'incidents', incidentsDocument(at(10), [open, older, oldest]))
			.look(at(11), 'summary', summaryDocument(at(9), calm, [older, open]))
			.look(
				at(11),
				'incidents',
				incidentsDocument(at(11), [open, older, { ...oldest, name: 'Renamed' }]),
			)
			.look(at(12), 'summary', summaryDocument(at(9), calm, [open, older, oldest]))
			.look(
				at(12),
				'incidents',
				incidentsDocument(at(12), [open, older, { ...oldest, name: 'Renamed again' }]),
			)
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})

	test('falling off the end of a full list is no withdrawal', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [older, ...history(48), oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, older, ...history(48)]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [open, older, ...history(48)]))
			.look(at(22), 'incidents', incidentsDocument(at(20), [open, older, ...history(48)]))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(record.incidents).toHaveLength(51)
	})

	test('a list that is shorter than the page makes it holds everything: what it lacks was withdrawn', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, older]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [open, older]))
			.exported()
		expect(eventsOf(record, 'withdrawn').map((event) => event.incident)).toEqual(['oldest'])
	})

	test('entering at the old end of a full list is not new', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, ...history(48)]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [older, ...history(48), oldest]))
			.exported()
		expect(incidentOf(record, 'oldest').seen).toEqual({ by: at(20) })
		expect(eventsOf(record, 'backdated')).toEqual([])
	})

	test('a list that is suddenly empty withdraws nothing', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(20), 'incidents', incidentsDocument(at(19), []))
			.look(at(21), 'incidents', incidentsDocument(at(19), []))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(incidentOf(record, 'one').status).toBe('investigating')
	})

	test('a full list is bounded by the order that its rows are in, so that what it lacks was withdrawn', () => {
		// The end, else the filing: an incident that was filed long before the last row ended, and
		// ended late, is inside.
		const rows = history(49).map((row, index) =>
			index % 3 === 0 ? { ...row, createdAt: at(-2000 - index) } : row,
		)
		const duplicate: PageIncident = {
			id: 'duplicate',
			createdAt: at(8),
			updates: [{ id: 'd1', at: at(8), status: 'investigating' }],
		}
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [duplicate, ...rows]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [...rows, ...history(50).slice(-1)]))
			.look(at(21), 'incidents', incidentsDocument(at(19), [...rows, ...history(50).slice(-1)]))
			.exported()
		expect(eventsOf(record, 'withdrawn').map((event) => [event.incident, event.seen])).toEqual([
			['duplicate', { after: at(10), by: at(20) }],
		])
	})

	test('an update taken away from an incident is withdrawn', () => {
		const two: PageIncident = {
			...open,
			updates: [
				...open.updates,
				{ id: 'u2', at: at(12), status: 'identified', body: 'We blame the moon.' },
			],
		}
		const without: PageIncident = { ...open, updatedAt: at(20) }
		const record = new Chronicle()
			.look(at(13), 'incidents', incidentsDocument(at(12), [two]))
			.look(at(20), 'incidents', incidentsDocument(at(20), [without]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [without]))
			.exported()
		expect(eventsOf(record, 'withdrawn')[0]?.value).toMatchObject({ was: 'We blame the moon.' })
		expect(incidentOf(record, 'one').milestones.identifiedAt).toBeNull()
	})

	test('a page that moved to another home withdraws nothing, and its incidents keep their addresses', () => {
		const moved: PageIncident = {
			...older,
			id: 'NEW01',
			updates: [{ id: 'n1', at: at(-300), status: 'resolved' }],
		}
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [moved], 'page-2'))
			.look(at(21), 'incidents', incidentsDocument(at(19), [moved], 'page-2'))
			.exported()
		expect(record.incidents.map((one) => one.id)).toEqual(['oldest', 'older'])
		expect(incidentOf(record, 'older').aliases).toEqual(['NEW01'])
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})

	test('a copy older than one already seen is kept and not folded', () => {
		const later: PageIncident = {
			...open,
			updates: [...open.updates, { id: 'u2', at: at(12), status: 'resolved' }],
		}
		const record = new Chronicle()
			.look(at(13), 'incidents', incidentsDocument(at(12), [later]))
			.look(at(14), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(15), 'incidents', incidentsDocument(at(9), [open]))
			.exported()
		expect(incidentOf(record, 'one').milestones.resolvedAt?.at).toBe(at(12))
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})
})
