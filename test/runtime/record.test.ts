import { describe, expect, test } from 'vitest'
import { rebuildExport } from '#core/bundle/rebuild.ts'
import type { IncidentDocument, NowDocument, PackDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { gunzip } from '../../worker/edge/recorder/archive.ts'
import type { ImportRequest } from '../../worker/edge/recorder/recorder-rpc.ts'
import { acmeSite, slotAt } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Stage } from '../support/recorder-stage.ts'

/**
 * What the recorder holds can be computed again from its snapshots, taken over from an archive, and
 * added to by hand.
 */

const acme = providerOf('acme')
const content = contentOf(acme)
const incidentIn = (stage: Stage, id: string) =>
	(JSON.parse(String(stage.kv.newest().get(`incident/acme/${id}`))) as IncidentDocument).incident

async function blobsOf(stage: Stage): Promise<Map<string, string>> {
	const blobs = new Map<string, string>()
	for (const [key, value] of stage.kv.newest()) {
		if (key.startsWith('blob/') && value instanceof ArrayBuffer)
			blobs.set(key.slice(5), new TextDecoder().decode(await gunzip(value)))
	}
	return blobs
}

test('anyone computes the same incidents from the snapshots alone', async () => {
	await onStage(content, acmeSite, async (stage) => {
		for (const minute of [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]) await stage.tick(minute)
		const blobs = await blobsOf(stage)
		const record = rebuildExport({
			content,
			snapshots: stage.snapshots(),
			readBlob: (sha256) => blobs.get(sha256),
			reports: [],
		})
		expect(record.incidents).toEqual([incidentIn(stage, 'inc1')])
		expect(record.problems).toEqual([])
		expect(record.gaps.map((gap) => [gap.from, gap.to])).toEqual([
			[slotAt(5), slotAt(6)],
			[slotAt(5), slotAt(6)],
			[slotAt(5), slotAt(6)],
		])
	})
})

describe('an import', () => {
	const records = {
		readAt: '2026-09-27',
		records: [
			{
				id: 'old1',
				title: 'Errors',
				impact: 'major',
				createdAt: '2026-02-01T10:00:00Z',
				resolvedAt: '2026-02-01T11:00:00Z',
				components: ['Website', 'Video'],
				updates: [
					{
						at: '2026-02-01T10:00:00Z',
						status: 'investigating',
						text: 'Being looked into.',
						summary: true,
						states: [],
						links: [],
					},
				],
				links: ['https://acme.example/old1'],
			},
		],
	}
	const added: Provider = {
		...acme,
		surfaces: [
			...acme.surfaces,
			{ id: 'video', name: 'Video', kind: 'media', aliases: [{ name: 'Video' }] },
		],
	}
	const request = (body: string): ImportRequest => ({
		provider: added,
		files: [
			{
				source: {
					id: 'acme-records',
					platform: 'record',
					url: 'https://acme.example/history',
					kind: 'official',
					everySeconds: 86_400,
					enabled: true,
				},
				name: 'records',
				url: 'https://acme.example/history',
				contentType: 'application/json',
				body,
			},
		],
		readAt: '2026-09-27T00:00:00Z',
		precision: 'day',
		provenance: 'rebuilt',
	})

	test('takes the way of a fetched document, and its surfaces are remembered', async () => {
		await onStage(content, acmeSite, async (stage) => {
			await stage.tick(0)
			const report = await stage.shard.importDocuments(request(JSON.stringify(records)))
			expect(report).toMatchObject({
				incidents: 1,
				refused: [],
				snapshots: [
					{ outcome: 'stored', provenance: 'rebuilt', precision: 'day', source: 'acme-records' },
				],
			})
			expect(report.snapshots[0]).not.toHaveProperty('httpStatus')
			const incident = incidentIn(stage, 'old1')
			expect(incident.seen).toEqual({ by: '2026-09-27T00:00:00Z', precision: 'day' })
			expect(incident.surfaces).toEqual(['web', 'video'])
			stage.restart()
			await stage.tick(1)
			await stage.tick(2)
			const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
			expect(now.providers[0]?.provider.surfaces.map((surface) => surface.id)).toEqual([
				'web',
				'api',
				'video',
			])
			expect(now.providers[0]?.open.map(({ id }) => id)).toEqual(['inc1'])
		})
	})

	test('twice is once', async () => {
		await onStage(content, acmeSite, async (stage) => {
			await stage.shard.importDocuments(request(JSON.stringify(records)))
			const before = stage.kv.writes.length
			const again = await stage.shard.importDocuments(request(JSON.stringify(records)))
			expect(again.incidents).toBe(0)
			expect(stage.kv.writes.length).toBe(before)
		})
	})

	test('of something else changes nothing', async () => {
		await onStage(content, acmeSite, async (stage) => {
			const report = await stage.shard.importDocuments(request('<html>'))
			expect(report).toMatchObject({ incidents: 0, snapshots: [], refused: [{ name: 'records' }] })
			expect([stage.snapshots(), stage.kv.writes]).toEqual([[], []])
		})
	})
})

describe('the archive', () => {
	/** An archive made from what another recorder published. */
	async function archived(): Promise<{
		assets: { fetch(request: Request): Promise<Response> }
		asked: string[]
	}> {
		const document = await onStage(content, acmeSite, async (stage) => {
			for (let minute = 0; minute <= 9; minute += 1) await stage.tick(minute)
			return JSON.parse(String(stage.kv.newest().get('incident/acme/inc1'))) as IncidentDocument
		})
		const asked: string[] = []
		const files: Record<string, unknown> = {
			'/data/archive.json': {
				hash: 'h1',
				generatedAt: slotAt(9),
				packs: ['acme/2026-03', 'stranger/2026-03'],
				months: ['2026-03'],
				episodes: [],
				rises: [],
			},
			'/data/pack/acme/2026-03.json': { incidents: [document] } satisfies PackDocument,
		}
		const fetch = async (request: Request) => {
			const path = new URL(request.url).pathname
			asked.push(path)
			return path in files ? Response.json(files[path]) : new Response(null, { status: 404 })
		}
		return { assets: { fetch }, asked }
	}

	test('is adopted once, and what it holds is not written to KV again', async () => {
		const { assets, asked } = await archived()
		const quiet: typeof acmeSite = (url, _, request) => acmeSite(url, 0, request)
		const mine = (provider: string) => provider === 'acme'
		await onStage(
			content,
			quiet,
			async (stage) => {
				await stage.tick(100)
				await stage.tick(101)
				stage.restart()
				await stage.tick(102)
				expect(asked).toEqual([
					'/data/archive.json',
					'/data/pack/acme/2026-03.json',
					'/data/archive.json',
				])
				expect(
					stage.kv.writes
						.map(({ key }) => key)
						.filter((key) => /^(incident|index|feed)\//.test(key)),
				).toEqual([])
				const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
				expect(now.providers[0]?.recent.map(({ id }) => id)).toEqual(['inc1'])
			},
			{ assets, mine },
		)
	})

	test('that cannot be read costs nothing and is asked for again', async () => {
		let asked = 0
		const assets = {
			fetch: async () => {
				asked += 1
				throw new Error('not there')
			},
		}
		await onStage(
			content,
			acmeSite,
			async (stage) => {
				expect((await stage.tick(0)).ran).toBe(true)
				await stage.tick(1)
				expect(asked).toBe(2)
			},
			{ assets },
		)
	})

	test('does not overwrite what the recorder has seen since', async () => {
		const { assets } = await archived()
		const reopened: typeof acmeSite = (url, minute, request) =>
			acmeSite(url, Math.min(minute, 3), request)
		await onStage(content, reopened, async (stage) => {
			for (const minute of [0, 1, 2, 3]) await stage.tick(minute)
			stage.restart({ assets })
			await stage.tick(4)
			expect(incidentIn(stage, 'inc1').status).toBe('investigating')
		})
	})
})

test('new content renders what is open or recent anew', async () => {
	await onStage(content, acmeSite, async (stage) => {
		for (const minute of [0, 1, 2, 3]) await stage.tick(minute)
		const renamed = contentOf({ ...acme, name: 'Acme Corporation' })
		stage.restart({ content: renamed, contentHash: 'content-2' })
		await stage.tick(4, { only: new Set() })
		const document = JSON.parse(
			String(stage.kv.newest().get('incident/acme/inc1')),
		) as IncidentDocument
		expect(document.provider.name).toBe('Acme Corporation')
	})
})
