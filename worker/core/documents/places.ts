import type { IncidentDocument, PlacesDocument } from '#core/model/documents.ts'
import { monthOf } from '#core/time/time.ts'

/**
 * The lookup of one provider's archived incidents, in the order of their ids so that equal archives
 * have equal bytes.
 */
export function placesOf(incidents: Iterable<Pick<IncidentDocument, 'incident'>>): PlacesDocument {
	const known = [...incidents]
		.map((document) => document.incident)
		.sort((a, b) => (a.id < b.id ? -1 : 1))
	return {
		months: Object.fromEntries(known.map((incident) => [incident.id, monthOf(incident.createdAt)])),
		aliases: Object.fromEntries(
			known.flatMap((incident) => incident.aliases.map((alias) => [alias, incident.id])),
		),
	}
}
