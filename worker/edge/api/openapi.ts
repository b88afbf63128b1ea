import { Hono } from 'hono'
import * as z from 'zod/mini'
import { assets } from '../keys.ts'
import { shippedJson } from '../shipped-asset.ts'
import { orThrow, reading, StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson } from './answer.ts'
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
		const built = orThrow(
			await reading(path, () => shippedJson<z.infer<typeof OpenApiAnswer>>(context.env, path)),
		)
		if (built === null) throw new StoreFailure(path)
		const { origin } = new URL(context.req.url)
		return answerJson(context, { ...built, servers: [{ url: `${origin}/api/v1` }] })
	})
}
