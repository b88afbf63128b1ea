import type { ServicePromise } from '#core/model/register.ts'
import { combined } from '../toolkit/condition/combined.ts'
import type { ProviderConditions } from '../toolkit/condition/condition.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'

export interface Covered {
	/** At each moment the worst of the products that a promise covers. */
	readonly stretches: readonly ConditionSpan[]
	readonly incidents: readonly ScopedIncident[]
}

/**
 * What is known of the products that a promise covers: all of the provider's where it names none.
 * Undefined where nothing is known of those that it names.
 */
export function coveredBy(
	{ surfaces }: Pick<ServicePromise, 'surfaces'>,
	conditions: ProviderConditions,
): Covered | undefined {
	if (surfaces === undefined) return { stretches: conditions.any, incidents: conditions.incidents }
	const own = conditions.surfaces.filter(({ surface }) => surfaces.includes(surface.id))
	if (own.length === 0) return undefined
	return {
		stretches: combined(own.map(({ stretches }) => stretches)),
		incidents: [...new Set(own.flatMap(({ incidents }) => incidents))],
	}
}
