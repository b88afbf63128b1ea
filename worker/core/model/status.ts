import * as z from 'zod/mini'
import { instantOrNull, listed, OpenIncident, PlacedProblem, SurfaceNow } from './documents.ts'
import { UnmatchedComponent } from './incident.ts'
import { Instant, Slug, WebAddress } from './instant.ts'
import { LeftOut } from './left-out.ts'
import { Failure, Outcome } from './snapshot.ts'
import { Gap } from './timeline.ts'
import { Trouble } from './trouble.ts'

/** How things stand, and how well we know it: the API's status, from which metrics are made too. */

/** Why it cannot be said how a provider stands now. */
export const Blindness = z.enum([
	'unreachable',
	'unwatched',
	'unheard',
	'unpublished',
	'unread',
	'aside',
])
export type Blindness = z.infer<typeof Blindness>

/** Up to when the present state of something was known, and why it is not now. */
export const WhyNotKnown = z.object({
	/** Null when it never was. */
	since: instantOrNull,
	why: Blindness,
})

/** A provider whose present state we do not know. */
export const NotKnown = z.object({ provider: Slug, ...WhyNotKnown.shape })
export type NotKnown = z.infer<typeof NotKnown>

const DocumentStatus = z.object({
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

const RecorderState = z.object({
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
	degraded: listed(z.string()),
	/**
	 * What went wrong with it that concerns no provider in particular, such as its clock; newest
	 * first, for a while after it was over.
	 */
	troubles: listed(Trouble),
})

const ProviderStatus = z.object({
	id: Slug,
	name: z.string(),
	statusPage: z.nullable(z.string()),
	/** How old the states are: the oldest of the last good looks at what bears them. */
	asOf: instantOrNull,
	/** Null while its present state is known. */
	notKnown: z.nullable(WhyNotKnown),
	surfaces: listed(SurfaceNow),
	open: listed(OpenIncident),
	/**
	 * The last look at any of its documents that brought something; null when there was none, or the
	 * recorder does not answer.
	 */
	lastGoodLookAt: instantOrNull,
	documents: listed(DocumentStatus),
	/** The source that speaks in another one's place now; null while those speak that should. */
	fallback: z.nullable(
		z.object({ source: Slug, fallbackFor: Slug, url: WebAddress, lastGoodLookAt: instantOrNull }),
	),
	gaps: listed(Gap),
	problems: listed(PlacedProblem),
	/**
	 * What of it is set aside now, because it cannot be read, derived or rendered: its last good
	 * state is shown.
	 */
	aside: listed(Trouble),
	/** Sources that are switched off, and why. */
	off: listed(z.object({ source: z.string(), reason: z.string() })),
	/** Components of its page that no surface stands for. */
	unattributed: listed(z.string()),
	/** Those of them that the page does not call operational: they stand beside the surfaces. */
	alsoListed: listed(UnmatchedComponent),
	/** How much of each list is left out, by its name. */
	leftOut: z.optional(LeftOut),
})

export const StatusAnswer = z.object({
	asOf: instantOrNull,
	notKnown: listed(NotKnown),
	recorders: listed(RecorderState),
	providers: listed(ProviderStatus),
})
export type StatusAnswer = z.infer<typeof StatusAnswer>
