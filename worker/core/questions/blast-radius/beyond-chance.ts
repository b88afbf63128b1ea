import { studentQuantile } from '#core/statistics/statistics.ts'
import { monthOfDay } from '#core/time/zone.ts'
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
	const { months, both } = countedByMonth(a, b, known)
	let expected = 0
	for (const month of months) expected += (month.a * month.b) / month.all
	const weeks = both === 0 ? [] : addedByWeek(months, { both, expected })
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

/** The known days of one month, and how many of them each has. */
interface Month {
	readonly days: { readonly day: number; readonly inA: 0 | 1; readonly inB: 0 | 1 }[]
	all: number
	a: number
	b: number
}

function countedByMonth(
	a: DaySet,
	b: DaySet,
	known: DaySet,
): { readonly months: readonly Month[]; readonly both: number } {
	const months: Month[] = []
	let [current, both] = [Number.NaN, 0]
	let [placeA, placeB] = [0, 0]
	for (const day of known.days) {
		while ((a.days[placeA] ?? Number.POSITIVE_INFINITY) < day) placeA++
		while ((b.days[placeB] ?? Number.POSITIVE_INFINITY) < day) placeB++
		const inA = a.days[placeA] === day ? 1 : 0
		const inB = b.days[placeB] === day ? 1 : 0
		const number = monthOfDay(day)
		if (number !== current) months.push({ days: [], all: 0, a: 0, b: 0 })
		current = number
		const month = months.at(-1)
		if (!month) continue
		month.days.push({ day, inA, inB })
		month.all += 1
		month.a += inA
		month.b += inB
		both += inA * inB
	}
	return { months, both }
}

/**
 * What each week adds to the logarithm of the ratio: its own days with both, less what its days add
 * to those expected of their months.
 */
function addedByWeek(
	months: readonly Month[],
	{ both, expected }: { readonly both: number; readonly expected: number },
): number[] {
	const weeks: number[] = []
	let current = Number.NaN
	for (const month of months) {
		for (const { day, inA, inB } of month.days) {
			const added = (inA * month.b + inB * month.a - (month.a * month.b) / month.all) / month.all
			const week = Math.floor((day - 4) / 7)
			if (week !== current) weeks.push(0)
			current = week
			const last = weeks.length - 1
			weeks[last] =
				(weeks[last] ?? 0) + (inA * inB) / both - (expected === 0 ? 0 : added / expected)
		}
	}
	return weeks
}
