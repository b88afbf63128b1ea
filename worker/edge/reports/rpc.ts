import type { ReportCount } from '#core/model/report.ts'

/**
 * What the intake of one provider answers to the rest of the Worker. Plain values: they cross an
 * RPC boundary.
 */

/** Somebody's report as it arrived. */
export interface ReportEntry {
	/**
	 * Who sent it and from which network, in clear: all are used for a pseudonym at once and kept
	 * nowhere.
	 */
	readonly client: string
	/** The block of addresses that a customer may have whole, where there is one. */
	readonly site?: string
	readonly network: string
	readonly surface: string | null
	readonly symptom: string | null
	/** When it arrived, epoch milliseconds of our own clock. */
	readonly at: number
	/**
	 * A hash of the proof of being human that came with it, where one is asked for: it is good for
	 * one report.
	 */
	readonly proof?: string
}

export interface Receipt {
	/**
	 * False when this client was counted within the last fifteen minutes, or its proof was used
	 * before: nothing was written then.
	 */
	readonly counted: boolean
	/** Distinct reporters in the last sixty minutes. */
	readonly lastHour: number
	/** The proof of being human had been used. */
	readonly proofUsed?: true
}

/** A provider's intake. */
export interface ReportsAnswers {
	report(entry: ReportEntry): Promise<Receipt>
	/**
	 * Windows that ended at or before an instant and are not confirmed, oldest first. They say the
	 * same until they are.
	 */
	closed(before: string): Promise<ReportCount[]>
	/** Windows, by their start, that are kept elsewhere now. */
	confirm(windows: readonly string[]): Promise<void>
	/** The window that is still open; null while nobody reported in it. */
	open(): Promise<ReportCount | null>
}

/** Whoever keeps the keys of the days. */
export interface DayKeysAnswers {
	/** The key of a UTC day, the same for everybody who asks. Rejects when it is not at hand. */
	keyOf(day: string): Promise<Uint8Array>
}

export type ReportsNamespace = DurableObjectNamespace<ReportsAnswers & Rpc.DurableObjectBranded>
export type DayKeysNamespace = DurableObjectNamespace<DayKeysAnswers & Rpc.DurableObjectBranded>

export function dayKeysOf({
	DAY_KEYS,
}: {
	readonly DAY_KEYS: DayKeysNamespace
}): ReturnType<DayKeysNamespace['get']> {
	return DAY_KEYS.get(DAY_KEYS.idFromName('the days'))
}

/** The intake of a provider of the registry. */
export function reportsOf(
	{ REPORTS }: { readonly REPORTS: ReportsNamespace },
	provider: string,
): ReturnType<ReportsNamespace['get']> {
	return REPORTS.get(REPORTS.idFromName(provider))
}
