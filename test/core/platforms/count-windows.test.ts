import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { windowsOf } from '#core/platforms/counts/windows.ts'
import { addSeconds, compareInstants, floorTo, secondsBetween } from '#core/time/time.ts'

const start = '2026-05-04T00:00:00Z'
const moment = fc.integer({ min: 0, max: 20 * 3600 }).map((seconds) => addSeconds(start, seconds))
const times = fc.array(moment, { maxLength: 200 })

describe('windows of things listed one by one', () => {
	test('hold each thing that lies in them once, and none is left out in between', () => {
		fc.assert(
			fc.property(times, moment, moment, (listed, since, until) => {
				const { reports, open } = windowsOf({ times: listed, since, until })
				for (const [index, { at, count, windowSeconds }] of reports.entries()) {
					expect(floorTo(at, 900)).toBe(at)
					const end = addSeconds(at, windowSeconds ?? 0)
					expect(count).toBe(
						listed.filter(
							(time) => compareInstants(time, at) >= 0 && compareInstants(time, end) < 0,
						).length,
					)
					expect([compareInstants(since, at) <= 0, compareInstants(end, until) <= 0]).toEqual([
						true,
						true,
					])
					const next = reports[index + 1] ?? open
					if (next) expect(next.at).toBe(end)
				}
				if (open) expect(secondsBetween(open.at, until)).toBeLessThan(900)
			}),
			{ numRuns: 300 },
		)
	})

	test('are stated alike by every look that holds them whole', () => {
		fc.assert(
			fc.property(times, moment, moment, (listed, first, second) => {
				const look = (until: string) =>
					windowsOf({
						times: listed.filter((time) => compareInstants(time, until) <= 0),
						since: start,
						until,
					}).reports
				const later = new Map(look(second).map(({ at, count }) => [at, count]))
				for (const { at, count } of look(first))
					if (later.has(at)) expect(later.get(at)).toBe(count)
			}),
		)
	})

	test('of a list of which nothing is known to be whole are none', () => {
		expect(windowsOf({ times: [start], since: undefined, until: addSeconds(start, 7200) })).toEqual(
			{ reports: [] },
		)
		expect(windowsOf({ times: [], since: start, until: undefined })).toEqual({ reports: [] })
		expect(windowsOf({ times: [], since: addSeconds(start, 1), until: start })).toEqual({
			reports: [],
		})
	})

	test('begin with the first one that is whole', () => {
		const { reports } = windowsOf({
			times: [],
			since: addSeconds(start, 1),
			until: addSeconds(start, 2700),
		})
		expect(reports.map(({ at }) => at)).toEqual([addSeconds(start, 900), addSeconds(start, 1800)])
		expect(
			windowsOf({ times: [], since: start, until: addSeconds(start, 900) }).reports.map(
				({ at }) => at,
			),
		).toEqual([start])
	})
})
