import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crowdEvents, possibleEvents } from '#core/crowd/events.ts'
import { withNeighbours } from '#core/crowd/neighbours.ts'
import { crowdThresholds } from '#core/crowd/thresholds.ts'
import type { Rise } from '#core/model/report.ts'
import { TimelineEvent } from '#core/model/timeline.ts'
import { addSeconds } from '#core/time/time.ts'
import { possibleRise, rise } from '../../support/crowd-story.ts'

const at = (clock: string) => `2026-03-02T${clock}:00Z`
const day = { from: at('00:00'), to: at('23:59') }
const settled = rise({
	roseAt: at('11:30'),
	settledAt: at('13:30'),
	settledBy: 'quiet',
	networks: 12,
})

const knownAtOf = (value: TimelineEvent['value']) =>
	value && 'knownAt' in value ? value.knownAt : undefined

describe('the events of a rise', () => {
	test('are its onset, its peak and its end, each with the numbers and when it could be known', () => {
		const events = crowdEvents([settled], day)
		for (const event of events) expect(TimelineEvent.parse(event)).toEqual(event)
		expect(
			events.map(({ id, kind, at: when, title, value }) => [
				id,
				kind,
				when,
				title,
				knownAtOf(value),
			]),
		).toEqual([
			[
				`${settled.id}:rose`,
				'reports_rose',
				at('11:30'),
				'Reports rose above the usual volume',
				at('12:00'),
			],
			[
				`${settled.id}:peaked`,
				'reports_peaked',
				at('12:00'),
				'Reports peaked at 90 in 15 min',
				at('12:15'),
			],
			[
				`${settled.id}:settled`,
				'reports_settled',
				at('13:30'),
				'Reports were back at the usual volume',
				at('14:30'),
			],
		])
		expect(events[0]?.body).toBe(
			'40 in the 15 min before 12:00 UTC, where 3 would be usual (at this hour of the week, by 6 weeks) and more than 12 is not.',
		)
		expect(events[0]?.value).toEqual({
			rise: settled.id,
			source: 'reports',
			counted: 'reporters',
			windowSeconds: 900,
			knownAt: at('12:00'),
			count: 40,
			usual: 3,
			threshold: 12,
			basis: 'hour-of-week',
			weeks: 6,
			windowsAbove: 4,
			networks: 12,
		})
		expect(events[1]?.value).toMatchObject({ count: 90, usual: 3 })
	})

	test('have no end while it lasts, nor where counting ended', () => {
		const lasting = crowdEvents([{ ...settled, settledAt: null }], day)
		expect(lasting.map(({ title }) => title)).toEqual([
			'Reports rose above the usual volume',
			'Most reports so far: 90 in 15 min',
		])
		const cut = crowdEvents([{ ...settled, settledBy: 'gap' }], day)
		expect(cut.map(({ kind }) => kind)).toEqual(['reports_rose', 'reports_peaked'])
		expect(cut[1]?.body).toContain('13:30')
	})

	test('name their neighbours, and mentions by their name', () => {
		const neighbours = [
			{ provider: 'other', source: 'reports', roseAt: at('11:30'), knownAt: at('12:00') },
		]
		expect(crowdEvents([{ ...settled, neighbours }], day)[0]).toMatchObject({
			title: 'Reports rose above the usual volume, and elsewhere at the same time',
			value: { neighbours },
		})
		expect(crowdEvents([{ ...settled, counted: 'mentions' }], day)[0]?.title).toBe(
			'Mentions rose above the usual volume',
		)
	})

	test('join where they lie inside of the window; the onset of what reaches into it always', () => {
		const kinds = (from: string, to: string) =>
			crowdEvents([settled], { from: at(from), to: at(to) }).map(({ kind }) => kind)
		expect(kinds('12:30', '20:00')).toEqual(['reports_rose', 'reports_settled'])
		expect(kinds('13:31', '20:00')).toEqual([])
		expect(kinds('00:00', '11:29')).toEqual([])
	})
})

describe('the events of what is possible', () => {
	const over = possibleRise({ roseAt: at('11:30'), settledAt: at('13:00'), settledBy: 'quiet' })

	test('are its beginning with method and confidence, and its end', () => {
		const events = possibleEvents([over], day)
		for (const event of events) expect(TimelineEvent.parse(event)).toEqual(event)
		expect(
			events.map(({ id, kind, at: when, value }) => [id, kind, when, knownAtOf(value)]),
		).toEqual([
			[over.id, 'reports_possible', at('11:30'), at('12:15')],
			[`${over.id}:over`, 'reports_possible_over', at('13:00'), at('14:00')],
		])
		expect(events[0]?.body).toBe(
			'33 in the 45 min counted up to 12:15 UTC, where 15 would be usual (at this hour of the week, by 6 weeks).',
		)
		expect(events[0]?.value).toMatchObject({
			method: 'cusum-poisson',
			confidence: 'high',
			score: 4.9,
			limit: 4.5,
			source: 'reports',
		})
	})

	test('tell no end of what lasts, became a rise or was cut off; a new level is said', () => {
		const kinds = (more: Partial<typeof over>) =>
			possibleEvents([{ ...over, ...more }], day).map(({ kind }) => kind)
		expect(kinds({ settledAt: null })).toEqual(['reports_possible'])
		for (const settledBy of ['rise', 'gap'] as const)
			expect(kinds({ settledBy })).toEqual(['reports_possible'])
		expect(possibleEvents([{ ...over, settledBy: 'level' }], day)[1]?.title).toBe(
			'The level has changed: the higher volume counts as usual now',
		)
	})
})

describe('neighbours', () => {
	const other = (clock: string, more: Partial<Rise> = {}) =>
		rise({ provider: 'other', roseAt: at(clock), ...more })
	const names = (rises: readonly Rise[]) =>
		withNeighbours(rises).map(({ neighbours }) =>
			neighbours.map(({ provider, roseAt }) => `${provider} ${roseAt.slice(11, 16)}`),
		)

	test('are rises of other providers within one window, and name each other', () => {
		expect(names([settled, other('11:45'), other('11:46', { provider: 'third' })])).toEqual([
			['other 11:45'],
			['acme 11:30', 'third 11:46'],
			['other 11:45'],
		])
	})

	test('are no mentions of what people report, and no second series of one provider', () => {
		expect(
			names([settled, other('11:30', { counted: 'mentions' }), { ...settled, source: 'counter' }]),
		).toEqual([[], [], []])
	})

	test('are the same in any order, and the same when named again', () => {
		const some = fc.array(
			fc
				.record({
					provider: fc.constantFrom('acme', 'other', 'third'),
					window: fc.nat({ max: 30 }),
					long: fc.boolean(),
				})
				.map(({ provider, window, long }) =>
					rise({
						provider,
						id: `${provider}-${window}-${long}`,
						roseAt: addSeconds(at('00:00'), window * 600),
						windowSeconds: long ? 3600 : 900,
					}),
				),
			{ maxLength: 12 },
		)
		fc.assert(
			fc.property(some, (rises) => {
				const named = withNeighbours(rises)
				expect(withNeighbours([...rises].reverse()).reverse()).toEqual(named)
				expect(withNeighbours(named)).toEqual(named)
				for (const one of named) {
					const near = rises.filter((candidate) => {
						const reach = 1000 * Math.max(one.windowSeconds, candidate.windowSeconds)
						return (
							candidate.provider !== one.provider &&
							Math.abs(Date.parse(candidate.roseAt) - Date.parse(one.roseAt)) <= reach
						)
					})
					expect(one.neighbours).toHaveLength(near.length)
				}
			}),
		)
	})
})

test('every threshold says what it decides and why', () => {
	for (const { value, unit, decides, reason } of Object.values(crowdThresholds)) {
		expect(value).toBeGreaterThan(0)
		expect(unit).not.toBe('')
		expect(decides).toMatch(/\.$/)
		expect(reason).toMatch(/\.$/)
	}
})
