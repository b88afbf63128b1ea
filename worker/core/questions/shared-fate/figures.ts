import * as z from 'zod/mini'
import { Chance, Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { Together } from '../blast-radius/figures.ts'

/** What `shared-fate` answers. Shares are parts of 1. */

const Window = z.object({ from: Instant, to: Instant })

/** Clock hours that are known of both: how many, and in how many either was in trouble, or both. */
export const Hours = z.object({
	of: z.int(),
	a: z.int(),
	b: z.int(),
	both: z.int(),
	/** How many hours with both chance gives; null without draws. */
	expected: z.nullable(z.number()),
	/**
	 * Of the hours in which the first was in trouble, those in which the second was too; with the
	 * interval of whole weeks drawn with replacement.
	 */
	bGivenA: Share,
	bByChance: z.nullable(z.number()),
	aGivenB: Share,
	aByChance: z.nullable(z.number()),
})
export type Hours = z.infer<typeof Hours>

/** Two providers over the time for which both are complete. */
export const Pair = z.object({
	a: z.string(),
	b: z.string(),
	windows: z.array(Window),
	commonSeconds: z.number(),
	/** With any trouble each, and both at once. */
	aSeconds: z.number(),
	bSeconds: z.number(),
	bothSeconds: z.number(),
	outageDays: Together,
	/**
	 * Whole weeks from Monday to Sunday, on which the comparison with chance rests; the share of
	 * their time in which both were in trouble.
	 */
	weeks: z.int(),
	bothShare: z.nullable(z.number()),
	/** The same with one of the two moved by whole weeks within blocks of eight. */
	chance: Chance,
	/** (1 + draws that gave as much) ÷ (1 + draws). */
	p: z.nullable(z.number()),
	/** The same when all compared pairs of the record are asked at once (Holm). */
	adjusted: z.nullable(z.number()),
	/** Over the same weeks; null where there is no comparison. */
	hours: z.nullable(Hours),
	/** Why there is no comparison. */
	why: z.optional(z.string()),
})
export type Pair = z.infer<typeof Pair>

/**
 * While something of a provider was in trouble: whether others had a surface of the same kind
 * without trouble from beginning to end.
 */
export const Instead = z.object({
	provider: z.string(),
	kind: z.string(),
	other: z.string(),
	up: Share,
	/** Incidents during which the other's record is not complete. */
	unknown: z.int(),
	/** The incidents during which it was not up, at most 100. */
	notUp: z.array(z.string()),
})
export type Instead = z.infer<typeof Instead>

export const IncidentWays = z.object({
	/** `provider/id`. */
	incident: z.string(),
	from: Instant,
	to: Instant,
	kinds: z.array(
		z.object({
			kind: z.string(),
			up: z.array(z.string()),
			troubled: z.array(z.string()),
			unknown: z.array(z.string()),
		}),
	),
})
export type IncidentWays = z.infer<typeof IncidentWays>

/** A primary with one or two others behind it, over the time for which all are complete. */
export const Fallback = z.object({
	kind: z.string(),
	/** `provider/surface`. */
	doors: z.array(z.string()),
	windows: z.array(Window),
	commonSeconds: z.number(),
	/**
	 * Without trouble: each, and at least one of them. Upper bounds where an incident among them has
	 * no known length.
	 */
	alone: z.array(z.number()),
	together: z.number(),
	/**
	 * 95 % of `together` when whole weeks are drawn with replacement; null without draws, for few
	 * weeks, and where all were never in trouble at once.
	 */
	low: z.nullable(z.number()),
	high: z.nullable(z.number()),
	/**
	 * What `together` would be if they failed independently of each other within each eight weeks:
	 * growth that they share is in it.
	 */
	ifIndependent: z.number(),
	allDownSeconds: z.number(),
	unmeasured: z.int(),
})
export type Fallback = z.infer<typeof Fallback>

export const SharedFateFigures = z.object({
	/** How many pairs of the whole record were compared, and asked at once. */
	compared: z.int(),
	pairs: z.array(Pair),
	instead: z.array(Instead),
	/** The latest incidents first, at most 100 of `of`. */
	incidents: z.array(IncidentWays),
	of: z.int(),
	fallbacks: z.array(Fallback),
	/** Doors that stand in no fallback, and why. */
	doorsLeftOut: z.array(z.object({ door: z.string(), kind: z.string(), why: z.string() })),
	/**
	 * Uptime displays of different providers (`provider/service`): days with an outage on both, over
	 * the days that both hold.
	 */
	displayed: z.array(z.object({ a: z.string(), b: z.string(), outageDays: Together })),
	/** The same models through another vendor: a door of its own where its state is covered. */
	otherDoors: z.array(
		z.object({
			provider: z.string(),
			name: z.string(),
			door: z.nullable(z.string()),
			covered: z.boolean(),
			why: z.optional(z.string()),
		}),
	),
})
export type SharedFateFigures = z.infer<typeof SharedFateFigures>
