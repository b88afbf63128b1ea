import { existsSync, readFileSync, statSync } from 'node:fs'
import { content } from '#content'
import { checkout } from '../../../worker/cli/checkout.ts'
import { createApp } from '../../../worker/edge/api/create-app.ts'
import type { Env } from '../../../worker/env.ts'
import { addressesOf } from '../../support/route-addresses.ts'
import { type Bench, median, milliseconds, type Row, times } from '../measure.ts'

const rounds = 11
const keptARound = 40
const madeARound = 2
const warmUp = 10

/**
 * CPU of a request by route, as a ratio to making `/now` in the same rounds, which is done each
 * minute: of an answer that has to be made, once for each change at its source, and of one that is
 * kept. The size stands beside it, since to encode, hash and hand over is a part of either. The app
 * runs in this process on the built archive, without a recorder and with an empty KV, so that this
 * is the Worker's own work and none of the runtime's.
 * Figures are computed in an object and not here.
 */
export const bench: Bench = async () => {
	if (!existsSync(checkout('dist', 'data', 'found.json'))) return 'skipped: the site is not built'
	// The one thing of workerd that a handler takes from its globals.
	Object.assign(globalThis, { IdentityTransformStream: TransformStream })
	const app = createApp(content)
	const context = {
		waitUntil: () => undefined,
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext // all that the app uses
	const ask = async (path: string, env: Env) => {
		const response = await app.request(path, undefined, env, context)
		const { byteLength } = await response.arrayBuffer()
		if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
		return byteLength
	}
	const kept = bindings()
	const routes = await Promise.all(
		measuredPaths().map(async (path) => ({
			path,
			bytes: await ask(path, kept),
			made: [] as number[],
			again: [] as number[],
		})),
	)
	for (const { path } of routes)
		for (let warm = 0; warm < warmUp; warm += 1) await ask(path, bindings())
	for (let round = 0; round < rounds; round += 1) {
		for (const { path, made, again } of routes) {
			again.push(await cpuOf(keptARound, () => ask(path, kept)))
			// What is kept is kept by the store that it was read from: in front of another one everything
			// is made, from an archive that is read.
			made.push(await cpuOf(madeARound, () => ask(path, bindings())))
		}
	}
	const now = median(routes.find(({ path }) => path === '/now')?.made ?? [])
	const against = `${milliseconds(now)} /now, made`
	return routes.flatMap(({ path, bytes, made, again }): Row[] => {
		const size = `${Math.ceil(bytes / 1024).toLocaleString('en')} KB`
		const row = (name: string, spent: number, aim: string) => ({
			name: `CPU of ${path}, ${name}`,
			measured: `${milliseconds(spent)} for ${size}`,
			against,
			ratio: times(spent / now),
			aim,
		})
		return path.includes('/export?')
			? [row('made', median(made), '≤ 4 ×')]
			: [row('made', median(made), '≤ 2 ×'), row('kept', median(again), '≤ 2 ×')]
	})
}

/**
 * Those that no answer is kept of: figures have an object, raw bytes are streamed, a page of the
 * build is the build's.
 */
const apart = ['/api/v1/analysis/:name', '/api/v1/snapshots/:sha256', '/corrections']

function measuredPaths(): string[] {
	const sha256 = largestBytes()
	const subjects = {
		provider: 'claude',
		surface: 'claude-ai',
		incident: '0ghc53zpsfmt',
		episode: 'claude-2026-03-02',
		sha256,
		day: '2026-03-02',
	}
	const own = Object.entries(addressesOf(subjects)).flatMap(([route, path]) =>
		apart.includes(route) ? [] : [path],
	)
	const besides = [
		'/feeds/all.xml',
		'/feeds/claude.atom',
		'/statuspage/claude/api/v2/summary.json',
		'/statuspage/claude/api/v2/incidents.json',
	]
	return [...new Set(['/now', ...own, ...besides, '/api/v1/incidents?limit=200'])]
}

/** The largest raw bytes of the archive. */
function largestBytes(): string {
	const found = JSON.parse(readFileSync(checkout('dist', 'data', 'found.json'), 'utf8')) as Record<
		string,
		string
	>
	const sizes = Object.keys(found).map((sha256) => ({
		sha256,
		size: statSync(checkout('dist', 'data', 'blob', sha256)).size,
	}))
	return sizes.sort((a, b) => b.size - a.size)[0]?.sha256 ?? ''
}

const files = new Map<string, Uint8Array<ArrayBuffer> | null>()

const assets = {
	async fetch(request: Request): Promise<Response> {
		const { pathname } = new URL(request.url)
		const known = files.get(pathname)
		const bytes = known === undefined ? read(pathname) : known
		files.set(pathname, bytes)
		return bytes === null ? new Response(null, { status: 404 }) : new Response(bytes)
	},
}

function read(pathname: string): Uint8Array<ArrayBuffer> | null {
	const names = [pathname.slice(1), `${pathname.slice(1)}.html`].map((name) =>
		checkout('dist', name),
	)
	const path = names.find((one) => existsSync(one) && statSync(one).isFile())
	return path === undefined ? null : new Uint8Array(readFileSync(path))
}

/** One for all bindings: that nobody answers is heard once. */
const nobody = {
	idFromName: (name: string) => name,
	get: () => new Proxy({}, { get: () => () => Promise.reject(new Error('nobody is here')) }),
}
const reports = { idFromName: (name: string) => name, get: () => ({ open: async () => null }) }

/** Bindings with a KV of their own. */
function bindings(): Env {
	const kv = {
		get: async () => null,
		getWithMetadata: async () => ({ value: null, metadata: null }),
	}
	// All that the app asks of them.
	return {
		ASSETS: assets,
		KV: kv,
		RECORDER: nobody,
		REPORTS: reports,
		ANALYST: nobody,
	} as unknown as Env
}

/** CPU milliseconds of one call, without what the engine does beside it. */
async function cpuOf(count: number, call: () => Promise<unknown>): Promise<number> {
	const before = process.threadCpuUsage()
	for (let done = 0; done < count; done += 1) await call()
	const { user, system } = process.threadCpuUsage(before)
	return (user + system) / 1000 / count
}
