import { describe, expect, test } from 'vitest'
import { bounds } from '#core/bounds.ts'
import type { Gap } from '#core/model/timeline.ts'
import { addSeconds, secondsBetween } from '#core/time/time.ts'
import { withinDays } from '#core/timeline/flapping.ts'

const start = '2026-05-01T00:00:00Z'

/** A gap of a minute at each of some minutes of the day. */
function gapsAt(minutes: readonly number[]): Gap[] {
	return minutes.map((minute) => ({
		sources: ['acme/acme-status'],
		document: 'summary',
		from: addSeconds(start, minute * 60),
		to: addSeconds(start, minute * 60 + 60),
		reason: 'timeout: no answer',
		bearsState: true,
	}))
}

const every = (count: number, step: number) =>
	Array.from({ length: count }, (_, index) => index * step)

describe('gaps of a document that fails again and again', () => {
	test('within the bound they are what they were', () => {
		const gaps = gapsAt(every(bounds.gapsADay.most, 10))
		expect(withinDays(gaps)).toBe(gaps)
	})

	test('beyond it those that lie closest become one; all of them are counted and all that was not observed stays so', () => {
		const gaps = gapsAt(every(720, 2))
		const fewer = withinDays(gaps)
		expect(fewer).toHaveLength(bounds.gapsADay.most)
		expect(fewer.reduce((sum, { joined = 1 }) => sum + joined, 0)).toBe(720)
		for (const gap of gaps)
			expect(fewer.some(({ from, to = '' }) => from <= gap.from && (gap.to ?? '') <= to)).toBe(true)
		expect(fewer[0]?.from).toBe(gaps[0]?.from)
		expect(fewer.at(-1)?.to).toBe(gaps.at(-1)?.to)
	})

	test('a long good stretch is kept as one', () => {
		const gaps = gapsAt([...every(60, 2), ...every(60, 2).map((minute) => minute + 900)])
		const fewer = withinDays(gaps)
		const longest = Math.max(
			...fewer.slice(1).map((gap, index) => secondsBetween(fewer[index]?.to ?? '', gap.from)),
		)
		expect(longest).toBe((900 - 119) * 60)
	})

	test('each day has its own', () => {
		const gaps = [...gapsAt(every(100, 5)), ...gapsAt(every(10, 5).map((minute) => minute + 1440))]
		expect(withinDays(gaps)).toHaveLength(bounds.gapsADay.most + 10)
	})

	test('one that lasts goes on lasting', () => {
		const gaps = gapsAt(every(100, 5)).map((gap, index): Gap => {
			const { to: _, ...open } = gap
			return index === 99 ? open : gap
		})
		expect(withinDays(gaps).at(-1)?.to).toBeUndefined()
	})
})
