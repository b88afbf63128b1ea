import type { SurfaceStateName } from '#core/model/vocabulary.ts'

/**
 * From best to worst. A state that we do not know is worse than operational: it must not pass for
 * it.
 */
const order: readonly SurfaceStateName[] = [
	'not_covered',
	'operational',
	'unknown',
	'under_maintenance',
	'degraded_performance',
	'partial_outage',
	'major_outage',
]

export function worstOf(states: Iterable<SurfaceStateName>): SurfaceStateName | undefined {
	let worst: SurfaceStateName | undefined
	for (const state of states)
		if (worst === undefined || order.indexOf(state) > order.indexOf(worst)) worst = state
	return worst
}
