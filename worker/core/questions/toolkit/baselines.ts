import * as z from 'zod/mini'
import { hour, hourOfTheWeek, week } from '#core/time/week.ts'
import { monthOfDay } from '#core/time/zone.ts'
import { momentOf, type Span } from './span.ts'

/**
 * What chance alone would give depends on what it may not change. Each baseline scatters the same
 * incidents, with their lengths and surfaces, and
 * keeps something of when they began: the more it keeps, the more it explains, and the less is left
 * that needs another reason.
 */

export const baselineNames = [
	'uniform',
	'month',
	'month and hour of the week',
	'week jitter',
] as const
export const BaselineName = z.enum(baselineNames)
export type BaselineName = z.infer<typeof BaselineName>

/**
 * The strictest that rests on nothing but calendar and clock: every page, essay and comparison
 * compares with this one.
 */
export const leadingBaseline: BaselineName = 'month and hour of the week'

export interface Baseline {
	/** Where an incident may land. */
	readonly keeps: string
	/** What it can explain and what it can't, in one sentence. */
	readonly explains: string
}

export const baselines: Readonly<Record<BaselineName, Baseline>> = {
	uniform: {
		keeps: 'each incident begins at any recorded moment',
		explains:
			'It explains what the number of incidents alone brings, and can’t tell growth, a busy ' +
			'month or the working week from a fault that came back.',
	},
	month: {
		keeps: 'each stays in its calendar month (UTC)',
		explains:
			'It explains growth and busy months, and can’t tell the working week from a fault that ' +
			'came back.',
	},
	'month and hour of the week': {
		keeps:
			'each stays in its calendar month, and begins in an hour of the week (UTC) as often as ' +
			'this provider’s incidents do',
		explains:
			'It explains growth, busy months and working hours, and can’t tell a bad week from a ' +
			'fault that came back.',
	},
	'week jitter': {
		keeps: 'each keeps its weekday and time of day, and moves by up to two whole weeks',
		explains:
			'It explains habits of the clock and stretches of some weeks, and explains away a part ' +
			'of what came back within such a stretch.',
	},
}

/** Where the incident at a position begins in one draw; calls `random` as often as it needs. */
export type Placement = (position: number, random: () => number) => number

/**
 * How a baseline places incidents that began at `starts`, all of them inside of `windows` (sorted,
 * disjoint).
 */
export function placementOf(
	name: BaselineName,
	starts: ArrayLike<number>,
	windows: readonly Span[],
): Placement {
	switch (name) {
		case 'uniform':
			return uniform(windows)
		case 'month':
			return withinMonth(starts, windows)
		case 'month and hour of the week':
			return withinMonthByHour(starts, windows)
		case 'week jitter':
			return byWholeWeeks(starts, windows)
	}
}

const hoursOfTheWeek = 168

function uniform(windows: readonly Span[]): Placement {
	const total = windows.reduce((sum, { from, to }) => sum + to - from, 0)
	return (_, random) => momentOf(windows, random() * total)
}

function withinMonth(starts: ArrayLike<number>, windows: readonly Span[]): Placement {
	const months = new Map<number, Span[]>()
	for (const piece of windows.flatMap(monthsOf)) append(months, monthOf(piece.from), piece)
	const placements = new Map([...months].map(([month, spans]) => [month, uniform(spans)]))
	return ownMonth(starts, placements)
}

/**
 * Each covered hour of a month weighs as much as its hour of the week: incidents that began in it ÷
 * covered time of it, over the whole record.
 */
function withinMonthByHour(starts: ArrayLike<number>, windows: readonly Span[]): Placement {
	const pieces = windows.flatMap(hoursOf)
	const [begun, covered] = [new Float64Array(hoursOfTheWeek), new Float64Array(hoursOfTheWeek)]
	for (let position = 0; position < starts.length; position++) {
		const place = hourOfTheWeek(starts[position] ?? 0)
		begun[place] = (begun[place] ?? 0) + 1
	}
	for (const { from, to } of pieces) {
		const place = hourOfTheWeek(from)
		covered[place] = (covered[place] ?? 0) + to - from
	}
	const months = new Map<number, Span[]>()
	for (const piece of pieces)
		if ((begun[hourOfTheWeek(piece.from)] ?? 0) > 0) append(months, monthOf(piece.from), piece)
	const weight = ({ from, to }: Span) =>
		((begun[hourOfTheWeek(from)] ?? 0) * (to - from)) / (covered[hourOfTheWeek(from)] ?? 1)
	const placements = new Map(
		[...months].map(([month, spans]) => [month, weighed(spans, spans.map(weight))]),
	)
	return ownMonth(starts, placements)
}

/**
 * A span by its weight, and any moment of it: A. J. Walker's alias method (1977) in M. D. Vose's
 * form, one step a draw.
 */
function weighed(spans: readonly Span[], weights: readonly number[]): Placement {
	const count = spans.length
	const total = weights.reduce((sum, weight) => sum + weight, 0)
	const odds = Float64Array.from(weights, (weight) => (weight * count) / total)
	const alias = Uint32Array.from(odds.keys())
	const light: number[] = []
	const heavy: number[] = []
	for (const [index, odd] of odds.entries()) (odd < 1 ? light : heavy).push(index)
	while (light.length > 0 && heavy.length > 0) {
		const [less, more] = [light.pop() ?? 0, heavy.at(-1) ?? 0]
		alias[less] = more
		const left = (odds[more] ?? 1) - (1 - (odds[less] ?? 1))
		odds[more] = left
		if (left < 1) light.push(heavy.pop() ?? 0)
	}
	// What is left over by rounding fills its own place.
	for (const index of [...light, ...heavy]) odds[index] = 1
	const from = Float64Array.from(spans, (span) => span.from)
	const lengths = Float64Array.from(spans, (span) => span.to - span.from)
	return (_, random) => {
		const place = random() * count
		const first = Math.floor(place)
		const chosen = place - first < (odds[first] ?? 1) ? first : (alias[first] ?? first)
		return (from[chosen] ?? 0) + random() * (lengths[chosen] ?? 0)
	}
}

function ownMonth(
	starts: ArrayLike<number>,
	placements: ReadonlyMap<number, Placement>,
): Placement {
	const own = Array.from(starts, (start) => placements.get(monthOf(start)))
	return (position, random) => own[position]?.(position, random) ?? starts[position] ?? 0
}

const jitter = [-2, -1, 0, 1, 2].map((weeks) => weeks * week)

function byWholeWeeks(starts: ArrayLike<number>, windows: readonly Span[]): Placement {
	const moves = Array.from(starts, (start) =>
		jitter
			.map((shift) => start + shift)
			.filter((moment) => windows.some(({ from, to }) => moment >= from && moment < to)),
	)
	return (position, random) => {
		const own = moves[position] ?? []
		return own[Math.floor(random() * own.length)] ?? starts[position] ?? 0
	}
}

/** Months since 1970 of the UTC calendar. */
export function monthOf(moment: number): number {
	return monthOfDay(Math.floor(moment / (24 * hour)))
}

function monthsOf(window: Span): Span[] {
	return cut(window, (moment) => Date.UTC(1970, monthOf(moment) + 1, 1))
}

function hoursOf(window: Span): Span[] {
	return cut(window, (moment) => (Math.floor(moment / hour) + 1) * hour)
}

function cut({ from, to }: Span, next: (moment: number) => number): Span[] {
	const pieces: Span[] = []
	for (let start = from; start < to; ) {
		const end = Math.min(to, next(start))
		pieces.push({ from: start, to: end })
		start = end
	}
	return pieces
}

function append<Key>(lists: Map<Key, Span[]>, key: Key, span: Span): void {
	const known = lists.get(key)
	if (known) known.push(span)
	else lists.set(key, [span])
}
