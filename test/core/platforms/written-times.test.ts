import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	instantsOf,
	readWrittenTime,
	type WrittenTime,
} from '#core/platforms/feed/written-times.ts'
import { addSeconds, floorTo, instantOf } from '#core/time/time.ts'

const read = (...lines: string[]) =>
	lines.map((line) => {
		const time = readWrittenTime(line)
		if (!time) throw new Error(`not read: ${line}`)
		return time
	})

function clockOf(instant: string): Omit<WrittenTime, 'zone'> {
	const [month, day, hour, minute] = [
		instant.slice(5, 7),
		instant.slice(8, 10),
		instant.slice(11, 13),
		instant.slice(14, 16),
	].map(Number)
	return { month: (month ?? 0) - 1, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0 }
}

describe('a printed time', () => {
	test('is read in the one form that pages print, and in no other', () => {
		expect(readWrittenTime('Jan  5, 03:38 UTC')).toEqual({
			month: 0,
			day: 5,
			hour: 3,
			minute: 38,
			zone: 'UTC',
		})
		for (const text of [
			'',
			'Jan 5, 03:38',
			'Jan 32, 03:38 UTC',
			'Jan 5, 24:00 UTC',
			'Foo 5, 03:38 UTC',
			'Jan 5, 2026 03:38 UTC',
			'Jan 5, 03:38 - 04:00 UTC',
		]) {
			expect(readWrittenTime(text), text).toBeUndefined()
		}
	})

	test('gets its year by going backwards from the time of the entry', () => {
		expect(
			instantsOf(
				read('Jan 1, 00:20 UTC', 'Dec 31, 23:40 UTC', 'Dec 2, 10:00 UTC'),
				'2026-01-01T00:20:33Z',
			),
		).toEqual(['2026-01-01T00:20:00Z', '2025-12-31T23:40:00Z', '2025-12-02T10:00:00Z'])
	})

	test('a report on top may be newer than the time of the entry, also in the next year', () => {
		expect(
			instantsOf(read('Jan 5, 10:22 UTC', 'Dec 24, 11:21 UTC'), '2025-12-24T11:21:00Z'),
		).toEqual(['2026-01-05T10:22:00Z', '2025-12-24T11:21:00Z'])
	})

	test('29 February goes back to a leap year', () => {
		expect(
			instantsOf(read('Mar 1, 00:00 UTC', 'Feb 29, 12:00 UTC'), '2024-03-01T00:00:10Z'),
		).toEqual(['2024-03-01T00:00:00Z', '2024-02-29T12:00:00Z'])
	})

	test('a zone label is believed when the entry proves it, and read as its region', () => {
		expect(
			instantsOf(read('Oct 28, 14:48 PST', 'Oct 28, 14:43 PST'), '2013-10-28T21:48:00Z'),
		).toEqual(['2013-10-28T21:48:00Z', '2013-10-28T21:43:00Z'])
		expect(
			instantsOf(read('Nov 20, 18:35 PST', 'Oct 20, 18:35 PDT'), '2019-11-21T02:35:28Z'),
		).toEqual(['2019-11-21T02:35:00Z', '2019-10-21T01:35:00Z'])
		// Arizona keeps no summer time: its clock is what the entry proves, not what the label means
		// elsewhere.
		expect(
			instantsOf(read('Jul 10, 09:15 MST', 'Jul 10, 08:00 MST'), '2026-07-10T16:15:00Z'),
		).toEqual(['2026-07-10T16:15:00Z', '2026-07-10T15:00:00Z'])
		expect(
			instantsOf(
				read(
					'Jul 10, 09:15 XST',
					'Jul 10, 07:00 UTC',
					'Jul 10, 06:00 +02:00',
					'Jul 10, 03:00 +99:00',
				),
				'2026-07-10T07:22:00Z',
			),
		).toEqual([undefined, '2026-07-10T07:00:00Z', '2026-07-10T04:00:00Z', undefined])
	})

	test.each([
		[
			'a summer in Europe',
			['Sep 20, 12:30 CEST', 'Sep 20, 11:00 CEST'],
			'2026-09-20T10:30:00Z',
			['2026-09-20T10:30:00Z', '2026-09-20T09:00:00Z'],
		],
		[
			'across the change of the clocks',
			['Oct 26, 08:00 CET', 'Oct 24, 08:00 CEST'],
			'2026-10-26T07:00:00Z',
			['2026-10-26T07:00:00Z', '2026-10-24T06:00:00Z'],
		],
		[
			'one label all year',
			['Oct 26, 08:00 CET', 'Oct 24, 08:00 CET'],
			'2026-10-26T07:00:00Z',
			['2026-10-26T07:00:00Z', '2026-10-24T06:00:00Z'],
		],
		[
			'a place without summer time',
			['Jul 10, 08:00 CET', 'Jul 9, 08:00 CET'],
			'2026-07-10T07:00:00Z',
			['2026-07-10T07:00:00Z', '2026-07-09T07:00:00Z'],
		],
		[
			'eastern Australia',
			['Sep 20, 20:30 AEST', 'Sep 20, 19:00 AEST'],
			'2026-09-20T10:30:00Z',
			['2026-09-20T10:30:00Z', '2026-09-20T09:00:00Z'],
		],
		[
			'into its summer',
			['Oct 4, 20:30 AEDT', 'Oct 3, 20:30 AEST'],
			'2026-10-04T09:30:00Z',
			['2026-10-04T09:30:00Z', '2026-10-03T10:30:00Z'],
		],
		[
			'India',
			['Sep 20, 16:00 IST', 'Sep 20, 15:15 IST'],
			'2026-09-20T10:30:41Z',
			['2026-09-20T10:30:00Z', '2026-09-20T09:45:00Z'],
		],
		[
			'Israel, by the same letters',
			['Jan 20, 12:30 IST', 'Jan 20, 12:00 IST'],
			'2026-01-20T10:30:00Z',
			['2026-01-20T10:30:00Z', '2026-01-20T10:00:00Z'],
		],
		[
			'China, by letters of America',
			['Jan 20, 18:30 CST', 'Jan 20, 18:00 CST'],
			'2026-01-20T10:30:00Z',
			['2026-01-20T10:30:00Z', '2026-01-20T10:00:00Z'],
		],
		[
			'New Zealand, a day ahead',
			['Jan 1, 02:00 NZDT', 'Dec 31, 23:00 NZDT'],
			'2025-12-31T13:00:00Z',
			['2025-12-31T13:00:00Z', '2025-12-31T10:00:00Z'],
		],
		[
			'Nepal',
			['Sep 20, 16:15 +0545', 'Sep 20, 16:00 +05:45'],
			'2026-09-20T10:30:00Z',
			['2026-09-20T10:30:00Z', '2026-09-20T10:15:00Z'],
		],
		[
			'a zone without letters',
			['Sep 20, 12:30 -03', 'Sep 20, 11:00 -03'],
			'2026-09-20T15:30:00Z',
			['2026-09-20T15:30:00Z', '2026-09-20T14:00:00Z'],
		],
		[
			'a report days after the entry’s time',
			['Jan 5, 10:22 AEDT', 'Dec 24, 11:21 AEDT'],
			'2025-12-24T00:21:00Z',
			['2026-01-04T23:22:00Z', '2025-12-24T00:21:00Z'],
		],
		[
			'two places in one entry',
			['Sep 20, 20:30 AEST', 'Sep 20, 19:00 JST'],
			'2026-09-20T10:30:00Z',
			['2026-09-20T10:30:00Z', undefined],
		],
	])('the entry’s own time proves the offset of any label: %s', (_, lines, published, expected) => {
		expect(instantsOf(read(...lines), published)).toEqual(expected)
	})

	test('a clock that no zone of the world shows at that instant proves nothing', () => {
		for (const clock of ['10:37', '10:45', '11:10'])
			expect(instantsOf(read(`Sep 20, ${clock} XYZ`), '2026-09-20T10:30:00Z'), clock).toEqual([
				undefined,
			])
	})

	test('what a clock anywhere printed is read back, when the entry’s time is that of the newest', () => {
		const offsets = fc.constantFrom(
			-12,
			-9.5,
			-8,
			-3.5,
			-3,
			0,
			1,
			2,
			3.5,
			5.5,
			5.75,
			8,
			9.5,
			10,
			12.75,
			14,
		)
		fc.assert(
			fc.property(
				fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
				fc.array(fc.integer({ min: 0, max: 20 * 86_400 }), { maxLength: 5 }),
				offsets,
				(start, steps, offset) => {
					let at = instantOf(start * 1000)
					const instants = [at, ...steps.map((step) => (at = addSeconds(at, -step)))].map(
						(instant) => floorTo(instant, 60),
					)
					const clocks = instants.map((instant) => ({
						...clockOf(addSeconds(instant, offset * 3600)),
						zone: 'XYZ',
					}))
					expect(instantsOf(clocks, instantOf(start * 1000))).toEqual(instants)
				},
			),
		)
	})

	test('what was printed from instants is read back, to the minute', () => {
		const names = [
			'Jan',
			'Feb',
			'Mar',
			'Apr',
			'May',
			'Jun',
			'Jul',
			'Aug',
			'Sep',
			'Oct',
			'Nov',
			'Dec',
		]
		const print = (instant: string): WrittenTime[] =>
			read(
				`${names[Number(instant.slice(5, 7)) - 1]} ${Number(instant.slice(8, 10))}, ${instant.slice(11, 16)} UTC`,
			)
		fc.assert(
			fc.property(
				fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
				fc.array(fc.integer({ min: 0, max: 300 * 86_400 }), { maxLength: 6 }),
				(start, steps) => {
					let at = instantOf(start * 1000)
					const instants = [at, ...steps.map((step) => (at = addSeconds(at, -step)))].map(
						(instant) => floorTo(instant, 60),
					)
					expect(instantsOf(instants.flatMap(print), instantOf(start * 1000))).toEqual(instants)
				},
			),
		)
	})
})
