import * as z from 'zod/mini'
import { Distribution } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { PromiseKind } from '#core/model/register.ts'
import { Standing } from '#core/model/vocabulary.ts'
import { Measured } from '../availability/figures.ts'
import { Between } from '../relapse/between.ts'
import { ProviderWords } from '../words/scorecard.ts'

/** How finely a provider files: what makes raw counts no ranking. */
export const Granularity = z.object({
	/**
	 * Incidents that have a length for each hour in which at least one was open, each for its first
	 * 48 hours at most; null where none was.
	 */
	incidentsPerOutageHour: z.nullable(z.number()),
	/** Median, components that no alias knows included; null without incidents. */
	surfacesPerIncident: z.nullable(z.number()),
	/** Median over the incidents of which all statements are known; null where there are none. */
	updatesPerIncident: z.nullable(z.number()),
	/** Of the time with at least one incident open, the share with two or more. */
	overlapShare: z.nullable(z.number()),
})
export type Granularity = z.infer<typeof Granularity>

export const ComparisonRow = z.object({
	provider: z.string(),
	name: z.string(),
	incidents: z.int(),
	/** Filed in the last 30 days of the window that all share. */
	lastThirtyDays: z.int(),
	observedSeconds: z.number(),
	/** What publications assert about who uses it; null: no claim in the record says. */
	users: z.nullable(
		z.array(
			z.object({ claim: z.string(), title: z.string(), claimant: z.string(), standing: Standing }),
		),
	),
	promises: z.array(
		z.object({
			id: z.string(),
			product: z.string(),
			kind: PromiseKind,
			percent: z.nullable(z.number()),
		}),
	),
	/** At each moment the worst of all surfaces, in every way of counting. */
	availability: z.object({
		basis: Measured.shape.basis,
		ways: Measured.shape.ways,
		unmeasured: z.int(),
	}),
	/** From the stated start to the first statement, where a start is stated apart from it. */
	firstPost: Distribution,
	/**
	 * From the beginning to the end of incidents that ended; an open one is left out with the reason.
	 */
	open: Distribution,
	/** Followed within 24 hours by another on the same surface, beside what chance gives. */
	relapse: Between,
	words: z.pick(ProviderWords, {
		longestSilence: true,
		causeNamed: true,
		postedLateOrAfterwards: true,
		withPostmortem: true,
		reversed: true,
		green: true,
	}),
	granularity: Granularity,
})
export type ComparisonRow = z.infer<typeof ComparisonRow>

/** Providers side by side over the time in which the record of every one of them is complete. */
export const ComparisonTable = z.object({
	providers: z.array(z.string()),
	windows: z.array(z.object({ from: Instant, to: Instant })),
	days: z.number(),
	rows: z.array(ComparisonRow),
	/** How differently they file, in a sentence of this window's own numbers. */
	warning: z.string(),
})
export type ComparisonTable = z.infer<typeof ComparisonTable>

export const ComparisonFigures = z.object({
	/** The one with the most providers first, then those with the most days times providers. */
	tables: z.array(ComparisonTable),
	/** Providers that stand in no table, and why. */
	absent: z.array(z.object({ provider: z.string(), why: z.string() })),
	words: z.array(z.string()),
})
export type ComparisonFigures = z.infer<typeof ComparisonFigures>
