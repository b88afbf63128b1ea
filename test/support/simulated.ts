import type { MonthCount } from '#core/questions/calendar/change-point.ts'
import { gaussian } from '#core/questions/calendar/lines.ts'
import type { Series } from '#core/questions/shared-fate/shifts.ts'
import type { Occurrence } from '#core/questions/toolkit/recurrence.ts'
import { merged, type Span } from '#core/questions/toolkit/span.ts'
import { hour, hourOfTheWeek, week } from '#core/time/week.ts'

/** Series of which it is known what made them, to see what tests say of them. */

export type Random = () => number

/**
 * A count of the Poisson distribution: Knuth's product for small means, rounded normal for large
 * ones.
 */
export function poisson(mean: number, random: Random): number {
	if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)))
	const limit = Math.exp(-mean)
	let [count, product] = [-1, 1]
	do {
		count++
		product *= random()
	} while (product > limit)
	return count
}

/**
 * A series of mean nought and deviation one in which each value keeps so much of the one before.
 */
export function persistent(length: number, persistence: number, random: Random): number[] {
	let before = gaussian(random)
	return Array.from({ length }, (_, index) => {
		if (index > 0)
			before = persistence * before + Math.sqrt(1 - persistence ** 2) * gaussian(random)
		return before
	})
}

/** Months of 30 covered days from January 2020 on, with so many incidents. */
export function monthsWith(counts: readonly number[]): MonthCount[] {
	return counts.map((count, index) => ({
		month: `${2020 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
		count,
		days: 30,
	}))
}

/** Monthly counts by what makes them; `place` runs from 0 to 1. */
export const monthlyCounts = {
	independent: (length: number, random: Random) =>
		Array.from({ length }, () => poisson(12, random)),
	/** Counts around a rate that persists. */
	persistentRate: (persistence: number) => (length: number, random: Random) =>
		persistent(length, persistence, random).map((level) =>
			poisson(12 * Math.exp(0.5 * level), random),
		),
	/** Values that persist, rounded, without the noise of counts. */
	persistentValue: (persistence: number) => (length: number, random: Random) =>
		persistent(length, persistence, random).map((level) => Math.max(0, Math.round(20 + 6 * level))),
	growing: (rateAt: (place: number) => number) => (length: number, random: Random) =>
		Array.from({ length }, (_, index) => poisson(rateAt(index / (length - 1)), random)),
} as const

/** Growth that bends and growth that does not. */
export const growths = {
	linear: (place: number) => 2 + 40 * place,
	tenfold: (place: number) => 3 * 10 ** place,
	thirtyfold: (place: number) => 1.5 * 30 ** place,
	's-shaped': (place: number) => 2 + 38 / (1 + Math.exp(-8 * (place - 0.5))),
} as const

export const monday = Date.parse('2024-01-01T00:00:00Z')

/** More on working days and in the afternoon. */
export function workingWeek(moment: number): number {
	const place = hourOfTheWeek(moment)
	const [day, clock] = [Math.floor(place / 24), place % 24]
	return (day < 5 ? 1.3 : 0.25) * (clock >= 13 && clock < 22 ? 1.8 : 0.6)
}

/**
 * Trouble of some hours that begins in hours of the working week; `rateAt` gives beginnings a week
 * by the number of the week.
 */
export function troubled(weeks: number, rateAt: (week: number) => number, random: Random): Series {
	const whole = { from: monday, to: monday + weeks * week }
	const trouble: Span[] = []
	for (let from = whole.from; from < whole.to; from += hour) {
		if (random() >= (rateAt((from - monday) / week) / 168) * workingWeek(from)) continue
		trouble.push({ from, to: Math.min(whole.to, from - Math.log(1 - random()) * 2.5 * hour) })
	}
	return { known: [whole], trouble: merged(trouble) }
}

/** Weekly rates by what makes them. */
export const weeklyRates = {
	steady: () => () => 3,
	growing: (weeks: number) => (place: number) => 0.8 * 10 ** (place / weeks),
	persistent: (weeks: number, random: Random) => {
		const levels = persistent(weeks, 0.9, random)
		return (place: number) => 3 * Math.exp(0.8 * (levels[Math.floor(place)] ?? 0))
	},
} as const

/** Incidents of one surface, an hour or so long, at some moments. */
export function incidentsAt(moments: readonly number[], random: Random): Occurrence[] {
	return moments
		.toSorted((a, b) => a - b)
		.map((from) => ({ from, to: from + (0.2 + random()) * hour, surfaces: [0], endKnown: true }))
}

/** Moments whose chance is as large as `weight` says, which never exceeds `most`. */
export function momentsBy(
	count: number,
	window: Span,
	weight: (moment: number) => number,
	most: number,
	random: Random,
): number[] {
	const found: number[] = []
	while (found.length < count) {
		const moment = window.from + Math.floor(random() * (window.to - window.from))
		if (random() * most < weight(moment)) found.push(moment)
	}
	return found
}
