import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import { readInstant } from '#core/time/time.ts'
import {
	changed,
	documentOf,
	fixture,
	type PlatformCases,
	reversed,
	walk,
	withUnknownWords,
} from '../case.ts'
import { recordedCases } from './statuspage/recorded.ts'

const summary = fixture('summary', 'statuspage/summary.json')
const incidents = fixture('incidents', 'statuspage/incidents.json')
const maintenances = fixture('scheduled-maintenances', 'statuspage/scheduled-maintenances.json')

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'summary with groups, repeated names, offsets and HTML',
			documents: [summary],
			expected: summaryAlone,
		},
		{ name: 'incidents, as a file to import', documents: [incidents], expected: incidentsAlone },
		{ name: 'scheduled maintenances', documents: [maintenances], expected: maintenancesAlone },
		{
			name: 'all documents of a tick',
			documents: [summary, incidents, maintenances],
			expected: together,
		},
		{
			name: 'rows that cannot be read',
			documents: [documentOf('incidents', badRows())],
			expected: leftOut,
		},
		{
			name: 'a full list in another order',
			documents: [documentOf('incidents', fullList())],
			expected: ({ covers }) => expect(covers).toEqual([]),
		},
		{
			name: 'a summary under the name of another document, which still lists only what is open',
			documents: [documentOf('incidents', summary.body)],
			expected: ({ covers }) =>
				expect(covers).toEqual([
					{ document: 'incidents', list: 'open', kinds: ['incident', 'maintenance'] },
				]),
		},
		{
			name: 'an empty list, which withdraws nothing and says that nothing is open',
			documents: [documentOf('incidents', { page: { id: 'p' }, incidents: [] })],
			expected: ({ covers }) =>
				expect(covers).toEqual([
					{ document: 'incidents', list: 'open', kinds: ['incident'], empty: true },
				]),
		},
		{
			name: 'a list that is not there',
			documents: [documentOf('incidents', { page: { id: 'p' }, scheduled_maintenances: [] })],
			expected: ({ covers }) =>
				expect(covers).toEqual([
					{ document: 'incidents', list: 'open', kinds: ['maintenance'], empty: true },
				]),
		},
		{
			name: 'a full list in the order of the end, else of the filing',
			documents: [documentOf('incidents', endedOrFiled())],
			expected: ({ covers }) =>
				expect(covers).toEqual([
					{
						document: 'incidents',
						list: 'since',
						since: '2026-05-01T00:30:00Z',
						kinds: ['incident'],
						cuts: [
							{ by: 'ended-or-filed', since: '2026-05-01T00:30:00Z' },
							{ by: 'ended-or-started', since: '2026-05-01T00:30:00Z' },
						],
					},
				]),
		},
	],
	recorded: recordedCases,
	sameNews: [
		{ name: 'keys and rows in another order', before: summary, after: reversed(summary) },
		{ name: 'incidents in another order', before: incidents, after: reversed(incidents) },
		{ name: 'a page-wide re-save', before: incidents, after: resaved('incidents') },
		{ name: 'a page-wide re-save of the summary', before: summary, after: resaved('summary') },
		{
			name: 'reminders, tweets, positions and descriptions',
			before: summary,
			after: changed(summary, (root) =>
				walk(root, (value) =>
					typeof value === 'object' && value !== null && !Array.isArray(value) && 'id' in value
						? {
								...value,
								reminder_intervals: null,
								tweet_id: '77',
								custom_tweet: 'x',
								position: 9,
								showcase: false,
								description: 'other',
							}
						: value,
				),
			),
		},
		{
			name: 'the same times with another offset',
			before: summary,
			after: changed(summary, (root) =>
				walk(root, (value) => (typeof value === 'string' ? (readInstant(value) ?? value) : value)),
			),
		},
		{
			name: 'a group that follows its children',
			before: summary,
			after: replaced(
				'"status": "degraded_performance", "group": true',
				'"status": "major_outage", "group": true',
			),
		},
	],
	otherNews: [
		{
			name: 'a component state',
			before: summary,
			after: replaced(
				'"status": "operational", "group": false',
				'"status": "major_outage", "group": false',
			),
		},
		{
			name: 'a component name',
			before: summary,
			after: replaced('"name": "Beacon"', '"name": "Lamp"'),
		},
		{
			name: 'an edited body',
			before: summary,
			after: replaced('Still looking.', 'Still looking!'),
		},
		{
			name: 'a title',
			before: summary,
			after: replaced('API requests fail', 'API requests are slow'),
		},
		{
			name: 'an impact',
			before: summary,
			after: replaced('"impact": "major"', '"impact": "minor"'),
		},
		{
			name: 'a backdated update',
			before: summary,
			after: replaced(
				'"display_at": "2026-05-04T02:55:00.000-07:00"',
				'"display_at": "2026-05-04T02:45:00.000-07:00"',
			),
		},
		{
			name: 'a moved beginning',
			before: summary,
			after: replaced(
				'"started_at": "2026-05-04T02:50:00.111-07:00"',
				'"started_at": "2026-05-04T02:10:00.111-07:00"',
			),
		},
		{
			name: 'whether subscribers were told',
			before: summary,
			after: replaced('"deliver_notifications": false', '"deliver_notifications": true'),
		},
		{
			name: 'what an update says of a component',
			before: summary,
			after: replaced('"new_status": "partial_outage"', '"new_status": "operational"'),
		},
	],
	unknownWords: (document) =>
		withUnknownWords(document, ['status', 'impact', 'old_status', 'new_status']),
}

function summaryAlone(observation: OfficialObservation): void {
	expect(observation.documents).toEqual([
		{
			document: 'summary',
			page: 'lh1pagefixture',
			versionAt: '2026-05-04T10:20:11.450Z',
			versionPath: '/page/updated_at',
			components: 'whole',
		},
	])
	expect(observation.covers).toEqual([
		{ document: 'summary', list: 'open', kinds: ['incident', 'maintenance'] },
	])
	expect(
		observation.states.map(({ component, state }) => [component.id, component.name, state]),
	).toEqual([
		['cmpapi1', 'API', 'partial_outage'],
		['cmpapp1', 'App', 'operational'],
		['cmpapi2', 'API', 'under_maintenance'],
		['cmpnew1', 'Beacon', 'unknown'],
	])
	expect(observation.problems).toEqual([
		{ document: 'summary', path: '/components/4/status', message: 'unknown word "glowing"' },
	])
	const [incident, maintenance] = observation.incidents
	expect(incident).toMatchObject({
		nativeId: 'opn1xfixture',
		kind: 'incident',
		impact: 'major',
		status: 'identified',
		url: 'https://status.lighthouse.example/incidents/opn1xfixture',
		createdAt: '2026-05-04T09:50:00.120Z',
		startedAt: '2026-05-04T09:50:00.111Z',
		updatedAt: '2026-05-04T10:20:11.440Z',
		components: [{ id: 'cmpapi1', name: 'API' }],
	})
	expect(incident).not.toHaveProperty('resolvedAt')
	expect(
		incident?.updates.map(({ nativeId, at, format, notified }) => [nativeId, at, format, notified]),
	).toEqual([
		['upd1', '2026-05-04T09:50:00.200Z', 'text', true],
		['upd2', '2026-05-04T09:55:00Z', 'text', true],
		['upd3', '2026-05-04T10:20:11.430Z', 'html', false],
	])
	expect(incident?.updates.map((update) => update.states)).toEqual([
		[
			{
				component: { id: 'cmpapi1', name: 'Interface' },
				state: 'major_outage',
				from: 'operational',
			},
		],
		[],
		[
			{
				component: { id: 'cmpapi1', name: 'Interface' },
				state: 'partial_outage',
				from: 'major_outage',
			},
		],
	])
	expect(maintenance).toMatchObject({
		nativeId: 'mnt1xfixture',
		kind: 'maintenance',
		impact: 'none',
		status: 'scheduled',
		createdAt: '2026-02-01T16:00:00Z',
		scheduledFor: '2026-05-10T08:00:00Z',
		scheduledUntil: '2026-05-10T09:00:00Z',
	})
	expect(maintenance).not.toHaveProperty('startedAt')
}

function incidentsAlone(observation: OfficialObservation): void {
	expect(observation.covers).toEqual([
		{
			document: 'incidents',
			list: 'since',
			since: '2026-04-20T10:00:00Z',
			kinds: ['incident'],
			whole: true,
		},
	])
	expect(observation.states).toEqual([])
	expect(
		observation.incidents.map(({ nativeId, status, impact }) => [nativeId, status, impact]),
	).toEqual([
		['opn1xfixture', 'investigating', 'major'],
		['end1xfixture', 'postmortem', 'critical'],
		['neg1xfixture', 'resolved', 'none'],
	])
	const [, over, negative] = observation.incidents
	expect(over).toMatchObject({
		startedAt: '2026-05-01T05:40:00Z',
		resolvedAt: '2026-05-01T08:00:00Z',
	})
	// e1 and e2 bear the same time; the page lists the newest first.
	expect(over?.updates.map(({ nativeId, format }) => [nativeId, format])).toEqual([
		['e1', 'text'],
		['e2', 'text'],
		['e3', 'text'],
		['e4', 'markdown'],
	])
	expect(negative).toMatchObject({
		createdAt: '2026-04-20T10:00:00Z',
		resolvedAt: '2026-04-20T09:30:00Z',
	})
	expect(observation.problems.map(({ path }) => path)).toEqual(['/incidents/2/resolved_at'])
}

function maintenancesAlone(observation: OfficialObservation): void {
	expect(observation.covers).toEqual([
		{
			document: 'scheduled-maintenances',
			list: 'since',
			since: '2026-01-10T09:00:00Z',
			kinds: ['maintenance'],
			whole: true,
		},
	])
	expect(
		observation.incidents.map(({ nativeId, kind, status, resolvedAt }) => [
			nativeId,
			kind,
			status,
			resolvedAt,
		]),
	).toEqual([
		['mnt1xfixture', 'maintenance', 'in_progress', undefined],
		['mnt0xfixture', 'maintenance', 'completed', '2026-01-12T11:00:00Z'],
	])
}

function together(observation: OfficialObservation): void {
	// A copy a document: which of two is the newer one, the fold says, that knows which documents
	// count.
	expect(
		observation.incidents.map(({ nativeId, document, updates }) => [
			nativeId,
			document,
			updates.length,
		]),
	).toEqual([
		['opn1xfixture', 'summary', 3],
		['mnt1xfixture', 'summary', 1],
		['opn1xfixture', 'incidents', 1],
		['end1xfixture', 'incidents', 4],
		['neg1xfixture', 'incidents', 0],
		['mnt1xfixture', 'scheduled-maintenances', 2],
		['mnt0xfixture', 'scheduled-maintenances', 1],
	])
	expect(observation.covers.map(({ document, list }) => [document, list])).toEqual([
		['summary', 'open'],
		['incidents', 'since'],
		['scheduled-maintenances', 'since'],
	])
	expect(observation.documents.map(({ document }) => document)).toEqual([
		'summary',
		'incidents',
		'scheduled-maintenances',
	])
}

function badRows(): unknown {
	const good = {
		name: 'Good',
		status: 'resolved',
		impact: 'none',
		created_at: '2026-01-01T00:00:00Z',
		incident_updates: [],
	}
	return {
		page: { id: 'p', url: 'javascript:alert(1)' },
		incidents: [
			{ ...good, id: 'twice', created_at: '2026-01-03T00:00:00Z' },
			{ ...good, id: 'twice', name: 'Second' },
			{ ...good, id: null },
			{ ...good, id: 'timeless', created_at: '2026-01-01T00:00:00' },
			7,
			{
				...good,
				id: 'long',
				shortlink: 'javascript:alert(1)',
				name: 'x'.repeat(600),
				incident_updates: [
					{
						id: 'u',
						status: 'resolved',
						body: `${'y'.repeat(19_999)}😀`,
						display_at: '2026-01-01 02:00:00',
						created_at: '2026-01-01T02:00:00+01:00',
					},
					{ id: 'u', status: 'resolved', body: 'again', display_at: '2026-01-01T03:00:00Z' },
					{ id: 'v', status: 'resolved', body: 'no time' },
				],
			},
		],
	}
}

function leftOut(observation: OfficialObservation): void {
	expect(observation.incidents.map(({ nativeId, title }) => [nativeId, title.length])).toEqual([
		['twice', 4],
		['long', 500],
	])
	const long = observation.incidents[1]
	expect(long).not.toHaveProperty('url')
	expect(long?.updates.map(({ at, body }) => [at, body.length])).toEqual([
		['2026-01-01T01:00:00Z', 19_999],
	])
	// A row that cannot be read may be any incident: nothing is known to be absent.
	expect(observation.covers).toEqual([])
	expect(new Set(observation.problems.map(({ path }) => path))).toEqual(
		new Set([
			'twice',
			'/incidents/2/id',
			'/incidents/3/created_at',
			'/incidents/4',
			'/incidents/5/name',
			'/incidents/5/incident_updates/0/display_at',
			'/incidents/5/incident_updates/0/body',
			'/incidents/5/incident_updates/1/id',
			'/incidents/5/incident_updates/2/display_at',
		]),
	)
}

/** Fifty rows, the second filed long before the others. */
function fullList(): unknown {
	const rows = Array.from({ length: 50 }, (_, index) => ({
		id: `row${index}`,
		name: 'Row',
		status: 'resolved',
		impact: 'none',
		created_at:
			index === 1
				? '2020-01-01T00:00:00Z'
				: `2026-03-01T00:${String(59 - index).padStart(2, '0')}:00Z`,
		incident_updates: [],
	}))
	return { page: { id: 'p' }, incidents: rows }
}

function resaved(name: 'summary' | 'incidents') {
	return changed(name === 'summary' ? summary : incidents, (root) =>
		walk(root, (value, key) => (key === 'updated_at' ? '2027-01-01T00:00:00.000Z' : value)),
	)
}

function replaced(what: string, by: string) {
	expect(summary.body).toContain(what)
	return { ...summary, body: summary.body.replace(what, by) }
}

/**
 * 50 rows: each lasts an hour and a half, and every second one was filed before the one that ended
 * ahead of it.
 */
function endedOrFiled() {
	const rows = Array.from({ length: 50 }, (_, position) => {
		const ended = Date.parse('2026-05-03T01:30:00Z') - position * 3_600_000
		const filed = new Date(ended - (position % 2 === 0 ? 7_200_000 : 1_800_000)).toISOString()
		const resolved = new Date(ended).toISOString()
		return {
			id: `row${position}`,
			name: 'Errors',
			status: 'resolved',
			impact: 'minor',
			created_at: filed,
			started_at: filed,
			updated_at: position === 7 ? '2026-05-09T00:00:00Z' : resolved,
			resolved_at: resolved,
			incident_updates: [],
		}
	})
	return { page: { id: 'p' }, incidents: rows }
}
