import type { Incident, Milestones, Update } from '#core/model/incident.ts'
import { isOver, isWatching } from '#core/model/vocabulary.ts'

/** The milestones of an incident about which nothing is known yet. */
export const noMilestones: Milestones = {
	startedAt: null,
	signalAt: null,
	acknowledgedAt: null,
	identifiedAt: null,
	monitoringAt: null,
	resolvedAt: null,
	postmortemAt: null,
}

/**
 * The moments between which durations are counted, each with the event that justifies it. `resolvedAt` is the first end after
 * which it was not open again, or our first look without it where none was told; `acknowledgedAt` is null where only the trouble's own times are recorded; `monitoringAt` and `identifiedAt` are the first of their kind. Withdrawn updates do not count.
 */
export function milestonesOf(incident: Incident): Milestones {
	const updates = incident.updates.filter((update) => !update.absence?.confirmed)
	const first = updates[0]
	const stated = (update: Update | undefined) => (update ? moment(incident, update.at, update.id, update) : null)
	const precise = incident.precision ? { precision: incident.precision } : {}
	const filed = { at: incident.createdAt, event: `${incident.id}:created`, ...precise }
	const acknowledged = first ? stated(first) : isFilingKnown(incident) ? filed : null
	const resolved = resolution(updates)
	return {
		startedAt: incident.startedAt ? { at: incident.startedAt, event: acknowledged?.event ?? filed.event, ...precise } : (acknowledged ?? filed),
		signalAt: null,
		acknowledgedAt: acknowledged,
		identifiedAt: stated(updates.find((update) => update.status === 'identified')),
		monitoringAt: stated(updates.find((update) => isWatching(update.status))),
		resolvedAt: resolved
			? moment(incident, resolved.at, resolved === first ? `${resolved.id}:resolved` : resolved.id, resolved)
			: incident.resolvedAt
				? { at: incident.resolvedAt, event: `${incident.id}:resolved`, ...precise }
				: endedUnseen(incident),
		postmortemAt: stated(updates.find((update) => update.status === 'postmortem')),
	}
}

/** The end as somebody told it; null also where it is only known to lie between two looks, so that no length can be counted to it. */
export function toldEnd({ milestones: { resolvedAt } }: Pick<Incident, 'milestones'>): Milestones['resolvedAt'] {
	return resolvedAt?.untold ? null : resolvedAt
}

/** An end that nobody told: known to lie between two looks. */
function endedUnseen({ id, endedUnseen }: Incident): Milestones['resolvedAt'] {
	if (endedUnseen?.confirmed !== true) return null
	const { after, by, precision } = endedUnseen.seen
	return { at: by, event: `${id}:unlisted:${by}`, ...(precision && { precision }), untold: { ...(after !== undefined && { after }) } }
}

/** False where a record tells only when the trouble itself began, or what users reported: then nobody knows when, or whether, the provider spoke. */
export function isFilingKnown(incident: Incident): boolean {
	return incident.updates.length > 0 || (incident.origin === 'official' && incident.createdAt !== incident.startedAt)
}

/** The update that ended it for good: the first over one that no open one follows. */
export function resolution(updates: readonly Update[]): Update | undefined {
	let end: Update | undefined
	for (const update of updates) {
		if (update.status === 'resolved' || update.status === 'completed') end ??= update
		else if (!isOver(update.status) && update.status !== 'unknown') end = undefined
	}
	return end
}

function moment(incident: Incident, at: string, event: string, update: Update): NonNullable<Milestones['startedAt']> {
	return { at, event: event.startsWith(`${incident.id}:`) ? event : `${incident.id}:${event}`, ...(update.precision && { precision: update.precision }) }
}
