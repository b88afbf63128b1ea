import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	addSeconds,
	compareInstants,
	dayOf,
	earliest,
	floorTo,
	instantOf,
	latest,
	millisecondsOf,
	readInstant,
	readMailDate,
	secondsBetween,
	spokenDuration,
} from '#core/time/time.ts'

/** Every moment between the years 1 and 9999. */
const moment = fc.integer({ min: -62135596800000, max: 253402300799999 })

describe('instants', () => {
	test('one moment has one spelling, in UTC', () => {
		expect(readInstant('2026-03-02T11:49:20.000Z')).toBe('2026-03-02T11:49:20Z')
		expect(readInstant('2026-03-02T03:49:20-08:00')).toBe('2026-03-02T11:49:20Z')
		expect(readInstant('2026-03-02 11:49:20+0000')).toBe('2026-03-02T11:49:20Z')
		expect(readInstant('2026-03-02T11:49:20.5Z')).toBe('2026-03-02T11:49:20.500Z')
	})

	test('a time without an offset, a date and nonsense are not read', () => {
		for (const text of [
			'2026-03-02T11:49:20',
			'2026-03-02',
			'yesterday',
			'',
			'2026-13-02T11:49:20Z',
			'2026-03-02T25:00:00Z',
			20260302,
			null,
			undefined,
			{},
		])
			expect(readInstant(text)).toBeUndefined()
	})

	test('a day and an hour are read exactly when the calendar and the clock have them', () => {
		const part = (max: number) => fc.integer({ min: 0, max })
		fc.assert(
			fc.property(
				part(9999),
				part(14),
				part(33),
				part(26),
				part(62),
				part(999),
				(year, month, day, hour, minute, millisecond) => {
					const pad = (value: number, length = 2) => String(value).padStart(length, '0')
					const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:59.${pad(millisecond, 3)}Z`
					const date = new Date(0)
					date.setUTCFullYear(year, month - 1, day)
					date.setUTCHours(hour, minute, 59, millisecond)
					const exists = year > 0 && date.toISOString() === text
					expect(readInstant(text)).toBe(exists ? instantOf(date.getTime()) : undefined)
				},
			),
			{ numRuns: 2000 },
		)
	})

	test('reading what was written gives it back, and order is the order of moments', () => {
		fc.assert(
			fc.property(moment, moment, (a, b) => {
				expect(readInstant(instantOf(a))).toBe(instantOf(a))
				expect(millisecondsOf(instantOf(a))).toBe(a)
				expect(Math.sign(compareInstants(instantOf(a), instantOf(b)))).toBe(Math.sign(a - b))
			}),
		)
	})

	test('no text of a stranger throws', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				(text) =>
					readInstant(text) === undefined || readInstant(readInstant(text)) === readInstant(text),
			),
		)
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				(text) =>
					readMailDate(text) === undefined ||
					readInstant(readMailDate(text)) === readMailDate(text),
			),
		)
	})

	test('mail dates with GMT, Z or an offset are read; named local zones are not', () => {
		expect(readMailDate('Tue, 07 Jul 2026 16:37:02 GMT')).toBe('2026-07-07T16:37:02Z')
		expect(readMailDate('Mon, 27 Jul 2026 16:00:00 Z')).toBe('2026-07-27T16:00:00Z')
		expect(readMailDate('Thu, 09 Jan 2014 10:00:00 -0800')).toBe('2014-01-09T18:00:00Z')
		expect(readMailDate('Thu, 09 Jan 2014 10:00:00 PST')).toBeUndefined()
		expect(readMailDate('Thu, 31 Foo 2014 10:00:00 GMT')).toBeUndefined()
		expect(readMailDate('Thu, 31 Feb 2014 10:00:00 GMT')).toBeUndefined()
	})
})

describe('arithmetic', () => {
	test('floors, adds, picks', () => {
		expect(floorTo('2026-03-02T11:49:20Z', 60)).toBe('2026-03-02T11:49:00Z')
		expect(addSeconds('2026-02-28T23:59:30Z', 60)).toBe('2026-03-01T00:00:30Z')
		expect(addSeconds('0001-01-01T00:00:00Z', -1)).toBe('0001-01-01T00:00:00Z')
		expect(addSeconds('9999-12-31T23:59:59Z', 86_400)).toBe('9999-12-31T23:59:59.999Z')
		expect(dayOf('2026-03-02T23:59:59.999Z')).toBe('2026-03-02')
		expect(secondsBetween('2026-03-02T12:21:24Z', '2026-03-02T13:37:01Z')).toBe(4537)
		expect(earliest(null, '2026-03-02T11:00:00Z', undefined, '2026-03-02T11:00:00.500Z')).toBe(
			'2026-03-02T11:00:00Z',
		)
		expect(latest('2026-03-02T11:00:00Z', '2026-03-02T11:00:00.500Z')).toBe(
			'2026-03-02T11:00:00.500Z',
		)
		expect(latest(null, undefined)).toBeUndefined()
	})

	test('the day is the UTC day, whatever the offset that a time is told in', () => {
		fc.assert(
			fc.property(moment, fc.integer({ min: -14, max: 14 }), (milliseconds, hours) => {
				const day = new Date(milliseconds).toISOString().slice(0, 10)
				expect(dayOf(instantOf(milliseconds))).toBe(day)
				const local = new Date(milliseconds + hours * 3_600_000)
				if (local.getUTCFullYear() < 1 || local.getUTCFullYear() > 9999) return
				const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
				expect(dayOf(local.toISOString().replace('Z', offset))).toBe(day)
			}),
		)
		for (const text of ['2026-13-01T00:00:00Z', 'yesterday', ''])
			expect(() => dayOf(text)).toThrow(RangeError)
	})

	test('durations are spoken in parts that matter and never rounded up', () => {
		expect(spokenDuration(14269)).toBe('3 h 57 min 49 s')
		expect(spokenDuration(0)).toBe('0 s')
		expect(spokenDuration(60)).toBe('1 min')
		expect(spokenDuration(-90)).toBe('−1 min 30 s')
		expect(spokenDuration(2 * 86400 + 3600 + 59)).toBe('2 d 1 h')
	})
})

describe('what strangers add to a time', () => {
	test('never throws: it stays within the years 0001 to 9999', () => {
		fc.assert(
			fc.property(
				moment,
				fc.double({ min: -1e15, max: 1e15, noNaN: true }),
				(milliseconds, seconds) => {
					const sum = addSeconds(instantOf(milliseconds), seconds)
					expect(readInstant(sum)).toBe(sum)
				},
			),
		)
		expect(addSeconds('9999-12-31T23:59:59Z', 3600)).toBe('9999-12-31T23:59:59.999Z')
		expect(addSeconds('0001-01-01T00:00:00Z', -1)).toBe('0001-01-01T00:00:00Z')
	})
})
