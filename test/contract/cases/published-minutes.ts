import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import { changed, fixture, type PlatformCases, walk } from '../case.ts'

const days = fixture('published-minutes', 'published-minutes/days.json')

export const cases: PlatformCases = {
	fixtures: [{ name: 'days of two services', documents: [days], expected: twoServices }],
	recorded: () => [],
	sameNews: [
		{
			name: 'the layout of the file',
			before: days,
			after: { ...days, body: JSON.stringify(JSON.parse(days.body), null, '\t') },
		},
	],
	otherNews: [
		{
			name: 'a minute more',
			before: days,
			after: changed(days, (root) =>
				walk(root, (value, key) =>
					key === 'partial_minutes' && typeof value === 'number' ? value + 1 : value,
				),
			),
		},
	],
	// Days, without an hour.
	zonedTimes: false,
}

function twoServices(observation: OfficialObservation): void {
	expect(observation).toMatchObject({ incidents: [], states: [], covers: [] })
	expect(observation.published).toEqual([
		{ service: 'Lamp', date: '2026-03-02', partialMinutes: 214.5, majorMinutes: 0 },
		{ service: 'Lamp', date: '2026-03-03', partialMinutes: 48, majorMinutes: 12 },
		{ service: 'Foghorn', date: '2026-03-02', partialMinutes: 0, majorMinutes: 0 },
	])
	expect(observation.problems.map(({ path }) => path)).toEqual([
		'/7',
		'/3',
		'/4/date',
		'/5/partialMinutes',
		'/6/partialMinutes',
	])
}
