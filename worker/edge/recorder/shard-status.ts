import type { Env } from '../../env.ts'
import { dataCentreOf } from '../http/data-centre.ts'
import { shortDigest } from '../reading/stored-text.ts'
import { bareEnv, traceOf } from '../reading/trace.ts'
import { recorderOf, shardNames } from '../shards.ts'
import type { DocumentLook, RecorderStatus } from './recorder-rpc.ts'

/**
 * The recorders' word on themselves, for what KV must not be written for every minute. They look
 * once a minute, so their word is kept for ten
 * seconds while this isolate lives, and for twenty in its data centre: a crowd of readers asks them
 * once, and an age that is said is never too
 * low. Silence is kept in the isolate alone, and half as long: who comes back is heard at once
 * elsewhere.
 */
export interface ShardStatuses {
	readonly said: readonly ShardStatus[]
	/** Of all that they said. */
	readonly digest: string
}

/** One shard's word on itself; `status` is null when it did not answer. */
export interface ShardStatus {
	readonly shard: string
	readonly status: RecorderStatus | null
	readonly looks: readonly DocumentLook[]
}

const keptMilliseconds = 10_000
const silenceMilliseconds = 5_000
const sharedSeconds = 20
/**
 * An answer must not wait for a recorder in the middle of a tick: after this it counts as silent.
 */
const patienceMilliseconds = 500

/** By namespace, so that two Workers in one isolate do not hear each other. */
const kept = new WeakMap<object, { readonly until: number; readonly words: ShardStatuses }>()

/**
 * The word of all recorders; noted where an answer is being made, unless its reader notes what it
 * takes from it.
 */
export async function shardStatuses(
	env: Pick<Env, 'RECORDER' | 'RECORDER_SHARDS' | 'CF_VERSION_METADATA'>,
	noted = true,
): Promise<ShardStatuses> {
	const words = await statusesOf(bareEnv(env))
	if (noted) traceOf(env)?.rests.set('words', words.digest)
	return words
}

async function statusesOf(
	env: Pick<Env, 'RECORDER' | 'RECORDER_SHARDS' | 'CF_VERSION_METADATA'>,
): Promise<ShardStatuses> {
	const known = kept.get(env.RECORDER)
	if (known && Date.now() < known.until) return known.words
	const text = (await sharedText(env)) ?? (await askedText(env))
	const digest = await shortDigest(text)
	// The same word is the same object: what was made of it need not be made again.
	const words =
		known?.words.digest === digest
			? known.words
			: { said: JSON.parse(text) as readonly ShardStatus[], digest } // as askedText wrote it
	const heard = words.said.every(({ status }) => status !== null)
	kept.set(env.RECORDER, {
		until: Date.now() + (heard ? keptMilliseconds : silenceMilliseconds),
		words,
	})
	return words
}

const sharedName = 'recorders'

async function sharedText(env: Pick<Env, 'CF_VERSION_METADATA'>): Promise<string | undefined> {
	return await (await dataCentreOf(env)?.get(sharedName))?.text()
}

async function askedText(
	env: Pick<Env, 'RECORDER' | 'RECORDER_SHARDS' | 'CF_VERSION_METADATA'>,
): Promise<string> {
	const said = await Promise.all(shardNames(env).map((shard) => askRecorder(env, shard)))
	const text = JSON.stringify(said)
	if (said.every(({ status }) => status !== null))
		await dataCentreOf(env)?.put(sharedName, text, sharedSeconds)
	return text
}

async function askRecorder(env: Pick<Env, 'RECORDER'>, shard: string): Promise<ShardStatus> {
	try {
		const { status, looks } = await within(
			patienceMilliseconds,
			recorderOf(env, shard).statusAndLooks(),
		)
		return { shard, status, looks }
	} catch {
		// Whatever the reason, readers are told that it did not answer.
		return { shard, status: null, looks: [] }
	}
}

async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
	let timer: ReturnType<typeof setTimeout> | undefined
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error('the recorder did not answer in time')), milliseconds)
	})
	try {
		return await Promise.race([promise, late])
	} finally {
		clearTimeout(timer)
	}
}
