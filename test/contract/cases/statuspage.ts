import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import { readInstant } from '#core/time.ts'
import { recordedFiles } from '../../support/recordings.ts'
import { type ContractCase, changed, documentOf, fixture, type PlatformCases, recorded, reversed, walk, withUnknownWords } from '../case.ts'

const summary = fixture('summary', 'statuspage/summary.json')
const incidents = fixture('incidents', 'statuspage/incidents.json')
const maintenances = fixture('scheduled-maintenances', 'statuspage/scheduled-maintenances.json')

export const cases: PlatformCases = {
	fixtures: [
		{ name: 'summary with groups, repeated names, offsets and HTML', documents: [summary], expected: summaryAlone },
		{ name: 'incidents, as a file to import', documents: [incidents], expected: incidentsAlone },
		{ name: 'scheduled maintenances', documents: [maintenances], expected: maintenancesAlone },
		{ name: 'all documents of a tick', documents: [summary, incidents, maintenances], expected: together },
		{ name: 'rows that cannot be read', documents: [documentOf('incidents', badRows())], expected: leftOut },
		{ name: 'a full list in another order', documents: [documentOf('incidents', fullList())], expected: ({ covers }) => expect(covers).toEqual([]) },
		{ name: 'an empty list', documents: [documentOf('incidents', { page: { id: 'p' }, incidents: [] })], expected: ({ covers }) => expect(covers).toEqual([]) },
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
						? { ...value, reminder_intervals: null, tweet_id: '77', custom_tweet: 'x', position: 9, showcase: false, description: 'other' }
						: value,
				),
			),
		},
		{
			name: 'the same times with another offset',
			before: summary,
			after: changed(summary, (root) => walk(root, (value) => (typeof value === 'string' ? (readInstant(value) ?? value) : value))),
		},
		{
			name: 'a group that follows its children',
			before: summary,
			after: replaced('"status": "degraded_performance", "group": true', '"status": "major_outage", "group": true'),
		},
	],
	otherNews: [
		{ name: 'a component state', before: summary, after: replaced('"status": "operational", "group": false', '"status": "major_outage", "group": false') },
		{ name: 'a component name', before: summary, after: replaced('"name": "Beacon"', '"name": "Lamp"') },
		{ name: 'an edited body', before: summary, after: replaced('Still looking.', 'Still looking!') },
		{ name: 'a title', before: summary, after: replaced('API requests fail', 'API requests are slow') },
		{ name: 'an impact', before: summary, after: replaced('"impact": "major"', '"impact": "minor"') },
		{
			name: 'a backdated update',
			before: summary,
			after: replaced('"display_at": "2026-05-04T02:55:00.000-07:00"', '"display_at": "2026-05-04T02:45:00.000-07:00"'),
		},
		{
			name: 'a moved beginning',
			before: summary,
			after: replaced('"started_at": "2026-05-04T02:50:00.111-07:00"', '"started_at": "2026-05-04T02:10:00.111-07:00"'),
		},
		{ name: 'whether subscribers were told', before: summary, after: replaced('"deliver_notifications": false', '"deliver_notifications": true') },
		{ name: 'what an update says of a component', before: summary, after: replaced('"new_status": "partial_outage"', '"new_status": "operational"') },
	],
	unknownWords: (document) => withUnknownWords(document, ['status', 'impact', 'old_status', 'new_status']),
}

function summaryAlone(observation: OfficialObservation): void {
	expect(observation.documents).toEqual([{ document: 'summary', page: 'lh1pagefixture', versionAt: '2026-05-04T10:20:11.450Z' }])
	expect(observation.covers).toEqual([{ document: 'summary', list: 'open' }])
	expect(observation.states.map(({ component, state }) => [component.id, component.name, state])).toEqual([
		['cmpapi1', 'API', 'partial_outage'],
		['cmpapp1', 'App', 'operational'],
		['cmpapi2', 'API', 'under_maintenance'],
		['cmpnew1', 'Beacon', 'unknown'],
	])
	expect(observation.problems).toEqual([{ document: 'summary', path: '/components/4/status', message: 'unknown word "glowing"' }])
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
	expect(incident?.updates.map(({ nativeId, at, format, notified }) => [nativeId, at, format, notified])).toEqual([
		['upd1', '2026-05-04T09:50:00.200Z', 'text', true],
		['upd2', '2026-05-04T09:55:00Z', 'text', true],
		['upd3', '2026-05-04T10:20:11.430Z', 'html', false],
	])
	expect(incident?.updates.map((update) => update.states)).toEqual([
		[{ component: { id: 'cmpapi1', name: 'Interface' }, state: 'major_outage', from: 'operational' }],
		[],
		[{ component: { id: 'cmpapi1', name: 'Interface' }, state: 'partial_outage', from: 'major_outage' }],
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
	expect(observation.covers).toEqual([{ document: 'incidents', list: 'since', since: '2026-04-20T10:00:00Z', kinds: ['incident'] }])
	expect(observation.states).toEqual([])
	expect(observation.incidents.map(({ nativeId, status, impact }) => [nativeId, status, impact])).toEqual([
		['opn1xfixture', 'investigating', 'major'],
		['end1xfixture', 'postmortem', 'critical'],
		['neg1xfixture', 'resolved', 'none'],
	])
	const [, over, negative] = observation.incidents
	expect(over).toMatchObject({ startedAt: '2026-05-01T05:40:00Z', resolvedAt: '2026-05-01T08:00:00Z' })
	// e1 and e2 bear the same time; the page lists the newest first.
	expect(over?.updates.map(({ nativeId, format }) => [nativeId, format])).toEqual([
		['e1', 'text'],
		['e2', 'text'],
		['e3', 'text'],
		['e4', 'markdown'],
	])
	expect(negative).toMatchObject({ createdAt: '2026-04-20T10:00:00Z', resolvedAt: '2026-04-20T09:30:00Z' })
	expect(observation.problems.map(({ path }) => path)).toEqual(['/incidents/2/resolved_at'])
}

function maintenancesAlone(observation: OfficialObservation): void {
	expect(observation.covers).toEqual([{ document: 'scheduled-maintenances', list: 'since', since: '2026-01-10T09:00:00Z', kinds: ['maintenance'] }])
	expect(observation.incidents.map(({ nativeId, kind, status, resolvedAt }) => [nativeId, kind, status, resolvedAt])).toEqual([
		['mnt1xfixture', 'maintenance', 'in_progress', undefined],
		['mnt0xfixture', 'maintenance', 'completed', '2026-01-12T11:00:00Z'],
	])
}

function together(observation: OfficialObservation): void {
	// The summary is newer than the list for the open incident; the maintenance is newer in its own list.
	expect(observation.incidents.map(({ nativeId, document, updates }) => [nativeId, document, updates.length])).toEqual([
		['opn1xfixture', 'summary', 3],
		['mnt1xfixture', 'scheduled-maintenances', 2],
		['end1xfixture', 'incidents', 4],
		['neg1xfixture', 'incidents', 0],
		['mnt0xfixture', 'scheduled-maintenances', 1],
	])
	expect(observation.covers.map(({ document, list }) => [document, list])).toEqual([
		['summary', 'open'],
		['incidents', 'since'],
		['scheduled-maintenances', 'since'],
	])
	expect(observation.documents.map(({ document }) => document)).toEqual(['summary', 'incidents', 'scheduled-maintenances'])
}

function badRows(): unknown {
	const good = { name: 'Good', status: 'resolved', impact: 'none', created_at: '2026-01-01T00:00:00Z', incident_updates: [] }
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
					{ id: 'u', status: 'resolved', body: `${'y'.repeat(19_999)}😀`, display_at: '2026-01-01 02:00:00', created_at: '2026-01-01T02:00:00+01:00' },
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
	expect(long?.updates.map(({ at, body }) => [at, body.length])).toEqual([['2026-01-01T01:00:00Z', 19_999]])
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
		created_at: index === 1 ? '2020-01-01T00:00:00Z' : `2026-03-01T00:${String(59 - index).padStart(2, '0')}:00Z`,
		incident_updates: [],
	}))
	return { page: { id: 'p' }, incidents: rows }
}

function resaved(name: 'summary' | 'incidents') {
	return changed(name === 'summary' ? summary : incidents, (root) => walk(root, (value, key) => (key === 'updated_at' ? '2027-01-01T00:00:00.000Z' : value)))
}

function replaced(what: string, by: string) {
	expect(summary.body).toContain(what)
	return { ...summary, body: summary.body.replace(what, by) }
}

function recordedCases(): ContractCase[] {
	return [
		{
			name: 'a quiet page',
			documents: [recorded('summary', 'statuspage/claude-summary-2026-08-03.json')],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.states.map(({ state }) => state)).toEqual(Array(6).fill('operational'))
				expect(observation.states[0]?.component).toEqual({ id: 'rwppv331jlwc', name: 'claude.ai' })
				expect(observation.documents).toEqual([{ document: 'summary', page: 'tymt9n04zgry', versionAt: '2026-08-03T01:43:58.106Z' }])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an incident four minutes old',
			documents: [recorded('summary', 'series/claude-summary-2026-09/02_2026-09-22T0101Z.json')],
			expected(observation) {
				expect(observation.incidents).toHaveLength(1)
				expect(observation.incidents[0]).toMatchObject({
					nativeId: '7g1qpkyz5gxh',
					impact: 'major',
					status: 'investigating',
					createdAt: '2026-09-22T00:57:26.126Z',
					startedAt: '2026-09-22T00:57:26.117Z',
					url: 'https://status.claude.com/incidents/7g1qpkyz5gxh',
				})
				expect(observation.incidents[0]?.updates.map(({ at, states }) => [at, states.map(({ from, state }) => `${from} → ${state}`)])).toEqual([
					['2026-09-22T00:57:26.256Z', Array(4).fill('operational → partial_outage')],
				])
				expect(observation.states.filter(({ state }) => state === 'partial_outage')).toHaveLength(4)
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an incident that left the summary',
			documents: [recorded('summary', 'series/claude-summary-2026-09/03_2026-09-22T0601Z.json')],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.covers).toEqual([{ document: 'summary', list: 'open' }])
			},
		},
		{
			name: 'four updates, newest first on the wire',
			documents: [recorded('summary', 'series/claude-summary-2026-09/04_2026-10-08T0110Z.json')],
			expected(observation) {
				expect(observation.incidents[0]?.updates.map(({ nativeId, at, status }) => [nativeId, at, status])).toEqual([
					['c56sq7q6flhm', '2026-10-07T13:25:04.271Z', 'investigating'],
					['lkt8xyfbql3f', '2026-10-07T16:36:44.789Z', 'investigating'],
					['l3390gw3zj8k', '2026-10-07T17:28:02.568Z', 'identified'],
					['1nnyzdbn2qkg', '2026-10-07T21:44:41.466Z', 'monitoring'],
				])
				expect(observation.states.find(({ component }) => component.id === '0qbwn08sd68x')?.state).toBe('degraded_performance')
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'two completed maintenances',
			documents: [recorded('scheduled-maintenances', 'statuspage/claude-scheduled-maintenances-2026-09-15.json')],
			expected(observation) {
				expect(observation.covers).toEqual([{ document: 'scheduled-maintenances', list: 'since', since: '2024-12-13T18:39:41.950Z', kinds: ['maintenance'] }])
				expect(observation.incidents.map(({ nativeId, kind, impact, status }) => [nativeId, kind, impact, status])).toEqual([
					['x017628t2rl5', 'maintenance', 'none', 'completed'],
					['16z0qdmy3qv2', 'maintenance', 'none', 'completed'],
				])
				const old = observation.incidents[1]
				expect(old).toMatchObject({ scheduledFor: '2024-12-15T01:00:00Z', scheduledUntil: '2024-12-15T01:30:00Z', resolvedAt: '2024-12-15T01:26:47.953Z' })
				expect(old).not.toHaveProperty('startedAt')
				expect(old?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2024-12-13T18:39:42.009Z', 'scheduled'],
					['2024-12-15T00:00:21.174Z', 'scheduled'],
					['2024-12-15T01:00:21.436Z', 'in_progress'],
					['2024-12-15T01:26:47.953Z', 'completed'],
				])
				// The name is that of the day; the code is what it is known by.
				expect(old?.updates[3]?.states[1]).toEqual({
					component: { id: '0qbwn08sd68x', name: 'console.anthropic.com' },
					state: 'operational',
					from: 'under_maintenance',
				})
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'a history whose texts were written over',
			documents: [recorded('incidents', 'statuspage/github-incidents-2026-09-25.json')],
			expected(observation) {
				expect(observation.incidents).toHaveLength(8)
				expect(observation.incidents.map(({ impact }) => impact)).not.toContain('unknown')
				expect(observation.covers).toEqual([{ document: 'incidents', list: 'since', since: '2026-09-13T09:16:11.480Z', kinds: ['incident'] }])
				const edited = observation.incidents.find(({ nativeId }) => nativeId === 'f6yrxnz5f7bs')
				expect(edited?.updatedAt).toBe('2026-09-24T21:29:12.096Z')
				expect(edited?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2026-09-20T22:13:37.969Z', 'investigating'],
					['2026-09-20T23:22:16.710Z', 'resolved'],
				])
				expect(observation.incidents.flatMap(({ updates }) => updates).filter(({ format }) => format === 'html').length).toBeGreaterThan(0)
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'eight components, some updates without any',
			documents: [recorded('summary', 'statuspage/github-summary-2023-05-11T1402.json')],
			expected(observation) {
				const [incident] = observation.incidents
				expect(incident?.updates.map(({ states }) => states.length)).toEqual([2, 6, 7, 8, 0, 0])
				expect(incident?.components).toHaveLength(8)
				expect(observation.states.filter(({ state }) => state === 'partial_outage')).toHaveLength(8)
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'a page in Pacific time, summer and winter in one document',
			documents: [recorded('summary', 'statuspage/twilio-summary-2020-06-16.json')],
			expected(observation) {
				expect(observation.documents[0]?.versionAt).toBe('2020-06-16T21:00:29.031Z')
				expect(observation.states).toHaveLength(65)
				expect(observation.incidents.filter(({ kind }) => kind === 'incident').map(({ nativeId, createdAt }) => [nativeId, createdAt])).toEqual([
					['4dtnnnnxnhn9', '2020-06-16T20:27:41.530Z'],
					['r0f0vdz8vrgm', '2020-06-16T13:41:44.680Z'],
				])
				expect(observation.incidents.filter(({ kind }) => kind === 'maintenance')).toHaveLength(9)
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'components of one name in several groups',
			documents: [recorded('summary', 'statuspage/asana-summary-2026-04-21.json')],
			expected(observation) {
				expect(observation.states).toHaveLength(30)
				expect(observation.states.filter(({ component }) => component.name === 'API').length).toBeGreaterThan(1)
				expect(observation.states.filter(({ state }) => state !== 'operational').map(({ state }) => state)).toEqual(['major_outage'])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'a page of 475 component rows',
			documents: [recorded('summary', 'statuspage/cloudflare-summary-2026-04-21.json')],
			expected(observation) {
				expect(observation.states).toHaveLength(467)
				expect(observation.incidents.filter(({ kind }) => kind === 'maintenance')).toHaveLength(13)
				expect(observation.incidents[0]).toMatchObject({ nativeId: 'j83g99d13dv7', status: 'monitoring', impact: 'minor' })
				expect(observation.problems).toEqual([])
			},
		},
		...marchFrames(),
	]
}

/** Every frame of the rebuilt recording; the last list is told in full. */
function marchFrames(): ContractCase[] {
	const folder = 'series/claude-2026-03-02'
	const manifest: { frames: { at: string; url: string; file: string }[] } = JSON.parse(recorded('manifest', `${folder}/manifest.json`).body)
	const names = new Map([
		['https://status.claude.com/api/v2/summary.json', 'summary'],
		['https://status.claude.com/api/v2/incidents.json', 'incidents'],
	])
	expect(manifest.frames.length).toBe(recordedFiles(`${folder}/frames`).length)
	const frames = manifest.frames.map(({ at, url, file }) => ({ at, document: recorded(names.get(url) ?? '', `${folder}/${file}`, url) }))
	const last = frames.findLast(({ document }) => document.name === 'incidents')
	return frames.map(({ at, document }) => ({
		name: `March 2026, ${document.name} at ${at}`,
		documents: [document],
		expected: (observation) => {
			expect(observation.problems).toEqual([])
			if (document === last?.document) lastOfMarch(observation)
		},
	}))
}

function lastOfMarch({ incidents: listed, covers }: OfficialObservation): void {
	expect(covers).toEqual([{ document: 'incidents', list: 'since', since: '2026-03-02T11:49:20Z', kinds: ['incident'] }])
	expect(listed.map(({ nativeId, createdAt, resolvedAt, impact, updates }) => [nativeId, createdAt, resolvedAt, impact, updates.length])).toEqual([
		['p7nq2jdg4zwj', '2026-03-03T16:49:50Z', '2026-03-04T08:32:41Z', 'major', 7],
		['v3j5tpfcr3dn', '2026-03-03T15:40:08Z', '2026-03-03T16:38:59Z', 'minor', 2],
		['s0pmy4yywshv', '2026-03-03T14:51:07Z', '2026-03-03T15:39:41Z', 'major', 2],
		['kyj825w6vxr8', '2026-03-03T06:59:48Z', '2026-03-03T14:29:08Z', 'minor', 9],
		['yf48hzysrvl5', '2026-03-03T03:15:21Z', '2026-03-03T10:18:34Z', 'minor', 7],
		['vqnfq1179169', '2026-03-02T17:56:23Z', '2026-03-02T21:16:28Z', 'minor', 5],
		['63943gpfb97z', '2026-03-02T17:08:29Z', '2026-03-02T17:23:25Z', 'minor', 2],
		['0j8dkb38jymf', '2026-03-02T16:50:38Z', '2026-03-02T17:55:59Z', 'minor', 5],
		['5zg05jnrqmzg', '2026-03-02T14:35:06Z', '2026-03-02T15:50:07Z', 'minor', 5],
		['0ghc53zpsfmt', '2026-03-02T11:49:20Z', '2026-03-02T15:47:09Z', 'major', 8],
	])
}
