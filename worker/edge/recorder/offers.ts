import { canonicalJson } from '#core/hash.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import { windowSeconds } from '#core/model/report.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { type EachProvider, providerNow } from '#core/publish/build-documents.ts'
import type { HeadsDocument, ProviderNow, ReportsDocument } from '#core/publish/documents.ts'
import { placeOf } from '#core/record/crowd-record.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { addSeconds, compareInstants, dayOf, floorTo } from '#core/time.ts'
import { crowdReachSeconds } from '#core/timeline/crowd.ts'
import { digestOf } from '../archive.ts'
import { keys } from '../keys.ts'
import { type Draft, noLook } from './draft.ts'
import { noteCause, turnOf } from './held.ts'
import { type Memory, marks, recordIn } from './memory.ts'
import type { Parts } from './parts.ts'
import { nowPublication, type Publication, publication, publicationsOf, snapshotsPublication, tellsOf, type Wall } from './publish.ts'
import { walled } from './quarantine.ts'

/** Documents that only show newer counts may wait this long: an open incident would cost 96 writes a day otherwise. */
const countsPatienceSeconds = 3600

/** Documents that only tell of a gap, or of runs that failed, may wait this long so that several changes are one write. */
const patienceSeconds = 900

/** A document for the outbox: `hash` is of what it tells, `after` the slot before which it need not be written. */
export interface Offer extends Publication {
	readonly hash: string
	readonly after: string
}

/** Every document that a tick's changes touch, rendered. */
export async function offersOf(parts: Parts, memory: Memory, draft: Draft, providers: readonly Provider[], slot: string): Promise<Offer[]> {
	const patient = addSeconds(slot, draft.counts.size > 0 ? countsPatienceSeconds : patienceSeconds)
	const chosen: { readonly publication: Publication; readonly after: string }[] = []
	const choose = (publications: readonly Publication[], urgent: boolean, otherwise = patient) => {
		for (const publication of publications) chosen.push({ publication, after: urgent && !publication.beside ? slot : otherwise })
	}
	for (const [provider, { at }] of draft.touched) if (at !== noLook) memory.changedAt.set(provider, at)
	const record = (provider: Provider) => recordIn(memory, parts.content, provider, providers)
	const listed =
		(month: string): EachProvider =>
		(of, make) =>
			walled(memory, of.provider.id, `index ${month}`, slot, make)
	const turns = providers.flatMap((provider) => {
		const waited = memory.held.has(provider.id)
		const turn = turnOf(parts, memory, draft, provider.id, slot)
		return turn ? [{ provider, turn, urgent: waited || draft.touched.get(provider.id)?.urgent === true }] : []
	})
	const touched = turns.filter(({ provider, turn }) => draft.touched.has(provider.id) || turn.incidents.length > 0)
	for (const { provider, turn, urgent } of touched) {
		const own = record(provider)
		const others = providers.filter((other) => other.id !== provider.id).map(record)
		const before = draft.before.get(provider.id)
		// A gap shows in the picture of what is open, and newer counts in that of what is or was so until a while ago.
		const shown = urgent || memory.held.has(provider.id) ? [] : own.incidents.filter((incident) => isShowing(incident, slot)).map((incident) => incident.id)
		const differing = new Set([...turn.incidents, ...crowdBorn(own, before), ...shown])
		const wall: Wall = (what, make) => walled(memory, provider.id, what, slot, make)
		const made = wall('documents', () => publicationsOf(parts.shard, own, differing, before, others, wall, listed))
		noteCause(memory, provider.id, made)
		choose(made, urgent)
		for (const [place, movedTo] of draft.moved)
			if (place.startsWith(`${provider.id}/`))
				choose(publication(keys.incident(provider.id, place.slice(provider.id.length + 1)), 'open-incident', { movedTo }), true)
	}
	if (touched.length > 0) {
		const made = nowPublication(parts.shard, providers.map(record), (of) => nowOf(memory, of, slot))
		for (const { provider } of touched) noteCause(memory, provider.id, made)
		choose(
			made,
			touched.some(({ urgent }) => urgent),
		)
	}
	for (const day of turns.flatMap(({ turn }) => turn.days)) choose(dayPublication(parts, memory, draft, day), day.urgent)
	// Everybody's counts of a window are one write: what comes late waits for the next window.
	const window = addSeconds(floorTo(slot, windowSeconds), slot === floorTo(slot, windowSeconds) ? 0 : windowSeconds)
	for (const day of new Set([...draft.counts].map((row) => row.slice(-10)))) choose(countsPublication(parts, memory, day), false, window)
	const heads = draft.marks.get(marks.heads)
	// Set by noteHeads alone.
	if (heads) choose(publication(keys.heads(parts.shard), 'heads', heads as HeadsDocument), true)
	return await Promise.all(chosen.map(async ({ publication, after }) => ({ ...publication, hash: await digestOf(tellsOf(publication.text)), after })))
}

/** How a provider stands; where that cannot be rendered, as it stood when it could be. */
function nowOf(memory: Memory, record: ProviderRecord, slot: string): readonly ProviderNow[] {
	const { id } = record.provider
	const last = memory.lastNow.get(id)
	const aside = { present: true as const, ...(last?.asOf && { goodAt: last.asOf }) }
	const [now] = walled(memory, id, 'now', slot, () => [providerNow(record)], aside)
	if (!now) return last ? [last] : []
	memory.lastNow.set(id, now)
	return [now]
}

/** The crowd joins a timeline until three hours after the end. */
function isShowing(incident: Incident, slot: string): boolean {
	const { to } = lifespanOf(incident)
	return isOpen(incident) || (to !== null && compareInstants(slot, addSeconds(to, crowdReachSeconds + countsPatienceSeconds)) <= 0)
}

/** Incidents of crowd origin that differ from what was last published, where that is at hand. */
function crowdBorn(record: ProviderRecord, before: ProviderRecord | undefined): string[] {
	const known = new Map(before?.incidents.filter(({ origin }) => origin === 'crowd').map((incident) => [incident.id, canonicalJson(incident)]))
	return record.incidents.filter((incident) => incident.origin === 'crowd' && known.get(incident.id) !== canonicalJson(incident)).map(({ id }) => id)
}

/** What was counted in windows that began on a day, for all providers of the shard, with the usual volume beside it. */
function countsPublication({ shard }: Parts, memory: Memory, day: string): Publication[] {
	const reports = [...memory.crowd.reports.values()].flatMap((counts) => counts.filter((count) => dayOf(count.at) === day))
	reports.sort((a, b) => compareInstants(a.at, b.at) || (placeOf(a) < placeOf(b) ? -1 : 1))
	return publication(keys.reports(shard, day), 'reports', { day, reports } satisfies ReportsDocument)
}

/** A day's runs: those closed before, those that this tick closes, and those that are open, as they stand. */
function dayPublication({ store }: Parts, memory: Memory, draft: Draft, { provider, day }: { readonly provider: string; readonly day: string }): Publication[] {
	const fresh = [...draft.closed, ...[...memory.documents.values()].map((state) => state.chain.current)]
	const own = fresh.filter((run) => run.provider === provider && dayOf(run.fetchedAt) === day)
	const runs = [...store.readDay(provider, day), ...own]
	runs.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt) || (documentKey(a) < documentKey(b) ? -1 : 1))
	return snapshotsPublication(provider, day, runs)
}
