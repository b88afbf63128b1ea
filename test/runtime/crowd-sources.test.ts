import { describe, expect, test } from 'vitest'
import { recognise } from '#core/import/recognise.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { addSeconds } from '#core/time/time.ts'
import { credentialsOf } from '../../worker/edge/http/credentials.ts'
import { slotAt, start } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Site } from '../support/recorder-stage.ts'

/** Sources of counts, through the recorder as it runs. */

const crowd = (id: string, platform: string, options: Source['options']): Source => ({
	id,
	platform,
	url: 'https://acme.example/crowd',
	kind: 'crowd',
	everySeconds: 900,
	enabled: true,
	...(options && { options }),
})
const watched = (...sources: Source[]): Provider => ({ ...providerOf('acme'), sources })
const tracker = watched(crowd('tracker', 'github-issues', { repository: 'acme/lamp' }))
const detector = watched(crowd('detector', 'downdetector', { slug: 'lamp' }))
const json = (value: unknown, init: ResponseInit = {}) =>
	new Response(JSON.stringify(value), {
		...init,
		headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
	})
const nobody: Site = () => undefined

describe('a source that needs credentials', () => {
	test('is off without them, says which setting is absent, and is not asked', async () => {
		await onStage(contentOf(detector), nobody, async (stage) => {
			await stage.tick(0)
			expect(stage.asked).toEqual([])
			expect(stage.shard.status().off).toEqual([
				{ provider: 'acme', source: 'detector', reason: 'no DOWNDETECTOR_CLIENT_ID' },
			])
			expect(stage.shard.looks()).toEqual([])
		})
	})

	test('is asked with them, and they stand in nothing that is kept', async () => {
		const site: Site = (url, _minute, request) => {
			if (url.includes('/tokens')) return json({ access_token: 'tok-12345', expires_in: 3600 })
			if (request.headers.get('authorization') !== 'Bearer tok-12345')
				return json({ error: true, message: 'who?', statusCode: 401 }, { status: 401 })
			return json([
				{
					point_in_time: addSeconds(start, -900).replace('Z', '+00:00'),
					total: 12,
					indicators: 9,
					other: 3,
				},
			])
		}
		const credentials = credentialsOf({
			DOWNDETECTOR_CLIENT_ID: 'an-id',
			DOWNDETECTOR_CLIENT_SECRET: 'unspeakable',
		})
		await onStage(
			contentOf(detector),
			site,
			async (stage) => {
				expect(await stage.tick(0)).toMatchObject({ fetches: 2, failed: 0 })
				expect(stage.asked.map(({ url }) => new URL(url).pathname)).toEqual([
					'/v2/tokens',
					'/v2/slugs/lamp/reports',
				])
				expect(stage.shard.status().off).toEqual([])
				const kept = JSON.stringify([
					stage.snapshots(),
					stage.shard.status(),
					stage.shard.looks(),
					...stage.kv.newest().values(),
				])
				for (const secret of ['tok-12345', 'unspeakable', btoa('an-id:unspeakable')])
					expect(kept).not.toContain(secret)
			},
			{ credentials },
		)
	})

	test('shows nothing to anybody while a recording is played', async () => {
		const [request] = [
			'https://downdetectorapi.com/v2/slugs/lamp/reports?startdate=2026-03-02T06%3A00%3A00Z&enddate=2026-03-02T12%3A00%3A00Z&interval=15m',
		]
		await onStage(
			contentOf(detector),
			() => json([{ point_in_time: addSeconds(start, -900), total: 1 }]),
			async (stage) => {
				await stage.tick(0, { provenance: 'replay', only: new Set([request]) })
				expect(stage.asked.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
					[request, null],
				])
			},
			{
				credentials: credentialsOf({
					DOWNDETECTOR_CLIENT_ID: 'an-id',
					DOWNDETECTOR_CLIENT_SECRET: 'unspeakable',
				}),
			},
		)
	})
})

describe('a source whose options its platform refuses', () => {
	test('is off and says what is wrong', async () => {
		await onStage(
			contentOf(watched(crowd('tracker', 'github-issues', { repository: 'lamp' }))),
			nobody,
			async (stage) => {
				await stage.tick(0)
				expect(stage.asked).toEqual([])
				expect(stage.shard.status().off).toMatchObject([
					{ source: 'tracker', reason: 'repository: expected owner/name, got "lamp"' },
				])
			},
		)
	})
})

describe('a public tracker', () => {
	test('is asked every quarter of an hour, with what is known of the last answer', async () => {
		const site: Site = (_url, minute) =>
			minute === 0
				? json([{ number: 1, created_at: addSeconds(start, -1000) }], {
						headers: { etag: '"one"' },
					})
				: new Response(null, { status: 304 })
		await onStage(contentOf(tracker), site, async (stage) => {
			for (const minute of [0, 5, 14, 15, 29, 30]) await stage.tick(minute)
			expect(
				stage.asked.map(({ minute, headers }) => [
					minute,
					headers.get('if-none-match'),
					headers.get('authorization'),
				]),
			).toEqual([
				[0, null, null],
				[15, '"one"', null],
				[30, '"one"', null],
			])
			expect(stage.snapshots().map(({ outcome, until }) => [outcome, until])).toEqual([
				['stored', slotAt(30)],
			])
			// The issue of 11:43:20; what the answers of 12:15 and 12:30 did not say was zero.
			expect(
				stage.shard
					.counts('')
					.counts.map(({ at, count, counted, partial }) => [at, count, counted, partial]),
			).toEqual([
				[slotAt(-30), 1, 'mentions', undefined],
				[slotAt(-15), 0, 'mentions', undefined],
				[slotAt(0), 0, 'mentions', undefined],
				[slotAt(15), 0, 'mentions', undefined],
			])
		})
	})

	test('whose limit is used up is left alone until it begins anew', async () => {
		const reset = Math.floor(Date.parse(slotAt(40)) / 1000)
		const limited = () =>
			json(
				{ message: 'limit' },
				{
					status: 403,
					headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
				},
			)
		await onStage(
			contentOf(tracker),
			(_url, minute) => (minute < 40 ? limited() : json([])),
			async (stage) => {
				for (let minute = 0; minute <= 41; minute += 1) await stage.tick(minute)
				expect(stage.asked.map(({ minute }) => minute)).toEqual([0, 40])
			},
		)
	})
})

describe('a file of counts', () => {
	test('goes into the local store like any other evidence', async () => {
		await onStage(contentOf(providerOf('acme')), nobody, async (stage) => {
			const body = `date,value\n${slotAt(-30)},2\n${slotAt(-15)},31\n`
			const found = recognise(providerOf('acme'), { name: 'counts.csv', body })
			if ('refusal' in found) throw new Error(found.refusal)
			const { source, document } = found
			const provider = { ...providerOf('acme'), sources: [...providerOf('acme').sources, source] }
			const { name, url, contentType } = document
			const report = await stage.shard.importDocuments({
				provider,
				files: [{ source, name, url, contentType, body }],
				readAt: start,
				provenance: 'import',
			})
			expect(report).toMatchObject({
				refused: [],
				problems: [],
				incidents: 0,
				snapshots: [{ outcome: 'stored', bytes: body.length }],
			})
			expect(stage.shard.counts('').counts).toEqual([
				{ provider: 'acme', source: source.id, at: slotAt(-30), windowSeconds: 900, count: 2 },
				{ provider: 'acme', source: source.id, at: slotAt(-15), windowSeconds: 900, count: 31 },
			])
		})
	})

	test('that shows trouble which nobody posted opens an incident, and the answer counts it', async () => {
		await onStage(contentOf(providerOf('acme')), nobody, async (stage) => {
			const rows = [3, 2, 60, 80, 90, 70].map(
				(count, index) => `${slotAt(-90 + 15 * index)},${count},3\n`,
			)
			const body = `date,value,baseline\n${rows.join('')}`
			const found = recognise(providerOf('acme'), { name: 'counts.csv', body })
			if ('refusal' in found) throw new Error(found.refusal)
			const { source, document } = found
			const files = [
				{ source, name: document.name, url: document.url, contentType: document.contentType, body },
			]
			const load = () =>
				stage.shard.importDocuments({
					provider: providerOf('acme'),
					files,
					readAt: start,
					provenance: 'import',
				})
			expect((await load()).incidents).toBe(1)
			expect((await load()).incidents).toBe(0)
		})
	})
})
