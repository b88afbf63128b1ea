import type { Absence, Incident } from '#core/model/incident.ts'
import { orders } from '#core/model/list-orders.ts'
import type { Cover } from '#core/model/observation.ts'
import { compareInstants, earliest, latest } from '#core/time/time.ts'
import type { DocumentLedger, Ledger, LedgerRest, ListedState } from './ledger.ts'
import { milestonesOf } from './milestones.ts'
import type { CheckContext } from './updates.ts'

/**
 * Marks known incidents that a list should hold and does not. A list speaks of nothing beyond its
 * last row, of nothing on another page, of
 * nothing newer than itself; one of open incidents only and an empty one withdraw nothing at all.
 */
export function absentFrom(
	incident: Incident,
	cover: Cover,
	list: { readonly source: string; readonly page?: string; readonly versionAt?: string },
): boolean {
	if (cover.list !== 'since' || !cover.kinds.includes(incident.kind) || !isInside(incident, cover))
		return false
	if (list.versionAt !== undefined && compareInstants(list.versionAt, lastWordAt(incident)) < 0)
		return false
	return incident.listedIn.some(
		(listing) => listing.document.startsWith(`${list.source}/`) && listing.page === list.page,
	)
}

function isInside(
	incident: Incident,
	{ whole, cuts, since }: Extract<Cover, { list: 'since' }>,
): boolean {
	if (whole) return true
	if (cuts === undefined) return compareInstants(incident.createdAt, since) > 0
	// Which of the orders is the page's own is not known: only what is inside by all of them must be
	// listed.
	return (
		cuts.length > 0 && cuts.every((cut) => compareInstants(orders[cut.by](incident), cut.since) > 0)
	)
}

/**
 * The last moment at which the page is known to have spoken of it. A statement with a time still to
 * come was made when we first saw it.
 */
export function lastWordAt(incident: Incident): string {
	const spoken = incident.updates.map(({ at, seen }) => earliest(at, seen.by) ?? at)
	return latest(earliest(incident.createdAt, incident.seen.by), ...spoken) ?? incident.createdAt
}

/** A first look without it is noted; a second one confirms the withdrawal. */
export function markIncidentAbsent(incident: Incident, check: CheckContext): Incident {
	if (incident.absence?.confirmed) return incident
	const absence: Absence = incident.absence
		? { ...incident.absence, confirmed: true }
		: absenceBy(check)
	return { ...incident, absence }
}

/** The first look without something. */
export function absenceBy({ source, document, seen, evidence }: CheckContext): Absence {
	return { document: `${source}/${document}`, seen, evidence: [...evidence], confirmed: false }
}

/**
 * Confirms what was absent from `document` at the look before: a further good look found the
 * content unchanged.
 */
export function confirmAbsences(
	ledger: Ledger,
	document: string,
): { ledger: Ledger; changed: readonly string[] } {
	const changed: string[] = []
	let incidents: Map<string, Incident> | undefined
	for (const incident of ledger.incidents.values()) {
		if (!isPending(incident, document)) continue
		incidents ??= new Map(ledger.incidents)
		incidents.set(incident.id, confirmed(incident, document))
		changed.push(incident.id)
	}
	const rest = confirmMissing(ledger.rest, document)
	if (!incidents && rest === ledger.rest) return { ledger, changed }
	return { ledger: { ...ledger, incidents: incidents ?? ledger.incidents, rest }, changed }
}

function isPending(incident: Incident, document: string): boolean {
	return (
		waits(incident.absence, document) ||
		waits(incident.endedUnseen, document) ||
		incident.updates.some((update) => waits(update.absence, document))
	)
}

/**
 * An update that a document lacked once says nothing any more when the document no longer lists its
 * incident.
 */
export function withoutPending(incident: Incident, document: string): Incident {
	if (!incident.updates.some((update) => waits(update.absence, document))) return incident
	const updates = incident.updates.map((update) => {
		if (!waits(update.absence, document)) return update
		const { absence: _, ...standing } = update
		return standing
	})
	return { ...incident, updates }
}

function waits(absence: Absence | undefined, document: string): boolean {
	return absence !== undefined && !absence.confirmed && absence.document === document
}

function confirmed(incident: Incident, document: string): Incident {
	const confirm = (absence: Absence | undefined) =>
		absence && waits(absence, document) ? { ...absence, confirmed: true } : undefined
	const [gone, ended] = [confirm(incident.absence), confirm(incident.endedUnseen)]
	const updates = incident.updates.map((update) => {
		const absence = confirm(update.absence)
		return absence ? { ...update, absence } : update
	})
	const next = {
		...incident,
		updates,
		...(gone && { absence: gone }),
		...(ended && { endedUnseen: ended }),
	}
	return { ...next, milestones: milestonesOf(next) }
}

/**
 * Components that a whole list lacked twice are not on the page: nothing is said of them any more.
 */
export function confirmMissing(rest: LedgerRest, document: string): LedgerRest {
	const list = rest.documents[document]
	if (list?.missing === undefined) return rest
	const listed: Record<string, readonly ListedState[]> = { ...rest.listed }
	for (const [key, gone] of Object.entries(list.missing)) {
		const known = listed[key] ?? []
		const spokeSince = known.some(({ seen }) => compareInstants(seen.by, gone.seen.by) > 0)
		if (!spokeSince) listed[key] = [...known, { ...gone, state: 'unknown', gone: true }]
	}
	const { missing: _, ...kept }: DocumentLedger = list
	return { ...rest, documents: { ...rest.documents, [document]: kept }, listed }
}
