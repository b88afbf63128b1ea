import { studentQuantile } from '#core/statistics/statistics.ts'
import type { DaySet } from '../toolkit/day-set.ts'
import type { BeyondChance } from './figures.ts'

/**
 * Whether two surfaces fail on the same days more often than if they had nothing to do with each
 * other, for many pairs at once.
 */

/** Fewer weeks say nothing of how much one differs from another. */
const weeksAtLeast = 8

/**
 * Days with both over what independence gives with each month kept, with an interval that holds all
 * of `comparisons` such ratios at once in 95 of 100
 * records (Bonferroni). Its width comes from how much whole weeks differ (linearised on the log
 * scale), because bad days come in runs. Null where no
 * day has both, or fewer than eight weeks are known. Days are numbered from 1970.
 */
export function beyondChance(
	a: DaySet,
	b: DaySet,
	known: DaySet,
	comparisons: number,
): BeyondChance | null {
	const [inA, inB] = [isIn(a, known), isIn(b, known)]
	const months = known.months().map(({ start, end }): Month => {
		return { start, end, a: sumOf(inA, start, end), b: sumOf(inB, start, end) }
	})
	const both = inA.reduce((sum, own, place) => sum + own * (inB[place] ?? 0), 0)
	let expected = 0
	for (const month of months) expected += (month.a * month.b) / (month.end - month.start)
	const weeks = both === 0 ? [] : addedByWeek({ known, inA, inB, months, both, expected })
	if (both === 0 || weeks.length < weeksAtLeast) return null
	let squares = 0
	for (const week of weeks) squares += week ** 2
	const spread =
		Math.sqrt((squares * weeks.length) / (weeks.length - 1)) *
		studentQuantile(1 - 0.025 / Math.max(1, comparisons), weeks.length - 1)
	const ratio = both / expected
	return {
		ratio,
		low: ratio * Math.exp(-spread),
		high: ratio * Math.exp(spread),
		weeks: weeks.length,
	}
}

/** Of the known days the places of one month, and on how many of them each has trouble. */
interface Month {
	readonly start: number
	readonly end: number
	readonly a: number
	readonly b: number
}

/** Of each known day: 1 where it is in a set. */
function isIn(days: DaySet, known: DaySet): Uint8Array {
	const found = new Uint8Array(known.size)
	for (let i = 0, j = 0; i < days.size && j < known.size; ) {
		const own = days.days[i] ?? 0
		const day = known.days[j] ?? 0
		if (own === day) found[j] = 1
		if (own <= day) i++
		if (day <= own) j++
	}
	return found
}

function sumOf(flags: Uint8Array, start: number, end: number): number {
	let sum = 0
	for (let place = start; place < end; place++) sum += flags[place] ?? 0
	return sum
}

interface Counted {
	readonly known: DaySet
	readonly inA: Uint8Array
	readonly inB: Uint8Array
	readonly months: readonly Month[]
	readonly both: number
	readonly expected: number
}

/**
 * What each week adds to the logarithm of the ratio: its own days with both, less what its days add
 * to those expected of their months.
 */
function addedByWeek({ known, inA, inB, months, both, expected }: Counted): number[] {
	const weeks: number[] = []
	let next = Number.NEGATIVE_INFINITY
	let sum = 0
	for (const { start, end, a, b } of months) {
		const all = end - start
		for (let place = start; place < end; place++) {
			const day = known.days[place] ?? 0
			if (day >= next) {
				if (next > Number.NEGATIVE_INFINITY) weeks.push(sum)
				sum = 0
				next = 7 * Math.floor((day - 4) / 7) + 11
			}
			const ofA = inA[place] ?? 0
			const ofB = inB[place] ?? 0
			const added = (ofA * b + ofB * a - (a * b) / all) / all
			sum = sum + (ofA * ofB) / both - (expected === 0 ? 0 : added / expected)
		}
	}
	if (known.size > 0) weeks.push(sum)
	return weeks
}
