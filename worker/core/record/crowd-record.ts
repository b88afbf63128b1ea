import { bounds, most } from '#core/bounds.ts'
import { usualOf } from '#core/crowd/baseline.ts'
import { withNeighbours } from '#core/crowd/neighbours.ts'
import { foundIn } from '#core/crowd/rises.ts'
import { type CrowdSeries, seriesOf } from '#core/crowd/series.ts'
import { canonicalJson } from '#core/hash.ts'
import type { CrowdObservation } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { intakeSource, type PossibleRise, type ReportCount, type Rise } from '#core/model/report.ts'
import { platformOf } from '#core/platforms/index.ts'
import { compareInstants, dayOf } from '#core/time/time.ts'

/**
 * What follows from the counts of all providers: each window with its usual volume, and where a
 * series rose.
 */
export interface CrowdRecord {
	/** Oldest first, each window once, with its baseline where there is one. */
	readonly reports: readonly ReportCount[]
	/** Oldest first. */
	readonly rises: readonly Rise[]
	readonly possibleRises: readonly PossibleRise[]
}

/**
 * From when to when was counted, instants: it tells nobody reporting from nobody counting. Absent
 * where that is not known.
 */
export interface Counting {
	readonly since?: (provider: string) => string | undefined
	readonly until?: string | undefined
}

/**
 * Derives both from the counts alone: all providers at once, because neighbours that rise together
 * excuse each other. `elsewhere` are rises of
 * further providers, whose counts somebody else holds.
 */
export function crowdRecord(
	reports: readonly ReportCount[],
	counting: Counting = {},
	elsewhere: readonly Rise[] = [],
): CrowdRecord {
	const series = seriesIn(reports, counting)
	const readings = reports.filter((count) => count.windowSeconds === undefined)
	const counts = [...series.flatMap(withUsual), ...readings]
	const found = series.map(foundIn)
	const own = found.flatMap((one) => one.rises)
	const rises = withNeighbours([...own, ...elsewhere]).slice(0, own.length)
	return {
		reports: counts.sort(
			(a, b) => compareInstants(a.at, b.at) || compareTexts(placeOf(a), placeOf(b)),
		),
		rises: rises.sort(byOnset),
		possibleRises: found.flatMap((one) => one.possible).sort(byOnset),
	}
}

/** What a crowd source stated, as counts of the record. */
export function countsOf(
	observation: CrowdObservation,
	provider: Provider,
	source: Source,
): ReportCount[] {
	const { counted } = platformOf(source.platform)
	const stated = observation.open ? [...observation.reports, observation.open] : observation.reports
	return stated.map((count) => ({
		...count,
		provider: provider.id,
		source: count.source ?? source.id,
		...(counted && { counted }),
	}))
}

/**
 * The counts as series, each with what its rows say that they count. Our own form is there whenever
 * the recorder is.
 */
function seriesIn(reports: readonly ReportCount[], { since, until }: Counting): CrowdSeries[] {
	const counted = new Map(
		reports.map((count) => [
			`${count.provider}/${count.source}`,
			count.counted ?? ('reporters' as const),
		]),
	)
	return seriesOf(reports, (provider, source) => {
		const from = source === intakeSource ? since?.(provider) : undefined
		return {
			counted: counted.get(`${provider}/${source}`) ?? 'reporters',
			silentIsZero: source === intakeSource,
			...(from !== undefined && { since: from }),
			...(until !== undefined && { until }),
		}
	})
}

/** Which series a count belongs to, within all that is counted: `claude/reports//`. */
export function placeOf({
	provider,
	source,
	surface,
	region,
}: Pick<ReportCount, 'provider' | 'source' | 'surface' | 'region'>): string {
	return `${provider}/${source}/${surface ?? ''}/${region ?? ''}`
}

/**
 * Windows by series and start, oldest first. A later statement of a window counts, and what it does
 * not say again stays.
 */
export function joinCounts(
	earlier: readonly ReportCount[],
	later: readonly ReportCount[],
): ReportCount[] {
	const byPlace = new Map<string, ReportCount>()
	for (const count of [...earlier, ...later]) {
		const key = `${count.at} ${placeOf(count)} ${count.windowSeconds ?? canonicalJson(count)}`
		const { partial: _, ...known } = byPlace.get(key) ?? {}
		byPlace.set(key, { ...known, ...count })
	}
	return [...byPlace].sort(([a], [b]) => compareTexts(a, b)).map(([, count]) => count)
}

function byOnset(a: Rise | PossibleRise, b: Rise | PossibleRise): number {
	return (
		compareInstants(a.roseAt, b.roseAt) ||
		compareTexts(`${a.provider}/${a.id}`, `${b.provider}/${b.id}`)
	)
}

/**
 * Counts within the bounds of what one source may state: windows of series that are known and of a
 * few new ones, the newest of each day.
 * `known` are the series of the source that there are.
 */
export function boundedCounts(
	counts: readonly ReportCount[],
	known: ReadonlySet<string>,
): { readonly counts: readonly ReportCount[]; readonly problems: readonly string[] } {
	const series = new Set(known)
	const ofSeries = counts.filter(
		(count) =>
			series.has(placeOf(count)) ||
			(series.size < most('countSeries') && series.add(placeOf(count))),
	)
	const days = [
		...Map.groupBy(ofSeries, (count) => `${placeOf(count)} ${dayOf(count.at)}`).values(),
	]
	const kept = days.flatMap((own) => (own.length <= most('countsADay') ? own : newestCounts(own)))
	const say = (name: 'countSeries' | 'countsADay', left: number) =>
		left > 0 ? [`${bounds[name].what}: ${left} counts left out.`] : []
	return {
		counts: kept,
		problems: [
			...say('countSeries', counts.length - ofSeries.length),
			...say('countsADay', ofSeries.length - kept.length),
		],
	}
}

/** The newest windows of a day, oldest first. */
export function newestCounts(counts: readonly ReportCount[]): readonly ReportCount[] {
	return [...counts].sort((a, b) => compareInstants(a.at, b.at)).slice(-most('countsADay'))
}

function withUsual(series: CrowdSeries): ReportCount[] {
	const usual = usualOf(series)
	return series.points.map((point) => {
		if (point.baseline !== undefined) return point
		const found = usual(point.at)
		return found ? { ...point, baseline: found.count, basis: found.basis } : point
	})
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
