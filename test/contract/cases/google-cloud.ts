import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import {
	type ContractCase,
	changed,
	documentOf,
	fixture,
	type JsonValue,
	type PlatformCases,
	recorded,
	reversed,
	walk,
	withUnknownWords,
} from '../case.ts'

const url = 'https://status.lighthouse.example/incidents.json'
const file = fixture('incidents', 'google-cloud/incidents.json', url)
const options = { products: ['prodGemini01'] }

export const cases: PlatformCases = {
	fixtures: [
		{ name: 'filtered by a product id', documents: [file], options, expected: filtered },
		{
			name: 'filtered by a title, in any case',
			documents: [file],
			options: { products: [' model ENDPOINT'] },
			expected: ({ incidents }) => expect(incidents).toHaveLength(1),
		},
		{
			name: 'all products',
			documents: [file],
			expected: ({ incidents }) => expect(incidents).toHaveLength(4),
		},
		{
			name: 'none of the products',
			documents: [file],
			options: { products: ['Foghorn'] },
			expected: noneOfOurs,
		},
		{
			name: 'a product that was renamed, wanted by its id and by the name that it had',
			documents: [
				changed(file, (root) =>
					walk(root, (value, key) =>
						key === 'title' || key === 'current_title' ? `${String(value)} Platform` : value,
					),
				),
			],
			options: { products: [['prodGemini01', 'Model Endpoint']] },
			expected({ incidents, problems }) {
				expect(incidents.length).toBeGreaterThan(0)
				expect(problems.filter(({ path }) => path === '/affected_products')).toEqual([])
			},
		},
		{
			name: 'the same, wanted by its old name alone: said, once for each such product',
			documents: [
				changed(file, (root) =>
					walk(root, (value, key) =>
						key === 'title' || key === 'current_title' ? `${String(value)} Platform` : value,
					),
				),
			],
			options: { products: ['Model Endpoint', 'Foghorn'] },
			expected({ incidents, problems }) {
				expect(incidents).toEqual([])
				expect(problems.map(({ path, message }) => [path, message])).toEqual([
					[
						'/affected_products',
						'no incident of the file names "Model Endpoint": the product may have another name by now',
					],
					[
						'/affected_products',
						'no incident of the file names "Foghorn": the product may have another name by now',
					],
				])
			},
		},
		{ name: 'an empty list', documents: [documentOf('incidents', '[]', url)], expected: empty },
		{
			name: 'rows that cannot be read',
			documents: [documentOf('incidents', badRows(), url)],
			expected: leftOut,
		},
		{
			name: 'an end that cannot be read',
			documents: [
				changed(file, (root) =>
					walk(root, (value, key) => (key === 'end' && value !== '' ? 'soon' : value)),
				),
			],
			options,
			expected: noEnd,
		},
	],
	recorded: recordedCases,
	sameNews: [
		{ name: 'keys and rows in another order', before: file, after: reversed(file), options },
		{
			name: 'when an update was superseded',
			before: file,
			after: edited('modified', '2027-01-01T00:00:00+00:00'),
			options,
		},
		{
			name: 'another spelling of the times',
			before: file,
			after: { ...file, body: file.body.replaceAll('+00:00', 'Z') },
			options,
		},
		{
			name: 'an incident of another product',
			before: file,
			after: { ...file, body: file.body.replace('Slow uploads', 'Slower uploads') },
			options,
		},
		{
			name: 'the deprecated numbers and names',
			before: file,
			after: edited('service_name', 'Other'),
			options,
		},
	],
	otherNews: [
		{
			name: 'a text',
			before: file,
			after: { ...file, body: file.body.replace('A cable.', 'Two cables.') },
			options,
		},
		{ name: 'a severity', before: file, after: edited('severity', 'low'), options },
		{
			name: 'an end',
			before: file,
			after: {
				...file,
				body: file.body.replace('"end": ""', '"end": "2026-05-04T10:00:00+00:00"'),
			},
			options,
		},
		{
			name: 'another beginning',
			before: file,
			after: { ...file, body: file.body.replace('2026-05-04T07:10', '2026-05-04T06:10') },
			options,
		},
		{
			name: 'the places',
			before: file,
			after: { ...file, body: file.body.replaceAll('us-west1', 'us-west9') },
			options,
		},
	],
	// A time tells the end here, not a word: without it everything has to be unknown.
	unknownWords: (document) =>
		withUnknownWords(
			changed(document, (root) => walk(root, (value, key) => (key === 'end' ? '' : value))),
			['status', 'status_impact', 'severity'],
		),
}

function filtered(observation: OfficialObservation): void {
	expect(observation.problems).toEqual([])
	expect(
		observation.incidents.map(
			({ nativeId, kind, impact, status, createdAt, startedAt, resolvedAt }) => [
				nativeId,
				kind,
				impact,
				status,
				createdAt,
				startedAt,
				resolvedAt,
			],
		),
	).toEqual([
		[
			'OpenGeminiFixture001',
			'incident',
			'critical',
			'investigating',
			'2026-05-04T08:30:12Z',
			'2026-05-04T07:10:00Z',
			undefined,
		],
		[
			'ClosedGeminiFixture1',
			'incident',
			'major',
			'postmortem',
			'2026-04-01T12:50:00Z',
			'2026-04-01T12:00:00Z',
			'2026-04-01T14:00:00Z',
		],
		[
			'NoticeGeminiFixture1',
			'notice',
			'none',
			'resolved',
			'2026-03-10T09:01:00Z',
			'2026-03-10T09:00:00Z',
			'2026-03-10T10:00:00Z',
		],
	])
	const [open, closed, notice] = observation.incidents
	expect(open?.url).toBe('https://status.lighthouse.example/incidents/OpenGeminiFixture001')
	expect(open?.components).toEqual([{ id: 'prodGemini01', name: 'Model Endpoint' }])
	expect(statesOf(open)).toEqual([
		['2026-05-04T08:30:12Z', 'investigating', 'partial_outage'],
		['2026-05-04T09:40:00Z', 'investigating', 'major_outage'],
	])
	expect(open?.spans).toEqual([
		{
			component: { id: 'prodGemini01', name: 'Model Endpoint' },
			state: 'major_outage',
			from: '2026-05-04T07:10:00Z',
		},
	])
	expect(closed).not.toHaveProperty('url')
	expect(statesOf(closed)).toEqual([
		['2026-04-01T12:50:00Z', 'investigating', 'partial_outage'],
		['2026-04-01T14:05:00Z', 'investigating', undefined],
		['2026-04-01T14:20:00Z', 'resolved', 'operational'],
		['2026-04-09T16:00:00Z', 'postmortem', undefined],
	])
	expect(closed?.spans).toMatchObject([
		{ state: 'partial_outage', from: '2026-04-01T12:00:00Z', to: '2026-04-01T14:00:00Z' },
	])
	expect(statesOf(notice).map(([, , state]) => state)).toEqual([undefined, 'operational'])
	expect(notice?.spans).toEqual([])
	// The oldest begin of the whole file, and the longest wait for a filing in it: 80 minutes and 12
	// seconds.
	expect(observation.covers).toEqual([
		{
			document: 'incidents',
			list: 'since',
			since: '2026-03-10T10:20:12Z',
			kinds: ['incident', 'notice'],
		},
		allThatIsOpen,
	])
}

/** The file lists everything that is open. */
const allThatIsOpen = { document: 'incidents', list: 'open', kinds: ['incident', 'notice'] }

/**
 * The rows are there and are somebody else's: nothing of ours is open, and none of them was
 * withdrawn.
 */
function noneOfOurs(observation: OfficialObservation): void {
	expect([observation.incidents, observation.covers]).toEqual([[], [allThatIsOpen]])
	expect(observation.problems).toMatchObject([
		{ path: '/affected_products', message: expect.stringContaining('Foghorn') },
	])
	expect(observation.documents[0]?.alsoListed?.length).toBeGreaterThan(0)
}

function statesOf(
	incident: OfficialObservation['incidents'][number] | undefined,
): (string | undefined)[][] {
	return (incident?.updates ?? []).map(({ at, status, states }) => [at, status, states[0]?.state])
}

function empty(observation: OfficialObservation): void {
	expect(observation.incidents).toEqual([])
	expect(observation.covers).toEqual([])
	expect(observation.problems).toEqual([])
}

function noEnd(observation: OfficialObservation): void {
	const closed = observation.incidents.find(({ nativeId }) => nativeId === 'ClosedGeminiFixture1')
	expect(closed).not.toHaveProperty('resolvedAt')
	expect(closed?.updates.flatMap(({ states }) => states.map(({ state }) => state))).toEqual([
		'partial_outage',
		'partial_outage',
	])
	expect(observation.problems.map(({ path }) => path)).toEqual(['/2/end', '/3/end'])
}

function badRows(): JsonValue {
	const good = {
		created: '2026-01-02T00:00:00+00:00',
		external_desc: 'Good',
		severity: 'low',
		status_impact: 'SERVICE_DISRUPTION',
		affected_products: [],
		updates: [],
	}
	return [
		{ ...good, id: 'twice' },
		{ ...good, id: 'twice', external_desc: 'Second' },
		{ ...good, id: null },
		{ ...good, id: 'timeless', created: '2026-01-02 00:00:00' },
		'no row',
		{
			...good,
			id: 'halves',
			begin: '2026-01-02T00:00:00+00:00',
			end: '2026-01-01T00:00:00+00:00',
			updates: [
				{ status: 'GLOWING', when: '2026-01-02T01:00:00+01:00', text: 7 },
				{ status: 'AVAILABLE', when: 'noon' },
			],
		},
	]
}

function leftOut(observation: OfficialObservation): void {
	expect(
		observation.incidents.map(({ nativeId, allUpdates, updates }) => [
			nativeId,
			allUpdates,
			updates.map(({ at, status }) => `${at} ${status}`),
		]),
	).toEqual([
		['twice', true, []],
		['halves', false, ['2026-01-02T00:00:00Z unknown']],
	])
	expect(observation.covers).toEqual([])
	expect(new Set(observation.problems.map(({ path }) => path))).toEqual(
		new Set([
			'/1',
			'/2/id',
			'/3/created',
			'/3',
			'/4',
			'/5/end',
			'/5/updates/0/status',
			'/5/updates/0/text',
			'/5/updates/1/when',
			'/5/updates/1',
		]),
	)
}

function edited(key: string, by: string) {
	return changed(file, (root) => walk(root, (value, name) => (name === key ? by : value)))
}

function recordedCases(): ContractCase[] {
	const cloud = 'https://status.cloud.google.com/incidents.json'
	return [
		{
			name: '29 incidents of 2022',
			documents: [recorded('incidents', 'google-cloud/incidents-2022-07-03.json', cloud)],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(29)
				expect(observation.incidents.filter(({ kind }) => kind === 'notice')).toHaveLength(8)
				expect(observation.incidents.flatMap(({ updates }) => updates)).toHaveLength(136)
				expect(observation.incidents.every(({ resolvedAt }) => resolvedAt !== undefined)).toBe(true)
				expect(observation.incidents[0]).toMatchObject({
					nativeId: 'TaA75H7XA1DQyM2ReK2f',
					createdAt: '2022-07-01T14:05:02Z',
					startedAt: '2022-07-01T13:37:44Z',
					resolvedAt: '2022-07-01T19:25:45Z',
					url: 'https://status.cloud.google.com/incidents/TaA75H7XA1DQyM2ReK2f',
				})
				expect(observation.covers).toEqual([
					{
						document: 'incidents',
						list: 'since',
						since: '2021-11-19T07:05:00Z',
						kinds: ['incident', 'notice'],
					},
					allThatIsOpen,
				])
			},
		},
		{
			name: 'one product of 2022, by its id',
			documents: [recorded('incidents', 'google-cloud/incidents-2022-07-03.json', cloud)],
			options: { products: ['EcNGGUgBtBLrtm4mWvqC'] },
			expected(observation) {
				expect(observation.incidents.map(({ nativeId }) => nativeId)).toEqual([
					'NMcnk6aE8xMHHwRGmyry',
					'o44ZUgX95KF11F7cqd5v',
				])
				expect(statesOf(observation.incidents[0]).slice(0, 4)).toEqual([
					['2022-01-09T00:54:13Z', 'investigating', 'partial_outage'],
					['2022-01-09T01:49:22Z', 'investigating', 'major_outage'],
					['2022-01-09T02:02:08Z', 'investigating', 'major_outage'],
					['2022-01-09T02:42:53Z', 'resolved', 'operational'],
				])
				expect(observation.incidents[0]?.updates.slice(4).map(({ status }) => status)).toEqual([
					'postmortem',
					'postmortem',
					'postmortem',
				])
			},
		},
		{
			name: 'an incident of 2026 with its report nine days later',
			documents: [recorded('incidents', 'google-cloud/incident-2026-09-01-trimmed.json', cloud)],
			options: { products: ['Cloud Run'] },
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents[0]).toMatchObject({
					impact: 'major',
					status: 'postmortem',
					resolvedAt: '2026-09-01T18:52:00Z',
					components: [{ id: '9D7d2iNBQWN24zc1VamE', name: 'Cloud Run' }],
				})
				expect(statesOf(observation.incidents[0])).toEqual([
					['2026-09-01T16:03:12Z', 'investigating', 'partial_outage'],
					['2026-09-01T16:19:12Z', 'investigating', 'partial_outage'],
					['2026-09-01T19:12:28Z', 'investigating', undefined],
					['2026-09-10T21:20:16Z', 'postmortem', undefined],
				])
			},
		},
	]
}
