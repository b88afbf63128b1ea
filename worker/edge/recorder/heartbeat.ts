import type { Chain } from '#core/archive/chain.ts'

/** What changes with every tick, kept in one row: a quiet tick writes this and nothing else. */
export interface Heartbeat {
	/** The last slot that was ticked. */
	readonly slot: string | null
	/** By `provider/source/document`. */
	readonly documents: Readonly<Record<string, DocumentState>>
	/** The last good look that changed something, by provider. */
	readonly changedAt: Readonly<Record<string, string>>
	readonly spent: Spent
}

/** All that is known of one document's looks. */
export interface DocumentState {
	readonly chain: Chain
	/** Of the last good answer's raw bytes: when they come again, nothing needs to be read. */
	readonly rawSha256?: string
	/** Validators of the last good answer. */
	readonly etag?: string
	readonly lastModified?: string
	/** The slot at which it is next asked for; null for a document that was imported. */
	readonly dueAt: string | null
	/** Failures in a row. */
	readonly failures: number
	/** Refusals since the last good look: each makes the next question later. */
	readonly refusals?: number
	/**
	 * The newest contents that were stored, newest last: a page that flips between two is stored once
	 * each.
	 */
	readonly stored: readonly string[]
}

/**
 * What a UTC day has cost so far. KV writes are counted before they are made: a crash may overstate
 * them, never understate.
 */
export interface Spent {
	readonly day: string
	readonly kvWrites: number
	/** Those of them that were `now`. */
	readonly nowWrites?: number
	readonly rowsWritten: number
	/** KV refused the last write that was tried. */
	readonly kvRefused: boolean
	/**
	 * KV writes by the provider whose documents or bytes they were; what several caused together is
	 * nobody's.
	 */
	readonly byProvider?: Readonly<Record<string, number>>
	/** Rows by the provider whose incidents changed. */
	readonly rowsByProvider?: Readonly<Record<string, number>>
}

export function firstHeartbeat(day: string): Heartbeat {
	return { slot: null, documents: {}, changedAt: {}, spent: spentOn(day) }
}

export function spentOn(day: string): Spent {
	return { day, kvWrites: 0, rowsWritten: 0, kvRefused: false }
}
