import { canonicalJson } from '#core/hash.ts'
import type { ReportCount } from '#core/model/report.ts'
import { addSeconds, compareInstants, dayOf, monthOf, secondsBetween } from '#core/time/time.ts'
import { placeOf } from './crowd-record.ts'

/**
 * A month of one provider's counts in one document: what a series says alike is said once, so that
 * 3,000 windows take about 90 KB. Only days
 * that are over are in it.
 */
export interface CountMonth {
	readonly month: string
	/** The first day that is not in it. */
	readonly until: string
	readonly series: readonly CountSeries[]
}

interface CountSeries {
	/** What its windows say alike. */
	readonly said: Readonly<Record<string, unknown>>
	/** Seconds from the month's beginning, the count, and what a window says besides. */
	readonly windows: readonly (readonly [number, number, Readonly<Record<string, unknown>>?])[]
}

/** The counts of a month up to a day, as a document. */
export function countMonth(
	counts: readonly ReportCount[],
	month: string,
	until: string,
): CountMonth {
	const own = counts.filter(({ at }) => monthOf(at) === month && dayOf(at) < until)
	const series = [...Map.groupBy(own, placeOf)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, windows]) => seriesOf(windows, month))
	return { month, until, series }
}

function seriesOf(counts: readonly ReportCount[], month: string): CountSeries {
	const rests = counts.map(({ at: _, count: __, ...rest }): Record<string, unknown> => rest)
	const [first = {}] = rests
	const alike = Object.keys(first).filter((name) =>
		rests.every((rest) => canonicalJson(rest[name] ?? null) === canonicalJson(first[name] ?? null)),
	)
	const windows = counts.map(({ at, count }, index): CountSeries['windows'][number] => {
		const own = Object.entries(rests[index] ?? {}).filter(([name]) => !alike.includes(name))
		const place = secondsBetween(beginningOf(month), at)
		return own.length === 0 ? [place, count] : [place, count, Object.fromEntries(own)]
	})
	return { said: Object.fromEntries(alike.map((name) => [name, first[name]])), windows }
}

/** The counts as they went in, oldest first. */
export function countsOfMonth({ month, series }: CountMonth): ReportCount[] {
	const counts = series.flatMap(({ said, windows }) =>
		// They were counts when the document was made.
		windows.map(
			([place, count, own]) =>
				({ ...said, ...own, at: addSeconds(beginningOf(month), place), count }) as ReportCount,
		),
	)
	return counts.sort((a, b) => compareInstants(a.at, b.at) || (placeOf(a) < placeOf(b) ? -1 : 1))
}

function beginningOf(month: string): string {
	return `${month}-01T00:00:00Z`
}
