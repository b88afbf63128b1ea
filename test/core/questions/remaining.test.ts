import { describe, expect, test } from 'vitest'
import {
	outlook,
	type RemainingFigures,
	remaining,
	RemainingFigures as Schema,
} from '#core/questions/remaining/count.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { instantOf } from '#core/time/time.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

const minute = (offset: number) => instantOf(Date.UTC(2026, 0, 2) + offset * 60_000)
/** One an hour, lasting 10, 20, 30 … minutes. */
const ladder = (count: number, more: Partial<IncidentRow> = {}): IncidentRow[] =>
	Array.from({ length: count }, (_, index) => ({
		id: `${more.provider ?? 'acme'}-${more.impact ?? 'minor'}-${index}`,
		from: minute(index * 60),
		to: minute(index * 60 + (index + 1) * 10),
		...more,
	}))
const answerOf = (told: Told) =>
	remaining.answer(scopedRecord(toldExport({ ...told, timelines: false }), {}), {})
const outlookIn = (
	figures: RemainingFigures,
	provider: string,
	impact: string | undefined,
	minutes: number,
) =>
	figures.outlooks
		.find((entry) => entry.provider === provider && entry.impact === impact)
		?.after.find((entry) => entry.elapsedSeconds === minutes * 60)

describe('how much longer', () => {
	// 40 last 10 to 400 minutes: of the 34 that lasted longer than an hour, half are over after 230
	// minutes: 170 more.
	test('by hand', () => {
		const { figures, sampleSize } = answerOf({ incidents: ladder(40) })
		expect(sampleSize).toBe(40)
		expect(outlookIn(figures, 'acme', 'minor', 60)).toEqual({
			elapsedSeconds: 3600,
			basis: 'provider and impact',
			count: 34,
			quarter: 90 * 60,
			median: 170 * 60,
			medianLow: 110 * 60,
			medianHigh: 230 * 60,
			threeQuarters: 260 * 60,
		})
		expect(Schema.parse(figures)).toEqual(figures)
	})

	test('from the provider where too few of that rating lasted so long, from all where too few of the provider’s did, and each says so', () => {
		const incidents = [
			...ladder(15, { impact: 'critical' }),
			...ladder(30),
			...ladder(30, { provider: 'other' }),
		]
		const { figures } = answerOf({
			providers: { acme: ['web'], other: ['web'] },
			coverage: [{ from: '2026-01-01' }, { from: '2026-01-01', provider: 'other' }],
			incidents,
		})
		expect(outlookIn(figures, 'acme', 'critical', 0)).toMatchObject({
			basis: 'provider',
			count: 45,
		})
		expect(outlookIn(figures, 'acme', 'minor', 60)).toMatchObject({
			basis: 'provider and impact',
			count: 24,
		})
		expect(outlookIn(figures, 'other', 'minor', 120)).toMatchObject({
			basis: 'all providers',
			count: 39,
		})
		expect(outlookIn(figures, 'other', 'minor', 1440)).toMatchObject({
			basis: null,
			median: null,
			silence: expect.stringMatching(/^Only 0 comparable/),
		})
	})

	test('an unknown rating is no likeness', () => {
		const { figures } = answerOf({ incidents: ladder(30, { impact: 'unknown' }) })
		expect(figures.curves.map(({ basis }) => basis)).toEqual(['provider'])
		expect(outlook(figures.curves, { provider: 'acme', impact: 'unknown' }, 0)).toMatchObject({
			basis: 'provider',
			count: 30,
		})
	})

	test('open incidents count as far as they are known, and what tells no length is left out', () => {
		const odd: IncidentRow[] = [
			{ id: 'open', from: '2026-01-31T23:00' },
			{ id: 'after', from: '2026-01-20', to: '2026-01-20' },
			{ id: 'backwards', from: '2026-01-20', to: '2026-01-19' },
			{ id: 'vague', from: '2026-01-20', to: '2026-01-21', precision: 'day' },
			{ id: 'lost', from: '2026-01-20', status: 'unknown' },
		]
		const { figures, exclusions } = answerOf({ incidents: [...ladder(30), ...odd] })
		expect(figures.curves.find(({ basis }) => basis === 'provider')?.curve).toMatchObject({
			count: 31,
			ended: 30,
		})
		expect(Object.values(exclusions)).toEqual([1, 1, 1, 1])
	})

	test('for another moment and for a provider that nothing is known of', () => {
		const { figures } = answerOf({ incidents: ladder(40) })
		expect(outlook(figures.curves, { provider: 'acme', impact: 'minor' }, 3600)).toEqual(
			outlookIn(figures, 'acme', 'minor', 60),
		)
		expect(outlook(figures.curves, { provider: 'nobody' }, 3600)).toMatchObject({
			basis: null,
			count: 0,
			silence: expect.any(String),
		})
		expect(outlook([], { provider: 'acme' }, 0)).toMatchObject({
			basis: null,
			silence: expect.any(String),
		})
	})

	test('of an empty record and of one incident says nothing, in words', () => {
		expect(answerOf({}).figures).toEqual({ comparableAtLeast: 20, curves: [], outlooks: [] })
		expect(outlookIn(answerOf({ incidents: ladder(1) }).figures, 'acme', 'minor', 0)).toMatchObject(
			{ median: null, silence: expect.any(String) },
		)
	})
})
