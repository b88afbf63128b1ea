import { compareInstants, floorTo, secondsBetween } from '#core/time/time.ts'
import type { Precision } from './instant.ts'
import { type IncidentStatus, isOver } from './vocabulary.ts'

/** Times that are known to the minute, the hour or the day, and what may be said of their order. */

export interface Moment {
	readonly at: string
	readonly precision?: Precision | undefined
}

const unitSeconds: Readonly<Record<Precision, number>> = {
	millisecond: 0,
	second: 0,
	minute: 60,
	hour: 3600,
	day: 86_400,
}

/**
 * The length of the stretch in which a time may lie, in seconds; 0 where it is known to the second.
 */
export function slackOf({ precision }: Moment): number {
	return precision === undefined ? 0 : unitSeconds[precision]
}

/**
 * Whether two times are one as far as the coarser of them is known: nothing says then which came
 * first.
 */
export function isOneMoment(a: Moment, b: Moment): boolean {
	const unit = Math.max(slackOf(a), slackOf(b))
	return unit > 0 ? floorTo(a.at, unit) === floorTo(b.at, unit) : false
}

/** Whether `a` lies before `b` wherever in its stretch it lies. */
export function isClearlyBefore(a: Moment, b: Moment): boolean {
	return compareInstants(a.at, b.at) < 0 && secondsBetween(a.at, b.at) >= slackOf(a)
}

/**
 * Statements in the order of their times. Of those that one coarse time covers, what ends an
 * incident comes last, and an account of it after that:
 * a list that prints minutes cannot tell that it was open again in the minute in which it was
 * closed. Otherwise those of one time keep the order
 * in which they are given.
 */
export function inOrder<Statement extends Moment & { readonly status: IncidentStatus }>(
	statements: readonly Statement[],
): Statement[] {
	const coarse = new Set(
		statements.filter((statement) => slackOf(statement) > 0).map(({ at }) => at),
	)
	return statements
		.map((statement, position) => ({
			statement,
			position,
			rank: coarse.has(statement.at) ? rankOf(statement.status) : 0,
		}))
		.sort(
			(a, b) =>
				compareInstants(a.statement.at, b.statement.at) ||
				a.rank - b.rank ||
				a.position - b.position,
		)
		.map(({ statement }) => statement)
}

function rankOf(status: IncidentStatus): number {
	return status === 'postmortem' ? 2 : isOver(status) ? 1 : 0
}
