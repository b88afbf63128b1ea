import { Hono } from 'hono'
import { app } from '../../worker/edge/api/app.ts'
import { keys } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'

/** The Worker beside routes that do one KV read and nothing else, in one workerd. */

export { Analyst } from '../../worker/edge/analyst/analyst.ts'
export { Recorder } from '../../worker/edge/recorder/recorder.ts'
export { Reports } from '../../worker/edge/reports/reports.ts'

const both = new Hono<{ Bindings: Env }>()
both.get('/bench/:provider/:id', async (context) => {
	const text = await context.env.KV.get(
		keys.incident(context.req.param('provider'), context.req.param('id')),
		'text',
	)
	return text === null
		? context.notFound()
		: context.body(text, 200, { 'content-type': 'application/json' })
})
both.get('/bench/now', async (context) => {
	const text = await context.env.KV.get(keys.now('shard-0'), 'text')
	return text === null
		? context.notFound()
		: context.body(text, 200, { 'content-type': 'application/json' })
})
both.route('/', app)

export default { fetch: both.fetch } satisfies ExportedHandler<Env>
