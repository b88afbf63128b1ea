import type { Provider, Source } from '#core/model/provider.ts'
import type { Failure, Outcome, Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import type { Provenance } from '#core/model/vocabulary.ts'

/** What the recorder answers to the rest of the Worker and to local commands. Plain values: they cross an RPC boundary. */

/** What one tick did. `ran: false` means that the slot had been ticked before or that another tick holds the lease: nothing changed. */
export interface TickReport {
	slot: string
	ran: boolean
	reason?: 'repeated' | 'busy'
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

/** When a document was last looked at and with what success. */
export interface DocumentLook {
	provider: string
	source: string
	document: string
	platform: string
	url: string
	/** Whether it bears the state of surfaces. */
	bearsState: boolean
	lastLookAt: string | null
	lastGoodLookAt: string | null
	outcome: Outcome | null
	failure: Failure | null
	/** The last time its content was new. */
	lastChangeAt: string | null
	dueAt: string | null
}

/** One kind of KV write that waits because the day's budget is short. */
export interface DegradedKind {
	kind: string
	waiting: number
}

export interface RecorderProblem {
	provider: string
	source: string
	document: string
	path: string
	message: string
	at: string
}

export interface RecorderStatus {
	shard: string
	providers: string[]
	lastSlot: string | null
	/** The last look at any document. */
	lastLookAt: string | null
	budgets: {
		day: string
		kvWrites: number
		kvLimit: number
		rowsWritten: number
		rowLimit: number
		/** True once KV refused a write today. */
		kvRefused: boolean
	}
	outbox: { waiting: number; degraded: DegradedKind[] }
	gaps: Gap[]
	problems: RecorderProblem[]
	/** Sources that are switched off, with the reason. */
	off: { provider: string; source: string; reason: string }[]
	archiveHash: string | null
	contentHash: string | null
}

/** A page of Snapshots in their order of closing; runs that are still open come last, closed for the reader. */
export interface SnapshotPage {
	snapshots: Snapshot[]
	next: string | null
}

/** A file to import: `source` names the platform that reads it and its options; it need not be one of the provider's own. */
export interface ImportFile {
	source: Source
	/** The document's name, as the platform knows it: `incidents`, `records`. */
	name: string
	url: string
	contentType: string
	body: string
}

export interface ImportRequest {
	/** The provider as it shall be known: surfaces that the file names and content does not list are added. */
	provider: Provider
	files: ImportFile[]
	/** When the files were read from the provider's page. */
	readAt: string
	/** `day` when only the date of reading is known. */
	precision?: 'day'
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
