import type { DocumentAge, LastLooks } from '#core/publish/news.ts'
import type { Env } from '../env.ts'
import { askRecorder, type Word } from './recorder-word.ts'
import { shardNames } from './shards.ts'

/**
 * How the recorders last looked, for pages. They look once a minute, so their word is kept for ten seconds while this isolate lives:
 * a crowd of readers asks them once, and an age that is said is never too low.
 */

const keptMilliseconds = 10_000
/** After this a page is made without them, and says so. */
const patienceMilliseconds = 500

/** By namespace, so that two Workers in one isolate do not hear each other. */
const kept = new WeakMap<object, { readonly askedAt: number; readonly text: string; readonly looks: LastLooks }>()

export async function lastLooks(env: Pick<Env, 'RECORDER' | 'RECORDER_SHARDS'>): Promise<LastLooks> {
	const known = kept.get(env.RECORDER)
	if (known && Date.now() - known.askedAt < keptMilliseconds) return known.looks
	const looks = looksIn(await Promise.all(shardNames(env).map((shard) => askRecorder(env, shard, patienceMilliseconds))))
	const text = JSON.stringify(looks)
	// The same word is the same object: pages made from it can be told apart at no cost.
	const same = known?.text === text ? known.looks : looks
	if (looks.heard) kept.set(env.RECORDER, { askedAt: Date.now(), text, looks: same })
	return same
}

/** What recorders said of their looks, together. */
export function looksIn(words: readonly Word[]): LastLooks {
	return {
		heard: words.every((word) => word.status !== null),
		documents: words.flatMap((word) => word.looks).map(ageOf),
		waiting: words.some((word) => word.status?.degraded.includes('now')),
		troubles: words.flatMap((word) => word.status?.troubles ?? []),
	}
}

function ageOf(look: Word['looks'][number]): DocumentAge {
	const { provider, source, document, url, bearsState, lastLookAt, lastGoodLookAt, outcome, failure, refusedUntil, fallbackFor, standby } = look
	// A fallback that nobody asks fails nobody.
	if (standby) return { provider, source, document, bearsState, lastLookAt, lastGoodLookAt, failure: null }
	const failed = outcome === 'failed' ? (failure?.message ?? 'it did not answer') : outcome === 'missed' ? 'we did not look' : null
	return { provider, source, document, url, bearsState, lastLookAt, lastGoodLookAt, failure: failed, refusedUntil, speaksFor: fallbackFor }
}
