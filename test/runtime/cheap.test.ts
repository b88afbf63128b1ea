import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { HeadsDocument } from '#core/model/documents.ts'
import { genesis, type Snapshot } from '#core/model/snapshot.ts'
import { createApp } from '../../worker/edge/api/create-app.ts'
import type { Env } from '../../worker/env.ts'
import { acmeSite } from '../support/acme-story.ts'
import { archiveFiles, assetsOf, content, documents } from '../support/published.ts'
import { contentOf, onStage, providerOf, type Stage } from '../support/recorder-stage.ts'
import { addressesOf } from '../support/route-addresses.ts'
import { recorderThat, silent } from '../support/stores.ts'

/**
 * What an answer costs: reads of KV, calls of objects, and whether it is made at all when nothing
 * changed.
 */

const mostReads = 3
/** Figures are computed in an object of their own, which keeps them. */
const inAnObject = '/api/v1/analysis/:name'
/**
 * Raw bytes are streamed as they lie in KV, a month of the export document by document; a page of
 * the build is the build’s.
 */
const streamed = ['/api/v1/export', '/api/v1/snapshots/:sha256', '/corrections']

/** Values of KV that count who reads them. */
class CountedKv {
	readonly values = new Map<string, string | ArrayBuffer>()
	metadata: ReadonlyMap<string, unknown> = new Map()
	reads = 0

	async get(key: string): Promise<string | null> {
		this.reads += 1
		const value = this.values.get(key)
		return typeof value === 'string' ? value : null
	}

	async getWithMetadata(key: string): Promise<{ value: ReadableStream | null; metadata: unknown }> {
		this.reads += 1
		const value = this.values.get(key)
		return {
			value: value instanceof ArrayBuffer ? new Blob([value]).stream() : null,
			metadata: this.metadata.get(key) ?? null,
		}
	}
}

interface World {
	readonly kv: CountedKv
	readonly ask: (path: string, init?: RequestInit) => Promise<Response>
	calls(): number
}

/** The archive with a look of the day that is asked for, and the page that the build leaves. */
function archived(): Map<string, string> {
	const run: Snapshot = {
		provider: 'claude',
		source: 'claude-status',
		document: 'incidents',
		url: 'https://status.claude.com/api/v2/incidents.json',
		slot: '2026-03-02T12:00:00Z',
		fetchedAt: '2026-03-02T12:00:00Z',
		until: '2026-03-02T13:00:00Z',
		outcome: 'stored',
		provenance: 'live',
		sha256: 'a'.repeat(64),
		previous: genesis,
	}
	const heads: HeadsDocument = {
		days: [
			{
				day: '2026-03-02',
				heads: [
					{ document: 'claude/claude-status/incidents', hash: 'b', until: '2026-03-02T13:00:00Z' },
				],
			},
		],
	}
	return archiveFiles({
		'/data/snap/claude/2026-03-02.json': {
			provider: 'claude',
			day: '2026-03-02',
			snapshots: [run],
		},
		'/data/heads.json': heads,
		'/corrections': '<!doctype html>',
	})
}

type Bindings = Partial<Record<keyof Env, unknown>>

/** The app on counted stores. */
function worldOf(
	own = content,
	recorder: unknown = recorderThat({}),
	files = archived(),
	more: Bindings = {},
): World {
	const kv = new CountedKv()
	let calls = 0
	const counted = (namespace: unknown) => {
		const { idFromName, get } = namespace as {
			idFromName(name: string): unknown
			get(name: unknown): object
		}
		const stub = (name: unknown) =>
			new Proxy(get(name), {
				get:
					(target, method) =>
					async (...given: unknown[]) => {
						calls += 1
						return await (
							Reflect.get(target, method) as ((...given: unknown[]) => unknown) | undefined
						)?.(...given)
					},
			})
		return { idFromName, get: stub }
	}
	const noReports = { idFromName: (name: string) => name, get: () => ({ open: async () => null }) }
	const bindings = {
		...(env as unknown as Env),
		CF_VERSION_METADATA: undefined,
		ASSETS: assetsOf(files),
		KV: kv,
		RECORDER: counted(recorder),
		REPORTS: counted(noReports),
		...more,
	}
	const app = createApp(own)
	const waiting: Promise<unknown>[] = []
	// All that the app uses.
	const context = {
		waitUntil: (work: Promise<unknown>) => waiting.push(work),
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext
	const ask: World['ask'] = async (path, init) => {
		const response = await app.request(path, init, bindings, context)
		// What is streamed is waited for by who reads it.
		if (response.headers.has('etag')) await Promise.all(waiting.splice(0))
		return response
	}
	return { kv, ask, calls: () => calls }
}

/**
 * How many texts were made meanwhile: whatever is made is hashed for its ETag, and nothing else is.
 */
async function madeIn(work: () => Promise<unknown>): Promise<number> {
	const digest = vi.spyOn(crypto.subtle, 'digest')
	try {
		await work()
		return digest.mock.calls.length
	} finally {
		digest.mockRestore()
	}
}

const april = {
	provider: 'claude',
	surface: 'api',
	incident: '0ghc53zpsfmt',
	episode: 'claude-2026-03-02',
	sha256: 'a'.repeat(64),
	day: '2026-03-02',
}
const ofArchive = addressesOf(april)
const statuspage = createApp(content)
	.routes.filter(({ path }) => path.startsWith('/statuspage/'))
	.map(({ path }) => path)

async function expectCheap({ kv, ask, calls }: World, route: string, path: string): Promise<void> {
	const first = await ask(path)
	expect([path, first.status]).toEqual([path, 200])
	expect(kv.reads, `reads of KV for the first answer of ${path}`).toBeLessThanOrEqual(mostReads)
	const text = await first.text()
	if (streamed.includes(route)) return
	const [reads, before] = [kv.reads, calls()]
	const etag = first.headers.get('etag') ?? ''
	const made = await madeIn(async () => {
		const again = await ask(path)
		expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([200, etag, text])
		const known = await ask(path, { headers: { 'if-none-match': etag } })
		expect([known.status, await known.text(), known.headers.get('content-type')]).toEqual([
			304,
			'',
			null,
		])
		const head = await ask(path, { method: 'HEAD' })
		expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, ''])
	})
	expect(kv.reads - reads, `reads of KV for three more of ${path}`).toBeLessThanOrEqual(
		3 * mostReads,
	)
	if (route === inAnObject) return
	expect(made, `texts that were made for ${path}`).toBe(0)
	expect(calls() - before, `calls of objects for ${path}`).toBe(0)
}

describe('where the archive is all there is', () => {
	const addresses = Object.entries(ofArchive).filter(
		([route]) => !route.includes('/snapshots/:sha256'),
	)
	test.each([
		...addresses,
		...statuspage.map((route): [string, string] => [route, route.replace(':provider', 'claude')]),
	])('%s is cheap', async (route, path) => {
		// A recording is read at its own moment, so that no minute ends in the middle.
		await expectCheap(
			worldOf(content, recorderThat({}), archived(), {
				INTERNET: {},
				CLOCK: '2026-10-01T00:00:30Z',
			}),
			route,
			path,
		)
	})
})

/**
 * A recorder that has watched Acme’s page through its incident, and the app on KV as it left it.
 * `fresh` gives it anew, with nothing kept.
 */
async function watched<T>(
	minute: number,
	play: (fresh: (more?: Bindings) => World, stage: Stage) => Promise<T>,
): Promise<T> {
	const own = contentOf(providerOf('acme'))
	return await onStage(own, acmeSite, async (stage) => {
		for (let at = 0; at <= minute; at += 1) await stage.tick(at)
		const { shard } = stage
		const answers = {
			statusAndLooks: async () => ({ status: shard.status(), looks: shard.looks() }),
			lookBack: async (provider: string, moment: string) => shard.lookBack(provider, moment),
		}
		const fresh = (more: Bindings = {}) => {
			const world = worldOf(
				own,
				{ idFromName: (name: string) => name, get: () => answers },
				new Map([['/data/openapi.json', '{"openapi":"3.1.0","info":{},"paths":{}}']]),
				{ INTERNET: {}, CLOCK: '2026-03-02T12:12:30Z', ...more },
			)
			for (const [key, value] of stage.kv.newest()) world.kv.values.set(key, value)
			world.kv.metadata = stage.kv.metadata
			return world
		}
		return await play(fresh, stage)
	})
}

describe('where a recorder is at work', () => {
	test('every address is cheap', async () => {
		await watched(12, async (fresh, stage) => {
			const sha256 = stage.snapshots().find((run) => run.sha256 !== undefined)?.sha256 ?? ''
			const subjects = {
				provider: 'acme',
				surface: 'api',
				incident: 'inc1',
				episode: 'acme-2026-03-02',
				sha256,
				day: '2026-03-02',
			}
			// Nothing of an analysis that the build would have made is there, and one incident alone is
			// no episode.
			const addresses = Object.entries(addressesOf(subjects)).filter(
				([route]) => route !== inAnObject && !route.includes('/episodes/:id'),
			)
			const shape = statuspage.map((route): [string, string] => [
				route,
				route.replace(':provider', 'acme'),
			])
			for (const [route, path] of [...addresses, ...shape])
				await expectCheap(fresh(), route, path.replace('T12:30:00Z', 'T12:05:00Z'))
		})
	})

	test('what changes at the source changes here at once', async () => {
		const later = await watched(9, async (fresh) => fresh().kv.values)
		await watched(5, async (fresh) => {
			const { kv, ask } = fresh()
			const paths = [
				'/api/v1/incidents',
				'/api/v1/incidents/acme/inc1',
				'/incidents/acme/inc1',
				'/feeds/all.json',
				'/feeds/acme.json',
			]
			paths.push('/statuspage/acme/api/v2/incidents.json')
			const before = await Promise.all(paths.map(async (path) => (await ask(path)).text()))
			const etags = await Promise.all(
				paths.map(async (path) => (await ask(path)).headers.get('etag') ?? ''),
			)
			for (const [key, value] of later) kv.values.set(key, value)
			for (const [index, path] of paths.entries()) {
				const after = await ask(path, { headers: { 'if-none-match': etags[index] ?? '' } })
				expect([path, after.status]).toEqual([path, 200])
				expect(await after.text(), path).not.toBe(before[index])
			}
			const { status } = (await (await ask('/api/v1/incidents/acme/inc1')).json()) as {
				status: string
			}
			expect(status).toBe('resolved')
		})
	})
})

describe('an export of a month', () => {
	const path = '/api/v1/export?month=2026-03'

	test('is copied out of the archive, and nothing else is asked for', async () => {
		const { kv, ask, calls } = worldOf()
		const exported = JSON.parse(await (await ask(path)).text()) as {
			incidents: { incident: { provider: string; id: string } }[]
			missing: string[]
		}
		expect(exported.missing).toEqual([])
		for (const document of exported.incidents) {
			const { provider, id } = document.incident
			expect(document).toEqual(documents.incidents.get(`${provider}/${id}`))
		}
		const filed = [...documents.packs].filter(([key]) => key.endsWith('/2026-03'))
		expect(exported.incidents).toHaveLength(filed.flatMap(([, pack]) => pack.incidents).length)
		expect([kv.reads <= mostReads, calls()]).toEqual([true, 0])
	})

	test('is put together once for a data centre, and anew with each news', async () => {
		const own = { CF_VERSION_METADATA: { id: `deployment-${Math.random()}` } }
		const later = await watched(9, async (fresh) => fresh().kv.values)
		await watched(5, async (fresh) => {
			const first = fresh(own)
			const before = await (await first.ask(path)).text()
			expect(JSON.parse(before)).toMatchObject({
				incidents: [{ incident: { id: 'inc1' } }],
				missing: [],
			})
			const second = fresh(own)
			const incidents = vi.spyOn(second.kv, 'get')
			await vi.waitFor(async () => {
				incidents.mockClear()
				expect(await (await second.ask(path)).text()).toBe(before)
				expect(incidents.mock.calls.filter(([key]) => key.startsWith('incident/'))).toEqual([])
			})
			for (const [key, value] of later) second.kv.values.set(key, value)
			const after = await (await second.ask(path)).text()
			expect(JSON.parse(after)).toMatchObject({
				incidents: [{ incident: { id: 'inc1', status: 'resolved' } }],
			})
		})
	})

	test('that lacks one of them is not kept', async () => {
		const own = { CF_VERSION_METADATA: { id: `deployment-${Math.random()}` } }
		await watched(5, async (fresh) => {
			const lacking = fresh(own)
			lacking.kv.values.delete('incident/acme/inc1')
			const lacks = (await (await lacking.ask(path)).json()) as { missing: string[] }
			expect(lacks.missing).toEqual(['acme/inc1'])
			const whole = (await (await fresh(own).ask(path)).json()) as { missing: string[] }
			expect(whole.missing).toEqual([])
		})
	})
})

describe('what is kept', () => {
	afterEach(() => {
		vi.restoreAllMocks()
	})

	test('is no answer of a store that failed', async () => {
		const { kv, ask } = worldOf()
		vi.spyOn(console, 'error').mockImplementation(() => undefined)
		const failing = vi.spyOn(kv, 'get').mockRejectedValue(new Error('the store is down'))
		expect((await ask('/feeds/claude.atom')).status).toBe(503)
		failing.mockRestore()
		expect((await ask('/feeds/claude.atom')).status).toBe(200)
		vi.spyOn(kv, 'get').mockRejectedValue(new Error('the store is down'))
		expect((await ask('/feeds/claude.atom')).status, 'what cannot be compared is not given').toBe(
			503,
		)
	})

	test('is one answer for a page, whatever parameters nobody reads', async () => {
		const { ask } = worldOf()
		await ask('/feeds/all.xml')
		expect(await madeIn(() => ask('/feeds/all.xml?utm_source=x'))).toBe(0)
		expect((await ask('/api/v1/status?utm_source=x')).status).toBe(400)
	})

	test('is for all isolates of a data centre only what says how things stand', async () => {
		const files = archived()
		const deployment = {
			CF_VERSION_METADATA: { id: `deployment-${Math.random()}` },
			ASSETS: assetsOf(files),
		}
		const put = vi.spyOn((caches as unknown as { readonly default: Cache }).default, 'put')
		const addresses = () =>
			put.mock.calls.map(([request]) =>
				decodeURIComponent(String(request)).replace(/^.*?\/http/, 'http'),
			)
		const blind = worldOf(content, silent(), files, deployment)
		for (const path of [
			'/api/v1/status',
			'/feeds/claude.atom',
			'/now',
			'/nothing',
			'/api/v1/incidents?nonsense=1',
			'/api/v1/incidents/claude/none',
		])
			await ask(blind, path)
		expect(addresses().filter((address) => !address.includes('/now'))).toEqual([])
		const seeing = worldOf(content, recorderThat({}), files, deployment)
		await ask(seeing, '/feeds/claude.atom')
		expect(addresses().some((address) => address.includes('/feeds/claude.atom'))).toBe(true)
		const another = worldOf(content, recorderThat({}), files, {
			...deployment,
			KV: seeing.kv,
			ASSETS: assetsOf(new Map()),
		})
		const response = await another.ask('/feeds/claude.atom')
		expect([response.status, (await response.text()).includes('<entry')]).toEqual([200, true])
		const elsewhere = worldOf(content, recorderThat({}), files, {
			CF_VERSION_METADATA: { id: 'another deployment' },
			ASSETS: assetsOf(new Map()),
		})
		expect(
			(await (await elsewhere.ask('/feeds/claude.atom')).text()).includes('<entry'),
			'a deployment reads its own alone',
		).toBe(false)
	})
})

function ask(world: World, path: string): Promise<Response> {
	return world.ask(path)
}
