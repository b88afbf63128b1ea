import { describe, expect, test } from 'vitest'
import type { Provider } from '#core/model/provider.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import {
	incidentRow,
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'
import { at, calm, eventsOf, incidentOf, open } from '../../support/traps.ts'

describe('states of surfaces', () => {
	test('a change on the component list without a statement is dated by our looks alone', () => {
		const record = new Chronicle()
			.look(at(1), 'summary', summaryDocument(at(0), calm))
			.look(at(5), 'summary', summaryDocument(at(4), { ...calm, 'c-api': 'partial_outage' }))
			.exported()
		const api = record.states.filter((state) => state.surface === 'api')
		expect(
			api.map((state) => [state.from, state.to, state.state, state.basis, state.seen]),
		).toEqual([
			[at(1), at(5), 'operational', 'seen', { by: at(1) }],
			[at(5), undefined, 'partial_outage', 'seen', { after: at(1), by: at(5) }],
		])
	})

	test('a list that a statement explains adds nothing', () => {
		const said: PageIncident = {
			id: 'one',
			updates: [
				{
					id: 'u1',
					at: at(4),
					status: 'investigating',
					states: { 'c-api': ['operational', 'major_outage'] },
				},
			],
		}
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
			updates: [
				{
					id: 'u1',
					at: at(4),
					status: 'investigating',
					states: { 'c-new': ['operational', 'major_outage'] },
				},
			],
		}
		const record = new Chronicle()
			.look(at(5), 'incidents', incidentsDocument(at(4), [stranger]))
			.exported()
		expect(incidentOf(record, 'one').surfaces).toEqual([])
		expect(incidentOf(record, 'one').unattributed).toEqual(['c-new'])
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
			{
				sources: ['acme/acme-status'],
				document: 'summary',
				from: at(11),
				to: at(13),
				reason: 'timeout: no answer within 10 s',
				bearsState: true,
			},
		])
	})

	test('what appears after a gap was last known absent before it', () => {
		const record = new Chronicle()
			.look(at(5), 'summary', summaryDocument(at(4), calm))
			.failed(at(6), 'summary', timeout)
			.look(at(12), 'summary', summaryDocument(at(9), calm, [open]))
			.exported()
		expect(incidentOf(record, 'one').seen).toEqual({ after: at(5), by: at(12) })
		expect(eventsOf(record, 'backdated')).toEqual([])
	})

	test('of most sources of one platform together are one gap of the platform', () => {
		const source = acme.sources[0]
		if (!source) throw new Error('acme has a source')
		const many = { ...acme, sources: ['s1', 's2', 's3'].map((id) => ({ ...source, id })) }
		const chronicle = new Chronicle(many)
		for (const id of ['s1', 's2', 's3'])
			chronicle.look(at(1), 'summary', summaryDocument(at(0), calm), id)
		for (const id of ['s1', 's2', 's3']) chronicle.failed(at(2), 'summary', timeout, id)
		for (const id of ['s1', 's2', 's3'])
			chronicle.look(at(5), 'summary', summaryDocument(at(0), calm), id)
		const record = chronicle.exported()
		expect(record.gaps.map((gap) => [gap.platform, gap.sources.length, gap.from, gap.to])).toEqual([
			['statuspage', 3, at(2), at(5)],
		])
	})
})

describe('a history that was read and not watched', () => {
	const silent: PageIncident = {
		id: 'silent',
		createdAt: at(0),
		updates: [
			{
				id: 's1',
				at: at(0),
				status: 'investigating',
				states: { 'c-api': ['operational', 'major_outage'] },
			},
			{ id: 's2', at: at(30), status: 'resolved' },
		],
	}
	const census = {
		provider: 'acme',
		from: at(-60),
		to: at(600),
		kind: 'census' as const,
		source: 'a test',
	}

	test('a trouble that no statement took back ends with its incident, and what came after is not known', () => {
		const content = { ...contentOf(acme), coverage: [census] }
		const record = new Chronicle(acme, 'import')
			.look(at(1000), 'incidents', incidentsDocument(at(999), [silent]))
			.exported(content)
		expect(record.states.map((state) => [state.from, state.to, state.state])).toEqual([
			[at(0), at(30), 'major_outage'],
			// The list holds all incidents up to the moment at which it was read, whatever the editors
			// state besides.
			[at(30), at(1000), 'unknown'],
		])
	})

	test('what our looks followed lasts until the page takes it back, where a list of components would say so', () => {
		const record = new Chronicle()
			.look(at(31), 'summary', summaryDocument(at(30), { ...calm, 'c-api': 'major_outage' }))
			.look(at(31), 'incidents', incidentsDocument(at(30), [silent]))
			.exported()
		// Between the incident's end and our first look nobody knows.
		expect(
			record.states
				.filter(({ surface }) => surface === 'api')
				.map((state) => [state.from, state.to, state.state]),
		).toEqual([
			[at(0), at(30), 'major_outage'],
			[at(31), undefined, 'major_outage'],
		])
	})

	test('where no list of components is read, a trouble that no statement took back is not known after its incident', () => {
		const record = new Chronicle()
			.look(at(31), 'incidents', incidentsDocument(at(30), [silent]))
			.exported()
		expect(record.states.map((state) => [state.from, state.to, state.state])).toEqual([
			[at(0), at(30), 'major_outage'],
			[at(31), undefined, 'unknown'],
		])
	})
})

describe('what is no outage', () => {
	const page = {
		id: 'page-1',
		name: 'Acme',
		url: 'https://status.acme.example',
		updated_at: at(100),
	}
	const planned = {
		...incidentRow({
			id: 'works',
			createdAt: at(-60),
			updates: [
				{ id: 'w1', at: at(-60), status: 'scheduled' },
				{
					id: 'w2',
					at: at(0),
					status: 'in_progress',
					states: { 'c-api': ['operational', 'under_maintenance'] },
				},
				{
					id: 'w3',
					at: at(90),
					status: 'completed',
					states: { 'c-api': ['under_maintenance', 'operational'] },
				},
			],
		}),
		impact: 'maintenance',
		scheduled_for: at(0),
		scheduled_until: at(60),
	}

	test('maintenance is announced, runs and ends; it belongs to no episode and no fix of it can fail', () => {
		const chronicle = new Chronicle()
			.look(at(100), 'scheduled-maintenances', { page, scheduled_maintenances: [planned] })
			.look(
				at(100),
				'incidents',
				incidentsDocument(at(99), [
					{ ...open, updates: [{ id: 'u1', at: at(30), status: 'investigating' }] },
				]),
			)
		const record = chronicle.exported()
		const works = incidentOf(record, 'works')
		expect([
			works.kind,
			works.impact,
			works.scheduledFor,
			works.scheduledUntil,
			works.startedAt,
		]).toEqual(['maintenance', 'none', at(0), at(60), undefined])
		expect(
			record.states.filter((state) => state.surface === 'api').map((state) => state.state),
		).not.toContain('major_outage')
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
			updates: [
				{
					created: at(1),
					when: at(1),
					modified: at(1),
					status: 'SERVICE_INFORMATION',
					text: 'A quota changes next week.',
				},
			],
			uri: 'incidents/quota',
		}
		const record = new Chronicle(google).look(at(60), 'incidents', [row]).exported()
		expect([incidentOf(record, 'quota').kind, incidentOf(record, 'quota').impact]).toEqual([
			'notice',
			'none',
		])
		expect(record.states).toEqual([])
		expect(record.episodes).toEqual([])
	})
})
