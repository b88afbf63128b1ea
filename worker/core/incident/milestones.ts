import type { Incident, Milestones, Update } from '#core/model/incident.ts'
import { isOneMoment } from '#core/model/moments.ts'
import { isOver, isWatching } from '#core/model/vocabulary.ts'
import { secondsBetween } from '#core/time/time.ts'
import { earlierStatedStart, firstToldOf, toldAtOf } from './clocks.ts'

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
 * The moments between which durations are counted, each with the event that justifies it.
 * `startedAt` is the stated start, or the first stated time
 * where that is earlier or no start is stated; `acknowledgedAt` is when the statement that was told
 * first can have been told, null where only the
 * trouble's own times are recorded; `resolvedAt` is the first end after which it was not open
 * again, or our first look without it where none was
 * told; `monitoringAt` and `identifiedAt` are the first of their kind. Withdrawn updates do not
 * count.
 */
export function milestonesOf(incident: Incident): Milestones {
	const updates = incident.updates.filter((update) => !update.absence?.confirmed)
	const first = updates[0]
	const stated = (update: Update | undefined) =>
		update ? moment(incident, update.at, update.id, update) : null
	const precise = incident.precision ? { precision: incident.precision } : {}
	const filed = { at: incident.createdAt, event: `${incident.id}:created`, ...precise }
	const told = firstToldOf(updates)
	const acknowledged = told
		? acknowledgement(incident, told)
		: isFilingKnown(incident)
			? filed
			: null
	const resolved = resolution(updates)
	return {
		startedAt: startOf(incident, updates, (first && stated(first)) ?? acknowledged ?? filed),
		signalAt: null,
		acknowledgedAt: acknowledged,
		identifiedAt: stated(updates.find((update) => update.status === 'identified')),
		monitoringAt: stated(updates.find((update) => isWatching(update.status))),
		resolvedAt: resolved
			? moment(
					incident,
					resolved.at,
					resolved === first ? `${resolved.id}:resolved` : resolved.id,
					resolved,
				)
			: incident.resolvedAt
				? { at: incident.resolvedAt, event: `${incident.id}:resolved`, ...precise }
				: endedUnseen(incident),
		postmortemAt: stated(updates.find((update) => update.status === 'postmortem')),
	}
}

type Milestone = NonNullable<Milestones['startedAt']>

/** `first` is the first statement, or the filing where there is none. */
function startOf(incident: Incident, updates: readonly Update[], first: Milestone): Milestone {
	const { startedAt, precision } = incident
	const stated =
		startedAt === undefined
			? first
			: { at: startedAt, event: first.event, ...(precision && { precision }) }
	const earlier = earlierStatedStart(incident, updates, stated.at)
	return earlier === undefined
		? stated
		: {
				at: earlier.at,
				event: first.event,
				...(earlier.precision && { precision: earlier.precision }),
			}
}

function acknowledgement(incident: Incident, update: Update): Milestone {
	const told = toldAtOf(update)
	const own = moment(incident, update.at, update.id, update)
	return told === update.at ? own : { at: told, event: own.event, claimedAt: update.at }
}

/**
 * Copies of a page lag by a minute or so: only what is further apart than this says that a
 * statement was dated back.
 */
export const copiesLagSeconds = 120

/** A start that lies no further from the first statement is that of its filing. */
const filingSeconds = 5

/**
 * Whether the provider tells the start apart from its first statement: it states one, or its first
 * statement carries a time that lies before it was
 * posted. Only then can be said how long it took to acknowledge.
 */
export function isStartApart({
	startedAt: stated,
	milestones: { startedAt, acknowledgedAt },
}: Incident): boolean {
	if (startedAt === null) return false
	if (acknowledgedAt === null) return stated !== undefined
	const isStated =
		stated === startedAt.at &&
		Math.abs(secondsBetween(stated, acknowledgedAt.claimedAt ?? acknowledgedAt.at)) > filingSeconds
	return isStated || secondsBetween(startedAt.at, acknowledgedAt.at) > copiesLagSeconds
}

/**
 * The end as somebody told it; null also where it is only known to lie between two looks, so that
 * no length can be counted to it.
 */
export function toldEnd({
	milestones: { resolvedAt },
}: Pick<Incident, 'milestones'>): Milestones['resolvedAt'] {
	return resolvedAt?.untold ? null : resolvedAt
}

/** An end that nobody told: known to lie between two looks. */
function endedUnseen({ id, endedUnseen }: Incident): Milestones['resolvedAt'] {
	if (endedUnseen?.confirmed !== true) return null
	const { after, by, precision } = endedUnseen.seen
	return {
		at: by,
		event: `${id}:unlisted:${by}`,
		...(precision && { precision }),
		untold: { ...(after !== undefined && { after }) },
	}
}

/**
 * False where a record tells only when the trouble itself began, or what users reported: then
 * nobody knows when, or whether, the provider spoke.
 */
export function isFilingKnown(incident: Incident): boolean {
	return (
		incident.updates.length > 0 ||
		(incident.origin === 'official' && incident.createdAt !== incident.startedAt)
	)
}

/**
 * The update that ended it for good: the first over one that no open one follows. One in the minute
 * of the end, where times are known to the minute,
 * does not follow it: nothing says which came first, and a page that goes on says so in a later
 * minute.
 */
export function resolution(updates: readonly Update[]): Update | undefined {
	let end: Update | undefined
	let last: Update | undefined
	for (const update of updates) {
		if (update.status === 'resolved' || update.status === 'completed') {
			end ??= update
			last = update
		} else if (
			!isOver(update.status) &&
			update.status !== 'unknown' &&
			!(last && isOneMoment(last, update))
		)
			end = undefined
	}
	return end
}

function moment(incident: Incident, at: string, event: string, update: Update): Milestone {
	return {
		at,
		event: event.startsWith(`${incident.id}:`) ? event : `${incident.id}:${event}`,
		...(update.precision && { precision: update.precision }),
	}
}
