import * as z from 'zod/mini'
import { Slug } from '#core/model/instant.ts'
import { Symptom } from '#core/model/symptom.ts'

/** What a user's report says and how it is answered. */

/** The field in which Turnstile's form widget sends its token. */
export const proofField = 'cf-turnstile-response'

/**
 * A report: that something is broken for somebody, and if they say so, what and how. Unknown fields
 * are refused: a misspelt one would be lost.
 */
export const ReportRequest = z.strictObject({
	/** A surface of the provider. */
	surface: z.optional(z.nullable(z.string())),
	symptom: z.optional(z.nullable(Symptom)),
	/** The proof of being human, where this site asks for one. */
	[proofField]: z.optional(z.string().check(z.maxLength(2048))),
})
export type ReportRequest = z.infer<typeof ReportRequest>

export const ReportReceipt = z.object({
	provider: Slug,
	/** False when the same client was counted within the last fifteen minutes: nothing was added. */
	counted: z.boolean(),
	/** Distinct reporters in the last sixty minutes. */
	lastHour: z.int(),
	reason: z.optional(z.literal('already-counted')),
	detail: z.string(),
})
export type ReportReceipt = z.infer<typeof ReportReceipt>
