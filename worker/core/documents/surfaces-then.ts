import { namingSpan, segmentsOf } from '#core/fragments/picture/segments.ts'
import { isCovered } from '#core/incident/surfaces.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { AtAnswer } from '#core/model/past.ts'
import type { Provider } from '#core/model/provider.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { type Basis, incidentAsOf } from '#core/timeline/as-of.ts'

/**
 * What was said of every surface at a moment of the past: by the same rule as the pictures, so that
 * both show the same.
 */
export function surfacesThen(
	provider: Provider,
	documents: readonly IncidentDocument[],
	moment: string,
): AtAnswer['surfaces'] {
	const window = { from: moment, to: addSeconds(moment, 1) }
	const source = {
		window,
		states: documents.flatMap((document) => document.states),
		coverage: documents[0]?.coverage ?? [],
		gaps: documents.flatMap((document) => document.timeline.gaps),
		spans: documents.map((document) => {
			const span = namingSpan(document.incident)
			return { ...span, affects: span.affects && openThen(document, moment) !== undefined }
		}),
	}
	return provider.surfaces.map(({ id, name }) => {
		const segment = segmentsOf(id, source)[0]
		if (!segment || segment.state === 'unknown')
			return {
				id,
				name,
				state: isCovered(provider, id) ? 'unknown' : 'not_covered',
				since: null,
				basis: null,
				incident: null,
			}
		const { state, since, basis, incident } = segment
		return { id, name, state: state === 'affected' ? 'unknown' : state, since, basis, incident }
	})
}

/** An incident as it was known at a moment, when it was filed, open and on the page then. */
export function openThen(
	document: IncidentDocument,
	moment: string,
): { readonly basis: Basis; readonly incident: Incident } | undefined {
	const { basis, incident } = incidentAsOf(document.incident, moment, document.timeline.events)
	if (
		!incident ||
		isOver(incident.status) ||
		incident.absence?.confirmed ||
		incident.endedUnseen?.confirmed ||
		compareInstants(incident.createdAt, moment) > 0
	)
		return undefined
	return { basis, incident }
}
