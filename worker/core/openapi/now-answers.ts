import * as z from 'zod/mini'
import { blindnesses } from '#core/documents/sight.ts'
import { Episode, UnmatchedComponent } from '#core/model/incident.ts'
import { IncidentId, Instant, Precision, Seen, Slug, WebAddress } from '#core/model/instant.ts'
import { LeftOut } from '#core/model/left-out.ts'
import { Problem as ReadingProblem } from '#core/model/observation.ts'
import { Provider, SurfaceKind } from '#core/model/provider.ts'
import { PossibleRise, Rise } from '#core/model/report.ts'
import { Failure, Outcome } from '#core/model/snapshot.ts'
import { Coverage, Gap } from '#core/model/timeline.ts'
import { Trouble } from '#core/model/trouble.ts'
import {
	Impact,
	IncidentKind,
	IncidentStatus,
	Origin,
	Provenance,
	SurfaceStateName,
} from '#core/model/vocabulary.ts'
import { instantOrNull, listOf } from './list.ts'

/** What the API answers about now: the status and the registry. */

export const IncidentSummaryAnswer = z.object({
	provider: Slug,
	id: IncidentId,
	origin: Origin,
	kind: IncidentKind,
	title: z.string(),
	/** True when the title is our description and not the provider's. */
	titleSummary: z.optional(z.literal(true)),
	impact: Impact,
	status: IncidentStatus,
	surfaces: z.array(z.string()),
	unattributed: z.int(),
	createdAt: Instant,
	startedAt: instantOrNull,
	resolvedAt: instantOrNull,
	endedUnseen: z.optional(Seen),
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

/**
 * A list about the present: `asOf` is the oldest of the watched providers that it concerns, and
 * `notKnown` names those of whom it cannot tell the present.
 */
export function sightedListOf<Item extends z.core.SomeType>(item: Item) {
	return z.extend(listOf(item), { notKnown: z.array(NotKnownAnswer) })
}

/** What is open, with the provider's latest words as plain text. */
const OpenIncidentAnswer = z.extend(IncidentSummaryAnswer, {
	statement: z.optional(
		z.object({
			at: Instant,
			status: IncidentStatus,
			body: z.string(),
			precision: z.optional(Precision),
			summary: z.optional(z.literal(true)),
		}),
	),
})

/** A provider whose present state we do not know. */
export const NotKnownAnswer = z.object({
	provider: Slug,
	/** Up to when it was known; null when it never was. */
	since: instantOrNull,
	why: z.enum(blindnesses),
})

export const SurfaceNowAnswer = z.object({
	id: Slug,
	name: z.string(),
	kind: SurfaceKind,
	state: SurfaceStateName,
	since: instantOrNull,
	/**
	 * `named`: an incident that is open names it and nobody stated a level, so that `state` is
	 * `unknown` and not well.
	 */
	basis: z.nullable(z.enum(['declared', 'seen', 'named'])),
	incident: z.nullable(z.string()),
	/** What the page said when it was last read, where that cannot be vouched for any more. */
	last: z.optional(z.object({ state: SurfaceStateName, since: instantOrNull })),
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
	/**
	 * A challenge or a refusal was taken as a no: the document is not asked for again before then.
	 */
	refusedUntil: instantOrNull,
	/** The source in whose place it is read, while that one fails or is refused. */
	fallbackFor: z.nullable(Slug),
	/** A fallback that has nothing to do, since that source is heard. */
	standby: z.boolean(),
})

const PlacedProblem = z.extend(ReadingProblem, { source: z.string(), at: Instant })

const RecorderAnswer = z.object({
	shard: z.string(),
	/**
	 * False when the recorder did not answer: then nothing is known about looks, budgets and gaps of
	 * now.
	 */
	reachable: z.boolean(),
	lastSlot: instantOrNull,
	/** Why the newest tick came to nothing: a full disk, say. Null while ticks succeed. */
	failure: z.nullable(z.object({ slot: Instant, message: z.string() })),
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
	/**
	 * What went wrong with it that concerns no provider in particular, such as its clock; newest
	 * first, for a while after it was over.
	 */
	troubles: z.array(Trouble),
})

const WhyNotKnown = z.object({ since: instantOrNull, why: z.enum(blindnesses) })

const ProviderStatusAnswer = z.object({
	id: Slug,
	name: z.string(),
	statusPage: z.nullable(z.string()),
	/** How old the states are: the oldest of the last good looks at what bears them. */
	asOf: instantOrNull,
	/** Null while its present state is known. */
	notKnown: z.nullable(WhyNotKnown),
	surfaces: z.array(SurfaceNowAnswer),
	open: z.array(OpenIncidentAnswer),
	/**
	 * The last look at any of its documents that brought something; null when there was none, or the
	 * recorder does not answer.
	 */
	lastGoodLookAt: instantOrNull,
	documents: z.array(DocumentLookAnswer),
	/** The source that speaks in another one's place now; null while those speak that should. */
	fallback: z.nullable(
		z.object({ source: Slug, fallbackFor: Slug, url: WebAddress, lastGoodLookAt: instantOrNull }),
	),
	gaps: z.array(Gap),
	problems: z.array(PlacedProblem),
	/**
	 * What of it is set aside now, because it cannot be read, derived or rendered: its last good
	 * state is shown.
	 */
	aside: z.array(Trouble),
	/** Sources that are switched off, and why. */
	off: z.array(z.object({ source: z.string(), reason: z.string() })),
	/** Components of its page that no surface stands for. */
	unattributed: z.array(z.string()),
	/** Those of them that the page does not call operational: they stand beside the surfaces. */
	alsoListed: z.array(UnmatchedComponent),
	/** How much of each list is left out, by its name. */
	leftOut: z.optional(LeftOut),
})

export const StatusAnswer = z.object({
	asOf: instantOrNull,
	notKnown: z.array(NotKnownAnswer),
	recorders: z.array(RecorderAnswer),
	providers: z.array(ProviderStatusAnswer),
})
export type StatusAnswer = z.infer<typeof StatusAnswer>

const ProviderEntryAnswer = z.object({
	id: Slug,
	name: z.string(),
	operator: z.string(),
	homepage: WebAddress,
	statusPage: z.nullable(z.string()),
	surfaces: z.array(z.extend(SurfaceNowAnswer, { covered: z.boolean() })),
	/** Null where none is on record and the present is not known. */
	open: z.nullable(z.int()),
	asOf: instantOrNull,
	notKnown: z.nullable(WhyNotKnown),
	coverage: z.array(Coverage),
})
export const ProvidersAnswer = sightedListOf(ProviderEntryAnswer)

export const ProviderAnswer = z.extend(Provider, {
	asOf: instantOrNull,
	notKnown: z.array(NotKnownAnswer),
	states: z.array(SurfaceNowAnswer),
	open: z.array(OpenIncidentAnswer),
	recent: z.array(IncidentSummaryAnswer),
	episodes: z.array(Episode),
	coverage: z.array(Coverage),
	gaps: z.array(Gap),
	problems: z.array(PlacedProblem),
	/** Components of its page that no surface stands for. */
	unattributed: z.array(z.string()),
	/** Those of them that the page does not call operational: they stand beside the surfaces. */
	alsoListed: z.array(UnmatchedComponent),
	/** How much of each list is left out, by its name. */
	leftOut: z.optional(LeftOut),
	/** Where more people than usual report trouble, newest first: the rises that last. */
	crowd: z.array(Rise),
	/**
	 * Where reports are more than usual by the slow rule, and not enough to call it a rise, newest
	 * first. None of these opens an incident.
	 */
	possible: z.array(PossibleRise),
})
