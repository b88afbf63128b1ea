import { env } from 'cloudflare:workers'
import { createApp } from '../../worker/edge/api/create-app.ts'
import type { Env } from '../../worker/env.ts'
import { archiveFiles, assetsOf, content } from './published.ts'

/**
 * The app on the real runtime, with real KV and recorder, and assets from memory in place of a
 * built site.
 */
export function api(files: ReadonlyMap<string, string> = archiveFiles()): {
	get(path: string, init?: RequestInit): Promise<Response>
	readonly env: Env
	readonly asked: string[]
} {
	const assets = assetsOf(files)
	// The bindings are those of wrangler.toml, which Env describes; the app asks nothing of ASSETS
	// but fetch.
	const bindings = {
		...(env as unknown as Env),
		CF_VERSION_METADATA: undefined,
		ASSETS: assets as unknown as Fetcher,
	}
	const app = createApp(content)
	const context = {
		waitUntil: () => undefined,
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext // all that the app uses
	return {
		env: bindings,
		asked: assets.asked,
		get: async (path, init) => app.request(path, init, bindings, context),
	}
}
