import type { Provider, Source, Surface } from '#core/model/provider.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { Failure, Outcome, Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import type { Trouble } from '#core/model/trouble.ts'
import type { Provenance } from '#core/model/vocabulary.ts'
import type { TickFailure } from './tick-failure.ts'

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

/**
 * What a recorder shard answers to readers. The recorder implements it; the API asks it for what KV
 * must not be written for
 * every minute.
 */
export interface RecorderAnswers {
	looks(): Promise<readonly DocumentLook[]>
	status(): Promise<RecorderStatus>
	/** Both at once: one call. */
	word(): Promise<{ readonly status: RecorderStatus; readonly looks: readonly DocumentLook[] }>
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
