import * as z from 'zod/mini'

/** Query parameters that several routes have; unknown names are refused. */

const limitError = 'expected a whole number from 1 to 200'
const Limit = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN)),
	),
	z
		.int({ error: limitError })
		.check(z.gte(1, { error: limitError }), z.lte(200, { error: limitError })),
)

/** Where a list goes on; made by the answer before. */
const CursorText = z.string().check(
	z.regex(/^[A-Za-z0-9_-]{1,400}$/, {
		error: 'expected the value of `next` of an earlier answer',
	}),
)

export const paging = { cursor: z.optional(CursorText), limit: z.optional(Limit) }

export const NoQuery = z.strictObject({})
