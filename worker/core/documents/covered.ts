import type { Coverage } from '#core/model/timeline.ts'
import { compareInstants } from '#core/time/time.ts'

/**
 * Whether the record can speak for a stretch of time: only then does an absence mean anything.
 * Samples cover nothing. What lies
 * after `asOf` is not asked for; a stretch of one surface counts only where that surface is asked
 * about.
 */
export function coveredWithin(
	coverage: readonly Coverage[],
	window: { readonly from: string; readonly to: string },
	asOf: string,
	surface?: string,
): 'whole' | 'partly' | 'none' {
	const end = compareInstants(window.to, asOf) < 0 ? window.to : asOf
	const stretches = coverage
		.filter(
			(stretch) =>
				stretch.kind !== 'sample' && (stretch.surface === undefined || stretch.surface === surface),
		)
		.map((stretch) => ({ from: stretch.from, to: stretch.to ?? asOf }))
		.filter(
			(stretch) =>
				compareInstants(stretch.from, end) < 0 && compareInstants(stretch.to, window.from) > 0,
		)
		.sort((a, b) => compareInstants(a.from, b.from))
	let reached = window.from
	for (const stretch of stretches) {
		if (compareInstants(stretch.from, reached) > 0) return 'partly'
		if (compareInstants(stretch.to, reached) > 0) reached = stretch.to
	}
	if (stretches.length === 0) return 'none'
	return compareInstants(reached, end) >= 0 ? 'whole' : 'partly'
}
