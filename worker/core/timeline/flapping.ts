import { most } from '#core/bounds.ts'
import type { Gap } from '#core/model/timeline.ts'
import { dayOf, secondsBetween } from '#core/time/time.ts'

/**
 * The gaps of one document, oldest first, at most so many that began on one UTC day: those with the
 * shortest good stretches between them become
 * one, which says how many it stands for. What was seen in between is in the snapshots; "not
 * observed" is the careful word for such a time.
 */
export function withinDays(gaps: readonly Gap[]): readonly Gap[] {
	if (gaps.length <= most('gapsADay')) return gaps
	return [...Map.groupBy(gaps, ({ from }) => dayOf(from)).values()].flatMap((own) =>
		own.length <= most('gapsADay') ? own : fewer(own),
	)
}

function fewer(gaps: readonly Gap[]): Gap[] {
	const between = gaps.slice(1).map((gap, position) => ({
		position,
		seconds: secondsBetween(gaps[position]?.to ?? gap.from, gap.from),
	}))
	const closed = between
		.sort((a, b) => a.seconds - b.seconds || a.position - b.position)
		.slice(0, gaps.length - most('gapsADay'))
	const isClosed = new Set(closed.map(({ position }) => position))
	const groups: Gap[][] = []
	for (const [position, gap] of gaps.entries()) {
		if (position > 0 && isClosed.has(position - 1)) groups.at(-1)?.push(gap)
		else groups.push([gap])
	}
	return groups.map(asOne)
}

function asOne(gaps: readonly Gap[]): Gap {
	const [first, last] = [gaps[0], gaps.at(-1)]
	if (!first || !last) throw new RangeError('no gap in a group of gaps')
	if (gaps.length === 1) return first
	const { to: _, ...opening } = first
	return {
		...opening,
		...(last.to !== undefined && { to: last.to }),
		joined: gaps.length,
		reason: `${gaps.length} gaps that followed close on one another. The first: ${first.reason}`,
	}
}
