import type { Incident } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { Cover, ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants, secondsBetween } from '#core/time.ts'
import { absentFrom, markIncidentAbsent } from './absence.ts'
import type { DocumentLedger, Ledger, Look } from './ledger.ts'
import { foldListed } from './listed.ts'
import { incidentIdOf, mergeIncident, openIncident } from './merge.ts'
import { sameText, type Witness } from './updates.ts'

/**
 * Folds what one source said in one tick onto what is known of its provider. Nothing is overwritten: what differs becomes a
 * revision, what is gone an absence. A document older than one already folded from that address is left aside. `changed` names
 * the incidents that differ; unchanged ones stay the very same objects.
 */
export function fold(
	ledger: Ledger,
	provider: Provider,
	source: Source,
	observation: OfficialObservation,
	looks: readonly Look[],
): { ledger: Ledger; changed: readonly string[] } {
	const fresh = looks.flatMap((look) => readingOf(look, ledger, source, observation) ?? [])
	const byDocument = new Map(fresh.map((reading) => [reading.look.document, reading]))
	const incidents = new Map(ledger.incidents)
	const changed = new Set<string>()
	const put = (before: Incident | undefined, after: Incident) => {
		if (before === after) return
		incidents.set(after.id, after)
		changed.add(after.id)
	}
	const listed = new Set<string>()
	for (const observed of observation.incidents) {
		// A stale copy tells nothing new, yet what it names is not gone.
		listed.add(incidentIdOf(source.id, observed.nativeId))
		const reading = byDocument.get(observed.document)
		if (!reading) continue
		const known = find(incidents, source, observed, reading)
		const witness = witnessOf(reading, observed, known)
		const id = known?.id ?? incidentIdOf(source.id, observed.nativeId)
		const after = known
			? mergeIncident(withAlias(known, source, observed), observed, provider, witness, reading.page)
			: openIncident(id, observed, provider, witness, reading.page)
		put(known, after)
	}
	for (const reading of fresh) {
		for (const incident of missingFrom(reading, incidents, listed, source)) put(incident, markIncidentAbsent(incident, reading.witness))
	}
	const documents = { ...ledger.rest.documents }
	for (const reading of fresh) documents[reading.key] = rememberedAs(reading)
	const rest = foldListed({ ...ledger.rest, documents }, provider, observation.states, byDocument)
	return { ledger: { provider: ledger.provider, incidents, rest }, changed: [...changed] }
}

/** A look that counts: its witness, and what the document says of itself. */
export interface Reading {
	readonly look: Look
	readonly key: string
	readonly witness: Witness
	readonly covers: readonly Cover[]
	readonly before: DocumentLedger | undefined
	readonly page?: string
	readonly versionAt?: string
}

function readingOf(look: Look, ledger: Ledger, source: Source, observation: OfficialObservation): Reading | undefined {
	const key = `${source.id}/${look.document}`
	const before = ledger.rest.documents[key]
	const self = observation.documents.find((entry) => entry.document === look.document)
	const moved = before?.page !== undefined && self?.page !== undefined && before.page !== self.page
	const stale = !moved && before?.versionAt !== undefined && self?.versionAt !== undefined && compareInstants(self.versionAt, before.versionAt) < 0
	if (stale) return undefined
	return {
		look,
		key,
		witness: { source: source.id, document: look.document, evidence: [evidenceOf(look)], seen: seenOf(look) },
		covers: observation.covers.filter((cover) => cover.document === look.document),
		before: moved ? undefined : before,
		...(self?.page !== undefined && { page: self.page }),
		...(self?.versionAt !== undefined && { versionAt: self.versionAt }),
	}
}

function evidenceOf({ snapshot }: Look): Evidence {
	const { sha256 = '', source, document, fetchedAt, precision, provenance } = snapshot
	return { kind: 'snapshot', sha256, source, document, fetchedAt, ...(precision && { precision }), provenance }
}

/** First looks and files that were loaded later say nothing about when a thing appeared. */
function seenOf({ snapshot, previousGoodLookAt }: Look): Seen {
	return {
		...(isOurLook(snapshot.provenance) && previousGoodLookAt !== undefined && { after: previousGoodLookAt }),
		by: snapshot.fetchedAt,
		...(snapshot.precision && { precision: snapshot.precision }),
	}
}

/** What enters at the old end of a list, because its oldest item moved, is not new: then nothing bounds it from below. */
function witnessOf(reading: Reading, observed: ObservedIncident, known: Incident | undefined): Witness {
	const cover = reading.before?.cover
	const since = cover?.list === 'since' ? cover.since[observed.kind] : undefined
	const wasCovered = known !== undefined || cover?.list === 'open' || (since !== undefined && compareInstants(observed.createdAt, since) > 0)
	if (wasCovered) return reading.witness
	const { after: _, ...seen } = reading.witness.seen
	return { ...reading.witness, seen }
}

/** By id, by an id it once had, or, right after a page moved to another home, by its title and filing time. */
function find(incidents: ReadonlyMap<string, Incident>, source: Source, observed: ObservedIncident, reading: Reading): Incident | undefined {
	const id = incidentIdOf(source.id, observed.nativeId)
	const direct = incidents.get(id)
	if (direct) return direct
	for (const incident of incidents.values()) {
		if (incident.aliases.includes(id)) return incident
		const elsewhere = incident.listedIn.every(
			(listing) => !listing.document.startsWith(`${source.id}/`) || (listing.page !== undefined && listing.page !== reading.page),
		)
		if (
			elsewhere &&
			Math.abs(secondsBetween(incident.createdAt, observed.createdAt)) <= 60 &&
			sameText(incident.title.toLowerCase(), observed.title.toLowerCase())
		)
			return incident
	}
	return undefined
}

function withAlias(known: Incident, source: Source, observed: ObservedIncident): Incident {
	const id = incidentIdOf(source.id, observed.nativeId)
	return id === known.id || known.aliases.includes(id) ? known : { ...known, aliases: [...known.aliases, id] }
}

function missingFrom(reading: Reading, incidents: ReadonlyMap<string, Incident>, listed: ReadonlySet<string>, source: Source): Incident[] {
	// A file that was loaded is a single reading of the past: it is no second look at anything.
	if (!isOurLook(reading.look.snapshot.provenance)) return []
	const list = {
		source: source.id,
		document: reading.look.document,
		...(reading.page !== undefined && { page: reading.page }),
		...(reading.versionAt !== undefined && { versionAt: reading.versionAt }),
	}
	const isListed = (incident: Incident) => listed.has(incident.id) || incident.aliases.some((alias) => listed.has(alias))
	return [...incidents.values()].filter((incident) => !isListed(incident) && reading.covers.some((cover) => absentFrom(incident, cover, list)))
}

function rememberedAs({ look, covers, before, page, versionAt }: Reading): DocumentLedger {
	const since = covers.flatMap((cover) => (cover.list === 'since' ? cover.kinds.map((kind) => [kind, cover.since] as const) : []))
	const open = covers.some((cover) => cover.list === 'open')
	const cover = since.length > 0 ? { list: 'since' as const, since: Object.fromEntries(since) } : open ? { list: 'open' as const } : undefined
	return {
		...(versionAt !== undefined && { versionAt }),
		...(page !== undefined && { page }),
		...(cover && { cover }),
		firstLookAt: before?.firstLookAt ?? look.snapshot.fetchedAt,
		provenance: look.snapshot.provenance,
		...(look.snapshot.undated && { undated: true }),
	}
}
