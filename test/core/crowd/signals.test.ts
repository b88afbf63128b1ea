import { describe, expect, test } from 'vitest'
import { withSignals } from '#core/crowd/signals.ts'
import { type IncidentRow, toldIncident } from '../../support/analysed.ts'
import { reading, rise } from '../../support/crowd-story.ts'

const at = (clock: string) => `2026-03-02T${clock}:00Z`
const told = (id: string, from: string, to: string, more: Partial<IncidentRow> = {}) =>
	toldIncident({
		id,
		from: `2026-03-02T${from}`,
		surfaces: ['web'],
		stages: [
			['investigating', `2026-03-02T${from}`],
			['resolved', `2026-03-02T${to}`],
		],
		...more,
	})
const first = told('i1', '11:49', '15:28')
const signals = (...input: Parameters<typeof withSignals>) =>
	withSignals(...input).map(({ milestones }) => milestones.signalAt)

describe('the signal of an incident', () => {
	test('is the earliest cited moment, marked so, where nothing was measured', () => {
		const readings = [
			reading({ id: 'alarm', at: at('11:44'), kind: 'alarm' }),
			reading({ id: 'first', at: at('11:37'), kind: 'first' }),
			reading({ id: 'last', at: at('09:00'), kind: 'last' }),
			reading({ id: 'day', at: at('00:00'), kind: 'first', precision: 'day' }),
			reading({ id: 'elsewhere', at: at('11:00'), kind: 'first', subject: 'incidents/acme/i9' }),
		]
		expect(signals([first], [], readings)).toEqual([
			{ at: at('11:37'), event: 'reading:first', precision: 'minute', cited: true },
		])
	})

	test('of an episode’s reading belongs to the incident whose beginning is nearest', () => {
		const others = [told('i0', '08:30', '11:40'), first, told('i2', '13:00', '14:00')]
		expect(
			signals(
				others,
				[],
				[
					reading({
						id: 'first',
						at: at('11:37'),
						kind: 'first',
						subject: 'episodes/acme-2026-03-02',
					}),
				],
			),
		).toMatchObject([null, { at: at('11:37') }, null])
		expect(
			signals(
				others,
				[],
				[
					reading({
						id: 'first',
						at: at('08:00'),
						kind: 'first',
						subject: 'episodes/other-2026-03-02',
					}),
				],
			),
		).toEqual([null, null, null])
	})

	test('is no number that was read while it was open already', () => {
		expect(
			signals([first], [], [reading({ id: 'n', at: at('12:30'), count: 2000, kind: 'bucket' })]),
		).toEqual([null])
		expect(
			signals([first], [], [reading({ id: 'n', at: at('11:45'), count: 2000, kind: 'bucket' })]),
		).toMatchObject([{ at: at('11:45'), cited: true }])
	})

	test('is not read off a number that belongs to an incident which was open before', () => {
		const number = reading({
			id: 'noon',
			at: at('12:30'),
			count: 2000,
			subject: 'episodes/acme-2026-03-02',
		})
		expect(signals([first, told('i2', '14:35', '16:00')], [], [number])).toEqual([null, null])
	})

	test('measured wins over cited, also where it came later, and the earliest measured wins', () => {
		const rises = [rise({ roseAt: at('11:45'), id: 'b' }), rise({ roseAt: at('11:40'), id: 'a' })]
		expect(
			signals([first], rises, [reading({ id: 'first', at: at('11:37'), kind: 'first' })]),
		).toEqual([{ at: at('11:40'), event: 'a:rose' }])
	})

	test('is no mention, no other provider’s, no other surface’s', () => {
		const others = [
			rise({ roseAt: at('11:30'), counted: 'mentions' }),
			rise({ roseAt: at('11:30'), provider: 'other' }),
			rise({ roseAt: at('11:30'), surface: 'api' }),
		]
		expect(signals([first], others, [])).toEqual([null])
	})

	test('may be hours old where reports lasted until the provider spoke, and none that was over three hours before', () => {
		expect(signals([first], [rise({ roseAt: at('03:00'), settledAt: null })], [])).toMatchObject([
			{ at: at('03:00') },
		])
		expect(signals([first], [rise({ roseAt: at('03:00'), settledAt: at('08:48') })], [])).toEqual([
			null,
		])
		expect(signals([first], [rise({ roseAt: at('15:29'), settledAt: null })], [])).toEqual([null])
	})

	test('is one incident’s: users complain once, however often the provider files it', () => {
		expect(
			signals(
				[first, told('i2', '13:20', '14:00')],
				[rise({ roseAt: at('11:40'), settledAt: at('16:00') })],
				[],
			),
		).toMatchObject([{ at: at('11:40') }, null])
	})

	test('maintenance, notices and what users reported have none from here, and stay the same objects', () => {
		const others = [
			told('i2', '11:50', '12:00', { kind: 'maintenance' }),
			told('i3', '11:50', '12:00', { origin: 'crowd' }),
		]
		const after = withSignals(others, [rise({ roseAt: at('11:40') })], [])
		expect([after[0] === others[0], after[1] === others[1]]).toEqual([true, true])
	})
})
