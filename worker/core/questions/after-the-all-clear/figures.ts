import * as z from 'zod/mini'

/** What happened in one stretch after all-clears, to those that had held until then. */
export const HazardBin = z.object({
	/** Hours after the end, `[fromHour, toHour)`. */
	fromHour: z.number(),
	toHour: z.number(),
	/** How many all-clears still held when it began. */
	atRisk: z.int(),
	/** Hours in which one held and could have failed, of all of them together. */
	exposureHours: z.number(),
	/** How many failed in it. */
	failures: z.int(),
	/** How many would have, had failures come at the rate of their month and hour of the week. */
	expected: z.number(),
	/** Failures for each hour of exposure; null without any. */
	hazard: z.nullable(z.number()),
	/**
	 * Failures ÷ expected, with its 95 % interval: 1 is the baseline. Null where less than one
	 * failure was to be expected.
	 */
	ratio: z.nullable(z.number()),
	low: z.nullable(z.number()),
	high: z.nullable(z.number()),
})
export type HazardBin = z.infer<typeof HazardBin>

export const Hazard = z.object({
	allClears: z.int(),
	bins: z.array(HazardBin),
	/**
	 * Of the failures in the first hour, those within five minutes: often one entry is closed and the
	 * next one opened.
	 */
	handovers: z.int(),
	/** Incidents that gave no all-clear, by reason. */
	excluded: z.record(z.string(), z.int()),
})
export type Hazard = z.infer<typeof Hazard>

export const AfterTheAllClearFigures = z.extend(Hazard, {
	byProvider: z.array(z.extend(Hazard, { provider: z.string() })),
})
export type AfterTheAllClearFigures = z.infer<typeof AfterTheAllClearFigures>
