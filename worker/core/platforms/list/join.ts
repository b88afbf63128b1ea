import type { ObservedIncident, OfficialObservation } from '#core/model/observation.ts'

/**
 * Several documents of one source as one Observation, in the order given. An incident that more
 * than one lists is taken from the first.
 */
export function joinObservations(parts: readonly OfficialObservation[]): OfficialObservation {
	const incidents = new Map<string, ObservedIncident>()
	for (const incident of parts.flatMap((part) => part.incidents)) {
		if (!incidents.has(incident.nativeId)) incidents.set(incident.nativeId, incident)
	}
	return {
		kind: 'official',
		incidents: [...incidents.values()],
		states: parts.flatMap((part) => part.states),
		covers: parts.flatMap((part) => part.covers),
		documents: parts.flatMap((part) => part.documents),
		problems: parts.flatMap((part) => part.problems),
	}
}
