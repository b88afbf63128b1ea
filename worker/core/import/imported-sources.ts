import type { Provider, Source } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { importSource } from './recognise.ts'

/**
 * The provider with the sources that its snapshots name and content does not list: files were
 * loaded into them. What they were read with
 * follows from their names; `known` are those of which only a store knows it.
 */
export function withImportSources(
	provider: Provider,
	snapshots: readonly Pick<Snapshot, 'provider' | 'source'>[],
	known: readonly Source[] = [],
): Provider {
	const own = new Set(provider.sources.map(({ id }) => id))
	const strange = new Set(
		snapshots.flatMap(({ provider: whose, source }) =>
			whose === provider.id && !own.has(source) ? [source] : [],
		),
	)
	const sources = [...strange]
		.sort()
		.flatMap((id) => known.find((source) => source.id === id) ?? importSource(provider, id) ?? [])
	return sources.length > 0 ? { ...provider, sources: [...provider.sources, ...sources] } : provider
}
