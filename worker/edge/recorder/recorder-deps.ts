import type { Content } from '#core/model/content.ts'
import type { ReportCount, Rise } from '#core/model/report.ts'
import type { Provenance } from '#core/model/vocabulary.ts'
import { noCredentials } from '../http/credentials.ts'
import type { Credentials } from '../http/fetch-context.ts'
import type { FetchPolicy } from '../http/fetch-policy.ts'
import type { Internet } from '../http/internet.ts'
import type { Store } from './store.ts'

/**
 * What a recorder stands on. Everything that differs between a deployment, a replay and a test is
 * here and nowhere else.
 */
export interface RecorderDeps {
	/** `shard-0`. */
	readonly shard: string
	/** How many shards share the day's budget. */
	readonly shards: number
	/** Whether a provider is this shard's. */
	mine(provider: string): boolean
	readonly store: Store
	readonly kv: Pick<KVNamespace, 'put'>
	/**
	 * Raw bytes that were archived; null where there are none. Throws where the store cannot be
	 * asked.
	 */
	readBytes(sha256: string): Promise<Uint8Array | null>
	/** The archive's documents. */
	readonly assets: Internet
	readonly content: Content
	readonly contentHash: string
	readonly policy: FetchPolicy
	/** What this deployment may show to be let in; nothing when absent. */
	readonly credentials?: Credentials
	/** Called after each step of a tick; a test may die here. */
	afterStep?(step: Step): void | Promise<void>
}

/** Names the setting that a credential lacks. */
export function missingOf({
	credentials = noCredentials,
}: Pick<RecorderDeps, 'credentials'>): Credentials['missing'] {
	return credentials.missing
}

/** The steps of a tick at whose end a crash is told apart. */
export type Step = 'collect' | 'blobs' | 'commit' | 'publish' | 'settle'

/** One tick's own circumstances: virtual in a replay. */
export interface TickContext {
	readonly slot: string
	/** Seconds from slot to slot. */
	readonly step: number
	readonly internet: Internet
	readonly provenance: Extract<Provenance, 'live' | 'replay'>
	/** The statements are summaries of ours, as a rebuilt recording says of itself. */
	readonly words?: 'ours'
	/** The moment, to the second. */
	now(): string
	/** Milliseconds until the tick ends. */
	remaining(): number
	/** Only these addresses are asked for; all when absent. */
	readonly only?: ReadonlySet<string>
	/**
	 * The moment of a capture: whatever it shows is looked at, whether it is due or not, and nobody
	 * meant to look in between.
	 */
	readonly isCapture?: boolean
	/** Where people's own reports come in; none in a replay. */
	readonly intake?: Intake
	/** What other recorders found unusual; none where there is no other, nor in a replay. */
	readonly elsewhere?: Elsewhere
	/**
	 * Several ticks in a row came from before the last one that is known, and nobody said that they
	 * were wrong.
	 */
	readonly insists?: boolean
	/** False once another tick has taken over: nothing may be written then. */
	holds(): boolean
}

/** Fetches in a tick, redirects included: the free plan has 50 for each invocation. */
export const fetchesPerTick = 40
/** Fetches at one time: the runtime allows six connections. */
export const fetchesAtOnce = 5
/** KV writes at one time. */
export const writesAtOnce = 5
/** A tick ends after this many milliseconds; what was not reached is due first in the next one. */
export const tickMilliseconds = 45_000
/** A tick that has not ended after this many milliseconds is taken for dead. */
export const leaseMilliseconds = 60_000

/**
 * What receives reports, one for each provider. Asking twice gives the same windows until they are
 * confirmed.
 */
export interface Intake {
	/** Windows that ended by then and are not confirmed. */
	closed(provider: string, before: string): Promise<readonly ReportCount[]>
	/** Starts of windows that are in KV. */
	confirm(provider: string, windows: readonly string[]): Promise<void>
}

/**
 * The rises of all other recorders that began at or after an instant. Throws when one of them does
 * not answer.
 */
export type Elsewhere = (since: string) => Promise<readonly Rise[]>
