import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import { recordedFiles } from '../../../support/recordings.ts'
import { type ContractCase, recorded } from '../../case.ts'

/** What the recordings of Statuspage pages say, written down by hand. */
export function recordedCases(): ContractCase[] {
	return [
		{
			name: 'a quiet page',
			documents: [recorded('summary', 'statuspage/claude-summary-2026-08-03.json')],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.states.map(({ state }) => state)).toEqual(Array(6).fill('operational'))
				expect(observation.states[0]?.component).toEqual({ id: 'rwppv331jlwc', name: 'claude.ai' })
				expect(observation.documents).toEqual([
					{
						document: 'summary',
						page: 'tymt9n04zgry',
						versionAt: '2026-08-03T01:43:58.106Z',
						versionPath: '/page/updated_at',
						components: 'whole',
					},
				])
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
				expect(
					observation.incidents[0]?.updates.map(({ at, states }) => [
						at,
						states.map(({ from, state }) => `${from} → ${state}`),
					]),
				).toEqual([['2026-09-22T00:57:26.256Z', Array(4).fill('operational → partial_outage')]])
				expect(observation.states.filter(({ state }) => state === 'partial_outage')).toHaveLength(4)
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an incident that left the summary',
			documents: [recorded('summary', 'series/claude-summary-2026-09/03_2026-09-22T0601Z.json')],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.covers).toEqual([
					{ document: 'summary', list: 'open', kinds: ['incident', 'maintenance'] },
				])
			},
		},
		{
			name: 'four updates, newest first on the wire',
			documents: [recorded('summary', 'series/claude-summary-2026-09/04_2026-10-08T0110Z.json')],
			expected(observation) {
				expect(
					observation.incidents[0]?.updates.map(({ nativeId, at, status }) => [
						nativeId,
						at,
						status,
					]),
				).toEqual([
					['c56sq7q6flhm', '2026-10-07T13:25:04.271Z', 'investigating'],
					['lkt8xyfbql3f', '2026-10-07T16:36:44.789Z', 'investigating'],
					['l3390gw3zj8k', '2026-10-07T17:28:02.568Z', 'identified'],
					['1nnyzdbn2qkg', '2026-10-07T21:44:41.466Z', 'monitoring'],
				])
				expect(
					observation.states.find(({ component }) => component.id === '0qbwn08sd68x')?.state,
				).toBe('degraded_performance')
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'two completed maintenances',
			documents: [
				recorded(
					'scheduled-maintenances',
					'statuspage/claude-scheduled-maintenances-2026-09-15.json',
				),
			],
			expected(observation) {
				expect(observation.covers).toEqual([
					{
						document: 'scheduled-maintenances',
						list: 'since',
						since: '2024-12-13T18:39:41.950Z',
						kinds: ['maintenance'],
						whole: true,
					},
				])
				expect(
					observation.incidents.map(({ nativeId, kind, impact, status }) => [
						nativeId,
						kind,
						impact,
						status,
					]),
				).toEqual([
					['x017628t2rl5', 'maintenance', 'none', 'completed'],
					['16z0qdmy3qv2', 'maintenance', 'none', 'completed'],
				])
				const old = observation.incidents[1]
				expect(old).toMatchObject({
					scheduledFor: '2024-12-15T01:00:00Z',
					scheduledUntil: '2024-12-15T01:30:00Z',
					resolvedAt: '2024-12-15T01:26:47.953Z',
				})
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
				expect(observation.covers).toEqual([
					{
						document: 'incidents',
						list: 'since',
						since: '2026-09-13T09:16:11.480Z',
						kinds: ['incident'],
						whole: true,
					},
				])
				const edited = observation.incidents.find(({ nativeId }) => nativeId === 'f6yrxnz5f7bs')
				expect(edited?.updatedAt).toBe('2026-09-24T21:29:12.096Z')
				expect(edited?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2026-09-20T22:13:37.969Z', 'investigating'],
					['2026-09-20T23:22:16.710Z', 'resolved'],
				])
				expect(
					observation.incidents
						.flatMap(({ updates }) => updates)
						.filter(({ format }) => format === 'html').length,
				).toBeGreaterThan(0)
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
				expect(
					observation.incidents
						.filter(({ kind }) => kind === 'incident')
						.map(({ nativeId, createdAt }) => [nativeId, createdAt]),
				).toEqual([
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
				expect(
					observation.states.filter(({ component }) => component.name === 'API').length,
				).toBeGreaterThan(1)
				expect(
					observation.states
						.filter(({ state }) => state !== 'operational')
						.map(({ state }) => state),
				).toEqual(['major_outage'])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'a page of 475 component rows',
			documents: [recorded('summary', 'statuspage/cloudflare-summary-2026-04-21.json')],
			expected(observation) {
				expect(observation.states).toHaveLength(467)
				expect(observation.incidents.filter(({ kind }) => kind === 'maintenance')).toHaveLength(13)
				expect(observation.incidents[0]).toMatchObject({
					nativeId: 'j83g99d13dv7',
					status: 'monitoring',
					impact: 'minor',
				})
				expect(observation.problems).toEqual([])
			},
		},
		...marchFrames(),
	]
}

/** Every frame of the rebuilt recording; the last list is told in full. */
function marchFrames(): ContractCase[] {
	const folder = 'series/claude-2026-03-02'
	const manifest: { frames: { at: string; url: string; file: string }[] } = JSON.parse(
		recorded('manifest', `${folder}/manifest.json`).body,
	)
	const names = new Map([
		['https://status.claude.com/api/v2/summary.json', 'summary'],
		['https://status.claude.com/api/v2/incidents.json', 'incidents'],
	])
	expect(manifest.frames.length).toBe(recordedFiles(`${folder}/frames`).length)
	const frames = manifest.frames.map(({ at, url, file }) => ({
		at,
		document: recorded(names.get(url) ?? '', `${folder}/${file}`, url),
	}))
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
	expect(covers).toEqual([
		{
			document: 'incidents',
			list: 'since',
			since: '2026-03-02T11:49:20Z',
			kinds: ['incident'],
			whole: true,
		},
	])
	expect(
		listed.map(({ nativeId, createdAt, resolvedAt, impact, updates }) => [
			nativeId,
			createdAt,
			resolvedAt,
			impact,
			updates.length,
		]),
	).toEqual([
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
