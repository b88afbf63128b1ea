import { expect } from 'vitest'
import type { CrowdObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { addSeconds } from '#core/time/time.ts'
import {
	changed,
	documentOf,
	fixture,
	type JsonValue,
	type PlatformCases,
	reversed,
	walk,
} from '../case.ts'

const lookedAt = (fetchedAt: string, document: Document): Document => ({ ...document, fetchedAt })
const issues = lookedAt('2026-05-04T10:33:20Z', fixture('issues', 'github-issues/issues.json'))

/** A hundred issues, one every 30 seconds up to `last`: as many as an answer holds. */
const full = (last: string) =>
	documentOf(
		'issues',
		Array.from({ length: 100 }, (_, index) => ({
			number: 500 - index,
			created_at: addSeconds(last, -30 * index),
		})),
	)

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'a list that is not full: everything since its first issue, zeros included, no pull requests',
			documents: [issues],
			counted(observation) {
				expect(countsOf(observation)).toEqual(['09:30 2', '09:45 0', '10:00 0', '10:15 2'])
				expect(observation.open).toEqual({
					at: '2026-05-04T10:30:00Z',
					windowSeconds: 900,
					count: 1,
					partial: true,
				})
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'a look just after a window ended',
			documents: [lookedAt('2026-05-04T10:45:00Z', issues)],
			counted: (observation) => expect(countsOf(observation).at(-1)).toBe('10:30 1'),
		},
		{
			name: 'a full list is cut off within its oldest window',
			documents: [lookedAt('2026-05-04T12:00:05Z', full('2026-05-04T11:59:45Z'))],
			counted: (observation) =>
				expect(countsOf(observation)).toEqual(['11:15 30', '11:30 30', '11:45 30']),
		},
		{
			name: 'a flood that fills the list within one window counts nothing',
			documents: [lookedAt('2026-05-04T12:00:05Z', documentOf('issues', flood()))],
			counted: (observation) => expect(observation.reports).toEqual([]),
		},
		{
			name: 'after a long silence no more than a day is stated',
			documents: [lookedAt('2026-05-09T12:00:05Z', issues)],
			counted(observation) {
				expect(observation.reports).toHaveLength(96)
				expect(observation.reports.every(({ count }) => count === 0)).toBe(true)
			},
		},
		{
			name: 'an empty tracker says nothing',
			documents: [lookedAt('2026-05-04T10:33:20Z', documentOf('issues', []))],
			counted: (observation) =>
				expect(observation).toEqual({ kind: 'crowd', reports: [], problems: [] }),
		},
		{
			name: 'an issue whose time cannot be read is a problem, the others count',
			documents: [
				changed(issues, (root) =>
					walk(root, (value) => (value === '2026-05-04T10:15:00Z' ? 'this morning' : value)),
				),
			],
			counted(observation) {
				expect(countsOf(observation).at(-1)).toBe('10:15 1')
				expect(observation.problems).toMatchObject([{ document: 'issues', path: '/3/created_at' }])
			},
		},
	],
	recorded: () => [],
	sameNews: [
		{
			name: 'comments and states',
			before: issues,
			after: changed(issues, (root) => walk(root, edited)),
		},
		{ name: 'rows and keys in another order', before: issues, after: reversed(issues) },
	],
	otherNews: [
		{
			name: 'a new issue',
			before: issues,
			after: changed(issues, (root) =>
				Array.isArray(root) ? [{ number: 20, created_at: '2026-05-04T10:33:00Z' }, ...root] : root,
			),
		},
		{
			name: 'an issue that is gone',
			before: issues,
			after: changed(issues, (root) => (Array.isArray(root) ? root.slice(1) : root)),
		},
	],
}

/** `10:15 2`: the counts by the start of their windows. */
function countsOf({ reports }: CrowdObservation): string[] {
	for (const { windowSeconds } of reports) expect(windowSeconds).toBe(900)
	return reports.map(({ at, count }) => `${at.slice(11, 16)} ${count}`)
}

function flood(): JsonValue {
	return Array.from({ length: 100 }, (_, index) => ({
		number: 500 - index,
		created_at: addSeconds('2026-05-04T11:59:00Z', -index),
	}))
}

function edited(value: JsonValue, key: string): JsonValue {
	if (key === 'state') return 'closed'
	return key === 'comments' || key === 'updated_at' ? '2026-05-04T10:40:00Z' : value
}
