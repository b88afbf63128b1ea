import * as z from 'zod/mini'
import { Episode } from '#core/model/incident.ts'
import { IncidentId, Instant, Precision, Slug, WebAddress } from '#core/model/instant.ts'
import { Problem as ReadingProblem } from '#core/model/observation.ts'
import { Provider, SurfaceKind } from '#core/model/provider.ts'
import { Rise } from '#core/model/report.ts'
import { Failure, Outcome } from '#core/model/snapshot.ts'
import { Coverage, Gap } from '#core/model/timeline.ts'
import { Impact, IncidentKind, IncidentStatus, Origin, Provenance, SurfaceStateName } from '#core/model/vocabulary.ts'
import { instantOrNull, listOf } from './list.ts'

/** What the API answers about now: the status and the registry. */

export const IncidentSummaryAnswer = z.object({
	provider: Slug,
	id: IncidentId,
	origin: Origin,
	kind: IncidentKind,
	title: z.string(),
	impact: Impact,
	status: IncidentStatus,
	surfaces: z.array(z.string()),
	unattributed: z.int(),
	createdAt: Instant,
	startedAt: instantOrNull,
	resolvedAt: instantOrNull,
	lastUpdateAt: instantOrNull,
	seenBy: Instant,
	provenance: Provenance,
	updates: z.int(),
	corrections: z.int(),
	withdrawn: z.boolean(),
	episode: z.nullable(z.string()),
	url: z.nullable(z.string()),
	/** The announced window of a maintenance. */
	scheduledFor: z.optional(Instant),
	scheduledUntil: z.optional(Instant),
	/** How exactly its beginning and end are known, where that is not to the second. */
	precision: z.optional(Precision),
	/** When anything in it last changed, by the page's claims or our checks. */
	changedAt: z.optional(Instant),
})

/** What is open, with the provider's latest words as plain text. */
const OpenIncidentAnswer = z.extend(IncidentSummaryAnswer, {
	statement: z.optional(
		z.object({ at: Instant, status: IncidentStatus, body: z.string(), precision: z.optional(Precision), summary: z.optional(z.literal(true)) }),
	),
})

export const SurfaceNowAnswer = z.object({
	id: Slug,
	name: z.string(),
	kind: SurfaceKind,
	state: SurfaceStateName,
	since: instantOrNull,
	basis: z.nullable(z.enum(['declared', 'seen'])),
	incident: z.nullable(z.string()),
})

const DocumentLookAnswer = z.object({
	source: Slug,
	document: z.string(),
	url: WebAddress,
	bearsState: z.boolean(),
	lastLookAt: instantOrNull,
	lastGoodLookAt: instantOrNull,
	lastChangeAt: instantOrNull,
	outcome: z.nullable(Outcome),
	failure: z.nullable(Failure),
	nextDueAt: instantOrNull,
})

const PlacedProblem = z.extend(ReadingProblem, { source: z.string(), at: Instant })

const RecorderAnswer = z.object({
	shard: z.string(),
	/** False when the recorder did not answer: then nothing is known about looks, budgets and gaps of now. */
	reachable: z.boolean(),
	lastSlot: instantOrNull,
	lastLookAt: instantOrNull,
	/** Of the current UTC day. */
	budgets: z.nullable(
		z.object({
			day: z.string(),
			kvWrites: z.number(),
			kvWritesLimit: z.number(),
			kvRefused: z.boolean(),
			rowsWritten: z.number(),
			rowsWrittenLimit: z.number(),
		}),
	),
	/** What is written down and not yet published. */
	outbox: z.nullable(z.object({ pending: z.number(), oldestAt: instantOrNull })),
	/** The kinds of document that wait for want of budget, in the announced order. */
	degraded: z.array(z.string()),
})

const ProviderStatusAnswer = z.object({
	id: Slug,
	name: z.string(),
	statusPage: z.nullable(z.string()),
	/** How old the states are: the last change that was published. */
	asOf: instantOrNull,
	surfaces: z.array(SurfaceNowAnswer),
	open: z.array(OpenIncidentAnswer),
	/** The last look at any of its documents that brought something; null when there was none, or the recorder does not answer. */
	lastGoodLookAt: instantOrNull,
	documents: z.array(DocumentLookAnswer),
	gaps: z.array(Gap),
	problems: z.array(PlacedProblem),
	/** Sources that are switched off, and why. */
	off: z.array(z.object({ source: z.string(), reason: z.string() })),
	unattributed: z.array(z.string()),
})

export const StatusAnswer = z.object({ asOf: instantOrNull, recorders: z.array(RecorderAnswer), providers: z.array(ProviderStatusAnswer) })
export type StatusAnswer = z.infer<typeof StatusAnswer>

const ProviderEntryAnswer = z.object({
	id: Slug,
	name: z.string(),
	operator: z.string(),
	homepage: WebAddress,
	statusPage: z.nullable(z.string()),
	surfaces: z.array(z.extend(SurfaceNowAnswer, { covered: z.boolean() })),
	open: z.int(),
	coverage: z.array(Coverage),
})
export const ProvidersAnswer = listOf(ProviderEntryAnswer)

export const ProviderAnswer = z.extend(Provider, {
	asOf: instantOrNull,
	states: z.array(SurfaceNowAnswer),
	open: z.array(OpenIncidentAnswer),
	recent: z.array(IncidentSummaryAnswer),
	episodes: z.array(Episode),
	coverage: z.array(Coverage),
	gaps: z.array(Gap),
	problems: z.array(PlacedProblem),
	unattributed: z.array(z.string()),
	/** Where more people than usual report trouble, newest first: the rises that last. */
	crowd: z.array(Rise),
})
