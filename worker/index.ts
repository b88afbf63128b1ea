import { floorTo, instantOf } from '#core/time/time.ts'
import { app } from './edge/api/app.ts'
import { failureSentence } from './edge/recorder/recorder-rpc.ts'
import { recorderOf, shardNames } from './edge/shards.ts'
import type { Env } from './env.ts'

export { Analyst } from './edge/analyst/analyst.ts'
export { Recorder } from './edge/recorder/recorder.ts'
export { DayKeys } from './edge/reports/day-keys.ts'
export { Reports } from './edge/reports/reports.ts'

export default {
	fetch: app.fetch,

	/** Pokes each recorder with the slot and does nothing else: a free cron has 10 ms of CPU. */
	async scheduled(controller, env): Promise<void> {
		const slot = floorTo(instantOf(controller.scheduledTime), 60)
		await Promise.all(shardNames(env).map((shard) => tickOf(env, shard, slot)))
	},
} satisfies ExportedHandler<Env>

/**
 * Says why a tick failed, in words and each time: whoever runs this reads it on the terminal or
 * among the logs.
 */
async function tickOf(env: Env, shard: string, slot: string): Promise<void> {
	try {
		const { ran, reason } = await recorderOf(env, shard).tick(slot)
		if (!ran && reason === 'busy')
			console.error(`${slot} ${shard}: the tick before this one has not ended`)
	} catch (error) {
		const sentence = failureSentence(error)
		console.error(`${slot} ${shard}: ${sentence}`)
		await recorderOf(env, shard)
			.noteFailure(slot, sentence)
			.catch(() => undefined)
		throw error
	}
}
