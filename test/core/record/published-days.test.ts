import { expect, test } from 'vitest'
import { planImport } from '#core/import/plan.ts'
import { joinPublishedDays } from '#core/record/published-days.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'

const rows = [
	{ service: 'API', date: '2026-03-02', partial_minutes: 100, major_minutes: 20 },
	{ service: 'Website', date: '2026-03-02', partial_minutes: 0, major_minutes: 0 },
	{ service: 'Ovens', date: '2026-03-03', partial_minutes: 5, major_minutes: 0 },
]

function imported(body: unknown, readAt: string) {
	const plan = planImport(acme, [{ name: 'days.json', body: JSON.stringify(body) }])
	const [file] = plan.files
	if (!file) throw new Error('the file was not recognised')
	return {
		plan,
		file,
		chronicle: (before = new Chronicle(plan.provider, 'import')) =>
			before.look(readAt, file.document.name, JSON.stringify(body), file.source.id),
	}
}

test('a saved uptime display is recognised, and its services become surfaces where no alias knows them', () => {
	const { plan, file } = imported(rows, '2026-04-01T00:00:00Z')
	expect(file.source).toMatchObject({ platform: 'published-minutes', enabled: false })
	expect(plan.added.map(({ id, aliases }) => [id, aliases])).toEqual([
		['ovens', [{ name: 'Ovens' }]],
	])
	expect(file.incidents).toBe(0)
})

test('its days are in the Export as published: no incident and no state follows from them', () => {
	const { plan, file, chronicle } = imported(rows, '2026-04-01T00:00:00Z')
	const record = chronicle().exported(contentOf(plan.provider))
	const known = { provider: 'acme', source: file.source.id, readAt: '2026-04-01T00:00:00Z' }
	expect(record.publishedDays).toEqual([
		{
			...known,
			service: 'API',
			surface: 'api',
			date: '2026-03-02',
			partialMinutes: 100,
			majorMinutes: 20,
		},
		{
			...known,
			service: 'Ovens',
			surface: 'ovens',
			date: '2026-03-03',
			partialMinutes: 5,
			majorMinutes: 0,
		},
		{
			...known,
			service: 'Website',
			surface: 'web',
			date: '2026-03-02',
			partialMinutes: 0,
			majorMinutes: 0,
		},
	])
	expect([record.incidents, record.states, record.coverage, record.problems]).toEqual([
		[],
		[],
		[],
		[],
	])
})

test('of two readings of one day the later one stands, whichever comes first', () => {
	const day = {
		provider: 'acme',
		service: 'API',
		date: '2026-03-02',
		partialMinutes: 100,
		majorMinutes: 20,
		source: 'a',
		readAt: '2026-04-01T00:00:00Z',
	}
	const later = { ...day, partialMinutes: 10, source: 'b', readAt: '2026-05-01T00:00:00Z' }
	expect(joinPublishedDays([later, day])).toEqual([later])
	expect(joinPublishedDays([day, later])).toEqual([later])
})

test('a collected file says when its display was read, and is no file of the provider’s', () => {
	const body = {
		readAt: '2026-08-22',
		note: 'Read by somebody.',
		source: { url: 'https://collector.example' },
		days: rows,
	}
	const { plan, file } = imported(body, '2026-08-22T00:00:00Z')
	expect(file).toMatchObject({
		days: 3,
		provenance: 'rebuilt',
		readAt: { at: '2026-08-22T00:00:00Z', precision: 'day' },
	})
	expect(plan.problems).toEqual([])
	expect(imported(rows, '2026-08-22T00:00:00Z').file).toMatchObject({ provenance: 'import' })
	expect(imported(rows, '2026-08-22T00:00:00Z').file.readAt).toBeUndefined()
})
