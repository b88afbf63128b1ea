import type { Incident, Revision, TiedComponent, Ties } from '#core/model/incident.ts'
import type { ObservedIncident } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import { componentKeyOf, resolveComponent } from './surfaces.ts'
import { type CheckContext, revision } from './updates.ts'

/**
 * The components that a page ties to an incident as a whole. `Incident.surfaces` only grows: it
 * says what was ever concerned. What is tied now, and
 * what was taken off and when, stands here.
 */

/** What the page ties to it now; undefined where no document lists that. */
export function tiedNow({ tied }: Pick<Incident, 'tied'>): readonly TiedComponent[] | undefined {
	return tied?.components.filter(({ gone }) => gone === undefined)
}

/**
 * What a look makes of the ties: those that it leaves, and those that it shows or no longer shows
 * for the first time.
 */
export interface TieChange {
	readonly tied: Ties | undefined
	readonly added: readonly TiedComponent[]
	readonly gone: readonly TiedComponent[]
}

/**
 * Folds the page's list of an incident's components. Another list than the one that spoke first
 * says nothing; nor does a document that need not
 * have one.
 */
export function foldTies(
	known: Ties | undefined,
	observed: ObservedIncident,
	provider: Provider,
	check: CheckContext,
): TieChange {
	const unchanged = { tied: known, added: [], gone: [] }
	const by = observed.tiedBy
	if (by === undefined || (known && known.by !== by)) return unchanged
	const listed = new Map<string, TiedComponent>()
	for (const component of observed.components) {
		const { surface, label } = resolveComponent(provider, component, observed.createdAt)
		const tie = {
			...(surface && { surface }),
			component: label,
			...(component.id !== undefined && { componentId: component.id }),
			seen: check.seen,
		}
		listed.set(componentKeyOf(tie), tie)
	}
	if (!known) return { ...unchanged, tied: { by, components: [...listed.values()] } }
	const now = known.components.filter(({ gone }) => gone === undefined)
	const keys = new Set(now.map(componentKeyOf))
	const added = [...listed].flatMap(([key, tie]) => (keys.has(key) ? [] : [tie]))
	const gone = now.filter((tie) => !listed.has(componentKeyOf(tie)))
	if (added.length === 0 && gone.length === 0) return unchanged
	const isGone = new Set(gone)
	const components = [
		...known.components.map((tie) => (isGone.has(tie) ? { ...tie, gone: check.seen } : tie)),
		...added,
	]
	return { tied: { by, components }, added, gone }
}

/**
 * The revision that a change of the ties is: none where it only adds what a statement that appeared
 * with it declares, for that was said aloud.
 * `was` and `became` name the components in the order in which they were tied.
 */
export function tieRevisions(
	before: Ties | undefined,
	{ tied, added, gone }: TieChange,
	updates: Incident['updates'],
	check: CheckContext,
): Revision[] {
	if (added.length === 0 && gone.length === 0) return []
	const told = new Set(
		updates
			.filter(({ seen }) => seen.by === check.seen.by)
			.flatMap(({ states }) => states.map((state) => componentKeyOf(state))),
	)
	if (gone.length === 0 && added.every((tie) => told.has(componentKeyOf(tie)))) return []
	return [revision('components', namesOf(before), namesOf(tied), check)]
}

function namesOf(ties: Ties | undefined): string | null {
	const names = (ties?.components ?? []).flatMap(({ component, gone }) =>
		gone === undefined ? [component] : [],
	)
	return names.length === 0 ? null : names.join(', ')
}
