import { describe, expect, test } from 'vitest'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import { collected } from '../../support/collected.ts'

const only = (record: ReturnType<typeof collected>): Incident => {
	const [incident, ...rest] = record.incidents
	if (!incident || rest.length > 0)
		throw new Error(`expected one incident, got ${record.incidents.length}`)
	return incident
}

const census = (record: object) => ({
	readAt: '2025-01-10',
	records: [{ id: 'same', precision: 'minute', ...record }],
})
const sample = (record: object) => ({
	readAt: '2026-09-27',
	records: [{ id: 'same', precision: 'second', ...record }],
})
const said = (at: string, status: string, more: object = {}) => ({
	at,
	status,
	text: `Status: ${status}.`,
	summary: true,
	...more,
})

describe('one incident in two collections', () => {
	const rough = census({
		title: 'Errors on the website',
		impact: 'major',
		createdAt: '2024-06-04T14:53:00Z',
		resolvedAt: '2024-06-04T16:45:00Z',
		updates: [
			said('2024-06-04T14:53:00Z', 'investigating', { precision: 'minute' }),
			said('2024-06-04T16:45:00Z', 'resolved', { precision: 'minute' }),
		],
	})
	const fine = sample({
		title: 'Errors on the website and elsewhere',
		titleSummary: true,
		impact: 'minor',
		startedAt: '2024-06-04T14:40:00Z',
		createdAt: '2024-06-04T14:53:58Z',
		resolvedAt: '2024-06-04T16:40:00Z',
		updates: [
			said('2024-06-04T14:53:58Z', 'investigating', {
				precision: 'second',
				text: 'Opened.',
				states: [{ component: 'Web', state: 'partial_outage' }],
			}),
			said('2024-06-04T15:40:40Z', 'investigating', { precision: 'second' }),
			said('2024-06-04T16:45:57Z', 'resolved', { precision: 'second' }),
		],
	})

	test('nothing counts as edited, retitled, rerated or moved', () => {
		for (const order of [
			[rough, fine],
			[fine, rough],
		]) {
			const record = collected(...order)
			expect(only(record).revisions).toEqual([])
			expect(only(record).updates.flatMap((update) => update.revisions)).toEqual([])
			const kinds = record.timelines.flatMap((timeline) =>
				timeline.events.map((event) => event.kind),
			)
			expect(
				kinds.filter((kind) =>
					['edited', 'retitled', 'rerated', 'backdated', 'withdrawn'].includes(kind),
				),
			).toEqual([])
		}
	})

	test('a statement is one statement, at the finer time, with the states that only one of them gives', () => {
		const incident = only(collected(rough, fine))
		expect(incident.updates.map(({ at, status, precision }) => [at, status, precision])).toEqual([
			['2024-06-04T14:53:58Z', 'investigating', 'second'],
			['2024-06-04T15:40:40Z', 'investigating', 'second'],
			['2024-06-04T16:45:57Z', 'resolved', 'second'],
		])
		expect(incident.updates[0]?.states).toMatchObject([{ state: 'partial_outage' }])
		expect(
			new Set(
				incident.updates[0]?.evidence.flatMap((item) =>
					item.kind === 'snapshot' ? [item.source] : [],
				),
			).size,
		).toBe(2)
	})

	test('of two summaries the one that says more holds, whichever was read first', () => {
		const brief = census({
			title: 'Errors',
			createdAt: '2024-06-04T14:53:00Z',
			updates: [said('2024-06-04T14:53:00Z', 'investigating', { precision: 'minute' })],
		})
		const full = sample({
			title: 'Errors',
			createdAt: '2024-06-04T14:53:58Z',
			updates: [
				said('2024-06-04T14:53:58Z', 'investigating', {
					precision: 'second',
					text: 'It looked into errors of the website and named a model.',
				}),
			],
		})
		for (const order of [
			[brief, full],
			[full, brief],
		])
			expect(
				only(collected(...order)).updates.map(({ body, at }) => [body, at.slice(0, 16)]),
			).toEqual([['It looked into errors of the website and named a model.', '2024-06-04T14:53']])
	})

	test('the published title and the first rating stay; what only the second knows is filled in', () => {
		expect(only(collected(rough, fine))).toMatchObject({
			title: 'Errors on the website',
			impact: 'major',
			createdAt: '2024-06-04T14:53:00Z',
			startedAt: '2024-06-04T14:40:00Z',
			resolvedAt: '2024-06-04T16:45:00Z',
		})
		const unrated = census({ title: 'Ours', titleSummary: true, createdAt: '2024-06-04T14:53:00Z' })
		expect(
			only(
				collected(
					unrated,
					sample({
						title: 'Theirs',
						impact: 'critical',
						createdAt: '2024-06-04T14:53:58Z',
						resolvedAt: '2024-06-04T16:45:57Z',
					}),
				),
			),
		).toMatchObject({ title: 'Theirs', impact: 'critical', resolvedAt: '2024-06-04T16:45:57Z' })
	})
})

describe('rough edges of a list', () => {
	test('an end that nobody recorded is no incident that goes on', () => {
		const incident = only(
			collected(census({ title: 'No end', createdAt: '2024-06-04T14:53:00Z', resolvedAt: null })),
		)
		expect(incident.status).toBe('unknown')
		expect(isOpen(incident)).toBe(false)
		expect(incident.milestones).toMatchObject({
			acknowledgedAt: { at: '2024-06-04T14:53:00Z' },
			resolvedAt: null,
		})
	})

	test('an end before the beginning is a problem, and no negative length', () => {
		const record = collected(
			census({
				title: 'Backwards',
				createdAt: '2024-06-04T14:53:00Z',
				resolvedAt: '2024-06-04T10:00:00Z',
			}),
		)
		expect(record.problems.map((problem) => problem.message)).toEqual(['ends before it begins'])
		expect(lifespanOf(only(record))).toEqual({
			from: '2024-06-04T14:53:00Z',
			to: '2024-06-04T14:53:00Z',
		})
	})

	test('where only the trouble’s own times are told, nobody knows when it was acknowledged', () => {
		const record = collected(
			census({
				title: 'Told later',
				startedAt: '2024-06-04T14:53:00Z',
				resolvedAt: '2024-06-04T15:00:00Z',
			}),
		)
		expect(only(record).milestones).toMatchObject({
			startedAt: { at: '2024-06-04T14:53:00Z' },
			acknowledgedAt: null,
			resolvedAt: { at: '2024-06-04T15:00:00Z' },
		})
		expect(record.timelines[0]?.events.map((event) => event.kind)).toEqual(['update', 'resolved'])
	})

	test('what users reported is no statement of the provider', () => {
		const record = collected(
			census({
				title: 'Reports',
				status: 'unknown',
				origin: 'crowd',
				startedAt: '2024-06-04T14:53:00Z',
				resolvedAt: '2024-06-04T15:00:00Z',
			}),
		)
		expect(only(record)).toMatchObject({ origin: 'crowd', milestones: { acknowledgedAt: null } })
		expect(record.timelines[0]?.events.map((event) => [event.origin, event.kind])).toEqual([
			['crowd', 'update'],
			['crowd', 'update'],
		])
	})
})
