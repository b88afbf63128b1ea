import type { SurfaceState } from '#core/model/incident.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { Span } from './span.ts'

/** A state with its times as numbers; without an end when it still stands. */
export interface TimedState extends Span {
	readonly state: SurfaceState
}

const kept = new WeakMap<readonly SurfaceState[], ReadonlyMap<string, readonly TimedState[]>>()

/**
 * The states of a scope by surface, by beginning. Read once a list, because three questions ask,
 * and instants as text are slow.
 */
export function timedStatesOf({
	states,
}: {
	readonly states: readonly SurfaceState[]
}): ReadonlyMap<string, readonly TimedState[]> {
	const known = kept.get(states)
	if (known) return known
	const found = Map.groupBy(states.map(timed), ({ state }) => state.surface)
	for (const own of found.values()) own.sort((a, b) => a.from - b.from)
	kept.set(states, found)
	return found
}

function timed(state: SurfaceState): TimedState {
	return {
		state,
		from: millisecondsOf(state.from),
		to: state.to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(state.to),
	}
}
