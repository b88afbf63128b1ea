import type { Content } from '#core/model/content.ts'
import type { NowDocument } from '#core/model/documents.ts'
import type { Env } from '../../env.ts'
import { keys } from '../keys.ts'
import { shardNames } from '../shards.ts'
import { orThrow, reading } from '../store-failure.ts'
import { mergeNow, soundNow } from './merge-documents.ts'
import { readModel } from './read-model.ts'
import { isThere, readStored } from './stored-text.ts'

/**
 * The published state; the archive is read only for providers that KV does not know. What was
 * published before is not what is: without KV there is no page about now.
 */
export async function presentState(
	env: Env,
	content: Content,
): Promise<NowDocument & { readonly unread: ReadonlySet<string> }> {
	const written = await Promise.all(
		shardNames(env).map(async (shard) => {
			const read = await reading(keys.now(shard), async () => {
				const stored = await readStored(env, keys.now(shard))
				// The recorder wrote it from this very type.
				return isThere(stored) ? soundNow(stored.json<NowDocument>()) : null
			})
			return orThrow(read)
		}),
	)
	const unread = new Set(written.flatMap((part) => [...(part?.unread ?? [])]))
	const state = mergeNow(written.map((part) => part?.document))
	const known = new Set(state.providers.map((entry) => entry.provider.id))
	return content.providers.every((provider) => known.has(provider.id))
		? { ...state, unread }
		: readModel(env).now()
}
