import type { Ledger } from '#core/incident/ledger.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import { resolveComponent } from '#core/incident/surfaces.ts'
import type { Incident, UnmatchedComponent } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'

/**
 * The components of a provider's pages that no surface stands for, by name, each with its present
 * state: as our looks found it on the component
 * list, or as a later statement of an open incident declares it. `unknown` where neither tells one.
 * A page that adds a part in the middle of an outage is
 * not all green because nobody has named that part yet.
 */
export function unmatchedComponents(
	ledger: Ledger,
	provider: Provider,
	incidents: readonly Incident[],
): UnmatchedComponent[] {
	const found = new Map<string, UnmatchedComponent>()
	const put = (name: string, state: SurfaceStateName, since: string | null) => {
		const known = found.get(name)
		if (
			known &&
			(since === null || (known.since !== null && compareInstants(since, known.since) < 0))
		)
			return
		found.set(name, { name, state, since })
	}
	for (const name of [
		...ledger.rest.unattributed,
		...incidents.flatMap((incident) => incident.unattributed),
	])
		put(name, 'unknown', null)
	for (const [key, entries] of Object.entries(ledger.rest.listed)) {
		const [last, name] = [
			entries.at(-1),
			entries.findLast(({ label }) => label !== undefined)?.label,
		]
		if (!last || last.surface !== undefined || name === undefined) continue
		// It may have left the page, or the content have learned of it since.
		if (
			last.gone ||
			resolveComponent(provider, { id: key, name }, last.seen.by).surface !== undefined
		)
			found.delete(name)
		else put(name, last.state, last.seen.by)
	}
	for (const incident of incidents.filter(
		(candidate) => candidate.origin === 'official' && isOpen(candidate),
	)) {
		for (const { at, states, absence } of incident.updates) {
			if (absence?.confirmed) continue
			for (const { surface, component, state } of states)
				if (surface === undefined) put(component, state, at)
		}
	}
	return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
