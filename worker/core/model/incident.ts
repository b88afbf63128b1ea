import * as z from 'zod/mini'
import {
	Confidence,
	IncidentId,
	IncidentRef,
	Instant,
	Precision,
	Seen,
	Slug,
	WebAddress,
} from './instant.ts'
import { LeftOut } from './left-out.ts'
import { BodyFormat } from './observation.ts'
import { Evidence } from './snapshot.ts'
import { Impact, IncidentKind, IncidentStatus, Origin, SurfaceStateName } from './vocabulary.ts'

/**
 * What is known of an incident. On its way from a page to a reader it has nine shapes; whatever else
 * is told of one picks from these, or holds one and adds to it:
 *
 * - `IncidentRecord` (platforms/record): a person's file about it.
 * - `ObservedIncident` (model/observation): what one document of a page says, as a platform reads it.
 * - `ToldIncident` (incident/counted-look): what the documents of one tick say, and which counts.
 * - `Incident` (here): all that is known. The ledger, the archive and the API hold this very one.
 * - `IncidentDocument` (model/documents): with timeline, states and claims, for its page.
 * - `IncidentPart` (model/documents): older statements that the document has no room for.
 * - `IncidentSummary` (model/documents): a row of a list; an `OpenIncident` adds the latest words.
 * - `FeedIncident` (model/documents): what an entry of a feed says of it.
 * - `ScopedIncident` (questions/toolkit): what figures count, with its span in numbers.
 */

/** Somebody else whose dated captures show what no look of ours did. */
export const CapturedBy = z.object({
	name: z.string().check(z.minLength(1), z.maxLength(200)),
	url: WebAddress,
})
export type CapturedBy = z.infer<typeof CapturedBy>

/**
 * A version that was replaced after publication: what was there, what came instead, and when we saw
 * that.
 * `seen.after` is the last look with the old version, `seen.by` the first with the new one. With
 * `capturedBy` it is not our looks that show it
 * but somebody else's captures, and `seen` is their clock.
 */
export const Revision = z.object({
	field: z.enum([
		'title',
		'impact',
		'body',
		'at',
		'status',
		'createdAt',
		'startedAt',
		'resolvedAt',
		'scheduledFor',
		'scheduledUntil',
		'kind',
		'components',
		'states',
		'spans',
		'notified',
		'withdrawn',
		'restored',
		'relisted',
	]),
	was: z.nullable(z.string()),
	became: z.nullable(z.string()),
	seen: Seen,
	/** The look that showed the new version. */
	evidence: z.array(Evidence),
	/** What was changed, in our words: always where the two versions are not both known. */
	what: z.optional(z.string()),
	capturedBy: z.optional(CapturedBy),
	/**
	 * Further versions of the same field between the revision before this one and this one, which
	 * only our snapshots keep.
	 */
	skipped: z.optional(z.int()),
	/** True where only the beginning of the texts is kept; the snapshots have the whole. */
	cut: z.optional(z.literal(true)),
})
export type Revision = z.infer<typeof Revision>

/**
 * Absent from a list that should hold it. It counts as withdrawn once a second good look of that
 * document confirms it; `stated` where the page calls
 * it off in so many words.
 */
export const Absence = z.object({
	document: z.string(),
	seen: Seen,
	evidence: z.array(Evidence),
	confirmed: z.boolean(),
	stated: z.optional(z.literal(true)),
	/** As in a revision: it was somebody else's captures that no longer showed it. */
	what: z.optional(z.string()),
	capturedBy: z.optional(CapturedBy),
})
export type Absence = z.infer<typeof Absence>

/** A component by the page's own name, with the surface that it is, where the aliases know it. */
const NamedComponent = z.object({
	surface: z.optional(Slug),
	component: z.string(),
	componentId: z.optional(z.string()),
})

/** A component's state as an update declares it. */
export const DeclaredState = z.extend(NamedComponent, {
	state: SurfaceStateName,
	from: z.optional(SurfaceStateName),
})
export type DeclaredState = z.infer<typeof DeclaredState>

export const Update = z.object({
	/** Stable within the incident: the provider's id, or a hash of time and status. */
	id: z.string(),
	nativeId: z.optional(z.string()),
	/** The time that the page shows for it: what the provider claims. */
	at: Instant,
	/**
	 * When it was written, by the page's own account, where that is seconds or more apart from `at`.
	 */
	publishedAt: z.optional(Instant),
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

/**
 * A stretch of an incident's own in which a surface was in a state, both ends declared by the page.
 */
export const DeclaredSpan = z.extend(NamedComponent, {
	state: SurfaceStateName,
	from: Instant,
	to: z.optional(Instant),
})
export type DeclaredSpan = z.infer<typeof DeclaredSpan>

/**
 * A component that the page ties to an incident as a whole: the look that first showed it so, and
 * the one that no longer did. `gone` is absent
 * while it is tied.
 */
export const TiedComponent = z.extend(NamedComponent, {
	seen: Seen,
	gone: z.optional(Seen),
})
export type TiedComponent = z.infer<typeof TiedComponent>

/** `by`: the page's list that says it. Only one and the same list shows a change. */
export const Ties = z.object({ by: z.string(), components: z.array(TiedComponent) })
export type Ties = z.infer<typeof Ties>

/**
 * `cited`: not measured by us but read in a publication. `claimedAt`: the time that the statement
 * itself carries, where it was posted later.
 * `untold`: nobody stated it; it lies between `after`, where that is known, and `at`, our first
 * look that showed it: no length can be counted to it.
 */
const Milestone = z.nullable(
	z.object({
		at: Instant,
		event: z.string(),
		claimedAt: z.optional(Instant),
		precision: z.optional(Precision),
		cited: z.optional(z.literal(true)),
		untold: z.optional(z.object({ after: z.optional(Instant) })),
	}),
)
/**
 * The moments that metrics are counted between; each an instant with the event that justifies it,
 * or null: none yet.
 */
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

/**
 * Why an editor holds an entry to be something else than the page files it as, and what it is filed
 * as.
 */
export const Classed = z.object({
	filedAs: IncidentKind,
	reason: z.string(),
	author: z.string(),
	writtenAt: Instant,
	links: z.array(z.object({ url: WebAddress, title: z.string() })),
})
export type Classed = z.infer<typeof Classed>

export const Incident = z.object({
	id: IncidentId,
	/** Its ids on other platforms or pages, after a move. */
	aliases: z.array(z.string()),
	provider: Slug,
	origin: Origin,
	kind: IncidentKind,
	/** Present where an editor decided the kind, and only there. */
	classed: z.optional(Classed),
	title: z.string(),
	titleSummary: z.optional(z.boolean()),
	impact: Impact,
	/** The status that the page gives it as a whole. */
	status: IncidentStatus,
	url: z.optional(z.string()),
	createdAt: Instant,
	/** The page's own field that tells `createdAt`, where one does (see ObservedIncident). */
	filedBy: z.optional(z.string()),
	startedAt: z.optional(Instant),
	resolvedAt: z.optional(Instant),
	scheduledFor: z.optional(Instant),
	scheduledUntil: z.optional(Instant),
	updatedAt: z.optional(Instant),
	precision: z.optional(Precision),
	/**
	 * Every surface that it ever concerned, in the provider's order; components that no alias knows
	 * are counted in `unattributed`.
	 */
	surfaces: z.array(Slug),
	unattributed: z.array(z.string()),
	/**
	 * What the page ties to it, and what it took off again: see `tiedNow`. Absent where no document
	 * lists that.
	 */
	tied: z.optional(Ties),
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
	 * It is no longer among what the page lists as open, and no document tells its end: over or
	 * withdrawn between `seen.after` and `seen.by`, once a
	 * second good look confirms it. An end that is told later replaces it; when it is listed again it
	 * is gone, and a revision (`relisted`) keeps it.
	 */
	endedUnseen: z.optional(Absence),
	/**
	 * Of an incident that only users reported: when and why it was closed without an end. Counting
	 * stopped, or the level changed: what was much is usual since.
	 */
	closed: z.optional(z.object({ at: Instant, by: z.enum(['gap', 'level']) })),
	/**
	 * How much of what the page said of it only our snapshots keep, by the bound that left it out.
	 */
	leftOut: z.optional(LeftOut),
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
	/**
	 * `declared` by an update and dated by it, or `seen` on the component list without an explanation
	 * and dated by our look.
	 */
	basis: z.enum(['declared', 'seen']),
	seen: Seen,
	/** The incident and update that declared it. */
	incident: z.optional(IncidentId),
	update: z.optional(z.string()),
	evidence: z.array(Evidence),
})
export type SurfaceState = z.infer<typeof SurfaceState>

/** A stretch in which at least one of an episode's incidents was open. */
export const Wave = z.object({
	from: Instant,
	to: z.nullable(Instant),
	incidents: z.array(IncidentRef),
})
export type Wave = z.infer<typeof Wave>

/** Incidents that belong together, by rule or by an editor's judgement, with the reason. */
export const Episode = z.object({
	id: Slug,
	/** Whose it is; of an episode of several providers, the one that an editor names first. */
	provider: Slug,
	/**
	 * All of them, where they are several: then `incidents` and the waves name `provider/id`. Only an
	 * editor groups across providers.
	 */
	providers: z.optional(z.array(Slug)),
	title: z.string(),
	basis: z.object({ by: z.enum(['rule', 'editor']), reason: z.string() }),
	incidents: z.array(IncidentRef),
	waves: z.array(Wave),
	/** When its first incident began and its last one ended; null while one is open. */
	from: Instant,
	to: z.nullable(Instant),
})
export type Episode = z.infer<typeof Episode>

/** A component of the provider's pages that no surface stands for. */
export const UnmatchedComponent = z.object({
	name: z.string(),
	/** `unknown` where no page told one. */
	state: SurfaceStateName,
	/** The look or the statement that shows it so; null where nothing does. */
	since: z.nullable(Instant),
})
export type UnmatchedComponent = z.infer<typeof UnmatchedComponent>
