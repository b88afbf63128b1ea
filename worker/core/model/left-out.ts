import * as z from 'zod/mini'

/**
 * How many of what a page said were left out of a document, by the name of the bound that left them
 * out (see `core/bounds`); none is 0.
 */
export const LeftOut = z.record(z.string(), z.int())
export type LeftOut = z.infer<typeof LeftOut>
