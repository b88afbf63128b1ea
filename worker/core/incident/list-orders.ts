import type { ListOrder } from '#core/model/observation.ts'
import { latest } from '#core/time/time.ts'

/** The moments of an incident that a page may sort it by. */
export interface Datable {
	readonly createdAt: string
	readonly startedAt?: string | undefined
	readonly resolvedAt?: string | undefined
	readonly updatedAt?: string | undefined
	readonly scheduledFor?: string | undefined
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
