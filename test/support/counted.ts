import { type CrowdSeries, seriesOf } from '#core/crowd/series.ts'
import type { ReportCount } from '#core/model/report.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { addSeconds, instantOf, millisecondsOf } from '#core/time/time.ts'

/**
 * Report counts that never were: what users of a service would send, with trouble put in where a
 * test knows of it.
 */

export const windowSeconds = 900
export const windowsADay = 96
export const windowsAWeek = 7 * windowsADay

export interface Told {
	readonly seed: number
	readonly weeks: number
	/** How many reports a window has on the mean of a weekday. */
	readonly rate: number
	/** Monday, 2026-01-05T00:00:00Z, when absent. */
	readonly from?: string
	/** How far the day swings about its mean, 0 to 1. */
	readonly swing?: number
	/** What is left of it on a weekend. */
	readonly weekend?: number
	/** From this window on users live an hour earlier by UTC. */
	readonly clockChangesAt?: number
	/** What a window is counted to have more, by its number. */
	readonly more?: (window: number) => number
	/** Windows that were not counted. */
	readonly missing?: (window: number) => boolean
}

/**
 * Counts of `acme` by `reports`: Poisson noise about a rate that goes with the hour and the day.
 */
export function told({
	seed,
	weeks,
	rate,
	from = '2026-01-05T00:00:00Z',
	swing = 0.8,
	weekend = 0.6,
	clockChangesAt,
	more,
	missing,
}: Told): ReportCount[] {
	const draw = seeded(seed)
	const begin = millisecondsOf(from)
	const counts: ReportCount[] = []
	for (let window = 0; window < weeks * windowsAWeek; window += 1) {
		const moment = begin + window * windowSeconds * 1000
		const lived = new Date(
			moment + (clockChangesAt !== undefined && window >= clockChangesAt ? 3_600_000 : 0),
		)
		const hour = lived.getUTCHours() + lived.getUTCMinutes() / 60
		const isWeekend = lived.getUTCDay() % 6 === 0
		const usual =
			rate * (1 + swing * Math.sin(((hour - 9) / 24) * 2 * Math.PI)) * (isWeekend ? weekend : 1)
		const count = poisson(usual + (more?.(window) ?? 0), draw)
		if (!missing?.(window))
			counts.push({
				provider: 'acme',
				source: 'reports',
				at: instantOf(moment),
				windowSeconds,
				count,
			})
	}
	return counts
}

/** The one series that counts make. */
export function oneSeries(
	counts: readonly ReportCount[],
	nature: Partial<Pick<CrowdSeries, 'counted' | 'silentIsZero' | 'since' | 'until'>> = {},
): CrowdSeries {
	const [series] = seriesOf(counts, () => ({
		counted: 'reporters',
		silentIsZero: false,
		...nature,
	}))
	if (!series) throw new Error('no whole window among the counts')
	return series
}

/** Counts of successive windows; null where none was counted. */
export function inARow(
	from: string,
	counts: readonly (number | null)[],
	more: Partial<ReportCount> = {},
): ReportCount[] {
	return counts.flatMap((count, index) =>
		count === null
			? []
			: [
					{
						provider: 'acme',
						source: 'reports',
						at: addSeconds(from, index * windowSeconds),
						windowSeconds,
						count,
						...more,
					},
				],
	)
}

/**
 * A draw from a Poisson distribution; above 60 from the normal distribution that it is then as good
 * as.
 */
export function poisson(rate: number, draw: () => number): number {
	if (rate > 60) {
		const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
		return Math.max(0, Math.round(rate + normal * Math.sqrt(rate)))
	}
	const limit = Math.exp(-rate)
	let count = 0
	for (let product = draw(); product > limit; product *= draw()) count += 1
	return count
}
