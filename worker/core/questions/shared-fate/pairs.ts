import { holm } from '#core/statistics/significance.ts'
import { instantOf } from '#core/time/time.ts'
import type { Zone } from '#core/time/zone.ts'
import { drawsFor } from '../question.ts'
import { conditionsOf } from '../toolkit/condition/condition.ts'
import { knownOf, troubleOf } from '../toolkit/condition/spans.ts'
import { DaySet } from '../toolkit/day-set.ts'
import type { ProviderScope, ScopedRecord } from '../toolkit/scoped-record.ts'
import { intersection, length } from '../toolkit/span.ts'
import { togetherByMonth } from '../toolkit/together.ts'
import { whyUnmeasured } from './doors.ts'
import type { Pair } from './figures.ts'
import { hoursTogether } from './hours.ts'
import { type Series, shiftedWithinBlocks } from './shifts.ts'

/**
 * Every two providers that are complete at the same time, and what stands out among all of them.
 */
export function pairsOf(
	providers: readonly ProviderScope[],
	record: ScopedRecord,
	zone: Zone,
): readonly Pair[] {
	const series = providers.map((scope) => {
		const { any, incidents, unmeasured } = conditionsOf(scope)
		const why = whyUnmeasured(incidents.length, unmeasured)
		return {
			scope,
			id: scope.provider.id,
			why: why && `${scope.provider.id}: ${why}`,
			known: knownOf(any),
			trouble: troubleOf(any, 'with unplaced'),
		}
	})
	const draws = drawsFor(
		providers.reduce((sum, scope) => sum + scope.incidents.length, 0),
		record,
	)
	const all = series.flatMap((a, index) =>
		series.slice(index + 1).flatMap((b) => pairOf(a, b, zone, draws)),
	)
	const adjusted = holm(all.map(({ p }) => p))
	return all.map((pair, position) => ({ ...pair, adjusted: adjusted[position] ?? null }))
}

interface Measurable extends Series {
	readonly id: string
	readonly scope: ProviderScope
	readonly why: string | undefined
}

function pairOf(a: Measurable, b: Measurable, zone: Zone, draws: number): Pair[] {
	const common = intersection(a.known, b.known)
	if (common.length === 0) return []
	const [inA, inB] = [intersection(a.trouble, common), intersection(b.trouble, common)]
	const windows = intersection(a.scope.windows, b.scope.windows)
	// Nothing follows from series of which much has no known length.
	const unmeasured = a.why ?? b.why
	const shifted = shiftedWithinBlocks(a, b, unmeasured === undefined ? windows : [], draws)
	const why = unmeasured ?? shifted.why
	return [
		{
			a: a.id,
			b: b.id,
			windows: windows.map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to) })),
			commonSeconds: length(common) / 1000,
			aSeconds: length(inA) / 1000,
			bSeconds: length(inB) / 1000,
			bothSeconds: length(intersection(inA, inB)) / 1000,
			outageDays: togetherByMonth(
				DaySet.touchedBy(inA, zone),
				DaySet.touchedBy(inB, zone),
				DaySet.touchedBy(common, zone),
			),
			...shifted,
			adjusted: null,
			hours: why === undefined ? hoursTogether(a, b, windows, draws) : null,
			...(why !== undefined && { why }),
		},
	]
}
