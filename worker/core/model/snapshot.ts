import * as z from 'zod/mini'
import { Instant, Precision, Sha256, Slug, WebAddress } from './instant.ts'
import { Provenance } from './vocabulary.ts'

/**
 * What one request brought: the bytes as text, with where they came from. Never stored as such; its
 * Snapshot is.
 */
export interface Document {
	readonly source: string
	/** The name that the platform's plan gave it, such as `summary`. */
	readonly name: string
	readonly url: string
	readonly contentType: string
	readonly body: string
	/**
	 * Instant at which the answer was complete. Only crowd platforms look at it: to tell which
	 * windows were over.
	 */
	readonly fetchedAt?: string
}

/**
 * Why a look failed. A failure is ours or the network's to explain; it never says anything about
 * the provider's service.
 */
export const FailureKind = z.enum([
	'network',
	'timeout',
	'http',
	'refused',
	'too-large',
	'unreadable',
])
export const Failure = z.object({
	kind: FailureKind,
	message: z.string().check(z.maxLength(300)),
	httpStatus: z.optional(z.int()),
	/** The server asked not to be asked again before then. */
	retryAt: z.optional(Instant),
})
export type Failure = z.infer<typeof Failure>

export const Outcome = z.enum(['stored', 'unchanged', 'failed', 'missed'])
export type Outcome = z.infer<typeof Outcome>

/**
 * A run of looks at one document with one outcome, chained to the run before it. `stored` brought
 * content that was folded: new, or the same
 * again where the record had to see it once more (`awaited`); it covers the looks up to `until`
 * that found it unchanged; `unchanged` opens a run of good looks after failures, with the content
 * last stored;
 * `failed` and `missed` are runs of looks that brought nothing.
 */
export const Snapshot = z.object({
	provider: Slug,
	source: Slug,
	/** The document's name within its source. */
	document: z.string(),
	url: WebAddress,
	/** The cron slot of the run's first look. */
	slot: Instant,
	/** When the run's first look was answered; for a missed slot, the slot. */
	fetchedAt: Instant,
	/** How exactly `fetchedAt` is known; absent means to the second. */
	precision: z.optional(Precision),
	/**
	 * A file of which nobody said when it was read from the provider: `fetchedAt` is when it was
	 * loaded, and it covers no time after its own newest.
	 */
	undated: z.optional(z.boolean()),
	/**
	 * Statements in the content are summaries of ours: a recording that was rebuilt from facts says
	 * so.
	 */
	words: z.optional(z.literal('ours')),
	/** The last look of the run before this one. */
	previousLookAt: z.optional(Instant),
	outcome: Outcome,
	/** The run's last look. Equal to `fetchedAt` for a single look. */
	until: Instant,
	/**
	 * The run's second look, for good runs: from then on, what the content lacks was absent in two
	 * good looks.
	 */
	confirmedAt: z.optional(Instant),
	/**
	 * A `stored` run whose content is that of the run before it: the record waited for a later look
	 * at it.
	 */
	awaited: z.optional(z.literal(true)),
	provenance: Provenance,
	httpStatus: z.optional(z.int()),
	contentType: z.optional(z.string()),
	/** Length of the raw bytes. */
	bytes: z.optional(z.int()),
	/** Of the raw bytes; on `unchanged`, of those last stored. */
	sha256: z.optional(Sha256),
	/** SHA-256 of the canonical text, without volatile fields. */
	fingerprint: z.optional(Sha256),
	failure: z.optional(Failure),
	/** SHA-256 of the preceding run's canonical JSON; 64 zeros for a document's first run. */
	previous: Sha256,
})
export type Snapshot = z.infer<typeof Snapshot>

/** The `previous` of a document's first Snapshot. */
export const genesis = '0'.repeat(64)

/** SHA-256 of no bytes: all that is kept of a crowd document, whose counts are in the reports. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Where a document's Snapshots are chained: `claude/claude-status/summary`. */
export function documentKey(snapshot: Pick<Snapshot, 'provider' | 'source' | 'document'>): string {
	return `${snapshot.provider}/${snapshot.source}/${snapshot.document}`
}

/** Proof of a statement: a look of ours, or an address somebody can open. */
export const Evidence = z.union([
	z.object({
		kind: z.literal('snapshot'),
		sha256: Sha256,
		source: Slug,
		document: z.string(),
		fetchedAt: Instant,
		precision: z.optional(Precision),
		provenance: Provenance,
	}),
	z.object({ kind: z.literal('link'), url: z.string(), title: z.optional(z.string()) }),
])
export type Evidence = z.infer<typeof Evidence>
