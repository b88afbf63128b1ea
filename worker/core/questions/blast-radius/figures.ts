import * as z from 'zod/mini'
import { Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'

/** What `blast-radius` answers. */

/**
 * How a stretch of one surface is known. `declared`: the page gave it a state. `inferred`: an
 * incident that names it was open, and no state was given.
 * `denied`: the page called it operational while an incident that names it was open. `clear`: the
 * record is complete and holds nothing of it.
 * `unknown`: all else.
 */
export const CellKind = z.enum(['declared', 'inferred', 'denied', 'clear', 'unknown'])
export type CellKind = z.infer<typeof CellKind>

export const Cell = z.object({
	from: Instant,
	to: Instant,
	cell: CellKind,
	/** The state where one is given: operational, degraded, partial, major or maintenance. */
	state: z.optional(z.string()),
	basis: z.optional(z.enum(['declared', 'seen'])),
	/** The incident that declared it or stands open, and its update. */
	incident: z.optional(z.string()),
	update: z.optional(z.string()),
})

export const Matrix = z.object({
	/** `episodes/<id>` or `incidents/<provider>/<id>`. */
	subject: z.string(),
	provider: z.string(),
	from: Instant,
	/** The last look where it is still open. */
	to: Instant,
	open: z.boolean(),
	/**
	 * How much of its time the record is complete for; outside of that nothing is known of what else
	 * happened.
	 */
	coverage: z.enum(['complete', 'partly', 'sample']),
	rows: z.array(z.object({ surface: z.string(), cells: z.array(Cell) })),
	/** Rows were cut after this many cells. */
	cutAfter: z.optional(z.int()),
})
export type Matrix = z.infer<typeof Matrix>

/**
 * Of incidents: how many name one, the other, or both. What chance gives can't be said, since an
 * incident that names neither is not in the record.
 */
export const NamedTogether = z.object({
	a: z.int(),
	b: z.int(),
	both: z.int(),
	of: z.int(),
	givenA: Share,
	givenB: Share,
})
export type NamedTogether = z.infer<typeof NamedTogether>

/**
 * Of days: how many had trouble of one, of the other, of both, and how many of both by chance if
 * they had nothing to do with each other.
 */
export const Together = z.extend(NamedTogether, {
	/** The sum over months of a·b ÷ days of the month. */
	expected: z.nullable(z.number()),
})
export type Together = z.infer<typeof Together>

/**
 * Days with both over those that independence gives; the interval allows for runs of bad days and
 * for the number of pairs that are looked at.
 */
export const BeyondChance = z.object({
	ratio: z.number(),
	low: z.number(),
	high: z.number(),
	weeks: z.int(),
})
export type BeyondChance = z.infer<typeof BeyondChance>

export const BlastRadiusFigures = z.object({
	zone: z.string(),
	/**
	 * How many pairs are compared with chance: the intervals of all of them hold together in 95 of
	 * 100 records.
	 */
	comparisons: z.int(),
	/** The latest first, at most 100; a narrower scope shows the others. */
	matrices: z.array(Matrix),
	subjects: z.int(),
	providers: z.array(
		z.object({
			provider: z.string(),
			/** Incidents that name at least one surface. */
			incidents: z.int(),
			/** Of them, those that name exactly one. */
			isolated: Share,
			/** How many incidents name so many surfaces. */
			surfacesPerIncident: z.array(z.object({ surfaces: z.int(), incidents: z.int() })),
			/** Days of the zone's calendar of which anything was observed. */
			days: z.int(),
			pairs: z.array(
				z.object({
					a: z.string(),
					b: z.string(),
					incidents: NamedTogether,
					/** Over the days on which both existed. */
					outageDays: Together,
					beyondChance: z.nullable(BeyondChance),
					/** The incidents that name both, at most 100. */
					ids: z.array(z.string()),
				}),
			),
			/** Outage days of the services of an imported uptime display. */
			displayed: z.array(z.object({ a: z.string(), b: z.string(), outageDays: Together })),
		}),
	),
	/** Providers of which only chosen incidents were collected: no share follows from them. */
	samplesOnly: z.array(z.string()),
})
export type BlastRadiusFigures = z.infer<typeof BlastRadiusFigures>
