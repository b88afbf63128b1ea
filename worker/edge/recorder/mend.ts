import type { Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import {
	beginRebuild,
	caughtUp,
	endRebuild,
	isRebuilt,
	nextSnapshots,
	type Rebuild,
	rebuildStep,
} from '#core/record/rebuild.ts'
import { soundRecord } from '#core/record/sound-record.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { archivedIncidents } from './adopt.ts'
import { type Draft, noLook, touch } from './draft.ts'
import { ledgerOf, type Memory, recordInput } from './memory.ts'
import type { Occasion, Parts } from './parts.ts'
import { isOfState, release, takeDue } from './quarantine.ts'

/**
 * Makes what is known of a provider anew from its kept snapshots, where the stored state cannot be
 * read or nothing can be derived from it. A few
 * steps a tick, before the tick's own looks are folded, so that a short history is whole in the
 * tick in which its loss was found; a long one goes
 * on in the next. What was stored stays in its place until then.
 */

/**
 * What one tick may spend on this, for all providers together: reads of bytes, and folded ticks.
 */
const readsPerTick = 120
const foldsPerTick = 1000
/** Milliseconds of the tick that are left to its own work; the pages are fetched by then. */
const leftForTheTick = 10_000
/** Bytes that were given to KV so many seconds ago may not be seen there yet. */
const settlingSeconds = 180

/** A rebuild under way. */
export interface Mending {
	/** Packs of the archive that are still to be read, and what was in the others. */
	readonly packs: readonly string[] | undefined
	readonly adopted: readonly Incident[]
	readonly rebuild: Rebuild | undefined
}

export async function mend(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	providers: readonly Provider[],
	occasion: Occasion,
): Promise<void> {
	const means = { reads: readsPerTick, folds: foldsPerTick }
	for (const provider of providers) {
		if (
			!memory.mending.has(provider.id) &&
			takeDue(memory, provider.id, occasion.slot, ({ what }) => isOfState(what)).length === 0
		)
			continue
		const progress = await goOn(
			parts,
			memory,
			provider,
			memory.mending.get(provider.id) ?? { packs: undefined, adopted: [], rebuild: undefined },
			means,
			occasion,
		)
		if (progress.rebuild && isRebuilt(progress.rebuild)) {
			memory.mending.delete(provider.id)
			settle(parts, memory, draft, provider, providers, progress.rebuild, occasion.slot)
		} else memory.mending.set(provider.id, progress)
	}
}

interface Allowance {
	reads: number
	folds: number
}

/** As far as the tick allows. What cannot be read at the moment is waited for. */
async function goOn(
	parts: Parts,
	memory: Memory,
	provider: Provider,
	before: Mending,
	means: Allowance,
	occasion: Occasion,
): Promise<Mending> {
	const mayGoOn = () => means.reads > 0 && means.folds > 0 && occasion.remaining() > leftForTheTick
	let progress = before
	if (!progress.rebuild) {
		const found = await archivedIncidents(parts.assets, provider.id, progress.packs)
		progress = {
			...progress,
			packs: found.left,
			adopted: [...progress.adopted, ...found.incidents],
		}
		if (found.left === undefined || found.left.length > 0) return progress
	}
	const rebuild = progress.rebuild ?? begun(parts, memory, provider, progress.adopted)
	for (let next = rebuild; ; ) {
		if (isRebuilt(next)) {
			const further = caughtUp(next, runsOf(parts, memory, provider.id))
			// Something was loaded meanwhile that belongs before what was folded.
			next = further ?? begun(parts, memory, provider, progress.adopted)
			if (isRebuilt(next)) return { ...progress, rebuild: next }
		}
		if (!mayGoOn()) return { ...progress, rebuild: next }
		const bodies = await bodiesOf(parts, memory, nextSnapshots(next), occasion.slot)
		if (!bodies) return { ...progress, rebuild: next }
		means.reads -= bodies.size
		means.folds -= 1
		next = rebuildStep(next, (snapshot) => bodies.get(snapshot.sha256 ?? ''))
	}
}

function begun(
	parts: Parts,
	memory: Memory,
	provider: Provider,
	adopted: readonly Incident[],
): Rebuild {
	return beginRebuild(
		provider,
		runsOf(parts, memory, provider.id),
		memory.imported.get(provider.id),
		adopted,
	)
}

/** Closed runs, then those that are open, as they stand. */
function runsOf({ store }: Parts, memory: Memory, provider: string): Snapshot[] {
	const open = [...memory.documents.values()]
		.map(({ chain }) => chain.current)
		.filter((run) => run.provider === provider)
	return [...store.readRuns(provider), ...open]
}

/**
 * The bytes of some snapshots as texts, without those that are gone; undefined where they have to
 * be waited for.
 */
async function bodiesOf(
	parts: Parts,
	memory: Memory,
	snapshots: readonly Snapshot[],
	slot: string,
): Promise<Map<string, string> | undefined> {
	const bodies = new Map<string, string>()
	for (const { sha256, fetchedAt } of snapshots) {
		if (sha256 === undefined) continue
		const bytes =
			memory.outbox.blob(sha256) ?? (await parts.readBytes(sha256).catch(() => 'failed' as const))
		if (bytes === 'failed') return undefined
		if (bytes) bodies.set(sha256, new TextDecoder().decode(bytes))
		else if (compareInstants(fetchedAt, addSeconds(slot, -settlingSeconds)) > 0) return undefined
	}
	return bodies
}

/** Puts what was rebuilt in the place of what was stored, and says what became of it. */
function settle(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	provider: Provider,
	providers: readonly Provider[],
	rebuild: Rebuild,
	slot: string,
): void {
	const stored = ledgerOf(memory, provider.id)
	const prefix = `incidents/${provider.id}/`
	const asideKeys = parts.store.asideKeys(prefix)
	const spoilt = new Set([
		...(memory.underived.get(provider.id) ?? []),
		...asideKeys.map((key) => key.slice(prefix.length)),
		...unreadableIn(memory, provider.id),
	])
	const { ledger, told } = endRebuild(rebuild, stored, [...spoilt])
	const ids = differing(stored, ledger)
	memory.ledgers.set(provider.id, ledger)
	memory.underived.delete(provider.id)
	draft.replaced.add(provider.id)
	for (const key of [...asideKeys, `ledger/${provider.id}`])
		if (!told.lost.includes(key.slice(prefix.length))) draft.dropped.add(key)
	touch(memory, draft, provider.id, ids, noLook, true)
	release(memory, provider.id, 'state', slot, told)
	// What cannot be derived from the rebuilt state either is no fault of the store's: it waits for
	// its next try.
	if (
		soundRecord(recordInput(memory, parts.content, ledger, provider, providers)).reason ===
		undefined
	)
		release(memory, provider.id, 'record', slot, told)
}

/**
 * The ids of incidents whose rows could not be read when memory was, before they are moved aside.
 */
function unreadableIn({ spoiltRows }: Memory, provider: string): string[] {
	return spoiltRows.flatMap(({ table, key }) =>
		table === 'incidents' && key.startsWith(`${provider}/`) ? [key.slice(provider.length + 1)] : [],
	)
}

function differing(before: Ledger, after: Ledger): string[] {
	return [...after.incidents].flatMap(([id, incident]) => {
		const known = before.incidents.get(id)
		return known && JSON.stringify(known) === JSON.stringify(incident) ? [] : [id]
	})
}
