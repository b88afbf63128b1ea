import type { Incident, Update } from '#core/model/incident.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import type { Provenance } from '#core/model/vocabulary.ts'

/** What every event of an incident shares. */
export function frame(
	incident: Incident,
	at: string,
	seen: Update['seen'],
	evidence: readonly Evidence[],
): Pick<TimelineEvent, 'at' | 'seen' | 'origin' | 'incident' | 'provenance' | 'evidence'> {
	const provenance = provenanceOf(evidence) ?? provenanceOf(incident.evidence)
	return {
		at,
		seen,
		origin: incident.origin,
		incident: incident.id,
		...(provenance && { provenance }),
		evidence: [...evidence],
	}
}

/** How the look came about that bears a statement. */
export function provenanceOf(evidence: readonly Evidence[]): Provenance | undefined {
	for (const item of evidence) if (item.kind === 'snapshot') return item.provenance
	return undefined
}
