import type { OfficialObservation } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import type { Reading } from './fold.ts'
import type { LedgerRest, ListedState } from './ledger.ts'
import { resolveComponent } from './surfaces.ts'

/** From best to worst. A state that we do not know is worse than operational: it must not pass for it. */
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
	for (const state of states) if (worst === undefined || order.indexOf(state) > order.indexOf(worst)) worst = state
	return worst
}

/**
 * Folds the component list: per component, a new entry only when its state differs from the last one seen. What two documents
 * of one tick say differently counts as the worse. Order and absence of rows mean nothing: lists are shuffled and capped.
 */
export function foldListed(rest: LedgerRest, provider: Provider, states: OfficialObservation['states'], readings: ReadonlyMap<string, Reading>): LedgerRest {
	const now = new Map<string, ListedState>()
	const strangers = new Set(rest.unattributed)
	for (const { document, component, state } of states) {
		const reading = readings.get(document)
		if (!reading) continue
		const { surface, key, label } = resolveComponent(provider, component, reading.look.snapshot.fetchedAt)
		if (!surface) strangers.add(label)
		const other = now.get(key)
		if (other && worstOf([other.state, state]) === other.state) continue
		now.set(key, { ...(surface ? { surface } : { label }), state, seen: reading.witness.seen, evidence: reading.witness.evidence })
	}
	let listed: Record<string, readonly ListedState[]> | undefined
	for (const [key, entry] of now) {
		const known = rest.listed[key] ?? []
		if (known.at(-1)?.state === entry.state) continue
		listed ??= { ...rest.listed }
		const { after: _, ...first } = entry.seen
		listed[key] = [...known, known.length === 0 ? { ...entry, seen: first } : entry]
	}
	return { ...rest, listed: listed ?? rest.listed, unattributed: [...strangers].sort() }
}
