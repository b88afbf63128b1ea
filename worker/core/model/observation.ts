import * as z from 'zod/mini'
import { Confidence, Instant, Precision } from './instant.ts'
import { ObservedPublishedDay } from './published.ts'
import { ReportCount } from './report.ts'
import { Impact, IncidentKind, IncidentStatus, Origin, SurfaceStateName } from './vocabulary.ts'

/** A component as the page names it; which surface it is, the provider's aliases say. */
export const Component = z.object({ id: z.optional(z.string()), name: z.optional(z.string()) })
export type Component = z.infer<typeof Component>

/**
 * A component's state as a document states it. `from` is the state that the document says it had
 * before.
 */
export const ObservedState = z.object({
	component: Component,
	state: SurfaceStateName,
	from: z.optional(SurfaceStateName),
})
export type ObservedState = z.infer<typeof ObservedState>

/**
 * How a body is written. `html` and `markdown` are turned to text before they are shown; they are
 * never markup of ours.
 */
export const BodyFormat = z.enum(['text', 'markdown', 'html'])
export type BodyFormat = z.infer<typeof BodyFormat>

export const ObservedUpdate = z.object({
	nativeId: z.optional(z.string()),
	/** The time that the provider shows for it. */
	at: Instant,
	/** When it was written, where the page says so and that is seconds or more apart from `at`. */
	publishedAt: z.optional(Instant),
	status: IncidentStatus,
	/** At most 20,000 characters; longer ones are cut with a problem. */
	body: z.string().check(z.maxLength(20_000)),
	format: BodyFormat,
	/**
	 * The document may leave the words to another one of its page: its empty body is no version of
	 * the text.
	 */
	wordless: z.optional(z.boolean()),
	/** True when the body is our summary and not the provider's own words. */
	summary: z.optional(z.boolean()),
	/** What the update declares of components; dated by the update. */
	states: z.array(ObservedState),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	/** Addresses that a hand-collected record cites for it. */
	links: z.optional(z.array(z.string())),
	/** Whether subscribers were told, where the page says so. */
	notified: z.optional(z.boolean()),
})
export type ObservedUpdate = z.infer<typeof ObservedUpdate>

/** When a component was in a state, as the page itself declares it in hindsight. */
export const ObservedSpan = z.object({
	component: Component,
	state: SurfaceStateName,
	from: Instant,
	to: z.optional(Instant),
})
export type ObservedSpan = z.infer<typeof ObservedSpan>

export const ObservedIncident = z.object({
	/** The name of the document that it was read from. */
	document: z.string(),
	nativeId: z.string(),
	kind: IncidentKind,
	/** Absent means official: the provider itself says it. */
	origin: z.optional(Origin),
	title: z.string().check(z.maxLength(500)),
	/** True when the title is our description and not the published one. */
	titleSummary: z.optional(z.boolean()),
	impact: Impact,
	status: IncidentStatus,
	url: z.optional(z.string()),
	/** When the page says it was filed. */
	createdAt: Instant,
	/**
	 * When the page says the trouble itself began or ended, where that is told apart from the filing.
	 */
	startedAt: z.optional(Instant),
	resolvedAt: z.optional(Instant),
	/** Maintenance: the window announced. */
	scheduledFor: z.optional(Instant),
	scheduledUntil: z.optional(Instant),
	/** The page's own mark of its last change; the newest wins within a tick. */
	updatedAt: z.optional(Instant),
	/** Oldest first. */
	updates: z.array(ObservedUpdate),
	/**
	 * False when the document shows only some of the updates (a feed with the latest one): what it
	 * lacks is not withdrawn.
	 */
	allUpdates: z.boolean(),
	/** Updates that it lists beyond the bound on them, which were not read. */
	unreadUpdates: z.optional(z.int()),
	/** Components the page ties to it as a whole. */
	components: z.array(Component),
	/**
	 * The name of the page's list that `components` was read from, where that holds all of them: then
	 * an empty one says that none is tied.
	 * Absent where the document need not say, so that a lack proves nothing.
	 */
	tiedBy: z.optional(z.string()),
	/**
	 * The page's own field that `createdAt` was read from; absent where it was put together from
	 * other times. Documents of one source may date a
	 * filing by different fields, so that only one and the same shows that it was moved.
	 */
	filedBy: z.optional(z.string()),
	/** True where the page calls it off in so many words: a maintenance that will not take place. */
	cancelled: z.optional(z.literal(true)),
	/** States with both ends declared by the page in hindsight; empty where the page has none. */
	spans: z.array(ObservedSpan),
	precision: z.optional(Precision),
})
export type ObservedIncident = z.infer<typeof ObservedIncident>

/**
 * By what a page sorts a list of incidents, newest first, and so by what it cuts it: the filing,
 * the stated beginning, the last change,
 * the announced time of a maintenance; `ended-…`: the end, and while there is none the filing or
 * the beginning.
 */
export const ListOrder = z.enum([
	'filed',
	'ended-or-filed',
	'started',
	'ended-or-started',
	'updated',
	'scheduled',
])
export type ListOrder = z.infer<typeof ListOrder>

/**
 * What a document's list is known to hold. `open`: all that is open of these kinds, so that what it
 * lacks is over or withdrawn, and nobody
 * said which. `since`: every incident of these kinds filed after `since`; one inside it that is
 * gone was withdrawn. `cuts`: the orders that
 * the list's own rows are in, each with the value of its last row; what is beyond all of them is
 * inside, whenever it was filed.
 * `whole`: shorter than the page makes it at most, so that it holds everything. `empty`: the list
 * of a
 * history without a row; what it lacks is not open, unless a document that lists what is open says
 * otherwise.
 */
export const Cover = z.union([
	z.object({
		document: z.string(),
		list: z.literal('open'),
		kinds: z.array(IncidentKind),
		empty: z.optional(z.literal(true)),
	}),
	z.object({
		document: z.string(),
		list: z.literal('since'),
		since: Instant,
		kinds: z.array(IncidentKind),
		cuts: z.optional(z.array(z.object({ by: ListOrder, since: Instant }))),
		whole: z.optional(z.literal(true)),
	}),
])
export type Cover = z.infer<typeof Cover>

/**
 * Something that we could not read as expected, with its place. A problem never stops the rest of a
 * document.
 */
export const Problem = z.object({
	document: z.string(),
	/** A JSON-pointer-like path or an item's name. */
	path: z.string().check(z.maxLength(200)),
	message: z.string().check(z.maxLength(300)),
})
export type Problem = z.infer<typeof Problem>

/** What one source said in one tick. */
export const OfficialObservation = z.object({
	kind: z.literal('official'),
	incidents: z.array(ObservedIncident),
	/**
	 * The component list: seen now, dated by our look only. `unlessNamed`: the page shows this word
	 * throughout an incident, so that it says
	 * nothing of a component that a running incident names, nor of any while one runs that names
	 * none.
	 */
	states: z.array(
		z.object({
			document: z.string(),
			component: Component,
			state: SurfaceStateName,
			unlessNamed: z.optional(z.literal(true)),
		}),
	),
	covers: z.array(Cover),
	/**
	 * Per document: the page's own mark of its version, only where the platform's marks never go back
	 * (an older copy is left aside for a
	 * while), and the page's identity (when it changes, the page has moved to another home and its
	 * lists say nothing about what the old one
	 * held). `components`: whether its component list is the whole one. `unread`: a row of its
	 * incidents could not be read, so that an absence proves nothing.
	 */
	documents: z.array(
		z.object({
			document: z.string(),
			versionAt: z.optional(Instant),
			/** Where in the document that mark stands. */
			versionPath: z.optional(z.string()),
			page: z.optional(z.string()),
			components: z.optional(z.enum(['whole', 'part'])),
			unread: z.optional(z.literal(true)),
			/**
			 * Ids of incidents that are there and do not concern what we read: none of them was
			 * withdrawn.
			 */
			alsoListed: z.optional(z.array(z.string())),
		}),
	),
	/** Minutes of outage by day, as an uptime display gives them; no state follows from them. */
	published: z.optional(z.array(ObservedPublishedDay)),
	problems: z.array(Problem),
})
export type OfficialObservation = z.infer<typeof OfficialObservation>

/**
 * A count as a document states it. Whose it is, the source knows; a document names one itself only
 * where it passes on what somebody else counted.
 */
export const ObservedCount = z.extend(z.omit(ReportCount, { provider: true, source: true }), {
	source: z.optional(z.string()),
})
export type ObservedCount = z.infer<typeof ObservedCount>

/** What one source of counts said in one tick. */
export const CrowdObservation = z.object({
	kind: z.literal('crowd'),
	/**
	 * Whole windows that were over at the look, oldest first, zeros included; and readings. A window
	 * that is not there was not counted.
	 */
	reports: z.array(ObservedCount),
	/**
	 * Where the document lists what it counts one by one: the window that was open at the look, as
	 * far as it went (`partial`). A later look
	 * that finds nothing new makes it whole, and every window after it that was over by then zero.
	 */
	open: z.optional(ObservedCount),
	problems: z.array(Problem),
})
export type CrowdObservation = z.infer<typeof CrowdObservation>

export type Observation = OfficialObservation | CrowdObservation
