import { firstFrom, type Occurrence } from './recurrence.ts'
import type { Span } from './span.ts'
import type { Lasting } from './survival.ts'

/** How long it stayed quiet after nothing was open any more. */

export const allClearReasons = {
	endUnknown: 'when it ended is not known',
	noSurface: 'it names no surface that is listed',
	stillOpen: 'another incident was still open on a shared surface',
	outside: 'it ended outside of complete record',
} as const

/**
 * Per incident (by beginning): from its end to the next beginning on a surface that both name.
 * Where the window ends first, it is only known
 * to have been quiet until then. A text says why there was no all-clear.
 */
export function allClears(
	occurrences: readonly Occurrence[],
	windows: readonly Span[],
): (Lasting | string)[] {
	const lists = surfaceLists(occurrences)
	return occurrences.map((occurrence, position) => {
		const { from, to, surfaces, endKnown } = occurrence
		if (!endKnown) return allClearReasons.endUnknown
		if (surfaces.length === 0) return allClearReasons.noSurface
		const window = windows.find((span) => to >= span.from && to < span.to)
		if (!window) return allClearReasons.outside
		const own = surfaces.flatMap((surface) => lists[surface] ?? [])
		if (own.some((list) => list.latestEndBesides(to, position) > to))
			return allClearReasons.stillOpen
		const next = Math.min(
			...own.map(
				({ starts }) => starts[firstFrom(starts, to, to > from)] ?? Number.POSITIVE_INFINITY,
			),
		)
		return next < window.to
			? { seconds: (next - to) / 1000, ended: true }
			: { seconds: (window.to - to) / 1000, ended: false }
	})
}

interface SurfaceList {
	readonly starts: Float64Array
	/** The latest end among those begun at `moment` or before, one of them left out. */
	latestEndBesides(moment: number, position: number): number
}

function surfaceLists(occurrences: readonly Occurrence[]): SurfaceList[] {
	const members: number[][] = []
	for (const [position, { surfaces }] of occurrences.entries()) {
		for (const surface of surfaces) {
			const list = members[surface]
			if (list) list.push(position)
			else members[surface] = [position]
		}
	}
	return Array.from(members, (positions = []) => surfaceList(positions, occurrences))
}

function surfaceList(
	positions: readonly number[],
	occurrences: readonly Occurrence[],
): SurfaceList {
	const starts = Float64Array.from(positions, (position) => occurrences[position]?.from ?? 0)
	// For each prefix its two latest ends, and whose the latest is: so that any one member can be
	// left out.
	const [latest, second, owner] = [
		new Float64Array(positions.length),
		new Float64Array(positions.length),
		new Int32Array(positions.length),
	]
	let [best, next, of] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -1]
	positions.forEach((position, place) => {
		const end = occurrences[position]?.to ?? 0
		if (end > best) [best, next, of] = [end, best, position]
		else if (end > next) next = end
		latest[place] = best
		second[place] = next
		owner[place] = of
	})
	return {
		starts,
		latestEndBesides(moment, position) {
			const place = firstFrom(starts, moment, false) - 1
			if (place < 0) return Number.NEGATIVE_INFINITY
			return (owner[place] === position ? second[place] : latest[place]) ?? Number.NEGATIVE_INFINITY
		},
	}
}
