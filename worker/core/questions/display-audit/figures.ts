import * as z from 'zod/mini'
import { CalendarDay } from '#core/model/published.ts'

const Lost = z.object({ partialSeconds: z.number(), majorSeconds: z.number() })

/** One day of one service on which the display and the statements differ. */
export const DifferingDay = z.object({
	provider: z.string(),
	service: z.string(),
	surface: z.string(),
	date: CalendarDay,
	/** As the display shows it; nothing where the display leaves the day out. */
	displayed: Lost,
	/** As the states that the page's own statements gave add up. */
	stated: Lost,
	/** Displayed minus stated outage: below zero the display is kinder than the statements. */
	differenceSeconds: z.number(),
	/** Whose statements put the product out on that day (`provider/id`), at most 20. */
	incidents: z.array(z.string()),
})
export type DifferingDay = z.infer<typeof DifferingDay>

const Compared = z.object({
	/**
	 * Days with an outage on the display or by the statements: those compared and those that can't
	 * be.
	 */
	days: z.int(),
	/** Within a minute. */
	equal: z.int(),
	/** Of these, days on which a minute or more is partial on one side and major on the other. */
	regraded: z.int(),
	/** The display shows less than the statements add up to. */
	kinder: z.object({ days: z.int(), seconds: z.number() }),
	/** The display shows more. */
	harsher: z.object({ days: z.int(), seconds: z.number() }),
	/** Days that can't be compared, by reason. */
	notCompared: z.record(z.string(), z.int()),
})
export type Compared = z.infer<typeof Compared>

export const AuditedService = z.extend(Compared, {
	service: z.string(),
	/** Null where no alias knows the service. */
	surface: z.nullable(z.string()),
	/** The zone in which the days of the display begin. */
	zone: z.string(),
	firstDay: CalendarDay,
	lastDay: CalendarDay,
	/**
	 * Whether the display leaves out days that have no outage, so that a day it does not list is one
	 * without.
	 */
	leavesQuietDaysOut: z.boolean(),
	sources: z.array(z.string()),
})
export type AuditedService = z.infer<typeof AuditedService>

export const DisplayAuditFigures = z.object({
	/**
	 * Two figures this far apart are still called equal: displays round to minutes or parts of them.
	 */
	toleranceSeconds: z.int(),
	providers: z.array(
		z.extend(Compared, { provider: z.string(), services: z.array(AuditedService) }),
	),
	/** Providers of which the record holds no displayed days. */
	withoutDisplay: z.array(z.string()),
	/** The largest differences, at most 100. */
	differing: z.object({ shown: z.array(DifferingDay), of: z.int() }),
})
export type DisplayAuditFigures = z.infer<typeof DisplayAuditFigures>
