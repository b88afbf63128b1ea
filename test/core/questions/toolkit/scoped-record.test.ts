import { describe, expect, test } from 'vitest'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { length } from '#core/questions/toolkit/span.ts'
import { moment, type Told, toldExport } from '../../../support/analysed.ts'

const scopeOf = (told: Told, scope = {}) => {
	const [provider] = scopedRecord(toldExport(told), scope).providers
	if (!provider) throw new Error('the scope holds no provider')
	return provider
}
const ids = (entries: readonly { incident: { id: string } }[]) =>
	entries.map(({ incident }) => incident.id)
const days = (spans: Parameters<typeof length>[0]) => length(spans) / 86_400_000

describe('a scope', () => {
	test('holds the unplanned incidents of complete record, and chosen ones apart', () => {
		const scope = scopeOf({
			incidents: [
				{ id: 'before', from: '2025-12-20', to: '2025-12-21' },
				{ id: 'in', from: '2026-01-05', to: '2026-01-06' },
				{ id: 'works', from: '2026-01-07', to: '2026-01-08', kind: 'maintenance' },
				{ id: 'note', from: '2026-01-07', to: '2026-01-08', kind: 'notice' },
				{ id: 'crowd', from: '2026-01-07', to: '2026-01-08', origin: 'crowd' },
				{ id: 'gone', from: '2026-01-07', to: '2026-01-08', withdrawn: true },
			],
		})
		expect([
			ids(scope.incidents),
			ids(scope.samples),
			ids(scope.maintenance),
			ids(scope.unacknowledged),
		]).toEqual([['in'], ['before'], ['works'], ['crowd']])
	})

	test('is cut by its bounds, its provider and its surface', () => {
		const told: Told = {
			providers: { acme: ['web', 'api'], other: ['web'] },
			incidents: [
				{ id: 'a', from: '2026-01-05', to: '2026-01-06', surfaces: ['web'] },
				{ id: 'b', from: '2026-01-15', to: '2026-01-16', surfaces: ['api', 'web'] },
				{ id: 'c', from: '2026-01-15', to: '2026-01-16', provider: 'other' },
			],
		}
		expect(ids(scopeOf(told, { from: moment('2026-01-10') }).incidents)).toEqual(['b'])
		expect(
			days(scopeOf(told, { from: moment('2026-01-10'), to: moment('2026-01-20') }).windows),
		).toBe(10)
		expect(ids(scopeOf(told, { surface: 'api' }).incidents)).toEqual(['b'])
		expect(ids(scopeOf(told, { provider: 'other' }).incidents)).toEqual(['c'])
		expect(scopedRecord(toldExport(told), { provider: 'nobody' }).providers).toEqual([])
		expect(scopedRecord(toldExport(told), { provider: 'other', surface: 'api' }).providers).toEqual(
			[],
		)
	})

	test('counts overlapping coverage once, and samples not at all', () => {
		const coverage: Told['coverage'] = [
			{ from: '2026-01-01', to: '2026-01-11' },
			{ from: '2026-01-06', to: '2026-01-16' },
			{ from: '2026-01-16', to: '2026-01-31', kind: 'sample' },
		]
		expect(days(scopeOf({ coverage }).windows)).toBe(15)
	})

	test('takes the coverage of one surface for that surface alone', () => {
		const coverage: Told['coverage'] = [{ from: '2026-01-01', to: '2026-01-11', surface: 'api' }]
		expect(days(scopeOf({ coverage }).windows)).toBe(0)
		expect(days(scopeOf({ coverage }, { surface: 'api' }).windows)).toBe(10)
		expect(days(scopeOf({ coverage }, { surface: 'web' }).windows)).toBe(0)
	})

	test('reaches to the provider’s own last look', () => {
		const record = toldExport({
			coverage: [{ from: '2026-01-01', kind: 'live' }],
			incidents: [{ id: 'open', from: '2026-01-05' }],
		})
		const own = scopedRecord({ ...record, asOf: { acme: moment('2026-01-08') } }, {}).providers[0]
		expect(days(own?.windows ?? [])).toBe(7)
		expect(own?.incidents[0]).toMatchObject({
			open: true,
			ended: false,
			to: Date.parse(moment('2026-01-08')),
		})
	})

	test('leaves the gaps out of what was observed, those of other providers and of lists not', () => {
		const gaps: Told['gaps'] = [
			{ from: '2026-01-05', to: '2026-01-06' },
			{ from: '2026-01-05T12:00', to: '2026-01-07' },
			{ from: '2026-01-10', to: '2026-01-20', bearsState: false },
			{ from: '2026-01-10', to: '2026-01-20', provider: 'acme-two' },
		]
		const scope = scopeOf({ gaps })
		expect([days(scope.windows), days(scope.observed)]).toEqual([31, 29])
	})

	test('knows which ended, which are open, and of which the end is not known', () => {
		const scope = scopeOf({
			incidents: [
				{ id: 'ended', from: '2026-01-05', to: '2026-01-05T01:00' },
				{ id: 'open', from: '2026-01-06' },
				{ id: 'lost', from: '2026-01-07', status: 'unknown' },
				{ id: 'backwards', from: '2026-01-08', to: '2026-01-07' },
			],
		})
		expect(
			scope.incidents.map(({ open, ended, from, to }) => [open, ended, (to - from) / 3_600_000]),
		).toEqual([
			[false, true, 1],
			[true, false, 26 * 24],
			[false, false, 0],
			[false, true, 0],
		])
	})

	test('of nothing is nothing', () => {
		const record = { ...toldExport(), generatedAt: null, asOf: { acme: null } }
		expect(scopedRecord(record, {})).toMatchObject({
			asOf: 0,
			providers: [{ windows: [], incidents: [] }],
		})
	})
})
