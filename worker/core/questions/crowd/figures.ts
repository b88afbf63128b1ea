import * as z from 'zod/mini'
import { Distribution, Share } from '#core/model/analysis.ts'
import { Confidence, Instant, Precision } from '#core/model/instant.ts'
import { HistoryConfidence, PossibleRise } from '#core/model/report.ts'

/** A stretch in which reports stood above the usual, and what the provider did. */
export const SignalRow = z.object({
	provider: z.string(),
	/** The rises that it is made of, by id. */
	rises: z.array(z.string()),
	roseAt: Instant,
	knownAt: Instant,
	/** How many other providers' series rose at the same minute. */
	neighbours: z.int(),
	/**
	 * `pending`: the time in which an answer would count is not over. `not counted`: the provider's
	 * own list is not complete there.
	 */
	verdict: z.enum(['answered', 'false alarm', 'pending', 'not counted']),
	/** The incidents that were open around it. */
	incidents: z.array(z.string()),
	/** From the rise to the first statement; negative when the provider was first. */
	lagSeconds: z.nullable(z.number()),
})
export type SignalRow = z.infer<typeof SignalRow>

/**
 * What the slow rule found; enough to say that a rise is possible, never counted among the rises.
 */
export const PossibleRow = z.object({
	provider: z.string(),
	/** The possible rise, by id. */
	possible: z.string(),
	roseAt: Instant,
	knownAt: Instant,
	method: PossibleRise.shape.method,
	confidence: HistoryConfidence,
	/** The strict rule called it a rise afterwards. */
	becameRise: z.boolean(),
	verdict: SignalRow.shape.verdict,
	incidents: z.array(z.string()),
})
export type PossibleRow = z.infer<typeof PossibleRow>

/** A lag behind a moment that a publication gives; never mixed with what was measured. */
export const CitedLag = z.object({
	provider: z.string(),
	incident: z.string(),
	title: z.string(),
	/** The reading that it is counted from: its id and who counted. */
	reading: z.string(),
	source: z.string(),
	/** `first`: when users first reported. `alarm`: when an alarm was raised. */
	kind: z.enum(['first', 'alarm']),
	at: Instant,
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	acknowledgedAt: Instant,
	lagSeconds: z.number(),
})
export type CitedLag = z.infer<typeof CitedLag>

/** An outage that is known from users alone. */
export const CrowdIncident = z.object({
	provider: z.string(),
	incident: z.string(),
	title: z.string(),
	from: Instant,
	precision: z.optional(Precision),
	/** Entries of the provider's own list that were open around it. */
	answeredBy: z.array(z.string()),
	/**
	 * Followed as it happened; what was collected afterwards is chosen, and no share follows from it.
	 */
	followed: z.boolean(),
	/** `on the page`, `not on the page` by the provider's complete list, or `cannot be told`. */
	verdict: z.enum(['on the page', 'not on the page', 'cannot be told']),
})
export type CrowdIncident = z.infer<typeof CrowdIncident>

export const CrowdFigures = z.object({
	measured: z.object({
		lag: Distribution,
		answered: Share,
		falseAlarms: Share,
		signals: z.object({ shown: z.array(SignalRow), of: z.int() }),
	}),
	possible: z.object({
		/**
		 * Of all in scope: how many the strict rule called a rise afterwards, and around how many of
		 * the others an official incident was open.
		 */
		becameRises: z.int(),
		answered: z.int(),
		events: z.object({ shown: z.array(PossibleRow), of: z.int() }),
	}),
	cited: z.object({
		/** Chosen cases: a list, of which no rate or average follows. */
		lags: z.object({ shown: z.array(CitedLag), of: z.int() }),
	}),
	unacknowledged: z.object({
		/** Of those that were followed as they happened. */
		notOnThePage: Share,
		incidents: z.object({ shown: z.array(CrowdIncident), of: z.int() }),
	}),
	/** What was counted, by provider and source. */
	sources: z.array(
		z.object({
			provider: z.string(),
			source: z.string(),
			kind: z.enum(['rises of reporters', 'rises of mentions', 'cited numbers', 'cited moments']),
			count: z.int(),
		}),
	),
	/** What cannot be said, and why. */
	words: z.array(z.string()),
})
export type CrowdFigures = z.infer<typeof CrowdFigures>
