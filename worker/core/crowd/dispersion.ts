import { crowdThresholds as limits } from './thresholds.ts'
import type { Scatter, WeekMiddle } from './weeks.ts'

/**
 * How much more counts scatter than independent reports would, estimated once a day by the method
 * of moments over the hours of the week before,
 * each from the weeks before it. Two parts are added: what differs within an hour, and what an hour
 * differs by from week to week. 0 where the weeks
 * show no more than chance would: then counts are Poisson, else negative binomial.
 */
export function dispersionByDay(
	week: (hour: number) => WeekMiddle | null,
): (hour: number) => number {
	let last: { readonly day: number; readonly dispersion: number } | undefined
	return (hour) => {
		const day = Math.floor(hour / 24)
		if (last?.day !== day) last = { day, dispersion: dispersionOf(scatterBefore(day * 24, week)) }
		return last.dispersion
	}
}

const hoursAWeek = 168

function scatterBefore(hour: number, week: (hour: number) => WeekMiddle | null): Scatter {
	const sum = { within: 0, withinSquare: 0, between: 0, betweenSquare: 0, chance: 0 }
	for (let before = 1; before <= hoursAWeek; before += 1) {
		const scatter = week(hour - before)?.scatter
		if (!scatter) continue
		sum.within += scatter.within
		sum.withinSquare += scatter.withinSquare
		sum.between += scatter.between
		sum.betweenSquare += scatter.betweenSquare
		sum.chance += scatter.chance
	}
	return sum
}

/**
 * With a Gamma prior: as if `priorReports` squared reports had been seen with the dispersion that
 * the prior expects.
 */
function dispersionOf({ within, withinSquare, between, betweenSquare, chance }: Scatter): number {
	const weight = limits.priorWeight.value
	const shown = within > limits.shownDispersion.value * Math.sqrt(chance)
	const inHours = shown
		? (within + weight * limits.priorDispersion.value) / (withinSquare + weight)
		: 0
	const noise = betweenSquare === 0 ? 0 : between / (betweenSquare + weight / hoursAWeek)
	const overWeeks = Math.max(0, noise - inHours / 4)
	return overWeeks < limits.leastWander.value ? inHours : inHours + overWeeks
}
