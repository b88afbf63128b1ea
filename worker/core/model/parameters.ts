import * as z from 'zod/mini'
import { readInstant } from '#core/time/time.ts'
import { zoneName } from '#core/time/zone.ts'
import { Instant, Slug } from './instant.ts'

/**
 * What the API's addresses and the command line are asked with, each read from its text. The
 * messages say what was expected.
 */

/** A moment: an instant with any offset, brought to UTC. */
export const Moment = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => readInstant(text) ?? text),
	),
	Instant,
)

/** A moment or a day, which stands for its beginning in UTC. */
export const DayOrMoment = z.pipe(
	z.pipe(
		z.string(),
		z.transform(
			(text) => readInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text) ?? text,
		),
	),
	z.string().check(
		z.refine((text) => readInstant(text) === text, {
			error: 'expected a day such as 2026-03-02 or an instant such as 2026-03-02T11:49:20Z',
		}),
	),
)

/** Where days begin, in the usual spelling. */
const Zone = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => zoneName(text) ?? null),
	),
	z.string({ error: 'expected an IANA zone such as Europe/Berlin' }),
)

const weightsError =
	'expected two numbers from 0 to 1 such as 0.3,0: ' +
	'how much of a partial outage and of degraded service counts as down'
const Weight = z.number().check(z.gte(0), z.lte(1))
const Weights = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => {
			const [, partial, degraded] = /^(\d(?:\.\d{1,4})?),(\d(?:\.\d{1,4})?)$/.exec(text) ?? []
			return partial === undefined || Number(partial) > 1 || Number(degraded) > 1
				? null
				: { partial: Number(partial), degraded: Number(degraded) }
		}),
	),
	z.object({ partial: Weight, degraded: Weight }, { error: weightsError }),
)

/** Which part of the record figures are about. */
export const ScopeQuery = z.strictObject({
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	zone: z.optional(Zone),
	weights: z.optional(Weights),
})
