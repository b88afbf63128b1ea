import { describe, expect, test } from 'vitest'
import { emptyLedger, type Ledger } from '#core/incident/ledger.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Rise } from '#core/model/report.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { isUnusual } from '../../worker/edge/recorder/agenda.ts'
import { acmeSite, documentAt, slotAt } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Stage } from '../support/recorder-stage.ts'
import { feedEntry, rssFeed } from '../support/written-feed.ts'

/** How the recorder behaves towards a page: its pace, what a no means, and who speaks meanwhile. */

const paced = (quietSeconds: number): Provider => {
	const provider = providerOf('acme')
	return { ...provider, sources: provider.sources.map((source) => ({ ...source, quietSeconds })) }
}
const minutesOf = (stage: Stage, part: string) =>
	stage.asked.filter(({ url }) => url.includes(part)).map(({ minute }) => minute)
const challenge = () =>
	new Response('<!doctype html><title>Just a moment...</title>', {
		status: 403,
		headers: { 'content-type': 'text/html' },
	})
const json = (body: string) =>
	new Response(body, { headers: { 'content-type': 'application/json' } })

async function play(stage: Stage, to: number, from = 0): Promise<void> {
	for (let minute = from; minute <= to; minute += 1) await stage.tick(minute)
}

describe('the pace', () => {
	test('is slow while all is quiet, close while something is open and for an hour afterwards', async () => {
		await onStage(contentOf(paced(300)), acmeSite, async (stage) => {
			await play(stage, 90)
			const minutes = minutesOf(stage, '/summary.json')
			// The incident opens at 2, is seen at 5 and over at 8.
			expect(minutes.slice(0, 6)).toEqual([0, 5, 6, 7, 8, 9])
			expect(minutes.filter((minute) => minute > 9 && minute <= 69)).toHaveLength(60)
			expect(minutes.filter((minute) => minute > 69)).toEqual([70, 75, 80, 85, 90])
			const document = JSON.parse(
				String(stage.kv.newest().get('incident/acme/inc1')),
			) as IncidentDocument
			expect(document.incident.seen).toEqual({ after: slotAt(0), by: slotAt(5) })
		})
	})

	test('leaves no gap between two quiet looks, and none in the record', async () => {
		const quiet: typeof acmeSite = (url, _, request) => acmeSite(url, 0, request)
		await onStage(contentOf(paced(300)), quiet, async (stage) => {
			await play(stage, 30)
			expect(minutesOf(stage, '/summary.json')).toEqual([0, 5, 10, 15, 20, 25, 30])
			expect(stage.snapshots().map(({ outcome }) => outcome)).toEqual([
				'stored',
				'stored',
				'stored',
			])
			expect(stage.shard.status().gaps).toEqual([])
		})
	})

	test('is close for what is open, just over, missing once, bad on the list, or more reported than usual; not for what is announced', async () => {
		await onStage(contentOf(paced(300)), acmeSite, async (stage) => {
			await play(stage, 10)
			const document = JSON.parse(
				String(stage.kv.newest().get('incident/acme/inc1')),
			) as IncidentDocument
			const over = document.incident
			const quietLedger = (
				incident: Incident,
				state: 'operational' | 'major_outage' = 'operational',
			): Ledger => ({
				...emptyLedger('acme'),
				incidents: new Map([[incident.id, incident]]),
				rest: {
					documents: {},
					listed: { c: [{ surface: 'web', state, seen: { by: slotAt(0) }, evidence: [] }] },
					unattributed: [],
				},
			})
			const unusual = (ledger: Ledger, minute = 600, rises: readonly Rise[] = []) =>
				isUnusual(
					{
						ledgers: new Map([['acme', ledger]]),
						crowd: { reports: new Map(), rises, possible: [] },
					},
					'acme',
					slotAt(minute),
				)
			expect(unusual(quietLedger(over))).toBe(false)
			expect(unusual(quietLedger(over), 60)).toBe(true)
			expect(unusual(quietLedger(over, 'major_outage'))).toBe(true)
			const absence = {
				document: 'acme-status/incidents',
				seen: { by: slotAt(20) },
				evidence: [],
				confirmed: false,
			}
			expect(unusual(quietLedger({ ...over, absence }))).toBe(true)
			expect(unusual(quietLedger({ ...over, absence: { ...absence, confirmed: true } }))).toBe(
				false,
			)
			const { resolvedAt: _, ...open } = over
			const running: Incident = {
				...open,
				status: 'investigating',
				milestones: { ...over.milestones, resolvedAt: null },
			}
			expect(unusual(quietLedger(running))).toBe(true)
			expect(unusual(quietLedger({ ...running, kind: 'notice' }))).toBe(false)
			expect(unusual(quietLedger({ ...running, kind: 'maintenance', status: 'scheduled' }))).toBe(
				false,
			)
			expect(unusual(quietLedger({ ...running, kind: 'maintenance', status: 'in_progress' }))).toBe(
				true,
			)
			const rise = { provider: 'acme', settledAt: null } as Rise // no more of it is asked for
			expect([
				unusual(quietLedger(over), 600, [rise]),
				unusual(quietLedger(over), 600, [{ ...rise, settledAt: slotAt(30) }]),
			]).toEqual([true, false])
		})
	})

	test('is that of every tick where there is no quiet one, and in a replay', async () => {
		const quiet: typeof acmeSite = (url, _, request) => acmeSite(url, 0, request)
		await onStage(contentOf(providerOf('acme')), quiet, async (stage) => {
			await play(stage, 6)
			expect(minutesOf(stage, '/summary.json')).toHaveLength(7)
		})
		await onStage(contentOf(paced(300)), quiet, async (stage) => {
			for (let minute = 0; minute <= 6; minute += 1)
				await stage.tick(minute, { provenance: 'replay' })
			expect(minutesOf(stage, '/summary.json')).toHaveLength(7)
		})
	})
})

describe('a no', () => {
	test.each([
		['a challenge', challenge],
		[
			'a refusal',
			() => new Response('{}', { status: 403, headers: { 'content-type': 'application/json' } }),
		],
		['for legal reasons', () => new Response(null, { status: 451 })],
	])(
		'keeps us away for a growing time, also after a restart, and says until when: %s',
		async (_, no) => {
			const site: typeof acmeSite = (url, minute, request) =>
				url.includes('/summary.json') ? no() : acmeSite(url, minute, request)
			await onStage(contentOf(providerOf('acme')), site, async (stage) => {
				await play(stage, 20)
				expect(minutesOf(stage, '/summary.json')).toEqual([0, 5, 15])
				const look = () => stage.shard.looks().find(({ document }) => document === 'summary')
				expect(look()).toMatchObject({
					outcome: 'failed',
					failure: { kind: 'refused' },
					refusedUntil: slotAt(35),
					nextDueAt: slotAt(35),
				})
				expect(stage.shard.looks().find(({ document }) => document === 'incidents')).toMatchObject({
					refusedUntil: null,
				})
				stage.restart()
				await play(stage, 36, 21)
				expect(minutesOf(stage, '/summary.json')).toEqual([0, 5, 15, 35])
				expect(look()?.refusedUntil).toBe(slotAt(75))
				// Nobody else is asked in its place.
				expect(new Set(stage.asked.map(({ url }) => new URL(url).host))).toEqual(
					new Set(['status.acme.example']),
				)
			})
		},
	)

	test('is bounded', async () => {
		const site: typeof acmeSite = (url, _, request) =>
			url.includes('/summary.json') ? challenge() : acmeSite(url, 0, request)
		await onStage(contentOf(providerOf('acme')), site, async (stage) => {
			for (let minute = 0; minute < 2400; minute += 5) await stage.tick(minute)
			const asked = minutesOf(stage, '/summary.json')
			expect(asked.slice(1).map((minute, index) => minute - (asked[index] ?? 0))).toEqual([
				5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360,
			])
		})
	})

	test('is forgotten with the next good look', async () => {
		const no = (minute: number) => minute <= 20 || minute === 36
		const site: typeof acmeSite = (url, minute, request) =>
			url.includes('/summary.json') && no(minute) ? challenge() : acmeSite(url, 0, request)
		await onStage(contentOf(providerOf('acme')), site, async (stage) => {
			await play(stage, 42)
			expect(minutesOf(stage, '/summary.json')).toEqual([0, 5, 15, 35, 36, 41, 42])
			expect(stage.shard.looks().find(({ document }) => document === 'summary')).toMatchObject({
				failure: null,
				refusedUntil: null,
			})
		})
	})

	test('longer than ours is kept when the server asks for it', async () => {
		const site: typeof acmeSite = (url, minute, request) =>
			url.includes('/summary.json')
				? new Response(null, { status: 403, headers: { 'retry-after': '3600' } })
				: acmeSite(url, minute, request)
		await onStage(contentOf(providerOf('acme')), site, async (stage) => {
			await play(stage, 59)
			expect(minutesOf(stage, '/summary.json')).toEqual([0])
		})
	})
})

describe('a fallback', () => {
	const provider = providerOf('acme')
	const withFeed: Provider = {
		...provider,
		sources: [
			...provider.sources,
			{
				id: 'acme-history',
				platform: 'statuspage-feed',
				url: 'https://status.acme.example/history.rss',
				kind: 'official',
				everySeconds: 300,
				fallbackFor: 'acme-status',
				enabled: true,
				covers: [],
			},
		],
	}
	const entry = (lines: string[], published: string) =>
		rssFeed(feedEntry('Errors', 'inc1', lines, published))
	const feed = (minute: number) =>
		minute < 8
			? entry(
					[
						'Mar 2, 12:04 UTC Identified Statement u2.',
						'Mar 2, 12:02 UTC Investigating Statement u1.',
					],
					'Mon, 02 Mar 2026 12:04:00 +0000',
				)
			: entry(
					[
						'Mar 2, 12:08 UTC Resolved Statement u3.',
						'Mar 2, 12:04 UTC Identified Statement u2.',
						'Mar 2, 12:02 UTC Investigating Statement u1.',
					],
					'Mon, 02 Mar 2026 12:08:00 +0000',
				)
	const refusing =
		(from: number, to: number): typeof acmeSite =>
		(url, minute, request) => {
			if (url.endsWith('/history.rss'))
				return new Response(feed(minute), { headers: { 'content-type': 'application/rss+xml' } })
			return minute >= from && minute <= to ? challenge() : acmeSite(url, minute, request)
		}
	const published = (stage: Stage) =>
		(JSON.parse(String(stage.kv.newest().get('incident/acme/inc1'))) as IncidentDocument).incident

	test('is never asked while the page itself is heard', async () => {
		await onStage(contentOf(withFeed), refusing(-1, -1), async (stage) => {
			await play(stage, 12)
			expect(minutesOf(stage, 'history.rss')).toEqual([])
			expect(stage.shard.looks().find(({ source }) => source === 'acme-history')).toMatchObject({
				fallbackFor: 'acme-status',
				standby: true,
				outcome: null,
				bearsState: false,
				nextDueAt: null,
			})
		})
	})

	test('speaks while the page refuses us, tells the end, and is silent again afterwards', async () => {
		await onStage(contentOf(withFeed), refusing(3, 12), async (stage) => {
			await play(stage, 10)
			expect(minutesOf(stage, 'history.rss')).toEqual([4, 5, 10])
			expect(stage.shard.looks().find(({ source }) => source === 'acme-history')).toMatchObject({
				standby: false,
				failure: null,
			})
			const told = published(stage)
			expect([told.status, told.milestones.resolvedAt?.at]).toEqual(['resolved', slotAt(8)])
			await play(stage, 60, 11)
			expect(minutesOf(stage, 'history.rss').at(-1)).toBeLessThan(20)
			const after = published(stage)
			// One incident, three statements, and nobody is accused of having changed what two documents
			// print differently.
			expect(after.updates.map(({ status }) => status)).toEqual([
				'investigating',
				'identified',
				'resolved',
			])
			expect(after.revisions).toEqual([])
			expect(
				after.updates.flatMap(({ revisions }) => revisions).filter(({ field }) => field !== 'body'),
			).toEqual([])
			expect(stage.shard.looks().find(({ source }) => source === 'acme-history')?.standby).toBe(
				true,
			)
			// Idle, it is no gap and no missed look.
			expect(stage.shard.status().gaps).toEqual([])
			const runs = [...Map.groupBy(stage.snapshots(), documentKey).entries()].filter(([key]) =>
				key.includes('acme-history'),
			)
			expect(runs.flatMap(([, chain]) => chain.map(({ outcome }) => outcome))).not.toContain(
				'missed',
			)
		})
	})

	test('is asked after three failures in a row too, and its own failure is no gap that stays', async () => {
		const site: typeof acmeSite = (url, minute, request) => {
			if (url.endsWith('/history.rss')) return new Response(null, { status: 500 })
			return minute >= 2 && minute <= 8
				? new Response(null, { status: 500 })
				: acmeSite(url, minute, request)
		}
		await onStage(contentOf(withFeed), site, async (stage) => {
			await play(stage, 30)
			expect(minutesOf(stage, 'history.rss')[0]).toBe(6)
			expect(stage.shard.status().gaps).toEqual([])
			expect(stage.shard.looks().find(({ source }) => source === 'acme-history')).toMatchObject({
				standby: true,
				refusedUntil: null,
			})
		})
	})

	test('may be all that a recording has', async () => {
		const site: typeof acmeSite = (url, minute) =>
			url.endsWith('/history.rss')
				? new Response(feed(minute), { headers: { 'content-type': 'application/rss+xml' } })
				: json(documentAt('summary', minute))
		await onStage(contentOf(withFeed), site, async (stage) => {
			for (let minute = 5; minute <= 10; minute += 1) {
				await stage.tick(minute, {
					provenance: 'replay',
					only: new Set(['https://status.acme.example/history.rss']),
				})
			}
			expect(published(stage).status).toBe('resolved')
		})
	})
})
