import { studentQuantile } from '#core/statistics/statistics.ts'
import { monthOfDay } from '#core/time/zone.ts'
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
	a: ReadonlySet<number>,
	b: ReadonlySet<number>,
	known: ReadonlySet<number>,
	comparisons: number,
): BeyondChance | null {
	const months = new Map<number, { all: number; a: number; b: number }>()
	let both = 0
	for (const day of known) {
		const month = months.get(monthOfDay(day)) ?? { all: 0, a: 0, b: 0 }
		months.set(monthOfDay(day), month)
		month.all += 1
		if (a.has(day)) month.a += 1
		if (b.has(day)) month.b += 1
		if (a.has(day) && b.has(day)) both += 1
	}
	let expected = 0
	for (const month of months.values()) expected += (month.a * month.b) / month.all
	// What a week adds to the logarithm of the ratio: its own days with both, less what its days add
	// to those expected of their months.
	const weeks = new Map<number, number>()
	for (const day of known) {
		const month = months.get(monthOfDay(day)) ?? { all: 1, a: 0, b: 0 }
		const [inA, inB] = [a.has(day) ? 1 : 0, b.has(day) ? 1 : 0]
		const added = (inA * month.b + inB * month.a - (month.a * month.b) / month.all) / month.all
		const week = Math.floor((day - 4) / 7)
		weeks.set(
			week,
			(weeks.get(week) ?? 0) +
				(both === 0 ? 0 : (inA * inB) / both) -
				(expected === 0 ? 0 : added / expected),
		)
	}
	if (both === 0 || weeks.size < weeksAtLeast) return null
	let squares = 0
	for (const week of weeks.values()) squares += week ** 2
	const spread =
		Math.sqrt((squares * weeks.size) / (weeks.size - 1)) *
		studentQuantile(1 - 0.025 / Math.max(1, comparisons), weeks.size - 1)
	const ratio = both / expected
	return {
		ratio,
		low: ratio * Math.exp(-spread),
		high: ratio * Math.exp(spread),
		weeks: weeks.size,
	}
}
