import type * as z from 'zod/mini'
import type { Scope } from '#core/model/analysis.ts'
import type { ScopedRecord } from './toolkit/scoped-record.ts'

/**
 * One question that people ask after an outage, and how it is answered: one folder each. Pure and
 * linear in incidents unless it draws.
 */
export interface Question<Figures = unknown> {
	/** As in `/analysis/<name>`. */
	readonly name: string
	readonly title: string
	/** The question in one sentence. */
	readonly asks: string
	/**
	 * The definition in sentences; `/methodology` prints it, and it says what would make the answer
	 * wrong.
	 */
	readonly method: string
	readonly version: string
	/** What each version after the first counts otherwise, and why; the newest last. */
	readonly changes?: readonly { readonly version: string; readonly what: string }[]
	/**
	 * `complete`: a rate, share or comparison, which is refused outside of live and census coverage.
	 * `any`: a list, which a sample may have.
	 */
	readonly needs: 'complete' | 'any'
	/**
	 * Which parts of the record it has pages for, beside the whole: each provider, where providers do
	 * not stand beside each other anyway, and each year that holds enough.
	 */
	readonly pages: 'whole' | 'by provider' | 'by provider and year'
	/** The shape of its figures: what `--json` and the API promise. */
	readonly schema: z.ZodMiniType<Figures>
	answer(record: ScopedRecord, scope: Scope): Answer<Figures>
}

export interface Answer<Figures> {
	/** How many incidents were counted. */
	readonly sampleSize: number
	/** How many were left out, by reason. */
	readonly exclusions: Readonly<Record<string, number>>
	readonly figures: Figures
}

/** The seed of every draw: the same record gives the same chance baseline to everybody. */
export const chanceSeed = 20260302

/**
 * Draws of a chance baseline; fewer above 10,000 incidents, and never more than the record allows.
 * The figure says how many.
 */
export function drawsFor(incidents: number, record?: Pick<ScopedRecord, 'drawsAtMost'>): number {
	return Math.min(incidents > 10_000 ? 100 : 1000, record?.drawsAtMost ?? Number.POSITIVE_INFINITY)
}
