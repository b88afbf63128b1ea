import { describe, expect, test } from 'vitest'
import { type DayState, daysOfExport } from '#core/documents/surface-days.ts'
import type { Export } from '#core/model/export.ts'
import { toldRecord } from '../../support/told-record.ts'

/** The last days of every surface: never clear where nobody can say. */

const told = toldRecord()

function daysWith(change: Partial<Export>): ReturnType<typeof daysOfExport> {
	return daysOfExport({ ...told.record, ...change }, told.content)
}

function surface(
	result: ReturnType<typeof daysOfExport>,
	id: string,
): Readonly<Record<string, DayState>> {
	const own = result.providers[0]?.surfaces.find((entry) => entry.surface.id === id)
	if (!own) throw new Error(`the told record has no surface ${id}`)
	return Object.fromEntries(result.days.map((day, index) => [day, own.days[index] ?? 'unknown']))
}

describe('a record that was watched', () => {
	const result = daysWith({})

	test('has ninety days up to its last look, and knows nothing before its first', () => {
		expect(result.days).toHaveLength(90)
		expect(result.days.at(-1)).toBe('2026-05-07')
		expect(surface(result, 'web')['2026-05-03']).toBe('unknown')
		expect(surface(result, 'web')['2026-03-01']).toBe('unknown')
	})

	test('shows the worst that an incident declared, on its day alone', () => {
		expect(surface(result, 'web')['2026-05-04']).toBe('major_outage')
		expect(surface(result, 'api')['2026-05-04']).toBe('degraded_performance')
	})
})

describe('without looks', () => {
	test('a covered day without an incident is clear, one outside is not known', () => {
		const [first] = told.record.coverage
		if (!first) throw new Error('the told record has no coverage')
		const census = {
			...first,
			kind: 'census' as const,
			from: '2026-05-01T00:00:00Z',
			to: '2026-05-07T00:00:00Z',
		}
		const web = surface(daysWith({ coverage: [census], gaps: [], states: [] }), 'web')
		expect(web['2026-05-05']).toBe('clear')
		expect(web['2026-04-30']).toBe('unknown')
		// It is first named on the 4th: whether it was there before nobody says.
		expect(web['2026-05-02']).toBe('unknown')
		// The stretch ends at midnight: its last day is the one before, and the strip ends there too.
		expect(web['2026-05-07']).toBeUndefined()
	})

	test('before a product began it is not yet there, before it is first named it is not clear', () => {
		const [first] = told.record.coverage
		if (!first) throw new Error('the told record has no coverage')
		const census = { ...first, kind: 'census' as const, from: '2026-04-01T00:00:00Z' }
		const began = (day: string | undefined) =>
			told.record.providers.map((provider) => ({
				...provider,
				surfaces: provider.surfaces.map((surface) => ({
					...surface,
					...(day !== undefined && { began: { day, source: 'https://acme.example/launch' } }),
				})),
			}))
		const days = (day: string | undefined) =>
			surface(daysWith({ coverage: [census], gaps: [], states: [], providers: began(day) }), 'web')
		expect(days(undefined)['2026-05-03']).toBe('unknown')
		expect(days(undefined)['2026-05-04']).toBe('major_outage')
		const told20 = days('2026-04-20')
		expect(told20['2026-04-19']).toBe('not_there')
		expect(told20['2026-04-20']).toBe('clear')
		// What the record names before that day was there all the same.
		expect(days('2026-06-01')['2026-05-04']).toBe('major_outage')
		expect(days('2026-06-01')['2026-05-05']).toBe('clear')
	})

	test('a sample makes no day clear', () => {
		const sample = told.record.coverage.map((stretch) => ({
			...stretch,
			kind: 'sample' as const,
			from: '2026-01-01T00:00:00Z',
		}))
		const result = daysWith({ coverage: sample })
		expect(
			result.providers.flatMap(({ surfaces }) => surfaces.flatMap((entry) => entry.days)),
		).not.toContain('clear')
	})

	test('an incident that names a surface and declares no state is still there to be seen', () => {
		const incidents = told.record.incidents.map((incident) => ({
			...incident,
			spans: [],
			updates: incident.updates.map((update) => ({ ...update, states: [] })),
		}))
		expect(surface(daysWith({ incidents, states: [] }), 'web')['2026-05-04']).toBe('incident')
	})

	test('a day in which we could not look for hours is not clear', () => {
		const [first] = told.record.coverage
		const [source] = told.record.providers.flatMap((provider) =>
			provider.sources.map((entry) => `${provider.id}/${entry.id}`),
		)
		if (!first || source === undefined)
			throw new Error('the told record has no coverage or no source')
		const gap = {
			sources: [source],
			document: 'summary',
			from: '2026-05-05T03:00:00Z',
			to: '2026-05-05T09:00:00Z',
			reason: 'timeout',
			bearsState: true,
		}
		const live = { ...first, kind: 'live' as const, from: '2026-05-01T00:00:00Z' }
		expect(
			surface(daysWith({ coverage: [live], gaps: [gap], states: [] }), 'web')['2026-05-05'],
		).toBe('unknown')
		expect(
			surface(
				daysWith({ coverage: [live], gaps: [{ ...gap, bearsState: false }], states: [] }),
				'web',
			)['2026-05-05'],
		).toBe('clear')
	})
})

test('a trouble that nobody took back ends with the incident that declared it', () => {
	const stale = told.record.states.map((state) =>
		state.state === 'major_outage'
			? { ...state, basis: 'declared' as const, to: '2026-05-07T00:00:00Z' }
			: state,
	)
	expect(surface(daysWith({ states: stale }), 'web')['2026-05-06']).not.toBe('major_outage')
})

test('a record without a look has no days', () => {
	expect(daysWith({ generatedAt: null })).toEqual({
		days: [],
		providers: [],
		coveredTo: null,
		asOf: null,
	})
})
