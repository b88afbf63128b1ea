import { seeded } from '#core/statistics/statistics.ts'
import { chanceSeed } from '../question.ts'
import type { ChangePoint } from './figures.ts'
import { dot, fitted, gaussian, independentOf, type Line, projectedOut } from './lines.ts'

/** One month of a record: how many began in it, over how many covered days. */
export interface MonthCount {
	/** `2026-03`. */
	readonly month: string
	readonly count: number
	readonly days: number
}

export const leastMonths = 18
export const claimBelow = 0.02
/** On each side of a border. */
const leastSide = 3
/** Months with fewer covered days say little of their rate. */
const leastDays = 15
/** Smooth growth is whatever a polynomial of this degree follows. */
const degree = 3
/**
 * Persistence of a month in the next that is tried; one as strong as the last can hardly be told
 * from growth.
 */
const persistences = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98]
/**
 * A persistence is ruled out where fewer draws of it than this look as little persistent as the
 * months do.
 */
const ruledOutBelow = 0.1
/** Squares that add up to less are rounding: the months are alike. */
const alike = 1e-9
/**
 * Counts that are this many deviations of Poisson's distribution apart are not one rate by
 * accident.
 */
const leastApart = 3
/** In months: what is spread over so many is no step. */
const rampWidths = [4, 8, 12]

/**
 * The border between months at which a step, on top of smooth growth, explains the rates best;
 * claimed only when nothing duller does. Dull is: growth
 * that a cubic follows; months that resemble their neighbours, for which the same search is made on
 * drawn series of every persistence that the months
 * allow (the largest p counts); a rise that is spread over months; and what counting alone makes of
 * one rate. Rates enter as the logarithm of incidents for each 30 days plus four, which
 * makes months of few and of many incidents vary alike. Undefined when there are too few months, or
 * none has an incident. `searches` holds what was prepared for the same months of other series.
 */
export function changePointOf(
	months: readonly MonthCount[],
	draws: number,
	searches = new Map<string, Search>(),
): ChangePoint | undefined {
	const used = months.filter(({ days }) => days >= leastDays)
	if (used.length < leastMonths || used.every(({ count }) => count === 0)) return undefined
	const times = used.map(({ month }) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)))
	const search = searches.get(times.join()) ?? new Search(times)
	searches.set(times.join(), search)
	if (search.borders.length === 0) return undefined
	const rates = Float64Array.from(used, ({ count, days }) => Math.log((30 * count) / days + 4))
	const found = search.strongest(rates)
	const { p, persistence } = search.dullest(found, draws)
	const [before, after] = [sumOf(used.slice(0, found.border)), sumOf(used.slice(found.border))]
	return {
		month: used[found.border]?.month ?? '',
		beforePerDay: before.count / before.days,
		afterPerDay: after.count / after.days,
		statistic: found.explained,
		p,
		persistence,
		draws,
		claimed: p < claimBelow && areApart(before, after) && !search.isRamp(rates, found.explained),
	}
}

type Sum = Pick<MonthCount, 'count' | 'days'>

function sumOf(months: readonly MonthCount[]): Sum {
	return {
		count: months.reduce((sum, { count }) => sum + count, 0),
		days: months.reduce((sum, { days }) => sum + days, 0),
	}
}

/** Whether two counts are further apart than counting alone makes them. */
function areApart(before: Sum, after: Sum): boolean {
	const rate = (before.count + after.count) / (before.days + after.days)
	const difference = before.count / before.days - after.count / after.days
	return difference ** 2 > leastApart ** 2 * rate * (1 / before.days + 1 / after.days)
}

interface Found {
	/** The position of the first month after it. */
	readonly border: number
	/** Of what smooth growth leaves, the share that the step explains. */
	readonly explained: number
	/** How much what is left of each month resembles what is left of the month before. */
	readonly resemblance: number
}

/**
 * Searches series over the same months for their strongest step; what depends on the months alone
 * is prepared once.
 */
export class Search {
	readonly borders: readonly number[]
	private readonly times: readonly number[]
	private readonly smooth: readonly Line[]
	/**
	 * For each border, the step without what smooth growth would follow of it: of length 1, and the
	 * length that it had.
	 */
	private readonly steps: readonly { readonly line: Line; readonly size: number }[]
	private readonly possible: readonly number[]

	constructor(times: readonly number[]) {
		const [first = 0, last = 0] = [times[0], times.at(-1)]
		this.times = times
		const powers = Array.from({ length: degree + 1 }, (_, power) =>
			Float64Array.from(times, (time) => ((2 * (time - first)) / (last - first) - 1) ** power),
		)
		this.smooth = independentOf(powers)
		// A border in a hole of the record says not when the rate changed.
		const isNext = (border: number) => (times[border] ?? 0) - (times[border - 1] ?? 0) <= 2
		const possible = times
			.map((_, border) => border)
			.filter(
				(border) => border >= leastSide && border <= times.length - leastSide && isNext(border),
			)
		const steps = possible.flatMap((border) => {
			const step = new Float64Array(times.length).fill(1, border)
			const line = fitted(step, this.smooth)
			return line ? [{ border, line, size: dot(step, line) }] : []
		})
		this.borders = steps.map(({ border }) => border)
		this.steps = steps
		this.possible = possible
	}

	strongest(series: Line): Found {
		const rest = projectedOut(series, this.smooth)
		const all = dot(rest, rest)
		// Nothing smooth is left in it: all that counts of a step is the sum behind its border.
		const behind = new Float64Array(rest.length + 1)
		for (let index = rest.length - 1; index >= 0; index--)
			behind[index] = (behind[index + 1] ?? 0) + (rest[index] ?? 0)
		let [most, place] = [-1, 0]
		for (let index = 0; index < this.steps.length; index++) {
			const part = ((behind[this.borders[index] ?? 0] ?? 0) / (this.steps[index]?.size ?? 1)) ** 2
			if (part > most) [most, place] = [part, index]
		}
		const step = this.steps[place]?.line ?? new Float64Array(rest.length)
		const height = dot(step, rest)
		let [together, own, before] = [0, 0, 0]
		for (let index = 0; index < rest.length; index++) {
			const left = (rest[index] ?? 0) - height * (step[index] ?? 0)
			own += left * left
			together += left * before
			before = left
		}
		return {
			border: this.borders[place] ?? 0,
			explained: all <= alike ? 0 : most / all,
			resemblance: own === 0 ? 0 : together / own,
		}
	}

	/** The largest p over the persistences that are not ruled out. */
	dullest(found: Found, draws: number): { readonly p: number; readonly persistence: number } {
		let dullest = { p: 0, persistence: 0 }
		// The same noise for every persistence: to draw it is most of the work, and they differ by what
		// they keep alone.
		const random = seeded(chanceSeed)
		const noise = Array.from({ length: draws }, () =>
			Float64Array.from(this.times, () => gaussian(random)),
		)
		for (const persistence of persistences) {
			let [asMuch, asLittle] = [0, 0]
			for (const line of noise) {
				const drawn = this.strongest(this.persistent(persistence, line))
				if (drawn.explained >= found.explained) asMuch++
				if (drawn.resemblance <= found.resemblance) asLittle++
			}
			if (persistence > 0 && asLittle < ruledOutBelow * draws) break
			const p = (1 + asMuch) / (1 + draws)
			if (p > dullest.p) dullest = { p, persistence }
		}
		return dullest
	}

	/** Whether a rise over months explains more than the step does. */
	isRamp(series: Line, explained: number): boolean {
		const rest = projectedOut(series, this.smooth)
		const all = dot(rest, rest)
		return this.ramps().some((ramp) => dot(ramp, rest) ** 2 > explained * all)
	}

	/** Asked for only where a step would be claimed: they are most of what could be prepared. */
	private ramps(): Line[] {
		return rampWidths.flatMap((width) =>
			this.possible.flatMap((border) => {
				const middle = (this.times[border] ?? 0) - 0.5
				const ramp = Float64Array.from(this.times, (time) =>
					Math.min(1, Math.max(0, (time - middle) / width + 0.5)),
				)
				return fitted(ramp, this.smooth) ?? []
			}),
		)
	}

	/** A series in which each month keeps so much of the month before; over a hole it keeps less. */
	private persistent(persistence: number, noise: Line): Line {
		const series = new Float64Array(this.times.length)
		let before = 0
		for (let index = 0; index < series.length; index++) {
			const kept =
				index === 0 ? 0 : persistence ** ((this.times[index] ?? 0) - (this.times[index - 1] ?? 0))
			before = kept * before + Math.sqrt(1 - kept * kept) * (noise[index] ?? 0)
			series[index] = before
		}
		return series
	}
}
