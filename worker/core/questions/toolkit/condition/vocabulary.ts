import type { Span } from '../span.ts'

/**
 * What is known of a surface at each observed moment. `operational`, `degraded`, `partial`, `major`
 * and `maintenance` are what the page
 * declared or our looks found. `clear`: the record is complete and nothing was filed. `ungraded`:
 * an incident that names the surface is
 * open, and no state was given for it. `unplaced`: an incident is open that names no surface at
 * all. `unknown`: the page's word is not
 * understood, or a time is known to the hour or the day only.
 */
export const conditions = [
	'operational',
	'clear',
	'degraded',
	'partial',
	'major',
	'ungraded',
	'unplaced',
	'maintenance',
	'unknown',
] as const
export type Condition = (typeof conditions)[number]

/** For how long one condition held. */
export interface ConditionSpan extends Span {
	readonly condition: Condition
	/**
	 * How a state is known: declared by the provider, or seen by us; absent where nothing was said.
	 */
	readonly basis?: 'declared' | 'seen'
	/**
	 * Whether an incident that names the surface is open, whatever the state says; `row` where all
	 * that are stay open for longer than 48 hours,
	 * `part` where all that are have no known length, so that this is the part of it that is known.
	 */
	readonly open: 'no' | 'part' | 'row' | 'yes'
	/**
	 * Set on `ungraded` and `unplaced` where all that is open stays so for longer than 48 hours: it
	 * says more about a row than about a failure.
	 */
	readonly row?: true
	/** The incident that declared the state or stands open. */
	readonly incident?: string
	readonly update?: string
}
