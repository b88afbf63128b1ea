import type { Counted, ReportCount } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'

/** What a source's counts are. */
export interface SeriesNature {
	readonly counted: Counted
	/** A window without a count means that nobody reported, not that nobody counted. */
	readonly silentIsZero: boolean
	/**
	 * With `silentIsZero`: from when on it was counted, where that is earlier than the first count.
	 */
	readonly since?: string
	/**
	 * Up to when it was counted, where that is known: it tells silence, or a gap, after the last
	 * point from a rise that still lasts.
	 */
	readonly until?: string
}

/** The counts of one source over time: one point a window, by time. */
export interface CrowdSeries extends SeriesNature {
	readonly provider: string
	readonly source: string
	readonly surface?: string
	readonly region?: string
	readonly windowSeconds: number
	/**
	 * Whole windows only, sorted, no two in the same slot of `windowSeconds` counted from the epoch.
	 */
	readonly points: readonly ReportCount[]
}

/**
 * Counts grouped into series by provider, source, surface, region and window; readings and windows
 * that are still open are left out.
 * Of two counts of one window the later in the list counts. Series come in the order of their
 * names.
 */
export function seriesOf(
	reports: readonly ReportCount[],
	natureOf: (provider: string, source: string) => SeriesNature,
): CrowdSeries[] {
	const groups = Map.groupBy(reports.filter(isWhole), (report) =>
		JSON.stringify([
			report.provider,
			report.source,
			report.surface ?? '',
			report.region ?? '',
			report.windowSeconds,
		]),
	)
	return [...groups]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, counts]) => single(counts, natureOf))
}

type WindowCount = ReportCount & { readonly windowSeconds: number }

function isWhole(report: ReportCount): report is WindowCount {
	return report.windowSeconds !== undefined && report.partial !== true
}

function single(
	counts: readonly WindowCount[],
	natureOf: (provider: string, source: string) => SeriesNature,
): CrowdSeries {
	// groupBy yields no empty group
	const { provider, source, surface, region, windowSeconds } = counts[0] as WindowCount
	const bySlot = new Map(
		counts.map((count) => [Math.floor(millisecondsOf(count.at) / (windowSeconds * 1000)), count]),
	)
	const points = [...bySlot].sort(([a], [b]) => a - b).map(([, count]) => asCounted(count))
	return {
		provider,
		source,
		...(surface && { surface }),
		...(region && { region }),
		windowSeconds,
		...natureOf(provider, source),
		points,
	}
}

/**
 * What is published carries our own usual count as its baseline; that one is never taken for the
 * source's.
 */
function asCounted(count: WindowCount): ReportCount {
	if (count.basis === undefined || count.basis === 'source') return count
	const { baseline: _, basis: __, ...counted } = count
	return counted
}
