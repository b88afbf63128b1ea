import type { Claim } from '#core/model/content.ts'
import type {
	Episode,
	Incident,
	Revision,
	SurfaceState,
	UnmatchedComponent,
	Update,
} from '#core/model/incident.ts'
import type { Precision, Seen } from '#core/model/instant.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import type { BodyFormat, Problem } from '#core/model/observation.ts'
import type { Provider, Site } from '#core/model/provider.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import type { Coverage, Gap, Timeline, TimelineEvent } from '#core/model/timeline.ts'
import type {
	Impact,
	IncidentKind,
	IncidentStatus,
	Origin,
	Provenance,
} from '#core/model/vocabulary.ts'

/**
 * The published documents: what the site's build writes as assets and the recorder writes to KV,
 * ready to serve.
 * Every page, feed and API answer is rendered from one or a few of these. All of them can be made
 * again from the snapshots.
 */

/** One incident with all that its page, its feed and its API answers need: one read. */
export interface IncidentDocument {
	readonly asOf: string
	readonly provider: ProviderHeader
	readonly incident: Incident
	readonly timeline: Timeline
	readonly episode: { readonly id: string; readonly title: string } | null
	/** The episode of several providers that it belongs to. */
	readonly shared?: { readonly id: string; readonly title: string }
	/** Of the incident's surfaces, clipped to `window`. */
	readonly states: readonly SurfaceState[]
	readonly coverage: readonly Coverage[]
	readonly claims: readonly Claim[]
	/** What the picture shows: a margin around the incident. `to` is `asOf` while it is open. */
	readonly window: Window
	/**
	 * How many parts hold what is older than this document has room for (`IncidentPart`), and what is
	 * in them.
	 */
	readonly older?: OlderParts
	/** What is in neither, by the bound that left it out. */
	readonly leftOut?: LeftOut
}

/** The older parts of an incident, and how much is in them. */
export interface OlderParts {
	readonly parts: number
	readonly updates: number
	readonly relapses: number
	readonly corrections: number
}

/**
 * Older statements of an incident that one document has no room for, with the events that they
 * made. Part 1 is the oldest.
 */
export interface IncidentPart {
	readonly provider: ProviderHeader
	readonly incident: Pick<Incident, 'id' | 'title'>
	readonly part: number
	/** Oldest first. */
	readonly updates: readonly Update[]
	readonly revisions: readonly Revision[]
	readonly events: readonly TimelineEvent[]
}

export interface EpisodeDocument {
	readonly asOf: string
	readonly provider: ProviderHeader
	/** Of an episode of several providers: all of them. */
	readonly providers?: readonly ProviderHeader[]
	readonly episode: Episode
	/** Oldest first. */
	readonly incidents: readonly Incident[]
	/**
	 * Of an episode of several providers: incidents (`provider/id`) that could not be read when it
	 * was put together. Never in what is stored.
	 */
	readonly missing?: readonly string[]
	readonly timeline: Timeline
	readonly states: readonly SurfaceState[]
	readonly coverage: readonly Coverage[]
	readonly claims: readonly Claim[]
	readonly window: Window
	/**
	 * What it has no room for, by the bound that left it out; each incident's own documents have it.
	 */
	readonly leftOut?: LeftOut
}

/** A month's incidents (by `createdAt`), newest first. */
export interface IndexDocument {
	/** The newest good look that it rests on; null before any. */
	readonly asOf: string | null
	readonly month: string
	readonly incidents: readonly IncidentSummary[]
	readonly episodes: readonly Episode[]
	/**
	 * Where the parts begin and end that hold what one provider has beyond its share: of the same
	 * shape, part 1 the oldest.
	 */
	readonly older?: readonly IndexBounds[]
	readonly leftOut?: LeftOut
}

/** The first and the last incident of a part, newest first. */
export interface IndexBounds {
	readonly first: { readonly at: string; readonly key: string }
	readonly last: { readonly at: string; readonly key: string }
}

export interface IncidentSummary {
	readonly provider: string
	readonly id: string
	readonly origin: Origin
	readonly kind: IncidentKind
	readonly title: string
	/** True when the title is our description and not the provider's. */
	readonly titleSummary?: true
	readonly impact: Impact
	readonly status: IncidentStatus
	readonly surfaces: readonly string[]
	readonly unattributed: number
	readonly createdAt: string
	readonly startedAt: string | null
	readonly resolvedAt: string | null
	/** It left the list of open ones between two looks of ours, and no end was posted. */
	readonly endedUnseen?: Seen
	/** The provider's latest statement. */
	readonly lastUpdateAt: string | null
	/** Our first look that showed it. */
	readonly seenBy: string
	readonly provenance: Provenance
	readonly updates: number
	readonly corrections: number
	readonly withdrawn: boolean
	readonly episode: string | null
	readonly url: string | null
	/** The announced window of a maintenance. */
	readonly scheduledFor?: string
	readonly scheduledUntil?: string
	/**
	 * `day` where of its beginning or end only the day is known; absent where both are known to the
	 * second.
	 */
	readonly precision?: Precision
	/** When anything in it last changed, by the page's claims or our looks. */
	readonly changedAt?: string
}

/**
 * The state of things: one per recorder shard in KV, one for the archive. Readers merge by
 * provider, KV first.
 */
export interface NowDocument {
	/** The newest of its providers' own; null before any good look. */
	readonly asOf: string | null
	readonly providers: readonly ProviderNow[]
	/** The months that have an index, newest first. */
	readonly months: readonly string[]
}

export interface ProviderNow {
	/**
	 * The last good look that changed something of it, so that it may have been seen later; a failed
	 * look never moves it. Null before any.
	 */
	readonly asOf: string | null
	readonly provider: ProviderHeader
	readonly surfaces: readonly SurfaceNow[]
	/** Open incidents and maintenance, newest first. */
	readonly open: readonly OpenIncident[]
	/** The newest closed ones, at most 20. */
	readonly recent: readonly IncidentSummary[]
	readonly episodes: readonly Episode[]
	readonly coverage: readonly Coverage[]
	/** Gaps that last, and those of the last seven days before `asOf`. */
	readonly gaps: readonly Gap[]
	readonly problems: readonly (Problem & { readonly source: string; readonly at: string })[]
	/** Components that no alias knows. */
	readonly unattributed: readonly string[]
	/**
	 * Those of them that the page does not call operational; absent in documents written before there
	 * was such a list.
	 */
	readonly alsoListed?: readonly UnmatchedComponent[]
	/**
	 * Where more people than usual report trouble, newest first: the rises that last. The provider
	 * said none of this.
	 */
	readonly crowd: readonly Rise[]
	/**
	 * Where reports are more than usual and not enough to call it, newest first; absent in documents
	 * written before there was such a rule.
	 */
	readonly possible?: readonly PossibleRise[]
	/**
	 * How many incidents and how many maintenance windows were filed in each month that has any,
	 * newest first.
	 */
	readonly filed?: readonly {
		readonly month: string
		readonly incidents: number
		readonly maintenance: number
	}[]
	/**
	 * What of its page is not told here, by the name of the list that is too long or of the bound
	 * that left it out.
	 */
	readonly leftOut?: LeftOut
}

/** What is open carries the provider's latest words, so that one read answers what it says. */
export interface OpenIncident extends IncidentSummary {
	/** Absent where the page said nothing yet, and beyond the newest twenty. */
	readonly statement?: Statement
}

/** One statement as plain text, cut to 1,200 characters. */
export interface Statement {
	readonly at: string
	readonly status: IncidentStatus
	readonly body: string
	readonly precision?: Precision
	/** True when the words are our summary and not the provider's. */
	readonly summary?: true
}

export interface SurfaceNow {
	readonly id: string
	readonly name: string
	readonly kind: Provider['surfaces'][number]['kind']
	/**
	 * `not_covered` when no source bears it, `unknown` when none was read or the last look is outside
	 * of coverage.
	 */
	readonly state: SurfaceState['state']
	readonly since: string | null
	/**
	 * `named`: an incident that is open names it and no level was stated; `state` is then not known,
	 * and not well.
	 */
	readonly basis: SurfaceState['basis'] | 'named' | null
	readonly incident: string | null
	/**
	 * What the page said when it was last read, where `state` is `unknown` because that cannot be
	 * vouched for any more. Never in what is published.
	 */
	readonly last?: { readonly state: SurfaceState['state']; readonly since: string | null }
}

/**
 * The newest entries of a provider's feeds, newest first: of all, of each surface its own newest,
 * and of corrections.
 */
export interface FeedDocument {
	/** The last good look that changed something; null before any. */
	readonly asOf: string | null
	readonly provider: ProviderHeader
	readonly entries: readonly FeedEntry[]
	/** Silent edits: edited, backdated, retitled, rerated, withdrawn. */
	readonly corrections: readonly FeedEntry[]
	/** Ids and former ids of the incidents that it speaks for, told or not. */
	readonly knows?: readonly string[]
	/** Entries that it has no room for: the oldest. */
	readonly leftOut?: LeftOut
}

/**
 * What lists and feeds about several providers are made from, one per recorder shard and one of the
 * archive; written once a shard knows all that came before.
 */
export interface RecentDocument {
	readonly asOf: string | null
	/** The newest months that fit, whole, newest first. */
	readonly months: readonly IndexDocument[]
	/** Of every provider, the entries that are among the newest of all. */
	readonly feeds: readonly FeedDocument[]
	/** All months whose index the shard has written: of the others the archive has all there is. */
	readonly written: readonly string[]
}

/** What lists of one provider are made from. */
export interface HistoryDocument {
	readonly asOf: string | null
	readonly provider: string
	/**
	 * The newest of each kind, and of all, newest first, as many as fit. Not those that were
	 * withdrawn.
	 */
	readonly incidents: readonly Incident[]
	/** The newest of all, withdrawn ones too, newest first. */
	readonly summaries: readonly IncidentSummary[]
	/** The month in which `summaries` ends and older ones begin; null where it has all. */
	readonly since: string | null
	/** False while the shard does not know all that came before. */
	readonly whole: boolean
}

/** One timeline event as a feed entry. */
export interface FeedEntry {
	readonly incident: FeedIncident
	readonly event: TimelineEvent
	/** The statement that a correction is about, as it stands now. */
	readonly statement?: {
		readonly body: string
		readonly format: BodyFormat
		readonly summary?: boolean
	}
}

/** What an entry says of its incident; documents of older versions have the first three alone. */
export interface FeedIncident
	extends Pick<Incident, 'id' | 'title' | 'surfaces'>,
		Partial<
			Pick<
				Incident,
				| 'unattributed'
				| 'titleSummary'
				| 'kind'
				| 'impact'
				| 'origin'
				| 'scheduledFor'
				| 'scheduledUntil'
			>
		> {
	/** That an editor holds it to be no outage, with the reason, in a sentence. */
	readonly judged?: string
}

/** The snapshots of one provider and UTC day, by slot: runs that began that day. */
export interface SnapshotsDocument {
	readonly provider: string
	readonly day: string
	readonly snapshots: readonly import('#core/model/snapshot.ts').Snapshot[]
	/** How many parts hold the earlier ones: of the same shape, part 1 the earliest. */
	readonly older?: number
	readonly leftOut?: LeftOut
}

/** The last closed run of every document at the end of a day: our own rewriting would show. */
export interface HeadsDocument {
	readonly days: readonly {
		readonly day: string
		readonly heads: readonly {
			readonly document: string
			readonly hash: string
			readonly until: string
		}[]
	}[]
	/** How many parts hold the earlier days: of the same shape, part 1 the earliest. */
	readonly older?: number
	readonly leftOut?: LeftOut
}

/** What the archive ships as assets, and where: the recorder adopts it when `hash` is new. */
export interface ArchiveDocument {
	readonly hash: string
	readonly generatedAt: string | null
	/** Packs of IncidentDocuments: `pack/<provider>/<month>`. */
	readonly packs: readonly string[]
	readonly months: readonly string[]
	readonly episodes: readonly string[]
	/** The counts in the packs do not suffice to find these again. */
	readonly rises: readonly Rise[]
	/** Nor these; absent in archives from before there was the slow rule. */
	readonly possibleRises?: readonly PossibleRise[]
}

/** All archived incidents of one provider filed in one month. */
export interface PackDocument {
	readonly incidents: readonly IncidentDocument[]
}

/**
 * Where one provider's archived incidents lie, so that an address is found with one small read: ids
 * and aliases to their pack's month.
 */
export interface PlacesDocument {
	readonly months: Readonly<Record<string, string>>
	/** An id on another page or platform to the incident's own. */
	readonly aliases: Readonly<Record<string, string>>
}

/** The report counts of one UTC day, all providers, oldest first. */
export interface ReportsDocument {
	readonly day: string
	readonly reports: readonly ReportCount[]
	/** How many parts hold the earlier windows: of the same shape, part 1 the earliest. */
	readonly older?: number
	readonly leftOut?: LeftOut
}

export interface ProviderHeader {
	readonly id: string
	readonly name: string
	readonly operator: string
	readonly homepage: string
	readonly statusPage: string | null
	readonly surfaces: readonly {
		readonly id: string
		readonly name: string
		readonly kind: string
		readonly covered: boolean
	}[]
	/** Who counts its users, and what that is called; our own form first. */
	readonly crowdSources: readonly { readonly id: string; readonly name: string }[]
}

export interface Window {
	readonly from: string
	readonly to: string
}

/** What a renderer needs to know of the publication itself. */
export type SiteHeader = Pick<
	Site,
	'name' | 'subject' | 'address' | 'contact' | 'licence' | 'language'
>
