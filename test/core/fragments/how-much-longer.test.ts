import { describe, expect, test } from 'vitest'
import { howMuchLonger } from '#core/fragments/now/how-much-longer.ts'
import type { OpenIncident } from '#core/model/documents.ts'
import { type LastingCurve, remaining } from '#core/questions/remaining/count.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { survivalCurve } from '#core/questions/toolkit/survival.ts'
import { toldExport } from '../../support/analysed.ts'

/** What the page for someone in trouble says of how long it may still take. */

const open: OpenIncident = {
	provider: 'acme',
	id: 'now1',
	origin: 'official',
	kind: 'incident',
	title: 'Errors',
	impact: 'major',
	status: 'investigating',
	surfaces: ['web'],
	unattributed: 0,
	createdAt: '2026-05-07T08:00:20Z',
	startedAt: null,
	resolvedAt: null,
	lastUpdateAt: null,
	seenBy: '2026-05-07T08:01:00Z',
	provenance: 'live',
	updates: 1,
	corrections: 0,
	withdrawn: false,
	episode: null,
	url: null,
}

/** One that ended after 10, 20, … minutes each. */
const lengths = (count: number) =>
	survivalCurve(
		Array.from({ length: count }, (_, index) => ({ seconds: (index + 1) * 600, ended: true })),
	)
const curve = (count: number): LastingCurve => ({
	basis: 'provider',
	provider: 'acme',
	curve: lengths(count),
})

function said(at: string, curves: readonly LastingCurve[] | undefined, incident = open): string {
	return String(
		howMuchLonger(incident, at, curves && { asOf: '2026-05-01T00:00:00Z', curves }),
	).replace(/<[^>]+>/g, '')
}

describe('how much longer', () => {
	test('is told from those that lasted as long, with their number', () => {
		// Of forty, those of 70 minutes and more have lasted longer than the hour that has gone: 34.
		// Half of these were over after 230 minutes.
		expect(said('2026-05-07T09:00:40Z', [curve(40)])).toContain(
			'Of 34 incidents of this provider that lasted longer than 1 h, a quarter were over within another 1 h 30 min, half within 2 h 50 min, three quarters within 4 h 20 min.',
		)
	})

	test('is not told where too few lasted as long, and the number says so', () => {
		expect(said('2026-05-07T12:00:40Z', [curve(40)])).toContain(
			'Nobody can say from the record up to 1 May 2026: Only 16 comparable incidents lasted so long; at least 20 are needed.',
		)
		expect(said('2026-05-07T09:00:40Z', [])).toContain('Only 0 comparable incidents')
	})

	test('is left out for maintenance, for what has not begun, and where nothing was counted', () => {
		expect(said('2026-05-07T09:00:40Z', [curve(40)], { ...open, kind: 'maintenance' })).toBe('')
		expect(said('2026-05-07T07:00:40Z', [curve(40)])).toBe('')
		expect(said('2026-05-07T09:00:40Z', undefined)).toBe('')
	})

	test('reads the curves as the question answers them', () => {
		const incidents = Array.from({ length: 30 }, (_, index) => {
			const day = `2026-01-${String(index + 1).padStart(2, '0')}`
			return {
				id: `i${index}`,
				from: `${day}T01:00`,
				to: `${day}T${String(2 + (index % 20)).padStart(2, '0')}:00`,
				impact: 'major' as const,
			}
		})
		const { figures } = remaining.answer(
			scopedRecord(toldExport({ incidents, timelines: false }), {}),
			{},
		)
		expect(said('2026-05-07T08:30:20Z', figures.curves)).toMatch(
			/Of \d+ incidents of this provider with the same rating that lasted longer than 30 min/,
		)
	})
})
