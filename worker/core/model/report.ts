import * as z from 'zod/mini'
import { Confidence, Instant, Precision, Slug } from './instant.ts'

/** How many people reported trouble in a window; or a *reading*, a single number that somebody published and that is never joined into a curve. */
export const ReportCount = z.object({
	/** The start of the window, or the moment of a reading. */
	at: Instant,
	/** Absent for a reading. */
	windowSeconds: z.optional(z.int()),
	count: z.number().check(z.gte(0)),
	/** The usual count for this window, where the source gives one. */
	baseline: z.optional(z.number()),
	region: z.optional(z.string()),
	source: z.string(),
	surface: z.optional(Slug),
	/** The window is still open. */
	partial: z.optional(z.boolean()),
	precision: z.optional(Precision),
	confidence: z.optional(Confidence),
	links: z.optional(z.array(z.string())),
})
export type ReportCount = z.infer<typeof ReportCount>
