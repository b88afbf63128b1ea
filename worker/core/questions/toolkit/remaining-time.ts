import * as z from 'zod/mini'
import { type Curve, interval, survivalQuantile } from './survival.ts'

/**
 * What remains of something that has lasted so long already, read off the curve of those before it.
 */

/** Below this many that lasted as long, nothing is said. */
export const comparableAtLeast = 20

export const Remaining = z.object({
	/** How many comparable ones lasted at least so long. */
	count: z.int(),
	/**
	 * Seconds from now until a quarter, half and three quarters of those are over; null where the
	 * curve does not come down so far.
	 */
	quarter: z.nullable(z.number()),
	median: z.nullable(z.number()),
	/**
	 * The 95 % interval of `median`, as if incidents did not depend on each other; null where the
	 * curve does not come down so far.
	 */
	medianLow: z.nullable(z.number()),
	medianHigh: z.nullable(z.number()),
	threeQuarters: z.nullable(z.number()),
	/** Why nothing is said. */
	silence: z.optional(z.string()),
})
export type Remaining = z.infer<typeof Remaining>

/**
 * Of those that lasted longer than `elapsedSeconds`: when they were over, counted from then. The
 * curve's shares are divided by the share that
 * still lasted (Kaplan and Meier's estimate, conditioned). Silent where fewer than 20 lasted so
 * long, or the curve does not come down to a half.
 */
export function remainingAfter(curve: Curve, elapsedSeconds: number): Remaining {
	const count = lastingLonger(curve, elapsedSeconds)
	if (count < comparableAtLeast)
		return silent(
			count,
			`Only ${count} comparable incidents lasted so long; at least ${comparableAtLeast} are ` +
				'needed.',
		)
	const still = curve.steps.findLast((step) => step.at <= elapsedSeconds)?.survival ?? 1
	const until = (share: number) => {
		const at = survivalQuantile(curve, 1 - still * share)
		return at === null ? null : at - elapsedSeconds
	}
	const median = until(0.5)
	if (median === null)
		return silent(count, 'Too many of the comparable incidents were not seen to their end.')
	return {
		count,
		quarter: until(0.75),
		median,
		...intervalAfter(curve, elapsedSeconds),
		threeQuarters: until(0.25),
	}
}

/**
 * When the limits of the curve that begins now fall to a half. From then on the survival is the
 * ratio to the share that still lasts, and its variance
 * the difference of Greenwood's sums, because later steps do not depend on earlier ones.
 */
function intervalAfter(
	{ steps }: Curve,
	elapsedSeconds: number,
): { readonly medianLow: number | null; readonly medianHigh: number | null } {
	const begun = steps.findLast((step) => step.at <= elapsedSeconds)
	let medianLow: number | null = null
	let medianHigh: number | null = null
	for (const { at, survival, variance } of steps) {
		if (at <= elapsedSeconds) continue
		if (variance === undefined) break
		const limits = interval(survival / (begun?.survival ?? 1), variance - (begun?.variance ?? 0))
		if (limits.low <= 0.5) medianLow ??= at - elapsedSeconds
		if (limits.high <= 0.5) medianHigh ??= at - elapsedSeconds
		if (medianHigh !== null) break
	}
	return { medianLow, medianHigh }
}

/**
 * How many are known to have lasted longer than so many seconds: those at risk at the next step.
 */
function lastingLonger(curve: Curve, seconds: number): number {
	return curve.steps.find((step) => step.at > seconds)?.atRisk ?? 0
}

function silent(count: number, silence: string): Remaining {
	return {
		count,
		quarter: null,
		median: null,
		medianLow: null,
		medianHigh: null,
		threeQuarters: null,
		silence,
	}
}
