import * as z from 'zod/mini'
import { Instant, Slug, WebAddress } from './instant.ts'
import { Impact, SurfaceStateName } from './vocabulary.ts'

/**
 * What a provider says of one product now, small enough for a program that asks each minute before
 * it sends a request somewhere. It repeats a status page; it is no probe.
 */

/**
 * `failing`: a major outage; `degraded`: a partial outage, degraded performance, maintenance, or an
 * open incident that names the product and no level; `unknown`: the page cannot be vouched for now.
 */
export const VerdictWord = z.enum(['ok', 'degraded', 'failing', 'unknown'])
export type VerdictWord = z.infer<typeof VerdictWord>

const instantOrNull = z.nullable(Instant)

export const Verdict = z.object({
	provider: Slug,
	product: Slug,
	/** Both names, as people say them: `Claude API`. */
	name: z.string(),
	verdict: VerdictWord,
	/** The page's own level; null where an incident names the product and gives none. */
	state: z.nullable(SurfaceStateName),
	/** Since when the page says so; null where that is not known. */
	since: instantOrNull,
	/** The last time that everything which bears the state was read; null for never. */
	checkedAt: instantOrNull,
	/** Whole seconds from `checkedAt` to the minute of the answer. */
	ageSeconds: z.nullable(z.int()),
	/** Who says so. */
	confidence: z.object({
		/** The provider, in an update of an incident. */
		declared: z.boolean(),
		/** The provider's list of components, as we read it. */
		seen: z.boolean(),
		/** More of its users than usual report trouble; that alone changes no verdict. */
		users: z.boolean(),
	}),
	/** The open incident that names the product. */
	incident: z.nullable(
		z.object({ id: z.string(), title: z.string(), impact: Impact, url: WebAddress }),
	),
	/** What the page said last, where the verdict is `unknown` because that is too old. */
	last: z.optional(z.object({ state: SurfaceStateName, since: instantOrNull })),
})
export type Verdict = z.infer<typeof Verdict>
