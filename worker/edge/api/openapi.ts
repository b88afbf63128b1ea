import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { describeApi } from '#core/openapi/describe.ts'
import { NoQuery } from '#core/openapi/parameters.ts'
import { type ApiEnv, answerText } from './answer.ts'
import { readQuery } from './query.ts'

const nowhere = 'https://nowhere.invalid'

/** `/api/v1/openapi.json`. */
export function openapi(content: Content): Hono<ApiEnv> {
	let description: string | undefined
	return new Hono<ApiEnv>().get('/', async (context) => {
		readQuery(context, NoQuery)
		// Hosts differ in one address alone, and schemas are dear to write out.
		description ??= JSON.stringify(describeApi(content.site, nowhere))
		const { origin } = new URL(context.req.url)
		return answerText(
			context,
			description.replace(nowhere, () => origin),
			{ contentType: 'application/json; charset=utf-8' },
		)
	})
}
