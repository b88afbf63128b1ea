import type { ObservedCount } from '#core/model/observation.ts'
import { windowSeconds } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { Problems } from '../read.ts'
import type { Company } from './company.ts'

/**
 * So many windows in a row have to agree before a list without times is believed to be the same
 * stretch.
 */
const enough = 8

/**
 * What is usual in each window, by its start. The company's lists name no times: they are laid
 * beside the dated points, and count only where
 * they agree with them in exactly one way over at least 8 windows in a row that are not all alike.
 * Else only the newest point is given its usual count.
 */
export function alignedBaseline(
	points: readonly ObservedCount[],
	company: Company,
	problems: Problems | undefined,
): ReadonlyMap<string, number> {
	const row = latestRow(points)
	const places =
		row.length < enough || row.every(({ count }) => count === row[0]?.count)
			? []
			: placesOf(row, company.counts)
	const [place] = places
	if (place !== undefined && places.length === 1)
		return new Map(row.flatMap(({ at }, index) => amountAt(at, company.usual[place + index])))
	if (company.counts.length > 0)
		problems?.add(
			'/baseline',
			`cannot be laid beside the dated points (${places.length} ways): only the newest is given its usual count`,
		)
	const newest = points.at(-1)
	return new Map(newest ? amountAt(newest.at, company.usualNow) : [])
}

function amountAt(at: string, usual: number | undefined): [string, number][] {
	return usual === undefined ? [] : [[at, usual]]
}

/** The newest points that follow each other without a gap. */
function latestRow(points: readonly ObservedCount[]): readonly ObservedCount[] {
	let first = points.length - 1
	while (first > 0 && follows(points[first - 1], points[first])) first -= 1
	return points.slice(Math.max(0, first))
}

function follows(earlier: ObservedCount | undefined, later: ObservedCount | undefined): boolean {
	return (
		earlier !== undefined &&
		later !== undefined &&
		millisecondsOf(later.at) - millisecondsOf(earlier.at) === windowSeconds * 1000
	)
}

/** Where the row's counts stand in the list. */
function placesOf(row: readonly ObservedCount[], counts: readonly number[]): number[] {
	const places: number[] = []
	for (let place = 0; place + row.length <= counts.length; place += 1)
		if (row.every(({ count }, index) => counts[place + index] === count)) places.push(place)
	return places
}
