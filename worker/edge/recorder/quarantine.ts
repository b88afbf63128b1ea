import type { Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { rebuiltSentence, type Trouble } from '#core/model/trouble.ts'
import {
	beginRebuild,
	caughtUp,
	endRebuild,
	isRebuilt,
	nextSnapshots,
	type Rebuild,
	rebuildStep,
} from '#core/record/rebuild.ts'
import { sentenceOf, soundRecord } from '#core/record/sound-record.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { archivedIncidents } from './adopt.ts'
import type { RecorderDeps, TickContext } from './recorder-deps.ts'
import type { RecorderProblem } from './recorder-rpc.ts'
import { type ChangeSet, type Mending, marks, noLook, type RecorderState } from './state.ts'

/**
 * The wall round each provider: what cannot be read, derived or rendered of one of them is set
 * aside and said, its last good documents stay as
 * they were published, and the others go on. It is tried again with every change of the provider,
 * and by itself after ever longer waits.
 */

/** Makes what belongs to one provider. When that throws, nothing is made, and it is said. */
export function walled<T>(
	recorder: RecorderState,
	provider: string,
	what: string,
	slot: string,
	make: () => readonly T[],
	more: Partial<Trouble> = {},
): readonly T[] {
	try {
		const made = make()
		recorder.release(provider, what, slot)
		return made
	} catch (error) {
		recorder.setAside(provider, what, sentenceOf(error), slot, more)
		return []
	}
}

/**
 * Whether what is known of a provider is being made anew: until then nothing is folded into it, and
 * every look is kept.
 */
export function isBeingMended(recorder: RecorderState, provider: string): boolean {
	return recorder.quarantine.get(provider)?.some(({ what }) => what === 'state') === true
}

/** Minutes between two tries at most. */
const longestWait = 60

/**
 * The troubles of a provider that are to be tried again at a slot, with the next try after a longer
 * wait.
 */
export function takeDue(
	recorder: RecorderState,
	provider: string,
	slot: string,
	isMeant: (trouble: Trouble) => boolean,
): Trouble[] {
	const known = recorder.quarantine.get(provider) ?? []
	const due = known.filter(
		(entry) => isMeant(entry) && compareInstants(entry.nextTryAt ?? slot, slot) <= 0,
	)
	if (due.length === 0) return []
	const later = known.map((entry) => {
		if (!due.includes(entry)) return entry
		const tries = (entry.tries ?? 0) + 1
		return {
			...entry,
			tries,
			nextTryAt: addSeconds(slot, 60 * Math.min(longestWait, 2 ** Math.min(tries, 10))),
		}
	})
	recorder.quarantine.set(provider, later)
	recorder.asideChanged.add(provider)
	return due
}

/**
 * Documents that could not be made are made again when it is their time, although nothing changed.
 */
export function retryDocuments(
	changes: ChangeSet,
	providers: readonly { readonly id: string }[],
	slot: string,
): void {
	const { recorder } = changes
	for (const { id } of providers) {
		const due = takeDue(
			recorder,
			id,
			slot,
			({ what, reading }) => !isOfState(what) && !reading,
		).map(({ what }) => what)
		if (due.length === 0) continue
		// A month's list is made with any incident of that month.
		const filed = [...recorder.ledgerOf(id).incidents.values()].filter(({ createdAt }) =>
			due.includes(`index ${createdAt.slice(0, 7)}`),
		)
		changes.touch(id, [...due, ...filed.map((incident) => incident.id)], noLook, true)
	}
}

/**
 * Whether a trouble is one of what is known of a provider, which snapshots can mend, and not of a
 * document made from it.
 */
export function isOfState(what: string): boolean {
	return what === 'record' || what === 'state'
}

/** Puts down what is set aside, where that differs from what the store has. */
export function noteQuarantine(changes: ChangeSet): void {
	const { recorder } = changes
	for (const provider of recorder.asideChanged)
		changes.marks.set(marks.quarantine(provider), recorder.quarantine.get(provider) ?? [])
	if (recorder.troublesChanged) changes.marks.set(marks.troubles, recorder.troubles)
	recorder.asideChanged.clear()
	recorder.troublesChanged = false
}

/** All that is set aside, and what was, newest first. */
export function troublesIn(recorder: RecorderState): Trouble[] {
	return [...[...recorder.quarantine.values()].flat(), ...recorder.troubles].sort((a, b) =>
		compareInstants(b.since, a.since),
	)
}

/**
 * As problems, for those who ask how things stand: what is set aside, and what was rebuilt within a
 * day.
 */
export function quarantineProblems(recorder: RecorderState): RecorderProblem[] {
	const { slot } = recorder
	const rebuilt = recorder.troubles.filter(
		({ endedAt, rebuilt }) =>
			rebuilt && endedAt && slot && compareInstants(endedAt, addSeconds(slot, -86_400)) >= 0,
	)
	const problem = ({ provider = '', what, since }: Trouble, message: string): RecorderProblem => ({
		provider,
		source: '',
		document: what,
		path: '',
		message: message.slice(0, 300),
		at: since,
	})
	return [
		...[...recorder.quarantine.values()]
			.flat()
			.filter(({ reading }) => !reading)
			.map((trouble) =>
				problem(trouble, `set aside, its last good state stands: ${trouble.reason}`),
			),
		...rebuilt.map((trouble) =>
			problem(
				{ ...trouble, since: trouble.endedAt ?? trouble.since },
				rebuiltSentence(trouble) ?? '',
			),
		),
	]
}

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

export async function mend(
	deps: RecorderDeps,
	changes: ChangeSet,
	providers: readonly Provider[],
	context: TickContext,
): Promise<void> {
	const { recorder } = changes
	const means = { reads: readsPerTick, folds: foldsPerTick }
	for (const provider of providers) {
		if (
			!recorder.mending.has(provider.id) &&
			takeDue(recorder, provider.id, context.slot, ({ what }) => isOfState(what)).length === 0
		)
			continue
		const progress = await goOn(
			deps,
			recorder,
			provider,
			recorder.mending.get(provider.id) ?? { packs: undefined, adopted: [], rebuild: undefined },
			means,
			context,
		)
		if (progress.rebuild && isRebuilt(progress.rebuild)) {
			recorder.mending.delete(provider.id)
			settle(deps, changes, provider, providers, progress.rebuild, context.slot)
		} else recorder.mending.set(provider.id, progress)
	}
}

interface Allowance {
	reads: number
	folds: number
}

/** As far as the tick allows. What cannot be read at the moment is waited for. */
async function goOn(
	deps: RecorderDeps,
	recorder: RecorderState,
	provider: Provider,
	before: Mending,
	means: Allowance,
	context: TickContext,
): Promise<Mending> {
	const mayGoOn = () => means.reads > 0 && means.folds > 0 && context.remaining() > leftForTheTick
	let progress = before
	if (!progress.rebuild) {
		const found = await archivedIncidents(deps.assets, provider.id, progress.packs)
		progress = {
			...progress,
			packs: found.left,
			adopted: [...progress.adopted, ...found.incidents],
		}
		if (found.left === undefined || found.left.length > 0) return progress
	}
	const rebuild = progress.rebuild ?? begun(deps, recorder, provider, progress.adopted)
	for (let next = rebuild; ; ) {
		if (isRebuilt(next)) {
			const further = caughtUp(next, runsOf(deps, recorder, provider.id))
			// Something was loaded meanwhile that belongs before what was folded.
			next = further ?? begun(deps, recorder, provider, progress.adopted)
			if (isRebuilt(next)) return { ...progress, rebuild: next }
		}
		if (!mayGoOn()) return { ...progress, rebuild: next }
		const bodies = await bodiesOf(deps, recorder, nextSnapshots(next), context.slot)
		if (!bodies) return { ...progress, rebuild: next }
		means.reads -= bodies.size
		means.folds -= 1
		next = rebuildStep(next, (snapshot) => bodies.get(snapshot.sha256 ?? ''))
	}
}

function begun(
	deps: RecorderDeps,
	recorder: RecorderState,
	provider: Provider,
	adopted: readonly Incident[],
): Rebuild {
	return beginRebuild(
		provider,
		runsOf(deps, recorder, provider.id),
		recorder.imported.get(provider.id),
		adopted,
	)
}

/** Closed runs, then those that are open, as they stand. */
function runsOf({ store }: RecorderDeps, recorder: RecorderState, provider: string): Snapshot[] {
	const open = [...recorder.documents.values()]
		.map(({ chain }) => chain.current)
		.filter((run) => run.provider === provider)
	return [...store.readRuns(provider), ...open]
}

/**
 * The bytes of some snapshots as texts, without those that are gone; undefined where they have to
 * be waited for.
 */
async function bodiesOf(
	deps: RecorderDeps,
	recorder: RecorderState,
	snapshots: readonly Snapshot[],
	slot: string,
): Promise<Map<string, string> | undefined> {
	const bodies = new Map<string, string>()
	for (const { sha256, fetchedAt } of snapshots) {
		if (sha256 === undefined) continue
		const bytes =
			recorder.outbox.blob(sha256) ?? (await deps.readBytes(sha256).catch(() => 'failed' as const))
		if (bytes === 'failed') return undefined
		if (bytes) bodies.set(sha256, new TextDecoder().decode(bytes))
		else if (compareInstants(fetchedAt, addSeconds(slot, -settlingSeconds)) > 0) return undefined
	}
	return bodies
}

/** Puts what was rebuilt in the place of what was stored, and says what became of it. */
function settle(
	deps: RecorderDeps,
	changes: ChangeSet,
	provider: Provider,
	providers: readonly Provider[],
	rebuild: Rebuild,
	slot: string,
): void {
	const { recorder } = changes
	const stored = recorder.ledgerOf(provider.id)
	const prefix = `incidents/${provider.id}/`
	const asideKeys = deps.store.asideKeys(prefix)
	const spoilt = new Set([
		...(recorder.underived.get(provider.id) ?? []),
		...asideKeys.map((key) => key.slice(prefix.length)),
		...unreadableIn(recorder, provider.id),
	])
	const { ledger, told } = endRebuild(rebuild, stored, [...spoilt])
	const ids = differing(stored, ledger)
	recorder.ledgers.set(provider.id, ledger)
	recorder.underived.delete(provider.id)
	changes.replaced.add(provider.id)
	for (const key of [...asideKeys, `ledger/${provider.id}`])
		if (!told.lost.includes(key.slice(prefix.length))) changes.dropped.add(key)
	changes.touch(provider.id, ids, noLook, true)
	recorder.release(provider.id, 'state', slot, told)
	// What cannot be derived from the rebuilt state either is no fault of the store's: it waits for
	// its next try.
	if (
		soundRecord(recorder.recordInput(deps.content, ledger, provider, providers)).reason ===
		undefined
	)
		recorder.release(provider.id, 'record', slot, told)
}

/**
 * The ids of incidents whose rows could not be read, before they are moved aside.
 */
function unreadableIn({ spoiltRows }: RecorderState, provider: string): string[] {
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
