import { median } from '#core/statistics/statistics.ts'
import type { ProviderScope, ScopedIncident } from '../scoped-record.ts'
import type { Span } from '../span.ts'
import { type Concern, concernOf } from './concern.ts'

/**
 * What an incident of unknown length may have been: how far a figure depends on it is shown by
 * counting three ways.
 */

export const assumptions = ['zero', 'median of its kind', 'until the record speaks again'] as const
/**
 * `zero`: it lasted no time. `median of its kind`: as long as half of the provider's incidents of
 * the same rating did, or of all its incidents
 * where fewer than five of those have a length. `until the record speaks again`: as long as nothing
 * in the record contradicts: to our next look,
 * or in a history to the next time that one of its surfaces is named, or to the end of the window;
 * one that was filed only when it was over goes
 * back as far.
 */
export type Assumption = (typeof assumptions)[number]

/** Fewer of a kind have no median to speak of. */
const kindAtLeast = 5

/**
 * The same concerns with every unknown length replaced. Where no incident of the provider has a
 * length, the median leaves them as they are.
 */
export function assuming(
	assumption: Assumption,
	concerns: readonly Concern[],
	scope: ProviderScope,
): Concern[] {
	if (concerns.every(({ kind }) => kind !== 'unmeasured')) return [...concerns]
	const lengthOf = assumption === 'median of its kind' ? mediansOf(scope) : undefined
	return concerns.flatMap((concern): Concern[] => {
		if (concern.kind !== 'unmeasured') return [concern]
		if (assumption === 'zero') return []
		const span = lengthOf
			? ofLength(concern.entry, lengthOf(concern.entry))
			: reachOf(concern.entry, scope)
		return [{ ...concern, kind: 'measured', span, isRow: false }]
	})
}

/** One that was filed when it was over ended then; of any other the beginning is known. */
function isEndKnown({ ended }: ScopedIncident): boolean {
	return ended
}

function ofLength(entry: ScopedIncident, length: number): Span {
	return isEndKnown(entry)
		? { from: entry.to - length, to: entry.to }
		: { from: entry.from, to: Math.max(entry.to, entry.from + length) }
}

function mediansOf({ incidents, carried }: ProviderScope): (entry: ScopedIncident) => number {
	const measured = [...incidents, ...carried].filter(
		(entry) => !entry.open && concernOf(entry).kind === 'measured',
	)
	const lengths = (entries: readonly ScopedIncident[]) => entries.map(({ from, to }) => to - from)
	const all = median(lengths(measured)) ?? 0
	const byImpact = new Map(
		[...Map.groupBy(measured, ({ incident }) => incident.impact)].map(([impact, own]) => [
			impact,
			own.length < kindAtLeast ? all : (median(lengths(own)) ?? all),
		]),
	)
	return ({ incident }) => byImpact.get(incident.impact) ?? all
}

/** As long as it may have lasted. */
function reachOf(entry: ScopedIncident, scope: ProviderScope): Span {
	const window = scope.windows.find(({ from, to }) => entry.from >= from && entry.from < to) ?? {
		from: entry.from,
		to: entry.to,
	}
	// Of one that left a list that we read, `to` is the first look without it.
	if (entry.incident.endedUnseen !== undefined) return entry
	const lists = momentsOf(entry, sortedMentions(scope))
	if (isEndKnown(entry))
		return {
			from: lists.reduce(
				(latest, moments) => Math.max(latest, lastBefore(moments, entry.from)),
				window.from,
			),
			to: entry.to,
		}
	const next = lists.reduce(
		(soonest, moments) => Math.min(soonest, firstAfter(moments, entry.to)),
		window.to,
	)
	return { from: entry.from, to: Math.max(entry.to, next) }
}

type Mentions = ProviderScope['mentions']

interface Sorted {
	readonly bySurface: ReadonlyMap<string, Float64Array>
	readonly all: Float64Array
}

const kept = new WeakMap<Mentions, Sorted>()

function sortedMentions({ mentions }: ProviderScope): Sorted {
	const known = kept.get(mentions)
	if (known) return known
	const bySurface = new Map(
		[...mentions].map(([surface, moments]) => [surface, Float64Array.from(moments).sort()]),
	)
	const found = { bySurface, all: Float64Array.from([...mentions.values()].flat()).sort() }
	kept.set(mentions, found)
	return found
}

/** Of one that names no surface, whatever is named. */
function momentsOf(
	{ incident }: ScopedIncident,
	{ bySurface, all }: Sorted,
): readonly Float64Array[] {
	return incident.surfaces.length === 0
		? [all]
		: incident.surfaces.flatMap((surface) => bySurface.get(surface) ?? [])
}

function lastBefore(sorted: Float64Array, moment: number): number {
	return sorted[placeOf(sorted, (value) => value >= moment) - 1] ?? Number.NEGATIVE_INFINITY
}

function firstAfter(sorted: Float64Array, moment: number): number {
	return sorted[placeOf(sorted, (value) => value > moment)] ?? Number.POSITIVE_INFINITY
}

/** The first place of an ascending list for which it is so, as it is for all behind it. */
function placeOf(sorted: Float64Array, isSo: (value: number) => boolean): number {
	let [low, high] = [0, sorted.length]
	while (low < high) {
		const middle = (low + high) >> 1
		if (isSo(sorted[middle] ?? Number.POSITIVE_INFINITY)) high = middle
		else low = middle + 1
	}
	return low
}
