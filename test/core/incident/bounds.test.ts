import { describe, expect, test, vi } from 'vitest'
import { bounds } from '#core/bounds.ts'
import { replacedVersions } from '#core/incident/bounded-revisions.ts'
import type { ListedState } from '#core/incident/ledger.ts'
import { leftOutProblems } from '#core/record/left-out-problems.ts'
import { addSeconds } from '#core/time/time.ts'
import { skippedIn } from '#core/timeline/corrections.ts'
import { Chronicle } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'
import { at, eventsOf, incidentOf, older } from '../../support/traps.ts'

/** A few looks that bring what a page would need weeks for: the bounds are those of the code. */

// Hundreds of statements a look; a machine that is busy takes its time.
vi.setConfig({ testTimeout: 30_000 })

const statement = (number: number, body = `Statement ${number}.`) => ({
	id: `u${number}`,
	at: addSeconds(at(0), number * 60),
	status: 'investigating',
	body,
})

/** An incident with the statements of some numbers. */
function saying(
	numbers: readonly number[],
	updatedAt: string,
	more: Partial<PageIncident> = {},
): PageIncident {
	return {
		id: 'one',
		createdAt: at(0),
		updatedAt,
		updates: numbers.map((number) => statement(number)),
		...more,
	}
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)

describe('updates of one incident', () => {
	const most = bounds.updatesAnIncident.most

	test('beyond the bound the first and the newest are kept, the rest is counted, and nobody is accused', () => {
		const record = new Chronicle()
		const total = most + 130
		for (const [minute, count] of [
			[most - 5, most - 5],
			[most + 3, most + 3],
			[total, total],
			[total + 1, total],
		] as const)
			record.look(
				at(minute),
				'incidents',
				incidentsDocument(at(minute), [saying(upTo(count), at(minute)), older]),
			)
		const exported = record.exported()
		const incident = incidentOf(exported, 'one')
		expect(incident.updates).toHaveLength(most)
		expect(incident.updates[0]?.nativeId).toBe('u0')
		expect(incident.updates.at(-1)?.nativeId).toBe(`u${total - 1}`)
		expect(incident.updates.length + (incident.leftOut?.updatesAnIncident ?? 0)).toBe(total)
		expect(eventsOf(exported, 'withdrawn')).toEqual([])
		expect(eventsOf(exported, 'backdated')).toEqual([])
		expect(
			exported.problems.some(({ message }) => message.startsWith(bounds.updatesAnIncident.what)),
		).toBe(true)
	})

	test('a first look at more than the bound counts what it did not read', () => {
		const record = new Chronicle()
			.look(at(1), 'incidents', incidentsDocument(at(1), [saying(upTo(most + 40), at(1)), older]))
			.exported()
		expect(incidentOf(record, 'one').leftOut).toEqual({ updatesAnIncident: 40 })
	})

	test('what was left out and is listed again later was not dated back', () => {
		const record = new Chronicle()
		const first = upTo(most)
		const then = upTo(most * 2).slice(most)
		record.look(
			at(most),
			'incidents',
			incidentsDocument(at(most), [saying(first, at(most)), older]),
		)
		// All of them give way to as many new ones: then they are gone.
		for (const minute of [2 * most, 2 * most + 1, 2 * most + 2])
			record.look(
				at(minute),
				'incidents',
				incidentsDocument(at(minute), [
					saying(then, at(minute), { name: `Title ${minute}` }),
					older,
				]),
			)
		const again = at(3 * most)
		record.look(
			again,
			'incidents',
			incidentsDocument(again, [
				saying([...first.slice(100, 110), ...then.slice(20)], again),
				older,
			]),
		)
		expect(eventsOf(record.exported(), 'backdated')).toEqual([])
	})

	test('anything within the bounds is told as ever', () => {
		const record = new Chronicle()
			.look(at(1), 'incidents', incidentsDocument(at(1), [saying(upTo(most), at(1)), older]))
			.exported()
		const incident = incidentOf(record, 'one')
		expect([incident.updates.length, incident.leftOut]).toEqual([most, undefined])
	})
})

describe('versions of one text', () => {
	test('the first and the newest are kept, with the number of those between', () => {
		const record = new Chronicle()
		const edits = 60
		for (let edit = 0; edit <= edits; edit += 1) {
			const updates = [statement(0, `Version ${edit}.`)]
			record.look(
				at(1 + edit),
				'incidents',
				incidentsDocument(at(edit), [
					{ id: 'one', createdAt: at(0), updatedAt: at(edit), updates },
					older,
				]),
			)
		}
		const exported = record.exported()
		const revisions = incidentOf(exported, 'one').updates[0]?.revisions ?? []
		expect(revisions).toHaveLength(bounds.revisionsAField.most)
		expect(replacedVersions(revisions)).toBe(edits)
		expect(revisions[0]).toMatchObject({ was: 'Version 0.', became: 'Version 1.' })
		expect(revisions.at(-1)).toMatchObject({
			was: `Version ${edits - 1}.`,
			became: `Version ${edits}.`,
		})
		const told = eventsOf(exported, 'edited')
		expect(told.reduce((sum, event) => sum + 1 + skippedIn(event), 0)).toBe(edits)
	})

	test('of long texts the beginnings stay', () => {
		const record = new Chronicle()
		for (let edit = 0; edit <= 8; edit += 1) {
			const updates = upTo(30).map((number) =>
				statement(number, `${edit}/${number} ${'long '.repeat(3000)}`),
			)
			record.look(
				at(100 + edit),
				'incidents',
				incidentsDocument(at(99 + edit), [
					{ id: 'one', createdAt: at(0), updatedAt: at(99 + edit), updates },
					older,
				]),
			)
		}
		const { updates } = incidentOf(record.exported(), 'one')
		const revisions = updates.flatMap((update) => update.revisions)
		const characters = revisions.reduce(
			(sum, { was, became }) => sum + (was?.length ?? 0) + (became?.length ?? 0),
			0,
		)
		expect(characters).toBeLessThanOrEqual(bounds.revisionCharacters.most)
		expect(revisions.every(({ cut }) => cut)).toBe(true)
		for (const update of updates) expect(replacedVersions(update.revisions)).toBe(8)
	})
})

describe('new incidents', () => {
	test('a page that brings hundreds a day is followed in what is known, and the rest is counted', () => {
		const record = new Chronicle()
		const known: PageIncident = {
			id: 'one',
			createdAt: at(-5),
			updatedAt: at(-5),
			updates: [statement(0)],
		}
		record.look(at(0), 'incidents', incidentsDocument(at(0), [known, older]))
		const flood = upTo(bounds.newIncidentsADay.most + 200).map(
			(number): PageIncident => ({
				id: `n${number}`,
				createdAt: addSeconds(at(1), number),
				updates: [{ id: `n${number}u`, at: addSeconds(at(1), number), status: 'investigating' }],
			}),
		)
		const after: PageIncident = {
			...known,
			updatedAt: at(20),
			updates: [statement(0), { id: 'end', at: at(20), status: 'resolved' }],
		}
		record.look(at(21), 'incidents', incidentsDocument(at(20), [after, older, ...flood]))
		record.look(at(23), 'incidents', incidentsDocument(at(22), [after, older, ...flood]))
		const exported = record.exported()
		expect(exported.incidents).toHaveLength(bounds.newIncidentsADay.most + 2)
		expect(incidentOf(exported, 'one').status).toBe('resolved')
		expect(eventsOf(exported, 'withdrawn')).toEqual([])
		expect(exported.problems.map(({ message }) => message)).toContain(
			`${bounds.newIncidentsADay.what}: 700, of which we read 500. The snapshot has the rest.`,
		)
	})

	test('a first look brings the whole history of a page', () => {
		const past = upTo(bounds.newIncidentsADay.most + 200).map(
			(number): PageIncident => ({
				id: `n${number}`,
				createdAt: addSeconds(at(-9000), number),
				updates: [{ id: `n${number}u`, at: addSeconds(at(-9000), number), status: 'resolved' }],
			}),
		)
		const record = new Chronicle()
			.look(at(0), 'incidents', incidentsDocument(at(0), past))
			.exported()
		expect(record.incidents).toHaveLength(past.length)
	})
})

describe('component lists', () => {
	const listed = (record: Chronicle, key: string): readonly ListedState[] =>
		record.folded().rest.listed[key] ?? []
	const flapping = (number: number) => (number % 2 === 0 ? 'operational' : 'degraded_performance')

	test('of a component that flaps all day so many changes are kept; the others are one stretch with the worst of their states', () => {
		const record = new Chronicle()
		const changes = 200
		for (let number = 0; number < changes; number += 1) {
			const state = number === 150 ? 'major_outage' : flapping(number)
			record.look(
				at(number),
				'summary',
				summaryDocument(at(number), { 'c-web': state, 'c-api': 'operational' }),
			)
		}
		const entries = listed(record, 'c-web')
		expect(entries).toHaveLength(bounds.changesAComponentADay.most)
		expect(entries.reduce((sum, { changes: own = 1 }) => sum + own, 0)).toBe(changes)
		expect(entries.at(-2)?.state).toBe('major_outage')
		expect(entries.at(-1)?.seen.by).toBe(at(changes - 1))
		expect(leftOutProblems(record.folded()).map(({ message }) => message)).toContain(
			`${bounds.changesAComponentADay.what}: ${changes - entries.length} left out. The snapshots have them.`,
		)
	})

	test('a day later it is told change by change again', () => {
		const record = new Chronicle()
		for (let number = 0; number < 100; number += 1)
			record.look(at(number), 'summary', summaryDocument(at(number), { 'c-web': flapping(number) }))
		for (let number = 0; number < 10; number += 1)
			record.look(
				at(1440 + number),
				'summary',
				summaryDocument(at(1440 + number), { 'c-web': flapping(number) }),
			)
		const { length } = listed(record, 'c-web')
		// The first of them says what the last one of the day before said not.
		expect(length).toBe(bounds.changesAComponentADay.most + 10)
	})

	test('one that no surface stands for, that never was in trouble and is gone, is forgotten; one that was in trouble is not', () => {
		const record = new Chronicle()
		record.look(
			at(0),
			'summary',
			summaryDocument(at(0), { 'c-web': 'operational', calm: 'operational', sick: 'major_outage' }),
		)
		record.look(
			at(1),
			'summary',
			summaryDocument(at(1), { 'c-web': 'operational', calm: 'operational', sick: 'operational' }),
		)
		expect(record.folded().rest.unattributed).toEqual(['calm', 'sick'])
		for (const minute of [2, 3])
			record.look(at(minute), 'summary', summaryDocument(at(minute), { 'c-web': flapping(minute) }))
		expect(record.folded().rest.unattributed).toEqual(['sick'])
		expect([listed(record, 'calm').length, listed(record, 'sick').length > 0]).toEqual([0, true])
		expect(listed(record, 'c-web').length).toBeGreaterThan(0)
	})

	test('a list that lacks it once has not forgotten it', () => {
		const record = new Chronicle()
		record.look(
			at(0),
			'summary',
			summaryDocument(at(0), { 'c-web': 'operational', calm: 'operational' }),
		)
		record.look(at(1), 'summary', summaryDocument(at(1), { 'c-web': 'degraded_performance' }))
		record.look(
			at(2),
			'summary',
			summaryDocument(at(2), { 'c-web': 'operational', calm: 'operational' }),
		)
		record.look(at(3), 'summary', summaryDocument(at(3), { 'c-web': 'degraded_performance' }))
		expect(record.folded().rest.unattributed).toEqual(['calm'])
	})

	test('of a list that is too long our products are read, wherever they stand, and none of them counts as gone', () => {
		const strangers = Object.fromEntries(
			upTo(bounds.componentsAList.most + 500).map((number) => [`s${number}`, 'operational']),
		)
		const record = new Chronicle()
		for (const minute of [0, 1, 2])
			record.look(
				at(minute),
				'summary',
				summaryDocument(at(minute), {
					...strangers,
					'c-web': flapping(minute),
					'c-api': 'operational',
				}),
			)
		expect(listed(record, 'c-web')).toHaveLength(3)
		expect(listed(record, 'c-api')).toHaveLength(1)
		expect(Object.keys(record.folded().rest.listed)).toHaveLength(bounds.componentsAList.most)
	})
})
