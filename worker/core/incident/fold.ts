import type { Incident } from '#core/model/incident.ts'
import type { ObservedIncident, OfficialObservation, Problem } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { absentFrom, markIncidentAbsent, withoutPending } from './absence.ts'
import { type CountedLook, rememberedAs, sortedLook, type ToldIncident } from './counted-look.ts'
import type { Ledger, Look } from './ledger.ts'
import { foldListed } from './listed.ts'
import { isNewerCopy, isOlder, isPatienceOver } from './marks.ts'
import { incidentIdOf, mergeIncident, openIncident } from './merge.ts'
import { followOpenLists } from './open-lists.ts'
import { placesOf } from './places.ts'
import { tiesAfter } from './ties.ts'
import type { CheckContext } from './updates.ts'

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
		const found = sortedLook(look, ledger, source, observation)
		if ('problem' in found) problems.push(found.problem)
		if ('known' in found) documents[found.key] = found.known
		return 'check' in found ? [found] : []
	})
	const byDocument = new Map(fresh.map((counted) => [counted.look.document, counted]))
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
	const told: ToldIncident[] = []
	for (const copies of Map.groupBy(observation.incidents, ({ nativeId }) => nativeId).values()) {
		const newest = newestOf(copies, byDocument)
		if (!newest) continue
		const { observed, counted } = newest
		const known = placeOf(observed, counted.page)
		const id = known?.id ?? incidentIdOf(source.id, observed.nativeId)
		told.push({ id, observed, copies, counted })
		const older = known && olderCopy(known, observed, counted)
		if (older) problems.push(older.problem)
		if (older?.isLeft) {
			counted.olderSince.set(id, older.since)
			continue
		}
		const check = checkOf(counted, observed, known)
		const after = known
			? mergeIncident(withAlias(known, source, observed), observed, provider, check, counted.page)
			: openIncident(id, observed, provider, check, counted.page)
		put(known, after)
	}
	const also = new Set(
		observation.documents.flatMap(({ alsoListed = [] }) =>
			alsoListed.map((id) => incidentIdOf(source.id, id)),
		),
	)
	for (const counted of fresh) {
		for (const incident of missingFrom(
			counted,
			incidents,
			(id) => listed.has(id) || also.has(id),
			source,
		)) {
			put(incident, markIncidentAbsent(incident, counted.check))
		}
	}
	for (const counted of fresh) {
		const named = new Set(
			told.flatMap(({ id, copies }) =>
				copies.some(({ document }) => document === counted.look.document) ? [id] : [],
			),
		)
		for (const incident of incidents.values())
			if (!named.has(incident.id)) put(incident, withoutPending(incident, counted.key))
	}
	for (const counted of fresh) documents[counted.key] = rememberedAs(counted, told)
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

/** Of the copies that one tick brought, the newest in a document that counts. */
function newestOf(
	copies: readonly ObservedIncident[],
	byDocument: ReadonlyMap<string, CountedLook>,
): { readonly observed: ObservedIncident; readonly counted: CountedLook } | undefined {
	let newest: { readonly observed: ObservedIncident; readonly counted: CountedLook } | undefined
	for (const observed of copies) {
		const counted = byDocument.get(observed.document)
		if (
			counted &&
			(!newest || isNewerCopy(observed, newest.observed, counted.look.snapshot.fetchedAt))
		)
			newest = { observed, counted }
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
	{ look, before }: CountedLook,
): { readonly isLeft: boolean; readonly since: string; readonly problem: Problem } | undefined {
	const { fetchedAt } = look.snapshot
	if (!isOlder(observed.updatedAt, known.updatedAt, fetchedAt)) return undefined
	const since = before?.olderSince?.[known.id] ?? fetchedAt
	const isLeft = !isPatienceOver(since, fetchedAt)
	const end = isLeft ? 'left aside' : `read again, since nothing newer has come from ${since} on`
	const message =
		`its mark ${observed.updatedAt} is older than ${known.updatedAt}, which an earlier look ` +
		`saw: ${end}`
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
function checkOf(
	counted: CountedLook,
	observed: ObservedIncident,
	known: Incident | undefined,
): CheckContext {
	const cover = counted.before?.cover
	const since = cover?.list === 'since' ? cover.since[observed.kind] : undefined
	const wasWhole = cover?.list === 'since' && cover.whole?.includes(observed.kind)
	const wasCovered =
		known !== undefined ||
		cover?.list === 'open' ||
		wasWhole ||
		(since !== undefined && compareInstants(observed.createdAt, since) > 0)
	if (wasCovered) return counted.check
	const { after: _, ...seen } = counted.check.seen
	return { ...counted.check, seen }
}

function withAlias(known: Incident, source: Source, observed: ObservedIncident): Incident {
	const id = incidentIdOf(source.id, observed.nativeId)
	return id === known.id || known.aliases.includes(id)
		? known
		: { ...known, aliases: [...known.aliases, id] }
}

function missingFrom(
	counted: CountedLook,
	incidents: ReadonlyMap<string, Incident>,
	isNamed: (id: string) => boolean,
	source: Source,
): Incident[] {
	// A file that was loaded is a single reading of the past: it is no second look at anything.
	if (!isOurLook(counted.look.snapshot.provenance)) return []
	const covers = counted.covers.filter((cover) => cover.list === 'since')
	if (covers.length === 0) return []
	const list = {
		source: source.id,
		...(counted.page !== undefined && { page: counted.page }),
		...(counted.versionAt !== undefined && { versionAt: counted.versionAt }),
	}
	const isListed = (incident: Incident) => isNamed(incident.id) || incident.aliases.some(isNamed)
	return [...incidents.values()].filter(
		(incident) => !isListed(incident) && covers.some((cover) => absentFrom(incident, cover, list)),
	)
}
