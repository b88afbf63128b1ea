import * as z from 'zod/mini'
import { Claim } from './content.ts'
import {
	Episode,
	Incident,
	Revision,
	SurfaceState,
	UnmatchedComponent,
	Update,
} from './incident.ts'
import { IncidentId, Instant, Precision, Seen, Slug } from './instant.ts'
import { LeftOut } from './left-out.ts'
import { BodyFormat, Problem } from './observation.ts'
import { type Site, SurfaceKind } from './provider.ts'
import { PossibleRise, ReportCount, Rise } from './report.ts'
import { Snapshot } from './snapshot.ts'
import { Coverage, Gap, Timeline, TimelineEvent } from './timeline.ts'
import {
	Impact,
	IncidentKind,
	IncidentStatus,
	Origin,
	Provenance,
	SurfaceStateName,
} from './vocabulary.ts'

/**
 * The published documents: what the site's build writes as assets and the recorder writes to KV,
 * ready to serve.
 * Every page, feed and API answer is rendered from one or a few of these. All of them can be made
 * again from the snapshots. Each schema gives the type, the check at reading and what the API's
 * description says of it.
 */

/** A list that nobody changes once it is in a document. */
export function listed<Item extends z.core.SomeType>(
	item: Item,
): z.ZodMiniReadonly<z.ZodMiniArray<Item>> {
	return z.readonly(z.array(item))
}

export const instantOrNull = z.nullable(Instant)

export const ProviderHeader = z.object({
	id: Slug,
	name: z.string(),
	operator: z.string(),
	homepage: z.string(),
	statusPage: z.nullable(z.string()),
	surfaces: listed(
		z.object({ id: z.string(), name: z.string(), kind: z.string(), covered: z.boolean() }),
	),
	/** Who counts its users, and what that is called; our own form first. */
	crowdSources: listed(z.object({ id: z.string(), name: z.string() })),
})
export type ProviderHeader = z.infer<typeof ProviderHeader>

export const Window = z.object({ from: Instant, to: Instant })
export type Window = z.infer<typeof Window>

/** What an answer about something names of the episode that it belongs to. */
export const EpisodeTitle = z.object({ id: Slug, title: z.string() })

/** The older parts of an incident, and how much is in them. */
export const OlderParts = z.object({
	parts: z.int(),
	updates: z.int(),
	relapses: z.int(),
	corrections: z.int(),
})
export type OlderParts = z.infer<typeof OlderParts>

/** One incident with all that its page, its feed and its API answers need: one read. */
export const IncidentDocument = z.object({
	asOf: Instant,
	provider: ProviderHeader,
	incident: Incident,
	timeline: Timeline,
	episode: z.nullable(EpisodeTitle),
	/** The episode of several providers that it belongs to. */
	shared: z.optional(EpisodeTitle),
	/** Of the incident's surfaces, clipped to `window`. */
	states: listed(SurfaceState),
	coverage: listed(Coverage),
	claims: listed(Claim),
	/** What the picture shows: a margin around the incident. `to` is `asOf` while it is open. */
	window: Window,
	/**
	 * How many parts hold what is older than this document has room for (`IncidentPart`), and what is
	 * in them.
	 */
	older: z.optional(OlderParts),
	/** What is in neither, by the bound that left it out. */
	leftOut: z.optional(LeftOut),
})
export type IncidentDocument = z.infer<typeof IncidentDocument>

/** Where an incident went: it has another id now. */
export const MovedIncident = z.object({ movedTo: IncidentId })
export type MovedIncident = z.infer<typeof MovedIncident>

/**
 * Older statements of an incident that one document has no room for, with the events that they
 * made. Part 1 is the oldest.
 */
export const IncidentPart = z.object({
	provider: ProviderHeader,
	incident: z.pick(Incident, { id: true, title: true }),
	part: z.int(),
	/** Oldest first. */
	updates: listed(Update),
	revisions: listed(Revision),
	events: listed(TimelineEvent),
})
export type IncidentPart = z.infer<typeof IncidentPart>

export const EpisodeDocument = z.object({
	asOf: Instant,
	provider: ProviderHeader,
	/** Of an episode of several providers: all of them. */
	providers: z.optional(listed(ProviderHeader)),
	episode: Episode,
	/** Oldest first. */
	incidents: listed(Incident),
	/**
	 * Of an episode of several providers: incidents (`provider/id`) that could not be read when it
	 * was put together. Never in what is stored.
	 */
	missing: z.optional(listed(z.string())),
	timeline: Timeline,
	states: listed(SurfaceState),
	coverage: listed(Coverage),
	claims: listed(Claim),
	window: Window,
	/**
	 * What it has no room for, by the bound that left it out; each incident's own documents have it.
	 */
	leftOut: z.optional(LeftOut),
})
export type EpisodeDocument = z.infer<typeof EpisodeDocument>

export const IncidentSummary = z.object({
	provider: Slug,
	id: IncidentId,
	origin: Origin,
	kind: IncidentKind,
	title: z.string(),
	/** True when the title is our description and not the provider's. */
	titleSummary: z.optional(z.literal(true)),
	impact: Impact,
	status: IncidentStatus,
	surfaces: listed(z.string()),
	unattributed: z.int(),
	createdAt: Instant,
	startedAt: instantOrNull,
	resolvedAt: instantOrNull,
	/** It left the list of open ones between two looks of ours, and no end was posted. */
	endedUnseen: z.optional(Seen),
	/** The provider's latest statement. */
	lastUpdateAt: instantOrNull,
	/** Our first look that showed it. */
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
	/**
	 * `day` where of its beginning or end only the day is known; absent where both are known to the
	 * second.
	 */
	precision: z.optional(Precision),
	/** When anything in it last changed, by the page's claims or our looks. */
	changedAt: z.optional(Instant),
})
export type IncidentSummary = z.infer<typeof IncidentSummary>

/** The first and the last incident of a part, newest first. */
const Place = z.object({ at: Instant, key: z.string() })
export const IndexBounds = z.object({ first: Place, last: Place })
export type IndexBounds = z.infer<typeof IndexBounds>

/** A month's incidents (by `createdAt`), newest first. */
export const IndexDocument = z.object({
	/** The newest good look that it rests on; null before any. */
	asOf: instantOrNull,
	month: z.string(),
	incidents: listed(IncidentSummary),
	episodes: listed(Episode),
	/**
	 * Where the parts begin and end that hold what one provider has beyond its share: of the same
	 * shape, part 1 the oldest.
	 */
	older: z.optional(listed(IndexBounds)),
	leftOut: z.optional(LeftOut),
})
export type IndexDocument = z.infer<typeof IndexDocument>

/** One statement as plain text, cut to 1,200 characters. */
export const Statement = z.object({
	at: Instant,
	status: IncidentStatus,
	body: z.string(),
	precision: z.optional(Precision),
	/** True when the words are our summary and not the provider's. */
	summary: z.optional(z.literal(true)),
})
export type Statement = z.infer<typeof Statement>

/** What is open carries the provider's latest words, so that one read answers what it says. */
export const OpenIncident = z.extend(IncidentSummary, {
	/** Absent where the page said nothing yet, and beyond the newest twenty. */
	statement: z.optional(Statement),
})
export type OpenIncident = z.infer<typeof OpenIncident>

export const SurfaceNow = z.object({
	id: Slug,
	name: z.string(),
	kind: SurfaceKind,
	/**
	 * `not_covered` when no source bears it, `unknown` when none was read or the last look is outside
	 * of coverage.
	 */
	state: SurfaceStateName,
	since: instantOrNull,
	/**
	 * `named`: an incident that is open names it and no level was stated; `state` is then not known,
	 * and not well.
	 */
	basis: z.nullable(z.enum(['declared', 'seen', 'named'])),
	incident: z.nullable(z.string()),
	/**
	 * What the page said when it was last read, where `state` is `unknown` because that cannot be
	 * vouched for any more. Never in what is published.
	 */
	last: z.optional(z.object({ state: SurfaceStateName, since: instantOrNull })),
})
export type SurfaceNow = z.infer<typeof SurfaceNow>

/** Something of a document that could not be read, and where and when that was. */
export const PlacedProblem = z.extend(Problem, { source: z.string(), at: Instant })
export type PlacedProblem = z.infer<typeof PlacedProblem>

export const ProviderNow = z.object({
	/**
	 * The last good look that changed something of it, so that it may have been seen later; a failed
	 * look never moves it. Null before any.
	 */
	asOf: instantOrNull,
	provider: ProviderHeader,
	surfaces: listed(SurfaceNow),
	/** Open incidents and maintenance, newest first. */
	open: listed(OpenIncident),
	/** The newest closed ones, at most 20. */
	recent: listed(IncidentSummary),
	episodes: listed(Episode),
	coverage: listed(Coverage),
	/** Gaps that last, and those of the last seven days before `asOf`. */
	gaps: listed(Gap),
	problems: listed(PlacedProblem),
	/** Components that no alias knows. */
	unattributed: listed(z.string()),
	/**
	 * Those of them that the page does not call operational; absent in documents written before there
	 * was such a list.
	 */
	alsoListed: z.optional(listed(UnmatchedComponent)),
	/**
	 * Where more people than usual report trouble, newest first: the rises that last. The provider
	 * said none of this.
	 */
	crowd: listed(Rise),
	/**
	 * Where reports are more than usual and not enough to call it, newest first; absent in documents
	 * written before there was such a rule.
	 */
	possible: z.optional(listed(PossibleRise)),
	/**
	 * How many incidents and how many maintenance windows were filed in each month that has any,
	 * newest first.
	 */
	filed: z.optional(
		listed(z.object({ month: z.string(), incidents: z.int(), maintenance: z.int() })),
	),
	/**
	 * What of its page is not told here, by the name of the list that is too long or of the bound
	 * that left it out.
	 */
	leftOut: z.optional(LeftOut),
})
export type ProviderNow = z.infer<typeof ProviderNow>

/**
 * The state of things: one per recorder shard in KV, one for the archive. Readers merge by
 * provider, KV first.
 */
export const NowDocument = z.object({
	/** The newest of its providers' own; null before any good look. */
	asOf: instantOrNull,
	providers: listed(ProviderNow),
	/** The months that have an index, newest first. */
	months: listed(z.string()),
})
export type NowDocument = z.infer<typeof NowDocument>

/** What an entry says of its incident; documents of older versions have the first three alone. */
export const FeedIncident = z.object({
	id: z.string(),
	title: z.string(),
	surfaces: listed(z.string()),
	/** Components that no surface stands for. */
	unattributed: z.optional(listed(z.string())),
	titleSummary: z.optional(z.boolean()),
	kind: z.optional(IncidentKind),
	impact: z.optional(Impact),
	origin: z.optional(Origin),
	scheduledFor: z.optional(Instant),
	scheduledUntil: z.optional(Instant),
	/** That an editor holds it to be no outage, with the reason, in a sentence. */
	judged: z.optional(z.string()),
})
export type FeedIncident = z.infer<typeof FeedIncident>

/** One timeline event as a feed entry. */
export const FeedEntry = z.object({
	incident: FeedIncident,
	event: TimelineEvent,
	/** The statement that a correction is about, as it stands now. */
	statement: z.optional(
		z.object({ body: z.string(), format: BodyFormat, summary: z.optional(z.boolean()) }),
	),
})
export type FeedEntry = z.infer<typeof FeedEntry>

/**
 * The newest entries of a provider's feeds, newest first: of all, of each surface its own newest,
 * and of corrections.
 */
export const FeedDocument = z.object({
	/** The last good look that changed something; null before any. */
	asOf: instantOrNull,
	provider: ProviderHeader,
	entries: listed(FeedEntry),
	/** Silent edits: edited, backdated, retitled, rerated, withdrawn. */
	corrections: listed(FeedEntry),
	/** Ids and former ids of the incidents that it speaks for, told or not. */
	knows: z.optional(listed(z.string())),
	/** Entries that it has no room for: the oldest. */
	leftOut: z.optional(LeftOut),
})
export type FeedDocument = z.infer<typeof FeedDocument>

/**
 * What lists and feeds about several providers are made from, one per recorder shard and one of the
 * archive; written once a shard knows all that came before.
 */
export const RecentDocument = z.object({
	asOf: instantOrNull,
	/** The newest months that fit, whole, newest first. */
	months: listed(IndexDocument),
	/** Of every provider, the entries that are among the newest of all. */
	feeds: listed(FeedDocument),
	/** All months whose index the shard has written: of the others the archive has all there is. */
	written: listed(z.string()),
})
export type RecentDocument = z.infer<typeof RecentDocument>

/** What lists of one provider are made from. */
export const HistoryDocument = z.object({
	asOf: instantOrNull,
	provider: z.string(),
	/**
	 * The newest of each kind, and of all, newest first, as many as fit. Not those that were
	 * withdrawn.
	 */
	incidents: listed(Incident),
	/** The newest of all, withdrawn ones too, newest first. */
	summaries: listed(IncidentSummary),
	/** The month in which `summaries` ends and older ones begin; null where it has all. */
	since: z.nullable(z.string()),
	/** False while the shard does not know all that came before. */
	whole: z.boolean(),
})
export type HistoryDocument = z.infer<typeof HistoryDocument>

/** The snapshots of one provider and UTC day, by slot: runs that began that day. */
export const SnapshotsDocument = z.object({
	provider: z.string(),
	day: z.string(),
	snapshots: listed(Snapshot),
	/** How many parts hold the earlier ones: of the same shape, part 1 the earliest. */
	older: z.optional(z.int()),
	leftOut: z.optional(LeftOut),
})
export type SnapshotsDocument = z.infer<typeof SnapshotsDocument>

/** The last closed run of every document at the end of one day. */
export const HeadsDay = z.object({
	day: z.string(),
	heads: listed(z.object({ document: z.string(), hash: z.string(), until: Instant })),
})

/** The last closed run of every document at the end of a day: our own rewriting would show. */
export const HeadsDocument = z.object({
	days: listed(HeadsDay),
	/** How many parts hold the earlier days: of the same shape, part 1 the earliest. */
	older: z.optional(z.int()),
	leftOut: z.optional(LeftOut),
})
export type HeadsDocument = z.infer<typeof HeadsDocument>

/** What the archive ships as assets, and where: the recorder adopts it when `hash` is new. */
export const ArchiveDocument = z.object({
	hash: z.string(),
	generatedAt: instantOrNull,
	/** Packs of IncidentDocuments: `pack/<provider>/<month>`. */
	packs: listed(z.string()),
	months: listed(z.string()),
	episodes: listed(z.string()),
	/** The counts in the packs do not suffice to find these again. */
	rises: listed(Rise),
	/** Nor these; absent in archives from before there was the slow rule. */
	possibleRises: z.optional(listed(PossibleRise)),
})
export type ArchiveDocument = z.infer<typeof ArchiveDocument>

/** All archived incidents of one provider filed in one month. */
export const PackDocument = z.object({ incidents: listed(IncidentDocument) })
export type PackDocument = z.infer<typeof PackDocument>

/**
 * Where one provider's archived incidents lie, so that an address is found with one small read: ids
 * and aliases to their pack's month.
 */
export const PlacesDocument = z.object({
	months: z.record(z.string(), z.string()),
	/** An id on another page or platform to the incident's own. */
	aliases: z.record(z.string(), z.string()),
	/** Where each begins and ends in the bytes of its pack; absent in archives of older versions. */
	spans: z.optional(z.record(z.string(), z.readonly(z.tuple([z.int(), z.int()])))),
})
export type PlacesDocument = z.infer<typeof PlacesDocument>

/** The report counts of one UTC day, all providers, oldest first. */
export const ReportsDocument = z.object({
	day: z.string(),
	reports: listed(ReportCount),
	/** How many parts hold the earlier windows: of the same shape, part 1 the earliest. */
	older: z.optional(z.int()),
	leftOut: z.optional(LeftOut),
})
export type ReportsDocument = z.infer<typeof ReportsDocument>

/** What a renderer needs to know of the publication itself. */
export type SiteHeader = Pick<
	Site,
	'name' | 'subject' | 'address' | 'contact' | 'licence' | 'language'
>
