import * as z from 'zod/mini'
import { Chance } from '#core/model/analysis.ts'

/** What `calendar` answers: when incidents began. */

/** How unevenly counts are spread, against draws that spread them by exposure alone. */
export const Unevenness = z.object({
	/** Chi-square: Σ (count − expected)² ÷ expected. */
	statistic: z.nullable(z.number()),
	/** The statistic of the draws. */
	chance: Chance,
	/** (1 + draws at least as uneven) ÷ (1 + draws). */
	p: z.nullable(z.number()),
})
export type Unevenness = z.infer<typeof Unevenness>

const Slot = z.object({ count: z.int(), expected: z.number() })

export const ChangePoint = z.object({
	/** The first month of the new rate. */
	month: z.string(),
	beforePerDay: z.number(),
	afterPerDay: z.number(),
	/** Of what smooth growth leaves, the share that a step at the best of all borders explains. */
	statistic: z.number(),
	/**
	 * (1 + drawn series that give as much) ÷ (1 + draws), at the persistence that gives the largest
	 * one.
	 */
	p: z.number(),
	/** How much of a month is kept in the next, in those series. */
	persistence: z.number(),
	draws: z.int(),
	/** Only where p is below 0.02, and a rise over months explains less. */
	claimed: z.boolean(),
})
export type ChangePoint = z.infer<typeof ChangePoint>

export const Autocorrelation = z.object({
	/** Whole days in windows. */
	days: z.int(),
	/** So many lags are tested, as one list; those beyond are given as they are. */
	tested: z.int(),
	lags: z.array(
		z.object({
			lag: z.int(),
			r: z.number(),
			pairs: z.int(),
			/** What the same days give when those of one month and weekday are exchanged. */
			chance: Chance,
			/**
			 * Of the tested lags together: (1 + draws in which any lag is as far from its expectation) ÷
			 * (1 + draws); null where not tested.
			 */
			p: z.nullable(z.number()),
			/** p is below 0.05. */
			outside: z.boolean(),
		}),
	),
})
export type Autocorrelation = z.infer<typeof Autocorrelation>

/**
 * The rate with weekday and growth taken out: growth of the same factor each year, and one factor
 * for each weekday.
 */
export const Trend = z.object({
	/** By what the rate is multiplied in a year. */
	perYear: z.number(),
	/**
	 * 95 % of the factors when blocks of eight weeks are drawn with replacement; null without draws.
	 */
	low: z.nullable(z.number()),
	high: z.nullable(z.number()),
	draws: z.int(),
	months: z.array(
		z.object({
			month: z.string(),
			/** What growth and weekdays give for its covered days. */
			expected: z.number(),
			/** Incidents ÷ expected: what neither explains. */
			ratio: z.nullable(z.number()),
		}),
	),
})
export type Trend = z.infer<typeof Trend>

export const CalendarFigures = z.object({
	zone: z.string(),
	providers: z.array(
		z.object({
			provider: z.string(),
			incidents: z.int(),
			/** How much was covered, in days of 24 hours. */
			days: z.number(),
			/** Monday first. */
			weekdays: z.array(z.extend(Slot, { weekday: z.string(), days: z.number() })),
			weekdayTest: Unevenness,
			/** Of the incidents whose hour is known. */
			hours: z.array(z.extend(Slot, { hour: z.int() })),
			hourTest: Unevenness,
			months: z.array(
				z.object({
					month: z.string(),
					count: z.int(),
					days: z.number(),
					perThirtyDays: z.nullable(z.number()),
				}),
			),
			autocorrelation: z.nullable(Autocorrelation),
			/** The strongest step, claimed or not; null where it can't be tested. */
			changeTest: z.nullable(ChangePoint),
			/** The same where it is claimed; null in doubt. */
			change: z.nullable(ChangePoint),
			trend: z.nullable(Trend),
			/** Why a test is missing. */
			why: z.array(z.string()),
		}),
	),
})
export type CalendarFigures = z.infer<typeof CalendarFigures>
