import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { describeApi } from '#core/publish/openapi/describe.ts'
import { NoQuery } from '#core/publish/openapi/parameters.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import { readQuery } from './query.ts'

/** `/api/v1/openapi.json`. */
export function openapi(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		readQuery(context, NoQuery)
		return answerJson(context, describeApi(content.site, new URL(context.req.url).origin))
	})
}
