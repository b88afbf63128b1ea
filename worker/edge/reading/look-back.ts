import type { IncidentDocument } from '#core/model/documents.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { floorTo, instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { recorderOf } from '../shards.ts'
import { bareEnv, traceOf } from './trace.ts'

/**
 * What a recorder knows around a moment of the past: one call in place of a read for each day and
 * each incident.
 */
export interface LookBack {
	/**
	 * Good and failed runs of all documents around it; those that are open are closed for the reader.
	 */
	readonly snapshots: readonly Snapshot[]
	/** The incidents whose page picture shows the moment, newest first. */
	readonly incidents: readonly IncidentDocument[]
}

/** How long a reader waits for it before the documents are gathered from KV. */
const patienceMilliseconds = 1000

/** Undefined where it does not answer. What it says holds for its minute: it looks once in each. */
export async function askBack(
	env: Partial<Pick<Env, 'RECORDER'>>,
	shard: string,
	provider: string,
	moment: string,
): Promise<LookBack | undefined> {
	const { RECORDER } = bareEnv(env)
	if (!RECORDER) return undefined
	let timer: ReturnType<typeof setTimeout> | undefined
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), patienceMilliseconds)
	})
	try {
		const text = await Promise.race([
			recorderOf({ RECORDER }, shard).lookBack(provider, moment),
			late,
		])
		if (text === undefined || text === null) return undefined
		traceOf(env)?.holdsUntil(millisecondsOf(floorTo(instantOf(Date.now()), 60)) + 60_000)
		return JSON.parse(text) as LookBack // as Shard.lookBack wrote it
	} catch {
		// Whatever the reason, the same can be gathered from KV.
		return undefined
	} finally {
		clearTimeout(timer)
	}
}
