import type * as z from 'zod/mini'
import { Claim } from '#core/model/content.ts'
import {
	FeedDocument,
	HeadsDay,
	HistoryDocument,
	IncidentDocument,
	IncidentSummary,
	MovedIncident,
	ProviderNow,
} from '#core/model/documents.ts'
import {
	Absence,
	DeclaredState,
	Episode,
	Incident,
	Milestones,
	Revision,
	Wave,
} from '#core/model/incident.ts'
import { ReportCount } from '#core/model/report.ts'
import { Evidence, Snapshot } from '#core/model/snapshot.ts'
import { timelineEvents } from '#core/model/timeline.ts'
import { type Check, shapeOf } from '#core/shape.ts'

/**
 * Whether a stored document has the shape that it is rendered from. Written by us, it nearly always
 * has; where it has not, it costs the
 * provider that it is about and nobody beside it, so each is asked before documents of several
 * providers become one answer. What is asked comes from the document's own schema.
 */

/**
 * What the leaves of a document are: there are thousands in a long one, and to look into each costs
 * as much again as all the rest.
 */
const trusted: readonly z.core.$ZodType[] = [
	Evidence,
	Revision,
	DeclaredState,
	ReportCount,
	Milestones,
	Absence,
	Claim,
	Wave,
	...Object.values(timelineEvents).map(({ shape }) => shape.value),
]

/** Derived when it is first asked: most isolates read few kinds of document. */
function soundness<Schema extends z.core.$ZodType>(
	schema: Schema,
	more: readonly z.core.$ZodType[] = [],
): (value: unknown) => value is z.output<Schema> {
	let check: Check | undefined
	return (value): value is z.output<Schema> => {
		check ??= shapeOf(schema, [...trusted, ...more])
		return check(value)
	}
}

/**
 * A check that looks at each document once: whoever reads a text that was read before is given the
 * same document, and nobody may change it. To look again cost as much as a page takes to make.
 */
function once<Kind>(check: (value: unknown) => value is Kind): (value: unknown) => value is Kind {
	const known = new WeakMap<object, boolean>()
	return (value): value is Kind => {
		if (typeof value !== 'object' || value === null) return check(value)
		const before = known.get(value)
		if (before !== undefined) return before
		const sound = check(value)
		known.set(value, sound)
		return sound
	}
}

export const isSoundNow = soundness(ProviderNow)
export const isSoundSummary = soundness(IncidentSummary)
export const isSoundEpisode = soundness(Episode)
/** An incident as the recorder stores it. */
export const isSoundStored = soundness(Incident)
export const isSoundFeed = once(soundness(FeedDocument))
/** Its incidents are looked at by whoever needs one of them. */
export const isSoundHistory = once(soundness(HistoryDocument, [Incident]))
export const isSoundSnapshot = soundness(Snapshot)
export const isSoundCount = soundness(ReportCount)
export const isSoundHeads = soundness(HeadsDay)

const isSoundIncidentDocument = soundness(IncidentDocument)
const isSoundMove = soundness(MovedIncident)
/** A document, or where it has moved to. */
export const isSoundIncident = once(
	(value): value is IncidentDocument | MovedIncident =>
		isSoundIncidentDocument(value) || isSoundMove(value),
)
