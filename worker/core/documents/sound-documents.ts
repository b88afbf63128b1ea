import type * as z from 'zod/mini'
import { Claim } from '#core/model/content.ts'
import {
	FeedDocument,
	HeadsDay,
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
): (value: unknown) => value is z.output<Schema> {
	let check: Check | undefined
	return (value): value is z.output<Schema> => {
		check ??= shapeOf(schema, trusted)
		return check(value)
	}
}

export const isSoundNow = soundness(ProviderNow)
export const isSoundSummary = soundness(IncidentSummary)
export const isSoundEpisode = soundness(Episode)
/** An incident as the recorder stores it. */
export const isSoundStored = soundness(Incident)
export const isSoundFeed = soundness(FeedDocument)
export const isSoundSnapshot = soundness(Snapshot)
export const isSoundCount = soundness(ReportCount)
export const isSoundHeads = soundness(HeadsDay)

const isSoundIncidentDocument = soundness(IncidentDocument)
const isSoundMove = soundness(MovedIncident)

export function isSoundIncident(value: unknown): value is IncidentDocument | MovedIncident {
	return isSoundIncidentDocument(value) || isSoundMove(value)
}
