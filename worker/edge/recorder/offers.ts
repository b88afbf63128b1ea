import { isOpen } from '#core/incident/lifespan.ts'
import type { Provider } from '#core/model/provider.ts'
import { documentKey } from '#core/model/snapshot.ts'
import type { HeadsDocument } from '#core/publish/documents.ts'
import { addSeconds, compareInstants, dayOf } from '#core/time.ts'
import { digestOf } from '../archive.ts'
import { keys } from '../keys.ts'
import type { Draft } from './draft.ts'
import { type Memory, marks, recordIn } from './memory.ts'
import type { Parts } from './parts.ts'
import { nowPublication, type Publication, publication, publicationsOf, snapshotsPublication, tellsOf } from './publish.ts'

/** Documents that only tell of a gap, or of runs that failed, may wait this long so that several changes are one write. */
const patienceSeconds = 900

/** A document for the outbox: `hash` is of what it tells, `after` the slot before which it need not be written. */
export interface Offer extends Publication {
	readonly hash: string
	readonly after: string
}

/** Every document that a tick's changes touch, rendered. */
export async function offersOf(parts: Parts, memory: Memory, draft: Draft, providers: readonly Provider[], slot: string): Promise<Offer[]> {
	const patient = addSeconds(slot, patienceSeconds)
	const chosen: { readonly publication: Publication; readonly urgent: boolean }[] = []
	const choose = (publications: readonly Publication[], urgent: boolean) => {
		for (const publication of publications) chosen.push({ publication, urgent: urgent && !publication.beside })
	}
	for (const [provider, { at }] of draft.touched) if (at !== '') memory.changedAt.set(provider, at)
	const record = (provider: Provider) => recordIn(memory, parts.content, provider, providers)
	const touched = providers.flatMap((provider) => {
		const change = draft.touched.get(provider.id)
		return change ? [{ provider, change }] : []
	})
	for (const { provider, change } of touched) {
		const own = record(provider)
		const others = providers.filter((other) => other.id !== provider.id).map(record)
		// A gap shows in the picture of what is open.
		const open = change.urgent ? [] : own.incidents.filter(isOpen).map((incident) => incident.id)
		choose(publicationsOf(parts.shard, own, new Set([...change.incidents, ...open]), draft.before.get(provider.id), others), change.urgent)
	}
	if (touched.length > 0) {
		const urgent = touched.some(({ change }) => change.urgent)
		choose(nowPublication(parts.shard, providers.map(record)), urgent)
	}
	for (const day of draft.days.values()) choose(dayPublication(parts, memory, draft, day), day.urgent)
	const heads = draft.marks.get(marks.heads)
	// Set by noteHeads alone.
	if (heads) choose(publication(keys.heads(parts.shard), 'heads', heads as HeadsDocument), true)
	return await Promise.all(
		chosen.map(async ({ publication, urgent }) => ({ ...publication, hash: await digestOf(tellsOf(publication.text)), after: urgent ? slot : patient })),
	)
}

/** A day's runs: those closed before, those that this tick closes, and those that are open, as they stand. */
function dayPublication({ store }: Parts, memory: Memory, draft: Draft, { provider, day }: { readonly provider: string; readonly day: string }): Publication[] {
	const fresh = [...draft.closed, ...[...memory.documents.values()].map((state) => state.chain.current)]
	const own = fresh.filter((run) => run.provider === provider && dayOf(run.fetchedAt) === day)
	const runs = [...store.readDay(provider, day), ...own]
	runs.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt) || (documentKey(a) < documentKey(b) ? -1 : 1))
	return snapshotsPublication(provider, day, runs)
}
