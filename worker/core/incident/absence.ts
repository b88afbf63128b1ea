import type { Absence, Incident } from '#core/model/incident.ts'
import type { Cover } from '#core/model/observation.ts'
import { compareInstants } from '#core/time.ts'
import type { Ledger } from './ledger.ts'
import { milestonesOf } from './milestones.ts'
import type { Witness } from './updates.ts'

/**
 * Marks known incidents that a list should hold and does not. A list speaks of nothing older than its oldest item, of nothing
 * on another page, of nothing newer than itself; an open-only list and an empty one speak of nothing at all.
 */
export function absentFrom(
	incident: Incident,
	cover: Cover,
	list: { readonly source: string; readonly document: string; readonly page?: string; readonly versionAt?: string },
): boolean {
	if (cover.list !== 'since' || !cover.kinds.includes(incident.kind)) return false
	if (compareInstants(incident.createdAt, cover.since) <= 0) return false
	const newest = incident.updates.at(-1)?.at ?? incident.createdAt
	if (list.versionAt !== undefined && compareInstants(list.versionAt, newest) < 0) return false
	return incident.listedIn.some((listing) => listing.document.startsWith(`${list.source}/`) && listing.page === list.page)
}

/** A first look without it is noted; a second one confirms the withdrawal. */
export function markIncidentAbsent(incident: Incident, witness: Witness): Incident {
	if (incident.absence?.confirmed) return incident
	const absence: Absence = incident.absence
		? { ...incident.absence, confirmed: true }
		: { document: `${witness.source}/${witness.document}`, seen: witness.seen, evidence: [...witness.evidence], confirmed: false }
	return { ...incident, absence }
}

/** Confirms what was absent from `document` at the look before: a further good look found the content unchanged. */
export function confirmAbsences(ledger: Ledger, document: string): { ledger: Ledger; changed: readonly string[] } {
	const changed: string[] = []
	let incidents: Map<string, Incident> | undefined
	for (const incident of ledger.incidents.values()) {
		if (!isPending(incident, document)) continue
		incidents ??= new Map(ledger.incidents)
		incidents.set(incident.id, confirmed(incident, document))
		changed.push(incident.id)
	}
	return incidents ? { ledger: { ...ledger, incidents }, changed } : { ledger, changed }
}

function isPending(incident: Incident, document: string): boolean {
	return waits(incident.absence, document) || incident.updates.some((update) => waits(update.absence, document))
}

function waits(absence: Absence | undefined, document: string): boolean {
	return absence !== undefined && !absence.confirmed && absence.document === document
}

function confirmed(incident: Incident, document: string): Incident {
	const confirm = (absence: Absence | undefined) => (absence && waits(absence, document) ? { absence: { ...absence, confirmed: true } } : {})
	const next = { ...incident, updates: incident.updates.map((update) => ({ ...update, ...confirm(update.absence) })), ...confirm(incident.absence) }
	return { ...next, milestones: milestonesOf(next) }
}
