import { describe, expect, test } from 'vitest'
import { addSeconds } from '#core/time/time.ts'
import { gunzip } from '../../worker/edge/recorder/archive.ts'
import { acmeSite, documentAt, slotAt, start } from '../support/acme-story.ts'
import { FakeKv } from '../support/fake-kv.ts'
import { contentOf, onStage, providerOf, type Site } from '../support/recorder-stage.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../support/statuspage-documents.ts'

/** KV far away: a minute behind, and closed for the day after its limit. */

const acme = contentOf(providerOf('acme'))
const four = contentOf(
	providerOf('acme'),
	providerOf('bell'),
	providerOf('coop'),
	providerOf('dodo'),
)

/** An open incident that gains an update every minute, and a new short incident every third one. */
const busySite: Site = (url, minute) => {
	const name = /\/api\/v2\/([a-z-]+)\.json$/.exec(url)?.[1] ?? ''
	const at = slotAt(minute)
	const long: PageIncident = {
		id: 'long',
		updatedAt: at,
		updates: Array.from({ length: minute + 1 }, (_, index) => ({
			id: `u${index}`,
			at: slotAt(index),
			status: index % 2 === 0 ? 'investigating' : 'monitoring',
		})),
	}
	const short = Array.from(
		{ length: Math.floor(minute / 3) },
		(_, index): PageIncident => ({
			id: `s${index}`,
			updates: [{ id: `s${index}u`, at: slotAt(index * 3), status: 'resolved' }],
		}),
	)
	const body =
		name === 'summary'
			? summaryDocument(at, { 'c-web': 'major_outage' }, [long])
			: name === 'incidents'
				? incidentsDocument(at, [...short.reverse(), long])
				: JSON.parse(documentAt('scheduled-maintenances', 0))
	return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
}

describe('when the day’s KV writes run out', () => {
	test('kinds wait in the announced order, open incidents and raw bytes last, and status says so', async () => {
		const kv = new FakeKv(start)
		await onStage(
			four,
			busySite,
			async (stage) => {
				const seen: string[] = []
				let minute = 0
				for (; minute < 60; minute += 1) {
					kv.now = slotAt(minute)
					await stage.tick(minute)
					for (const kind of stage.shard.status().degraded)
						if (!seen.includes(kind)) seen.push(kind)
				}
				expect(seen.slice(0, 4)).toEqual(['feed', 'index', 'episode', 'now'])
				const status = stage.shard.status()
				expect(status.budgets).toMatchObject({ kvWritesLimit: 1000, day: start.slice(0, 10) })
				expect(status.budgets.kvWrites).toBeLessThanOrEqual(1000)
				expect(kv.writes.length).toBeLessThanOrEqual(1000)
				expect(status.outbox.pending).toBeGreaterThan(0)
				expect(status.outbox.oldestAt).not.toBeNull()
				// The share that others may not have is left to what must not wait.
				const late = kv.writes.slice(920).map(({ key }) => key.split('/')[0])
				expect(new Set(late)).toEqual(new Set(['blob', 'snap', 'incident']))
				// The next UTC day: the newest of everything goes out, and nothing was lost on the way.
				for (let further = 720; further < 728; further += 1) {
					kv.now = slotAt(further)
					await stage.tick(further, { only: new Set() })
				}
				expect(stage.shard.status()).toMatchObject({
					degraded: [],
					outbox: { pending: 0, oldestAt: null },
				})
				const newest = kv.newest()
				const incident = JSON.parse(String(newest.get('incident/acme/long'))) as {
					incident: { updates: unknown[] }
				}
				expect(incident.incident.updates).toHaveLength(minute)
				for (const run of stage.snapshots())
					if (run.sha256) expect(newest.has(`blob/${run.sha256}`), run.fetchedAt).toBe(true)
			},
			{ kv },
		)
	})

	test('bytes that KV refuses are kept with the state and given later', async () => {
		const kv = new FakeKv(start, 3)
		await onStage(
			acme,
			acmeSite,
			async (stage) => {
				for (let minute = 0; minute <= 10; minute += 1) {
					kv.now = slotAt(minute)
					await stage.tick(minute)
				}
				expect(kv.refused).toBeGreaterThan(0)
				expect(kv.refused).toBeLessThan(8)
				expect(stage.shard.status().budgets.kvRefused).toBe(true)
				const run = stage
					.snapshots()
					.find((run) => run.document === 'incidents' && run.fetchedAt === slotAt(6))
				const kept = stage.shard.waitingBlob(run?.sha256 ?? '')
				expect(new TextDecoder().decode(kept)).toBe(documentAt('incidents', 6))
				stage.restart()
				const later = new FakeKv(addSeconds(start, 86_400))
				stage.restart({ kv: later })
				for (const minute of [1440, 1441]) {
					later.now = slotAt(minute)
					await stage.tick(minute, { only: new Set() })
				}
				const bytes = later.newest().get(`blob/${run?.sha256}`)
				expect(new TextDecoder().decode(await gunzip(bytes as ArrayBuffer))).toBe(
					documentAt('incidents', 6),
				)
				expect(stage.shard.status().outbox.pending).toBe(0)
				expect(stage.shard.waitingBlob(run?.sha256 ?? '')).toBeUndefined()
			},
			{ kv },
		)
	})

	test('even a document larger than a row of the store', async () => {
		const large = ' '.repeat(5_000_000)
		const site: Site = async (url, minute, request) => {
			const answer = await acmeSite(url, minute, request)
			return url.includes('summary') && answer
				? new Response((await answer.text()) + large, {
						headers: { 'content-type': 'application/json' },
					})
				: answer
		}
		const provider = providerOf('acme')
		const roomy = contentOf({
			...provider,
			sources: provider.sources.map((source) => ({ ...source, maxBytes: 8_000_000 })),
		})
		await onStage(
			roomy,
			site,
			async (stage) => {
				await stage.tick(0)
				const run = stage.snapshots().find(({ document }) => document === 'summary')
				stage.restart()
				expect(new TextDecoder().decode(stage.shard.waitingBlob(run?.sha256 ?? ''))).toBe(
					documentAt('summary', 0) + large,
				)
			},
			{ kv: new FakeKv(start, 0) },
		)
	})

	test('readers that see writes a minute late and remember absence end with the same documents', async () => {
		const kv = new FakeKv(start)
		await onStage(
			acme,
			acmeSite,
			async (stage) => {
				for (let minute = 0; minute <= 10; minute += 1) {
					kv.now = slotAt(minute)
					await stage.tick(minute)
					// A reader that asks all the time, and so remembers absences.
					kv.get('incident/acme/inc1')
				}
				kv.now = slotAt(12)
				kv.get('incident/acme/inc1')
				kv.now = slotAt(14)
				expect(kv.get('incident/acme/inc1')).toBe(kv.newest().get('incident/acme/inc1'))
			},
			{ kv },
		)
	})
})
