import type { ObservedCount } from '#core/model/observation.ts'
import { windowSeconds as usualSpacing } from '#core/model/report.ts'
import { compareInstants, millisecondsOf } from '#core/time/time.ts'
import { instantAt, type Problems, quote, rowsOf } from '../read.ts'

/** Dated values without their windows: what a window is follows from how far apart they are. */

export interface StatedPoint {
	readonly at: string
	readonly count: number
	readonly baseline?: number
	readonly path: string
}

/**
 * The points of a list of `{ date, value }`, with those of a second list as their baseline; or of
 * `{ timestampUtc, reportsValue, baselineValue }`.
 */
export function pointsOf(
	rows: readonly unknown[],
	baseline: unknown,
	problems: Problems,
): StatedPoint[] {
	const usual = new Map(
		valuesOf(baseline, '/baseline', problems).map(({ at, count }) => [at, count]),
	)
	const points = valuesOf(rows, '/reports', problems).map((point) => ({
		...point,
		...withBaseline(point.baseline ?? usual.get(point.at)),
	}))
	const dates = new Set(points.map(({ at }) => at))
	const alone = [...usual.keys()].filter((at) => !dates.has(at)).length
	if (alone > 0)
		problems.add(
			'/baseline',
			`${alone} of ${usual.size} values have no point of the same date: left out`,
		)
	return points
}

/**
 * The points as windows. Their length is the distance that is most frequent between neighbours (the
 * shorter one of two); one point alone is
 * taken for a quarter of an hour, with a problem. Points that begin within the window before them
 * are left out.
 */
export function readPoints(points: readonly StatedPoint[], problems: Problems): ObservedCount[] {
	const sorted = points.toSorted((a, b) => compareInstants(a.at, b.at))
	const spacing = spacingOf(sorted)
	if (spacing === undefined && sorted.length > 0)
		problems.add('', 'one moment only: taken for a window of 15 minutes')
	const windowSeconds = spacing ?? usualSpacing
	const counts: ObservedCount[] = []
	let freeFrom = Number.NEGATIVE_INFINITY
	for (const { at, count, baseline, path } of sorted) {
		const start = millisecondsOf(at)
		if (start < freeFrom) {
			problems.add(path, `${at} lies within the window before it: left out`)
			continue
		}
		counts.push({ at, windowSeconds, count, ...withBaseline(baseline) })
		// Clocks of collectors wander by seconds.
		freeFrom = start + windowSeconds * 900
	}
	return counts
}

function valuesOf(value: unknown, path: string, problems: Problems): StatedPoint[] {
	return rowsOf(value, path, problems).flatMap(({ row, path: place }) => {
		const at = instantAt(row.date ?? row.timestampUtc, `${place}/date`, problems)
		const count = amountOf(row.value ?? row.reportsValue)
		const baseline = amountOf(row.baselineValue)
		if (at === undefined && (row.date ?? row.timestampUtc ?? '') === '')
			problems.add(place, 'no date')
		if (count === undefined)
			problems.add(
				`${place}/value`,
				`expected a number that is not negative, got ${quote(row.value ?? row.reportsValue)}`,
			)
		return at === undefined || count === undefined
			? []
			: [{ at, count, path: place, ...withBaseline(baseline) }]
	})
}

function withBaseline(baseline: number | undefined): { baseline?: number } {
	return baseline === undefined ? {} : { baseline }
}

function amountOf(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** Whole seconds; undefined where there are not two moments. */
function spacingOf(sorted: readonly StatedPoint[]): number | undefined {
	const found = new Map<number, number>()
	for (const [index, { at }] of sorted.entries()) {
		const before = sorted[index - 1]
		const seconds =
			before === undefined ? 0 : Math.round((millisecondsOf(at) - millisecondsOf(before.at)) / 1000)
		if (seconds > 0) found.set(seconds, (found.get(seconds) ?? 0) + 1)
	}
	const [most] = [...found].sort(([a, times], [b, others]) => others - times || a - b)
	return most?.[0]
}
