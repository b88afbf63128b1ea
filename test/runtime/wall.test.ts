import { describe, expect, test } from 'vitest'
import type { IncidentDocument, NowDocument } from '#core/publish/documents.ts'
import { acmeSite, documentAt, slotAt } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'
import { incidentsDocument } from '../support/statuspage-documents.ts'

/** Two pages: Acme tells its story, and Bad does whatever a test makes of it. */
const both = contentOf(providerOf('acme'), providerOf('bad'))

const json = (body: string) => new Response(body, { headers: { 'content-type': 'application/json' } })
const badSays =
	(list: (minute: number) => Record<string, unknown>[]): Site =>
	(url, minute, request) => {
		if (!url.startsWith('https://status.bad.example/')) return acmeSite(url, minute, request)
		if (!url.endsWith('/incidents.json'))
			return json(documentAt('scheduled-maintenances', 0).replace('scheduled_maintenances', url.includes('summary') ? 'components' : 'scheduled_maintenances'))
		return json(JSON.stringify({ ...incidentsDocument(slotAt(minute), []), incidents: list(minute) }))
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

const edges = ['9999-12-31T23:59:59Z', '9999-12-30T00:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01T05:00:00Z']
const poisoned: [string, Record<string, unknown>][] = edges.flatMap((edge) => [
	[`filed ${edge}`, hostile({ created_at: edge })],
	[`began ${edge}`, hostile({ started_at: edge })],
	[`over ${edge}`, hostile({ status: 'resolved', resolved_at: edge, incident_updates: [] })],
	[`marked ${edge}`, hostile({ updated_at: edge })],
	[`stated ${edge}`, hostile({}, { created_at: edge, display_at: edge })],
	[`planned ${edge}`, hostile({ impact: 'maintenance', status: 'scheduled', scheduled_for: edge, scheduled_until: edge })],
])

const isTold = (stage: Stage) =>
	(JSON.parse(String(stage.kv.newest().get('incident/acme/inc1') ?? 'null')) as IncidentDocument | null)?.incident.updates.map(({ id }) => id)

describe('one page cannot stop another', () => {
	test.each(poisoned)('%s', async (_, row) => {
		await onStage(
			both,
			badSays((minute) => (minute >= 1 && minute <= 4 ? [row] : [])),
			async (stage) => {
				for (let minute = 0; minute <= 9; minute += 1) expect(await stage.tick(minute)).toMatchObject({ ran: true })
				expect(isTold(stage)).toEqual(['u1', 'u2', 'u3'])
				stage.restart()
				expect(await stage.tick(10)).toMatchObject({ ran: true })
				expect(stage.shard.status().problems.filter(({ document }) => document === 'record')).toEqual([])
			},
		)
	})
})

describe('a stored state that nothing can be derived from', () => {
	/** Spoils what the store holds of Bad's incident, as a fault of ours once might. */
	const spoil = (stage: Stage) => stage.spoil('bad/h1', (text) => text.replaceAll(slotAt(0), 'no time at all'))

	test('costs what rests on it: the other page is told in its minute, and it is said', async () => {
		await onStage(
			both,
			badSays((minute) => [hostile({ name: minute < 6 ? 'Hostile' : 'Renamed' })]),
			async (stage) => {
				await stage.tick(0)
				spoil(stage)
				stage.restart()
				for (let minute = 1; minute <= 4; minute += 1) {
					expect(await stage.tick(minute)).toMatchObject({ ran: true })
					if (minute >= 2) expect(isTold(stage)?.length).toBe(minute >= 4 ? 2 : 1)
				}
				const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
				expect(now.providers.map(({ provider }) => provider.id)).toEqual(['acme', 'bad'])
				expect(stage.shard.status().problems).toContainEqual(
					expect.objectContaining({ provider: 'bad', document: 'record', message: expect.stringMatching(/^set aside, its last good state stands: h1: /) }),
				)
				for (let minute = 5; minute <= 9; minute += 1) expect(await stage.tick(minute)).toMatchObject({ ran: true })
				expect(isTold(stage)).toEqual(['u1', 'u2', 'u3'])
			},
		)
	})
})
