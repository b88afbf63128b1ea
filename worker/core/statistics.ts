import type { Chance, Distribution, Share } from '#core/model/analysis.ts'

/** Plain statistics over plain numbers. Everything here gives null, never NaN or Infinity, where there is nothing to count. */

/** Linear interpolation between order statistics (R type 7). `sorted` ascending, `q` in 0..1; null when empty. */
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

/** Count, range, median and 90th percentile, the mean last; rounded to whole seconds. `excluded` says how many were left out and why. */
export function distribution(values: ArrayLike<number>, excluded: Readonly<Record<string, number>> = {}): Distribution {
	const count = values.length
	if (count === 0) return { count, min: null, median: null, p90: null, max: null, mean: null, excluded: { ...excluded } }
	const own = new Float64Array(values)
	let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
	for (const value of own) {
		min = Math.min(min, value)
		max = Math.max(max, value)
		sum += value
	}
	const whole = (value: number) => rounded(value, 0)
	return {
		count,
		min: whole(min),
		median: whole(selected(own, 0.5)),
		p90: whole(selected(own, 0.9)),
		max: whole(max),
		mean: whole(sum / count),
		excluded: { ...excluded },
	}
}

/** The quantile of type 7 of a list that is not empty, which is put partly in order: a whole sort of a hundred thousand takes four times as long. */
function selected(values: Float64Array, q: number): number {
	const position = (values.length - 1) * q
	const place = Math.floor(position)
	arrange(values, place)
	const below = values[place] ?? 0
	if (place === position) return below
	let above = Number.POSITIVE_INFINITY
	for (let next = place + 1; next < values.length; next++) above = Math.min(above, values[next] ?? above)
	return below + (above - below) * (position - place)
}

/** Moves values so that the one at `place` is where a sort would put it, none greater before and none smaller behind (C. A. R. Hoare's “Find”). */
function arrange(values: Float64Array, place: number): void {
	let [low, high] = [0, values.length - 1]
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

/** A share with Wilson's 95 % interval (1927), rounded to four places; null where there is nothing to share. Throws RangeError when the part is larger than the whole. */
export function share(part: number, of: number): Share {
	if (part < 0 || part > of) throw new RangeError(`${part} is no part of ${of}`)
	if (of === 0) return { part, of, share: null, low: null, high: null }
	const z = 1.959964
	const p = part / of
	const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
	const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
	return { part, of, share: rounded(p), low: rounded(Math.max(0, centre - half)), high: rounded(Math.min(1, centre + half)) }
}

/** What draws gave: their mean and the range that holds 95 % of them. `values` in any order; null when there are none. */
export function chance(values: ArrayLike<number>, seed: number): Chance {
	const sorted = ascending(values)
	const expected = sorted.length === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / sorted.length
	return { expected, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), draws: sorted.length, seed }
}

/** A reproducible source of numbers in [0, 1): the same seed gives the same draws on every machine (mulberry32). */
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
