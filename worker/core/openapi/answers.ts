import * as z from 'zod/mini'
import { AnalysisDocument } from '#core/model/analysis.ts'
import { Claim } from '#core/model/content.ts'
import { Episode, Incident, Revision, SurfaceState, Update } from '#core/model/incident.ts'
import { IncidentId, Instant, Slug } from '#core/model/instant.ts'
import { LeftOut } from '#core/model/left-out.ts'
import { ReportCount } from '#core/model/report.ts'
import { Snapshot } from '#core/model/snapshot.ts'
import { Coverage, Timeline, TimelineEvent } from '#core/model/timeline.ts'
import { Impact, IncidentKind, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { figuresSchemas } from '#core/questions/figures-schemas.ts'
import { instantOrNull, listOf } from './list.ts'
import { IncidentSummaryAnswer, sightedListOf } from './now-answers.ts'

/**
 * What the API answers about the record, one schema each: they give the types, the tests' checks
 * and the description.
 */

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

/**
 * Report counts in a stretch; an empty list says nothing about the service, and `coverage` says
 * which days hold any.
 */
export const ReportsAnswer = z.extend(listOf(ReportCount), {
	from: Instant,
	to: Instant,
	coverage: z.string(),
})

/**
 * Where an answer is too large for one: the address of the next older part, and how much is only in
 * the snapshots, by the bound that left it out.
 */
const older = { older: z.optional(z.string()), leftOut: z.optional(LeftOut) }

export const IncidentsAnswer = sightedListOf(IncidentSummaryAnswer)
const Links = z.object({
	page: z.string(),
	timeline: z.string(),
	feed: z.string(),
	official: z.nullable(z.string()),
})

export const IncidentAnswer = z.extend(Incident, {
	asOf: Instant,
	episode: z.nullable(z.object({ id: Slug, title: z.string() })),
	/** The episode of several providers that it belongs to. */
	shared: z.optional(z.object({ id: Slug, title: z.string() })),
	surfaceStates: z.array(SurfaceState),
	coverage: z.array(Coverage),
	claims: z.array(Claim),
	links: Links,
	...older,
})

/** Older statements that one answer has no room for. Part 1 is the oldest. */
export const IncidentPartAnswer = z.object({
	asOf: Instant,
	provider: Slug,
	id: IncidentId,
	title: z.string(),
	part: z.int(),
	/** How many parts there are. */
	of: z.int(),
	/** Oldest first. */
	updates: z.array(Update),
	revisions: z.array(Revision),
	events: z.array(TimelineEvent),
	links: z.object({ incident: z.string(), older: z.nullable(z.string()), newer: z.string() }),
})

/**
 * With `asOf` in the request, what was known then; `asOfBasis` says whether by our looks or by
 * claimed times.
 */
export const TimelineAnswer = z.extend(Timeline, {
	asOf: Instant,
	asOfBasis: z.optional(z.enum(['seen', 'claimed'])),
	...older,
})

export const EpisodesAnswer = sightedListOf(Episode)
export const EpisodeAnswer = z.extend(Episode, {
	asOf: Instant,
	members: z.array(Incident),
	/**
	 * Of an episode of several providers: incidents (`provider/id`) of it that could not be read now.
	 */
	missing: z.optional(z.array(z.string())),
	surfaceStates: z.array(SurfaceState),
	coverage: z.array(Coverage),
	claims: z.array(Claim),
	links: Links,
	/** What it has no room for: each member's own address has it. */
	leftOut: z.optional(LeftOut),
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
		z.object({
			source: z.string(),
			document: z.string(),
			before: z.nullable(NearbySnapshot),
			after: z.nullable(NearbySnapshot),
			observed: z.boolean(),
		}),
	),
	/**
	 * What the page said of each surface; `unknown` where the record holds nothing for that moment.
	 */
	surfaces: z.array(
		z.object({
			id: Slug,
			name: z.string(),
			state: SurfaceStateName,
			since: instantOrNull,
			/**
			 * `named`: an incident that was open names it and nobody stated a level, so that `state` is
			 * `unknown` and not well.
			 */
			basis: z.nullable(z.enum(['declared', 'seen', 'named', 'snapshot'])),
			incident: z.nullable(z.string()),
		}),
	),
	/** Incidents that were open, as they were known then. */
	incidents: z.array(
		z.object({
			id: IncidentId,
			title: z.string(),
			/** True when the title is our description and not the provider's. */
			titleSummary: z.optional(z.boolean()),
			kind: IncidentKind,
			impact: Impact,
			status: IncidentStatus,
			createdAt: Instant,
			/** "summary": true when the words are ours and not the provider's. */
			lastUpdate: z.nullable(
				z.object({ at: Instant, body: z.string(), summary: z.optional(z.boolean()) }),
			),
			basis: z.enum(['seen', 'claimed']),
			page: z.string(),
		}),
	),
	coverage: z.array(Coverage),
	notes: z.array(z.string()),
})
export type AtAnswer = z.infer<typeof AtAnswer>

export const SnapshotsAnswer = listOf(Snapshot)
const ExportIndexAnswer = sightedListOf(z.object({ month: z.string(), url: z.string() }))
const ExportMonthAnswer = z.object({
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
			shared: z.optional(z.object({ id: Slug, title: z.string() })),
			window: z.object({ from: Instant, to: Instant }),
			leftOut: z.optional(LeftOut),
			provider: z.object({
				id: Slug,
				name: z.string(),
				operator: z.string(),
				homepage: z.string(),
				statusPage: z.nullable(z.string()),
				surfaces: z.array(
					z.object({ id: z.string(), name: z.string(), kind: z.string(), covered: z.boolean() }),
				),
				/** Who counts its users, and what that is called; our own form first. */
				crowdSources: z.array(z.object({ id: z.string(), name: z.string() })),
			}),
		}),
	),
	/** Incidents that the index names and that could not be read; empty when the month is whole. */
	missing: z.array(z.string()),
})

export const ExportAnswer = z.union([ExportIndexAnswer, ExportMonthAnswer])

/** The questions, with how each is answered. */
export const AnalysesAnswer = listOf(
	z.object({
		name: z.string(),
		title: z.string(),
		asks: z.string(),
		method: z.string(),
		version: z.string(),
		/**
		 * `complete`: a rate, share or comparison, refused where only chosen incidents were collected.
		 */
		needs: z.enum(['complete', 'any']),
		url: z.string(),
	}),
)

/** Each question's analysis with its own figures, by the question's name. */
export const analysisAnswers: Readonly<Record<string, z.ZodMiniObject>> = Object.fromEntries(
	Object.entries(figuresSchemas).map(([name, figures]) => [
		name,
		z.extend(AnalysisDocument, { name: z.literal(name), figures: z.optional(figures) }),
	]),
)

/** An analysis: `name` says of which question, and so of which shape its figures are. */
export const AnalysisAnswer = z.discriminatedUnion(
	'name',
	Object.values(analysisAnswers) as unknown as readonly [typeof AnalysisDocument],
) // each extends it

/** The description itself, loosely: its own specification is the OpenAPI one. */
export const OpenApiAnswer = z.looseObject({
	openapi: z.string(),
	info: z.looseObject({}),
	paths: z.record(z.string(), z.looseObject({})),
})
