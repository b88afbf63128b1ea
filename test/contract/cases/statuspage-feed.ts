import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { statuspageFeed } from '#core/platforms/statuspage-feed/statuspage-feed.ts'
import { recordedFiles } from '../../support/recordings.ts'
import { type ContractCase, documentOf, fixture, type PlatformCases, recorded } from '../case.ts'

const rss = fixture('history', 'statuspage-feed/history.rss.xml')
const atom = fixture('history', 'statuspage-feed/history.atom.xml')

// The entries' own times are no whole quarter of an hour away from what is printed.
const elsewhere = replaced(
	replaced(replaced(rss, ' UTC', ' XST'), '00:20:33 +0000', '00:27:33 +0000'),
	'10:00:00 +0000',
	'10:07:00 +0000',
)

export const cases: PlatformCases = {
	fixtures: [
		{ name: 'RSS across the end of a year', documents: [rss], expected: acrossTheYear },
		{
			name: 'Atom in Pacific time, labelled PST in summer too',
			documents: [atom],
			expected: pacific,
		},
		{ name: 'a zone that nothing proves', documents: [elsewhere], expected: unproven },
		{
			name: 'an entry without an address',
			documents: [replaced(rss, 'https://status.lighthouse.example/incidents/lamps0fixture', '')],
			expected: noAddress,
		},
		{
			name: 'an empty feed',
			documents: [documentOf('history', rss.body.replace(/<item>[\s\S]*<\/item>/, ''))],
			expected: empty,
		},
	],
	recorded: recordedCases,
	sameNews: [
		{
			name: "the feed's own time",
			before: rss,
			after: replaced(rss, 'Fri, 02 Jan 2026 09:00:01 +0000', 'Sat, 03 Jan 2026 09:00:01 +0000'),
		},
		{
			name: 'an edit mark without an edit',
			before: atom,
			after: replaced(atom, '2026-11-02T18:35:29-08:00', '2026-11-09T18:35:29-08:00'),
		},
		{
			name: 'entries in another order',
			before: rss,
			after: {
				...rss,
				body: rss.body.replace(/(<item>[\s\S]*?<\/item>)\s*(<item>[\s\S]*?<\/item>)/, '$2$1'),
			},
		},
		{
			name: 'white space',
			before: rss,
			after: { ...rss, body: rss.body.replaceAll('\n', '\n  ') },
		},
	],
	otherNews: [
		{
			name: 'a text written over',
			before: rss,
			after: replaced(rss, 'Lamps are dark.', 'Lamps were dark.'),
		},
		{
			name: 'a title',
			before: rss,
			after: replaced(rss, 'Painting the tower', 'Painting the door'),
		},
		{
			name: 'an entry that is gone',
			before: rss,
			after: { ...rss, body: rss.body.replace(/<item>[\s\S]*?<\/item>/, '') },
		},
	],
	unknownWords: (document) => ({
		...document,
		body: document.body.replace(/(strong&gt;)[A-Za-z ]+(&lt;\/strong)/g, '$1flummoxed$2'),
	}),
}

function acrossTheYear(observation: OfficialObservation): void {
	expect(observation.problems).toEqual([])
	expect(observation.documents).toEqual([{ document: 'history' }])
	expect(observation.covers).toEqual([
		{
			document: 'history',
			list: 'since',
			since: '2025-12-11T10:00:00Z',
			kinds: ['incident', 'maintenance', 'notice'],
			cuts: [{ by: 'updated', since: '2025-12-11T10:00:00Z' }],
		},
	])
	const [lamps, paint] = observation.incidents
	expect(lamps).toMatchObject({
		nativeId: 'lamps0fixture',
		kind: 'incident',
		title: 'Lamps & lenses fail',
		impact: 'unknown',
		status: 'resolved',
		url: 'https://status.lighthouse.example/incidents/lamps0fixture',
		createdAt: '2025-12-31T23:10:00Z',
		precision: 'minute',
		allUpdates: true,
		components: [],
	})
	expect(lamps?.updates.map(({ at, status, body }) => [at, status, body])).toEqual([
		['2025-12-31T23:10:00Z', 'investigating', 'Lamps are dark.'],
		['2025-12-31T23:40:00Z', 'investigating', 'Still dark.'],
		[
			'2026-01-01T00:20:00Z',
			'resolved',
			'All lamps burn again. See the report (https://lighthouse.example/report).\n1 < 2 & 3',
		],
	])
	expect(paint).toMatchObject({
		kind: 'maintenance',
		status: 'completed',
		createdAt: '2025-12-02T08:00:00Z',
	})
}

function pacific(observation: OfficialObservation): void {
	const [cranes, gates] = observation.incidents
	// The clocks went back on 1 November at 2: one update before, one after, and one in the hour that
	// nobody can tell.
	expect(cranes?.updates.map(({ at, status }) => [at, status])).toEqual([
		['2026-11-01T00:00:00Z', 'investigating'],
		['2026-11-02T02:35:00Z', 'resolved'],
	])
	expect(cranes?.allUpdates).toBe(false)
	expect(observation.problems.map(({ path }) => path)).toEqual(['/entry/0/update/1'])
	expect(gates?.title).toBe('Gates & locks')
	expect(gates?.updates.map(({ at }) => at)).toEqual([
		'2026-07-10T15:00:00Z',
		'2026-07-10T16:15:00Z',
	])
	expect(observation.covers).toEqual([
		{
			document: 'history',
			list: 'since',
			since: '2026-07-10T16:15:28Z',
			kinds: ['incident', 'maintenance', 'notice'],
			cuts: [{ by: 'updated', since: '2026-07-10T16:15:28Z' }],
		},
	])
}

function unproven(observation: OfficialObservation): void {
	expect(observation.incidents).toEqual([])
	expect(observation.covers).toEqual([])
	expect(
		observation.problems.filter(({ message }) => /the zone "XST" is not proven/.test(message)),
	).toHaveLength(6)
}

function noAddress(observation: OfficialObservation): void {
	expect(observation.incidents.map(({ nativeId }) => nativeId)).toEqual(['paint0fixture'])
	expect(observation.covers).toEqual([])
	expect(observation.problems.map(({ path }) => path)).toEqual(['/item/0'])
}

function empty(observation: OfficialObservation): void {
	expect(observation.incidents).toEqual([])
	expect(observation.covers).toEqual([])
}

function replaced(document: Document, what: string, by: string): Document {
	expect(document.body).toContain(what)
	return { ...document, body: document.body.replaceAll(what, by) }
}

function recordedCases(): ContractCase[] {
	const pair = [
		'feeds/digitalocean-history-2020-01-21.rss.xml',
		'feeds/digitalocean-history-2020-01-21.atom.xml',
	] as const
	const github = recordedFiles('series/github-atom-2026-03')
	expect(github).toHaveLength(18)
	return [
		...pair.map(
			(path): ContractCase => ({
				name: path,
				documents: [recorded('history', path)],
				expected(observation) {
					expect(observation.problems).toEqual([])
					expect(observation.incidents).toHaveLength(25)
					expect(observation.incidents.flatMap(({ updates }) => updates)).toHaveLength(83)
					expect(observation.incidents[0]).toMatchObject({
						nativeId: 'x0xytvsvky35',
						kind: 'maintenance',
						status: 'in_progress',
						createdAt: '2020-01-21T20:59:00Z',
					})
					expect(observation.incidents.map(told)).toEqual(told25(pair))
					expect(observation.covers[0]).toMatchObject({ since: '2019-12-05T12:30:29Z' })
				},
			}),
		),
		{
			name: 'feeds/digitalocean-history-2020-01-05.rss.xml: two years in one feed',
			documents: [recorded('history', 'feeds/digitalocean-history-2020-01-05.rss.xml')],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(25)
				expect(
					observation.incidents
						.slice(0, 3)
						.map(({ nativeId, createdAt, updates }) => [nativeId, createdAt, updates.at(-1)?.at]),
				).toEqual([
					['tp6yg4h8bfp5', '2020-01-05T00:36:00Z', '2020-01-05T03:38:00Z'],
					['z8q9mhry7lb4', '2020-01-02T06:37:00Z', '2020-01-02T12:35:00Z'],
					['t9w8x953n4sd', '2019-12-26T21:32:00Z', '2019-12-27T01:20:00Z'],
				])
			},
		},
		{
			name: 'feeds/atlassian-statuspage-history-2019-11-23.atom.xml: Pacific time over the end of summer',
			documents: [recorded('history', 'feeds/atlassian-statuspage-history-2019-11-23.atom.xml')],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(25)
				expect(observation.incidents[0]?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2019-11-21T01:00:00Z', 'investigating'],
					['2019-11-21T01:03:00Z', 'identified'],
					['2019-11-21T01:47:00Z', 'monitoring'],
					['2019-11-21T02:35:00Z', 'resolved'],
				])
				// 18:14 and 17:27, seven hours behind.
				expect(
					observation.incidents
						.find(({ createdAt }) => createdAt === '2019-08-29T00:27:00Z')
						?.updates.at(-1)?.at,
				).toBe('2019-08-29T01:14:00Z')
			},
		},
		{
			name: 'feeds/parse-history-2014-01.rss.xml: PST all year, a postmortem on top',
			documents: [recorded('history', 'feeds/parse-history-2014-01.rss.xml')],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(17)
				expect(
					observation.incidents
						.find(({ nativeId }) => nativeId === 'p9hy357zjvb3')
						?.updates.map(({ at, status }) => [at, status]),
				).toEqual([
					['2013-12-24T16:58:00Z', 'investigating'],
					['2013-12-24T19:21:00Z', 'resolved'],
					['2013-12-26T18:22:00Z', 'postmortem'],
				])
				// 14:43 in October under the label PST: seven hours behind, as the entry's own time says.
				expect(observation.incidents[6]?.createdAt).toBe('2013-10-28T21:43:00Z')
			},
		},
		...github.map(
			(path): ContractCase => ({
				name: path,
				documents: [recorded('history', path)],
				expected(observation) {
					expect(observation.problems).toEqual([])
					expect(observation.incidents).toHaveLength(25)
					expect(
						observation.incidents.every(
							({ updates }) =>
								updates.length > 0 &&
								updates.every(({ status, body }) => status !== 'unknown' && body !== ''),
						),
					).toBe(true)
				},
			}),
		),
	]
}

type Incident = OfficialObservation['incidents'][number]

function told({ nativeId, title, status, updates }: Incident): unknown {
	return [nativeId, title, status, updates.map((update) => [update.at, update.status, update.body])]
}

/** RSS and Atom of one moment say the same. */
function told25(pair: readonly string[]): unknown {
	const observations = pair.map((path) =>
		statuspageFeed.parse([recorded('history', path)], undefined),
	)
	const [first, second] = observations.map((observation) =>
		observation.kind === 'official' ? observation.incidents.map(told) : [],
	)
	expect(first).toEqual(second)
	return first
}
