import { expect } from 'vitest'
import type { CrowdObservation } from '#core/model/observation.ts'
import { hackerNews } from '#core/platforms/hacker-news/hacker-news.ts'
import { changed, fixture, type JsonValue, type PlatformCases, reversed } from '../case.ts'

const [planned] = hackerNews.plan(
	{
		id: 'hn',
		platform: 'hacker-news',
		url: 'https://news.ycombinator.com',
		kind: 'crowd',
		everySeconds: 900,
		enabled: true,
		options: { query: 'Lamp' },
	},
	'2026-05-04T10:45:00Z',
)
const mentions = {
	...fixture('mentions', 'hacker-news/mentions.json', planned?.url),
	fetchedAt: '2026-05-04T10:45:03Z',
}
const cut = changed(mentions, (root) => having(root, { nbHits: 4000 }))

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'from the start of the hour before, zeros included',
			documents: [mentions],
			counted(observation) {
				expect(countsOf(observation)).toEqual([
					'09:00 0',
					'09:15 0',
					'09:30 0',
					'09:45 1',
					'10:00 0',
					'10:15 2',
					'10:30 1',
				])
				expect(observation.open).toEqual({
					at: '2026-05-04T10:45:00Z',
					windowSeconds: 900,
					count: 0,
					partial: true,
				})
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'more texts than one answer holds: only what is listed whole',
			documents: [cut],
			counted(observation) {
				expect(countsOf(observation)).toEqual(['10:00 0', '10:15 2', '10:30 1'])
				expect(observation.problems).toMatchObject([{ path: '/nbHits' }])
			},
		},
		{
			name: 'nobody mentioned it',
			documents: [changed(mentions, (root) => having(root, { hits: [], nbHits: 0 }))],
			counted: (observation) =>
				expect(countsOf(observation)).toEqual([
					'09:00 0',
					'09:15 0',
					'09:30 0',
					'09:45 0',
					'10:00 0',
					'10:15 0',
					'10:30 0',
				]),
		},
		{
			name: 'a document whose address does not say what was asked',
			documents: [{ ...mentions, url: 'https://hn.algolia.com/api/v1/search_by_date?query=Lamp' }],
			counted: (observation) => expect(observation.reports).toEqual([]),
		},
	],
	recorded: () => [],
	sameNews: [
		{
			name: 'how long the search took',
			before: mentions,
			after: changed(mentions, (root) => having(root, { processingTimeMS: 90 })),
		},
		{ name: 'rows and keys in another order', before: mentions, after: reversed(mentions) },
	],
	otherNews: [
		{
			name: 'a mention',
			before: mentions,
			after: changed(mentions, (root) =>
				having(root, { hits: [{ objectID: '80', created_at_i: 1777891000 }] }),
			),
		},
	],
	// Times are seconds since 1970.
	zonedTimes: false,
}

function countsOf({ reports }: CrowdObservation): string[] {
	return reports.map(({ at, count }) => `${at.slice(11, 16)} ${count}`)
}

function having(root: JsonValue, fields: { [key: string]: JsonValue }): JsonValue {
	return typeof root === 'object' && root !== null && !Array.isArray(root)
		? { ...root, ...fields }
		: root
}
