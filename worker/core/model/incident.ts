import * as z from 'zod/mini'
import { Confidence, IncidentId, Instant, Precision, Seen, Slug } from './instant.ts'
import { BodyFormat } from './observation.ts'
import { Evidence } from './snapshot.ts'
import { Impact, IncidentKind, IncidentStatus, Origin, SurfaceStateName } from './vocabulary.ts'

/**
 * A version that was replaced after publication: what was there, what came instead, and when we saw that.
 * `seen.after` is the last look with the old version, `seen.by` the first with the new one.
 */
export const Revision = z.object({
	field: z.enum(['title', 'impact', 'body', 'at', 'status', 'startedAt', 'resolvedAt', 'kind', 'withdrawn', 'restored', 'relisted']),
	was: z.nullable(z.string()),
	became: z.nullable(z.string()),
	seen: Seen,
	/** The look that showed the new version. */
	evidence: z.array(Evidence),
})
export type Revision = z.infer<typeof Revision>

/** Absent from a list that should hold it. It counts as withdrawn once a second good look of that document confirms it. */
export const Absence = z.object({ document: z.string(), seen: Seen, evidence: z.array(Evidence), confirmed: z.boolean() })
export type Absence = z.infer<typeof Absence>

/** A component's state as an update declares it, with the surface that it is, where the aliases know it. */
export const DeclaredState = z.object({
	surface: z.optional(Slug),
	component: z.string(),
	componentId: z.optional(z.string()),
	state: SurfaceStateName,
	from: z.optional(SurfaceStateName),
})
export type DeclaredState = z.infer<typeof DeclaredState>

export const Update = z.object({
	/** Stable within the incident: the provider's id, or a hash of time and status. */
	id: z.string(),
	nativeId: z.optional(z.string()),
	at: Instant,
	seen: Seen,
	status: IncidentStatus,
	body: z.string(),
	format: BodyFormat,
	/** True when the body is our summary and not the provider's own words. */
	summary: z.optional(z.boolean()),
	states: z.array(DeclaredState),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	notified: z.optional(z.boolean()),
	evidence: z.array(Evidence),
	revisions: z.array(Revision),
	absence: z.optional(Absence),
})
export type Update = z.infer<typeof Update>

/** A stretch of an incident's own in which a surface was in a state, both ends declared by the page. */
export const DeclaredSpan = z.object({
	surface: z.optional(Slug),
	component: z.string(),
	componentId: z.optional(z.string()),
	state: SurfaceStateName,
	from: Instant,
	to: z.optional(Instant),
})

/**
 * `cited`: not measured by us but read in a publication. `untold`: nobody stated it; it lies between `after`, where that is known, and `at`,
 * our first look that showed it: no length can be counted to it.
 */
const Milestone = z.nullable(
	z.object({
		at: Instant,
		event: z.string(),
		precision: z.optional(Precision),
		cited: z.optional(z.literal(true)),
		untold: z.optional(z.object({ after: z.optional(Instant) })),
	}),
)
/** The moments that metrics are counted between; each an instant with the event that justifies it, or null: none yet. */
export const Milestones = z.object({
	startedAt: Milestone,
	signalAt: Milestone,
	acknowledgedAt: Milestone,
	identifiedAt: Milestone,
	monitoringAt: Milestone,
	resolvedAt: Milestone,
	postmortemAt: Milestone,
})
export type Milestones = z.infer<typeof Milestones>

export const Incident = z.object({
	id: IncidentId,
	/** Its ids on other platforms or pages, after a move. */
	aliases: z.array(z.string()),
	provider: Slug,
	origin: Origin,
	kind: IncidentKind,
	title: z.string(),
	titleSummary: z.optional(z.boolean()),
	impact: Impact,
	/** The status that the page gives it as a whole. */
	status: IncidentStatus,
	url: z.optional(z.string()),
	createdAt: Instant,
	startedAt: z.optional(Instant),
	resolvedAt: z.optional(Instant),
	scheduledFor: z.optional(Instant),
	scheduledUntil: z.optional(Instant),
	updatedAt: z.optional(Instant),
	precision: z.optional(Precision),
	/** The surfaces concerned, in the provider's order; components that no alias knows are counted in `unattributed`. */
	surfaces: z.array(Slug),
	unattributed: z.array(z.string()),
	/** Oldest first. */
	updates: z.array(Update),
	spans: z.array(DeclaredSpan),
	milestones: Milestones,
	seen: Seen,
	evidence: z.array(Evidence),
	revisions: z.array(Revision),
	/** The documents (`source/document`) that have listed it, and the page each belonged to. */
	listedIn: z.array(z.object({ document: z.string(), page: z.optional(z.string()) })),
	absence: z.optional(Absence),
	/**
	 * It is no longer among what the page lists as open, and no document tells its end: over or withdrawn between `seen.after` and `seen.by`, once a
	 * second good look confirms it. An end that is told later replaces it; when it is listed again it is gone, and a revision (`relisted`) keeps it.
	 */
	endedUnseen: z.optional(Absence),
})
export type Incident = z.infer<typeof Incident>

/** A stretch of a surface's state on the provider's page. */
export const SurfaceState = z.object({
	provider: Slug,
	surface: Slug,
	state: SurfaceStateName,
	from: Instant,
	/** Absent while it lasts, or where it is not known what came after (`open` says which). */
	to: z.optional(Instant),
	/** `declared` by an update and dated by it, or `seen` on the component list without an explanation and dated by our look. */
	basis: z.enum(['declared', 'seen']),
	seen: Seen,
	/** The incident and update that declared it. */
	incident: z.optional(IncidentId),
	update: z.optional(z.string()),
	evidence: z.array(Evidence),
})
export type SurfaceState = z.infer<typeof SurfaceState>

/** A stretch in which at least one of an episode's incidents was open. */
export const Wave = z.object({ from: Instant, to: z.nullable(Instant), incidents: z.array(IncidentId) })
export type Wave = z.infer<typeof Wave>

/** Incidents that belong together, by rule or by an editor's judgement, with the reason. */
export const Episode = z.object({
	id: Slug,
	provider: Slug,
	title: z.string(),
	basis: z.object({ by: z.enum(['rule', 'editor']), reason: z.string() }),
	incidents: z.array(IncidentId),
	waves: z.array(Wave),
	/** When its first incident began and its last one ended; null while one is open. */
	from: Instant,
	to: z.nullable(Instant),
})
export type Episode = z.infer<typeof Episode>
