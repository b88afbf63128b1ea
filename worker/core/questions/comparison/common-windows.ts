import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { intersection, length, type Span } from '../toolkit/span.ts'

/**
 * Which providers can be compared over which time: the stretches in which the record of each of
 * them is complete.
 */

const dayLength = 86_400_000
/** Over less than this nothing is compared. */
export const leastDays = 7
/** More tables than this say nothing more. */
const tablesAtMost = 6
const nearlyAll = 0.8

export interface CommonWindows {
	readonly scopes: readonly ProviderScope[]
	readonly windows: readonly Span[]
	readonly days: number
}

/**
 * Sets of two or more providers that some moment has in common, with all the time that they share:
 * the largest set first, then those with
 * the most days times providers. A set that a larger one has already shown over nearly all of its
 * time is left out.
 */
export function commonWindows(providers: readonly ProviderScope[]): CommonWindows[] {
	const [largest, ...others] = sharedSets(providers).sort(
		(a, b) => b.scopes.length - a.scopes.length || b.days - a.days,
	)
	if (!largest) return []
	const chosen = [largest]
	for (const set of others.sort((a, b) => b.days * b.scopes.length - a.days * a.scopes.length)) {
		const isShown = chosen.some(
			(other) =>
				set.scopes.every((scope) => other.scopes.includes(scope)) &&
				other.days >= nearlyAll * set.days,
		)
		if (chosen.length < tablesAtMost && !isShown) chosen.push(set)
	}
	return chosen
}

function sharedSets(providers: readonly ProviderScope[]): CommonWindows[] {
	const edges = [
		...new Set(providers.flatMap(({ windows }) => windows.flatMap(({ from, to }) => [from, to]))),
	].sort((a, b) => a - b)
	const sets = new Map<string, readonly ProviderScope[]>()
	for (const edge of edges) {
		const present = providers.filter(({ windows }) =>
			windows.some(({ from, to }) => edge >= from && edge < to),
		)
		if (present.length > 1) sets.set(present.map(({ provider }) => provider.id).join(' '), present)
	}
	return [...sets.values()]
		.map((scopes) => {
			const windows = scopes.reduce<readonly Span[]>(
				(shared, { windows: own }, position) => (position === 0 ? own : intersection(shared, own)),
				[],
			)
			return { scopes, windows, days: length(windows) / dayLength }
		})
		.filter(({ days }) => days >= leastDays)
}

/** A provider's part of the record within some windows only. */
export function narrowed(scope: ProviderScope, windows: readonly Span[]): ProviderScope {
	// What has been computed of the whole is kept with it.
	if (
		windows.length === scope.windows.length &&
		windows.every(
			({ from, to }, position) =>
				from === scope.windows[position]?.from && to === scope.windows[position]?.to,
		)
	)
		return scope
	const inside = ({ from }: ScopedIncident) =>
		windows.some((window) => from >= window.from && from < window.to)
	const reaches = (entry: ScopedIncident) =>
		!inside(entry) && windows.some((window) => entry.from < window.from && entry.to > window.from)
	return {
		...scope,
		windows,
		observed: intersection(scope.observed, windows),
		incidents: scope.incidents.filter(inside),
		samples: [],
		carried: [...scope.carried, ...scope.incidents].filter(reaches),
		unplaced: scope.unplaced.filter((entry) => inside(entry) || reaches(entry)),
	}
}
