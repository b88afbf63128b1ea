import type { Incident } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type {
	Cover,
	ObservedIncident,
	OfficialObservation,
	Problem,
} from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { absentFrom, markIncidentAbsent, withoutPending } from './absence.ts'
import type { DocumentLedger, Ledger, Look } from './ledger.ts'
import { foldListed } from './listed.ts'
import { isNewerCopy, isOlder, isPatienceOver } from './marks.ts'
import { incidentIdOf, mergeIncident, openIncident } from './merge.ts'
import { followOpenLists } from './open-lists.ts'
import { placesOf } from './places.ts'
import { tiesAfter } from './ties.ts'
import type { Witness } from './updates.ts'

/**
 * What came of a fold: the ledger after it, the incidents that differ, and what was left aside for
 * now.
 */
export interface Folded {
	readonly ledger: Ledger
	readonly changed: readonly string[]
	readonly problems: readonly Problem[]
}

/**
 * Folds what one source said in one tick onto what is known of its provider. Nothing is
 * overwritten: what differs becomes a
 * revision, what is gone an absence. A copy older than one already folded, by the page's own mark,
 * is left aside for a while and said to
 * be. `changed` names the incidents that differ; unchanged ones stay the very same objects.
 */
export function fold(
	ledger: Ledger,
	provider: Provider,
	source: Source,
	observation: OfficialObservation,
	looks: readonly Look[],
): Folded {
	const problems: Problem[] = []
	const documents = { ...ledger.rest.documents }
	const fresh = looks.flatMap((look) => {
		const found = readingOf(look, ledger, source, observation)
		if ('problem' in found) problems.push(found.problem)
		if ('known' in found) documents[found.key] = found.known
		return 'witness' in found ? [found] : []
	})
	const byDocument = new Map(fresh.map((reading) => [reading.look.document, reading]))
	const incidents = new Map(ledger.incidents)
	const changed = new Set<string>()
	const put = (before: Incident | undefined, after: Incident) => {
		if (before === after) return
		incidents.set(after.id, after)
		changed.add(after.id)
	}
	const placeOf = placesOf(incidents, source)
	// A stale copy tells nothing new, yet what it names is not gone.
	const listed = new Set(
		observation.incidents.map(({ nativeId }) => incidentIdOf(source.id, nativeId)),
	)
	const told: Told[] = []
	for (const copies of Map.groupBy(observation.incidents, ({ nativeId }) => nativeId).values()) {
		const newest = newestOf(copies, byDocument)
		if (!newest) continue
		const { observed, reading } = newest
		const known = placeOf(observed, reading.page)
		const id = known?.id ?? incidentIdOf(source.id, observed.nativeId)
		told.push({ id, observed, copies, reading })
		const older = known && olderCopy(known, observed, reading)
		if (older) problems.push(older.problem)
		if (older?.isLeft) {
			reading.olderSince.set(id, older.since)
			continue
		}
		const witness = witnessOf(reading, observed, known)
		const after = known
			? mergeIncident(withAlias(known, source, observed), observed, provider, witness, reading.page)
			: openIncident(id, observed, provider, witness, reading.page)
		put(known, after)
	}
	const also = new Set(
		observation.documents.flatMap(({ alsoListed = [] }) =>
			alsoListed.map((id) => incidentIdOf(source.id, id)),
		),
	)
	for (const reading of fresh) {
		for (const incident of missingFrom(
			reading,
			incidents,
			(id) => listed.has(id) || also.has(id),
			source,
		)) {
			put(incident, markIncidentAbsent(incident, reading.witness))
		}
	}
	for (const reading of fresh) {
		const named = new Set(
			told.flatMap(({ id, copies }) =>
				copies.some(({ document }) => document === reading.look.document) ? [id] : [],
			),
		)
		for (const incident of incidents.values())
			if (!named.has(incident.id)) put(incident, withoutPending(incident, reading.key))
	}
	for (const reading of fresh) documents[reading.key] = rememberedAs(reading, told)
	followOpenLists({ incidents, documents, source, fresh, told, listed, put })
	const ties = tiesAfter(ledger.rest.ties, incidents, told, provider)
	const folded: Ledger = {
		...ledger,
		incidents,
		rest: { ...ledger.rest, documents, ...(ties && { ties }) },
	}
	const states = foldListed(folded, ledger, provider, source, observation, fresh)
	problems.push(...states.problems)
	return { ledger: { ...folded, rest: states.rest }, changed: [...changed], problems }
}

/** An incident as one tick told it: the copy that counts, and all of them. */
export interface Told {
	/** The id under which it is known. */
	readonly id: string
	readonly observed: ObservedIncident
	readonly copies: readonly ObservedIncident[]
	readonly reading: Reading
}

/** A look that counts: its witness, and what the document says of itself. */
export interface Reading {
	readonly look: Look
	readonly key: string
	readonly witness: Witness
	readonly covers: readonly Cover[]
	readonly before: DocumentLedger | undefined
	/** The same, also when the page has moved to another home since: its component list goes on. */
	readonly remembered: DocumentLedger | undefined
	readonly self: OfficialObservation['documents'][number]
	readonly page?: string
	readonly versionAt?: string
	/** Incidents whose copies on it are older than what is known, and since when. */
	readonly olderSince: Map<string, string>
}

/**
 * A look as it counts, or what is to be remembered of one that is left aside; and what is to be
 * said of it.
 */
type Sorted =
	| (Reading & { readonly problem?: Problem })
	| { readonly key: string; readonly known: DocumentLedger; readonly problem: Problem }

function readingOf(
	look: Look,
	ledger: Ledger,
	source: Source,
	observation: OfficialObservation,
): Sorted {
	const key = `${source.id}/${look.document}`
	const before = ledger.rest.documents[key]
	const self = observation.documents.find((entry) => entry.document === look.document) ?? {
		document: look.document,
	}
	const moved = before?.page !== undefined && self.page !== undefined && before.page !== self.page
	const { fetchedAt } = look.snapshot
	const reading: Reading = {
		look,
		key,
		witness: {
			source: source.id,
			document: look.document,
			evidence: [evidenceOf(look)],
			seen: seenOf(look),
		},
		covers: observation.covers.filter((cover) => cover.document === look.document),
		before: moved ? undefined : before,
		remembered: before,
		self,
		...(self.page !== undefined && { page: self.page }),
		...(self.versionAt !== undefined &&
			compareInstants(self.versionAt, fetchedAt) <= 0 && { versionAt: self.versionAt }),
		olderSince: new Map(),
	}
	const problem = (message: string): Problem => ({
		document: look.document,
		path: self.versionPath ?? '',
		message,
	})
	if (self.versionAt !== undefined && reading.versionAt === undefined)
		return {
			...reading,
			problem: problem(
				`the mark ${self.versionAt} is ahead of our look at ${fetchedAt}: no copy is ordered by it`,
			),
		}
	if (moved || before === undefined || !isOlder(self.versionAt, before.versionAt, fetchedAt))
		return reading
	const since = before.asideSince ?? fetchedAt
	const older = `the mark ${self.versionAt} is older than ${before.versionAt}, which an earlier look saw`
	if (isPatienceOver(since, fetchedAt))
		return {
			...reading,
			problem: problem(`${older}: read again, since nothing newer has come from ${since} on`),
		}
	return { key, known: { ...before, asideSince: since }, problem: problem(`${older}: left aside`) }
}

function evidenceOf({ snapshot }: Look): Evidence {
	const { sha256 = '', source, document, fetchedAt, precision, provenance } = snapshot
	return {
		kind: 'snapshot',
		sha256,
		source,
		document,
		fetchedAt,
		...(precision && { precision }),
		provenance,
	}
}

/** First looks and files that were loaded later say nothing about when a thing appeared. */
function seenOf({ snapshot, previousGoodLookAt }: Look): Seen {
	return {
		...(isOurLook(snapshot.provenance) &&
			previousGoodLookAt !== undefined && { after: previousGoodLookAt }),
		by: snapshot.fetchedAt,
		...(snapshot.precision && { precision: snapshot.precision }),
	}
}

/** Of the copies that one tick brought, the newest in a document that counts. */
function newestOf(
	copies: readonly ObservedIncident[],
	byDocument: ReadonlyMap<string, Reading>,
): { readonly observed: ObservedIncident; readonly reading: Reading } | undefined {
	let newest: { readonly observed: ObservedIncident; readonly reading: Reading } | undefined
	for (const observed of copies) {
		const reading = byDocument.get(observed.document)
		if (
			reading &&
			(!newest || isNewerCopy(observed, newest.observed, reading.look.snapshot.fetchedAt))
		)
			newest = { observed, reading }
	}
	return newest
}

/**
 * What is said of a copy that is older than what is known, by the incident's own mark, and whether
 * it is left aside.
 */
function olderCopy(
	known: Incident,
	observed: ObservedIncident,
	{ look, before }: Reading,
): { readonly isLeft: boolean; readonly since: string; readonly problem: Problem } | undefined {
	const { fetchedAt } = look.snapshot
	if (!isOlder(observed.updatedAt, known.updatedAt, fetchedAt)) return undefined
	const since = before?.olderSince?.[known.id] ?? fetchedAt
	const isLeft = !isPatienceOver(since, fetchedAt)
	const end = isLeft ? 'left aside' : `read again, since nothing newer has come from ${since} on`
	const message = `its mark ${observed.updatedAt} is older than ${known.updatedAt}, which an earlier look saw: ${end}`
	return {
		isLeft,
		since,
		problem: { document: look.document, path: observed.nativeId.slice(0, 200), message },
	}
}

/**
 * What enters at the old end of a list, because its oldest item moved, is not new: then nothing
 * bounds it from below.
 */
function witnessOf(
	reading: Reading,
	observed: ObservedIncident,
	known: Incident | undefined,
): Witness {
	const cover = reading.before?.cover
	const since = cover?.list === 'since' ? cover.since[observed.kind] : undefined
	const wasWhole = cover?.list === 'since' && cover.whole?.includes(observed.kind)
	const wasCovered =
		known !== undefined ||
		cover?.list === 'open' ||
		wasWhole ||
		(since !== undefined && compareInstants(observed.createdAt, since) > 0)
	if (wasCovered) return reading.witness
	const { after: _, ...seen } = reading.witness.seen
	return { ...reading.witness, seen }
}

function withAlias(known: Incident, source: Source, observed: ObservedIncident): Incident {
	const id = incidentIdOf(source.id, observed.nativeId)
	return id === known.id || known.aliases.includes(id)
		? known
		: { ...known, aliases: [...known.aliases, id] }
}

function missingFrom(
	reading: Reading,
	incidents: ReadonlyMap<string, Incident>,
	isNamed: (id: string) => boolean,
	source: Source,
): Incident[] {
	// A file that was loaded is a single reading of the past: it is no second look at anything.
	if (!isOurLook(reading.look.snapshot.provenance)) return []
	const covers = reading.covers.filter((cover) => cover.list === 'since')
	if (covers.length === 0) return []
	const list = {
		source: source.id,
		...(reading.page !== undefined && { page: reading.page }),
		...(reading.versionAt !== undefined && { versionAt: reading.versionAt }),
	}
	const isListed = (incident: Incident) => isNamed(incident.id) || incident.aliases.some(isNamed)
	return [...incidents.values()].filter(
		(incident) => !isListed(incident) && covers.some((cover) => absentFrom(incident, cover, list)),
	)
}

/**
 * What is remembered of a document until its next fold. Its component list follows in `foldListed`.
 */
function rememberedAs(
	{ look, covers, before, remembered, self, page, versionAt, olderSince }: Reading,
	told: readonly Told[],
): DocumentLedger {
	const lists = covers.filter((cover) => cover.list === 'since')
	const since = lists.flatMap((cover) => cover.kinds.map((kind) => [kind, cover.since] as const))
	const whole = lists.flatMap((cover) => (cover.whole ? cover.kinds : []))
	const openKinds = covers.flatMap((cover) =>
		cover.list === 'open' && !cover.empty ? cover.kinds : [],
	)
	const cover =
		since.length > 0
			? {
					list: 'since' as const,
					since: Object.fromEntries(since),
					...(whole.length > 0 && { whole }),
				}
			: covers.length > 0
				? { list: 'open' as const }
				: undefined
	const ids = told.flatMap(({ id, copies }) =>
		copies.some((copy) => copy.document === look.document) ? [id] : [],
	)
	// A copy without a mark that can be believed leaves the one that is known.
	const mark = versionAt ?? before?.versionAt
	return {
		...(mark !== undefined && { versionAt: mark }),
		...(page !== undefined && { page }),
		...(cover && { cover }),
		firstLookAt: before?.firstLookAt ?? look.snapshot.fetchedAt,
		lookAt: look.snapshot.fetchedAt,
		provenance: look.snapshot.provenance,
		...(look.snapshot.undated && { undated: true }),
		...(openKinds.length > 0 && { open: { ids, kinds: openKinds } }),
		...(remembered?.rows && { rows: remembered.rows }),
		...(remembered?.whole && { whole: true as const }),
		...(remembered?.missing && { missing: remembered.missing }),
		...(self.unread && { unread: true as const }),
		...(olderSince.size > 0 && { olderSince: Object.fromEntries(olderSince) }),
	}
}
