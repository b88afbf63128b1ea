import type { Incident, SurfaceState } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants, millisecondsOf } from '#core/time/time.ts'
import { resolveComponent } from './surfaces.ts'
import { worstOf } from './worst.ts'

/** A component's state from a moment on. */
export interface Change {
	readonly key: string
	readonly surface: string
	readonly at: string
	readonly state: SurfaceStateName
	readonly basis: SurfaceState['basis']
	readonly seen: SurfaceState['seen']
	readonly evidence: SurfaceState['evidence']
	readonly incident?: string
	readonly update?: string
	/**
	 * The end of an incident that no component list outlives: a trouble that it declared and did not
	 * take back is from then on not known.
	 */
	readonly lapse?: true
	/** The component left the page: nothing is said of it any more. */
	readonly gone?: true
}

// A history of years has thousands of declarations, and an incident is a new object whenever it
// differs.
const known = new WeakMap<Provider, WeakMap<Incident, readonly Change[]>>()

/**
 * What an incident declares of components that are part of a surface, by its updates and its
 * stretches; none for a notice and for what was withdrawn.
 */
export function declarationsOf(incident: Incident, provider: Provider): readonly Change[] {
	const ofProvider = known.get(provider) ?? new WeakMap<Incident, readonly Change[]>()
	known.set(provider, ofProvider)
	const before = ofProvider.get(incident)
	if (before) return before
	const silent = incident.kind === 'notice' || incident.absence?.confirmed
	const changes = silent ? [] : [...declaredBy(incident, provider), ...spansOf(incident, provider)]
	ofProvider.set(incident, changes)
	return changes
}

/** In the order in which they hold; at one moment what a look saw comes after what was declared. */
export function byTime(a: Change, b: Change): number {
	return compareInstants(a.at, b.at) || (a.basis === b.basis ? 0 : a.basis === 'declared' ? -1 : 1)
}

function declaredBy(incident: Incident, provider: Provider): Change[] {
	return incident.updates
		.filter((update) => !update.absence?.confirmed)
		.flatMap((update) =>
			update.states.flatMap((declared): Change[] => {
				const { surface, key } = resolveComponent(
					provider,
					{ name: declared.component, ...(declared.componentId && { id: declared.componentId }) },
					update.at,
				)
				if (!surface) return []
				const { at, seen, evidence } = update
				return [
					{
						key,
						surface,
						at,
						state: declared.state,
						basis: 'declared',
						seen,
						evidence,
						incident: incident.id,
						update: update.id,
					},
				]
			}),
		)
}

/**
 * Declared in hindsight: the worst of the spans that hold at a moment, operational when the last
 * one ends.
 */
function spansOf(incident: Incident, provider: Provider): Change[] {
	const common = {
		basis: 'declared',
		seen: incident.seen,
		evidence: incident.evidence,
		incident: incident.id,
	} as const
	const resolved = incident.spans.flatMap((span) => {
		const { surface, key } = resolveComponent(
			provider,
			{ name: span.component, ...(span.componentId && { id: span.componentId }) },
			span.from,
		)
		return surface ? [{ ...span, surface, key }] : []
	})
	const worstAt = new Map(
		[...Map.groupBy(resolved, ({ key }) => key)].map(
			([key, own]) => [key, worstOver(own)] as const,
		),
	)
	const moments = resolved.flatMap((span) => [
		{ ...span, at: span.from },
		...(span.to ? [{ ...span, at: span.to }] : []),
	])
	return moments.map(
		({ key, surface, at }): Change => ({
			...common,
			key,
			surface,
			at,
			state: worstAt.get(key)?.get(millisecondsOf(at)) ?? 'operational',
		}),
	)
}

/**
 * The worst of the spans that hold, by each moment at which one begins or ends; none where none
 * holds.
 */
function worstOver(
	spans: readonly {
		readonly from: string
		readonly to?: string | undefined
		readonly state: SurfaceStateName
	}[],
) {
	const steps = spans.flatMap(({ from, to, state }) => {
		const [begin, end] = [
			millisecondsOf(from),
			to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(to),
		]
		const step = end > begin ? 1 : 0
		return [
			{ at: begin, state, step },
			...(to === undefined ? [] : [{ at: end, state, step: -step }]),
		]
	})
	const holding = new Map<SurfaceStateName, number>()
	const worst = new Map<number, SurfaceStateName | undefined>()
	for (const { at, state, step } of steps.sort((a, b) => a.at - b.at)) {
		const count = (holding.get(state) ?? 0) + step
		if (count > 0) holding.set(state, count)
		else holding.delete(state)
		// Of several steps at one moment the last one knows them all.
		worst.set(at, worstOf(holding.keys()))
	}
	return worst
}
