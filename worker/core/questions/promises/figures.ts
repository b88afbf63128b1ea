import * as z from 'zod/mini'
import { PromiseKind, Remedy, ServicePromise } from '#core/model/register.ts'

/** How long a promise allows to be down in a month of so many days. */
export const Allowed = z.object({
	percent: z.number(),
	seconds: z.object({
		days28: z.number(),
		days29: z.number(),
		days30: z.number(),
		days31: z.number(),
	}),
})
export type Allowed = z.infer<typeof Allowed>

/** One calendar month (UTC) of the surfaces that a promise is about. */
export const PromiseMonth = z.object({
	/** `2026-03`. */
	month: z.string(),
	lengthSeconds: z.number(),
	/** Of it the record is complete and was observed. */
	coveredSeconds: z.number(),
	allowedSeconds: z.number(),
	/** By the promise's own way of counting; null where that cannot be done from outside. */
	own: z.nullable(
		z.object({
			downSeconds: z.number(),
			share: z.number(),
			kept: z.nullable(z.boolean()),
			credit: z.nullable(Remedy),
		}),
	),
	/**
	 * A hypothesis that nobody promised: were a minute down whenever the page says so.
	 * `fewestSeconds` counts only what was declared a major
	 * outage; `mostSeconds` every minute that was not green, and all of which no state is known.
	 * Incidents without a known length are set aside
	 * (`unmeasured`): then it is never within.
	 */
	ifEveryMinuteCounted: z.object({
		fewestSeconds: z.number(),
		mostSeconds: z.number(),
		unmeasured: z.int(),
		verdict: z.enum([
			'within, however it is counted',
			'beyond, however it is counted',
			'depends on the counting',
			'cannot be told',
		]),
	}),
	/** Incidents of these surfaces that were open in it, at most 20 (`provider/id`). */
	incidents: z.array(z.string()),
})
export type PromiseMonth = z.infer<typeof PromiseMonth>

export const PromiseRow = z.object({
	promise: ServicePromise,
	/** Whether a month can be held against it from public data, and if not, why. */
	countable: z.object({ can: z.boolean(), why: z.string() }),
	/** Credit that would be owed, or why that cannot be said. */
	credit: z.string(),
	/** The newest 24 of which anything is covered. */
	months: z.object({ shown: z.array(PromiseMonth), of: z.int() }),
})
export type PromiseRow = z.infer<typeof PromiseRow>

export const PromisesFigures = z.object({
	promises: z.array(PromiseRow),
	kinds: z.array(z.object({ kind: PromiseKind, count: z.int() })),
	allowed: z.array(Allowed),
})
export type PromisesFigures = z.infer<typeof PromisesFigures>
