import { StoreFailure } from './store-failure.ts'

/** What has the built site and the archive. */
export interface WithAssets {
	readonly ASSETS?: Pick<Fetcher, 'fetch'>
}

/** An asset; undefined where there is none. Only a 404 says that: anything else that is not the file is a failure, and throws StoreFailure. */
export async function shippedAsset(env: WithAssets, path: string): Promise<Response | undefined> {
	if (!env.ASSETS) return undefined
	let response: Response
	try {
		response = await env.ASSETS.fetch(new Request(`https://assets.local${path}`))
	} catch (error) {
		throw new StoreFailure(path, error)
	}
	if (response.status === 404) return undefined
	if (!response.ok) throw new StoreFailure(`${path} (answered ${response.status})`)
	return response
}
