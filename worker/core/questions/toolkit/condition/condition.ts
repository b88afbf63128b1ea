import type { Surface } from '#core/model/provider.ts'
import type { ProviderScope, ScopedIncident } from '../scoped-record.ts'
import { difference, merged } from '../span.ts'
import { timedStatesOf } from '../timed-states.ts'
import { combined } from './combined.ts'
import { type Concern, concernOf } from './concern.ts'
import { existenceOf } from './existence.ts'
import { stretchesOf } from './stretches.ts'
import { type Assumption, assuming } from './unknown-lengths.ts'
import type { ConditionSpan } from './vocabulary.ts'

export interface SurfaceConditions {
	readonly surface: Surface
	/** Over all that was observed and that it is known to be part of; sorted. */
	readonly stretches: readonly ConditionSpan[]
	/** The incidents that name it. */
	readonly incidents: readonly ScopedIncident[]
	/** Of these, how many have no known length, and which: they are set aside from the bounds. */
	readonly unmeasured: number
	readonly unknownLengths: readonly ScopedIncident[]
}

export interface ProviderConditions {
	/** In the provider's order; surfaces of which nothing is known are left out. */
	readonly surfaces: readonly SurfaceConditions[]
	/** At each moment the worst of all surfaces. */
	readonly any: readonly ConditionSpan[]
	readonly incidents: readonly ScopedIncident[]
	readonly unmeasured: number
	readonly unknownLengths: readonly ScopedIncident[]
	/** Surfaces that are never named in what was observed, and that no look of ours covers. */
	readonly leftOut: readonly string[]
	/**
	 * How many incidents name no surface; they count for `any` alone, or for the only surface there
	 * is.
	 */
	readonly unplaced: number
	/** How many incidents have times that are known to the hour or the day only. */
	readonly vague: number
}

const kept = new WeakMap<ProviderScope, ProviderConditions>()

/**
 * The conditions of a provider's surfaces, or of the one that the scope names, over the observed
 * windows; computed once a scope.
 */
export function conditionsOf(scope: ProviderScope, surface?: string): ProviderConditions {
	const known = kept.get(scope)
	if (known) return known
	const found = conditionsFrom(scope, surface)
	kept.set(scope, found)
	return found
}

/**
 * The same, were every incident of unknown length as long as is assumed. Not kept: only those with
 * such incidents are asked.
 */
export function conditionsIf(
	assumption: Assumption,
	scope: ProviderScope,
	surface?: string,
): ProviderConditions {
	return conditionsFrom(scope, surface, assumption)
}

function conditionsFrom(
	scope: ProviderScope,
	only: string | undefined,
	assumption?: Assumption,
): ProviderConditions {
	const told = [...scope.incidents, ...scope.carried]
		.filter(({ incident }) => incident.surfaces.length > 0)
		.map(concernOf)
	const [placed, unplaced] = [told, scope.unplaced.map(concernOf)].map((concerns) =>
		assumption === undefined ? concerns : assuming(assumption, concerns, scope),
	) as [Concern[], Concern[]] // two lists in, two out
	const bySurface = new Map<string, Concern[]>(scope.provider.surfaces.map(({ id }) => [id, []]))
	for (const concern of placed)
		for (const id of concern.entry.incident.surfaces) bySurface.get(id)?.push(concern)
	const states = timedStatesOf(scope)
	const all = scope.provider.surfaces.map((surface) => ({
		surface,
		observed: existenceOf(surface, scope),
	}))
	const borne = all.filter(({ observed }) => observed.length > 0)
	const asked = ({ surface }: { readonly surface: Surface }) =>
		only === undefined || surface.id === only
	// What names no surface concerns the only one that there is.
	const isOnly = borne.length === 1
	const surfaces = borne.filter(asked).map(({ surface, observed }): SurfaceConditions => {
		const named = [...(bySurface.get(surface.id) ?? []), ...(isOnly ? unplaced : [])]
		const told = { states: states.get(surface.id) ?? [], named, unplaced: isOnly ? [] : unplaced }
		return {
			surface,
			stretches: stretchesOf(told, observed),
			incidents: named.map(({ entry }) => entry),
			...unmeasuredOf(named),
		}
	})
	const concerns = [...placed, ...unplaced]
	// A record of incidents is a record of the service as a whole, whichever surfaces it names.
	const somewhere = { states: [], named: isOnly ? [] : unplaced, unplaced: [] }
	const nowhere = difference(
		scope.observed,
		merged(borne.filter(asked).flatMap(({ observed }) => observed)),
	)
	const elsewhere = [
		...stretchesOf(somewhere, scope.observed).filter(({ condition }) => condition !== 'clear'),
		// Where no surface was known yet, what names none was somewhere all the same.
		...stretchesOf({ ...somewhere, named: unplaced }, nowhere),
	]
	return {
		surfaces,
		any: combined([...surfaces.map(({ stretches }) => stretches), elsewhere]),
		incidents: concerns.map(({ entry }) => entry),
		...unmeasuredOf(concerns),
		leftOut: all
			.filter((one) => asked(one) && one.observed.length === 0)
			.map(({ surface }) => surface.id),
		unplaced: unplaced.length,
		vague: concerns.filter(({ kind }) => kind === 'vague').length,
	}
}

function unmeasuredOf(
	concerns: readonly Concern[],
): Pick<ProviderConditions, 'unmeasured' | 'unknownLengths'> {
	const unknownLengths = concerns.flatMap(({ kind, entry }) =>
		kind === 'unmeasured' ? [entry] : [],
	)
	return { unmeasured: unknownLengths.length, unknownLengths }
}
