import { describe, expect, test } from 'vitest'
import type { Export } from '#core/model/export.ts'
import type { Provider } from '#core/model/provider.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { addSeconds } from '#core/time.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import { incidentRow, incidentsDocument, type PageIncident, summaryDocument } from '../../support/statuspage-documents.ts'

/** Minutes from ten o'clock. */
const at = (minute: number) => addSeconds('2026-05-01T10:00:00Z', minute * 60)
const calm = { 'c-web': 'operational', 'c-api': 'operational' }

const open: PageIncident = { id: 'one', updates: [{ id: 'u1', at: at(9), status: 'investigating' }] }
const older: PageIncident = { id: 'older', createdAt: at(-300), updates: [{ id: 'o1', at: at(-300), status: 'resolved' }] }
const oldest: PageIncident = { id: 'oldest', createdAt: at(-500), updates: [{ id: 'p1', at: at(-500), status: 'resolved' }] }

function eventsOf(record: Export, kind: TimelineEvent['kind']): TimelineEvent[] {
	return record.timelines.flatMap((timeline) => timeline.events.filter((event) => event.kind === kind))
}

function incident(record: Export, id: string) {
	const found = record.incidents.find((candidate) => candidate.id === id)
	if (!found) throw new Error(`no incident ${id} among ${record.incidents.map((one) => one.id).join(', ')}`)
	return found
}

describe('what was published and changed', () => {
	test('a text overwritten under the same time is an edit that keeps what was there', () => {
		const edited: PageIncident = { ...open, updatedAt: at(30), updates: [{ id: 'u1', at: at(9), status: 'investigating', body: 'A quite different story.' }] }
		const record = new Chronicle()
			.look(at(8), 'incidents', incidentsDocument(at(0), [older]))
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(31), 'incidents', incidentsDocument(at(30), [edited, older]))
			.exported()
		const [event, ...others] = eventsOf(record, 'edited')
		expect(others).toEqual([])
		expect(event?.value).toMatchObject({ field: 'body', was: 'Statement u1.', became: 'A quite different story.' })
		expect(event?.seen).toEqual({ after: at(10), by: at(31) })
		expect(incident(record, 'one').updates).toHaveLength(1)
	})

	test('an appended update is no edit, and its interval is ours', () => {
		const more: PageIncident = { ...open, updates: [...open.updates, { id: 'u2', at: at(15), status: 'identified' }] }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(16), 'incidents', incidentsDocument(at(15), [more]))
			.exported()
		expect(eventsOf(record, 'edited')).toEqual([])
		expect(incident(record, 'one').updates[1]?.seen).toEqual({ after: at(10), by: at(16) })
		expect(incident(record, 'one').updates[0]?.seen).toEqual({ by: at(10) })
	})

	test('a re-save of the whole page says nothing', () => {
		const saved: PageIncident = { ...open, updatedAt: at(40) }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(41), 'incidents', incidentsDocument(at(40), [saved]))
			.exported()
		expect(incident(record, 'one').revisions).toEqual([])
		expect(record.timelines[0]?.events.map((event) => event.kind)).toEqual(['acknowledged'])
	})

	test('title and impact keep their versions', () => {
		const changed: PageIncident = { ...open, name: 'Outage', impact: 'critical', updatedAt: at(20) }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [changed]))
			.exported()
		expect(eventsOf(record, 'retitled')[0]?.value).toMatchObject({ was: 'Errors', became: 'Outage' })
		expect(eventsOf(record, 'rerated')[0]?.value).toMatchObject({ was: 'minor', became: 'critical' })
		expect(eventsOf(record, 'rerated')[0]?.seen).toEqual({ after: at(10), by: at(21) })
	})

	test('a statement that appears with an earlier time than our last look was dated back', () => {
		const more: PageIncident = { ...open, updates: [...open.updates, { id: 'u2', at: at(11), status: 'identified' }] }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(30), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(31), 'incidents', incidentsDocument(at(31), [more]))
			.exported()
		expect(eventsOf(record, 'backdated').map((event) => event.value)).toEqual([{ was: null, became: at(11), absentAt: at(30), statementAt: at(11) }])
	})

	test('a first look never finds anything dated back', () => {
		const record = new Chronicle().look(at(10), 'incidents', incidentsDocument(at(9), [open, older])).exported()
		expect(eventsOf(record, 'backdated')).toEqual([])
		expect(incident(record, 'older').seen).toEqual({ by: at(10) })
	})
})

describe('what is gone', () => {
	test('inside the list and absent in two good looks: withdrawn, with what was there', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, oldest]))
			.look(at(21), 'incidents', incidentsDocument(at(19), [open, oldest]))
			.exported()
		expect(eventsOf(record, 'withdrawn').map((event) => [event.incident, event.seen, event.value?.was])).toEqual([
			['older', { after: at(10), by: at(20) }, 'Errors'],
		])
	})

	test('one absence alone is nothing, and a return clears it', () => {
		const chronicle = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, oldest]))
		expect(eventsOf(chronicle.exported(), 'withdrawn')).toEqual([])
		const record = chronicle.look(at(21), 'incidents', incidentsDocument(at(20), [open, older, oldest])).exported()
		expect(incident(record, 'older').absence).toBeUndefined()
		expect(eventsOf(record, 'edited')).toEqual([])
	})

	test('a stale copy that still names an incident keeps it from counting as absent', () => {
		const record = new Chronicle()
			.look(at(10), 'summary', summaryDocument(at(10), calm, [older]))
			.look(at(10), 'incidents', incidentsDocument(at(10), [open, older, oldest]))
			.look(at(11), 'summary', summaryDocument(at(9), calm, [older, open]))
			.look(at(11), 'incidents', incidentsDocument(at(11), [open, older, { ...oldest, name: 'Renamed' }]))
			.look(at(12), 'summary', summaryDocument(at(9), calm, [open, older, oldest]))
			.look(at(12), 'incidents', incidentsDocument(at(12), [open, older, { ...oldest, name: 'Renamed again' }]))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})

	test('falling off the end of a list is no withdrawal', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [open, older]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [open, older]))
			.look(at(22), 'incidents', incidentsDocument(at(20), [open, older]))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(record.incidents).toHaveLength(3)
	})

	test('entering at the old end of a list is not new', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [older, oldest]))
			.exported()
		expect(incident(record, 'oldest').seen).toEqual({ by: at(20) })
		expect(eventsOf(record, 'backdated')).toEqual([])
	})

	test('a list that is suddenly empty withdraws nothing', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [open, older]))
			.look(at(20), 'incidents', incidentsDocument(at(19), []))
			.look(at(21), 'incidents', incidentsDocument(at(19), []))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(incident(record, 'one').status).toBe('investigating')
	})

	test('leaving the list of open incidents means nothing by itself', () => {
		const record = new Chronicle()
			.look(at(10), 'summary', summaryDocument(at(9), calm, [open]))
			.look(at(20), 'summary', summaryDocument(at(19), calm))
			.look(at(21), 'summary', summaryDocument(at(19), calm))
			.exported()
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(incident(record, 'one').milestones.resolvedAt).toBeNull()
	})

	test('an update taken away from an incident is withdrawn', () => {
		const two: PageIncident = { ...open, updates: [...open.updates, { id: 'u2', at: at(12), status: 'identified', body: 'We blame the moon.' }] }
		const without: PageIncident = { ...open, updatedAt: at(20) }
		const record = new Chronicle()
			.look(at(13), 'incidents', incidentsDocument(at(12), [two]))
			.look(at(20), 'incidents', incidentsDocument(at(20), [without]))
			.look(at(21), 'incidents', incidentsDocument(at(20), [without]))
			.exported()
		expect(eventsOf(record, 'withdrawn')[0]?.value).toMatchObject({ was: 'We blame the moon.' })
		expect(incident(record, 'one').milestones.identifiedAt).toBeNull()
	})

	test('a page that moved to another home withdraws nothing, and its incidents keep their addresses', () => {
		const moved: PageIncident = { ...older, id: 'NEW01', updates: [{ id: 'n1', at: at(-300), status: 'resolved' }] }
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [older, oldest]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [moved], 'page-2'))
			.look(at(21), 'incidents', incidentsDocument(at(19), [moved], 'page-2'))
			.exported()
		expect(record.incidents.map((one) => one.id)).toEqual(['oldest', 'older'])
		expect(incident(record, 'older').aliases).toEqual(['NEW01'])
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})

	test('a copy older than one already seen is kept and not folded', () => {
		const later: PageIncident = { ...open, updates: [...open.updates, { id: 'u2', at: at(12), status: 'resolved' }] }
		const record = new Chronicle()
			.look(at(13), 'incidents', incidentsDocument(at(12), [later]))
			.look(at(14), 'incidents', incidentsDocument(at(9), [open]))
			.look(at(15), 'incidents', incidentsDocument(at(9), [open]))
			.exported()
		expect(incident(record, 'one').milestones.resolvedAt?.at).toBe(at(12))
		expect(eventsOf(record, 'withdrawn')).toEqual([])
	})
})

describe('states of surfaces', () => {
	test('a change on the component list without a statement is dated by our looks alone', () => {
		const record = new Chronicle()
			.look(at(1), 'summary', summaryDocument(at(0), calm))
			.look(at(5), 'summary', summaryDocument(at(4), { ...calm, 'c-api': 'partial_outage' }))
			.exported()
		const api = record.states.filter((state) => state.surface === 'api')
		expect(api.map((state) => [state.from, state.to, state.state, state.basis, state.seen])).toEqual([
			[at(1), at(5), 'operational', 'seen', { by: at(1) }],
			[at(5), undefined, 'partial_outage', 'seen', { after: at(1), by: at(5) }],
		])
	})

	test('a list that a statement explains adds nothing', () => {
		const said: PageIncident = { id: 'one', updates: [{ id: 'u1', at: at(4), status: 'investigating', states: { 'c-api': ['operational', 'major_outage'] } }] }
		const record = new Chronicle()
			.look(at(1), 'summary', summaryDocument(at(0), calm))
			.look(at(5), 'summary', summaryDocument(at(4), { ...calm, 'c-api': 'major_outage' }, [said]))
			.exported()
		const api = record.states.filter((state) => state.surface === 'api')
		expect(api.map((state) => [state.from, state.state, state.basis])).toEqual([
			[at(1), 'operational', 'seen'],
			[at(4), 'major_outage', 'declared'],
		])
	})

	test('before the first look nothing is known, and a surface that no source names has no state', () => {
		const record = new Chronicle().look(at(1), 'summary', summaryDocument(at(0), calm)).exported()
		expect(record.states.map((state) => [state.surface, state.from])).toEqual([
			['web', at(1)],
			['api', at(1)],
		])
	})

	test('a component that no alias knows is counted, not dropped', () => {
		const stranger: PageIncident = {
			id: 'one',
			updates: [{ id: 'u1', at: at(4), status: 'investigating', states: { 'c-new': ['operational', 'major_outage'] } }],
		}
		const record = new Chronicle().look(at(5), 'incidents', incidentsDocument(at(4), [stranger])).exported()
		expect(incident(record, 'one').surfaces).toEqual([])
		expect(incident(record, 'one').unattributed).toEqual(['c-new'])
	})
})

describe('our own failures', () => {
	const timeout = { kind: 'timeout', message: 'no answer within 10 s' } as const

	test('open and close nothing, and are a gap from the first failed look to the next good one', () => {
		const record = new Chronicle()
			.look(at(10), 'summary', summaryDocument(at(9), calm, [open]))
			.failed(at(11), 'summary', timeout)
			.failed(at(12), 'summary', timeout)
			.look(at(13), 'summary', summaryDocument(at(9), calm, [open]))
			.exported()
		expect(record.incidents).toHaveLength(1)
		expect(record.gaps).toEqual([
			{ sources: ['acme/acme-status'], document: 'summary', from: at(11), to: at(13), reason: 'timeout: no answer within 10 s', bearsState: true },
		])
	})

	test('what appears after a gap was last known absent before it', () => {
		const record = new Chronicle()
			.look(at(5), 'summary', summaryDocument(at(4), calm))
			.failed(at(6), 'summary', timeout)
			.look(at(12), 'summary', summaryDocument(at(9), calm, [open]))
			.exported()
		expect(incident(record, 'one').seen).toEqual({ after: at(5), by: at(12) })
		expect(eventsOf(record, 'backdated')).toEqual([])
	})

	test('of most sources of one platform together are one gap of the platform', () => {
		const source = acme.sources[0]
		if (!source) throw new Error('acme has a source')
		const many = { ...acme, sources: ['s1', 's2', 's3'].map((id) => ({ ...source, id })) }
		const chronicle = new Chronicle(many)
		for (const id of ['s1', 's2', 's3']) chronicle.look(at(1), 'summary', summaryDocument(at(0), calm), id)
		for (const id of ['s1', 's2', 's3']) chronicle.failed(at(2), 'summary', timeout, id)
		for (const id of ['s1', 's2', 's3']) chronicle.look(at(5), 'summary', summaryDocument(at(0), calm), id)
		const record = chronicle.exported()
		expect(record.gaps.map((gap) => [gap.platform, gap.sources.length, gap.from, gap.to])).toEqual([['statuspage', 3, at(2), at(5)]])
	})
})

describe('a history that was read and not watched', () => {
	const silent: PageIncident = {
		id: 'silent',
		createdAt: at(0),
		updates: [
			{ id: 's1', at: at(0), status: 'investigating', states: { 'c-api': ['operational', 'major_outage'] } },
			{ id: 's2', at: at(30), status: 'resolved' },
		],
	}
	const census = { provider: 'acme', from: at(-60), to: at(600), kind: 'census' as const, source: 'a test' }

	test('a trouble that no statement took back ends with its incident, and what came after is not known', () => {
		const content = { ...contentOf(acme), coverage: [census] }
		const record = new Chronicle(acme, 'import').look(at(1000), 'incidents', incidentsDocument(at(999), [silent])).exported(content)
		expect(record.states.map((state) => [state.from, state.to, state.state])).toEqual([
			[at(0), at(30), 'major_outage'],
			[at(30), at(600), 'unknown'],
		])
	})

	test('what our looks followed lasts until the page takes it back', () => {
		const record = new Chronicle().look(at(31), 'incidents', incidentsDocument(at(30), [silent])).exported()
		// Between the incident's end and our first look nobody knows.
		expect(record.states.map((state) => [state.from, state.to, state.state])).toEqual([
			[at(0), at(30), 'major_outage'],
			[at(31), undefined, 'major_outage'],
		])
	})
})

describe('what is no outage', () => {
	const page = { id: 'page-1', name: 'Acme', url: 'https://status.acme.example', updated_at: at(100) }
	const planned = {
		...incidentRow({
			id: 'works',
			createdAt: at(-60),
			updates: [
				{ id: 'w1', at: at(-60), status: 'scheduled' },
				{ id: 'w2', at: at(0), status: 'in_progress', states: { 'c-api': ['operational', 'under_maintenance'] } },
				{ id: 'w3', at: at(90), status: 'completed', states: { 'c-api': ['under_maintenance', 'operational'] } },
			],
		}),
		impact: 'maintenance',
		scheduled_for: at(0),
		scheduled_until: at(60),
	}

	test('maintenance is announced, runs and ends; it belongs to no episode and no fix of it can fail', () => {
		const chronicle = new Chronicle()
			.look(at(100), 'scheduled-maintenances', { page, scheduled_maintenances: [planned] })
			.look(at(100), 'incidents', incidentsDocument(at(99), [{ ...open, updates: [{ id: 'u1', at: at(30), status: 'investigating' }] }]))
		const record = chronicle.exported()
		const works = incident(record, 'works')
		expect([works.kind, works.impact, works.scheduledFor, works.scheduledUntil, works.startedAt]).toEqual(['maintenance', 'none', at(0), at(60), undefined])
		expect(record.states.filter((state) => state.surface === 'api').map((state) => state.state)).not.toContain('major_outage')
		// It overlaps an incident, and still the two are no episode.
		expect(record.episodes).toEqual([])
		expect(eventsOf(record, 'fix_did_not_hold')).toEqual([])
	})

	test('a notice informs: it sets no state, whatever it names', () => {
		const google: Provider = {
			...acme,
			sources: [
				{
					id: 'g',
					platform: 'google-cloud',
					url: 'https://status.cloud.google.com/incidents.json',
					kind: 'official',
					everySeconds: 60,
					enabled: true,
					options: { products: ['API'] },
				},
			],
		}
		const row = {
			id: 'quota',
			begin: at(0),
			created: at(1),
			end: at(50),
			modified: at(50),
			external_desc: 'Quota changes for the API',
			status_impact: 'SERVICE_INFORMATION',
			severity: 'low',
			affected_products: [{ id: 'c-api', title: 'API' }],
			updates: [{ created: at(1), when: at(1), modified: at(1), status: 'SERVICE_INFORMATION', text: 'A quota changes next week.' }],
			uri: 'incidents/quota',
		}
		const record = new Chronicle(google).look(at(60), 'incidents', [row]).exported()
		expect([incident(record, 'quota').kind, incident(record, 'quota').impact]).toEqual(['notice', 'none'])
		expect(record.states).toEqual([])
		expect(record.episodes).toEqual([])
	})
})
