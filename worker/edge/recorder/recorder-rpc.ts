import type { Incident } from '#core/model/incident.ts'
import type { Provider, Source, Surface } from '#core/model/provider.ts'
import type { ReportCount, Rise } from '#core/model/report.ts'
import type { Failure, Outcome, Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import type { Trouble } from '#core/model/trouble.ts'
import type { Provenance } from '#core/model/vocabulary.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'

/**
 * What the recorder answers to the rest of the Worker and to local commands. Plain values: they
 * cross an RPC boundary.
 */

/**
 * What one tick did. `ran: false` means that the slot had been ticked before that another tick
 * holds the lease, or that our clock is wrong: nothing changed.
 */
export interface TickReport {
	slot: string
	ran: boolean
	reason?: 'repeated' | 'busy' | 'clock'
	/** Fetches, redirect hops included. */
	fetches: number
	/** Documents whose content was new. */
	stored: number
	failed: number
	/** Documents that were due and not reached; due first next time. */
	unreached: number
	/** Incidents that changed. */
	changed: number
	kvWrites: number
	rowsWritten: number
}

/** How one document was last looked at. Instants; null where it never happened. */
export interface DocumentLook {
	readonly provider: string
	readonly source: string
	readonly document: string
	readonly platform: string
	readonly url: string
	/** Whether it bears the state of surfaces. */
	readonly bearsState: boolean
	readonly lastLookAt: string | null
	readonly lastGoodLookAt: string | null
	/** The last time its content was new. */
	readonly lastChangeAt: string | null
	readonly outcome: Outcome | null
	readonly failure: Failure | null
	readonly nextDueAt: string | null
	/** Refused: it is not asked for again before then. */
	readonly refusedUntil: string | null
	/** The source in whose place it is read. */
	readonly fallbackFor: string | null
	/** A fallback that has nothing to do, since that source is heard. */
	readonly standby: boolean
}

export interface RecorderStatus {
	readonly shard: string
	readonly providers: readonly string[]
	/** The last slot that was ticked; null before the first. */
	readonly lastSlot: string | null
	/** Why the newest tick came to nothing; null when it did not. */
	readonly failure: TickFailure | null
	/** The last look at any document. */
	readonly lastLookAt: string | null
	readonly budgets: RecorderBudgets
	/** Documents written to the store and not yet to KV. */
	readonly outbox: { readonly pending: number; readonly oldestAt: string | null }
	/**
	 * The kinds of document that wait for want of budget, in the announced order; empty when all is
	 * published.
	 */
	readonly degraded: readonly string[]
	readonly problems: readonly RecorderProblem[]
	/** What is set aside, and what was until a while ago, newest first. */
	readonly troubles: readonly Trouble[]
	readonly gaps: readonly Gap[]
	/** Sources that are switched off, with the reason. */
	readonly off: readonly {
		readonly provider: string
		readonly source: string
		readonly reason: string
	}[]
	readonly archiveHash: string | null
	readonly contentHash: string | null
}

/** Of the current UTC day. */
export interface RecorderBudgets {
	readonly day: string
	readonly kvWrites: number
	readonly kvWritesLimit: number
	/** True once KV refused a write today. */
	readonly kvRefused: boolean
	readonly rowsWritten: number
	readonly rowsWrittenLimit: number
}

export interface RecorderProblem {
	readonly provider: string
	readonly source: string
	readonly document: string
	readonly path: string
	readonly message: string
	readonly at: string
}

/** A provider's surfaces as the recorder knows them. */
export interface ProviderSurfaces {
	provider: string
	surfaces: Surface[]
	/**
	 * A list of Source as JSON: what was loaded from files, with the options that only whoever loaded
	 * them knew.
	 */
	imported?: string
}

/**
 * A page of Snapshots in their order of closing; runs that are still open come last, closed for the
 * reader.
 */
export interface SnapshotPage {
	snapshots: Snapshot[]
	next: string | null
}

/** A page of the crowd's counts, as they were stated. */
export interface CountPage {
	counts: ReportCount[]
	next: string | null
}

/**
 * A file to import: `source` names the platform that reads it and its options; it need not be one
 * of the provider's own.
 */
export interface ImportFile {
	source: Source
	/** The document's name, as the platform knows it: `incidents`, `records`. */
	name: string
	url: string
	contentType: string
	body: string
}

export interface ImportRequest {
	/**
	 * The provider as it shall be known: surfaces that the file names and content does not list are
	 * added.
	 */
	provider: Provider
	files: ImportFile[]
	/** When the files were read from the provider's page. */
	readAt: string
	/** `day` when only the date of reading is known. */
	precision?: 'day'
	/** Nobody said when they were read: `readAt` is when they are loaded. */
	undated?: true
	provenance: Extract<Provenance, 'import' | 'rebuilt'>
}

export interface ImportReport {
	snapshots: Snapshot[]
	incidents: number
	problems: { document: string; path: string; message: string }[]
	/** Files that could not be read at all, and why. Nothing of them was kept. */
	refused: { name: string; message: string }[]
}

export interface ReplayRequest {
	/** The first and the last slot, instants. */
	from: string
	to: string
	/** Seconds from slot to slot; a multiple of 60. */
	stepSeconds: number
	/** Ticks in this call at most. */
	maxTicks: number
	/** The addresses that the recording knows; nothing else is asked. */
	urls: string[]
	/**
	 * Of a recording made of single captures: what was captured when, in the order of time. There is
	 * a tick at each of these moments and at no other.
	 */
	captures?: Capture[]
	/** The recording's statements are summaries of ours. */
	words?: 'ours'
}

/** The addresses that were captured at one moment. */
export interface Capture {
	at: string
	urls: string[]
}

export interface ReplayProgress {
	done: boolean
	/** The last slot that was ticked. */
	slot: string | null
	ticks: number
	fetches: number
	kvWrites: number
	rowsWritten: number
}

/** Why a tick came to nothing, for those who ask how things stand. */
export interface TickFailure {
	/** The slot of the tick. */
	readonly slot: string
	readonly message: string
}

/** What SQLite says of its disk and its file, in words. */
const sentences: readonly (readonly [RegExp, string])[] = [
	[
		/SQLITE_FULL|ENOSPC/,
		'the disk is full: nothing is recorded until there is room, and the next tick tries again',
	],
	[
		/SQLITE_READONLY|EROFS/,
		'the store cannot be written: nothing is recorded until it can, and the next tick tries again',
	],
	[
		/SQLITE_CORRUPT|SQLITE_NOTADB/,
		'the store is damaged: nothing is recorded until it is repaired ' +
			'(on a machine of your own: tidemark repair)',
	],
	[
		/SQLITE_IOERR|SQLITE_CANTOPEN/,
		'the disk does not answer as it should: nothing is recorded until it does, and the next tick tries again',
	],
]

/** An error of a tick as one sentence. */
export function failureSentence(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error)
	return sentences.find(([pattern]) => pattern.test(message))?.[1] ?? message.slice(0, 300)
}

/** How far a shard's record is, without the record itself. */
export interface RecordProgress {
	/** Differs when anything differs that figures are counted from. */
	readonly tag: string
	/** Why figures have to wait; null when the shard has ticked and holds the whole archive. */
	readonly waitsFor: string | null
	readonly surfaces: ProviderSurfaces[]
}

/**
 * A part of a shard's record. Texts, because an RPC copies them faster than what they say; a page
 * is far below the 32 MiB that one may carry.
 */
export interface RecordPage {
	readonly tag: string
	/** JSON of `RecordPart`; empty after the last one. */
	readonly text: string
	readonly next: string | null
}

/**
 * Some incidents of one provider, oldest first; with the first of them, all the rest that figures
 * are counted from.
 */
export interface RecordPart {
	readonly rest?: RecordRest
	readonly incidents: readonly Incident[]
}

export type RecordRest = Pick<
	ProviderRecord,
	| 'provider'
	| 'asOf'
	| 'coverage'
	| 'states'
	| 'episodes'
	| 'rises'
	| 'possibleRises'
	| 'publishedDays'
	| 'gaps'
>

/** What a recorder shard answers to the analyst. */
export interface RecordAnswers {
	recordProgress(): Promise<RecordProgress>
	recordPage(cursor: string): Promise<RecordPage>
}

/**
 * What a recorder shard answers. Readers ask it for what KV must not be written for every minute.
 */
export interface RecorderAnswers extends RecordAnswers {
	/** Ticks a slot, once. `slot` is an instant; it is floored to the minute. */
	tick(slot: string): Promise<TickReport>
	/** Notes that a tick came to nothing, by what came back of it to whoever asked for it. */
	noteFailure(slot: string, message: string): Promise<void>
	looks(): Promise<readonly DocumentLook[]>
	status(): Promise<RecorderStatus>
	/** Both at once: one call. */
	statusAndLooks(): Promise<{
		readonly status: RecorderStatus
		readonly looks: readonly DocumentLook[]
	}>
	/**
	 * A LookBack as JSON; null for a provider of another shard, and before the archive was taken
	 * over.
	 */
	lookBack(provider: string, moment: string): Promise<string | null>
	/** The surfaces of the providers that it holds, those that imports added included. */
	surfaces(): Promise<ProviderSurfaces[]>
	snapshots(cursor?: string): Promise<SnapshotPage>
	counts(cursor?: string): Promise<CountPage>
	/** Where its providers' counts were unusual, of the rises that began at or after an instant. */
	rises(since: string): Promise<Rise[]>
	/** The raw bytes of a snapshot; null when they are not this archive's. */
	blob(sha256: string): Promise<Uint8Array | null>
	importDocuments(request: ImportRequest): Promise<ImportReport>
	/**
	 * Plays a recording, some ticks a call, on the recording's own clock. Goes on where the last call
	 * ended. Throws without `INTERNET`.
	 */
	replay(request: ReplayRequest): Promise<ReplayProgress>
}

export type RecorderNamespace = DurableObjectNamespace<RecorderAnswers & Rpc.DurableObjectBranded>
