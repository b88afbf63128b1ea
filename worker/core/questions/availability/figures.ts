import * as z from 'zod/mini'
import { Instant } from '#core/model/instant.ts'
import { PublishedShare } from '#core/model/published.ts'
import { assumptions } from '../toolkit/condition/unknown-lengths.ts'
import { Seconds, Way } from './ways.ts'

/** What `availability` answers; times are seconds, shares parts of 1. */

const Bounds = z.object({
	way: z.string(),
	atLeast: z.nullable(z.number()),
	atMost: z.nullable(z.number()),
})

/**
 * A month of the zone, with its own bounds: an incident of unknown length is set aside in the
 * months that it is known to touch.
 */
const Month = z.object({
	month: z.string(),
	lengthSeconds: z.number(),
	seconds: Seconds,
	unmeasured: z.int(),
	/** Where it is one surface that is asked for, or all together. */
	ways: z.optional(z.array(Bounds)),
})

/**
 * How many days kept a level, by the upper and by the lower bound: 1 is a day without any downtime.
 */
const DayLevel = z.object({ level: z.number(), daysAtMost: z.int(), daysAtLeast: z.int() })

/** What the incidents of unknown length may change. */
const UnknownLengths = z.object({
	count: z.int(),
	/** At most 20 (`provider/id`). */
	incidents: z.array(z.string()),
	/**
	 * The bounds were each of them as long as is assumed; the median is missing where no incident of
	 * the provider has a length.
	 */
	if: z.array(z.object({ each: z.enum(assumptions), ways: z.array(Bounds) })),
})
export type UnknownLengths = z.infer<typeof UnknownLengths>

/** One surface, or all of them together. */
export const Measured = z.object({
	/**
	 * `states`: all trouble has a state of its own. `incidents`: no state is known at all. `both`:
	 * some of each.
	 */
	basis: z.enum(['states', 'incidents', 'both']),
	seconds: Seconds,
	ways: z.array(Way),
	/** Monday to Friday, 09 to 17 in the zone. */
	workingHours: z.object({ seconds: Seconds, ways: z.array(Way) }),
	/**
	 * How many incidents it was counted from, and how many of them have no known length: they are set
	 * aside.
	 */
	incidents: z.int(),
	unmeasured: z.int(),
	unknownLengths: z.optional(UnknownLengths),
	/**
	 * Days of the zone of which anything is known, by way and level: of all surfaces together, and of
	 * single ones where the scope names a provider.
	 */
	dayLevels: z.optional(
		z.array(z.object({ way: z.string(), days: z.int(), levels: z.array(DayLevel) })),
	),
	/** By month in the zone. Of single surfaces only where the scope names a provider. */
	months: z.optional(z.array(Month)),
})
export type Measured = z.infer<typeof Measured>

/** A day with anything but well-observed calm. Only where the scope names a provider. */
const Day = z.object({
	day: z.string(),
	lengthSeconds: z.number(),
	seconds: Seconds,
	/** Those that were open on it, at most 20 (`provider/id`). */
	incidents: z.array(z.string()),
})

/** A figure that the provider's page showed, beside ours for the same days and weights. */
export const Compared = z.object({
	published: PublishedShare,
	/** The days that it is about, where its window is known. */
	from: z.nullable(Instant),
	to: z.nullable(Instant),
	/** How much of them our record is complete for. */
	covered: z.nullable(z.number()),
	ours: z.nullable(Way),
	/** Why the two differ, or cannot be compared. */
	because: z.array(z.string()),
})
export type Compared = z.infer<typeof Compared>

/**
 * Minutes that a page's uptime display gives, counted as the public study does: 1 − (0.3·partial +
 * major) / 1440 a day.
 */
export const DisplayedService = z.object({
	service: z.string(),
	surface: z.nullable(z.string()),
	/** Where its days begin. */
	zone: z.string(),
	firstDay: z.string(),
	lastDay: z.string(),
	days: z.int(),
	/** The list that was read holds nothing but days with an outage: those it leaves out had none. */
	leavesQuietDaysOut: z.boolean(),
	/** Days between the first and the last that the display does not hold. */
	missingDays: z.int(),
	outageDays: z.int(),
	partialMinutes: z.number(),
	majorMinutes: z.number(),
	share: z.number(),
	months: z.array(z.object({ month: z.string(), days: z.int(), share: z.number() })),
	/** Days with any minute of outage, each with its share; all others are 1. */
	daily: z.array(z.object({ date: z.string(), share: z.number() })),
	/** How many of the days kept a level. */
	dayLevels: z.array(z.object({ level: z.number(), days: z.int() })),
	sources: z.array(z.string()),
	/** Ours for the same days at the same weights; null where the record does not cover them. */
	ours: z.nullable(Way),
})
export type DisplayedService = z.infer<typeof DisplayedService>

export const AvailabilityFigures = z.object({
	zone: z.string(),
	providers: z.array(
		z.object({
			provider: z.string(),
			windows: z.array(z.object({ from: Instant, to: Instant })),
			windowSeconds: z.number(),
			/** Looks that brought nothing: in no figure at all. */
			gapSeconds: z.number(),
			/** At each moment the worst of all surfaces; null where no surface is borne by any source. */
			any: Measured,
			surfaces: z.array(
				z.extend(Measured, {
					surface: z.string(),
					/**
					 * The first moment of which something is known: where it had not begun before, its own
					 * beginning.
					 */
					from: z.nullable(Instant),
				}),
			),
			/**
			 * By way, the surface that did worst, judged by the upper bound; null where there is none.
			 */
			worst: z.array(
				z.object({
					way: z.string(),
					surface: z.nullable(z.string()),
					atMost: z.nullable(z.number()),
					atLeast: z.nullable(z.number()),
				}),
			),
			/** Surfaces of which nobody tells the state. */
			leftOut: z.array(z.string()),
			/** Incidents that name no surface: within `any`, and between the bounds of each surface. */
			unplaced: z.int(),
			days: z.optional(z.array(Day)),
			published: z.array(Compared),
			displayed: z.array(DisplayedService),
		}),
	),
})
export type AvailabilityFigures = z.infer<typeof AvailabilityFigures>
