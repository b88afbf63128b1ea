import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportText } from '#core/bundle/rebuild.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { Chronicle, contentOf } from '../../support/chronicle.ts'
import { march } from '../../support/recordings.ts'

interface Manifest {
	from: string
	to: string
	frames: { at: string; url: string; file: string }[]
}

const claude: Provider = {
	id: 'claude',
	name: 'Claude',
	operator: 'Anthropic',
	homepage: 'https://claude.ai',
	surfaces: [
		{
			id: 'web',
			name: 'claude.ai',
			kind: 'chat',
			aliases: [{ name: 'claude.ai', component: 'rwppv331jlwc' }],
		},
		{ id: 'console', name: 'Console', kind: 'console', aliases: [{ component: '0qbwn08sd68x' }] },
		{ id: 'api', name: 'API', kind: 'api', aliases: [{ component: 'k8w3r06qmzrp' }] },
		{ id: 'code', name: 'Claude Code', kind: 'coding', aliases: [{ component: 'yyzkbfz2thpt' }] },
		{
			id: 'government',
			name: 'Government',
			kind: 'chat',
			aliases: [{ component: '0scnb50nvy53' }],
		},
	],
	sources: [
		{
			id: 'claude-status',
			platform: 'statuspage',
			url: 'https://status.claude.com',
			kind: 'official',
			everySeconds: 60,
			enabled: true,
		},
	],
	otherDoors: [],
}

const ids = [
	'0ghc53zpsfmt',
	'5zg05jnrqmzg',
	'0j8dkb38jymf',
	'63943gpfb97z',
	'vqnfq1179169',
	'yf48hzysrvl5',
	'kyj825w6vxr8',
	's0pmy4yywshv',
	'v3j5tpfcr3dn',
	'p7nq2jdg4zwj',
]
const episode: Content['episodes'][number] = {
	id: 'claude-2026-03-02',
	provider: 'claude',
	title: 'Two days in March',
	incidents: ids,
	reason: 'One run of trouble.',
}

/** The recording as a recorder that looks once a minute would have kept it. */
function watched(): Chronicle {
	const { from, to, frames } = JSON.parse(
		readFileSync(join(march, 'manifest.json'), 'utf8'),
	) as Manifest
	const chronicle = new Chronicle(claude, 'replay')
	for (let now = from; compareInstants(now, to) <= 0; now = addSeconds(now, 60)) {
		for (const name of ['summary', 'incidents']) {
			const frame = frames
				.filter(
					(candidate) =>
						candidate.url.endsWith(`/${name}.json`) && compareInstants(candidate.at, now) <= 0,
				)
				.at(-1)
			if (frame) chronicle.look(now, name, readFileSync(join(march, frame.file), 'utf8'))
		}
	}
	return chronicle
}

describe('the recording of 2 and 3 March 2026', () => {
	const chronicle = watched()
	const record = chronicle.exported({ ...contentOf(claude), episodes: [episode] })

	test('ten incidents with every statement at its second', () => {
		expect(record.incidents.map((incident) => incident.id).sort()).toEqual([...ids].sort())
		const first = record.incidents.find((incident) => incident.id === '0ghc53zpsfmt')
		expect(first?.updates.map((update) => [update.at, update.status])).toEqual([
			['2026-03-02T11:49:20Z', 'investigating'],
			['2026-03-02T12:06:11Z', 'investigating'],
			['2026-03-02T12:21:24Z', 'investigating'],
			['2026-03-02T13:22:17Z', 'identified'],
			['2026-03-02T13:37:01Z', 'identified'],
			['2026-03-02T14:05:39Z', 'identified'],
			['2026-03-02T15:25:23Z', 'monitoring'],
			['2026-03-02T15:47:09Z', 'resolved'],
		])
		expect(first?.updates[0]?.seen).toEqual({
			after: '2026-03-02T11:49:00Z',
			by: '2026-03-02T11:50:00Z',
		})
		expect(record.incidents.reduce((sum, incident) => sum + incident.updates.length, 0)).toBe(52)
	})

	test('nothing was edited, dated back or withdrawn', () => {
		const kinds = new Set(
			record.timelines.flatMap((timeline) => timeline.events.map((event) => event.kind)),
		)
		for (const kind of ['edited', 'retitled', 'rerated', 'backdated', 'withdrawn', 'gap'] as const)
			expect(kinds).not.toContain(kind)
		expect(record.problems).toEqual([])
	})

	test('the states of each surface as the page showed them', () => {
		const api = record.states.filter(
			(state) => state.surface === 'api' && compareInstants(state.from, '2026-03-02T16:00:00Z') < 0,
		)
		expect(api.map((state) => [state.from, state.state, state.basis])).toEqual([
			['2026-03-02T11:30:00Z', 'operational', 'seen'],
			['2026-03-02T12:06:11Z', 'partial_outage', 'declared'],
			['2026-03-02T12:21:24Z', 'operational', 'declared'],
			['2026-03-02T13:37:01Z', 'partial_outage', 'declared'],
			['2026-03-02T14:35:19Z', 'degraded_performance', 'declared'],
			['2026-03-02T15:25:23Z', 'operational', 'declared'],
		])
	})

	test('one episode of five waves, three fixes that did not hold', () => {
		expect(record.episodes.map((entry) => [entry.id, entry.basis.by, entry.waves.length])).toEqual([
			['claude-2026-03-02', 'editor', 5],
		])
		const timeline = record.timelines.find((entry) => entry.subject.kind === 'episode')
		const failed = timeline?.events.filter((event) => event.kind === 'fix_did_not_hold') ?? []
		expect(failed.map((event) => [event.incident, event.at, event.value?.heldSeconds])).toEqual([
			['0j8dkb38jymf', '2026-03-02T17:15:32Z', 358],
			['vqnfq1179169', '2026-03-02T18:18:08Z', 649],
			['kyj825w6vxr8', '2026-03-03T12:00:35Z', 5586],
		])
	})

	test('same looks, same bytes', () => {
		expect(exportText(chronicle.exported({ ...contentOf(claude), episodes: [episode] }))).toBe(
			exportText(record),
		)
	})
})
