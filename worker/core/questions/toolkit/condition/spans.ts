import { merged, type Span } from '../span.ts'
import type { Condition, ConditionSpan } from './vocabulary.ts'

const trouble: ReadonlySet<Condition> = new Set<Condition>([
	'degraded',
	'partial',
	'major',
	'ungraded',
])

/**
 * When something was wrong, by state or by an open incident; with `unplaced` also while an incident
 * was open that names no surface. Time in
 * which nothing is open but rows of more than 48 hours is left out: one of them outweighs hundreds
 * of failures.
 */
export function troubleOf(
	stretches: readonly ConditionSpan[],
	unplaced: 'with unplaced' | 'without unplaced',
): Span[] {
	return merged(
		stretches.filter(
			({ condition, row }) =>
				row !== true &&
				(trouble.has(condition) || (condition === 'unplaced' && unplaced === 'with unplaced')),
		),
	)
}

/** When it is known how things were. */
export function knownOf(stretches: readonly ConditionSpan[]): Span[] {
	return merged(stretches.filter(({ condition }) => condition !== 'unknown'))
}

/** The position of the first of sorted, disjoint spans that ends after a moment. */
export function firstAfter(spans: readonly Span[], moment: number): number {
	let low = 0
	let high = spans.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((spans[middle]?.to ?? 0) <= moment) low = middle + 1
		else high = middle
	}
	return low
}

export function overlapsAny(spans: readonly Span[], span: Span): boolean {
	const next = spans[firstAfter(spans, span.from)]
	return next !== undefined && next.from < Math.max(span.to, span.from + 1)
}

export function liesWithin(spans: readonly Span[], span: Span): boolean {
	const next = spans[firstAfter(spans, span.from)]
	return next !== undefined && next.from <= span.from && next.to >= span.to
}

/**
 * The parts of sorted, disjoint spans inside of another; looks at no more of them than there are
 * inside.
 */
export function within(spans: readonly Span[], { from, to }: Span): Span[] {
	const parts: Span[] = []
	for (let index = firstAfter(spans, from); index < spans.length; index++) {
		const span = spans[index]
		if (!span || span.from >= to) break
		parts.push({ from: Math.max(span.from, from), to: Math.min(span.to, to) })
	}
	return parts
}
