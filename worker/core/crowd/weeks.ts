import type { Hours } from './hours.ts'
import { capOf, type Middle, middleOf, robustVariance } from './middle.ts'
import { remembered } from './remembered.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/** An hour of the week in the weeks before it, with what its counts tell of how they scatter. */
export interface WeekMiddle extends Middle {
	readonly weeks: number
	/** How many were counted in them. */
	readonly windows: number
	readonly scatter: Scatter
}

/** Sums that dispersion is estimated from; those of many hours are added up. */
export interface Scatter {
	/** By how much the counts within one hour differ more than independent ones would. */
	readonly within: number
	/** By how much the hours' means differ from week to week more than such counts would. */
	readonly between: number
	/** The squared mean, as often as each was observed. */
	readonly withinSquare: number
	readonly betweenSquare: number
	/** The variance that `within` would have by chance. */
	readonly chance: number
}

const hoursAWeek = 168

/** By hour; null where fewer weeks than the rules ask for have it. */
export function weekMiddles(hours: Hours): (hour: number) => WeekMiddle | null {
	const raw = new Float64Array(hours.pool.length)
	const means = new Float64Array(limits.weeksKept.value)
	const ends = new Uint16Array(limits.weeksKept.value)
	return remembered((hour) => {
		let length = 0
		let weeks = 0
		for (let week = 1; week <= limits.weeksKept.value; week += 1) {
			const before = length
			length = hours.gather(hour - week * hoursAWeek, length)
			if (length > before) ends[weeks++] = length
		}
		if (weeks < limits.fewestWeeks.value) return null
		// gathered just now
		for (let index = 0; index < length; index += 1) raw[index] = hours.pool[index] as number
		const middle = middleOf(hours.pool, length)
		return {
			...middle,
			weeks,
			windows: length,
			scatter: scatterOf(raw, ends, weeks, middle, means),
		}
	})
}

/** Counts above the cap go in as the cap: an outage tells nothing of what is usual. */
function scatterOf(
	raw: Float64Array,
	ends: Uint16Array,
	weeks: number,
	middle: Middle,
	means: Float64Array,
): Scatter {
	const cap = capOf(middle)
	let [within, observed, begin] = [0, 0, 0]
	for (let week = 0; week < weeks; week += 1) {
		const end = ends[week] as number // set for each week
		const count = end - begin
		let [sum, squares] = [0, 0]
		for (let index = begin; index < end; index += 1) {
			const value = Math.min(raw[index] as number, cap) // within what was gathered
			sum += value
			squares += value * value
		}
		means[week] = sum / count
		if (count > 1) {
			within += squares - (sum * sum) / count
			observed += count - 1
		}
		begin = end
	}
	const { mean } = middle
	const perWeek = begin / weeks
	const square = mean * mean
	return {
		within: within - observed * mean,
		withinSquare: observed * square,
		between: robustVariance(means, weeks) - mean / perWeek,
		betweenSquare: square,
		chance: observed * (2 * square + mean),
	}
}
