import { expect } from 'vitest'
import { type ContractCase, fixture, type PlatformCases, recorded } from '../case.ts'

const feed = fixture('history', 'incidentio-feed/history.rss.xml')

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'an open incident and a maintenance',
			documents: [feed],
			expected(observation) {
				expect(observation.problems).toEqual([])
				const [lamps, cleaning] = observation.incidents
				expect(lamps).toMatchObject({
					nativeId: '01LAMPSFIXTURE0000000000AA',
					kind: 'incident',
					impact: 'unknown',
					status: 'monitoring',
					url: 'https://status.lighthouse.example/incidents/01LAMPSFIXTURE0000000000AA',
					allUpdates: false,
				})
				expect(lamps?.updates).toEqual([
					{
						at: '2026-09-09T12:00:00Z',
						status: 'monitoring',
						body: 'A fix is in place.\nWe watch it.',
						format: 'text',
						states: [
							{ component: { name: 'Lamp (east)' }, state: 'degraded_performance' },
							{ component: { name: 'Lens' }, state: 'major_outage' },
						],
					},
				])
				expect(cleaning).toMatchObject({
					kind: 'maintenance',
					status: 'in_progress',
					components: [],
				})
				expect(observation.covers).toEqual([
					{
						document: 'history',
						list: 'since',
						since: '2026-09-08T12:00:00Z',
						kinds: ['incident', 'maintenance', 'notice'],
					},
				])
			},
		},
	],
	recorded: recordedCases,
	sameNews: [
		{
			name: 'white space',
			before: feed,
			after: { ...feed, body: feed.body.replaceAll('\n', '\n  ') },
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
		{
			name: 'a state',
			before: feed,
			after: { ...feed, body: feed.body.replaceAll('Full outage', 'Operational') },
		},
	],
	unknownWords: (document) => ({
		...document,
		body: document.body
			.replace(/Status: [A-Za-z ]+/g, 'Status: flummoxed')
			.replace(/\((Degraded performance|Full outage|Operational)\)/g, '(flummoxed)'),
	}),
}

function recordedCases(): ContractCase[] {
	return [
		{
			name: 'one item',
			documents: [recorded('history', 'incidentio/openai-feed-sample.rss.xml')],
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents).toHaveLength(1)
				expect(observation.incidents[0]).toMatchObject({
					nativeId: '01M2VA7X37P1ASADSNZ1CG4N4D',
					status: 'resolved',
					url: 'https://status.openai.com/incidents/01M2VA7X37P1ASADSNZ1CG4N4D',
					components: [{ name: 'Responses' }, { name: 'Codex' }],
				})
				expect(observation.incidents[0]?.updates[0]?.states.map(({ state }) => state)).toEqual([
					'operational',
					'operational',
				])
			},
		},
	]
}
