import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addSeconds } from '#core/time/time.ts'
import {
	afterNews,
	type DayBudget,
	documentsLimit,
	isCalm,
	keptForNow,
	mayWrite,
	outboxKinds,
	patienceOf,
	writesLeft,
} from '../../worker/edge/recorder/budget.ts'
import type { Calm } from '../../worker/edge/recorder/heartbeat.ts'

/** What a day's writes are kept for, whatever it has cost so far. */

const limit = 1000
const quiet: DayBudget = { limit, spent: 0, spentOnNow: 0, passed: 0, calm: 50 }

const anyDay = fc
	.record({
		limit: fc.integer({ min: 15, max: 1000 }),
		documents: fc.integer({ min: 0, max: 1000 }),
		spentOnNow: fc.integer({ min: 0, max: 1000 }),
		passed: fc.double({ min: 0, max: 1, noNaN: true }),
		calm: fc.integer({ min: 0, max: 200 }),
	})
	.map(({ documents, ...day }): DayBudget => ({ ...day, spent: documents + day.spentOnNow }))

describe('a day’s budget', () => {
	test('nothing but `now` is written of what is kept for it, whoever has the news', () => {
		fc.assert(
			fc.property(anyDay, fc.constantFrom(...outboxKinds), fc.boolean(), (day, kind, ofCalm) => {
				if (kind === 'now' || !mayWrite(kind, day, ofCalm)) return
				expect(day.spent + keptForNow(day)).toBeLessThan(day.limit)
			}),
		)
	})

	test('and of `now` itself only what tells news of a calm provider', () => {
		fc.assert(
			fc.property(anyDay, (day) => {
				if (mayWrite('now', day)) expect(day.spent + keptForNow(day)).toBeLessThan(day.limit)
				expect(mayWrite('now', day, true)).toBe(day.spent < day.limit)
			}),
		)
	})

	test('as the day passes less is kept, and nothing where nobody is calm', () => {
		expect(keptForNow(quiet)).toBe(480)
		expect(keptForNow({ ...quiet, passed: 0.5 })).toBe(240)
		expect(keptForNow({ ...quiet, passed: 1 })).toBe(0)
		expect(keptForNow({ ...quiet, calm: 1 })).toBe(144)
		expect(keptForNow({ ...quiet, calm: 0 })).toBe(0)
	})

	test('without a calm provider the kinds wait in the announced order', () => {
		const waiting = (spent: number) =>
			outboxKinds.filter((kind) => !mayWrite(kind, { ...quiet, calm: 0, spent }))
		expect(waiting(499)).toEqual([])
		expect(waiting(800)).toEqual(['heads', 'feed', 'index', 'episode'])
		expect(waiting(999)).toEqual(outboxKinds.slice(0, -3))
	})

	test('lists wait for further news on a strained day alone, so long that it suffices', () => {
		expect(patienceOf('now', quiet)).toBe(0)
		const strained = { ...quiet, spent: 400 }
		expect(patienceOf('now', strained)).toBe(2)
		expect(patienceOf('now', { ...strained, limit: 250 })).toBe(11)
		expect(patienceOf('recent', strained)).toBe(29)
		expect(patienceOf('now', { ...strained, passed: 0.5 })).toBe(0)
		expect(patienceOf('now', { ...strained, calm: 0 })).toBe(0)
	})
})

test('a provider is calm until it had news all the time, and again after a while', () => {
	const start = '2026-05-04T00:00:00Z'
	let calm: Calm | undefined
	let minute = 0
	for (; isCalm(calm, addSeconds(start, minute * 60)); minute += 1)
		calm = afterNews(calm, addSeconds(start, minute * 60))
	expect(minute).toBeGreaterThan(11)
	expect(minute).toBeLessThan(16)
	expect(isCalm(calm, addSeconds(start, (minute + 10) * 60))).toBe(true)
	// What a wrong clock noted later than now says nothing.
	expect(isCalm(calm, addSeconds(start, -60))).toBe(true)
	// Hourly news is none that lasts.
	let hourly: Calm | undefined
	for (let hour = 0; hour < 48; hour += 1) {
		expect(isCalm(hourly, addSeconds(start, hour * 3600))).toBe(true)
		hourly = afterNews(hourly, addSeconds(start, hour * 3600))
	}
})

test('nobody has more writes than there are for documents', () => {
	fc.assert(
		fc.property(anyDay, fc.integer({ min: 1, max: 100 }), (day, providers) => {
			const spent = {
				day: '2026-05-04',
				kvWrites: day.spent,
				nowWrites: day.spentOnNow,
				rowsWritten: 0,
				kvRefused: false,
			}
			const sharing = { limit: documentsLimit(day), providers }
			const left = writesLeft(undefined, spent, 'acme', sharing, '2026-05-04T12:00:00Z')
			expect(left).toBeLessThanOrEqual(sharing.limit - (day.spent - day.spentOnNow))
		}),
	)
})
