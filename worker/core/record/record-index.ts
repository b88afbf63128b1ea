import type { Episode, Incident, SurfaceState } from '#core/model/incident.ts'
import { touching } from '#core/ordered.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ProviderRecord } from './provider-record.ts'

/**
 * Look-ups into a record that would otherwise be searched once a page. Built on first use and kept
 * as long as the record.
 */
export interface RecordIndex {
	readonly incidents: ReadonlyMap<string, Incident>
	readonly episodes: ReadonlyMap<string, Episode>
	readonly episodeOf: ReadonlyMap<string, Episode>
	readonly statesOf: ReadonlyMap<string, readonly TimedState[]>
}

interface TimedState {
	readonly from: number
	readonly to: number
	readonly state: SurfaceState
}

const indexes = new WeakMap<ProviderRecord, RecordIndex>()

export function indexOf(record: ProviderRecord): RecordIndex {
	const known = indexes.get(record)
	if (known) return known
	const index: RecordIndex = {
		incidents: new Map(record.incidents.map((incident) => [incident.id, incident])),
		episodes: new Map(record.episodes.map((episode) => [episode.id, episode])),
		episodeOf: new Map(
			record.episodes.flatMap((episode) => episode.incidents.map((id) => [id, episode] as const)),
		),
		statesOf: new Map(
			record.provider.surfaces.map(({ id }) => [
				id,
				record.states.filter((state) => state.surface === id).map(timed),
			]),
		),
	}
	indexes.set(record, index)
	return index
}

/**
 * The states of some surfaces that touch a window, in the provider's order of surfaces, then by
 * time.
 */
export function statesWithin(
	record: ProviderRecord,
	surfaces: readonly string[],
	window: { readonly from: string; readonly to: string },
): SurfaceState[] {
	const from = millisecondsOf(window.from)
	const to = millisecondsOf(window.to)
	return record.provider.surfaces
		.filter(({ id }) => surfaces.includes(id))
		.flatMap(({ id }) =>
			touching(indexOf(record).statesOf.get(id) ?? [], { from, to }).map(({ state }) => state),
		)
}

function timed(state: SurfaceState): TimedState {
	return {
		from: millisecondsOf(state.from),
		to: state.to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(state.to),
		state,
	}
}
