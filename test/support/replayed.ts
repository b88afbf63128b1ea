import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import type { Snapshot } from '#core/model/snapshot.ts'
import { checkout } from '../../worker/cli/checkout.ts'
import { bundle, startWorker } from '../../worker/cli/worker-host.ts'
import type {
	ReplayProgress,
	ReplayRequest,
	SnapshotPage,
} from '../../worker/edge/recorder/recorder-rpc.ts'
import { type ListedFrame, packRecording } from '../../worker/edge/recorder/replay.ts'

/** The whole Worker in workerd, with frames in place of the Internet. */
export interface Stage {
	readonly host: Miniflare
	replay(request: ReplayRequest): Promise<ReplayProgress>
	/** A path of the Worker, as text; the admin paths included. */
	ask(path: string): Promise<string>
}

const token = 'of-a-test'

/**
 * Starts it, with its store in `state` or in memory; the caller disposes of `host`. Where
 * `CRASH_AFTER` names a step, its recorder dies after that.
 */
export async function playFrames(
	frames: readonly ListedFrame[],
	bodies: ReadonlyMap<string, Uint8Array>,
	bindings: Readonly<Record<string, string>> = {},
	state?: string,
): Promise<Stage> {
	const internet = {
		script: await bundle(checkout('worker', 'edge', 'recorder', 'recording-service.ts')),
		bindings: { RECORDING: packRecording(frames, bodies) },
	}
	const host = await startWorker({
		internet,
		entry: join(import.meta.dirname, 'crashing-worker.ts'),
		assets: false,
		bindings: { ADMIN_TOKEN: token, ...bindings },
		...(state !== undefined && { state }),
	})
	const namespace = await host.getDurableObjectNamespace('RECORDER')
	// The proxy passes RPC calls on; its type does not know our class.
	const recorder = namespace.get(namespace.idFromName('shard-0')) as unknown as Pick<
		Stage,
		'replay'
	>
	return {
		host,
		async replay(request) {
			const { done, slot, ticks, fetches, kvWrites, rowsWritten } = await recorder.replay(request)
			return { done, slot, ticks, fetches, kvWrites, rowsWritten }
		},
		async ask(path) {
			const response = await host.dispatchFetch(`http://localhost${path}`, {
				headers: { authorization: `Bearer ${token}` },
			})
			return await response.text()
		},
	}
}

/** All that a store holds, for comparing: KV's keys and texts, and every run of looks. */
export async function everythingOf(stage: Stage): Promise<{
	readonly keys: readonly string[]
	readonly texts: Readonly<Record<string, string>>
	readonly snapshots: readonly Snapshot[]
}> {
	const kv = await stage.host.getKVNamespace('KV')
	const keys: string[] = []
	for (let cursor: string | undefined; ; ) {
		const page = await kv.list({ limit: 1000, ...(cursor !== undefined && { cursor }) })
		keys.push(...page.keys.map(({ name }) => name))
		if (page.list_complete) break
		cursor = page.cursor
	}
	const texts: Record<string, string> = {}
	for (const key of keys.filter((key) => !key.startsWith('blob/')))
		texts[key] = (await kv.get(key)) ?? ''
	const snapshots: Snapshot[] = []
	for (let cursor: string | null = '0'; cursor !== null; ) {
		const page = JSON.parse(
			await stage.ask(`/admin/snapshots?cursor=${encodeURIComponent(cursor)}`),
		) as SnapshotPage // from this checkout's Worker
		snapshots.push(...page.snapshots)
		cursor = page.next
	}
	return { keys, texts, snapshots }
}

/** The raw bytes of a stored snapshot, as text. */
export async function blobOf(stage: Stage, sha256: string): Promise<string> {
	return await stage.ask(`/admin/blob/${sha256}`)
}
