import * as z from 'zod/mini'
import { Claim } from '#core/model/content.ts'
import { Episode, Incident, SurfaceState } from '#core/model/incident.ts'
import { IncidentId, Instant, Slug, WebAddress } from '#core/model/instant.ts'
import { Problem as ReadingProblem } from '#core/model/observation.ts'
import { Provider, SurfaceKind } from '#core/model/provider.ts'
import { ReportCount } from '#core/model/report.ts'
import { Failure, Outcome, Snapshot } from '#core/model/snapshot.ts'
import { Coverage, Gap, Timeline } from '#core/model/timeline.ts'
import { Impact, IncidentKind, IncidentStatus, Origin, Provenance, SurfaceStateName } from '#core/model/vocabulary.ts'

/** What each address of the API answers, one schema each: they give the types, the tests' checks and the description. */

/** An error as RFC 9457 has it. */
export const ProblemAnswer = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	instance: z.string(),
	/** The parameters that were not understood, and what each should have been. */
	parameters: z.optional(z.array(z.object({ name: z.string(), expected: z.string() }))),
	/** The parameters that this address knows. */
	known: z.optional(z.array(z.string())),
})
export type ProblemAnswer = z.infer<typeof ProblemAnswer>

const instantOrNull = z.nullable(Instant)

/** A list: the items, where it goes on, and how old what it says is. */
function listOf<Item extends z.core.$ZodType>(item: Item) {
	return z.object({ items: z.array(item), next: z.nullable(z.string()), asOf: instantOrNull })
}

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

export const DocumentLookAnswer = z.object({
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

export const RecorderAnswer = z.object({
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

export const ProviderStatusAnswer = z.object({
	id: Slug,
	name: z.string(),
	statusPage: z.nullable(z.string()),
	/** How old the states are: the last change that was published. */
	asOf: instantOrNull,
	surfaces: z.array(SurfaceNowAnswer),
	open: z.array(IncidentSummaryAnswer),
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

export const ProviderEntryAnswer = z.object({
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
	open: z.array(IncidentSummaryAnswer),
	recent: z.array(IncidentSummaryAnswer),
	episodes: z.array(Episode),
	coverage: z.array(Coverage),
	gaps: z.array(Gap),
	problems: z.array(PlacedProblem),
	unattributed: z.array(z.string()),
})

/** Report counts in a stretch; an empty list says nothing about the service, and `coverage` says which days hold any. */
export const ReportsAnswer = z.extend(listOf(ReportCount), { from: Instant, to: Instant, coverage: z.string() })

export const IncidentsAnswer = listOf(IncidentSummaryAnswer)
const Links = z.object({ page: z.string(), timeline: z.string(), feed: z.string(), official: z.nullable(z.string()) })

export const IncidentAnswer = z.extend(Incident, {
	asOf: Instant,
	episode: z.nullable(z.object({ id: Slug, title: z.string() })),
	surfaceStates: z.array(SurfaceState),
	coverage: z.array(Coverage),
	claims: z.array(Claim),
	links: Links,
})

/** With `asOf` in the request, what was known then; `asOfBasis` says whether by our looks or by claimed times. */
export const TimelineAnswer = z.extend(Timeline, { asOf: Instant, asOfBasis: z.optional(z.enum(['seen', 'claimed'])) })

export const EpisodesAnswer = listOf(Episode)
export const EpisodeAnswer = z.extend(Episode, {
	asOf: Instant,
	members: z.array(Incident),
	surfaceStates: z.array(SurfaceState),
	coverage: z.array(Coverage),
	claims: z.array(Claim),
	links: Links,
})

export const ClaimsAnswer = listOf(Claim)

const NearbySnapshot = z.object({
	snapshot: Snapshot,
	/** From `t` to the nearest look of that run; 0 when `t` lies within it. */
	distanceSeconds: z.int(),
})

export const AtAnswer = z.object({
	provider: Slug,
	t: Instant,
	asOf: instantOrNull,
	documents: z.array(
		z.object({ source: z.string(), document: z.string(), before: z.nullable(NearbySnapshot), after: z.nullable(NearbySnapshot), observed: z.boolean() }),
	),
	/** What the page said of each surface; `unknown` where the record holds nothing for that moment. */
	surfaces: z.array(
		z.object({
			id: Slug,
			name: z.string(),
			state: SurfaceStateName,
			since: instantOrNull,
			basis: z.nullable(z.enum(['declared', 'seen', 'snapshot'])),
			incident: z.nullable(z.string()),
		}),
	),
	/** Incidents that were open, as they were known then. */
	incidents: z.array(
		z.object({
			id: IncidentId,
			title: z.string(),
			kind: IncidentKind,
			impact: Impact,
			status: IncidentStatus,
			createdAt: Instant,
			lastUpdate: z.nullable(z.object({ at: Instant, body: z.string() })),
			basis: z.enum(['seen', 'claimed']),
			page: z.string(),
		}),
	),
	coverage: z.array(Coverage),
	notes: z.array(z.string()),
})

export const SnapshotsAnswer = listOf(Snapshot)
export const ExportIndexAnswer = listOf(z.object({ month: z.string(), url: z.string() }))
export const ExportMonthAnswer = z.object({
	schemaVersion: z.string(),
	month: z.string(),
	licence: z.object({ name: z.string(), url: z.string() }),
	asOf: instantOrNull,
	episodes: z.array(Episode),
	claims: z.array(Claim),
	incidents: z.array(
		z.object({
			asOf: Instant,
			incident: Incident,
			timeline: Timeline,
			states: z.array(SurfaceState),
			coverage: z.array(Coverage),
			claims: z.array(Claim),
			episode: z.nullable(z.object({ id: Slug, title: z.string() })),
			window: z.object({ from: Instant, to: Instant }),
			provider: z.object({
				id: Slug,
				name: z.string(),
				operator: z.string(),
				homepage: z.string(),
				statusPage: z.nullable(z.string()),
				surfaces: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string(), covered: z.boolean() })),
			}),
		}),
	),
	/** Incidents that the index names and that could not be read; empty when the month is whole. */
	missing: z.array(z.string()),
})

export const ExportAnswer = z.union([ExportIndexAnswer, ExportMonthAnswer])

/** The description itself, loosely: its own specification is the OpenAPI one. */
export const OpenApiAnswer = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.record(z.string(), z.looseObject({})) })
