import type { Content } from '#core/model/content.ts'
import type { Snapshot } from '#core/model/snapshot.ts'

/**
 * The content with the coverage that a bundle's own looks bear out. What the editors state in
 * `content/coverage` is about the histories that they
 * collected: a bundle without a provider's collected records has no complete stretch of that
 * provider but what its own looks and lists hold.
 * `collected` gives the SHA-256 of each of a provider's records where that is known: then all of
 * them have to be there.
 */
export function withOwnCoverage(
	content: Content,
	snapshots: readonly Snapshot[],
	collected?: (provider: string) => readonly string[],
): Content {
	const rebuilt = Map.groupBy(
		snapshots.filter(({ provenance }) => provenance === 'rebuilt'),
		({ provider }) => provider,
	)
	const has = new Map(
		content.providers.map(({ id }) => {
			const held = new Set((rebuilt.get(id) ?? []).map(({ sha256 }) => sha256))
			const wanted = collected?.(id)
			return [
				id,
				held.size > 0 &&
					(wanted === undefined ||
						(wanted.length > 0 && wanted.every((sha256) => held.has(sha256)))),
			]
		}),
	)
	return { ...content, coverage: content.coverage.filter(({ provider }) => has.get(provider)) }
}
