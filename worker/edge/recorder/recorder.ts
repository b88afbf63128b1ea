import { DurableObject } from 'cloudflare:workers'
import { content, contentHash } from '#content'
import type { Rise } from '#core/model/report.ts'
import { floorTo, instantOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { credentialsOf } from '../http/credentials.ts'
import { fetchPolicyOf } from '../http/fetch-policy.ts'
import { theInternet } from '../http/internet.ts'
import { assets } from '../keys.ts'
import { patientKv } from '../patient-kv.ts'
import { reportsOf } from '../reports/rpc.ts'
import { recorderOf, shardNames, shardOf } from '../shards.ts'
import { shippedAsset } from '../shipped-asset.ts'
import { version } from '../version.ts'
import { slotSeconds } from './agenda.ts'
import { readBlob } from './archive.ts'
import { type RecorderDeps, tickMilliseconds } from './recorder-deps.ts'
import type {
	CountPage,
	DocumentLook,
	ImportReport,
	ImportRequest,
	ProviderSurfaces,
	RecorderAnswers,
	RecorderStatus,
	RecordPage,
	RecordProgress,
	ReplayProgress,
	ReplayRequest,
	SnapshotPage,
	TickReport,
} from './recorder-rpc.ts'
import { internetAt, nextMoment } from './replay.ts'
import { Shard } from './shard.ts'
import { Store } from './store.ts'

/**
 * The only writer of the record: asks what is due, archives, folds, publishes. One object per
 * shard; wiring only.
 */
export class Recorder extends DurableObject<Env> implements RecorderAnswers {
	readonly #shard: Shard

	/** `more` stands in the place of what it would stand on. */
	constructor(ctx: DurableObjectState, env: Env, more: Partial<RecorderDeps> = {}) {
		super(ctx, env)
		this.#shard = new Shard({ ...depsOf(ctx, env), ...more }, Date.now)
	}

	/** Ticks a slot, once. `slot` is an instant; it is floored to the minute. */
	async tick(slot: string): Promise<TickReport> {
		const end = Date.now() + tickMilliseconds
		const others = shardNames(this.env).filter((shard) => shard !== this.ctx.id.name)
		const clock = {
			now: () => floorTo(instantOf(Date.now()), 1),
			remaining: () => end - Date.now(),
		}
		return await this.#shard.tick({
			slot: floorTo(slot, slotSeconds),
			step: slotSeconds,
			internet: this.env.INTERNET ?? theInternet,
			provenance: 'live',
			intake: {
				closed: (provider, before) => reportsOf(this.env, provider).closed(before),
				confirm: (provider, windows) => reportsOf(this.env, provider).confirm(windows),
			},
			...(others.length > 0 && {
				elsewhere: async (since) =>
					(
						await Promise.all(others.map((shard) => recorderOf(this.env, shard).rises(since)))
					).flat(),
			}),
			...clock,
		})
	}

	/** What came back of a tick to whoever asked for it. */
	async noteFailure(slot: string, message: string): Promise<void> {
		this.#shard.noteFailure(slot, new Error(message))
	}

	async looks(): Promise<readonly DocumentLook[]> {
		return this.#shard.looks()
	}

	async status(): Promise<RecorderStatus> {
		return this.#shard.status()
	}

	async statusAndLooks(): Promise<{
		readonly status: RecorderStatus
		readonly looks: readonly DocumentLook[]
	}> {
		return { status: this.#shard.status(), looks: this.#shard.looks() }
	}

	/**
	 * A LookBack as JSON; null for a provider of another shard, and before the archive was taken
	 * over.
	 */
	async lookBack(provider: string, moment: string): Promise<string | null> {
		return this.#shard.lookBack(provider, moment)
	}

	/** The surfaces of the providers that it holds, those that imports added included. */
	async surfaces(): Promise<ProviderSurfaces[]> {
		return this.#shard.surfaces()
	}

	async snapshots(cursor = ''): Promise<SnapshotPage> {
		return this.#shard.snapshots(cursor)
	}

	async counts(cursor = ''): Promise<CountPage> {
		return this.#shard.counts(cursor)
	}

	/** What the other recorders ask: see `Shard.rises`. */
	async rises(since: string): Promise<Rise[]> {
		return this.#shard.rises(since)
	}

	async recordProgress(): Promise<RecordProgress> {
		return this.#shard.recordProgress()
	}

	async recordPage(cursor: string): Promise<RecordPage> {
		return this.#shard.recordPage(cursor)
	}

	/** The raw bytes of a snapshot; null when they are not this archive's. */
	async blob(sha256: string): Promise<Uint8Array | null> {
		return this.#shard.waitingBlob(sha256) ?? (await readBlob(this.env.KV, sha256))?.bytes ?? null
	}

	async importDocuments(request: ImportRequest): Promise<ImportReport> {
		return await this.#shard.importDocuments(request)
	}

	/**
	 * Plays a recording, some ticks a call, on the recording's own clock. Goes on where the last call
	 * ended. Throws without `INTERNET`.
	 */
	async replay(request: ReplayRequest): Promise<ReplayProgress> {
		const service = this.env.INTERNET
		if (!service) throw new Error('no recording is bound in place of the Internet')
		const progress = { ticks: 0, fetches: 0, kvWrites: 0, rowsWritten: 0 }
		let next = nextMoment(request, this.#shard.slot)
		for (
			;
			next && progress.ticks < request.maxTicks;
			next = nextMoment(request, this.#shard.slot)
		) {
			const { at, urls } = next
			const clock = { now: () => at, remaining: () => Number.POSITIVE_INFINITY }
			const report = await this.#shard.tick({
				slot: at,
				step: request.stepSeconds,
				internet: internetAt(service, at),
				provenance: 'replay',
				only: new Set(urls),
				isCapture: request.captures !== undefined,
				...(request.words && { words: request.words }),
				...clock,
			})
			progress.ticks += 1
			progress.fetches += report.fetches
			progress.kvWrites += report.kvWrites
			progress.rowsWritten += report.rowsWritten
			if (!report.ran) break
		}
		return { done: next === undefined, slot: this.#shard.slot, ...progress }
	}
}

/** KV takes a value within a second, as a rule. */
const kvMilliseconds = 8000

function depsOf(ctx: DurableObjectState, env: Env): RecorderDeps {
	const shards = shardNames(env)
	const shard = ctx.id.name ?? shards[0] ?? 'shard-0'
	return {
		shard,
		shards: shards.length,
		mine: (provider) => shardOf(provider, shards) === shard,
		store: new Store(ctx.storage),
		kv: patientKv(env.KV, kvMilliseconds, Date.now),
		readBytes: async (sha256) =>
			(await readBlob(env.KV, sha256))?.bytes ?? (await shippedBytes(env, sha256)),
		assets: env.ASSETS,
		content,
		contentHash,
		policy: fetchPolicyOf(content.site, version),
		credentials: credentialsOf(env),
	}
}

/** Bytes that the archive ships. */
async function shippedBytes(env: Env, sha256: string): Promise<Uint8Array | null> {
	const asset = await shippedAsset(env, assets.blob(sha256))
	return asset ? new Uint8Array(await asset.arrayBuffer()) : null
}
