import * as z from 'zod/mini'
import { CapturedBy } from './incident.ts'
import { Confidence, IncidentId, Instant, Precision, Seen, Slug } from './instant.ts'
import { BodyFormat } from './observation.ts'
import { ReportCount } from './report.ts'
import { Evidence } from './snapshot.ts'
import { Provenance } from './vocabulary.ts'

/** The kinds of timeline event and what each means; the methodology page is made from this. */
export const eventKinds = {
	acknowledged: 'The statement with which the provider first spoke about the incident.',
	update: 'A further statement that changes neither status nor states.',
	status_changed: 'A statement that changes the incident’s status.',
	state_changed:
		'The page changed a surface’s state: declared by a statement, or seen on the component list without one.',
	fix_did_not_hold:
		'A remedy was declared in place or the incident resolved, and then it was open again.',
	resolved: 'The provider declared the incident over.',
	unlisted:
		'The page stopped listing the incident as open and posted no end: it ended, or was withdrawn, between two of our looks.',
	postmortem: 'The provider published an account after the end.',
	reports_rose: 'Report counts rose above the usual volume for that hour.',
	reports_peaked: 'The highest report count of the rise.',
	reports_settled: 'Report counts were back at the usual volume, or the level has changed.',
	reports_possible:
		'More was counted than usual, by the slow rule: a rise is possible, and not called one.',
	reports_possible_over:
		'What was possible is over: counts were as usual again, or are usual at the new level.',
	reading: 'A single report count cited from a publication.',
	edited:
		'Something published was changed afterwards: a statement’s text, status or states, a time moved later, the components or the window of an entry.',
	retitled: 'The incident’s title was changed after publication.',
	rerated: 'The incident’s impact rating was changed after publication.',
	backdated:
		'A statement appeared with a time at which our look had not found it, or a published time was moved to an earlier one.',
	withdrawn: 'A statement or an incident that had been published was taken away.',
	note: 'An editor’s annotation.',
	claim: 'Somebody’s assertion, with where it stands against the record.',
	gap: 'We could not observe.',
} as const

export const EventKind = z.enum(
	Object.keys(eventKinds) as [keyof typeof eventKinds, ...(keyof typeof eventKinds)[]],
)
export type EventKind = z.infer<typeof EventKind>

export const TimelineEvent = z.object({
	/** Stable under replay; never depends on text or position. */
	id: z.string(),
	/**
	 * What the provider (or the cited source) claims. For what only our snapshots show, the first
	 * look that showed it.
	 */
	at: Instant,
	/**
	 * When a statement was written, by the page's own account, where that is seconds or more apart
	 * from `at`.
	 */
	publishedAt: z.optional(Instant),
	/** Our own clock; absent where nothing was looked at, as for annotations. */
	seen: z.optional(Seen),
	/**
	 * Instead of it: somebody else's dated captures show it, by their clock. Never a look of ours.
	 */
	captured: z.optional(z.extend(Seen, CapturedBy.shape)),
	origin: z.enum(['official', 'crowd', 'annotation', 'derived']),
	kind: EventKind,
	title: z.string(),
	body: z.optional(z.string()),
	format: z.optional(BodyFormat),
	/** True when the words are our summary and not the provider's. */
	summary: z.optional(z.boolean()),
	/**
	 * What the kind carries: surfaces and states, the seconds that a fix held, the versions of an
	 * edit, a count.
	 */
	value: z.optional(z.record(z.string(), z.unknown())),
	/**
	 * In the timeline of an episode of several providers: whose it is. Absent from what is about all
	 * of them.
	 */
	provider: z.optional(Slug),
	/** The incident it belongs to; an episode's timeline mixes several. */
	incident: z.optional(IncidentId),
	update: z.optional(z.string()),
	surfaces: z.optional(z.array(Slug)),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	provenance: z.optional(Provenance),
	evidence: z.array(Evidence),
})
export type TimelineEvent = z.infer<typeof TimelineEvent>

/** A stretch in which a document could not be read: not observed, which is not operational. */
export const Gap = z.object({
	/**
	 * `provider/source` of each source that it concerns: one, or all that failed together when a
	 * whole platform did.
	 */
	sources: z.array(z.string()),
	/** Absent when a whole platform failed at once: that is one gap, said once, with `platform`. */
	document: z.optional(z.string()),
	platform: z.optional(Slug),
	/** The first failed look and the next good one; `to` is absent while it lasts. */
	from: Instant,
	to: z.optional(Instant),
	reason: z.string(),
	/** Whether this document bears the state of surfaces: only then are bands hatched. */
	bearsState: z.boolean(),
	/** How many gaps of a document that failed again and again it stands for. */
	joined: z.optional(z.int()),
})
export type Gap = z.infer<typeof Gap>

/** What kind of record a stretch of time has. Rates and comparisons refuse samples. */
export const Coverage = z.object({
	provider: Slug,
	surface: z.optional(Slug),
	from: Instant,
	to: z.optional(Instant),
	kind: z.enum(['live', 'census', 'sample']),
	/** A date or an instant: when it was read. Absent for live. */
	readAt: z.optional(z.string()),
	source: z.string(),
	notes: z.optional(z.string()),
})
export type Coverage = z.infer<typeof Coverage>

/** All that is known about an incident or episode, in one order. */
export const Timeline = z.object({
	subject: z.object({
		kind: z.enum(['incident', 'episode']),
		provider: Slug,
		id: z.string(),
		providers: z.optional(z.array(Slug)),
	}),
	/**
	 * By `at`, then by a fixed order of kinds, then by id; a note or claim of which only the day is
	 * known comes at the end of that day.
	 */
	events: z.array(TimelineEvent),
	reports: z.array(ReportCount),
	gaps: z.array(Gap),
	/** SHA-256 of every snapshot it rests on, sorted. */
	builtFrom: z.array(z.string()),
})
export type Timeline = z.infer<typeof Timeline>
