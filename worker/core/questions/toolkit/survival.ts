import * as z from 'zod/mini'

/**
 * How long things last when some of them last still: the product-limit estimate of Kaplan and Meier
 * (1958). Durations are in seconds.
 */

/** One duration; `ended` is false where it is only known to have lasted at least so long. */
export interface Lasting {
	readonly seconds: number
	readonly ended: boolean
}

/**
 * A curve: how many began it, how many of them ended, and its steps, at each of which some ended.
 */
export const Curve = z.object({
	count: z.int(),
	ended: z.int(),
	/**
	 * The longest duration seen, ended or not: beyond it nothing is known. Null where there is none.
	 */
	longest: z.nullable(z.number()),
	steps: z.array(
		z.object({
			/** Seconds since the beginning. */
			at: z.number(),
			/** How many lasted at least so long, just before it. */
			atRisk: z.int(),
			ended: z.int(),
			/**
			 * The share that lasts longer, with its 95 % interval (Greenwood's variance on the log-log
			 * scale).
			 */
			survival: z.number(),
			low: z.number(),
			high: z.number(),
			/**
			 * Greenwood's sum up to here: the variance of the survival's logarithm. What remains after so
			 * long has the difference of two.
			 */
			variance: z.optional(z.number()),
		}),
	),
})
export type Curve = z.infer<typeof Curve>

/**
 * Past this many steps a curve is thinned for figures that are kept and sent; its quantiles then
 * move by less than half a percent.
 */
export const stepsAtMost = 400

/** A product of many ratios that is a half on paper is a half. */
const slack = 1e-9

/**
 * The estimate. One that is not over counts until it is last seen, and is then neither ended nor
 * dropped; ends come before such at the same moment.
 * Of more than `atMost` steps every so many are kept, the first and the last among them.
 */
export function survivalCurve(
	lastings: readonly Lasting[],
	atMost = Number.POSITIVE_INFINITY,
): Curve {
	return curveOf(
		Float64Array.from(lastings.filter(({ ended }) => ended).map(({ seconds }) => seconds)),
		Float64Array.from(lastings.filter(({ ended }) => !ended).map(({ seconds }) => seconds)),
		atMost,
	)
}

/**
 * The same from the durations of those that ended and of those that did not, both in any order;
 * they are sorted in place.
 */
export function curveOf(
	ended: Float64Array,
	lasting: Float64Array,
	atMost = Number.POSITIVE_INFINITY,
): Curve {
	ended.sort()
	lasting.sort()
	const count = ended.length + lasting.length
	const distinct = distinctOf(ended)
	const kept = Math.min(distinct, atMost)
	const steps: Curve['steps'] = []
	let [variance, step] = [0, 0]
	descend(ended, lasting, (at, atRisk, ends, survival) => {
		variance += ends / (atRisk * Math.max(1, atRisk - ends))
		if (isKept(step++, steps.length, distinct, kept))
			steps.push({ at, atRisk, ended: ends, survival, ...interval(survival, variance), variance })
		return true
	})
	const longest = count === 0 ? null : Math.max(ended.at(-1) ?? 0, lasting.at(-1) ?? 0)
	return { count, ended: ended.length, longest, steps }
}

/**
 * `survivalQuantile` of the whole curve for several `qs`, without its steps and their intervals: a
 * third of the time. Both lists are sorted in place.
 */
export function quantilesOf(
	ended: Float64Array,
	lasting: Float64Array,
	qs: readonly number[],
): (number | null)[] {
	ended.sort()
	lasting.sort()
	const found = qs.map((): number | null => null)
	const aims = qs.map((q) => 1 - q + slack)
	descend(ended, lasting, (at, _atRisk, _ends, survival) => {
		for (const [place, aim] of aims.entries()) if (survival <= aim) found[place] ??= at
		return found.includes(null)
	})
	return found
}

/**
 * The 95 % interval of the median: from when the lower limit of the curve first falls to a half to
 * when its upper limit does (Brookmeyer and Crowley
 * 1982). Null where a limit does not come down so far. Both lists are sorted in place.
 */
export function medianIntervalOf(
	ended: Float64Array,
	lasting: Float64Array,
): { readonly low: number | null; readonly high: number | null } {
	ended.sort()
	lasting.sort()
	let low: number | null = null
	let high: number | null = null
	let variance = 0
	descend(ended, lasting, (at, atRisk, ends, survival) => {
		variance += ends / (atRisk * Math.max(1, atRisk - ends))
		const limits = interval(survival, variance)
		if (limits.low <= 0.5 + slack) low ??= at
		if (limits.high <= 0.5 + slack) high ??= at
		return high === null
	})
	return { low, high }
}

/** Visits every step of the curve, until `visit` says that it has seen enough. */
function descend(
	ended: Float64Array,
	lasting: Float64Array,
	visit: (at: number, atRisk: number, ends: number, survival: number) => boolean,
): void {
	const count = ended.length + lasting.length
	let [survival, gone] = [1, 0]
	for (let start = 0; start < ended.length; ) {
		const at = ended[start] ?? 0
		let next = start
		while (next < ended.length && ended[next] === at) next++
		while (gone < lasting.length && (lasting[gone] ?? 0) < at) gone++
		const atRisk = count - start - gone
		survival *= 1 - (next - start) / atRisk
		if (!visit(at, atRisk, next - start, survival)) return
		start = next
	}
}

/**
 * When the share that still lasts first falls to `1 − q` or below; null where the curve does not
 * come down so far.
 */
export function survivalQuantile(curve: Curve, q: number): number | null {
	return curve.steps.find((step) => step.survival <= 1 - q + slack)?.at ?? null
}

/**
 * The share that lasts longer than `seconds`; null where some lasted to the end of what is known,
 * and the question goes beyond it.
 */
export function survivalAt(curve: Curve, seconds: number): number | null {
	const survival = curve.steps.findLast((step) => step.at <= seconds)?.survival ?? 1
	return curve.longest === null || (seconds > curve.longest && survival > 0) ? null : survival
}

function distinctOf(sorted: Float64Array): number {
	let distinct = 0
	for (let place = 0; place < sorted.length; place++)
		if (place === 0 || sorted[place] !== sorted[place - 1]) distinct++
	return distinct
}

/** Spreads the steps that are kept evenly over all of them. */
function isKept(step: number, taken: number, of: number, kept: number): boolean {
	return kept === of || step === Math.round((taken * (of - 1)) / Math.max(1, kept - 1))
}

/** On the log-log scale, where the limits stay between 0 and 1. */
export function interval(survival: number, variance: number): { low: number; high: number } {
	if (survival <= 0 || survival >= 1)
		return { low: survival <= 0 ? 0 : 1, high: survival <= 0 ? 0 : 1 }
	const spread = (1.959963984540054 * Math.sqrt(variance)) / Math.abs(Math.log(survival))
	return { low: survival ** Math.exp(spread), high: survival ** Math.exp(-spread) }
}
