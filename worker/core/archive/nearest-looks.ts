import type { Snapshot } from '#core/model/snapshot.ts'
import { compareInstants, secondsBetween } from '#core/time/time.ts'

/**
 * The good looks around a moment, per document: what was there last, what came next, and how far
 * away both are.
 */
export interface NearestLooks {
	readonly source: string
	readonly document: string
	readonly before: Neighbour | null
	readonly after: Neighbour | null
	/**
	 * Whether the moment lies within a run of good looks: then the content is known to have stood.
	 */
	readonly observed: boolean
}

interface Neighbour {
	readonly snapshot: Snapshot
	/** From the moment to the nearest look of that run; 0 when it lies within. */
	readonly distanceSeconds: number
}

/** Failed and missed looks brought nothing and are passed over. Sorted by source and document. */
export function nearestLooks(snapshots: readonly Snapshot[], moment: string): NearestLooks[] {
	const documents = new Map<string, Snapshot[]>()
	for (const snapshot of snapshots) {
		if (snapshot.outcome !== 'stored' && snapshot.outcome !== 'unchanged') continue
		const key = `${snapshot.source}/${snapshot.document}`
		documents.set(key, [...(documents.get(key) ?? []), snapshot])
	}
	return [...documents]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([, runs]) => {
			const [first] = runs
			return first ? [around(first, runs, moment)] : []
		})
}

function around({ source, document }: Snapshot, runs: Snapshot[], moment: string): NearestLooks {
	const ordered = runs.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt))
	const before = ordered.findLast((run) => compareInstants(run.fetchedAt, moment) <= 0)
	const after = ordered.find((run) => compareInstants(run.fetchedAt, moment) > 0)
	const behind = before ? Math.max(0, secondsBetween(before.until, moment)) : 0
	return {
		source,
		document,
		before: before ? { snapshot: before, distanceSeconds: behind } : null,
		after: after
			? { snapshot: after, distanceSeconds: secondsBetween(moment, after.fetchedAt) }
			: null,
		observed: before !== undefined && compareInstants(moment, before.until) <= 0,
	}
}
