import type { DocumentAge, LastLooks } from '#core/documents/news.ts'
import type { Env } from '../../env.ts'
import { type ShardStatus, type ShardStatuses, shardStatuses } from '../recorder/shard-status.ts'
import { shortDigest } from './stored-text.ts'
import { traceOf } from './trace.ts'

/** How the recorders last looked, for pages. */

interface Looked {
	readonly looks: LastLooks
	/** Of the looks alone: a budget that moved makes no other page. */
	readonly digest: Promise<string>
}

const told = new WeakMap<ShardStatuses, Looked>()

export async function lastLooks(
	env: Pick<Env, 'RECORDER' | 'RECORDER_SHARDS' | 'CF_VERSION_METADATA'>,
): Promise<LastLooks> {
	const words = await shardStatuses(env, false)
	const known = told.get(words) ?? looked(words)
	told.set(words, known)
	traceOf(env)?.rests.set('looks', await known.digest)
	return known.looks
}

function looked({ said }: ShardStatuses): Looked {
	const looks = looksIn(said)
	return { looks, digest: shortDigest(JSON.stringify(looks)) }
}

/** What recorders said of their looks, together. */
export function looksIn(words: readonly ShardStatus[]): LastLooks {
	return {
		heard: words.every((word) => word.status !== null),
		documents: words.flatMap((word) => word.looks).map(ageOf),
		waiting: words.some((word) => word.status?.degraded.includes('now')),
		troubles: words.flatMap((word) => word.status?.troubles ?? []),
	}
}

function ageOf(look: ShardStatus['looks'][number]): DocumentAge {
	const {
		provider,
		source,
		document,
		url,
		bearsState,
		lastLookAt,
		lastGoodLookAt,
		outcome,
		failure,
		refusedUntil,
		fallbackFor,
		standby,
	} = look
	// A fallback that nobody asks fails nobody.
	if (standby)
		return { provider, source, document, bearsState, lastLookAt, lastGoodLookAt, failure: null }
	const failed =
		outcome === 'failed'
			? (failure?.message ?? 'it did not answer')
			: outcome === 'missed'
				? 'we did not look'
				: null
	return {
		provider,
		source,
		document,
		url,
		bearsState,
		lastLookAt,
		lastGoodLookAt,
		failure: failed,
		refusedUntil,
		speaksFor: fallbackFor,
	}
}
