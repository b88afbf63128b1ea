import type { Share } from '#core/model/analysis.ts'
import { quantile, seeded, share } from '#core/statistics/statistics.ts'
import { weekOf } from '#core/time/week.ts'
import { chanceSeed } from '../question.ts'
import type { Counts } from './recurrence.ts'
import type { Span } from './span.ts'

/**
 * The interval of a share whose cases come in weeks together: whole weeks are drawn with
 * replacement, with all that they hold. Wilson's interval takes
 * each case for an independent one, and is too narrow where one bad week makes ten of them.
 */

/** Fewer weeks than this do not tell how much weeks differ. */
const leastWeeks = 8

/** How many cases and of how many, by week. */
export type Weekly = Map<number, Counts>

export function addTo(weekly: Weekly, at: number, isPart: boolean): void {
	const number = weekOf(at)
	const { part, of } = weekly.get(number) ?? { part: 0, of: 0 }
	weekly.set(number, { part: part + (isPart ? 1 : 0), of: of + 1 })
}

/** Several providers side by side: a week is drawn with all that it holds. */
export function joined(lists: readonly Weekly[]): Weekly {
	const all: Weekly = new Map()
	for (const [number, { part, of }] of lists.flatMap((list) => [...list])) {
		const known = all.get(number) ?? { part: 0, of: 0 }
		all.set(number, { part: known.part + part, of: known.of + of })
	}
	return all
}

/** Who was asked, in words, and who was not, by reason. */
export interface OfWhom {
	readonly draws: number
	readonly population: string
	readonly leftOut: Readonly<Record<string, number>>
}

/**
 * The share of all weeks of `windows`; its interval is the wider one of Wilson's and of the weeks',
 * at 95 %.
 */
export function shareByWeeks(
	weekly: Weekly,
	windows: readonly Span[],
	{ draws, population, leftOut }: OfWhom,
): Share {
	const own = [...weekly.values()]
	const whole = {
		...share(
			own.reduce((sum, { part }) => sum + part, 0),
			own.reduce((sum, { of }) => sum + of, 0),
		),
		population,
		leftOut: { ...leftOut },
	}
	const drawn = intervalByWeeks(weekly, windows, draws)
	if (!drawn || whole.low === null || whole.high === null) return whole
	return { ...whole, low: Math.min(whole.low, drawn.low), high: Math.max(whole.high, drawn.high) }
}

/**
 * Where 95 % of the shares lie when weeks are drawn with replacement; undefined where too few weeks
 * hold anything. Parts may be counts or seconds.
 */
export function intervalByWeeks(
	weekly: Weekly,
	windows: readonly Span[],
	draws: number,
): { readonly low: number; readonly high: number } | undefined {
	if (draws === 0 || [...weekly.values()].filter(({ of }) => of > 0).length < leastWeeks)
		return undefined
	const weeks = new Set<number>(weekly.keys())
	for (const { from, to } of windows)
		for (let number = weekOf(from); number <= weekOf(to - 1); number++) weeks.add(number)
	const pool = [...weeks]
		.sort((a, b) => a - b)
		.map((number) => weekly.get(number) ?? { part: 0, of: 0 })
	const [parts, wholes] = [
		Float64Array.from(pool, ({ part }) => part),
		Float64Array.from(pool, ({ of }) => of),
	]
	const random = seeded(chanceSeed)
	const shares = Float64Array.from({ length: draws }, () => {
		let [part, of] = [0, 0]
		for (let place = 0; place < parts.length; place++) {
			const drawn = Math.floor(random() * parts.length)
			part += parts[drawn] ?? 0
			of += wholes[drawn] ?? 0
		}
		return part / of
	})
	const sorted = shares.filter((value) => !Number.isNaN(value)).sort()
	const [low, high] = [quantile(sorted, 0.025), quantile(sorted, 0.975)]
	return low === null || high === null ? undefined : { low, high }
}
