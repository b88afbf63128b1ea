import { expect } from 'vitest'
import { fixture, type PlatformCases, reversed, withUnknownWords } from '../case.ts'

// The shape and the reader are Google Cloud's; no recording of this dashboard exists.
const file = fixture(
	'incidents',
	'google-workspace/incidents.json',
	'https://www.lighthouse.example/appsstatus/dashboard/incidents.json',
)

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'an open incident without an end',
			documents: [file],
			options: { products: ['prodAssistant'] },
			expected(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.incidents[0]).toMatchObject({
					impact: 'minor',
					status: 'investigating',
					url: 'https://www.lighthouse.example/appsstatus/dashboard/incidents/WorkspaceFixture0001',
					spans: [
						{
							component: { id: 'prodAssistant', name: 'Assistant' },
							state: 'partial_outage',
							from: '2026-06-10T10:30:00Z',
						},
					],
				})
				expect(
					observation.incidents[0]?.updates.map(({ at, states }) => [at, states.length]),
				).toEqual([
					['2026-06-10T11:02:00Z', 1],
					['2026-06-10T11:40:00Z', 0],
				])
			},
		},
	],
	recorded: () => [],
	sameNews: [{ name: 'keys and rows in another order', before: file, after: reversed(file) }],
	otherNews: [
		{
			name: 'a text',
			before: file,
			after: { ...file, body: file.body.replace('We look into it.', 'We looked into it.') },
		},
	],
	unknownWords: (document) => withUnknownWords(document, ['status', 'status_impact', 'severity']),
}
