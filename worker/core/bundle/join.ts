import type { Content } from '#core/model/content.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { joinCounts } from '#core/record/crowd-record.ts'
import type { Evidences } from './evidences.ts'
import { withOwnCoverage } from './own-coverage.ts'

/**
 * Joins the committed archive's evidence to a store's, so that an exported store stands alone. A
 * document that both looked at keeps the
 * store's chain; `leftOut` names those, since two chains of one document cannot be linked.
 * Providers keep the store's words and
 * gain the archive's sources and surfaces that they lack.
 */
export function joinArchive(
	store: Evidences,
	archive: Evidences,
): { readonly evidences: Evidences; readonly leftOut: readonly string[] } {
	const own = new Set(store.snapshots.map(documentKey))
	const [joined, left] = [
		archive.snapshots.filter((snapshot) => !own.has(documentKey(snapshot))),
		archive.snapshots.filter((snapshot) => own.has(documentKey(snapshot))),
	]
	const snapshots = [...store.snapshots, ...joined]
	const evidences = {
		content: withOwnCoverage(joinContent(store.content, archive.content), snapshots),
		snapshots,
		reports: joinCounts(archive.reports, store.reports),
	}
	return { evidences, leftOut: [...new Set(left.map(documentKey))].sort() }
}

function joinContent(store: Content, archive: Content): Content {
	const providers = store.providers.map((provider) => {
		const before = archive.providers.find((candidate) => candidate.id === provider.id)
		if (!before) return provider
		return {
			...provider,
			sources: withMissing(provider.sources, before.sources),
			surfaces: withMissing(provider.surfaces, before.surfaces),
		}
	})
	return { ...store, providers }
}

function withMissing<T extends { readonly id: string }>(
	known: readonly T[],
	more: readonly T[],
): T[] {
	return [...known, ...more.filter((entry) => !known.some((own) => own.id === entry.id))]
}
