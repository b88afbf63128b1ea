import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	difference,
	intersection,
	length,
	merged,
	type Span,
} from '#core/questions/toolkit/span.ts'

const spans = fc.array(
	fc.tuple(fc.nat(40), fc.nat(8)).map(([from, size]): Span => ({ from, to: from + size })),
	{ maxLength: 12 },
)
/** The same as a set of whole moments, the slow and obvious way. */
const moments = (list: readonly Span[]) =>
	new Set(
		list.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset)),
	)
const sorted = (set: Iterable<number>) => [...set].sort((a, b) => a - b)

describe('stretches of time', () => {
	test('by hand', () => {
		const a = merged([
			{ from: 10, to: 20 },
			{ from: 0, to: 5 },
			{ from: 20, to: 25 },
			{ from: 7, to: 7 },
		])
		expect(a).toEqual([
			{ from: 0, to: 5 },
			{ from: 10, to: 25 },
		])
		expect(intersection(a, [{ from: 3, to: 12 }])).toEqual([
			{ from: 3, to: 5 },
			{ from: 10, to: 12 },
		])
		expect(difference(a, [{ from: 3, to: 12 }])).toEqual([
			{ from: 0, to: 3 },
			{ from: 12, to: 25 },
		])
		expect(length(a)).toBe(20)
	})

	test('are merged without counting anything twice', () => {
		fc.assert(
			fc.property(spans, (list) => {
				const result = merged(list)
				expect(length(result)).toBe(moments(list).size)
				expect(
					result.every(
						(span, place) => span.to > span.from && span.from > (result[place - 1]?.to ?? -1),
					),
				).toBe(true)
				expect(merged([...list].reverse())).toEqual(result)
			}),
		)
	})

	test('share and lack what sets of moments share and lack', () => {
		fc.assert(
			fc.property(spans, spans, (a, b) => {
				const [left, right] = [merged(a), merged(b)]
				const [one, other] = [moments(a), moments(b)]
				expect(sorted(moments(intersection(left, right)))).toEqual(
					sorted([...one].filter((at) => other.has(at))),
				)
				expect(sorted(moments(difference(left, right)))).toEqual(
					sorted([...one].filter((at) => !other.has(at))),
				)
				expect(length(intersection(left, right)) + length(difference(left, right))).toBe(
					length(left),
				)
			}),
		)
	})
})
