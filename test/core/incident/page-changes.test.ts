import { describe, expect, test } from 'vitest'
import { isOpen } from '#core/incident/lifespan.ts'
import { tiedNow } from '#core/incident/tied.ts'
import type { Export } from '#core/model/export.ts'
import { changeIn, fieldOf } from '#core/model/timeline.ts'
import { acme, Chronicle } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	maintenancesDocument,
	type PageIncident,
} from '../../support/statuspage-documents.ts'
import { at, eventsOf, incidentOf, older, open } from '../../support/traps.ts'

/** A page at ten past ten and as it is at half past. */
function changed(before: PageIncident, after: PageIncident): Export {
	return new Chronicle()
		.look(at(10), 'incidents', incidentsDocument(at(9), [before, older]))
		.look(at(30), 'incidents', incidentsDocument(at(29), [{ updatedAt: at(29), ...after }, older]))
		.exported()
}

function planned(before: PageIncident, after: PageIncident): Export {
	return new Chronicle()
		.look(at(10), 'scheduled-maintenances', maintenancesDocument(at(9), [before]))
		.look(
			at(30),
			'scheduled-maintenances',
			maintenancesDocument(at(29), [{ updatedAt: at(29), ...after }]),
		)
		.exported()
}

const corrections = (record: Export) =>
	record.timelines
		.flatMap(({ events }) => events)
		.flatMap((event) => {
			const change = changeIn(event)
			const field = fieldOf(change)
			if (change === undefined || field === undefined) return []
			const { kind, seen } = event
			return [[kind, field, change.was, change.became, seen?.after, seen?.by]]
		})

describe('what is tied to an incident', () => {
	const both: PageIncident = { ...open, components: ['c-web', 'c-api'] }

	test('a component taken off keeps its place in the surfaces and is not tied any more', () => {
		const record = changed(both, { ...open, components: ['c-api'] })
		expect(corrections(record)).toEqual([
			['edited', 'components', 'Website, API', 'API', at(10), at(30)],
		])
		const incident = incidentOf(record, 'one')
		expect(incident.surfaces).toEqual(['web', 'api'])
		expect(tiedNow(incident)?.map(({ surface }) => surface)).toEqual(['api'])
		expect(incident.tied?.components.map(({ surface, gone }) => [surface, gone])).toEqual([
			['web', { after: at(10), by: at(30) }],
			['api', undefined],
		])
	})

	test('all of them taken off, and one that comes back', () => {
		const record = new Chronicle()
			.look(at(10), 'incidents', incidentsDocument(at(9), [both, older]))
			.look(at(20), 'incidents', incidentsDocument(at(19), [{ ...open, updatedAt: at(19) }, older]))
			.look(
				at(30),
				'incidents',
				incidentsDocument(at(29), [{ ...open, updatedAt: at(29), components: ['c-web'] }, older]),
			)
			.exported()
		expect(corrections(record).map(([, , was, became]) => [was, became])).toEqual([
			['Website, API', null],
			[null, 'Website'],
		])
		expect(tiedNow(incidentOf(record, 'one'))?.map(({ component }) => component)).toEqual([
			'Website',
		])
		expect(incidentOf(record, 'one').tied?.components).toHaveLength(3)
	})

	test('one that a new statement declares was added aloud', () => {
		const told = {
			id: 'u2',
			at: at(20),
			status: 'identified',
			states: { 'c-web': ['operational', 'partial_outage'] as [string, string] },
		}
		const record = changed(
			{ ...open, components: ['c-api'] },
			{ ...both, updates: [...open.updates, told] },
		)
		expect(corrections(record)).toEqual([])
		expect(tiedNow(incidentOf(record, 'one'))?.map(({ surface }) => surface)).toEqual([
			'api',
			'web',
		])
	})

	test('one that is added without a word is an edit', () => {
		expect(
			corrections(changed({ ...open, components: ['c-api'] }, both)).map(
				([kind, , was, became]) => [kind, was, became],
			),
		).toEqual([['edited', 'API', 'API, Website']])
	})

	test('the same components in another order change nothing', () => {
		expect(corrections(changed(both, { ...open, components: ['c-api', 'c-web'] }))).toEqual([])
	})
})

describe('the window of a maintenance', () => {
	const day = (hours: number) => at(24 * 60 + hours * 60)
	const work: PageIncident = {
		id: 'work',
		window: [day(0), day(4)],
		updates: [{ id: 'm1', at: at(0), status: 'scheduled' }],
	}

	test('moved as a whole, either way, it is edited and both windows are kept', () => {
		for (const by of [3, -3]) {
			const record = planned(work, { ...work, window: [day(by), day(4 + by)] })
			expect(
				corrections(record).map(([kind, field, was, became]) => [kind, field, was, became]),
			).toEqual([
				['edited', 'scheduledFor', day(0), day(by)],
				['edited', 'scheduledUntil', day(4), day(4 + by)],
			])
			expect(incidentOf(record, 'work').scheduledFor).toBe(day(by))
		}
	})

	test('a beginning that is moved into the past was dated back', () => {
		expect(
			corrections(planned(work, { ...work, window: [at(5), day(4)] }))[0]?.slice(0, 2),
		).toEqual(['backdated', 'scheduledFor'])
	})

	test('called off in so many words it is withdrawn at once, and it stays so', () => {
		const off: PageIncident = { ...work, status: 'cancelled', updatedAt: at(29) }
		const chronicle = new Chronicle()
			.look(at(10), 'scheduled-maintenances', maintenancesDocument(at(9), [work]))
			.look(at(30), 'scheduled-maintenances', maintenancesDocument(at(29), [off]))
			.look(
				at(40),
				'scheduled-maintenances',
				maintenancesDocument(at(39), [{ ...off, name: 'Called off' }]),
			)
		const record = chronicle.exported()
		expect(isOpen(incidentOf(record, 'work'))).toBe(false)
		expect(eventsOf(record, 'withdrawn').map(({ title, seen }) => [title, seen])).toEqual([
			['Maintenance cancelled', { after: at(10), by: at(30) }],
		])
		expect(record.problems).toEqual([])
		const back = chronicle.look(
			at(50),
			'scheduled-maintenances',
			maintenancesDocument(at(49), [{ ...work, updatedAt: at(49), name: 'Called off' }]),
		)
		expect(isOpen(incidentOf(back.exported(), 'work'))).toBe(true)
	})
})

describe('times', () => {
	test.each(['startedAt', 'resolvedAt'] as const)(
		'%s moved to an earlier time was dated back, to a later one it was edited',
		(field) => {
			const over: PageIncident = {
				...open,
				createdAt: at(-60),
				startedAt: at(-60),
				updates: [{ id: 'u1', at: at(9), status: 'resolved' }],
			}
			const before = { ...over, [field]: at(5) }
			expect(
				corrections(changed(before, { ...over, [field]: at(2) })).map(([kind, name]) => [
					kind,
					name,
				]),
			).toEqual([['backdated', field]])
			expect(corrections(changed(before, { ...over, [field]: at(8) }))).toEqual([
				['edited', field, at(5), at(8), at(10), at(30)],
			])
		},
	)

	test('a statement moved to a later time was edited', () => {
		const later = {
			...open,
			createdAt: at(9),
			updates: [{ id: 'u1', at: at(12), writtenAt: at(9), status: 'investigating' }],
		}
		expect(corrections(changed(open, later))).toEqual([
			['edited', 'at', at(9), at(12), at(10), at(30)],
		])
	})

	test('a filing that moves alone is kept, and where it follows the beginning it is said once', () => {
		const filed = { ...open, createdAt: at(9), startedAt: at(0) }
		expect(
			corrections(changed(filed, { ...filed, createdAt: at(3) })).map(([kind, field]) => [
				kind,
				field,
			]),
		).toEqual([['backdated', 'createdAt']])
		const both = { ...open, createdAt: at(9) }
		expect(
			corrections(changed(both, { ...both, createdAt: at(3) })).map(([, field]) => field),
		).toEqual(['startedAt'])
		expect(incidentOf(changed(both, { ...both, createdAt: at(3) }), 'one').createdAt).toBe(at(3))
	})

	test('an end that a statement takes back is that statement’s news', () => {
		const over: PageIncident = {
			...open,
			updates: [...open.updates, { id: 'u2', at: at(9), status: 'resolved' }],
		}
		const again = {
			...over,
			updates: [...over.updates, { id: 'u3', at: at(20), status: 'investigating' }],
		}
		expect(corrections(changed(over, again))).toEqual([])
		const twice = {
			...again,
			updates: [...again.updates, { id: 'u4', at: at(28), status: 'resolved' }],
		}
		expect(corrections(changed(over, twice))).toEqual([])
	})
})

describe('what else a page can change', () => {
	test('states in a published statement', () => {
		const stating = (state: string): PageIncident => ({
			...open,
			updates: [
				{
					id: 'u1',
					at: at(9),
					status: 'investigating',
					states: { 'c-api': ['operational', state] },
				},
			],
		})
		expect(corrections(changed(stating('major_outage'), stating('degraded_performance')))).toEqual([
			['edited', 'states', 'API: major_outage', 'API: degraded_performance', at(10), at(30)],
		])
	})

	test('whether subscribers were notified', () => {
		const quiet = {
			...open,
			updates: [{ id: 'u1', at: at(9), status: 'investigating', notified: false }],
		}
		expect(
			corrections(changed(quiet, open)).map(([kind, , was, became]) => [kind, was, became]),
		).toEqual([['edited', 'false', 'true']])
	})

	test('a status that nothing explains: back is an edit, on is news, and neither is one where a statement or an end says it', () => {
		const found: PageIncident = {
			...open,
			updates: [...open.updates, { id: 'u2', at: at(9), status: 'identified' }],
		}
		const back = changed(found, { ...found, status: 'investigating' })
		expect(corrections(back).map(([kind, , was, became]) => [kind, was, became])).toEqual([
			['edited', 'identified', 'investigating'],
		])
		const on = changed(found, { ...found, status: 'monitoring' })
		expect(corrections(on).map(([kind, field]) => [kind, field])).toEqual([
			['status_changed', 'status'],
		])
		expect(
			corrections(changed(found, { ...found, status: 'resolved', resolvedAt: at(20) })),
		).toEqual([])
	})

	test('only one look accuses nobody, and neither does a file that lacks a statement', () => {
		const two: PageIncident = {
			...open,
			components: ['c-web'],
			updates: [...open.updates, { id: 'u2', at: at(9), status: 'identified' }],
		}
		const record = new Chronicle(acme, 'import')
			.look(at(10), 'incidents', incidentsDocument(at(9), [two, older]))
			.look(
				at(20),
				'incidents',
				incidentsDocument(at(19), [{ ...open, name: 'Other', updatedAt: at(19) }, older]),
			)
			.look(
				at(30),
				'incidents',
				incidentsDocument(at(29), [{ ...open, name: 'Another', updatedAt: at(29) }, older]),
			)
			.exported()
		expect(corrections(record)).toEqual([])
		expect(eventsOf(record, 'withdrawn')).toEqual([])
		expect(incidentOf(record, 'one').revisions.map(({ field, was }) => [field, was])).toEqual([
			['title', 'Errors'],
			['status', 'identified'],
			['components', 'Website'],
			['title', 'Other'],
		])
	})
})
