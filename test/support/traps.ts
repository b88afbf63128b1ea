import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import type { EventKind, EventOf } from '#core/model/timeline.ts'
import { addSeconds } from '#core/time/time.ts'
import type { PageIncident } from './statuspage-documents.ts'

/** What the tests of the fold's traps share: a morning, a page that is well, three incidents. */

/** Minutes from ten o'clock. */
export const at = (minute: number): string => addSeconds('2026-05-01T10:00:00Z', minute * 60)
export const calm: Readonly<Record<string, string>> = {
	'c-web': 'operational',
	'c-api': 'operational',
}

export const open: PageIncident = {
	id: 'one',
	updates: [{ id: 'u1', at: at(9), status: 'investigating' }],
}
export const older: PageIncident = {
	id: 'older',
	createdAt: at(-300),
	updates: [{ id: 'o1', at: at(-300), status: 'resolved' }],
}
export const oldest: PageIncident = {
	id: 'oldest',
	createdAt: at(-500),
	updates: [{ id: 'p1', at: at(-500), status: 'resolved' }],
}

/** So many resolved incidents between `older` and `oldest`, newest first. */
export function history(count: number): PageIncident[] {
	return Array.from({ length: count }, (_, index) => {
		const begin = at(-310 - index * 2)
		return {
			id: `past${index}`,
			createdAt: begin,
			updates: [{ id: `past${index}u`, at: at(-309 - index * 2), status: 'resolved' }],
		}
	})
}

export function eventsOf<Kind extends EventKind>(record: Export, kind: Kind): EventOf<Kind>[] {
	return record.timelines.flatMap((timeline) =>
		timeline.events.filter((event): event is EventOf<Kind> => event.kind === kind),
	)
}

/**
 * An incident of a record by its id; a test that expects one that is not there fails with the ids
 * that are.
 */
export function incidentOf(record: Export, id: string): Incident {
	const found = record.incidents.find((candidate) => candidate.id === id)
	if (!found)
		throw new Error(`no incident ${id} among ${record.incidents.map((one) => one.id).join(', ')}`)
	return found
}
