import * as z from 'zod/mini'
import { Confidence, Precision, WebAddress } from '#core/model/instant.ts'
import { IncidentKind, Origin } from '#core/model/vocabulary.ts'
import { readInstant } from '#core/time/time.ts'

/**
 * The file of a hand-collected history: facts that somebody read in sources and wrote down in words
 * of their own. Times are instants in UTC or, where
 * no hour is known, dates (`2026-03-02`), which have the precision of a day. Keys that are not
 * listed here stay in the file, as evidence, and are not read.
 */

/** An instant with its offset, or a date. */
export const RecordTime = z.string().check(
	z.refine((text) => readInstant(text.length === 10 ? `${text}T00:00:00Z` : text) !== undefined, {
		error: 'expected an instant in UTC or a date',
	}),
)

/**
 * A time as a file states it: an instant, or the beginning of a day of which the hour is not known.
 */
export interface StatedTime {
	readonly at: string
	readonly precision?: 'day'
}

/** Reads a `RecordTime`; undefined for anything else. */
export function statedTime(text: string): StatedTime | undefined {
	const isDate = text.length === 10
	const at = readInstant(isDate ? `${text}T00:00:00Z` : text)
	return at === undefined ? undefined : { at, ...(isDate && { precision: 'day' as const }) }
}

/** Words of our vocabularies; one that is not in them is read as unknown, with a problem. */
const Word = z.string().check(z.maxLength(100))

const States = z.array(
	z.object({
		component: z.string().check(z.minLength(1), z.maxLength(200)),
		state: Word,
		from: z.optional(Word),
	}),
)

export const RecordUpdate = z.object({
	/** The time that the page shows for it. */
	at: RecordTime,
	/** When it was written, where a source tells that apart: pages can date a statement back. */
	publishedAt: z.optional(z.nullable(RecordTime)),
	status: Word,
	text: z.string().check(z.maxLength(20_000)),
	/**
	 * True when the text is ours and not the provider's: the usual case. False only for short
	 * quotations.
	 */
	summary: z.optional(z.boolean()),
	states: z.optional(States),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	links: z.optional(z.array(WebAddress)),
	notified: z.optional(z.boolean()),
})
export type RecordUpdate = z.infer<typeof RecordUpdate>

/** One incident. At least one time is needed, its own or an update's. */
export const IncidentRecord = z.object({
	/** The provider's own id, where it has one; else the record gets one from its date and title. */
	id: z.optional(z.string()),
	title: z.string().check(z.minLength(1), z.maxLength(500)),
	/** True when the title is our description and not the published one. */
	titleSummary: z.optional(z.boolean()),
	kind: z.optional(IncidentKind),
	/** `crowd` where users reported it and the provider is not known to have said anything. */
	origin: z.optional(Origin),
	impact: z.optional(z.nullable(Word)),
	status: z.optional(Word),
	url: z.optional(WebAddress),
	createdAt: z.optional(z.nullable(RecordTime)),
	startedAt: z.optional(z.nullable(RecordTime)),
	resolvedAt: z.optional(z.nullable(RecordTime)),
	precision: z.optional(Precision),
	components: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(200)))),
	/** Read one by one, so that a bad one costs only itself. */
	updates: z.optional(z.array(z.unknown())),
	/** True when these are all the updates that the provider published. */
	complete: z.optional(z.boolean()),
	/** Where it was read; the updates without links of their own rest on these. */
	links: z.optional(z.array(WebAddress)),
})
export type IncidentRecord = z.infer<typeof IncidentRecord>

export const RecordFile = z.object({
	records: z.array(z.unknown()),
	/** The date or instant at which the sources were read. */
	readAt: z.optional(RecordTime),
	note: z.optional(z.string()),
})
