/** The middle of a pool of counts and how far the counts lie around it. */
export interface Middle {
	readonly count: number
	/** 1.4826 times the median absolute deviation, at least the noise of counting. */
	readonly spread: number
	/**
	 * What is expected: the mean, in which no number counts for more than four spreads above the
	 * middle. Of small counts a median knows too little.
	 */
	readonly mean: number
}

/**
 * Scales a median absolute deviation to the standard deviation of a normal distribution (Rousseeuw
 * and Croux, 1993).
 */
const toDeviation = 1.4826

/**
 * Median and spread of the first `length` numbers of `pool`, at least one, none negative; sorts
 * them in place.
 */
export function middleOf(pool: Float64Array, length: number): Middle {
	sort(pool, length)
	const count = middleOfSorted(pool, length)
	const spread = Math.max(toDeviation * medianDeviation(pool, length, count), countingNoise(count))
	return { count, spread, mean: cappedMean(pool, length, capOf({ count, spread })) }
}

/** Above this, a number says that something was wrong and not how much is usual. */
export function capOf({ count, spread }: Pick<Middle, 'count' | 'spread'>): number {
	return count + capSpreads * spread
}

const capSpreads = 4

function cappedMean(pool: Float64Array, length: number, cap: number): number {
	let sum = 0
	for (let index = 0; index < length; index += 1) sum += Math.min(at(pool, index), cap)
	return sum / length
}

/**
 * The squared standard deviation that a median absolute deviation stands for. Sorts the numbers in
 * place.
 */
export function robustVariance(pool: Float64Array, length: number): number {
	sort(pool, length)
	return (toDeviation * medianDeviation(pool, length, middleOfSorted(pool, length))) ** 2
}

/**
 * The standard deviation of a count of independent events, never less than 1: of nothing nobody
 * knows how little it is.
 */
export function countingNoise(count: number): number {
	return Math.sqrt(count + 1)
}

function middleOfSorted(sorted: Float64Array, length: number): number {
	const half = length >> 1
	return length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2
}

function medianDeviation(sorted: Float64Array, length: number, middle: number): number {
	const upper = nearest(sorted, length, middle, (length >> 1) + 1)
	return length % 2 === 1 ? upper : (nearest(sorted, length, middle, length >> 1) + upper) / 2
}

/**
 * How far the `count` numbers that are nearest to the middle reach from it. They lie side by side,
 * so it is a matter of where they begin: the
 * further right, the less they reach to the left and the more to the right.
 */
function nearest(sorted: Float64Array, length: number, middle: number, count: number): number {
	let low = 0
	let high = length - count
	while (low < high) {
		const first = (low + high) >> 1
		if (middle - at(sorted, first) > at(sorted, first + count - 1) - middle) low = first + 1
		else high = first
	}
	const reach = (first: number) =>
		Math.max(middle - at(sorted, first), at(sorted, first + count - 1) - middle)
	return low === 0 ? reach(0) : Math.min(reach(low - 1), reach(low))
}

/** How often each small count occurs; all zeros between two calls. */
const tally = new Uint16Array(1024)

/**
 * Ascending. Counts are whole and mostly small, and tallying them takes a quarter of the time of
 * the built-in sort: a year has 9,000 pools.
 */
function sort(pool: Float64Array, length: number): void {
	if (length <= few) {
		insert(pool, length)
		return
	}
	let largest = 0
	let isTallied = length < 65_536
	for (let index = 0; index < length; index += 1) {
		const value = at(pool, index)
		if (value > largest) largest = value
		if (value !== Math.floor(value)) isTallied = false
	}
	if (!isTallied || largest >= tally.length) {
		pool.subarray(0, length).sort()
		return
	}
	for (let index = 0; index < length; index += 1)
		tally[at(pool, index)] = (tally[at(pool, index)] as number) + 1 // below its length
	let place = 0
	for (let value = 0; value <= largest; value += 1) {
		for (let times = tally[value] as number; times > 0; times -= 1) pool[place++] = value
		tally[value] = 0
	}
}

const few = 12

function insert(pool: Float64Array, length: number): void {
	for (let index = 1; index < length; index += 1) {
		const value = at(pool, index)
		let place = index
		for (; place > 0 && at(pool, place - 1) > value; place -= 1) pool[place] = at(pool, place - 1)
		pool[place] = value
	}
}

function at(pool: Float64Array, index: number): number {
	return pool[index] as number // callers stay inside of the pool
}
