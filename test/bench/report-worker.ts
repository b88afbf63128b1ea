import { Hono } from 'hono'
import { app } from '../../worker/edge/api/app.ts'
import { Reports as Intake } from '../../worker/edge/reports/reports.ts'
import { reportsOf } from '../../worker/edge/reports/rpc.ts'
import type { Env } from '../../worker/env.ts'

/**
 * The Worker beside a route that adds one to a number in a Durable Object and does nothing else, in
 * one workerd.
 */

export { Analyst } from '../../worker/edge/analyst/analyst.ts'
export { Recorder } from '../../worker/edge/recorder/recorder.ts'

/**
 * The class of the binding, since there is no other: objects of these names count nothing but
 * calls.
 */
export class Reports extends Intake {
	async increment(): Promise<number> {
		const { sql } = this.ctx.storage
		if (!this.#made)
			sql.exec('CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, calls INTEGER NOT NULL)')
		this.#made = true
		return sql
			.exec<{ calls: number }>(
				'INSERT INTO bare VALUES (1, 1) ON CONFLICT DO UPDATE SET calls = calls + 1 RETURNING calls',
			)
			.one().calls
	}

	#made = false
}

const both = new Hono<{ Bindings: Env }>()
both.post('/bench/increment', async (context) => {
	// The binding's class is the one above.
	const bare = reportsOf(context.env, 'bare') as unknown as DurableObjectStub<Reports>
	return context.json({ calls: await bare.increment() })
})
both.route('/', app)

export default { fetch: both.fetch } satisfies ExportedHandler<Env>
