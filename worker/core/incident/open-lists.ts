import type { Absence, Incident } from '#core/model/incident.ts'
import type { Source } from '#core/model/provider.ts'
import { type IncidentKind, isOurLook, isOver } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants, latest } from '#core/time/time.ts'
import { absenceBy, absentFrom, lastWordAt } from './absence.ts'
import type { Reading, Told } from './fold.ts'
import type { DocumentLedger } from './ledger.ts'
import { isOpen } from './lifespan.ts'
import { milestonesOf } from './milestones.ts'
import { relisted } from './relisted.ts'

/**
 * A document that lists all that is open says, of what it lacks, that it is over or withdrawn:
 * twice without it, and it is not open any more,
 * whether or not a longer list can be read. When, and which of the two, nobody told. Where a source
 * has no such document for its kind, the list of its
 * history is all that speaks of an incident: one that leaves it while it is open is no longer
 * spoken of either.
 */
export function followOpenLists(tick: OpenLists): void {
	for (const reading of tick.fresh) {
		if (!isOurLook(reading.look.snapshot.provenance)) continue
		const open = tick.documents[reading.key]?.open
		if (open) followOpenList(tick, reading, open)
		followHistory(tick, reading)
	}
}

/** A tick as far as it tells what is open. `put` takes an incident before and after. */
export interface OpenLists {
	readonly incidents: ReadonlyMap<string, Incident>
	readonly documents: Readonly<Record<string, DocumentLedger>>
	readonly source: Source
	readonly fresh: readonly Reading[]
	readonly told: readonly Told[]
	/** The ids that any copy of this tick names, older ones included. */
	readonly listed: ReadonlySet<string>
	put(before: Incident, after: Incident): void
}

/**
 * One cache may be behind the other by so many seconds: only then does a list speak of what it
 * never held.
 */
export const listLagSeconds = 300

function followOpenList(
	{ incidents, source, told, put }: OpenLists,
	reading: Reading,
	open: NonNullable<DocumentLedger['open']>,
): void {
	const ids = new Set(open.ids)
	for (const { id, observed } of told) {
		const known = incidents.get(id)
		if (known?.endedUnseen && ids.has(id) && !isOver(observed.status))
			put(known, relisted(known, reading.witness))
	}
	const wasListed = new Set(reading.before?.open?.ids)
	for (const incident of incidents.values()) {
		if (ids.has(incident.id) || !isSpokenOf(incident, open.kinds, source, reading.page)) continue
		if (
			incident.endedUnseen ||
			wasListed.has(incident.id) ||
			isListBehind(incident, reading) === false
		)
			put(incident, leftOpenList(incident, reading))
	}
}

/** Whether the list may be older than the incident's last statement. */
function isListBehind(incident: Incident, { versionAt, look }: Reading): boolean {
	const word = lastWordAt(incident)
	if (versionAt !== undefined && compareInstants(versionAt, word) >= 0) return false
	return compareInstants(look.snapshot.fetchedAt, spokenOfUntil(incident)) < 0
}

/**
 * Until when an open list that lacks an incident may simply be behind the document that showed it.
 */
export function spokenOfUntil(incident: Incident): string {
	return addSeconds(
		latest(incident.seen.by, ...incident.updates.map(({ seen }) => seen.by)) ?? incident.seen.by,
		listLagSeconds,
	)
}

/**
 * Whether a list of what is open would hold it: it is open, of such a kind, and of this page or
 * source.
 */
export function isSpokenOf(
	incident: Incident,
	kinds: readonly IncidentKind[],
	source: Source,
	page: string | undefined,
): boolean {
	return (
		kinds.includes(incident.kind) &&
		isOpen(incident) &&
		incident.listedIn.some(
			(listing) =>
				listing.document.startsWith(`${source.id}/`) ||
				(page !== undefined && listing.page === page),
		)
	)
}

/** The kinds of which some document of the source lists all that is open. */
function listedAsOpen(
	documents: Readonly<Record<string, DocumentLedger>>,
	source: Source,
): ReadonlySet<IncidentKind> {
	const own = Object.entries(documents).filter(
		([key, { provenance }]) => isOurLook(provenance) && key.startsWith(`${source.id}/`),
	)
	return new Set(own.flatMap(([, { open }]) => open?.kinds ?? []))
}

/**
 * A list with a row that nobody could read says nothing of what it lacks, nor does an empty one
 * whose platform does not vouch for it.
 */
function followHistory(
	{ incidents, documents, source, listed, put }: OpenLists,
	reading: Reading,
): void {
	if (reading.covers.length === 0) return
	const elsewhere = listedAsOpen(documents, source)
	const list = { source: source.id, ...(reading.page !== undefined && { page: reading.page }) }
	for (const incident of incidents.values()) {
		if (
			elsewhere.has(incident.kind) ||
			!isOpen(incident) ||
			incident.absence ||
			!incident.listedIn.some((listing) => listing.document === reading.key)
		)
			continue
		if (listed.has(incident.id) || incident.aliases.some((alias) => listed.has(alias))) continue
		if (!reading.covers.some((cover) => absentFrom(incident, cover, list)))
			put(incident, leftOpenList(incident, reading))
	}
}

/**
 * A first look without it is noted; a second one, at this document or another that lists what is
 * open, confirms it.
 */
function leftOpenList(incident: Incident, { witness, key, look }: Reading): Incident {
	const pending = incident.endedUnseen
	if (
		pending &&
		pending.document !== key &&
		compareInstants(look.snapshot.fetchedAt, pending.seen.by) <= 0
	)
		return incident
	const endedUnseen: Absence = pending
		? { ...pending, confirmed: true }
		: noted(incident, absenceBy(witness))
	const next = { ...incident, endedUnseen }
	return { ...next, milestones: milestonesOf(next) }
}

/**
 * It was still spoken of at its last statement, and on the list at the look before, if that was one
 * of this list.
 */
function noted(incident: Incident, absence: Absence): Absence {
	const { after, ...seen } = absence.seen
	const lower = latest(after, lastWordAt(incident))
	const fits = lower !== undefined && compareInstants(lower, seen.by) <= 0
	return { ...absence, seen: { ...(fits && { after: lower }), ...seen } }
}
