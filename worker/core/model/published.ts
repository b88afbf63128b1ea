import * as z from 'zod/mini'
import { Instant, Slug } from './instant.ts'
import { CalendarDate, Reference } from './register.ts'

/**
 * What providers publish about their own availability: kept as published, never mixed with what we
 * derive.
 */

const Part = z.number().check(z.gte(0), z.lte(1))

/** An availability that a provider's page showed, as somebody read and quoted it. */
export const PublishedShare = z.object({
	id: Slug,
	provider: Slug,
	/** Absent where the figure is about the service as a whole. */
	surface: z.optional(Slug),
	/** As a part of 1; the bounds instead of it where only a range or a limit was quoted. */
	share: z.optional(Part),
	atLeast: z.optional(Part),
	atMost: z.optional(Part),
	/** Over how many days; absent where nobody said. */
	windowDays: z.optional(z.int().check(z.gt(0))),
	/** When it was read on the page. */
	readAt: CalendarDate,
	/**
	 * How the page arrives at it, where that is documented: a partial outage counts as so much of a
	 * full one, a degraded stretch as so much.
	 */
	weights: z.optional(z.object({ partial: z.number(), degraded: z.number() })),
	sources: z.array(Reference).check(z.minLength(1)),
	notes: z.optional(z.string()),
})
export type PublishedShare = z.infer<typeof PublishedShare>

/** A day of the calendar, `2026-03-02`. */
export const CalendarDay = z.string().check(
	z.refine(
		(text) =>
			/^\d{4}-\d{2}-\d{2}$/.test(text) &&
			!Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
			new Date(`${text}T00:00:00Z`).toISOString().startsWith(text),
		{
			error: 'expected a day such as 2026-03-02',
		},
	),
)

const Minutes = z.number().check(z.gte(0), z.lte(1500))

/**
 * What the uptime display of a status page is made of: the minutes of outage that it shows for one
 * day of one of its services.
 */
export const ObservedPublishedDay = z.object({
	/** As the page names it. */
	service: z.string().check(z.minLength(1), z.maxLength(200)),
	/** The page's own day. */
	date: CalendarDay,
	/**
	 * The zone in which it begins, as whoever imported the file says, since the display does not; UTC
	 * when absent.
	 */
	zone: z.optional(z.string()),
	/** A day of 25 hours has 1,500. */
	partialMinutes: Minutes,
	majorMinutes: Minutes,
})
export type ObservedPublishedDay = z.infer<typeof ObservedPublishedDay>

/**
 * The same with whose it is and which file says so: the file is the evidence. Of two files that
 * hold one day the later reading counts.
 */
export const PublishedDay = z.extend(ObservedPublishedDay, {
	provider: Slug,
	/** Where an alias knows the service. */
	surface: z.optional(Slug),
	/** The source that the file became. */
	source: z.string(),
	readAt: Instant,
})
export type PublishedDay = z.infer<typeof PublishedDay>
