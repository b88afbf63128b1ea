import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { besideCalmDays, byDay, byMonth, workingHours } from '#core/questions/availability/split.ts'
import type { ConditionSpan } from '#core/questions/toolkit/condition/vocabulary.ts'
import {
	dayName,
	firstDayOf,
	hourOf,
	isZone,
	momentAt,
	monthOfDay,
	weekdayOf,
	zoneOf,
} from '#core/time/zone.ts'

const at = (instant: string) => Date.parse(instant)

test('the month of a day is that of the calendar, in years of four digits and before', () => {
	fc.assert(
		fc.property(fc.integer({ min: -1_000_000, max: 2_900_000 }), (day) => {
			const date = new Date(day * 86_400_000)
			const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
			expect(monthOfDay(day)).toBe(month)
			expect(day - firstDayOf(month)).toBe(date.getUTCDate() - 1)
		}),
		{ numRuns: 2000 },
	)
})

describe('the clock of a zone', () => {
	test('has days of 23 and of 25 hours', () => {
		const berlin = zoneOf('Europe/Berlin')
		const spring = berlin.dayOf(at('2026-03-29T12:00:00Z'))
		expect(new Date(berlin.dayStart(spring)).toISOString()).toBe('2026-03-28T23:00:00.000Z')
		expect(new Date(berlin.dayStart(spring + 1)).toISOString()).toBe('2026-03-29T22:00:00.000Z')
		const autumn = berlin.dayOf(at('2026-10-25T12:00:00Z'))
		expect((berlin.dayStart(autumn + 1) - berlin.dayStart(autumn)) / 3_600_000).toBe(25)
	})

	test('begins a day that has no midnight at its first moment', () => {
		// In Cairo the clocks go from 00:00 to 01:00 on 24 April 2026.
		const cairo = zoneOf('Africa/Cairo')
		const local = cairo.dayOf(at('2026-04-24T12:00:00Z'))
		expect(dayName(local)).toBe('2026-04-24')
		const start = cairo.dayStart(local)
		expect(new Date(start).toISOString()).toBe('2026-04-23T22:00:00.000Z')
		expect([cairo.dayOf(start - 1), cairo.dayOf(start), hourOf(cairo, start)]).toEqual([
			local - 1,
			local,
			1,
		])
	})

	test('knows hours and weekdays', () => {
		const angeles = zoneOf('America/Los_Angeles')
		// 2026-03-02 was a Monday; at 06:30 UTC it is Sunday 22:30 there.
		const moment = at('2026-03-02T06:30:00Z')
		expect([
			hourOf(angeles, moment),
			weekdayOf(angeles.dayOf(moment)),
			weekdayOf(zoneOf().dayOf(moment)),
		]).toEqual([22, 6, 0])
		expect(hourOf(zoneOf('Asia/Kathmandu'), at('2026-03-02T06:30:00Z'))).toBe(12)
		expect(new Date(momentAt(angeles, angeles.dayOf(moment), 9)).toISOString()).toBe(
			'2026-03-01T17:00:00.000Z',
		)
	})

	test('refuses a name that is no zone, in a sentence', () => {
		expect(() => zoneOf('Mars/Olympus')).toThrow(
			/no time zone is called "Mars\/Olympus": expected an IANA name/,
		)
		expect([isZone('Mars/Olympus'), isZone('Europe/Berlin'), isZone('')]).toEqual([
			false,
			true,
			false,
		])
	})

	const zones = [
		'UTC',
		'Europe/Berlin',
		'America/Los_Angeles',
		'Asia/Kathmandu',
		'Australia/Lord_Howe',
		'Africa/Cairo',
		'America/Havana',
		'Pacific/Apia',
	]
	test('has every moment in exactly one day, which has 22 to 26 hours', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.integer({ min: at('2012-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
				(name, moment) => {
					const zone = zoneOf(name)
					const local = zone.dayOf(moment)
					const [start, next] = [zone.dayStart(local), zone.dayStart(local + 1)]
					expect(start).toBeLessThanOrEqual(moment)
					expect(next).toBeGreaterThan(moment)
					expect(zone.dayOf(start)).toBe(local)
					expect((next - start) / 3_600_000).toBeGreaterThanOrEqual(22)
					expect((next - start) / 3_600_000).toBeLessThanOrEqual(26)
					const parts = new Intl.DateTimeFormat('en-CA', {
						timeZone: name,
						dateStyle: 'short',
					}).format(moment)
					expect(dayName(local)).toBe(parts)
				},
			),
		)
	})
})

describe('stretches cut by the calendar', () => {
	const calm = (from: string, to: string): ConditionSpan => ({
		from: at(from),
		to: at(to),
		condition: 'clear',
		open: 'no',
	})

	test('keep their length, and each part lies in its day', () => {
		const stretches = [
			calm('2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z'),
			calm('2026-03-29T06:00:00Z', '2026-03-31T00:00:00Z'),
		]
		const days = byDay(stretches, zoneOf('Europe/Berlin'))
		expect(days.map(({ name, lengthSeconds }) => [name, lengthSeconds / 3600])).toEqual([
			['2026-03-28', 24],
			['2026-03-29', 23],
			['2026-03-30', 24],
			['2026-03-31', 24],
		])
		const hours = days.map(
			({ stretches: parts }) =>
				parts.reduce((sum, part) => sum + (part.to - part.from), 0) / 3_600_000,
		)
		// 12:00–23:00 UTC; 23:00–01:00 and 06:00–22:00; a whole day; 22:00–24:00.
		expect(hours).toEqual([11, 18, 24, 2])
	})

	test('calm days counted a run at a time are those that hold nothing but calm stretches', () => {
		const step = 5 * 3_600_000
		const parts = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 }), fc.boolean()))
		fc.assert(
			fc.property(parts, fc.constantFrom('UTC', 'America/New_York'), (list, name) => {
				let end = at('2026-03-01T00:00:00Z')
				const stretches = list.map(([gap, length, isCalm]): ConditionSpan => {
					const from = end + gap * step
					end = from + length * step
					return { from, to: end, condition: isCalm ? 'clear' : 'major', open: 'no' }
				})
				const isCalm = ({ condition }: ConditionSpan) => condition === 'clear'
				const zone = zoneOf(name)
				const days = byDay(stretches, zone).map((day) => day.stretches)
				const { calm: count, others } = besideCalmDays(stretches, zone, isCalm)
				expect(count).toBe(days.filter((day) => day.every(isCalm)).length)
				expect(others).toEqual(days.filter((day) => !day.every(isCalm)))
			}),
		)
	})

	test('by month, from the first of it', () => {
		const months = byMonth(
			[calm('2026-01-31T20:00:00Z', '2026-02-01T04:00:00Z')],
			zoneOf('America/Los_Angeles'),
		)
		expect(months.map(({ name, lengthSeconds }) => [name, lengthSeconds / 86_400])).toEqual([
			['2026-01', 31],
		])
	})

	test('working hours are those of the zone, Monday to Friday, on both sides of a clock change', () => {
		const spans = workingHours(
			[{ from: at('2026-03-27T00:00:00Z'), to: at('2026-03-31T00:00:00Z') }],
			zoneOf('Europe/Berlin'),
		)
		expect(
			spans.map(({ from, to }) => [new Date(from).toISOString(), new Date(to).toISOString()]),
		).toEqual([
			['2026-03-27T08:00:00.000Z', '2026-03-27T16:00:00.000Z'],
			['2026-03-30T07:00:00.000Z', '2026-03-30T15:00:00.000Z'],
			['2026-03-31T07:00:00.000Z', '2026-03-31T15:00:00.000Z'],
		])
	})
})
