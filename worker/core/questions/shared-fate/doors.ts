import type { SurfaceKind } from '#core/model/provider.ts'
import { conditionsOf } from '../toolkit/condition/condition.ts'
import { knownOf, troubleOf } from '../toolkit/condition/spans.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import type { Span } from '../toolkit/span.ts'

/**
 * A surface as somebody comes in by it: when it is known how it was, and when it was in trouble. An
 * incident that names no surface shuts every door.
 */
export interface Door {
	readonly name: string
	readonly provider: string
	readonly kind: SurfaceKind
	readonly known: readonly Span[]
	readonly trouble: readonly Span[]
	readonly incidents: number
	/** Incidents among them that have no known length. */
	readonly unmeasured: number
}

/** Every surface of the given providers of which something is known. */
export function doorsOf(providers: readonly ProviderScope[]): Door[] {
	return providers.flatMap((scope) =>
		conditionsOf(scope).surfaces.map(({ surface, stretches, incidents, unmeasured }) => ({
			name: `${scope.provider.id}/${surface.id}`,
			provider: scope.provider.id,
			kind: surface.kind,
			known: knownOf(stretches),
			trouble: troubleOf(stretches, 'with unplaced'),
			incidents: incidents.length,
			unmeasured,
		})),
	)
}

/** A series of which so many incidents have no known length says little about when it was shut. */
const mostUnmeasured = 0.25

/** Why a door is no substitute that could be counted on; undefined where it may be one. */
export function whyUnusable({ kind, incidents, unmeasured }: Door): string | undefined {
	return kind === 'other'
		? 'not a kind of service that another could stand in for'
		: whyUnmeasured(incidents, unmeasured)
}

export function whyUnmeasured(incidents: number, unmeasured: number): string | undefined {
	return unmeasured > mostUnmeasured * incidents
		? `${unmeasured} of ${incidents} incidents have no known length`
		: undefined
}
