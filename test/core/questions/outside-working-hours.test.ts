import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import { analyse } from '#core/questions/analyse.ts'
import { namesOf } from '#core/questions/names.ts'
import { outsideWorkingHours } from '#core/questions/outside-working-hours/count.ts'
import { OutsideWorkingHoursFigures } from '#core/questions/outside-working-hours/figures.ts'
import { viewOf } from '#core/questions/registry.ts'
import { textOf } from '#core/questions/said.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

/** One week, from Monday 5 January 2026: 168 hours, of which 40 are working hours. */
const week = [{ from: '2026-01-05', to: '2026-01-12', kind: 'census' as const }]
const began = (id: string, from: string, row: Partial<IncidentRow> = {}): IncidentRow => ({
	id,
	from,
	to: '2026-01-11T23:00',
	...row,
})
const told: Told = {
	coverage: week,
	incidents: [
		began('monday-first-minute', '2026-01-05T09:00'),
		began('friday-last-minute', '2026-01-09T16:59'),
		began('friday-evening', '2026-01-09T17:00'),
		began('early', '2026-01-07T08:59'),
		began('saturday-noon', '2026-01-10T12:00'),
	],
}

function answered(record: Told, scope: Scope = {}) {
	const exported = toldExport(record)
	const analysis = analyse(outsideWorkingHours, scopedRecord(exported, scope), scope)
	return {
		...analysis,
		view: viewOf(analysis, namesOf(exported)),
		figures: OutsideWorkingHoursFigures.parse(analysis.figures),
	}
}

describe('outside of working hours', () => {
	test('are nights and weekends, beside their part of the time', () => {
		const { figures, sampleSize } = answered(told)
		const { outside, timeOutside, onWeekends } = figures.overall
		expect([outside.part, outside.of, onWeekends, sampleSize]).toEqual([3, 5, 1, 5])
		expect(timeOutside).toBeCloseTo(128 / 168, 12)
		expect(figures.providers.map(({ provider }) => provider)).toEqual(['acme'])
	})

	test('are read by the clock of the zone', () => {
		// In New York it is five hours earlier: 09:00 there is 14:00 UTC.
		const { figures } = answered(told, { zone: 'America/New_York' })
		const { outside } = figures.overall
		expect([figures.zone, outside.part, outside.of]).toEqual(['America/New_York', 3, 5])
		const early = answered(
			{ coverage: week, incidents: [began('a', '2026-01-06T10:00')] },
			{ zone: 'America/New_York' },
		)
		expect(early.figures.overall.outside.part).toBe(1)
	})

	test('only the time that is recorded counts', () => {
		const { figures } = answered({
			coverage: [{ from: '2026-01-05T08:00', to: '2026-01-05T10:00', kind: 'live' }],
			incidents: [began('a', '2026-01-05T09:30')],
		})
		expect([figures.overall.timeOutside, figures.overall.outside.share]).toEqual([0.5, 0])
	})

	test('what is known to the day alone is left out, on weekends too', () => {
		const { figures, exclusions } = answered({
			coverage: week,
			incidents: [
				began('a', '2026-01-10T00:00', { precision: 'day' }),
				began('b', '2026-01-06T10:00'),
			],
		})
		expect([figures.overall.outside.part, figures.overall.outside.of]).toEqual([0, 1])
		expect(exclusions).toEqual({ 'only the day of the beginning is known': 1 })
	})

	test('are answered in a sentence, also where nothing can be said', () => {
		expect(textOf(answered(told).view?.answer ?? '')).toBe(
			'3 of 5 incidents began outside working hours, which are 76.2\u00a0% of the recorded time.',
		)
		expect(textOf(answered({ coverage: week, incidents: [] }).view?.answer ?? '')).toBe(
			'Of no incident in the complete record of this scope do we know the hour at which it began.',
		)
	})
})
