import type { Absence, Incident } from '#core/model/incident.ts'
import type { Source } from '#core/model/provider.ts'
import { type IncidentKind, isOurLook, isOver } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants, latest } from '#core/time/time.ts'
import { absenceBy, absentFrom, lastWordAt } from './absence.ts'
import type { CountedLook, ToldIncident } from './counted-look.ts'
import type { DocumentLedger } from './ledger.ts'
import { isOpen } from './lifespan.ts'
import { listLagSeconds } from './marks.ts'
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
	for (const counted of tick.fresh) {
		if (!isOurLook(counted.look.snapshot.provenance)) continue
		const open = tick.documents[counted.key]?.open
		if (open) followOpenList(tick, counted, open)
		followHistory(tick, counted)
	}
}

/** A tick as far as it tells what is open. `put` takes an incident before and after. */
export interface OpenLists {
	readonly incidents: ReadonlyMap<string, Incident>
	readonly documents: Readonly<Record<string, DocumentLedger>>
	readonly source: Source
	readonly fresh: readonly CountedLook[]
	readonly told: readonly ToldIncident[]
	/** The ids that any copy of this tick names, older ones included. */
	readonly listed: ReadonlySet<string>
	put(before: Incident, after: Incident): void
}

function followOpenList(
	{ incidents, source, told, put }: OpenLists,
	counted: CountedLook,
	open: NonNullable<DocumentLedger['open']>,
): void {
	const ids = new Set(open.ids)
	for (const { id, observed } of told) {
		const known = incidents.get(id)
		if (known?.endedUnseen && ids.has(id) && !isOver(observed.status))
			put(known, relisted(known, counted.check))
	}
	const wasListed = new Set(counted.before?.open?.ids)
	for (const incident of incidents.values()) {
		if (ids.has(incident.id) || !isSpokenOf(incident, open.kinds, source, counted.page)) continue
		if (
			incident.endedUnseen ||
			wasListed.has(incident.id) ||
			isListBehind(incident, counted) === false
		)
			put(incident, leftOpenList(incident, counted))
	}
}

/** Whether the list may be older than the incident's last statement. */
function isListBehind(incident: Incident, { versionAt, look }: CountedLook): boolean {
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
	counted: CountedLook,
): void {
	if (counted.covers.length === 0) return
	const elsewhere = listedAsOpen(documents, source)
	const list = { source: source.id, ...(counted.page !== undefined && { page: counted.page }) }
	for (const incident of incidents.values()) {
		if (
			elsewhere.has(incident.kind) ||
			!isOpen(incident) ||
			incident.absence ||
			!incident.listedIn.some((listing) => listing.document === counted.key)
		)
			continue
		if (listed.has(incident.id) || incident.aliases.some((alias) => listed.has(alias))) continue
		if (!counted.covers.some((cover) => absentFrom(incident, cover, list)))
			put(incident, leftOpenList(incident, counted))
	}
}

/**
 * A first look without it is noted; a second one, at this document or another that lists what is
 * open, confirms it.
 */
function leftOpenList(incident: Incident, { check, key, look }: CountedLook): Incident {
	const pending = incident.endedUnseen
	if (
		pending &&
		pending.document !== key &&
		compareInstants(look.snapshot.fetchedAt, pending.seen.by) <= 0
	)
		return incident
	const endedUnseen: Absence = pending
		? { ...pending, confirmed: true }
		: noted(incident, absenceBy(check))
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
