import { withImportSources } from '#core/import/imported-sources.ts'
import { emptyLedger, type Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { Trouble } from '#core/model/trouble.ts'
import { platformOf } from '#core/platforms/index.ts'
import { type SourceTick, ticksOf } from './looks.ts'
import { keptLooks, replayTick } from './replay.ts'

/**
 * What is known of one provider, made anew from its kept snapshots: for a stored state that cannot
 * be read. Pure, and in steps of one
 * tick, so that whoever has little time may stop between any two; `rebuildProvider` does all at
 * once.
 */
export interface Rebuild {
	readonly provider: Provider
	readonly ticks: readonly SourceTick[]
	/** How many of the ticks are folded. */
	readonly done: number
	readonly ledger: Ledger
	/**
	 * Incidents that came from an archive and not from looks: they join once the first looks are
	 * folded, as they did then.
	 */
	readonly adopted: readonly Incident[]
	readonly snapshots: number
	/** Snapshots without bytes, and such as folding throws on. */
	readonly unread: number
}

/** A look's bytes as text; undefined where there are none. */
export type BodyOf = (snapshot: Snapshot) => string | undefined

/**
 * `snapshots` are all runs of the provider, the open ones as they stand; `imported` are sources of
 * loaded files that only the store knows.
 */
export function beginRebuild(
	provider: Provider,
	snapshots: readonly Snapshot[],
	imported: readonly Source[] = [],
	adopted: readonly Incident[] = [],
): Rebuild {
	const whole = withImportSources(provider, snapshots, imported)
	return {
		provider: whole,
		ticks: ticksIn(whole, snapshots),
		done: 0,
		ledger: emptyLedger(provider.id),
		adopted,
		snapshots: 0,
		unread: 0,
	}
}

/**
 * The same with what was looked at since. What was folded already must stand at the beginning;
 * undefined where it does not, as after an import.
 */
export function caughtUp(rebuild: Rebuild, snapshots: readonly Snapshot[]): Rebuild | undefined {
	const ticks = ticksIn(rebuild.provider, snapshots)
	const same = rebuild.ticks
		.slice(0, rebuild.done)
		.every((tick, position) => nameOf(tick) === (ticks[position] && nameOf(ticks[position])))
	return same ? { ...rebuild, ticks } : undefined
}

export function isRebuilt({ done, ticks }: Rebuild): boolean {
	return done >= ticks.length
}

/** The snapshots whose bytes the next step reads. */
export function nextSnapshots({ ticks, done }: Rebuild): Snapshot[] {
	const tick = ticks[done]
	return tick ? keptLooks(tick).map(({ snapshot }) => snapshot) : []
}

/** Folds one tick. What throws is left out and counted: a rebuild has to come to its end. */
export function rebuildStep(rebuild: Rebuild, bodyOf: BodyOf): Rebuild {
	const tick = rebuild.ticks[rebuild.done]
	if (!tick) return rebuild
	const looks = keptLooks(tick).length
	const folded = { ...rebuild, done: rebuild.done + 1 }
	// A next tick of another slot: the first looks are folded.
	const first = rebuild.ticks[0]?.slot
	const ledger =
		tick.slot !== first && rebuild.adopted.length > 0
			? withAdopted(rebuild.ledger, rebuild.adopted)
			: rebuild.ledger
	const adopted = ledger === rebuild.ledger ? rebuild.adopted : []
	try {
		const replayed = replayTick(ledger, tick, bodyOf)
		const unread = replayed.unread.length
		return {
			...folded,
			adopted,
			ledger: replayed.ledger,
			snapshots: rebuild.snapshots + looks - unread,
			unread: rebuild.unread + unread,
		}
	} catch {
		return { ...folded, adopted, ledger, unread: rebuild.unread + looks }
	}
}

export interface Rebuilt {
	readonly ledger: Ledger
	readonly told: NonNullable<Trouble['rebuilt']>
}

/**
 * Ends a rebuild. What was stored and no snapshot tells of (taken over from an archive, or found
 * among the users) is kept as it was; `spoilt` are
 * ids of stored incidents that cannot be used.
 */
export function endRebuild(
	rebuild: Rebuild,
	stored: Ledger | undefined,
	spoilt: readonly string[],
): Rebuilt {
	const ledger =
		rebuild.adopted.length > 0 ? withAdopted(rebuild.ledger, rebuild.adopted) : rebuild.ledger
	const usable = [...(stored?.incidents.values() ?? [])].filter(({ id }) => !spoilt.includes(id))
	const whole = withAdopted(ledger, usable)
	const known = namesIn(whole)
	return {
		ledger: whole,
		told: {
			snapshots: rebuild.snapshots,
			unread: rebuild.unread,
			kept: whole.incidents.size - ledger.incidents.size,
			lost: spoilt.filter((id) => !known.has(id)),
		},
	}
}

/** All at once. */
export function rebuildProvider(
	provider: Provider,
	snapshots: readonly Snapshot[],
	bodyOf: BodyOf,
	{
		stored,
		spoilt = [],
		imported,
		adopted,
	}: {
		stored?: Ledger
		spoilt?: readonly string[]
		imported?: readonly Source[]
		adopted?: readonly Incident[]
	} = {},
): Rebuilt {
	let rebuild = beginRebuild(provider, snapshots, imported, adopted)
	while (!isRebuilt(rebuild)) rebuild = rebuildStep(rebuild, bodyOf)
	return endRebuild(rebuild, stored, spoilt)
}

function withAdopted(ledger: Ledger, incidents: readonly Incident[]): Ledger {
	const known = namesIn(ledger)
	const fresh = incidents.filter(
		({ id, aliases }) => ![id, ...aliases].some((name) => known.has(name)),
	)
	if (fresh.length === 0) return ledger
	return {
		...ledger,
		incidents: new Map([
			...ledger.incidents,
			...fresh.map((incident) => [incident.id, incident] as const),
		]),
	}
}

function namesIn({ incidents }: Ledger): Set<string> {
	return new Set([...incidents.values()].flatMap(({ id, aliases }) => [id, ...aliases]))
}

function ticksIn(provider: Provider, snapshots: readonly Snapshot[]): SourceTick[] {
	return ticksOf(snapshots, [provider], (source) =>
		platformOf(source.platform)
			.plan(source, '2026-01-01T00:00:00Z')
			.map((request) => request.name),
	)
}

function nameOf({ slot, source, looks, unchanged }: SourceTick): string {
	return (
		`${slot} ${source.id} ${looks.map(({ snapshot }) => snapshot.fetchedAt).join(' ')} ` +
		`${unchanged.join(' ')}`
	)
}
