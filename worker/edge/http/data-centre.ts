import type { Env } from '../../env.ts'
import { bareEnv } from '../reading/trace.ts'

/**
 * What a data centre keeps for all isolates in it: the Cache API, where there is one. What is kept
 * is addressed by the deployment too, since it
 * outlives one; without a name for it nothing is kept. On `*.workers.dev` nothing is either,
 * whatever is put:
 * https://developers.cloudflare.com/workers/runtime-apis/cache/
 */
export interface DataCentre {
	get(name: string): Promise<Response | undefined>
	put(
		name: string,
		body: string | Uint8Array<ArrayBuffer>,
		seconds: number,
		headers?: Readonly<Record<string, string>>,
	): Promise<void>
}

export function dataCentreOf(env: Pick<Env, 'CF_VERSION_METADATA'>): DataCentre | undefined {
	const deployment = bareEnv(env).CF_VERSION_METADATA?.id
	if (!deployment || typeof caches === 'undefined') return undefined
	// The types of browsers, which are at hand too, do not know it.
	const cache = (caches as unknown as { readonly default: Cache }).default
	const address = (name: string) =>
		`https://kept.invalid/${encodeURIComponent(deployment)}/${encodeURIComponent(name)}`
	return {
		async get(name) {
			// What was kept is a convenience: where it cannot be had it is made.
			return await cache.match(address(name)).catch(() => undefined)
		},
		async put(name, body, seconds, headers = {}) {
			const response = new Response(body, {
				headers: { ...headers, 'cache-control': `public, max-age=${seconds}` },
			})
			await cache.put(address(name), response).catch(() => undefined)
		},
	}
}
