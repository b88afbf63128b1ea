import type { Classification } from '#core/model/content.ts'
import type { Incident } from '#core/model/incident.ts'

/**
 * An incident as an editor holds it to be, with the reason and what the page files it as; without a
 * judgement, as it is filed.
 */
export function withClass(incident: Incident, judgement: Classification | undefined): Incident {
	const filedAs = incident.classed?.filedAs ?? incident.kind
	if (!judgement) {
		if (!incident.classed) return incident
		const { classed: _, ...rest } = incident
		return { ...rest, kind: filedAs }
	}
	const { kind, reason, author, writtenAt, links } = judgement
	return { ...incident, kind, classed: { filedAs, reason, author, writtenAt, links } }
}
