import type { Precision } from '#core/model/instant.ts'
import type { Failure } from '#core/model/snapshot.ts'
import type { Standing, SurfaceStateName } from '#core/model/vocabulary.ts'

/**
 * What the words of the vocabularies mean, for the pages that define them. Closed maps: a new
 * member does not compile until it is explained.
 */

export const standingRules: Readonly<Record<(typeof Standing.options)[number], string>> = {
	agrees: 'The record says the same.',
	conflicts: 'The record says something else.',
	superseded: 'The record, or its own author, has something else later.',
	'not checkable': 'The record holds nothing that could confirm or contradict it.',
}

export const stateRules: Readonly<Record<SurfaceStateName, string>> = {
	operational: 'The page said that the surface works, at a time that the record covers.',
	degraded_performance: 'The page said that it works, but worse than usual.',
	partial_outage: 'The page said that it does not work for some.',
	major_outage: 'The page said that it does not work.',
	under_maintenance: 'The page announced work on it.',
	unknown: 'Nobody looked, or the page used a word that we do not know. Never shown as working.',
	not_covered: 'No source of ours bears the state of this surface.',
}

export const precisionRules: Readonly<Record<Precision, string>> = {
	millisecond: 'to the millisecond',
	second: 'to the second',
	minute: 'to the minute; no seconds are shown',
	hour: 'to the hour',
	day: 'a day without a clock time; never shown as midnight, and no duration is counted from it',
}

export const failureRules: Readonly<Record<Failure['kind'], string>> = {
	network: 'The address could not be reached.',
	timeout: 'No complete answer came in time.',
	http: 'The server answered with an error.',
	refused:
		'The server asked for a proof of being human, or forbade the request. It is not worked around.',
	'too-large': 'The answer was larger than the source may be.',
	unreadable: 'The answer was not the kind of document that the source promises.',
}

/** What pictures, the time machine and `/now` show where a page gave no state. */
export const affectedRule =
	'An open incident names it, and no statement made since it began, nor a list that we ' +
	'followed, says how bad it was. What was said before counts for nothing here.'
