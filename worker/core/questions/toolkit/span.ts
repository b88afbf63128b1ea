/**
 * Stretches of time as epoch milliseconds, `[from, to)`: what figures are counted with, because
 * instants as text are slow to compare.
 */
export interface Span {
	readonly from: number
	readonly to: number
}

/** Overlapping and touching spans become one; sorted. Empty ones vanish. */
export function merged(spans: readonly Span[]): Span[] {
	const sorted = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from)
	const result: { from: number; to: number }[] = []
	for (const { from, to } of sorted) {
		const last = result.at(-1)
		if (last && from <= last.to) last.to = Math.max(last.to, to)
		else result.push({ from, to })
	}
	return result
}

/** What two sorted lists of disjoint spans share. */
export function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
	return clipped(a, b).map(({ from, to }) => ({ from, to }))
}

/**
 * The parts of sorted stretches, which may be more than spans, that lie inside of sorted, disjoint
 * spans.
 */
export function clipped<Stretch extends Span>(
	stretches: readonly Stretch[],
	spans: readonly Span[],
): Stretch[] {
	const result: Stretch[] = []
	for (let i = 0, j = 0; i < stretches.length && j < spans.length; ) {
		const stretch = stretches[i] as Stretch // both indexes are inside, by the loop's condition
		const span = spans[j] as Span
		const from = Math.max(stretch.from, span.from)
		const to = Math.min(stretch.to, span.to)
		if (to > from)
			result.push(from === stretch.from && to === stretch.to ? stretch : { ...stretch, from, to })
		if (stretch.to < span.to) i++
		else j++
	}
	return result
}

/** What of a sorted list of disjoint spans lies outside of another. */
export function difference(a: readonly Span[], b: readonly Span[]): Span[] {
	const result: Span[] = []
	let start = 0
	for (const span of a) {
		let from = span.from
		while (start < b.length && (b[start] as Span).to <= span.from) start++ // inside, by the condition before
		for (let j = start; j < b.length; j++) {
			const hole = b[j] as Span // inside, by the loop's condition
			if (hole.from >= span.to) break
			if (hole.from > from) result.push({ from, to: hole.from })
			from = Math.max(from, hole.to)
		}
		if (from < span.to) result.push({ from, to: span.to })
	}
	return result
}

/** Milliseconds in all, of disjoint spans. */
export function length(spans: readonly Span[]): number {
	return spans.reduce((sum, span) => sum + (span.to - span.from), 0)
}

/**
 * The moment at so many milliseconds of sorted, disjoint spans laid end to end; the end of the last
 * beyond them.
 */
export function momentOf(spans: readonly Span[], offset: number): number {
	let left = offset
	for (const { from, to } of spans) {
		if (left < to - from) return from + left
		left -= to - from
	}
	return spans.at(-1)?.to ?? 0
}
