import * as z from 'zod/mini'
import { Distribution, Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'

/**
 * What a scorecard of a provider's statements looks like: one cell a question, each with the lines
 * of the record that answer it, and no grade.
 */

/** The ids of the timeline's events that answer it: `/incidents/{provider}/{incident}#{event}`. */
const evidence = z.array(z.string())
/** Why there is no answer. */
const why = z.optional(z.string())

/**
 * A number of seconds or statements; null with a reason. `bound`: what we have of the statements
 * may not be all of them.
 */
export const Measured = z.object({
	value: z.nullable(z.number()),
	bound: z.optional(z.enum(['at least', 'at most'])),
	evidence,
	why,
})
export type Measured = z.infer<typeof Measured>

/** An answer in words; null with a reason. */
const answer = <const Words extends readonly [string, ...string[]]>(words: Words) =>
	z.object({ value: z.nullable(z.enum(words)), evidence, why })

/**
 * Whether the provider's own text names something, by a closed list of words: never more certain
 * than that. `words` are those that decided it.
 */
export const Named = z.object({
	value: z.enum(['yes', 'no', 'not readable']),
	/**
	 * `words`: of a statement; `components`: the statement lists the surfaces; `register`: the
	 * provider said so elsewhere (`/analysis/causes`).
	 */
	by: z.optional(z.enum(['words', 'components', 'register'])),
	words: z.optional(z.string()),
	/**
	 * Every statement can be searched for words, so that it could have been a no: only such incidents
	 * are in a share.
	 */
	readable: z.boolean(),
	evidence,
	why,
})
export type Named = z.infer<typeof Named>

/**
 * A surface that a statement declared operational, and a later one of the same incident affected.
 */
export const Reversal = z.object({
	provider: z.string(),
	incident: z.string(),
	surface: z.string(),
	/** The statement that declared it operational, and the one that took that back. */
	saidAt: Instant,
	said: z.string(),
	takenBackAt: Instant,
	takenBack: z.string(),
	became: z.string(),
	heldSeconds: z.number(),
	/**
	 * `denial`: declared well again while no remedy was in place; `all-clear`: declared well with a
	 * remedy in place, which did not hold;
	 * `spread`: listed as well before it was ever affected and before any remedy, so that the trouble
	 * reached it or had been overlooked.
	 */
	kind: z.enum(['denial', 'all-clear', 'spread']),
})
export type Reversal = z.infer<typeof Reversal>

/**
 * A stretch in which every surface that an open incident names was operational by the provider's
 * own page.
 */
export const GreenStretch = z.object({
	provider: z.string(),
	incident: z.string(),
	from: Instant,
	/** Null: still so at the last look. */
	to: z.nullable(Instant),
	seconds: z.number(),
	/** How much of it passed while no remedy was said to be in place. */
	withoutRemedySeconds: z.number(),
	/** The event that made the last surface green. */
	by: z.nullable(z.string()),
})
export type GreenStretch = z.infer<typeof GreenStretch>

/** The answers about one incident. */
const Cells = z.object({
	/** From the start that the provider states to its first statement. */
	firstPost: Measured,
	/** Between two statements, or since the last one while it is open. */
	longestSilence: Measured,
	statements: Measured,
	scope: Named,
	cause: Named,
	fix: Named,
	/** How many surfaces were declared well again and then affected again: denials and all-clears. */
	reversed: Measured,
	/** Seconds with every named surface green while it was open. */
	green: Measured,
	posted: answer(['at the time', 'late', 'afterwards']),
	/** Changes made after publication, as our looks saw them. */
	silentEdits: Measured,
	notified: answer(['from the first statement', 'later', 'never']),
	/** From the end to the account of it. */
	postmortem: Measured,
})
export type Cells = z.infer<typeof Cells>

export const Scorecard = z.extend(Cells, {
	provider: z.string(),
	incident: z.string(),
	title: z.string(),
	from: Instant,
	/** Whether the record is complete where it began: only such incidents are counted. */
	complete: z.boolean(),
})
export type Scorecard = z.infer<typeof Scorecard>

/**
 * One provider's incidents over the complete record; what cannot be answered is counted as such,
 * per cell.
 */
export const ProviderWords = z.object({
	provider: z.string(),
	name: z.string(),
	incidents: z.int(),
	firstPost: Distribution,
	longestSilence: Distribution,
	statements: Distribution,
	postmortem: Distribution,
	scopeNamed: Share,
	causeNamed: Share,
	fixNamed: Share,
	/** In how many of the incidents of which declared states are known. */
	reversed: Share,
	green: Share,
	postedLateOrAfterwards: Share,
	silentlyEdited: Share,
	firstStatementNotNotified: Share,
	withPostmortem: Share,
	/** How many incidents had no answer, by cell and reason. */
	unanswered: z.record(z.string(), z.record(z.string(), z.int())),
})
export type ProviderWords = z.infer<typeof ProviderWords>
