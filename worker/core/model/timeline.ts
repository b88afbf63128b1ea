import * as z from 'zod/mini'
import { CapturedBy, Revision } from './incident.ts'
import { Confidence, IncidentId, Instant, Precision, Seen, Slug } from './instant.ts'
import { BodyFormat } from './observation.ts'
import { PossibleRise, ReadingBound, ReadingKind, ReportCount, Rise } from './report.ts'
import { Evidence } from './snapshot.ts'
import { IncidentStatus, Provenance, Standing, SurfaceStateName } from './vocabulary.ts'

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
		'The page stopped listing the incident as open and posted no end: it ended, or was ' +
		'withdrawn, between two of our looks.',
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
		'Something published was changed afterwards: a statement’s text, status or states, a time ' +
		'moved later, the components or the window of an entry.',
	retitled: 'The incident’s title was changed after publication.',
	rerated: 'The incident’s impact rating was changed after publication.',
	backdated:
		'A statement appeared with a time at which our look had not found it, or a published time ' +
		'was moved to an earlier one.',
	withdrawn: 'A statement or an incident that had been published was taken away.',
	note: 'An editor’s annotation.',
	claim: 'Somebody’s assertion, with where it stands against the record.',
	gap: 'We could not observe.',
} as const

export const EventKind = z.enum(
	Object.keys(eventKinds) as [keyof typeof eventKinds, ...(keyof typeof eventKinds)[]],
)
export type EventKind = z.infer<typeof EventKind>

/**
 * What a statement says beside its words. Absent where only a row is known: its filing, its end.
 */
const StatementValue = z.object({
	status: IncidentStatus,
	notified: z.optional(z.boolean()),
	/** Seconds from the time that it carries to when it can have been told. */
	toldAfterwards: z.optional(z.number()),
})

/** It had left the list of what is open by `absentAt`, and is on it again. */
const ListedAgain = z.object({ absentAt: Instant })

const StateChange = z.object({
	surface: z.optional(Slug),
	component: z.optional(z.string()),
	state: SurfaceStateName,
	from: z.optional(SurfaceStateName),
})
export type StateChange = z.infer<typeof StateChange>

/** A field of something published, with what was there and what came instead. */
const Versions = z.object({
	field: Revision.shape.field,
	was: z.nullable(z.string()),
	became: z.nullable(z.string()),
	/** Further versions between the change before and this one, which only the snapshots keep. */
	skipped: z.optional(z.int()),
	/** Only the beginnings of the texts are here; the snapshots have the whole. */
	cut: z.optional(z.literal(true)),
	/** Of a change to a statement: the time that the statement carries now. */
	statementAt: z.optional(Instant),
})

/** A statement that carries the time `became`, at which, and up to `absentAt`, it was not there. */
const Appeared = z.object({
	was: z.null(),
	became: Instant,
	absentAt: Instant,
	publishedAt: z.optional(Instant),
	statementAt: Instant,
})

/** The title of the incident that was taken away, or with `field` the text of a statement. */
const Withdrawal = z.object({
	field: z.optional(z.literal('body')),
	was: z.string(),
	became: z.null(),
	statementAt: z.optional(Instant),
})

/** The numbers that justify a rise; `knownAt` is when the rule could first say so. */
const RiseValue = z.object({
	rise: Rise.shape.id,
	source: Rise.shape.source,
	counted: Rise.shape.counted,
	surface: Rise.shape.surface,
	region: Rise.shape.region,
	windowSeconds: Rise.shape.windowSeconds,
	knownAt: Instant,
	/** Of the end of a rise there is no count. */
	count: z.optional(z.number()),
	usual: z.number(),
	threshold: z.number(),
	basis: Rise.shape.basis,
	confidence: Rise.shape.confidence,
	weeks: Rise.shape.weeks,
	level: Rise.shape.level,
	windowsAbove: Rise.shape.windowsAbove,
	networks: Rise.shape.networks,
	/** Absent where none rose at the same time. */
	neighbours: z.optional(Rise.shape.neighbours),
})
export type RiseValue = z.infer<typeof RiseValue>

const PossibleValue = z.extend(
	z.object({ possible: PossibleRise.shape.id }),
	z.omit(PossibleRise, { id: true, provider: true, roseAt: true, settledAt: true, settledBy: true })
		.shape,
)

const PossibleOverValue = z.object({
	possible: PossibleRise.shape.id,
	source: PossibleRise.shape.source,
	surface: PossibleRise.shape.surface,
	region: PossibleRise.shape.region,
	knownAt: Instant,
})

/** What is known of a number or moment that a publication cites: see `Reading`. */
const ReadingValue = z.object({
	source: z.string(),
	kind: ReadingKind,
	count: z.optional(z.number()),
	bound: z.optional(ReadingBound),
	upTo: z.optional(z.number()),
	region: z.optional(z.string()),
	endAt: z.optional(Instant),
	author: z.string(),
	writtenAt: Instant,
})

const GapValue = z.object({
	sources: z.array(z.string()),
	document: z.optional(z.string()),
	platform: z.optional(Slug),
	to: z.optional(Instant),
})

/** An event of some kinds, with the value that these kinds carry; all else is the same for all. */
const eventOf = <
	const Kinds extends readonly [EventKind, ...EventKind[]],
	Value extends z.ZodMiniType,
>(
	kinds: Kinds,
	value: Value,
) =>
	z.object({
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
		kind: z.enum(kinds),
		title: z.string(),
		body: z.optional(z.string()),
		format: z.optional(BodyFormat),
		/** True when the words are our summary and not the provider's. */
		summary: z.optional(z.boolean()),
		value,
		/**
		 * In the timeline of an episode of several providers: whose it is. Absent from what is about
		 * all of them.
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

/** The members of the union, each with the kinds that carry the same. */
export const timelineEvents = {
	Statement: eventOf(
		['acknowledged', 'update', 'resolved', 'postmortem'],
		z.optional(StatementValue),
	),
	StatusChange: eventOf(['status_changed'], z.union([StatementValue, ListedAgain, Versions])),
	StateChange: eventOf(['state_changed'], z.object({ states: z.array(StateChange) })),
	Relapse: eventOf(
		['fix_did_not_hold'],
		z.object({
			declaredFixedAt: Instant,
			heldSeconds: z.number(),
			from: IncidentStatus,
			to: IncidentStatus,
		}),
	),
	/** Without a value where it was on the list again later. */
	Unlisted: eventOf(['unlisted'], z.optional(z.pick(Seen, { after: true, by: true }))),
	Rise: eventOf(['reports_rose', 'reports_peaked', 'reports_settled'], RiseValue),
	PossibleRise: eventOf(['reports_possible'], PossibleValue),
	PossibleRiseOver: eventOf(['reports_possible_over'], PossibleOverValue),
	Reading: eventOf(['reading'], ReadingValue),
	Edit: eventOf(['edited', 'retitled', 'rerated'], Versions),
	Backdating: eventOf(['backdated'], z.union([Versions, Appeared])),
	Withdrawal: eventOf(['withdrawn'], Withdrawal),
	Note: eventOf(['note'], z.object({ author: z.string(), writtenAt: Instant })),
	Claim: eventOf(
		['claim'],
		z.object({ claimant: z.string(), standing: Standing, writtenAt: Instant }),
	),
	Gap: eventOf(['gap'], GapValue),
} as const

/** One thing that happened or was said, by its `kind`, which says what its `value` carries. */
export const TimelineEvent = z.discriminatedUnion('kind', [
	timelineEvents.Statement,
	timelineEvents.StatusChange,
	timelineEvents.StateChange,
	timelineEvents.Relapse,
	timelineEvents.Unlisted,
	timelineEvents.Rise,
	timelineEvents.PossibleRise,
	timelineEvents.PossibleRiseOver,
	timelineEvents.Reading,
	timelineEvents.Edit,
	timelineEvents.Backdating,
	timelineEvents.Withdrawal,
	timelineEvents.Note,
	timelineEvents.Claim,
	timelineEvents.Gap,
])
export type TimelineEvent = z.infer<typeof TimelineEvent>

/** An event of one kind, or of several. */
export type EventOf<Kind extends EventKind> = TimelineEvent & { readonly kind: Kind }

/** What an event says: its kind with a title, and the value that belongs to the kind. */
export type Saying<Event extends TimelineEvent> = Event extends TimelineEvent
	? Pick<Event, 'kind' | 'title' | 'value'>
	: never

export type Versions = z.infer<typeof Versions>

/** What a change of something published sets side by side. */
export type Change = z.infer<typeof Versions | typeof Appeared | typeof Withdrawal>

/** What was changed afterwards; undefined for an event that changes nothing published. */
export function changeIn(event: Saying<TimelineEvent>): Change | undefined {
	switch (event.kind) {
		case 'edited':
		case 'retitled':
		case 'rerated':
		case 'backdated':
		case 'withdrawn':
			return event.value
		case 'status_changed':
			return 'field' in event.value ? event.value : undefined
		default:
			return undefined
	}
}

/** The field that a change is of; undefined for an incident taken away, a statement dated back. */
export function fieldOf(change: Change | undefined): Revision['field'] | undefined {
	return change && 'field' in change ? change.field : undefined
}

/** What a statement says beside its words; undefined for what is none, or has no more to say. */
export function saidIn(event: TimelineEvent): z.infer<typeof StatementValue> | undefined {
	switch (event.kind) {
		case 'acknowledged':
		case 'update':
		case 'resolved':
		case 'postmortem':
			return event.value
		case 'status_changed':
			return 'status' in event.value ? event.value : undefined
		default:
			return undefined
	}
}

/** When a remark or a cited number was written down. */
export function writtenAtOf(event: TimelineEvent): string | undefined {
	return event.kind === 'note' || event.kind === 'claim' || event.kind === 'reading'
		? event.value.writtenAt
		: undefined
}

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
