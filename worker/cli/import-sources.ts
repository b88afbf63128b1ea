import { importSource } from '#core/import/recognise.ts'
import type { Content } from '#core/model/content.ts'
import type { Snapshot } from '#core/model/snapshot.ts'

/** Files were imported into sources that content does not list; a bundle lists them, so that it can be recomputed. */
export function withImportSources(content: Content, snapshots: readonly Snapshot[]): Content {
	return {
		...content,
		providers: content.providers.map((provider) => {
			const own = new Set(provider.sources.map((source) => source.id))
			const strange = new Set(snapshots.filter((snapshot) => snapshot.provider === provider.id && !own.has(snapshot.source)).map((snapshot) => snapshot.source))
			const sources = [...strange].sort().flatMap((id) => importSource(provider, id) ?? [])
			return sources.length > 0 ? { ...provider, sources: [...provider.sources, ...sources] } : provider
		}),
	}
}
