import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import { isOver } from '#core/model/vocabulary.ts'
import type { ToldIncident } from './counted-look.ts'
import type { LedgerRest } from './ledger.ts'
import { isRunning } from './lifespan.ts'
import { resolveComponent } from './surfaces.ts'

type Ties = LedgerRest['ties']

/**
 * The components that running incidents name now. A copy that names none says nothing: some
 * documents of a page never do. The very same
 * object when nothing differs.
 */
export function tiesAfter(
	before: Ties,
	incidents: ReadonlyMap<string, Incident>,
	told: readonly ToldIncident[],
	provider: Provider,
): Ties {
	let ties: Record<string, readonly string[]> | undefined
	for (const { id, observed, counted } of told) {
		if (counted.olderSince.has(id)) continue
		const at = counted.look.snapshot.fetchedAt
		const named = [
			...observed.components,
			...observed.spans.flatMap(({ component, to }) => (to === undefined ? [component] : [])),
		]
		const keys = [
			...new Set(named.map((component) => resolveComponent(provider, component, at).key)),
		].sort()
		if (keys.length === 0 || isOver(observed.status) || before?.[id]?.join() === keys.join())
			continue
		ties ??= { ...before }
		ties[id] = keys
	}
	for (const id of Object.keys(ties ?? before ?? {})) {
		const incident = incidents.get(id)
		if (incident && isRunning(incident)) continue
		ties ??= { ...before }
		delete ties[id]
	}
	return ties ?? before
}
