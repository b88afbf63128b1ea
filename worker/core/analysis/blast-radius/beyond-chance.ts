import { studentQuantile } from '#core/statistics.ts'
import type { BeyondChance } from './figures.ts'

/** Whether two surfaces fail on the same days more often than if they had nothing to do with each other, for many pairs at once. */

/** Fewer weeks say nothing of how much one differs from another. */
const weeksAtLeast = 8

/**
 * Days with both over what independence gives, with an interval that holds all of `comparisons` such ratios at once in 95 of 100 records
 * (Bonferroni). Its width comes from how much whole weeks differ (linearised on the log scale), because bad days come in runs; what lasts for longer
 * than a week, as a bad season does, it does not see. Null where no day has both, or fewer than eight weeks are known. Days are numbered from 1970.
 */
export function beyondChance(a: ReadonlySet<number>, b: ReadonlySet<number>, known: ReadonlySet<number>, comparisons: number): BeyondChance | null {
	const weeks = new Map<number, { all: number; a: number; b: number; both: number }>()
	const sum = { all: 0, a: 0, b: 0, both: 0 }
	for (const day of known) {
		const week = Math.floor((day - 4) / 7)
		const own = weeks.get(week) ?? { all: 0, a: 0, b: 0, both: 0 }
		weeks.set(week, own)
		const [inA, inB] = [a.has(day) ? 1 : 0, b.has(day) ? 1 : 0]
		for (const counts of [own, sum]) {
			counts.all += 1
			counts.a += inA
			counts.b += inB
			counts.both += inA * inB
		}
	}
	if (sum.both === 0 || weeks.size < weeksAtLeast) return null
	let squares = 0
	for (const own of weeks.values()) squares += (own.both / sum.both + own.all / sum.all - own.a / sum.a - own.b / sum.b) ** 2
	const spread = Math.sqrt((squares * weeks.size) / (weeks.size - 1)) * studentQuantile(1 - 0.025 / Math.max(1, comparisons), weeks.size - 1)
	const ratio = (sum.both * sum.all) / (sum.a * sum.b)
	return { ratio, low: ratio * Math.exp(-spread), high: ratio * Math.exp(spread), weeks: weeks.size }
}
