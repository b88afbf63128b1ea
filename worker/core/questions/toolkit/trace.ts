import type { ScopedIncident } from './scoped-record.ts'

/**
 * How a figure is traced back: the incidents that it was counted from, where a list of them is
 * short enough to read.
 */

export const listedAtMost = 100

/** As in `/incidents/<provider>/<id>`. */
export function idOf({ incident }: Pick<ScopedIncident, 'incident'>): string {
	return `${incident.provider}/${incident.id}`
}

/** The list, or nothing when it would be too long: then the group's own scope finds them. */
export function idsOf(entries: readonly ScopedIncident[]): { incidents?: string[] } {
	return entries.length <= listedAtMost ? { incidents: entries.map(idOf) } : {}
}
