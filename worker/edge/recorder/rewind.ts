import { linkOf } from '#core/archive/chain.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { Trouble } from '#core/model/trouble.ts'
import { addSeconds, compareInstants, dayOf, latest, spokenDuration } from '#core/time/time.ts'
import { toleratedSeconds } from './clock-check.ts'
import type { Memory } from './memory.ts'
import type { Parts } from './parts.ts'
import { noteEnded, setAside } from './quarantine.ts'
import { documentsFromRuns } from './recover.ts'

/**
 * Goes on from now where the store is ahead of it: some ticks had a false clock. The looks of that
 * time are kept aside with what they claim, the
 * chains go on from the last ones before it, with a gap, and what was folded in between is made
 * anew without them.
 */
export function rewind(parts: Parts, memory: Memory, slot: string): void {
	const limit = addSeconds(slot, toleratedSeconds)
	const isFalse = (...moments: readonly (string | null | undefined)[]) =>
		moments.some((moment) => moment != null && compareInstants(moment, limit) > 0)
	const ahead = memory.slot ?? slot
	const { store } = parts
	let looks = 0
	for (const provider of new Set([
		...store.providersWithRuns(),
		...[...memory.documents.keys()].map((key) => key.split('/')[0] ?? ''),
	])) {
		const runs = store.readRuns(provider)
		const own = [...memory.documents].filter(([key]) => key.startsWith(`${provider}/`))
		const gone = withFollowers(
			[...runs, ...own.map(([, { chain }]) => chain.current)],
			({ slot: of, fetchedAt, until }) => isFalse(of, fetchedAt, until),
		)
		memory.falseRuns.push(...gone)
		looks += gone.size
		const kept = documentsFromRuns(runs.filter((run) => !gone.has(run)))
		for (const [key, { chain }] of own) {
			if (!gone.has(chain.current)) continue
			const found = kept.get(key)
			if (found) memory.documents.set(key, found)
			else memory.documents.delete(key)
		}
		for (const [key, state] of memory.documents)
			if (key.startsWith(`${provider}/`) && isFalse(state.dueAt))
				memory.documents.set(key, { ...state, dueAt: slot })
		const good = latest(
			...[...memory.documents].flatMap(([key, { chain }]) =>
				key.startsWith(`${provider}/`) ? (chain.good?.storedAt ?? []) : [],
			),
		)
		if (isFalse(memory.changedAt.get(provider))) {
			if (good === undefined) memory.changedAt.delete(provider)
			else memory.changedAt.set(provider, good)
		}
		if (gone.size > 0)
			setAside(memory, provider, 'state', 'Looks with a false time were folded into it', slot, {
				present: true,
				nextTryAt: slot,
			})
	}
	for (let index = memory.gapRuns.length - 1; index >= 0; index -= 1) {
		const run = memory.gapRuns[index]
		if (run && isFalse(run.slot, run.fetchedAt, run.until)) memory.gapRuns.splice(index, 1)
	}
	const falseCounts = [...memory.counts.keys()].filter((row) => row.slice(-10) > dayOf(limit))
	for (const row of falseCounts) memory.counts.delete(row)
	memory.spoiltRows = [
		...memory.spoiltRows,
		...falseCounts.map((key) => ({ table: 'counts' as const, key })),
	]
	for (const [provider, troubles] of memory.quarantine)
		memory.quarantine.set(
			provider,
			troubles.map(
				(trouble): Trouble =>
					isFalse(trouble.nextTryAt) ? { ...trouble, nextTryAt: slot } : trouble,
			),
		)
	memory.outbox.rewind(limit, slot)
	memory.buckets.clear()
	memory.records.clear()
	memory.mending.clear()
	memory.gaps = undefined
	memory.slot =
		latest(...[...memory.documents.values()].map(({ chain }) => chain.current.until)) ?? null
	memory.spent = { ...memory.spent, day: dayOf(slot) }
	const seconds = Math.round((Date.parse(ahead) - Date.parse(slot)) / 60_000) * 60
	noteEnded(memory, {
		what: 'clock',
		since: memory.slot ?? slot,
		endedAt: slot,
		reason: `Our clock had run ${spokenDuration(seconds)} ahead. ${looks} runs of checks with that time are kept aside, and we go on from now, with a gap`,
	})
}

/** The runs that are not to be in their chains, and those that were linked to them. */
function withFollowers(
	runs: readonly Snapshot[],
	isGone: (run: Snapshot) => boolean,
): Set<Snapshot> {
	const gone = new Set(runs.filter(isGone))
	for (let found = [...gone]; found.length > 0; ) {
		const links = new Set(found.map(linkOf))
		found = runs.filter((run) => !gone.has(run) && links.has(run.previous))
		for (const run of found) gone.add(run)
	}
	return gone
}

/** The key under which a run with a false time is kept. */
export function falseKeyOf(
	run: Parameters<typeof documentKey>[0] & {
		readonly fetchedAt: string
		readonly previous: string
	},
): string {
	return `snapshots/${documentKey(run)} ${run.fetchedAt} ${run.previous.slice(0, 12)}`
}
