import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantsOf, readWrittenTime, type WrittenTime } from '#core/platforms/feed/written-times.ts'
import { addSeconds, floorTo, instantOf } from '#core/time.ts'

const read = (...lines: string[]) =>
	lines.map((line) => {
		const time = readWrittenTime(line)
		if (!time) throw new Error(`not read: ${line}`)
		return time
	})

describe('a printed time', () => {
	test('is read in the one form that pages print, and in no other', () => {
		expect(readWrittenTime('Jan  5, 03:38 UTC')).toEqual({ month: 0, day: 5, hour: 3, minute: 38, zone: 'UTC' })
		for (const text of ['', 'Jan 5, 03:38', 'Jan 32, 03:38 UTC', 'Jan 5, 24:00 UTC', 'Foo 5, 03:38 UTC', 'Jan 5, 2026 03:38 UTC', 'Jan 5, 03:38 - 04:00 UTC']) {
			expect(readWrittenTime(text), text).toBeUndefined()
		}
	})

	test('gets its year by going backwards from the time of the entry', () => {
		expect(instantsOf(read('Jan 1, 00:20 UTC', 'Dec 31, 23:40 UTC', 'Dec 2, 10:00 UTC'), '2026-01-01T00:20:33Z')).toEqual([
			'2026-01-01T00:20:00Z',
			'2025-12-31T23:40:00Z',
			'2025-12-02T10:00:00Z',
		])
	})

	test('a report on top may be newer than the time of the entry, also in the next year', () => {
		expect(instantsOf(read('Jan 5, 10:22 UTC', 'Dec 24, 11:21 UTC'), '2025-12-24T11:21:00Z')).toEqual(['2026-01-05T10:22:00Z', '2025-12-24T11:21:00Z'])
	})

	test('29 February goes back to a leap year', () => {
		expect(instantsOf(read('Mar 1, 00:00 UTC', 'Feb 29, 12:00 UTC'), '2024-03-01T00:00:10Z')).toEqual(['2024-03-01T00:00:00Z', '2024-02-29T12:00:00Z'])
	})

	test('a zone label is believed when the entry proves it, and read as its region', () => {
		expect(instantsOf(read('Oct 28, 14:48 PST', 'Oct 28, 14:43 PST'), '2013-10-28T21:48:00Z')).toEqual(['2013-10-28T21:48:00Z', '2013-10-28T21:43:00Z'])
		expect(instantsOf(read('Nov 20, 18:35 PST', 'Oct 20, 18:35 PDT'), '2019-11-21T02:35:28Z')).toEqual(['2019-11-21T02:35:00Z', '2019-10-21T01:35:00Z'])
		// Arizona keeps no summer time: the entry's own time does not agree.
		expect(instantsOf(read('Jul 10, 09:15 MST'), '2026-07-10T16:15:00Z')).toEqual([undefined])
		expect(instantsOf(read('Jul 10, 09:15 CEST', 'Jul 10, 07:00 UTC', 'Jul 10, 06:00 +02:00', 'Jul 10, 03:00 +99:00'), '2026-07-10T07:15:00Z')).toEqual([
			undefined,
			'2026-07-10T07:00:00Z',
			'2026-07-10T04:00:00Z',
			undefined,
		])
	})

	test('what was printed from instants is read back, to the minute', () => {
		const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
		const print = (instant: string): WrittenTime[] =>
			read(`${names[Number(instant.slice(5, 7)) - 1]} ${Number(instant.slice(8, 10))}, ${instant.slice(11, 16)} UTC`)
		fc.assert(
			fc.property(
				fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
				fc.array(fc.integer({ min: 0, max: 300 * 86_400 }), { maxLength: 6 }),
				(start, steps) => {
					let at = instantOf(start * 1000)
					const instants = [at, ...steps.map((step) => (at = addSeconds(at, -step)))].map((instant) => floorTo(instant, 60))
					expect(instantsOf(instants.flatMap(print), instantOf(start * 1000))).toEqual(instants)
				},
			),
		)
	})
})
