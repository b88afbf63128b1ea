import { BoundedMap } from './bounded-map.ts'
import { traceOf } from './reading/trace.ts'
import { StoreFailure } from './store-failure.ts'

/** What has the built site and the archive. */
export interface WithAssets {
	readonly ASSETS?: Pick<Fetcher, 'fetch'>
}

/**
 * An asset; undefined where there is none. Only a 404 says that: anything else that is not the file
 * is a failure, and throws StoreFailure.
 */
export async function shippedAsset(env: WithAssets, path: string): Promise<Response | undefined> {
	if (!env.ASSETS) return undefined
	try {
		return await fetchAsset(env.ASSETS, path)
	} catch (error) {
		const trace = traceOf(env)
		if (trace) trace.lost = true
		throw error
	}
}

async function fetchAsset(
	assets: Pick<Fetcher, 'fetch'>,
	path: string,
): Promise<Response | undefined> {
	let response: Response
	try {
		response = await assets.fetch(new Request(`https://assets.local${path}`))
	} catch (error) {
		throw new StoreFailure(path, error)
	}
	if (response.status === 404) return undefined
	if (!response.ok) throw new StoreFailure(`${path} (answered ${response.status})`)
	return response
}

/**
 * Characters of the archive that an isolate keeps; its objects take several times as much, of 128
 * MB.
 */
const room = 6_000_000
/**
 * By what they were read from: a deployment has one archive and starts new isolates, so that what
 * was read once holds.
 */
const kept = new WeakMap<object, BoundedMap<{ readonly value: unknown }>>()

/**
 * A JSON document of the archive, of the type that the build wrote it from; null where there is
 * none. Nobody may change it.
 */
export async function shippedJson<Shape>(env: WithAssets, path: string): Promise<Shape | null> {
	if (!env.ASSETS) return null
	const own = kept.get(env.ASSETS) ?? new BoundedMap<{ readonly value: unknown }>(room)
	kept.set(env.ASSETS, own)
	const known = own.get(path)
	if (known) return known.value as Shape | null
	const text = (await (await shippedAsset(env, path))?.text()) ?? null
	const value = text === null ? null : (JSON.parse(text) as Shape)
	own.set(path, { value }, text?.length ?? 0)
	return value
}
