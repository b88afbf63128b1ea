import { floorTo, instantOf } from '#core/time.ts'
import { recorderOf, shardNames } from './edge/shards.ts'
import type { Env } from './env.ts'

export { Recorder } from './edge/recorder.ts'

export default {
	async fetch(): Promise<Response> {
		return Response.json({ type: 'about:blank', title: 'Not found', status: 404 }, { status: 404, headers: { 'content-type': 'application/problem+json' } })
	},

	/** Pokes each recorder with the slot and does nothing else: a free cron has 10 ms of CPU. */
	async scheduled(controller, env): Promise<void> {
		const slot = floorTo(instantOf(controller.scheduledTime), 60)
		await Promise.all(shardNames(env).map((shard) => recorderOf(env, shard).tick(slot)))
	},
} satisfies ExportedHandler<Env>
