import { describe, expect, test } from 'vitest'
import { brokenLinks } from '#core/archive/chain.ts'
import type { IncidentDocument, NowDocument } from '#core/model/documents.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { acmeSite, documentAt, slotAt } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'
import { incidentsDocument } from '../support/statuspage-documents.ts'

/** Two pages: Acme tells its story, and Bad does whatever a test makes of it. */
const both = contentOf(providerOf('acme'), providerOf('bad'))

const json = (body: string) =>
	new Response(body, { headers: { 'content-type': 'application/json' } })
const badSays =
	(list: (minute: number) => Record<string, unknown>[]): Site =>
	(url, minute, request) => {
		if (!url.startsWith('https://status.bad.example/')) return acmeSite(url, minute, request)
		if (!url.endsWith('/incidents.json'))
			return json(
				documentAt('scheduled-maintenances', 0).replace(
					'scheduled_maintenances',
					url.includes('summary') ? 'components' : 'scheduled_maintenances',
				),
			)
		return json(
			JSON.stringify({ ...incidentsDocument(slotAt(minute), []), incidents: list(minute) }),
		)
	}

const hostile = (times: Record<string, unknown>, update: Record<string, unknown> = {}) => ({
	id: 'h1',
	name: 'Hostile',
	status: 'investigating',
	impact: 'major',
	created_at: slotAt(0),
	components: [{ id: 'c-web', name: 'Website' }],
	incident_updates: [
		{
			id: 'h1u',
			status: 'investigating',
			body: 'We look.',
			created_at: slotAt(0),
			display_at: slotAt(0),
			affected_components: [{ code: 'c-web', name: 'Website', new_status: 'major_outage' }],
			...update,
		},
	],
	...times,
})

const edges = [
	'9999-12-31T23:59:59Z',
	'9999-12-30T00:00:00Z',
	'0001-01-01T00:00:00Z',
	'0001-01-01T05:00:00Z',
]
const poisoned: [string, Record<string, unknown>][] = edges.flatMap((edge) => [
	[`filed ${edge}`, hostile({ created_at: edge })],
	[`began ${edge}`, hostile({ started_at: edge })],
	[`over ${edge}`, hostile({ status: 'resolved', resolved_at: edge, incident_updates: [] })],
	[`marked ${edge}`, hostile({ updated_at: edge })],
	[`stated ${edge}`, hostile({}, { created_at: edge, display_at: edge })],
	[
		`planned ${edge}`,
		hostile({
			impact: 'maintenance',
			status: 'scheduled',
			scheduled_for: edge,
			scheduled_until: edge,
		}),
	],
])

const isTold = (stage: Stage) =>
	(
		JSON.parse(
			String(stage.kv.newest().get('incident/acme/inc1') ?? 'null'),
		) as IncidentDocument | null
	)?.incident.updates.map(({ id }) => id)

describe('one page cannot stop another', () => {
	test.each(poisoned)('%s', async (_, row) => {
		await onStage(
			both,
			badSays((minute) => (minute >= 1 && minute <= 4 ? [row] : [])),
			async (stage) => {
				for (let minute = 0; minute <= 9; minute += 1)
					expect(await stage.tick(minute)).toMatchObject({ ran: true })
				expect(isTold(stage)).toEqual(['u1', 'u2', 'u3'])
				stage.restart()
				expect(await stage.tick(10)).toMatchObject({ ran: true })
				expect(
					stage.shard.status().problems.filter(({ document }) => document === 'record'),
				).toEqual([])
			},
		)
	})
})

describe('a stored state that cannot be used', () => {
	const story = badSays((minute) => [hostile({ name: minute < 6 ? 'Hostile' : 'Renamed' })])
	const stored = (stage: Stage, id = 'bad/h1') =>
		JSON.parse(String(stage.kv.newest().get(`incident/${id}`) ?? 'null')) as IncidentDocument | null
	const ended = (stage: Stage) =>
		stage.shard.status().troubles.filter(({ endedAt }) => endedAt !== undefined)

	/** As faults of ours once might have left it, and a machine that lost part of its disk. */
	const spoils: [string, (stage: Stage) => void][] = [
		[
			'an incident whose times are none',
			(stage) => stage.spoil('bad/h1', (text) => text.replaceAll(slotAt(0), 'no time at all')),
		],
		[
			'an incident that is half a text',
			(stage) => stage.spoil('bad/h1', (text) => text.slice(0, 100)),
		],
		[
			'an incident without its updates',
			(stage) =>
				stage.spoil('bad/h1', (text) => JSON.stringify({ ...JSON.parse(text), updates: null })),
		],
		['the rest of a ledger', (stage) => stage.spoil('bad', () => '{"documents":', 'ledger')],
		[
			'the rest of a ledger, of another shape',
			(stage) =>
				stage.spoil('bad', () => '{"documents":{"x":1},"listed":{},"unattributed":[]}', 'ledger'),
		],
	]

	test.each(spoils)(
		'%s is made anew from the snapshots, which is said, and the other page is told in its minute',
		async (_, spoil) => {
			const sound = await onStage(both, story, async (stage) => {
				for (let minute = 0; minute <= 9; minute += 1) await stage.tick(minute)
				return stored(stage)
			})
			await onStage(both, story, async (stage) => {
				for (let minute = 0; minute <= 3; minute += 1) await stage.tick(minute)
				spoil(stage)
				stage.restart()
				// The bytes of a few minutes ago may not be seen in KV yet: they are waited for.
				for (let minute = 4; minute <= 9; minute += 1) {
					expect(await stage.tick(minute)).toMatchObject({ ran: true })
					expect(isTold(stage)?.length).toBe(minute >= 8 ? 3 : 2)
					const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
					expect(now.providers.map(({ provider }) => provider.id)).toEqual(['acme', 'bad'])
				}
				expect(ended(stage)).toContainEqual(
					expect.objectContaining({
						provider: 'bad',
						what: 'state',
						rebuilt: expect.objectContaining({ unread: 0, lost: [] }),
					}),
				)
				expect(stage.shard.status().problems).toContainEqual(
					expect.objectContaining({
						provider: 'bad',
						message: expect.stringMatching(/^We rebuilt it from \d+ snapshots?\./),
					}),
				)
				expect(stored(stage)?.incident).toEqual(sound?.incident)
				stage.restart()
				for (let minute = 10; minute <= 12; minute += 1)
					expect(await stage.tick(minute)).toMatchObject({ ran: true })
				expect(
					stage.shard.status().troubles.filter(({ endedAt }) => endedAt === undefined),
				).toEqual([])
			})
		},
	)

	test('of which no snapshot tells is kept where it can be used, and named where not', async () => {
		await onStage(both, story, async (stage) => {
			for (let minute = 0; minute <= 3; minute += 1) await stage.tick(minute)
			const row = stage.read('bad/h1')
			stage.add('bad/old', row.replaceAll('"h1"', '"old"'))
			stage.add('bad/broken', row.replaceAll('"h1"', '"broken"').slice(0, 200))
			stage.restart()
			for (let minute = 4; minute <= 9; minute += 1) await stage.tick(minute)
			expect(ended(stage).find(({ what }) => what === 'state')?.rebuilt).toMatchObject({
				kept: 1,
				lost: ['broken'],
			})
			expect(JSON.parse(stage.read('bad/old'))).toMatchObject({ id: 'old' })
			expect(stage.read('incidents/bad/broken', 'aside')).toBe(
				row.replaceAll('"h1"', '"broken"').slice(0, 200),
			)
		})
	})

	test('of where things stand goes on from the closed runs, with a gap', async () => {
		await onStage(both, story, async (stage) => {
			for (let minute = 0; minute <= 5; minute += 1) await stage.tick(minute)
			stage.spoil('only', (text) => text.slice(0, 300), 'heartbeat')
			stage.restart()
			for (let minute = 6; minute <= 12; minute += 1)
				expect(await stage.tick(minute)).toMatchObject({ ran: true })
			expect(isTold(stage)).toEqual(['u1', 'u2', 'u3'])
			for (const chain of Map.groupBy(stage.snapshots(), documentKey).values())
				expect(brokenLinks(chain.sort((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1)))).toEqual([])
			expect(ended(stage)).toContainEqual(
				expect.objectContaining({ what: 'store', reason: expect.stringContaining('heartbeat') }),
			)
		})
	})

	test('is made anew in steps, however long its history', async () => {
		await onStage(
			contentOf(providerOf('acme'), {
				...providerOf('bad'),
				sources: providerOf('bad').sources.map((source) => ({
					...source,
					options: { documents: ['incidents'] },
				})),
			}),
			badSays((minute) => [hostile({ name: `Title ${minute}` })]),
			async (stage) => {
				for (let minute = 0; minute <= 140; minute += 1) await stage.tick(minute)
				stage.spoil('bad/h1', (text) => text.slice(0, 100))
				stage.restart()
				const before = stage.reads
				await stage.tick(141)
				expect(stage.reads - before).toBeLessThanOrEqual(130)
				expect(stage.shard.status().troubles).toContainEqual(
					expect.objectContaining({ provider: 'bad', what: 'state', present: true }),
				)
				for (let minute = 142; minute <= 146; minute += 1) await stage.tick(minute)
				expect(ended(stage)[0]).toMatchObject({
					provider: 'bad',
					what: 'state',
					rebuilt: { lost: [] },
				})
				expect(JSON.parse(stage.read('bad/h1'))).toMatchObject({
					title: 'Title 146',
					seen: { by: slotAt(0) },
				})
			},
		)
	})
})
