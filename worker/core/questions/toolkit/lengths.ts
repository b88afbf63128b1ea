import { isStartApart, toldEnd } from '#core/incident/milestones.ts'
import type { Milestones } from '#core/model/incident.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ScopedIncident } from './scoped-record.ts'
import { statementFactsOf } from './statement-facts.ts'

/** How long the parts of an incident took: seconds, or why that cannot be said. */

export const reasons = {
	open: 'still open',
	endUnknown: 'when it ended is not known',
	filedWhenOver: 'filed only when it was over, without a word on when it began',
	coarse: 'a time is known only to the hour or the day',
	order: 'the moments are not in this order',
	notApart: 'no start is stated apart from the first statement',
	oneStatement: 'one statement says both',
	notInvestigating: 'no statement that it was being investigated',
	noStart: 'no start is known',
	noStatement: 'its first statement is not known',
	notIdentified: 'no statement that the cause was identified',
	notFixed: 'no statement that a fix was in place',
	noPostmortem: 'no postmortem',
} as const
type Reason = keyof typeof reasons

/**
 * Seconds; below zero the reason why there are none. A hundred thousand incidents have over a
 * million of these: as texts or objects they are slow.
 */
export type Length = number

const order = Object.keys(reasons) as Reason[] // the keys of the object above

function lacking(reason: Reason): Length {
	return -1 - order.indexOf(reason)
}

/** The reason that a length stands for. */
export function reasonOf(length: Length): string {
	return reasons[order[-1 - length] ?? 'endUnknown']
}

/**
 * Every length of one incident that figures describe; the names are those of the columns of
 * `lengthTable`.
 */
export const lengthNames = [
	'timeToDetect',
	'timeToAcknowledge',
	'startToIdentified',
	'firstToIdentified',
	'investigatingToIdentified',
	'startToFixed',
	'firstToFixed',
	'investigatingToFixed',
	'startToResolved',
	'firstToResolved',
	'investigatingToResolved',
	'repairing',
	'watching',
	'learning',
] as const
export type LengthName = (typeof lengthNames)[number]

const missing = {
	none: lacking('endUnknown'),
	open: lacking('open'),
	filedWhenOver: lacking('filedWhenOver'),
	coarse: lacking('coarse'),
	order: lacking('order'),
	notApart: lacking('notApart'),
	oneStatement: lacking('oneStatement'),
	notInvestigating: lacking('notInvestigating'),
	noStart: lacking('noStart'),
	noStatement: lacking('noStatement'),
	notIdentified: lacking('notIdentified'),
	notFixed: lacking('notFixed'),
	noPostmortem: lacking('noPostmortem'),
}

/** In the order of `lengthNames`. */
export function lengthsOf(entry: ScopedIncident): readonly Length[] {
	return stagesOf(entry).lengths
}

/**
 * Its lengths in the order of `lengthNames`, and whether a stage is first declared before one that
 * usually comes ahead of it: investigating, identified, watching, resolved, postmortem. Times known
 * to the hour or the day only tell no order. Both at once, because the milestones of a hundred
 * thousand incidents do not fit into a processor's cache.
 */
export function stagesOf(entry: ScopedIncident): {
	readonly lengths: readonly Length[]
	readonly outOfOrder: boolean
} {
	const { milestones } = entry.incident
	const start = point(milestones.startedAt, missing.noStart)
	const first = point(milestones.acknowledgedAt, missing.noStatement)
	const signal = point(milestones.signalAt, missing.noStatement)
	const investigating = point(firstInvestigating(entry), missing.notInvestigating)
	const identified = point(milestones.identifiedAt, missing.notIdentified)
	const fixed = point(milestones.monitoringAt, missing.notFixed)
	const resolved = point(
		toldEnd(entry.incident),
		entry.open ? missing.open : missing.none,
		missing.filedWhenOver,
	)
	const learned = point(milestones.postmortemAt, missing.noPostmortem)
	const apart = isStartApart(entry.incident)
	const lengths = [
		first.known + signal.known === 0
			? missing.noStatement
			: apart
				? timeToDetect(start, first, signal)
				: missing.notApart,
		first.known === 0 ? missing.noStatement : apart ? secondsFrom(start, first) : missing.notApart,
		between(start, identified),
		between(first, identified),
		between(investigating, identified),
		between(start, fixed),
		between(first, fixed),
		between(investigating, fixed),
		between(start, resolved),
		between(first, resolved),
		between(investigating, resolved),
		between(identified, fixed),
		between(fixed, resolved),
		between(resolved, learned),
	]
	return { lengths, outOfOrder: !areInOrder([investigating, identified, fixed, resolved, learned]) }
}

function areInOrder(stages: readonly Point[]): boolean {
	let last = Number.NEGATIVE_INFINITY
	for (const { moment, at } of stages) {
		if (!moment || isCoarse(moment)) continue
		if (at < last) return false
		last = at
	}
	return true
}

/**
 * How long an incident lasted, from its stated start, else its first statement; one that is open is
 * known to last at least until the last look. Below zero: why that cannot be said. `untilEnd`: its
 * `startToResolved`, where that is known already.
 */
export function lastingOf(entry: ScopedIncident, untilEnd?: Length): Length {
	const { startedAt } = entry.incident.milestones
	const resolvedAt = toldEnd(entry.incident)
	if (entry.open)
		return startedAt && isCoarse(startedAt) ? missing.coarse : (entry.to - entry.from) / 1000
	return (
		untilEnd ??
		between(
			point(startedAt, missing.noStart),
			point(resolvedAt, missing.none, missing.filedWhenOver),
		)
	)
}

type Moment = NonNullable<Milestones['startedAt']>

/**
 * A milestone with its time as a number, or the reason why there is none. `same` is said where it
 * is not told apart from what it is counted from.
 */
interface Point {
	readonly moment: Moment | null
	readonly at: number
	readonly known: 0 | 1
	readonly absent: Length
	readonly same: Length
}

function point(moment: Moment | null, absent: Length, same = missing.oneStatement): Point {
	return {
		moment,
		at: moment ? millisecondsOf(moment.at) : Number.NaN,
		known: moment ? 1 : 0,
		absent,
		same,
	}
}

function between(start: Point, end: Point): Length {
	if (!start.moment) return start.absent
	if (!end.moment) return end.absent
	return start.at === end.at && isOneStatement(start.moment, end.moment)
		? end.same
		: secondsFrom(start, end)
}

/** From a start that is stated apart to the earlier of the crowd's rise and the first statement. */
function timeToDetect(start: Point, first: Point, signal: Point): Length {
	if (signal.known === 0) return first.known === 0 ? missing.noStatement : secondsFrom(start, first)
	const bySignal = secondsFrom(start, signal)
	if (first.known === 0 || bySignal < 0) return bySignal
	const byStatement = secondsFrom(start, first)
	return byStatement < 0 ? byStatement : Math.min(bySignal, byStatement)
}

/**
 * The moments of one statement are no stretch of time: it was over, or named the cause, when it was
 * first spoken of.
 */
function isOneStatement(start: Moment, end: Moment): boolean {
	const bare = (moment: Moment) => moment.event.replace(/:(resolved|created)$/, '')
	return bare(start) === bare(end)
}

function secondsFrom(start: Point, end: Point): Length {
	if (!start.moment || !end.moment) return start.moment ? end.absent : start.absent
	if (isCoarse(start.moment) || isCoarse(end.moment)) return missing.coarse
	return end.at < start.at ? missing.order : (end.at - start.at) / 1000
}

/** Known to the hour or the day. */
export function isCoarse({ precision }: Moment): boolean {
	return precision === 'hour' || precision === 'day'
}

function firstInvestigating(entry: ScopedIncident): Moment | null {
	const update = statementFactsOf(entry).investigating
	return update
		? {
				at: update.at,
				event: `${entry.incident.id}:${update.id}`,
				...(update.precision && { precision: update.precision }),
			}
		: null
}
