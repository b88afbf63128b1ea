import { latest } from '#core/time/time.ts'
import type { ListOrder, ObservedIncident } from './observation.ts'

/** The moments of an incident that a page may sort it by. */
export interface Datable
	extends Pick<
		ObservedIncident,
		'createdAt' | 'startedAt' | 'resolvedAt' | 'updatedAt' | 'scheduledFor'
	> {
	readonly updates: readonly { readonly at: string }[]
}

/**
 * Every order that a page may sort a list by, with the moment that it sorts a row by. A row without
 * that moment goes by its filing.
 */
export const orders: Readonly<Record<ListOrder, (row: Datable) => string>> = {
	filed: (row) => row.createdAt,
	'ended-or-filed': (row) => row.resolvedAt ?? row.createdAt,
	started: (row) => row.startedAt ?? row.createdAt,
	'ended-or-started': (row) => row.resolvedAt ?? row.startedAt ?? row.createdAt,
	updated: (row) => row.updatedAt ?? latest(...row.updates.map(({ at }) => at)) ?? row.createdAt,
	scheduled: (row) => row.scheduledFor ?? row.createdAt,
}
