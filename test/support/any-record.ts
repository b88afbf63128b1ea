import fc from 'fast-check'
import type { Export } from '#core/model/export.ts'
import type { Provider } from '#core/model/provider.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { instantOf } from '#core/time/time.ts'
import { type IncidentRow, type StateRow, type Told, toldExport } from './analysed.ts'

/**
 * Records that may hold anything that a question counts or shows: incidents of all kinds, with and
 * without lengths, titles that would be markup or a formula, registers about incidents that may or
 * may not be there, and coverage that may be none.
 */

const days = fc
	.integer({ min: 0, max: 40 * 1440 })
	.map((minutes) => instantOf(Date.UTC(2025, 11, 28) + minutes * 60_000))

const incidentRow: fc.Arbitrary<IncidentRow> = fc
	.record({
		from: days,
		lasting: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
		surfaces: fc.subarray(['web', 'api']),
		provider: fc.constantFrom('acme', 'beta'),
		impact: fc.constantFrom('none', 'minor', 'major', 'critical', 'unknown'),
		kind: fc.constantFrom('incident', 'incident', 'incident', 'maintenance', 'notice'),
		origin: fc.constantFrom('official', 'official', 'official', 'crowd'),
		precision: fc.option(fc.constantFrom('day', 'hour', 'minute'), { nil: undefined }),
		statuses: fc.subarray<IncidentStatus>([
			'investigating',
			'identified',
			'monitoring',
			'investigating',
			'resolved',
			'postmortem',
		]),
		title: fc.constantFrom(
			'Errors',
			'<img src=x onerror=alert(1)>',
			'=HYPERLINK("x")',
			'',
			'"a", b',
		),
	})
	.map(({ from, lasting, precision, statuses, ...row }): IncidentRow => {
		const at = (minutes: number) => instantOf(Date.parse(from) + minutes * 60_000)
		const stages = statuses.map((status, index) => [status, at(index * 10)] as const)
		return {
			id: 'x',
			from,
			...row,
			...(precision && { precision }),
			...(stages.length > 0 ? { stages } : lasting !== undefined && { to: at(lasting) }),
		}
	})

const stateRow: fc.Arbitrary<StateRow> = fc.record({
	surface: fc.constantFrom('web', 'api'),
	provider: fc.constantFrom('acme', 'beta'),
	state: fc.constantFrom(
		'operational',
		'degraded_performance',
		'partial_outage',
		'major_outage',
		'under_maintenance',
		'unknown',
	),
	from: days,
})

/** Entries of the registers, about incidents that may or may not be there. */
const registers: Pick<
	Told,
	'promises' | 'causes' | 'commitments' | 'published' | 'publishedDays' | 'rises' | 'readings'
> = {
	promises: [
		{
			id: 'level',
			vendor: 'Acme',
			product: 'API',
			recipients: 'everyone',
			kind: 'guarantee',
			percent: 99.9,
			rule: 'declared outage',
			remedies: [{ below: 99.9, creditPercent: 10 }],
			sources: [{ title: 'Terms', url: 'https://acme.example/terms', confidence: 'exact' }],
			readAt: '2026-01',
			provider: 'acme',
			surfaces: ['api'],
		},
	],
	causes: [
		{ provider: 'acme', incident: 'i0', kind: 'capacity', says: 'Too many came.', sources: [] },
		{
			provider: 'beta',
			incident: 'i1',
			kind: 'change',
			also: ['data'],
			says: 'A release.',
			update: 'u1',
			sources: [{ title: 'Account', confidence: 'exact' }],
		},
	],
	commitments: [
		{
			id: 'room',
			provider: 'acme',
			says: 'More room.',
			state: 'announced',
			against: ['capacity'],
			incident: 'i0',
			sources: [],
		},
	],
	published: [
		{
			id: 'shown',
			provider: 'acme',
			surface: 'api',
			share: 0.999,
			readAt: '2026-01-20',
			windowDays: 10,
			sources: [],
		},
	],
	rises: [
		{
			id: 'rise',
			provider: 'acme',
			source: 'reports',
			counted: 'reporters',
			windowSeconds: 300,
			roseAt: '2026-01-10T10:00:00Z',
			knownAt: '2026-01-10T10:05:00Z',
			count: 40,
			usual: 2,
			threshold: 10,
			basis: 'hour-of-week',
			weeks: 4,
			peakAt: '2026-01-10T10:10:00Z',
			peakCount: 60,
			peakUsual: 2,
			settledAt: null,
			windowsAbove: 3,
			neighbours: [],
		},
	],
	readings: [
		{
			id: 'cited',
			title: '',
			body: '',
			author: 'the editors',
			links: [],
			writtenAt: '2026-01-11T00:00:00Z',
			subject: 'incidents/acme/i0',
			at: '2026-01-10T09:00:00Z',
			precision: 'minute',
			source: '<b>Gator</b>',
			kind: 'alarm',
		},
	],
	publishedDays: [
		{
			provider: 'acme',
			service: 'API',
			surface: 'api',
			date: '2026-01-10',
			partialMinutes: 60,
			majorMinutes: 10,
			source: 'told',
			readAt: '2026-01-20T00:00:00Z',
		},
	],
}

/** Every title names the one, some the other. */
const vocabulary: NonNullable<Provider['vocabulary']> = {
	writtenOn: '2026-01-20',
	models: [{ name: '<img src=x>', words: ['Incident'] }],
	regions: [{ name: 'north', words: ['i1'] }],
}

export const anyRecord: fc.Arbitrary<Export> = fc
	.record({
		incidents: fc.array(incidentRow, { maxLength: 12 }),
		states: fc.array(stateRow, { maxLength: 4 }),
		kind: fc.constantFrom('live', 'census', 'sample'),
		isEmpty: fc.boolean(),
	})
	.map(({ incidents, states, kind, isEmpty }) =>
		toldExport({
			providers: { acme: ['web', 'api'], beta: ['web', 'api'] },
			incidents: incidents.map((row, index) => ({ ...row, id: `i${index}` })),
			states,
			...registers,
			coverage: isEmpty
				? []
				: [
						{ provider: 'acme', from: '2026-01-01', to: '2026-01-31', kind },
						{ provider: 'beta', from: '2026-01-05', to: '2026-02-01', kind: 'census' },
					],
		}),
	)
	.map((made) => ({
		...made,
		providers: made.providers.map((provider) =>
			provider.id === 'acme' ? { ...provider, vocabulary } : provider,
		),
	}))
