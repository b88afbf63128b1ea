import { isCovered } from '#core/incident/surfaces.ts'
import type { Surface } from '#core/model/provider.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ProviderScope } from '../scoped-record.ts'
import { intersection, merged, type Span } from '../span.ts'

/**
 * The observed time in which a surface is known to be part of what was recorded: it cannot have
 * been up before there was any. Where our looks
 * cover it, all of it; of a history only the windows in which it is named at all, from when it
 * began: the day that the provider's file gives, or
 * the first time that the record names it, where that is earlier or no day is given. A page of one
 * surface alone is that surface's from its start.
 */
export function existenceOf(surface: Surface, scope: ProviderScope): readonly Span[] {
	const told =
		surface.began === undefined
			? Number.NEGATIVE_INFINITY
			: millisecondsOf(`${surface.began.day}T00:00:00Z`)
	const named = scope.mentions.get(surface.id) ?? []
	let first = Number.POSITIVE_INFINITY
	for (const moment of named) first = Math.min(first, moment)
	const since = { from: Math.min(told, first), to: Number.POSITIVE_INFINITY }
	if (scope.provider.surfaces.length === 1) return intersection(scope.observed, [since])
	const isWatched = isCovered(scope.provider, surface.id)
	const begun = {
		from: surface.began === undefined ? first : since.from,
		to: Number.POSITIVE_INFINITY,
	}
	const windows = scope.coverage.map(({ kind, from, to }) => ({
		isLive: kind === 'live' && isWatched,
		from: millisecondsOf(from),
		to: to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(to),
	}))
	const live = windows.filter(({ isLive }) => isLive)
	const histories = windows.filter(
		({ isLive, from, to }) => !isLive && named.some((moment) => moment >= from && moment < to),
	)
	const known = [
		...intersection(merged(live), [since]),
		...intersection(merged(histories), [begun]),
	]
	return intersection(scope.observed, merged(known))
}
