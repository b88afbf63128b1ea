import { instantOf } from '#core/time/time.ts'
import { firstMonday, week, weekOf } from '#core/time/week.ts'
import { intersection, length, type Span } from '../toolkit/span.ts'
import { intervalByWeeks, type Weekly } from '../toolkit/week-blocks.ts'
import { type Door, whyUnusable } from './doors.ts'
import type { Fallback, SharedFateFigures } from './figures.ts'
import { blockWeeks } from './shifts.ts'

/** The availability that somebody with two or three doors would have had. */

/** Less than this in common says more about the weeks than about the doors. */
const leastCommon = 14 * 86_400_000
/** Triples grow with the third power. */
const doorsAtMost = 16

export interface FallbackFigures {
	readonly fallbacks: readonly Fallback[]
	readonly doorsLeftOut: SharedFateFigures['doorsLeftOut']
}

/**
 * Every pair and triple of doors of one kind at different providers. `only` asks for those that
 * hold a door of that provider.
 */
export function fallbacksOf(
	doors: readonly Door[],
	only: string | undefined,
	draws: number,
): FallbackFigures {
	const doorsLeftOut: SharedFateFigures['doorsLeftOut'] = []
	const fallbacks = [...Map.groupBy(doors, ({ kind }) => kind)].flatMap(([kind, own]) => {
		const usable: Door[] = []
		for (const door of own) {
			const why =
				whyNot(door) ??
				(usable.length >= doorsAtMost
					? `only the first ${doorsAtMost} doors of a kind are set against each other`
					: undefined)
			if (why === undefined) usable.push(door)
			else doorsLeftOut.push({ door: door.name, kind, why })
		}
		return combinationsOf(usable)
			.filter((chosen) => only === undefined || chosen.some(({ provider }) => provider === only))
			.flatMap((chosen) => fallbackOf(kind, chosen, draws))
	})
	return { fallbacks, doorsLeftOut }
}

function whyNot(door: Door): string | undefined {
	return length(door.known) < leastCommon ? 'known for less than 14 days' : whyUnusable(door)
}

function combinationsOf(doors: readonly Door[]): Door[][] {
	return doors.flatMap((first, i) =>
		doors.slice(i + 1).flatMap((second, j) => {
			if (second.provider === first.provider) return []
			const thirds = doors
				.slice(i + j + 2)
				.filter(({ provider }) => provider !== first.provider && provider !== second.provider)
			return [[first, second], ...thirds.map((third) => [first, second, third])]
		}),
	)
}

function fallbackOf(kind: string, doors: readonly Door[], draws: number): Fallback[] {
	const common = all(doors.map(({ known }) => known))
	const total = length(common)
	if (total < leastCommon) return []
	const down = doors.map(({ trouble }) => intersection(trouble, common))
	const allDown = all(down)
	// Weeks without a joint failure, drawn again, tell nothing of how rare one is.
	const interval =
		draws > 0 && allDown.length > 0
			? intervalByWeeks(weeklyOf(common, allDown), [], draws)
			: undefined
	const seasons = bins(common, blockWeeks * week)
	const known = lengthsIn(seasons, common)
	const downBy = down.map((spans) => lengthsIn(seasons, spans))
	const chance = known.reduce(
		(sum, season, place) =>
			sum + downBy.reduce((product, lengths) => (product * (lengths[place] ?? 0)) / season, season),
		0,
	)
	return [
		{
			kind,
			doors: doors.map(({ name }) => name),
			windows: hull(common).map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to) })),
			commonSeconds: total / 1000,
			alone: down.map((spans) => 1 - length(spans) / total),
			together: 1 - length(allDown) / total,
			low: interval?.low ?? null,
			high: interval?.high ?? null,
			ifIndependent: 1 - chance / total,
			allDownSeconds: length(allDown) / 1000,
			unmeasured: doors.reduce((sum, { unmeasured }) => sum + unmeasured, 0),
		},
	]
}

/** By week, how long at least one of the doors had no trouble, of how long all are known. */
function weeklyOf(common: readonly Span[], allDown: readonly Span[]): Weekly {
	const weeks = bins(common, week)
	const [known, down] = [lengthsIn(weeks, common), lengthsIn(weeks, allDown)]
	return new Map(
		weeks.map(({ from }, place) => {
			const of = known[place] ?? 0
			return [weekOf(from), { part: of - (down[place] ?? 0), of }]
		}),
	)
}

/** How much of sorted, disjoint spans lies in each of sorted, disjoint bins: one pass over both. */
function lengthsIn(sorted: readonly Span[], spans: readonly Span[]): Float64Array {
	const lengths = new Float64Array(sorted.length)
	let place = 0
	for (const { from, to } of spans) {
		while ((sorted[place]?.to ?? Number.POSITIVE_INFINITY) <= from) place++
		for (let at = place; at < sorted.length; at++) {
			const bin = sorted[at]
			if (!bin || bin.from >= to) break
			lengths[at] = (lengths[at] ?? 0) + Math.min(to, bin.to) - Math.max(from, bin.from)
		}
	}
	return lengths
}

/** Stretches of one length from Monday on, those in which anything is known. */
function bins(known: readonly Span[], size: number): Span[] {
	const numbers = new Set<number>()
	for (const { from, to } of known) {
		const last = Math.floor((to - 1 - firstMonday) / size)
		for (let number = Math.floor((from - firstMonday) / size); number <= last; number++)
			numbers.add(number)
	}
	return [...numbers]
		.sort((a, b) => a - b)
		.map((number) => ({ from: firstMonday + number * size, to: firstMonday + (number + 1) * size }))
}

function all(lists: readonly (readonly Span[])[]): readonly Span[] {
	return lists
		.slice(1)
		.reduce<readonly Span[]>((common, list) => intersection(common, list), lists[0] ?? [])
}

/**
 * Windows as they are printed: breaks of less than a day between them are gaps, and already taken
 * out of the sum.
 */
function hull(spans: readonly Span[]): Span[] {
	const result: { from: number; to: number }[] = []
	for (const { from, to } of spans) {
		const last = result.at(-1)
		if (last && from - last.to < 86_400_000) last.to = to
		else result.push({ from, to })
	}
	return result
}
