import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DaySet } from '#core/questions/toolkit/day-set.ts'
import { merged } from '#core/questions/toolkit/span.ts'
import { dayName, zoneOf } from '#core/time/zone.ts'

const numbers = fc.uniqueArray(fc.integer({ min: -400, max: 30_000 }), { maxLength: 60 })
const hour = 3_600_000

describe('local days side by side', () => {
	test('are in order and each once, whatever the order in which they are given', () => {
		expect([...DaySet.of([3, 1, 3, 2]).days]).toEqual([1, 2, 3])
		expect(DaySet.of([]).perMonth().size).toBe(0)
	})

	test('share what sets of them share, and count by month as their names do', () => {
		fc.assert(
			fc.property(numbers, numbers, (a, b) => {
				const shared = DaySet.of(a).and(DaySet.of(b))
				expect([...shared.days]).toEqual(a.filter((day) => b.includes(day)).sort((x, y) => x - y))
				const names = Map.groupBy([...DaySet.of(a).days], (day) => dayName(day).slice(0, 7))
				expect([...DaySet.of(a).perMonth().values()]).toEqual(
					[...names.values()].map(({ length }) => length),
				)
			}),
		)
	})

	test('are those that spans touch in a zone, also where days have 23 and 25 hours', () => {
		const zone = zoneOf('Europe/Berlin')
		const span = fc
			.tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 90 }))
			.map(([from, length]) => ({
				from: Date.UTC(2025, 0, 1) + from * hour,
				to: Date.UTC(2025, 0, 1) + (from + length) * hour,
			}))
		fc.assert(
			fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
				const sorted = merged(spans)
				const touched = new Set<number>()
				for (const { from, to } of sorted)
					for (let moment = from; moment < to; moment += hour / 2) touched.add(zone.dayOf(moment))
				expect([...DaySet.touchedBy(sorted, zone).days]).toEqual([...touched].sort((a, b) => a - b))
			}),
		)
	})
})
