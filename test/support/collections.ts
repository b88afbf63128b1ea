import { rebuildExport } from '#core/bundle/rebuild.ts'
import { sha256Hex } from '#core/hash.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { Provider } from '#core/model/provider.ts'
import { smallContent } from './small-content.ts'

/** One hand-collected file of a provider. */
export interface Collection {
	readonly provider: Provider
	readonly records: readonly object[]
}

/** What hand-collected files of several providers make, with whatever else people wrote. */
export function recordOf(
	collections: readonly Collection[],
	written: Partial<Content> = {},
): { readonly record: Export; readonly content: Content } {
	const bodies = new Map<string, string>()
	const plans = collections.map(({ provider, records }) => {
		const body = JSON.stringify({ readAt: '2026-09-30', note: provider.id, records })
		bodies.set(`${provider.id}.json`, body)
		return planImport(provider, [{ name: `${provider.id}.json`, body }], { knownSurfaces: true })
	})
	const bodyOf = (name: string) => bodies.get(name) ?? ''
	const looks = plans.flatMap((plan) =>
		importedLooks(
			plan,
			{ at: '2026-10-01T00:00:00Z' },
			(name) => bodyOf(name).length,
			(name) => sha256Hex(bodyOf(name)),
		),
	)
	const blobs = new Map([...bodies.values()].map((body) => [sha256Hex(body), body]))
	const content = { ...smallContent, ...written, providers: plans.map((plan) => plan.provider) }
	return {
		record: rebuildExport({
			content,
			snapshots: looks,
			readBlob: (hash) => blobs.get(hash),
			reports: [],
		}),
		content,
	}
}
