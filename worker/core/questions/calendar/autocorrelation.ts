import { atLeast } from '#core/statistics/significance.ts'
import { chance, seeded } from '#core/statistics/statistics.ts'
import { monthOfDay, weekdayOf } from '#core/time/zone.ts'
import { chanceSeed } from '../question.ts'
import type { Autocorrelation } from './figures.ts'

const lags = 80
/** Tested as one list, so that one of them does not stand out by their number. */
const tested = 14
const leastDays = 60

/**
 * Autocorrelation of daily counts: r(k) = Σ (xₜ − m)(xₜ₊ₖ − m) ÷ Σ (xₜ − m)², over the pairs of
 * days that are both known; `counts` by number of the
 * day. Beside it what the same counts give when days of one month and weekday are exchanged: growth
 * and the working week alone make days resemble each
 * other. A lag stands out when it is further from that than any lag is in 95 % of the draws (P. H.
 * Westfall and S. S. Young's maximum, 1993). Undefined
 * for less than 60 days, or when all days are alike.
 */
export function autocorrelationOf(
	counts: ReadonlyMap<number, number>,
	draws: number,
): Autocorrelation | undefined {
	const days = counts.size
	if (days < leastDays) return undefined
	const mean = [...counts.values()].reduce((sum, count) => sum + count, 0) / days
	const spread = [...counts.values()].reduce((sum, count) => sum + (count - mean) ** 2, 0)
	if (spread === 0) return undefined
	const line = lineOf(counts, mean)
	const found = Array.from({ length: lags }, (_, index) => correlated(line, index + 1))
	const drawn = exchanged(line, counts, spread, draws)
	const expected = drawn.map(
		(list) => list.reduce((sum, r) => sum + r, 0) / Math.max(1, list.length),
	)
	const deviation = drawn.map((list, index) =>
		Math.sqrt(
			list.reduce((sum, r) => sum + (r - (expected[index] ?? 0)) ** 2, 0) /
				Math.max(1, list.length),
		),
	)
	const distance = (r: number, index: number) => {
		const unit = deviation[index] ?? 0
		return unit === 0 ? 0 : Math.abs(r - (expected[index] ?? 0)) / unit
	}
	const furthest = Float64Array.from({ length: draws }, (_, draw) =>
		Math.max(...drawn.map((list, index) => distance(list[draw] ?? 0, index))),
	)
	return {
		days,
		tested,
		lags: found.map(({ sum, pairs }, index) => {
			const r = sum / spread
			const p =
				index < tested && draws > 0
					? (1 + atLeast(distance(r, index), furthest)) / (1 + draws)
					: null
			return {
				lag: index + 1,
				r,
				pairs,
				chance: chance(drawn[index] ?? [], chanceSeed),
				p,
				outside: p !== null && p < 0.05,
			}
		}),
	}
}

/**
 * The deviations of the counts from their mean, from the first day to the last; NaN where a day is
 * not known.
 */
function lineOf(counts: ReadonlyMap<number, number>, mean: number): Float64Array {
	const first = firstOf(counts)
	const last = [...counts.keys()].reduce((most, day) => Math.max(most, day))
	const line = new Float64Array(last - first + 1).fill(Number.NaN)
	for (const [day, count] of counts) line[day - first] = count - mean
	return line
}

function firstOf(counts: ReadonlyMap<number, number>): number {
	return [...counts.keys()].reduce((least, day) => Math.min(least, day))
}

function correlated(
	line: Float64Array,
	lag: number,
): { readonly sum: number; readonly pairs: number } {
	let sum = 0
	let pairs = 0
	for (let day = 0; day + lag < line.length; day++) {
		const product = (line[day] ?? Number.NaN) * (line[day + lag] ?? Number.NaN)
		if (Number.isNaN(product)) continue
		sum += product
		pairs += 1
	}
	return { sum, pairs }
}

/** For each tested lag its coefficient in every draw. */
function exchanged(
	line: Float64Array,
	counts: ReadonlyMap<number, number>,
	spread: number,
	draws: number,
): Float64Array[] {
	if (draws === 0) return Array.from({ length: tested }, () => new Float64Array())
	const first = firstOf(counts)
	const alike = [
		...Map.groupBy(counts.keys(), (day) => monthOfDay(day) * 7 + weekdayOf(day)).values(),
	].map((days) => days.map((day) => day - first))
	const random = seeded(chanceSeed)
	const drawn = Array.from({ length: tested }, () => new Float64Array(draws))
	const moved = Float64Array.from(line)
	for (let draw = 0; draw < draws; draw++) {
		for (const places of alike) shuffle(moved, places, random)
		for (const [index, list] of drawn.entries())
			list[draw] = correlated(moved, index + 1).sum / spread
	}
	return drawn
}

/** Exchanges what lies at some places (R. A. Fisher and F. Yates). */
function shuffle(line: Float64Array, places: readonly number[], random: () => number): void {
	for (let index = places.length - 1; index > 0; index--) {
		const [one, other] = [places[index] ?? 0, places[Math.floor(random() * (index + 1))] ?? 0]
		const kept = line[one] ?? 0
		line[one] = line[other] ?? 0
		line[other] = kept
	}
}
