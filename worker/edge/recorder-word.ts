import type { Env } from '../env.ts'
import type { DocumentLook, RecorderStatus } from './recorder-rpc.ts'
import { recorderOf } from './shards.ts'

/** One shard's word on itself; `status` is null when it did not answer. */
export interface Word {
	readonly shard: string
	readonly status: RecorderStatus | null
	readonly looks: readonly DocumentLook[]
}

/** Asks a recorder how it stands. An answer must not wait for a recorder in the middle of a tick: after `milliseconds` it counts as silent. */
export async function askRecorder(env: Pick<Env, 'RECORDER'>, shard: string, milliseconds: number): Promise<Word> {
	try {
		const recorder = recorderOf(env, shard)
		const [status, looks] = await within(milliseconds, Promise.all([recorder.status(), recorder.looks()]))
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
