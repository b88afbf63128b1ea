import type { Update } from '#core/model/incident.ts'
import { isOneMoment } from '#core/model/moments.ts'
import { type IncidentStatus, isOver, isWatching } from '#core/model/vocabulary.ts'
import { secondsBetween } from '#core/time/time.ts'

/**
 * A remedy that was declared in place, or an incident that was declared over, and then it was open
 * again: the fix did not hold.
 */
export interface Setback {
	/** The statement that shows it. */
	readonly update: Update
	readonly declaredFixedAt: string
	readonly heldSeconds: number
	readonly from: IncidentStatus
	readonly to: IncidentStatus
}

/**
 * All of an incident's, oldest first. `updates` oldest first. A remedy counts from where it was
 * first declared, also when it was declared twice.
 */
export function setbacksOf(updates: readonly Update[]): Setback[] {
	const setbacks: Setback[] = []
	let from: IncidentStatus = 'unknown'
	let declaredFixedAt: string | undefined
	let last: Update | undefined
	for (const update of updates) {
		const to = update.status
		// Times that are known to the minute do not tell which of two in one minute came first: that
		// proves no relapse.
		const isLater = last === undefined || !isOneMoment(last, update)
		if (isOver(from) && !isOver(to) && !isLater) continue
		if (declaredFixedAt !== undefined && isOpenAgain(to, from)) {
			setbacks.push({
				update,
				declaredFixedAt,
				heldSeconds: secondsBetween(declaredFixedAt, update.at),
				from,
				to,
			})
			declaredFixedAt = undefined
		}
		if (to === 'unknown') continue
		if (isWatching(to) || isOver(to)) declaredFixedAt ??= update.at
		else declaredFixedAt = undefined
		from = to
		last = update
	}
	return setbacks
}

/** From watching back to looking for it, or from resolved back to anything that is not over. */
function isOpenAgain(status: IncidentStatus, before: IncidentStatus): boolean {
	if (status === 'unknown') return false
	return isOver(before)
		? !isOver(status)
		: isWatching(before) && (status === 'investigating' || status === 'identified')
}
