import type { Env } from '../env.ts'
import type { RecorderNamespace } from './recorder/recorder-rpc.ts'

/**
 * Which recorder holds which provider: a provider belongs to one shard, so that everything has one
 * writer.
 */

/** The names of all shards, `shard-0` first. */
export function shardNames(env: Pick<Env, 'RECORDER_SHARDS'>): string[] {
	const count = Number(env.RECORDER_SHARDS ?? '1')
	const shards = Number.isInteger(count) && count >= 1 && count <= 64 ? count : 1
	return Array.from({ length: shards }, (_, index) => `shard-${index}`)
}

/** The shard of a provider: stable for a given number of shards (FNV-1a of the id). */
export function shardOf(provider: string, shards: readonly string[]): string {
	let hash = 0x811c9dc5
	for (let index = 0; index < provider.length; index += 1)
		hash = Math.imul(hash ^ provider.charCodeAt(index), 0x01000193) >>> 0
	return shards[hash % shards.length] ?? 'shard-0'
}

/** The recorder of a shard. */
export function recorderOf(
	{ RECORDER }: { readonly RECORDER: RecorderNamespace },
	shard: string,
): ReturnType<RecorderNamespace['get']> {
	return RECORDER.get(RECORDER.idFromName(shard))
}
