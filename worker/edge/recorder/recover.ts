import { type Chain, extend } from '#core/archive/chain.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants, floorTo, latest } from '#core/time/time.ts'
import { type DocumentState, firstHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { Store } from './store.ts'

/**
 * Where things stand, from the closed runs alone: for a store whose heartbeat cannot be read. The
 * runs that were open are lost with it, so that
 * each document has a gap from the end of its last closed run on.
 */

/** Undefined for a store that has no runs: it is new. */
export function recoveredHeartbeat(store: Store, day: string): Heartbeat | undefined {
	const runs = store.providersWithRuns().flatMap((provider) => store.readRuns(provider))
	if (runs.length === 0) return undefined
	const documents = documentsFromRuns(runs)
	const changedAt = new Map<string, string>()
	for (const { provider, outcome, fetchedAt } of runs)
		if (outcome === 'stored')
			changedAt.set(provider, latest(changedAt.get(provider), fetchedAt) ?? fetchedAt)
	const slot = latest(...[...documents.values()].map(({ chain }) => chain.current.until)) ?? null
	return {
		...firstHeartbeat(day),
		slot,
		documents: Object.fromEntries(documents),
		changedAt: Object.fromEntries(changedAt),
	}
}

/**
 * The state of each document after its last closed run. A run that was closed may be linked to
 * already: it is not gone on with.
 */
export function documentsFromRuns(runs: readonly Snapshot[]): Map<string, DocumentState> {
	return new Map(
		[...Map.groupBy(runs, documentKey)].flatMap(([key, own]) => {
			const state = stateAfter(own.toSorted((a, b) => compareInstants(a.fetchedAt, b.fetchedAt)))
			return state ? [[key, state] as const] : []
		}),
	)
}

function stateAfter(runs: readonly Snapshot[]): DocumentState | undefined {
	const last = runs.at(-1)
	if (!last) return undefined
	const { provider, source, document, url, until, provenance } = last
	const named = { provider, source, document, url, provenance }
	// A second later, so that the order of the two shows in their times.
	const missed = addSeconds(until, 1)
	const { chain } = extend(chainAfter(runs, last), {
		...named,
		slot: floorTo(until, 60),
		fetchedAt: missed,
		until: missed,
		outcome: 'missed',
	})
	return {
		chain,
		dueAt: until,
		failures: 0,
		stored: runs
			.flatMap(({ outcome, sha256 }) => (outcome === 'stored' ? (sha256 ?? []) : []))
			.slice(-8),
	}
}

function chainAfter(runs: readonly Snapshot[], current: Snapshot): Chain {
	const good = runs.findLast(
		({ sha256, fingerprint }) => sha256 !== undefined && fingerprint !== undefined,
	)
	if (!good || good.sha256 === undefined || good.fingerprint === undefined) return { current }
	const { sha256, fingerprint, bytes = 0, contentType = '', fetchedAt, until } = good
	const storedAt =
		runs.findLast(({ outcome, sha256: own }) => outcome === 'stored' && own === sha256)
			?.fetchedAt ?? fetchedAt
	return { current, good: { sha256, fingerprint, bytes, contentType, storedAt, lookAt: until } }
}
