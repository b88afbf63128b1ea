import { rebuildExport } from '#core/bundle/rebuild.ts'
import { sha256Hex } from '#core/hash.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import type { Export } from '#core/model/export.ts'
import { acme, smallContent } from './small-content.ts'

/**
 * What hand-collected records, each list of them a file of its own, make of the small field's
 * provider.
 */
export function collected(
	...files: { readonly readAt: string; readonly records: readonly object[] }[]
): Export {
	const bodies = new Map(files.map((file, index) => [`${index}.json`, JSON.stringify(file)]))
	const bodyOf = (name: string) => bodies.get(name) ?? ''
	const plan = planImport(
		acme,
		[...bodies].map(([name, body]) => ({ name, body })),
		{ knownSurfaces: true },
	)
	const snapshots = importedLooks(
		plan,
		{ at: '2026-10-01T00:00:00Z' },
		(name) => bodyOf(name).length,
		(name) => sha256Hex(bodyOf(name)),
	)
	const blobs = new Map([...bodies.values()].map((body) => [sha256Hex(body), body]))
	return rebuildExport({
		content: { ...smallContent, providers: [plan.provider] },
		snapshots,
		readBlob: (hash) => blobs.get(hash),
		reports: [],
	})
}
