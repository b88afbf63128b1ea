import { expect } from 'vitest'
import type { CrowdObservation } from '#core/model/observation.ts'
import {
	type ContractCase,
	changed,
	documentOf,
	fixture,
	type PlatformCases,
	recorded,
	reversed,
	walk,
} from '../case.ts'

const series = fixture('counts', 'report-file/series.json')
const table = { ...fixture('counts', 'report-file/series.csv'), contentType: 'text/csv' }
const counts = fixture('counts', 'report-file/counts.json')
const rows = (...lines: string[]) => ({ ...table, body: lines.join('\n') })

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'points that are not aligned to the clock, with a gap and a baseline',
			documents: [series],
			counted(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.reports).toEqual(
					(
						[
							['10:24:50', 2, 2.5],
							['10:39:50', 31, 3],
							['10:54:50', 140, 3],
							['11:24:50', 12, 3.5],
						] as const
					).map(([time, count, baseline]) => ({
						at: `2026-05-04T${time}Z`,
						windowSeconds: 900,
						count,
						baseline,
						source: 'Lamp watchers',
						region: 'Atlantis',
					})),
				)
			},
		},
		{
			name: 'CSV with a baseline that has a hole',
			documents: [table],
			counted(observation) {
				expect(told(observation)).toEqual(['10:00 2 1.5', '10:15 31 1.5', '10:30 140 -'])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'CSV by the hour, with semicolons, other columns and lines that cannot be read',
			documents: [
				rows(
					'place;value;date',
					'a;1;2026-05-04T10:00:00+02:00',
					'b;x;2026-05-04T11:00:00+02:00',
					'c;3;yesterday',
					'',
					'd;4;2026-05-04T12:00:00+02:00',
					'e;5;2026-05-04T13:00:00+02:00',
				),
			],
			counted(observation) {
				expect(
					observation.reports.map(({ at, windowSeconds, count }) => [at, windowSeconds, count]),
				).toEqual([
					['2026-05-04T08:00:00Z', 3600, 1],
					['2026-05-04T10:00:00Z', 3600, 4],
					['2026-05-04T11:00:00Z', 3600, 5],
				])
				expect(observation.problems.map(({ path }) => path)).toEqual(['line 3', 'line 4'])
			},
		},
		{
			name: 'counts as they are published, a reading among them',
			documents: [counts],
			counted(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.reports).toMatchObject([
					{ source: 'reports', windowSeconds: 900, count: 3, symptoms: { login: 2 } },
					{
						source: 'The Evening Lamp',
						count: 1400,
						precision: 'minute',
						links: ['https://news.example/lamp'],
					},
				])
				expect(observation.reports[1]).not.toHaveProperty('windowSeconds')
			},
		},
		{
			name: 'a repeated hour of a clock that was set back: the second one is left out',
			documents: [
				rows(
					'date,value',
					'2026-10-25T00:00:00Z,1',
					'2026-10-25T00:15:00Z,2',
					'2026-10-25T00:15:00Z,3',
					'2026-10-25T00:20:00Z,4',
					'2026-10-25T00:30:00Z,5',
					'2026-10-25T00:45:00Z,6',
				),
			],
			counted(observation) {
				expect(observation.reports.map(({ count }) => count)).toEqual([1, 2, 5, 6])
				expect(observation.problems).toHaveLength(2)
			},
		},
		{
			name: 'one point alone',
			documents: [rows('date,value', '2026-05-04T10:00:00Z,7')],
			counted(observation) {
				expect(observation.reports).toEqual([
					{ at: '2026-05-04T10:00:00Z', windowSeconds: 900, count: 7 },
				])
				expect(observation.problems).toHaveLength(1)
			},
		},
		{
			name: 'a baseline without its points',
			documents: [
				changed(series, (root) =>
					walk(root, (value, key) =>
						key === 'reports' && Array.isArray(value) ? value.slice(0, 2) : value,
					),
				),
			],
			counted: (observation) =>
				expect(observation.problems).toMatchObject([
					{ path: '/baseline', message: expect.stringContaining('2 of 4') },
				]),
		},
		{
			name: "a chart's points",
			documents: [
				documentOf('counts', {
					stats: {
						chartData: {
							dataPoints: [1, 2].map((value) => ({
								timestampUtc: `2026-05-04T10:${value}5:00+00:00`,
								reportsValue: value,
								baselineValue: 1,
							})),
						},
					},
				}),
			],
			counted: (observation) => expect(told(observation)).toEqual(['10:15 1 1', '10:25 2 1']),
		},
	],
	recorded: recordedCases,
	sameNews: [{ name: 'points in another order', before: series, after: reversed(series) }],
	otherNews: [
		{
			name: 'a count',
			before: series,
			after: changed(series, (root) => walk(root, (value) => (value === 140 ? 141 : value))),
		},
		{
			name: 'who counted',
			before: series,
			after: changed(series, (root) =>
				walk(root, (value) => (value === 'Lamp watchers' ? 'Others' : value)),
			),
		},
	],
}

function told({ reports }: CrowdObservation): string[] {
	return reports.map(({ at, count, baseline }) => `${at.slice(11, 16)} ${count} ${baseline ?? '-'}`)
}

function recordedCases(): ContractCase[] {
	return [
		{
			name: 'the chart of one day of May 2026',
			documents: [recorded('counts', 'downdetector/steam-br-stats-2026-05-12.json')],
			counted(observation) {
				expect(observation.problems).toEqual([])
				expect(observation.reports[0]).toEqual({
					at: '2026-05-11T15:24:50Z',
					windowSeconds: 900,
					count: 2,
					baseline: 1,
				})
				expect(observation.reports.length).toBeGreaterThan(90)
			},
		},
	]
}
