import type { ObservedIncident } from '#core/model/observation.ts'
import { compareInstants } from '#core/time.ts'

/**
 * Incidents of several documents of one tick, given in the order of the plan, each once: the version with the newest mark of change
 * wins, then the one with more updates, then the earlier document.
 */
export function newestOfEach(incidents: readonly ObservedIncident[]): ObservedIncident[] {
	const newest = new Map<string, ObservedIncident>()
	for (const incident of incidents) {
		const other = newest.get(incident.nativeId)
		if (other === undefined || isNewer(incident, other)) newest.set(incident.nativeId, incident)
	}
	return [...newest.values()]
}

function isNewer(incident: ObservedIncident, other: ObservedIncident): boolean {
	if (incident.updatedAt !== undefined && other.updatedAt !== undefined) {
		const difference = compareInstants(incident.updatedAt, other.updatedAt)
		if (difference !== 0) return difference > 0
	} else if (incident.updatedAt !== other.updatedAt) {
		return incident.updatedAt !== undefined
	}
	return incident.updates.length > other.updates.length
}
