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
 * What is worked out of the archive, once in an isolate: null where there is nothing. Nobody may
 * change it. `size` is that of the text it is made from.
 */
export async function keptOfArchive<Value>(
	{ ASSETS }: WithAssets,
	name: string,
	make: () => Promise<{ readonly value: Value | null; readonly size: number }>,
): Promise<Value | null> {
	if (!ASSETS) return null
	const own = kept.get(ASSETS) ?? new BoundedMap<{ readonly value: unknown }>(room)
	kept.set(ASSETS, own)
	const known = own.get(name)
	// Who asks for a name makes one type of it.
	if (known) return known.value as Value | null
	const { value, size } = await make()
	own.set(name, { value }, size)
	return value
}

/**
 * A JSON document of the archive, of the type that the build wrote it from; null where there is
 * none.
 */
export function shippedJson<Shape>(env: WithAssets, path: string): Promise<Shape | null> {
	return keptOfArchive(env, path, async () => {
		const text = (await (await shippedAsset(env, path))?.text()) ?? null
		return { value: text === null ? null : (JSON.parse(text) as Shape), size: text?.length ?? 0 }
	})
}

/** A document of the archive as it is written; null where there is none. */
export function shippedBytes(
	env: WithAssets,
	path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
	return keptOfArchive(env, `bytes of ${path}`, async () => {
		const bytes = (await (await shippedAsset(env, path))?.arrayBuffer()) ?? null
		// Objects take several times as much as what they are made from, and these are not made.
		return { value: bytes && new Uint8Array(bytes), size: (bytes?.byteLength ?? 0) / 4 }
	})
}
