import type { ObservedIncident } from '#core/model/observation.ts'
import { compareInstants } from '#core/time.ts'

/**
 * Incidents of the Statuspage-compatible documents, a copy a document, with what the native one adds: its spans and components always, its
 * updates and status where they go further. Those that only the native document knows stand as they are.
 */
export function joinNative(compatible: readonly ObservedIncident[], native: readonly ObservedIncident[]): ObservedIncident[] {
	const twins = new Map(native.map((incident) => [incident.nativeId, incident]))
	const joined = compatible.map((incident) => {
		const twin = twins.get(incident.nativeId)
		return twin === undefined ? incident : join(incident, twin)
	})
	const known = new Set(compatible.map(({ nativeId }) => nativeId))
	return [...joined, ...native.filter(({ nativeId }) => !known.has(nativeId))]
}

function join(compatible: ObservedIncident, native: ObservedIncident): ObservedIncident {
	const further = goesFurther(native, compatible)
	return {
		...compatible,
		...(further && { status: native.status, title: native.title, kind: native.kind }),
		impact: compatible.impact === 'unknown' ? native.impact : compatible.impact,
		updates: further ? native.updates : compatible.updates,
		components: compatible.components.length === 0 ? native.components : compatible.components,
		spans: native.spans,
	}
}

/** A later last update is newer; with the same one, more updates are more complete. */
function goesFurther(incident: ObservedIncident, other: ObservedIncident): boolean {
	const last = incident.updates.at(-1)
	const otherLast = other.updates.at(-1)
	if (last === undefined || otherLast === undefined) return last !== undefined
	return compareInstants(last.at, otherLast.at) > 0 || (last.at === otherLast.at && incident.updates.length > other.updates.length)
}
