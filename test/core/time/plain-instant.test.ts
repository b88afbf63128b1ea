import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainMilliseconds } from '#core/time/plain-instant.ts'
import { millisecondsOf } from '#core/time/time.ts'

const part = (max: number) =>
	fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'))

test('what it reads is what the calendar of the runtime reads, in every year of four digits', () => {
	const text = fc
		.tuple(part(99), part(99), part(13), part(31), part(24), part(60), part(60))
		.map(
			([century, year, month, day, hour, minute, second]) =>
				`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`,
		)
	fc.assert(
		fc.property(text, (instant) => {
			const read = plainMilliseconds(instant)
			if (read !== undefined) expect(read).toBe(Date.parse(instant))
			const exists = !Number.isNaN(Date.parse(instant))
			if (exists) expect(millisecondsOf(instant)).toBe(Date.parse(instant))
			else expect(() => millisecondsOf(instant)).toThrow(RangeError)
		}),
		{ numRuns: 5000 },
	)
	for (const instant of [
		'0000-01-01T00:00:00Z',
		'0000-03-01T00:00:00Z',
		'1900-03-01T00:00:00Z',
		'2000-02-28T23:59:59Z',
		'2000-03-01T00:00:00Z',
		'9999-12-28T23:59:59Z',
	])
		expect(plainMilliseconds(instant)).toBe(Date.parse(instant))
})

test('every other spelling is left to the runtime', () => {
	for (const text of [
		'2026-03-02T11:49:20.000Z',
		'2026-03-02T11:49:20+0',
		'2026-03-02 11:49:20Z',
		'2026-03-02T1a:49:20Z',
		'2026-03-02T11:4 :20Z',
		'２０26-03-02T11:49:20Z',
	])
		expect(plainMilliseconds(text)).toBeUndefined()
	expect(plainMilliseconds('2026-03-29T00:00:00Z')).toBeUndefined()
	expect(millisecondsOf('2026-03-29T00:00:00Z')).toBe(Date.UTC(2026, 2, 29))
	fc.assert(
		fc.property(
			fc.string({ minLength: 20, maxLength: 20, unit: 'binary' }),
			(text) => plainMilliseconds(text) === undefined || !Number.isNaN(Date.parse(text)),
		),
	)
})
