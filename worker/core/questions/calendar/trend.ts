import { quantile, seeded } from '#core/statistics/statistics.ts'
import { weekdayOf } from '#core/time/zone.ts'
import { chanceSeed } from '../question.ts'
import type { Trend } from './figures.ts'

/**
 * A local day that is covered: how much of it (in days of 24 hours), and how many incidents began.
 */
export interface DayCount {
	readonly day: number
	readonly covered: number
	readonly count: number
	readonly month: string
}

const year = 365.25
const leastDays = 182
const leastIncidents = 20
/** Blocks that are drawn whole: weeks of one season resemble each other. */
const blockDays = 56
const steps = 30

/**
 * Growth by one factor a year and a factor for each weekday, by maximum likelihood of Poisson
 * counts. Undefined for less than half a year or 20 incidents.
 */
export function trendOf(days: readonly DayCount[], draws: number): Trend | undefined {
	const total = days.reduce((sum, { count }) => sum + count, 0)
	if (days.length < leastDays || total < leastIncidents) return undefined
	const model = modelOf(days)
	const blocks =
		draws === 0 ? [] : runsOf(days, blockDays).map((own) => summed(own, model.weekdays))
	const random = seeded(chanceSeed)
	const factors = Float64Array.from({ length: draws }, () =>
		Math.exp(
			slopeOf(blocks.map(() => blocks[Math.floor(random() * blocks.length)] ?? blocks[0] ?? [])) *
				year,
		),
	).sort()
	const months = Map.groupBy(days, ({ month }) => month)
	return {
		perYear: Math.exp(model.slope * year),
		low: quantile(factors, 0.025),
		high: quantile(factors, 0.975),
		draws,
		months: [...months].map(([month, own]) => {
			const expected = own.reduce((sum, { day, covered }) => sum + covered * model.rateOf(day), 0)
			const count = own.reduce((sum, one) => sum + one.count, 0)
			return { month, expected, ratio: expected === 0 ? null : count / expected }
		}),
	}
}

interface Model {
	readonly slope: number
	readonly weekdays: readonly number[]
	rateOf(day: number): number
}

/** Slope and weekdays in turn: each is exact when the other is known, and they hardly meet. */
function modelOf(days: readonly DayCount[]): Model {
	let weekdays: readonly number[] = Array.from({ length: 7 }, () => 1)
	let slope = 0
	for (let round = 0; round < 4; round++) {
		slope = slopeOf([summed(days, weekdays)])
		weekdays = weekdaysAlong(days, slope)
	}
	const middle = middleOf(days)
	const scale =
		days.reduce((sum, { count }) => sum + count, 0) /
		days.reduce((sum, one) => sum + one.covered * factor(one.day, weekdays, slope, middle), 0)
	return { slope, weekdays, rateOf: (day) => scale * factor(day, weekdays, slope, middle) }
}

function factor(day: number, weekdays: readonly number[], slope: number, middle: number): number {
	return (weekdays[weekdayOf(day)] ?? 1) * Math.exp(slope * (day - middle))
}

function weekdaysAlong(days: readonly DayCount[], slope: number): number[] {
	const middle = middleOf(days)
	const [counts, exposures] = [new Float64Array(7), new Float64Array(7)]
	for (const { day, covered, count } of days) {
		const weekday = weekdayOf(day)
		counts[weekday] = (counts[weekday] ?? 0) + count
		exposures[weekday] = (exposures[weekday] ?? 0) + covered * Math.exp(slope * (day - middle))
	}
	const total =
		counts.reduce((sum, count) => sum + count, 0) /
		exposures.reduce((sum, exposure) => sum + exposure, 0)
	return Array.from(counts, (count, weekday) => count / (total * (exposures[weekday] ?? 1)))
}

function middleOf(days: readonly DayCount[]): number {
	return ((days[0]?.day ?? 0) + (days.at(-1)?.day ?? 0)) / 2
}

/** Weeks of days as one count each: what the slope is found from. */
interface Part {
	readonly at: number
	readonly exposure: number
	readonly count: number
}

function summed(days: readonly DayCount[], weekdays: readonly number[]): Part[] {
	return runsOf(days, 7).map((own) => {
		let [at, exposure, total] = [0, 0, 0]
		for (const { day, covered, count } of own) {
			at += day
			exposure += covered * (weekdays[weekdayOf(day)] ?? 1)
			total += count
		}
		return { at: at / own.length, exposure, count: total }
	})
}

/** Days, which are in order, cut into runs of so many by the calendar. */
function runsOf(days: readonly DayCount[], size: number): (readonly DayCount[])[] {
	const runs: DayCount[][] = []
	let number = Number.NaN
	for (const day of days) {
		const own = Math.floor(day.day / size)
		if (own === number) runs.at(-1)?.push(day)
		else runs.push([day])
		number = own
	}
	return runs
}

/**
 * The slope of a logarithmic rate: Newton's steps towards Σ count·t ÷ Σ count = Σ
 * exposure·t·e^(slope·t) ÷ Σ exposure·e^(slope·t).
 */
function slopeOf(blocks: readonly (readonly Part[])[]): number {
	const parts = blocks.flat()
	const total = parts.reduce((sum, { count }) => sum + count, 0)
	if (total === 0) return 0
	const centre = parts.reduce((sum, { at }) => sum + at, 0) / parts.length
	const wanted = parts.reduce((sum, { at, count }) => sum + count * (at - centre), 0) / total
	let slope = 0
	for (let step = 0; step < steps; step++) {
		let [weights, first, second] = [0, 0, 0]
		for (const { at, exposure } of parts) {
			const time = at - centre
			const weight = exposure * Math.exp(slope * time)
			weights += weight
			first += weight * time
			second += weight * time * time
		}
		const mean = first / weights
		const spread = second / weights - mean * mean
		if (!(spread > 0)) return slope
		const move = Math.max(-0.01, Math.min(0.01, (wanted - mean) / spread))
		slope += move
		if (Math.abs(move) < 1e-12) return slope
	}
	return slope
}
