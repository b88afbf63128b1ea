import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import {
	changed,
	documentOf,
	fixture,
	type PlatformCases,
	walk,
	withUnknownWords,
} from '../case.ts'

const file = fixture('records', 'record/records.json')
const march = documentOf(
	'records',
	readFileSync(new URL('../../../content/records/claude/2026-03-02.json', import.meta.url), 'utf8'),
)

export const cases: PlatformCases = {
	fixtures: [
		{ name: 'records with and without times', documents: [file], expected: mixed },
		{ name: 'the two days of March 2026', documents: [march], expected: twoDays },
	],
	recorded: () => [],
	sameNews: [
		{
			name: 'the layout of the file',
			before: file,
			after: { ...file, body: JSON.stringify(JSON.parse(file.body), null, '\t') },
		},
	],
	otherNews: [
		{
			name: 'a sentence',
			before: file,
			after: changed(file, (root) =>
				walk(root, (value, key) => (key === 'text' ? `${value}!` : value)),
			),
		},
	],
	unknownWords: (document) =>
		withUnknownWords(
			changed(document, (root) =>
				walk(root, (value, key) => (key === 'resolvedAt' ? null : value)),
			),
			['status', 'impact', 'state', 'from'],
		),
	// Dates without an hour are read, to the day.
	zonedTimes: false,
}

function mixed(observation: OfficialObservation): void {
	expect(observation.covers).toEqual([])
	expect(
		observation.incidents.map(({ nativeId, status, impact, createdAt, precision, allUpdates }) => [
			nativeId,
			status,
			impact,
			createdAt,
			precision,
			allUpdates,
		]),
	).toEqual([
		['lamps0fixture', 'resolved', 'major', '2026-03-02T11:49:20Z', 'second', true],
		[
			'record-2025-08-05-wetter-schlecht-fur-lampen',
			'postmortem',
			'unknown',
			'2025-08-05T00:00:00Z',
			'day',
			false,
		],
		[
			'record-2025-01-01-bad-status',
			'unknown',
			'unknown',
			'2025-01-01T00:00:00Z',
			undefined,
			false,
		],
		['backwards', 'resolved', 'unknown', '2025-02-01T10:00:00Z', undefined, false],
	])
	const [lamps, weather] = observation.incidents
	expect(lamps?.updates).toEqual([
		{
			at: '2026-03-02T11:49:20Z',
			status: 'investigating',
			body: 'Opened.',
			format: 'text',
			summary: true,
			states: [{ component: { name: 'Lamp' }, state: 'partial_outage', from: 'operational' }],
			confidence: 'exact',
			links: ['https://lighthouse.example/log'],
			notified: false,
		},
		{
			at: '2026-03-02T15:47:09Z',
			status: 'resolved',
			body: 'Closed.',
			format: 'text',
			summary: true,
			states: [{ component: { name: 'Lamp' }, state: 'operational' }],
			links: ['https://status.lighthouse.example/incidents/lamps0fixture'],
		},
	])
	expect(weather).toMatchObject({
		titleSummary: true,
		url: 'https://news.example/lamps',
		startedAt: '2025-08-05T00:00:00Z',
		resolvedAt: '2025-09-18T00:00:00Z',
	})
	expect(weather?.updates[0]).toMatchObject({
		at: '2025-09-17T00:00:00Z',
		precision: 'day',
		links: ['https://news.example/lamps'],
	})
	expect(observation.problems.map(({ path }) => path)).toEqual([
		'/records/2',
		'/records/3/updates/0/status',
		'/records/3/updates/1/at',
		'/records/4',
		'/records/5/resolvedAt',
		'/records/6',
	])
}

function twoDays(observation: OfficialObservation): void {
	expect(observation.problems).toEqual([])
	expect(
		observation.incidents.map(({ nativeId, impact, createdAt, resolvedAt, updates }) => [
			nativeId,
			impact,
			createdAt,
			resolvedAt,
			updates.length,
		]),
	).toEqual([
		['0ghc53zpsfmt', 'major', '2026-03-02T11:49:20Z', '2026-03-02T15:47:09Z', 8],
		['5zg05jnrqmzg', 'minor', '2026-03-02T14:35:06Z', '2026-03-02T15:50:07Z', 5],
		['0j8dkb38jymf', 'minor', '2026-03-02T16:50:38Z', '2026-03-02T17:55:59Z', 5],
		['63943gpfb97z', 'minor', '2026-03-02T17:08:29Z', '2026-03-02T17:23:25Z', 2],
		['vqnfq1179169', 'minor', '2026-03-02T17:56:23Z', '2026-03-02T21:16:28Z', 5],
		['yf48hzysrvl5', 'minor', '2026-03-03T03:15:21Z', '2026-03-03T10:18:34Z', 7],
		['kyj825w6vxr8', 'minor', '2026-03-03T06:59:48Z', '2026-03-03T14:29:08Z', 9],
		['s0pmy4yywshv', 'major', '2026-03-03T14:51:07Z', '2026-03-03T15:39:41Z', 2],
		['v3j5tpfcr3dn', 'minor', '2026-03-03T15:40:08Z', '2026-03-03T16:38:59Z', 2],
		['p7nq2jdg4zwj', 'major', '2026-03-03T16:49:50Z', '2026-03-04T08:32:41Z', 7],
	])
	const updates = observation.incidents.flatMap((incident) => incident.updates)
	expect(
		updates.every(
			({ summary, links, precision }) =>
				summary === true && links?.length === 1 && precision === 'second',
		),
	).toBe(true)
	expect(updates.filter(({ notified }) => notified === false).map(({ at }) => at)).toEqual([
		'2026-03-03T03:15:21Z',
	])
	expect(updates.flatMap(({ states }) => states)).toHaveLength(90)
}
