import * as z from 'zod/mini'
import { Instant, Slug } from './instant.ts'
import { Coverage } from './timeline.ts'

/**
 * Several durations, described without pretending that their mean says much. Seconds, unrounded:
 * rounding is the page's business.
 */
export const Distribution = z.object({
	count: z.int(),
	min: z.nullable(z.number()),
	/**
	 * Quartiles, median and 90th percentile by linear interpolation between order statistics (R type
	 * 7).
	 */
	p25: z.nullable(z.number()),
	median: z.nullable(z.number()),
	/**
	 * The 95 % interval of the median from order statistics, as if each were independent of the
	 * others; null below six.
	 */
	medianLow: z.nullable(z.number()),
	medianHigh: z.nullable(z.number()),
	p75: z.nullable(z.number()),
	p90: z.nullable(z.number()),
	max: z.nullable(z.number()),
	sum: z.nullable(z.number()),
	mean: z.nullable(z.number()),
	/** Of a sample (n − 1); null below two. */
	standardDeviation: z.nullable(z.number()),
	/** How many were left out, by reason. */
	excluded: z.record(z.string(), z.int()),
})
export type Distribution = z.infer<typeof Distribution>

/**
 * A part of a whole with its 95 % interval (Wilson's, over as many independent things as there
 * are); null where the whole is empty.
 */
export const Share = z.object({
	part: z.int(),
	of: z.int(),
	share: z.nullable(z.number()),
	low: z.nullable(z.number()),
	high: z.nullable(z.number()),
	/** Who could have been in the part: `of` counts them. */
	population: z.optional(z.string()),
	/** Who could have been in neither, by reason. */
	leftOut: z.optional(z.record(z.string(), z.int())),
	/**
	 * Over how many calendar weeks (Monday, UTC) the population is spread, where the interval allows
	 * for what comes in clusters.
	 */
	weeks: z.optional(z.int()),
	/** Of few, the share drawn towards that of the pool: `weight` is how much of it is their own. */
	shrunk: z.optional(z.object({ share: z.number(), pool: z.number(), weight: z.number() })),
})
export type Share = z.infer<typeof Share>

/**
 * What chance alone would give: the mean of the draws and the range that holds 95 % of them. Null
 * where nothing could be drawn.
 */
export const Chance = z.object({
	expected: z.nullable(z.number()),
	low: z.nullable(z.number()),
	high: z.nullable(z.number()),
	draws: z.int(),
	seed: z.int(),
})
export type Chance = z.infer<typeof Chance>

/** Which part of the record a figure is about. Absent bounds mean all that is covered. */
export const Scope = z.object({
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	from: z.optional(Instant),
	to: z.optional(Instant),
	/** An IANA zone: where days begin and hours are read. UTC when absent. */
	zone: z.optional(z.string()),
	/**
	 * How much of a minute counts as down in each state; 0.3 for a partial outage, 1 for a major one,
	 * 0 for degraded when absent.
	 */
	weights: z.optional(z.object({ partial: z.number(), degraded: z.number() })),
})
export type Scope = z.infer<typeof Scope>

/** A figure with all that a stranger needs to dispute it. */
export const Analysis = z.object({
	/** As in `/analysis/<name>`. */
	name: z.string(),
	title: z.string(),
	/** The question in one sentence. */
	asks: z.string(),
	method: z.string(),
	/** Raised when the method changes, so that two figures can be told apart. */
	version: z.string(),
	scope: Scope,
	/** How many incidents it was counted from. */
	sampleSize: z.int(),
	/** How many were left out, by reason. */
	exclusions: z.record(z.string(), z.int()),
	/** The stretches of complete record that it was counted over. */
	coverage: z.array(Coverage),
	/**
	 * SHA-256 of the scope, the version and every incident, state and gap that went in: equal hashes
	 * are equal figures.
	 */
	inputHash: z.string(),
	/** Why there are no figures: the scope holds only samples, or nothing. */
	refused: z.optional(z.string()),
	/** As the question defines them; absent when refused. */
	figures: z.optional(z.unknown()),
})
export type Analysis = z.infer<typeof Analysis>

/**
 * What `tidemark analyse --json` prints: figures of one record and one scope. Keys in code-unit
 * order.
 */
export const AnalysisReport = z.object({
	schemaVersion: z.string(),
	/** The last look that the record rests on. */
	generatedAt: z.nullable(Instant),
	/**
	 * SHA-256 over all that figures are counted from: whoever has the same record has the same hash,
	 * whatever the scope.
	 */
	inputHash: z.string(),
	scope: Scope,
	analyses: z.array(Analysis),
})
export type AnalysisReport = z.infer<typeof AnalysisReport>

/** One analysis as it is published under an address of its own. */
export const AnalysisDocument = z.extend(Analysis, { asOf: z.nullable(Instant) })
export type AnalysisDocument = z.infer<typeof AnalysisDocument>
