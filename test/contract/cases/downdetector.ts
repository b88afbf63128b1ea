import { expect } from 'vitest'
import { downdetector } from '#core/platforms/downdetector/downdetector.ts'
import { changed, documentOf, fixture, type JsonValue, type PlatformCases, walk } from '../case.ts'

const options = { slug: 'lamp', companyId: '4711', region: 'Atlantis' }
const source = {
	id: 'dd',
	platform: 'downdetector',
	url: 'https://downdetector.example',
	kind: 'crowd',
	everySeconds: 900,
	enabled: true,
	options,
} as const
const addresses = new Map(
	downdetector.plan(source, '2026-05-04T10:16:00Z').map(({ name, url }) => [name, url]),
)
const read = (name: string) => ({
	...fixture(name, `downdetector/${name}.json`, addresses.get(name)),
	fetchedAt: '2026-05-04T10:16:02Z',
})
const [reports, company, indicators] = [read('reports'), read('company'), read('indicators')]

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'all three documents',
			documents: [reports, company, indicators],
			options,
			counted(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.reports.filter(({ verdict }) => verdict !== undefined)).toHaveLength(1)
				expect(observation.reports).toHaveLength(24)
				expect(observation.reports[0]).toEqual({
					at: '2026-05-04T04:15:00Z',
					windowSeconds: 900,
					count: 3,
					direct: 3,
					region: 'Atlantis',
					baseline: 3.25,
				})
				expect(observation.reports.at(-1)).toEqual({
					at: '2026-05-04T10:00:00Z',
					windowSeconds: 900,
					count: 260,
					direct: 195,
					region: 'Atlantis',
					baseline: 2.75,
					verdict: 'problem',
					symptoms: { 'server-connection': 150, 'log-in': 45 },
				})
			},
		},
		{
			name: 'counts alone have no baseline',
			documents: [reports],
			counted: ({ reports: counts }) =>
				expect([
					counts.length,
					counts.some(({ baseline, verdict }) => baseline !== undefined || verdict !== undefined),
				]).toEqual([24, false]),
		},
		{
			name: 'the window that is still open is not counted',
			documents: [{ ...reports, fetchedAt: '2026-05-04T10:14:59Z' }],
			counted: (observation) => expect(observation.reports.at(-1)?.at).toBe('2026-05-04T09:45:00Z'),
		},
		{
			name: 'a list without times that agrees in no way: only the newest window gets its usual count',
			documents: [
				reports,
				changed(company, (root) => walk(root, (value) => (value === 260 ? 261 : value))),
			],
			counted(observation) {
				expect(
					observation.reports.flatMap(({ at, baseline }) =>
						baseline === undefined ? [] : [[at, baseline]],
					),
				).toEqual([['2026-05-04T10:00:00Z', 3.25]])
				expect(observation.problems).toMatchObject([{ document: 'company', path: '/baseline' }])
			},
		},
		{
			name: 'a list that agrees in more than one way is not believed either',
			documents: [
				documentOf('reports', alternating(12)),
				documentOf('company', { stats_24: alternatingCounts(96), baseline: alternatingCounts(96) }),
			],
			counted: (observation) =>
				expect(observation.reports.some(({ baseline }) => baseline !== undefined)).toBe(false),
		},
		{
			name: 'a status that nobody knows',
			documents: [
				reports,
				changed(company, (root) =>
					walk(root, (value) => (value === 'danger' ? 'flummoxed' : value)),
				),
			],
			counted(observation) {
				expect(observation.reports.at(-1)?.verdict).toBe('unknown')
				expect(observation.problems).toMatchObject([{ path: '/status' }])
			},
		},
		{
			name: 'what is no count is a problem, and more buttons than reports are left out',
			documents: [
				documentOf('reports', [point('10:00', 5, 6), point('10:15', -1, 0), point('10:30', 2, 1)]),
			],
			counted(observation) {
				expect(observation.reports.map(({ count, direct }) => [count, direct])).toEqual([
					[5, undefined],
					[2, 1],
				])
				expect(observation.problems.map(({ path }) => path)).toEqual(['/0/indicators', '/1/total'])
			},
		},
	],
	recorded: () => [],
	sameNews: [{ name: 'keys in another order', before: company, after: withKeysReversed() }],
	otherNews: [
		{
			name: 'a count',
			before: reports,
			after: changed(reports, (root) => walk(root, (value) => (value === 260 ? 261 : value))),
		},
		{
			name: 'a status',
			before: company,
			after: changed(company, (root) =>
				walk(root, (value) => (value === 'danger' ? 'warning' : value)),
			),
		},
	],
}

function point(time: string, total: number, buttons: number): JsonValue {
	return { point_in_time: `2026-05-04T${time}:00+00:00`, total, indicators: buttons, other: 0 }
}

function alternatingCounts(length: number): number[] {
	return Array.from({ length }, (_, index) => index % 2)
}

function alternating(length: number): JsonValue {
	return alternatingCounts(length).map((total, index) =>
		point(
			`${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')}`,
			total,
			0,
		),
	)
}

/** Its lists are in the order of time, so that only the keys may be turned around. */
function withKeysReversed() {
	return changed(company, (root) =>
		typeof root === 'object' && root !== null && !Array.isArray(root)
			? Object.fromEntries(Object.entries(root).toReversed())
			: root,
	)
}
