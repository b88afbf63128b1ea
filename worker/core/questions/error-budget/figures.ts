import * as z from 'zod/mini'
import { Instant } from '#core/model/instant.ts'
import { PromiseMonth } from '../promises/figures.ts'

/** Seconds that were spent, in three ways of counting, each at most as many as the next. */
export const Spent = z.object({
	/** Declared major outages alone. */
	fewestSeconds: z.number(),
	/** Major outages in full and partial ones by their weight, as uptime displays count. */
	pageSeconds: z.number(),
	/** Every observed minute that was not green or whose state is unknown. */
	mostSeconds: z.number(),
})
export type Spent = z.infer<typeof Spent>

/**
 * A moment for each way of counting, null where the budget lasted. The bound that spends most runs
 * out first.
 */
const RanOut = z.object({
	byMost: z.nullable(Instant),
	byPage: z.nullable(Instant),
	byFewest: z.nullable(Instant),
})

export const LevelOfMonth = z.object({
	percent: z.number(),
	allowedSeconds: z.number(),
	/** Of what is allowed, as parts of 1: above 1 it is overspent. Null where nothing is allowed. */
	spent: z.nullable(z.object({ atLeast: z.number(), byPage: z.number(), atMost: z.number() })),
	ranOut: RanOut,
	verdict: PromiseMonth.shape.ifEveryMinuteCounted.shape.verdict,
})
export type LevelOfMonth = z.infer<typeof LevelOfMonth>

export const BudgetMonth = z.extend(Spent, {
	/** `2026-03`, of the UTC calendar. */
	month: z.string(),
	lengthSeconds: z.number(),
	/** Of it the record is complete and was observed; what is spent is of these alone. */
	coveredSeconds: z.number(),
	/** When the record of it ends: the month's own end, or earlier. */
	coveredUntil: Instant,
	/**
	 * Incidents without a known length that were open in it: set aside, so that the month is never
	 * surely within.
	 */
	unmeasured: z.int(),
	levels: z.array(LevelOfMonth),
	/**
	 * The days on which anything was spent. Null in all but the newest three months; a narrower scope
	 * shows the others.
	 */
	days: z.nullable(z.array(z.extend(Spent, { date: z.string() }))),
})
export type BudgetMonth = z.infer<typeof BudgetMonth>

export const Budget = z.object({
	/** A public promise; one product; or the worst of all products of a provider at each moment. */
	of: z.enum(['promise', 'product', 'provider']),
	/** The promise or the product; the provider for all of it. */
	id: z.string(),
	name: z.string(),
	provider: z.string(),
	/** The newest twelve of which anything is covered. */
	months: z.object({ shown: z.array(BudgetMonth), of: z.int() }),
})
export type Budget = z.infer<typeof Budget>

export const ErrorBudgetFigures = z.object({
	/** Percent that nobody promised, for every product. */
	yardsticks: z.array(z.number()),
	/** What a partial outage counts as in `pageSeconds`. */
	partialWeight: z.number(),
	budgets: z.array(Budget),
	/** Promises that no month is held against, by reason. */
	promisesLeftOut: z.record(z.string(), z.int()),
	/**
	 * Over all months of these budgets, by level: how many of each verdict. Promises count at their
	 * own level.
	 */
	verdicts: z.array(
		z.object({ percent: z.number(), months: z.int(), counts: z.record(z.string(), z.int()) }),
	),
})
export type ErrorBudgetFigures = z.infer<typeof ErrorBudgetFigures>
