import type { Incident } from '#core/model/incident.ts'
import { milestonesOf } from './milestones.ts'
import { type CheckContext, revision } from './updates.ts'

/**
 * Listed as open again: that it had seemed over stays as a revision, with when its absence was
 * first seen.
 */
export function relisted(
	incident: Incident,
	check: Pick<CheckContext, 'seen' | 'evidence'>,
): Incident {
	const { endedUnseen, ...open } = incident
	if (!endedUnseen) return incident
	const kept = endedUnseen.confirmed ? [revision('relisted', endedUnseen.seen.by, null, check)] : []
	const next = { ...open, revisions: [...open.revisions, ...kept] }
	return { ...next, milestones: milestonesOf(next) }
}

/**
 * What a further look said of an incident that had left the list of open ones: its end, told at
 * last, or a statement made since.
 */
export function afterEndedUnseen(
	known: Incident,
	next: Incident,
	isToldOver: boolean,
	check: Pick<CheckContext, 'seen' | 'evidence'>,
): Incident {
	if (!next.endedUnseen) return next
	if (isToldOver) {
		const { endedUnseen: _, ...ended } = next
		return { ...ended, milestones: milestonesOf(ended) }
	}
	const { by } = next.endedUnseen.seen
	const before = new Set(known.updates.map(({ id }) => id))
	const spokeSince = next.updates.some(
		({ id, at }) => !before.has(id) && Date.parse(at) > Date.parse(by),
	)
	return spokeSince ? relisted(next, check) : next
}
