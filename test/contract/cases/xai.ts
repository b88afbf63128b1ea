import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { type ContractCase, fixture, type PlatformCases, recorded } from '../case.ts'

const feed = fixture('feed', 'xai/feed.xml')

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'updates in both orders, with and without the prefix',
			documents: [feed],
			expected: threeEntries,
		},
		{
			name: 'an end before the beginning',
			documents: [
				replaced(
					'Resolved: Wed, 01 Jul 2026 10:20:00 GMT',
					'Resolved: Wed, 01 Jul 2026 09:20:00 GMT',
				),
			],
			expected: ({ problems }) =>
				expect(problems.map(({ path, message }) => [path, message])).toEqual([
					['/item/1/resolved', 'ends before it begins'],
				]),
		},
		{
			name: 'an entry without a beginning',
			documents: [replaced('Mon, 01 Jun 2026 06:00:00 GMT', 'some day')],
			expected({ incidents, covers, problems }) {
				expect(incidents).toHaveLength(2)
				expect(covers).toEqual([])
				expect(problems.map(({ path }) => path)).toEqual(['/item/2'])
			},
		},
	],
	recorded: recordedCases,
	sameNews: [
		{
			name: 'when the feed was built',
			before: feed,
			after: replaced('Tue, 07 Jul 2026 16:40:29 GMT', 'Tue, 07 Jul 2026 16:45:29 GMT'),
		},
		{
			name: 'entries in another order',
			before: feed,
			after: {
				...feed,
				body: feed.body.replace(/(<item>[\s\S]*?<\/item>)\s*(<item>[\s\S]*?<\/item>)/, '$2$1'),
			},
		},
	],
	otherNews: [
		{ name: 'a status', before: feed, after: replaced('Status: MONITORING', 'Status: RESOLVED') },
		{ name: 'an update', before: feed, after: replaced('We climb up.', 'We climbed up.') },
	],
	unknownWords: (document) => ({
		...document,
		body: document.body
			.replace(/Status: [A-Z_]+/g, 'Status: FLUMMOXED')
			.replace(/Severity: [a-z]+/g, 'Severity: flummoxed')
			.replace(
				/<h3>(Investigating|Identified|Monitoring|Resolved|Solved)\.?<\/h3>/g,
				'<h3>Flummoxed</h3>',
			),
	}),
}

function threeEntries(observation: OfficialObservation): void {
	expect(observation.problems).toEqual([])
	expect(observation.documents).toEqual([{ document: 'feed', versionAt: '2026-07-07T16:40:29Z' }])
	// The oldest beginning and the longest wait for a first statement.
	expect(observation.covers).toEqual([
		{
			document: 'feed',
			list: 'since',
			since: '2026-06-01T06:30:00Z',
			kinds: ['incident', 'maintenance', 'notice'],
		},
	])
	const [lamp, lens, maintenance] = observation.incidents
	expect(lamp).toMatchObject({
		nativeId: 'INCaaaa0001',
		kind: 'incident',
		title: 'Dark since noon',
		impact: 'minor',
		status: 'monitoring',
		url: 'https://status.lighthouse.example/lamp-east/INCaaaa0001',
		createdAt: '2026-07-07T12:30:00Z',
		startedAt: '2026-07-07T12:00:00Z',
		components: [{ id: 'lamp-east', name: 'Lamp (east)' }],
	})
	expect(lamp?.updates.map(({ at, status, body }) => [at, status, body])).toEqual([
		['2026-07-07T12:30:00Z', 'investigating', 'We look into it.'],
		['2026-07-07T15:40:26Z', 'monitoring', 'A lamp was replaced\n\nIt burns & we watch.'],
	])
	expect(lens).toMatchObject({
		title: 'Lens cracked',
		impact: 'unknown',
		status: 'resolved',
		resolvedAt: '2026-07-01T10:20:00Z',
		components: [{ id: 'lens' }],
	})
	expect(lens?.updates.map(({ status, body }) => [status, body])).toEqual([
		['unknown', 'Something is cracked\n\nWe climb up.'],
		['resolved', 'A new lens.'],
	])
	expect(maintenance).toMatchObject({
		kind: 'maintenance',
		title: 'Scheduled maintenance of the lamp',
		createdAt: '2026-06-01T06:00:00Z',
		updates: [],
	})
}

function replaced(what: string, by: string): Document {
	expect(feed.body).toContain(what)
	return { ...feed, body: feed.body.replace(what, by) }
}

function recordedCases(): ContractCase[] {
	return [
		{
			name: '70 entries of July 2026',
			documents: [recorded('feed', 'xai/feed-2026-07-07.xml')],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(70)
				expect(observation.incidents.every(({ status }) => status === 'resolved')).toBe(true)
				expect(observation.incidents.flatMap(({ updates }) => updates)).toHaveLength(153)
				expect(observation.incidents[0]).toMatchObject({
					nativeId: 'INC548339c6',
					title: 'Imagine Video 1.5 is experiencing lower success rate and higher latency',
					startedAt: '2026-07-07T15:40:26Z',
					resolvedAt: '2026-07-07T16:37:02Z',
					components: [{ id: 'api-us-west-2', name: 'API (us-west-2.api.x.ai)' }],
				})
				expect(observation.incidents.filter(({ kind }) => kind === 'maintenance')).toHaveLength(3)
				expect(new Set(observation.incidents.map(({ components }) => components[0]?.id))).toEqual(
					new Set([
						'api-us-west-2',
						'api-eu-west-1',
						'api-us-east-1',
						'api-console',
						'grok-com',
						'ios-app',
						'android-app',
						'grok-in-x',
						'single-sign-on',
					]),
				)
				// Listed oldest first, unlike its neighbours.
				expect(
					observation.incidents
						.find(({ nativeId }) => nativeId === 'INC78c0aac0')
						?.updates.map(({ at, status }) => [at, status]),
				).toEqual([
					['2026-05-13T15:50:00Z', 'unknown'],
					['2026-05-13T16:37:00Z', 'resolved'],
				])
			},
		},
	]
}
