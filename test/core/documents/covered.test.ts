import { expect, test } from 'vitest'
import { coveredWithin } from '#core/documents/covered.ts'
import type { Coverage } from '#core/model/timeline.ts'

/** Whether the record can speak for a stretch of time. */

const stretch = (from: string, to?: string, more: Partial<Coverage> = {}): Coverage => ({
	provider: 'acme',
	from: `${from}T00:00:00Z`,
	...(to !== undefined && { to: `${to}T00:00:00Z` }),
	kind: 'census',
	source: 'https://status.acme.example',
	...more,
})
const may = { from: '2026-05-01T00:00:00Z', to: '2026-06-01T00:00:00Z' }
const asOf = '2026-09-01T00:00:00Z'

test.each([
	['nothing', [], 'none'],
	['a month that is covered', [stretch('2026-05-01', '2026-06-01')], 'whole'],
	[
		'two stretches that meet',
		[stretch('2026-05-10', '2026-07-01'), stretch('2026-04-01', '2026-05-10')],
		'whole',
	],
	[
		'a hole of a day',
		[stretch('2026-04-01', '2026-05-10'), stretch('2026-05-11', '2026-07-01')],
		'partly',
	],
	['a late beginning', [stretch('2026-05-02')], 'partly'],
	['an early end', [stretch('2026-04-01', '2026-05-31')], 'partly'],
	['a stretch that only touches', [stretch('2026-06-01')], 'none'],
	['a sample', [stretch('2026-04-01', '2026-07-01', { kind: 'sample' })], 'none'],
	['another surface', [stretch('2026-04-01', '2026-07-01', { surface: 'web' })], 'none'],
] as const)('%s covers it: %#', (_name, coverage, expected) => {
	expect(coveredWithin(coverage, may, asOf)).toBe(expected)
})

test('a surface counts where it is asked about, and what lies after the last look is not asked for', () => {
	expect(
		coveredWithin([stretch('2026-04-01', '2026-07-01', { surface: 'web' })], may, asOf, 'web'),
	).toBe('whole')
	expect(coveredWithin([stretch('2026-04-01', '2026-05-20')], may, '2026-05-20T00:00:00Z')).toBe(
		'whole',
	)
	expect(
		coveredWithin(
			[stretch('2026-04-01', undefined, { kind: 'live' })],
			may,
			'2026-05-20T08:00:00Z',
		),
	).toBe('whole')
})
