import type { Chance, Distribution, Share } from '#core/model/analysis.ts'

/**
 * Plain statistics over plain numbers. Everything here gives null, never NaN or Infinity, where
 * there is nothing to count.
 */

/**
 * Linear interpolation between order statistics (R type 7). `sorted` ascending, `q` in 0..1; null
 * when empty.
 */
export function quantile(sorted: ArrayLike<number>, q: number): number | null {
	if (sorted.length === 0) return null
	const position = (sorted.length - 1) * q
	const below = sorted[Math.floor(position)] ?? 0
	const above = sorted[Math.ceil(position)] ?? below
	return below + (above - below) * (position - Math.floor(position))
}

export function median(values: ArrayLike<number>): number | null {
	return quantile(ascending(values), 0.5)
}

/** Median absolute deviation from the median, unscaled; null when empty. */
export function medianDeviation(values: ArrayLike<number>): number | null {
	const middle = median(values)
	return middle === null ? null : median(Array.from(values, (value) => Math.abs(value - middle)))
}

/**
 * Count, range, quartiles, median with its interval, 90th percentile, sum, mean and standard
 * deviation (of a sample, n − 1); never rounded. `excluded` says how many were left out and why.
 */
export function distribution(
	values: ArrayLike<number>,
	excluded: Readonly<Record<string, number>> = {},
): Distribution {
	const count = values.length
	if (count === 0) return { ...nothing, excluded: { ...excluded } }
	const own = new Float64Array(count)
	let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
	for (let index = 0; index < count; index++) {
		// Adding zero makes a negative zero, which JSON would not keep, a plain one.
		const value = (values[index] ?? Number.NaN) + 0
		own[index] = value
		min = Math.min(min, value)
		max = Math.max(max, value)
		sum += value
	}
	const mean = sum / count
	let squares = 0
	for (let index = 0; index < count; index++) squares += ((own[index] ?? 0) - mean) ** 2
	const order = new Arranged(own)
	const middle = order.quantile(0.5)
	const rank = medianRank(count)
	return {
		count,
		min,
		p25: order.quantile(0.25),
		median: middle,
		medianLow: rank === undefined ? null : order.at(rank),
		medianHigh: rank === undefined ? null : order.at(count - 1 - rank),
		p75: order.quantile(0.75),
		p90: order.quantile(0.9),
		max,
		sum,
		mean,
		standardDeviation: count < 2 ? null : Math.sqrt(squares / (count - 1)),
		excluded: { ...excluded },
	}
}

const nothing = {
	count: 0,
	min: null,
	p25: null,
	median: null,
	medianLow: null,
	medianHigh: null,
	p75: null,
	p90: null,
	max: null,
	sum: null,
	mean: null,
	standardDeviation: null,
} as const

/**
 * Where in an ascending list of `count` independent values the 95 % interval of their median
 * begins; it ends as far from the other end. No
 * distribution is assumed: the number of values below the median is binomial. Undefined below six
 * values, of which no interval holds so much.
 */
export function medianRank(count: number): number | undefined {
	if (count > exactAtMost) return Math.floor((count - normal95 * Math.sqrt(count)) / 2) - 1
	let [term, below, rank] = [2 ** -count, 0, -1]
	for (let k = 0; below + term <= 0.025; k++) {
		below += term
		rank = k
		term *= (count - k) / (k + 1)
	}
	return rank < 0 ? undefined : rank
}

/** Beyond it a half to the power of the count leaves the numbers that a double holds well. */
const exactAtMost = 900

const shortAtMost = 1000

/**
 * Order statistics of a list that is only put in order as far as it is asked for: a whole sort of a
 * hundred thousand takes longer than all of these.
 */
class Arranged {
	/** Places that hold what a sort would put there, ascending. */
	readonly #placed: number[] = []
	readonly #values: Float64Array

	/** A short list is sorted at once. */
	readonly #isSorted: boolean

	/** `values` are moved. */
	constructor(values: Float64Array) {
		this.#values = values
		this.#isSorted = values.length <= shortAtMost
		if (this.#isSorted) values.sort()
	}

	/** Of type 7, as `quantile`. */
	quantile(q: number): number {
		const position = (this.#values.length - 1) * q
		const place = Math.floor(position)
		const below = this.at(place)
		return place === position ? below : below + (this.at(place + 1) - below) * (position - place)
	}

	at(place: number): number {
		if (this.#isSorted) return this.#values[place] ?? 0
		const next = this.#placed.findIndex((known) => known >= place)
		if (this.#placed[next] !== place) {
			const [low, high] =
				next < 0 ? [this.#placed.at(-1), undefined] : [this.#placed[next - 1], this.#placed[next]]
			arrange(
				this.#values,
				place,
				low === undefined ? 0 : low + 1,
				high === undefined ? this.#values.length - 1 : high - 1,
			)
			this.#placed.splice(next < 0 ? this.#placed.length : next, 0, place)
		}
		return this.#values[place] ?? 0
	}
}

/**
 * Moves values from `low` to `high` so that the one at `place` is where a sort would put it, none
 * greater before and none smaller behind (C. A. R. Hoare's “Find”).
 */
function arrange(values: Float64Array, place: number, from: number, to: number): void {
	let [low, high] = [from, to]
	while (low < high) {
		const pivot = values[(low + high) >>> 1] ?? 0
		let [left, right] = [low, high]
		while (left <= right) {
			while ((values[left] ?? pivot) < pivot) left++
			while ((values[right] ?? pivot) > pivot) right--
			if (left > right) break
			const value = values[left] ?? 0
			values[left++] = values[right] ?? 0
			values[right--] = value
		}
		if (place <= right) high = right
		else if (place >= left) low = left
		else return
	}
}

/**
 * A share with Wilson's 95 % interval (1927), never rounded; null where there is nothing to share.
 * Throws RangeError when the part is larger than the whole.
 */
export function share(part: number, of: number): Share {
	if (!(part >= 0 && part <= of)) throw new RangeError(`${part} is no part of ${of}`)
	if (of === 0) return { part, of, share: null, low: null, high: null }
	return { part, of, share: part / of, ...wilson(part / of, of, normal95) }
}

/** What one block of time holds of a share. */
export interface Block {
	readonly part: number
	readonly of: number
}

/**
 * A share of things that come in clusters, with a 95 % interval that blocks of time widen: the
 * variance of the share between blocks (what a
 * bootstrap of whole blocks gives in the limit, without its draws), set against that of independent
 * things; Wilson's interval is then taken over
 * as many things as are left, with Student's quantile for the number of blocks. Never narrower than
 * Wilson's own.
 */
export function clusteredShare(blocks: readonly Block[]): Share {
	const [part, of] = blocks.reduce(
		([parts, all], block) => [parts + block.part, all + block.of],
		[0, 0],
	)
	const plain = share(part, of)
	const used = blocks.filter((block) => block.of > 0)
	if (plain.share === null || plain.share === 0 || plain.share === 1 || used.length < 2)
		return plain
	const p = plain.share
	const spread = used.reduce((sum, block) => sum + (block.part - p * block.of) ** 2, 0)
	const between = (spread / of ** 2) * (used.length / (used.length - 1))
	const design = between / ((p * (1 - p)) / of)
	if (design <= 1) return plain
	const { low, high } = wilson(p, of / design, studentQuantile(0.975, used.length - 1))
	return {
		...plain,
		low: Math.min(low, plain.low ?? low),
		high: Math.max(high, plain.high ?? high),
	}
}

const normal95 = 1.959963984540054

function wilson(p: number, of: number, z: number): { readonly low: number; readonly high: number } {
	const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
	const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
	// At the ends the two terms are equal, which their rounding hides.
	return {
		low: p === 0 ? 0 : Math.max(0, centre - half),
		high: p === 1 ? 1 : Math.min(1, centre + half),
	}
}

/**
 * The value below which so much of the standard normal distribution lies (P. J. Acklam's
 * approximation, relative error under 1.2e-9). `q` strictly between 0 and 1.
 */
export function normalQuantile(q: number): number {
	if (q > 0.5) return -normalQuantile(1 - q)
	if (q < 0.02425) {
		const r = Math.sqrt(-2 * Math.log(q))
		return polynomial(tailAbove, r) / polynomial([...tailBelow, 1], r)
	}
	const r = (q - 0.5) ** 2
	return ((q - 0.5) * polynomial(centreAbove, r)) / polynomial([...centreBelow, 1], r)
}

const centreAbove = [
	-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
	-3.066479806614716e1, 2.506628277459239,
]
const centreBelow = [
	-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
	-1.328068155288572e1,
]
const tailAbove = [
	-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
	4.374664141464968, 2.938163982698783,
]
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]

function polynomial(coefficients: readonly number[], x: number): number {
	return coefficients.reduce((value, coefficient) => value * x + coefficient, 0)
}

/**
 * Student's quantile (G. W. Hill 1970, algorithm 396: within 1e-4 from three degrees of freedom;
 * one and two are exact).
 */
export function studentQuantile(q: number, degrees: number): number {
	if (degrees === 1) return Math.tan(Math.PI * (q - 0.5))
	if (degrees === 2) return (2 * q - 1) / Math.sqrt(2 * q * (1 - q))
	const z = normalQuantile(q)
	const [g1, g2, g3, g4] = [
		(z ** 3 + z) / 4,
		(5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
		(3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
		(79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
	]
	return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4
}

/**
 * What draws gave: their mean and the range that holds 95 % of them, never rounded. `values` in any
 * order; null when there are none.
 */
export function chance(values: ArrayLike<number>, seed: number): Chance {
	const sorted = ascending(values)
	const expected =
		sorted.length === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / sorted.length
	return {
		expected,
		low: quantile(sorted, 0.025),
		high: quantile(sorted, 0.975),
		draws: sorted.length,
		seed,
	}
}

/**
 * A reproducible source of numbers in [0, 1): the same seed gives the same draws on every machine
 * (mulberry32).
 */
export function seeded(seed: number): () => number {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
	}
}

/** To so many places; never a negative zero, which JSON would not keep. */
export function rounded(value: number, places = 4): number {
	const factor = 10 ** places
	return Math.round(value * factor) / factor + 0
}

/** Typed, because it sorts numbers as numbers and ten times faster than a comparing function. */
function ascending(values: ArrayLike<number>): Float64Array {
	return new Float64Array(values).sort()
}
