import type { Miniflare } from 'miniflare'
import { checkout } from '../../worker/cli/checkout.ts'
import { bundle, startWorker } from '../../worker/cli/worker-host.ts'
import type { ReplayProgress, ReplayRequest } from '../../worker/edge/recorder-rpc.ts'
import { type ListedFrame, packRecording } from '../../worker/edge/replay.ts'

/** The whole Worker in workerd, with frames in place of the Internet. */
export interface Stage {
	readonly host: Miniflare
	replay(request: ReplayRequest): Promise<ReplayProgress>
}

/** Starts it; the caller disposes of `host`. */
export async function playFrames(
	frames: readonly ListedFrame[],
	bodies: ReadonlyMap<string, Uint8Array>,
	bindings: Readonly<Record<string, string>> = {},
	state?: string,
): Promise<Stage> {
	const internet = { script: await bundle(checkout('worker', 'edge', 'recording-service.ts')), bindings: { RECORDING: packRecording(frames, bodies) } }
	const host = await startWorker({ internet, assets: false, bindings, ...(state !== undefined && { state }) })
	const namespace = await host.getDurableObjectNamespace('RECORDER')
	// The proxy passes RPC calls on; its type does not know our class.
	const recorder = namespace.get(namespace.idFromName('shard-0')) as unknown as Pick<Stage, 'replay'>
	return { host, replay: (request) => recorder.replay(request) }
}
