import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { rebuild } from '#core/bundle/rebuild.ts'
import type {
	FeedDocument,
	IncidentDocument,
	IndexDocument,
	NowDocument,
} from '#core/model/documents.ts'
import { intakeSource, type ReportCount } from '#core/model/report.ts'
import { addSeconds } from '#core/time/time.ts'
import type { Intake } from '../../worker/edge/recorder/recorder-deps.ts'
import { recorderOf } from '../../worker/edge/shards.ts'
import type { Env } from '../../worker/env.ts'
import { slotAt, start } from '../support/acme-story.ts'
import { rise } from '../support/crowd-story.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../support/statuspage-documents.ts'

/**
 * Users report before the page says anything: an incident of theirs, which the page's own takes in
 * when it comes.
 */

const acme = providerOf('acme')
const bolt = providerOf('bolt')

/**
 * Two reports a window are usual; from minute 60 to 135 there are sixty, from as many networks as
 * given. `loudFrom` tells what is said of that at a slot.
 */
function crowdOf(
	networks: number,
	providers: readonly string[] = ['acme'],
	loudFrom: (slot: string) => number = () => 60,
): Intake {
	return {
		async closed(provider, before) {
			if (!providers.includes(provider)) return []
			const windows: ReportCount[] = []
			for (let minute = 0; addSeconds(slotAt(minute), 900) <= before; minute += 15) {
				const loud = minute >= loudFrom(before) && minute < 135
				windows.push({
					provider,
					source: intakeSource,
					at: slotAt(minute),
					windowSeconds: 900,
					count: loud ? 60 : 2,
					baseline: 2,
					networks: loud ? networks : 2,
				})
			}
			return windows
		},
		async confirm() {},
	}
}

/** A page that is silent until a minute, and then says that it began at 70. */
const page =
	(from: number): Site =>
	(url, minute) => {
		const posted: PageIncident[] =
			minute < from
				? []
				: [
						{
							id: 'late1',
							createdAt: slotAt(from),
							updatedAt: slotAt(from),
							updates: [
								{
									id: 'u1',
									at: slotAt(from),
									status: 'investigating',
									states: { 'c-web': ['operational', 'major_outage'] },
								},
							],
						},
					]
		const updatedAt = slotAt(Math.min(minute, from))
		const states = {
			'c-web': posted.length > 0 ? 'major_outage' : 'operational',
			'c-api': 'operational',
		}
		if (url.endsWith('summary.json'))
			return Response.json(summaryDocument(minute < from ? start : updatedAt, states, posted))
		return url.endsWith('incidents.json')
			? Response.json(incidentsDocument(minute < from ? start : updatedAt, posted))
			: undefined
	}

const readJson = <T>(stage: Stage, key: string) =>
	JSON.parse(String(stage.kv.newest().get(key) ?? 'null')) as T
const crowdKey = (stage: Stage) =>
	[...stage.kv.newest().keys()].find((key) => key.startsWith('incident/acme/crowd-'))

test('what many report and nobody posts is an incident that was never acknowledged, and it ends', async () => {
	await onStage(contentOf(acme), page(10_000), async (stage) => {
		const intake = crowdOf(40)
		for (let minute = 0; minute <= 90; minute += 15) await stage.tick(minute, { intake, step: 900 })
		expect(crowdKey(stage)).toBeUndefined()
		for (let minute = 105; minute <= 120; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		const key = crowdKey(stage)
		expect(key).toBe('incident/acme/crowd-20260302T1300Z')
		const open = readJson<IncidentDocument>(stage, String(key))
		expect([
			open.incident.origin,
			open.incident.milestones.acknowledgedAt,
			open.incident.resolvedAt,
		]).toEqual(['crowd', null, undefined])
		expect(
			readJson<NowDocument>(stage, 'now/shard-0').providers[0]?.open.map(({ id }) => id),
		).toEqual(['crowd-20260302T1300Z'])
		expect(open.timeline.events.map(({ kind }) => kind)).toContain('reports_rose')
		for (let minute = 135; minute <= 240; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		const over = readJson<IncidentDocument>(stage, String(key))
		expect(over.incident.resolvedAt).toBe(slotAt(135))
		expect(over.timeline.events.map(({ kind }) => kind)).toContain('reports_settled')
		expect(readJson<NowDocument>(stage, 'now/shard-0').providers[0]?.open).toEqual([])
		const silent = JSON.stringify(
			summaryDocument(start, { 'c-web': 'operational', 'c-api': 'operational' }),
		)
		const { record } = rebuild({
			content: contentOf(acme),
			snapshots: stage.snapshots(),
			readBlob: () => silent,
			reports: stage.shard.counts('').counts,
		})
		expect(record.incidents.map(({ id }) => id)).toEqual(['crowd-20260302T1300Z'])
	})
})

test('what the page posts later takes it in: the address leads on, and the lag is measured from the first reports', async () => {
	await onStage(contentOf(acme), page(150), async (stage) => {
		const intake = crowdOf(40)
		for (let minute = 0; minute <= 180; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		expect(readJson(stage, 'incident/acme/crowd-20260302T1300Z')).toEqual({ movedTo: 'late1' })
		const { incident } = readJson<IncidentDocument>(stage, 'incident/acme/late1')
		expect(incident.aliases).toEqual(['crowd-20260302T1300Z'])
		expect(incident.milestones.signalAt).toMatchObject({ at: slotAt(60) })
		expect(incident.milestones.signalAt?.cited).toBeUndefined()
		expect(incident.milestones.acknowledgedAt?.at).toBe(slotAt(150))
	})
})

/** Two a window are usual; from minute 60 to 135 there are six, which is possible and no more. */
const slightly: Intake = {
	async closed(provider, before) {
		const windows: ReportCount[] = []
		for (
			let minute = 0;
			provider === 'acme' && addSeconds(slotAt(minute), 900) <= before;
			minute += 15
		) {
			const count = minute >= 60 && minute < 135 ? 6 : 2
			windows.push({
				provider,
				source: intakeSource,
				at: slotAt(minute),
				windowSeconds: 900,
				count,
				baseline: 2,
				networks: count,
			})
		}
		return windows
	},
	async confirm() {},
}

test('what is possible is published as such, survives a restart, and opens nothing', async () => {
	await onStage(contentOf(acme), page(10_000), async (stage) => {
		const nowOf = () => readJson<NowDocument>(stage, 'now/shard-0').providers[0]
		for (let minute = 0; minute <= 135; minute += 15)
			await stage.tick(minute, { intake: slightly, step: 900 })
		expect(nowOf()?.possible).toMatchObject([
			{ provider: 'acme', roseAt: slotAt(60), settledAt: null, method: 'cusum-negative-binomial' },
		])
		expect([nowOf()?.open, nowOf()?.crowd, crowdKey(stage)]).toEqual([[], [], undefined])
		stage.restart()
		for (let minute = 150; minute <= 240; minute += 15)
			await stage.tick(minute, { intake: slightly, step: 900 })
		expect(nowOf()?.possible).toEqual([])
		const silent = JSON.stringify(
			summaryDocument(start, { 'c-web': 'operational', 'c-api': 'operational' }),
		)
		const { record } = rebuild({
			content: contentOf(acme),
			snapshots: stage.snapshots(),
			readBlob: () => silent,
			reports: stage.shard.counts('').counts,
		})
		expect(record.possibleRises).toMatchObject([{ roseAt: slotAt(60), settledBy: 'quiet' }])
		expect(record.incidents).toEqual([])
	})
})

/**
 * Sixty a window from minute 60 on, as was said until minute 150; then the same source says that it
 * was otherwise.
 */
const restatedTo = (minute: number) =>
	crowdOf(40, ['acme'], (slot) => (slot < slotAt(150) ? 60 : minute))

test.each([false, true])(
	'counts that are restated withdraw what they had shown, and its address says so (restarted: %s)',
	async (restarted) => {
		await onStage(contentOf(acme), page(10_000), async (stage) => {
			const intake = restatedTo(10_000)
			for (let minute = 0; minute <= 135; minute += 15)
				await stage.tick(minute, { intake, step: 900 })
			const key = 'incident/acme/crowd-20260302T1300Z'
			expect(readJson<IncidentDocument>(stage, key).incident.absence).toBeUndefined()
			if (restarted) stage.restart()
			for (let minute = 150; minute <= 240; minute += 15)
				await stage.tick(minute, { intake, step: 900 })
			const { incident, timeline, provider } = readJson<IncidentDocument>(stage, key)
			expect(incident.absence).toMatchObject({ confirmed: true, seen: { by: slotAt(150) } })
			expect(incident.milestones.signalAt?.at).toBe(slotAt(60))
			expect(timeline.events.find(({ kind }) => kind === 'withdrawn')?.title).toBe(
				'Withdrawn: by the counts known since, this is no incident',
			)
			expect(readJson<NowDocument>(stage, 'now/shard-0').providers[0]).toMatchObject({
				open: [],
				crowd: [],
			})
			const index = readJson<IndexDocument>(stage, 'index/shard-0/2026-03')
			expect(index.incidents.map(({ id, withdrawn }) => [id, withdrawn])).toEqual([
				['crowd-20260302T1300Z', true],
			])
			expect(readJson<FeedDocument>(stage, `feed/${provider.id}`).corrections).toEqual([])
		})
	},
)

test('an onset that is restated moves the incident, and the old address leads on', async () => {
	await onStage(contentOf(acme), page(10_000), async (stage) => {
		const intake = restatedTo(75)
		for (let minute = 0; minute <= 240; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		expect(readJson(stage, 'incident/acme/crowd-20260302T1300Z')).toEqual({
			movedTo: 'crowd-20260302T1315Z',
		})
		expect(
			readJson<IncidentDocument>(stage, 'incident/acme/crowd-20260302T1315Z').incident.resolvedAt,
		).toBe(slotAt(135))
		expect(
			readJson<IndexDocument>(stage, 'index/shard-0/2026-03').incidents.map(({ id }) => id),
		).toEqual(['crowd-20260302T1315Z'])
	})
})

test('a neighbour whose counts come late withdraws what it would have excused', async () => {
	await onStage(contentOf(acme, bolt), page(10_000), async (stage) => {
		const [early, both] = [crowdOf(40), crowdOf(40, ['acme', 'bolt'])]
		for (let minute = 0; minute <= 240; minute += 15)
			await stage.tick(minute, { intake: minute < 150 ? early : both, step: 900 })
		const { incident, timeline } = readJson<IncidentDocument>(
			stage,
			'incident/acme/crowd-20260302T1300Z',
		)
		expect(incident.absence).toMatchObject({ confirmed: true, seen: { by: slotAt(150) } })
		expect(
			timeline.events.flatMap((event) =>
				event.kind === 'reports_rose' ? (event.value.neighbours ?? []) : [],
			),
		).toHaveLength(1)
		expect([...stage.kv.newest().keys()].filter((key) => key.startsWith('incident/bolt/'))).toEqual(
			[],
		)
	})
})

describe('with several recorders', () => {
	const neighbour = rise({
		provider: 'bolt',
		roseAt: slotAt(60),
		knownAt: slotAt(90),
		settledAt: slotAt(135),
		settledBy: 'quiet',
	})

	test('a neighbour in another one excuses a rise as well, also after a restart and days later', async () => {
		const asked: string[] = []
		const elsewhere = async (since: string) => {
			asked.push(since)
			return neighbour.roseAt >= since ? [neighbour] : []
		}
		await onStage(contentOf(acme), page(10_000), async (stage) => {
			const intake = crowdOf(40)
			for (let minute = 0; minute <= 135; minute += 15)
				await stage.tick(minute, { intake, elsewhere, step: 900 })
			stage.restart()
			for (let minute = 150; minute <= 240; minute += 15)
				await stage.tick(minute, { intake, elsewhere, step: 900 })
			for (const day of [2, 3, 4]) await stage.tick(day * 1440, { intake, elsewhere, step: 900 })
			expect(crowdKey(stage)).toBeUndefined()
			expect(
				stage.shard
					.rises(start)
					.map(({ provider, neighbours }) => [provider, neighbours.map((near) => near.provider)]),
			).toEqual([['acme', ['bolt']]])
			const before = asked.length
			await stage.tick(4 * 1440 + 1, { intake, elsewhere })
			await stage.tick(4 * 1440 + 2, { intake, elsewhere })
			expect(asked).toHaveLength(before + 1)
		})
	})

	test('one that does not answer takes back nothing that was heard, and stops no tick', async () => {
		await onStage(contentOf(acme), page(10_000), async (stage) => {
			const intake = crowdOf(40)
			for (let minute = 0; minute <= 240; minute += 15) {
				const elsewhere = async () =>
					minute === 90 ? [neighbour] : Promise.reject(new Error('away'))
				expect((await stage.tick(minute, { intake, elsewhere, step: 900 })).ran).toBe(true)
			}
			expect(crowdKey(stage)).toBeUndefined()
		})
	})

	test('each recorder tells the others of its own', async () => {
		const recorder = recorderOf(env as unknown as Env, 'shard-1') // the bindings are those of wrangler.toml, which Env describes
		expect(await recorder.rises(start)).toEqual([])
	})
})

test('what came back once more is no longer withdrawn', async () => {
	await onStage(contentOf(acme), page(10_000), async (stage) => {
		const intake = crowdOf(40, ['acme'], (slot) =>
			slot >= slotAt(150) && slot < slotAt(180) ? 10_000 : 60,
		)
		for (let minute = 0; minute <= 240; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		const { incident } = readJson<IncidentDocument>(stage, 'incident/acme/crowd-20260302T1300Z')
		expect([incident.absence, incident.resolvedAt]).toEqual([undefined, slotAt(135)])
	})
})

test.each([
	['one network', crowdOf(1), [acme]],
	['two providers at the same minute', crowdOf(40, ['acme', 'bolt']), [acme, bolt]],
])('%s opens none', async (_, intake, providers) => {
	await onStage(contentOf(...providers), page(10_000), async (stage) => {
		for (let minute = 0; minute <= 240; minute += 15)
			await stage.tick(minute, { intake, step: 900 })
		expect(crowdKey(stage)).toBeUndefined()
	})
})
