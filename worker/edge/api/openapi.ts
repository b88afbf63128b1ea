import { Hono } from 'hono'
import * as z from 'zod/mini'
import { assets } from '../keys.ts'
import { keptOfArchive, shippedAsset, type WithAssets } from '../shipped-asset.ts'
import { orThrow, reading, StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerText } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { NoQuery } from './parameters.ts'
import { readQuery } from './query.ts'

/** The description itself, loosely: its own specification is the OpenAPI one. */
export const OpenApiAnswer = z.looseObject({
	openapi: z.string(),
	info: z.looseObject({}),
	paths: z.record(z.string(), z.looseObject({})),
})

export const openapiRoute: RouteDescription = {
	path: '/openapi.json',
	tag: 'Meta',
	summary: 'This description',
	description: 'OpenAPI 3.1, made from the schemas that check parameters and answers.',
	query: NoQuery,
	answer: { name: 'OpenApi', schema: OpenApiAnswer },
}

/**
 * `/api/v1/openapi.json`: the build wrote it, since schemas are dear to write out. There it names
 * no host; here it names the one that was asked.
 */
export function openapi(): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		readQuery(context, NoQuery)
		const path = assets.openApi
		const built = orThrow(await reading(path, () => soundText(context.env, path)))
		if (built === null) throw new StoreFailure(path)
		const { origin } = new URL(context.req.url)
		return answerText(
			context,
			built.replace(ownServer, () => serverAt(origin)),
			{ contentType: 'application/json; charset=utf-8' },
		)
	})
}

/** The file as it lies there, once it has been read as JSON. Throws where it is cut short. */
function soundText(env: WithAssets, path: string): Promise<string | null> {
	return keptOfArchive(env, path, async () => {
		const text = (await (await shippedAsset(env, path))?.text()) ?? null
		if (text !== null) JSON.parse(text)
		return { value: text, size: text?.length ?? 0 }
	})
}

const serverAt = (origin: string) => `"servers":${JSON.stringify([{ url: `${origin}/api/v1` }])}`
const ownServer = serverAt('')
