import * as z from 'zod/mini'
import { Confidence, Instant, Precision, Slug } from './instant.ts'

/**
 * The id of the source that is our own form at `/report/{provider}`; a provider's file cannot name
 * a source so.
 */
export const intakeSource = 'reports'

/**
 * The length of a window that we count ourselves, in seconds. Windows begin at whole quarters of an
 * hour, UTC.
 */
export const windowSeconds = 900

/**
 * What a series counts. `reporters`: people who said that something is broken for them. `mentions`:
 * texts that name the service, for
 * whatever reason; they rise with a release as with an outage, so they never open an incident.
 */
export const Counted = z.enum(['reporters', 'mentions'])
export type Counted = z.infer<typeof Counted>

/**
 * Where a usual count comes from: the source's own baseline, this hour of the week in the weeks
 * kept, only the last days, or only the hours at hand,
 * which are less than a day's. Every page says which.
 */
export const UsualBasis = z.enum(['source', 'hour-of-week', 'recent', 'hours'])
export type UsualBasis = z.infer<typeof UsualBasis>

/**
 * How much history a finding rests on: `high` by the source's own baseline or three weeks and more,
 * `low` by the last days, `very low` by less than a day.
 */
export const HistoryConfidence = z.enum(['high', 'low', 'very low'])
export type HistoryConfidence = z.infer<typeof HistoryConfidence>

/** What a source makes of its own counts, by a rule of its own that it does not publish. */
export const Verdict = z.enum(['quiet', 'possible', 'problem', 'unknown'])
export type Verdict = z.infer<typeof Verdict>

/**
 * How much was counted in one window of one source; or a *reading* (no `windowSeconds`), a single
 * number that somebody published and that is never joined into a curve.
 */
export const ReportCount = z.object({
	provider: Slug,
	/** A source of the provider, or `reports` for our own form. For a reading, who published it. */
	source: z.string(),
	/** The start of the window, or the moment of a reading. */
	at: Instant,
	/** Absent for a reading. */
	windowSeconds: z.optional(z.int().check(z.gt(0))),
	count: z.number().check(z.gte(0)),
	/** What the series counts; absent means reporters. */
	counted: z.optional(Counted),
	/**
	 * The usual count for this window: the source's own, or, in what is published, ours; `basis` says
	 * which.
	 */
	baseline: z.optional(z.number().check(z.gte(0))),
	/** Absent where the baseline is the source's own. */
	basis: z.optional(UsualBasis),
	/** The country or site that the source counts for; absent means that it does not say. */
	region: z.optional(z.string()),
	/** Set where the whole series is about one surface. */
	surface: z.optional(Slug),
	/** The window is still open. */
	partial: z.optional(z.boolean()),
	/**
	 * Of `count`, those who said so to the source itself, where it tells them from signals that it
	 * gathers elsewhere.
	 */
	direct: z.optional(z.number().check(z.gte(0))),
	/** What the source itself made of it, where this was the newest window at the look. */
	verdict: z.optional(Verdict),
	/** How many networks the reporters came from, where that is known. */
	networks: z.optional(z.int()),
	/** The count by surface and by symptom, where the source tells; what nobody named is left out. */
	surfaces: z.optional(z.record(z.string(), z.int())),
	symptoms: z.optional(z.record(z.string(), z.int())),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	links: z.optional(z.array(z.string())),
})
export type ReportCount = z.infer<typeof ReportCount>

/**
 * What is known of a cited number or moment: when users first or last reported (`first`, `last`),
 * when an alarm was raised (`alarm`), one window's count (`bucket`), a sum since the start
 * (`total`), or a number of which the article does not say which (`reading`).
 */
export const ReadingKind = z.enum(['first', 'alarm', 'bucket', 'total', 'reading', 'last'])
export type ReadingKind = z.infer<typeof ReadingKind>

/** How a publication words a number that it does not give as exact. */
export const ReadingBound = z.enum(['at least', 'about'])

/** The series that a rise is found in. */
const ofSeries = {
	provider: Slug,
	source: z.string(),
	counted: Counted,
	surface: z.optional(Slug),
	region: z.optional(z.string()),
	windowSeconds: z.int(),
}

/**
 * A stretch in which a series was well above its usual volume, with the numbers that justify saying
 * so. Its moments are starts of
 * windows; `knownAt` is the end of the window with which the rule was met, before which nobody
 * could have said it.
 */
export const Rise = z.object({
	/** `<source>[-<surface>][-<region>]-<roseAt>`, unique within the provider. */
	id: z.string(),
	...ofSeries,
	roseAt: Instant,
	knownAt: Instant,
	/** Of the window at `knownAt`: the count, what is usual then, and what it had to exceed. */
	count: z.number(),
	usual: z.number(),
	threshold: z.number(),
	basis: UsualBasis,
	/** Follows from the basis; absent in records from before there was the word. */
	confidence: z.optional(HistoryConfidence),
	/** How many weeks were at hand for `hour-of-week`. */
	weeks: z.int(),
	/**
	 * How many times the usual count of weeks or source the last days had stood at; it is in `usual`
	 * already. Absent where they had not.
	 */
	level: z.optional(z.number()),
	peakAt: Instant,
	peakCount: z.number(),
	peakUsual: z.number(),
	/** The start of the first window of the quiet that ended it; null while it lasts. */
	settledAt: z.nullable(Instant),
	/**
	 * What ended it: `quiet`; a `gap`, then `settledAt` is where counting ended and nobody knows when
	 * it settled; or a `level` that had held so
	 * long that it is the new usual. Absent while it lasts.
	 */
	settledBy: z.optional(z.enum(['quiet', 'gap', 'level'])),
	/**
	 * How many windows were above the threshold, and the most networks that any of them had (where
	 * known).
	 */
	windowsAbove: z.int(),
	networks: z.optional(z.int()),
	/**
	 * Series of other providers that rose at the same minute: the trouble may lie beneath them all.
	 */
	neighbours: z.array(
		z.object({ provider: Slug, source: z.string(), roseAt: Instant, knownAt: Instant }),
	),
})
export type Rise = z.infer<typeof Rise>

/**
 * A stretch in which more was counted than usual, by the slow rule: enough to say that a rise is
 * possible, not enough to call it one. It opens no
 * incident. `knownAt` is the end of the window with which the rule was met.
 */
export const PossibleRise = z.object({
	/** `<source>[-<surface>][-<region>]-possible-<roseAt>`, unique within the provider. */
	id: z.string(),
	...ofSeries,
	/** The rule that found it: a cumulative sum, of counts that are Poisson or that scatter more. */
	method: z.enum(['cusum-poisson', 'cusum-negative-binomial']),
	confidence: HistoryConfidence,
	roseAt: Instant,
	knownAt: Instant,
	/**
	 * From `roseAt` to `knownAt`: how many windows were counted, what was counted, and what is usual
	 * for as many.
	 */
	windows: z.int(),
	count: z.number(),
	usual: z.number(),
	/** What the sum came to, and what it had to reach. */
	score: z.number(),
	limit: z.number(),
	/** The variance beyond independent reports, as part of the squared mean; 0 for Poisson. */
	dispersion: z.number(),
	basis: UsualBasis,
	weeks: z.int(),
	level: z.optional(z.number()),
	peakAt: Instant,
	peakCount: z.number(),
	peakUsual: z.number(),
	/** Null while it lasts. */
	settledAt: z.nullable(Instant),
	/**
	 * What ended it: `quiet`, a `gap`, a `level` that is the new usual, or a `rise` that the strict
	 * rule found. Absent while it lasts.
	 */
	settledBy: z.optional(z.enum(['quiet', 'gap', 'level', 'rise'])),
})
export type PossibleRise = z.infer<typeof PossibleRise>
