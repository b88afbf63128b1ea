import type { Gap } from '#core/model/timeline.ts'
import type { Failure, Outcome } from '#core/model/snapshot.ts'

/**
 * What a recorder shard answers to readers, as plain values that survive structured cloning. The recorder implements it;
 * the API asks it for what KV must not be written for every minute.
 */
export interface RecorderAnswers {
	looks(): Promise<readonly DocumentLook[]>
	status(): Promise<RecorderStatus>
}

/** How one document was last looked at. Instants; null where it never happened. */
export interface DocumentLook {
	readonly provider: string
	readonly source: string
	readonly document: string
	readonly url: string
	readonly lastLookAt: string | null
	readonly lastGoodLookAt: string | null
	readonly outcome: Outcome | null
	readonly failure: Failure | null
	readonly nextDueAt: string | null
}

export interface RecorderStatus {
	readonly shard: string
	/** The last slot that was ticked; null before the first. */
	readonly lastSlot: string | null
	readonly budgets: RecorderBudgets
	/** Documents written to the store and not yet to KV. */
	readonly outbox: { readonly pending: number; readonly oldestAt: string | null }
	/** What is not being published for want of budget, in the announced order; empty when all is. */
	readonly degraded: readonly string[]
	readonly problems: readonly RecorderProblem[]
	readonly gaps: readonly Gap[]
}

/** Of the current UTC day. */
export interface RecorderBudgets {
	readonly day: string
	readonly kvWrites: number
	readonly kvWritesLimit: number
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
