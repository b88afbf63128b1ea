import { reset } from 'cloudflare:test'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import type { IncidentDocument, IndexDocument, NowDocument } from '#core/model/documents.ts'
import { IncidentsAnswer, TimelineAnswer } from '../../worker/edge/api/incidents.ts'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { keys } from '../../worker/edge/keys.ts'
import { api } from '../support/api.ts'
import { archiveFiles, documents } from '../support/published.ts'

afterEach(async () => {
	await reset()
})

const firstId = '0ghc53zpsfmt'
const archived = (): IncidentDocument => {
	const document = documents.incidents.get(`claude/${firstId}`)
	if (!document) throw new Error('the archive lost its first incident')
	return document
}

/** Walks a list to its end; fails when it does not end. */
async function walk(
	get: (path: string) => Promise<Response>,
	path: string,
): Promise<{ ids: string[]; pages: number }> {
	const ids: string[] = []
	let next: string | null = null
	for (let pages = 1; pages < 500; pages++) {
		const answer: z.infer<typeof IncidentsAnswer> = IncidentsAnswer.parse(
			await (await get(next === null ? path : `${path}&cursor=${next}`)).json(),
		)
		ids.push(...answer.items.map((item) => `${item.provider}/${item.id}`))
		next = answer.next
		if (next === null) return { ids, pages }
	}
	throw new Error('the list does not end')
}

describe('lists', () => {
	test('hold every incident once, newest first, whatever the size of a page', async () => {
		const { get } = api()
		const whole = IncidentsAnswer.parse(await (await get('/api/v1/incidents')).json())
		expect(whole.items).toHaveLength(10)
		expect(whole.items.map((item) => item.createdAt)).toEqual(
			whole.items
				.map((item) => item.createdAt)
				.sort()
				.reverse(),
		)
		for (const limit of [1, 3, 9, 10, 200]) {
			const walked = await walk(get, `/api/v1/incidents?limit=${limit}`)
			expect(walked.ids).toEqual(whole.items.map((item) => `${item.provider}/${item.id}`))
		}
	})

	test('go on where they were when something new is filed in between', async () => {
		const { get, env } = api()
		const first = IncidentsAnswer.parse(await (await get('/api/v1/incidents?limit=4')).json())
		const [newest] = documents.months.get('2026-03')?.incidents ?? []
		if (!newest) throw new Error('no incident in the archive')
		const index: IndexDocument = {
			asOf: '2026-03-05T00:00:00Z',
			month: '2026-03',
			incidents: [{ ...newest, id: 'new', createdAt: '2026-03-04T12:00:00Z' }],
			episodes: [],
		}
		await env.KV.put(keys.index('shard-0', '2026-03'), JSON.stringify(index))
		const second = IncidentsAnswer.parse(
			await (await get(`/api/v1/incidents?limit=200&cursor=${first.next}`)).json(),
		)
		expect(second.items).toHaveLength(6)
		expect(new Set([...first.items, ...second.items].map((item) => item.id)).size).toBe(10)
		expect(IncidentsAnswer.parse(await (await get('/api/v1/incidents')).json()).items[0]?.id).toBe(
			'new',
		)
	})

	test('cross more months than one answer reads', async () => {
		const months = Array.from(
			{ length: 40 },
			(_, index) => `${2023 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
		)
		const [sample] = documents.months.get('2026-03')?.incidents ?? []
		const now: NowDocument = { ...documents.now, months: [...months].reverse() }
		// Only every thirteenth month holds anything, so that whole answers are empty and still lead
		// on.
		const files = archiveFiles({
			'/data/now.json': now,
			...Object.fromEntries(
				months.map((month, index) => [
					`/data/index/${month}.json`,
					{
						asOf: now.asOf,
						month,
						incidents:
							index % 13 === 0
								? [{ ...sample, id: `in-${month}`, createdAt: `${month}-15T00:00:00Z` }]
								: [],
						episodes: [],
					},
				]),
			),
		})
		const walked = await walk(api(files).get, '/api/v1/incidents?limit=50')
		expect(walked.ids).toEqual([
			'claude/in-2026-04',
			'claude/in-2025-03',
			'claude/in-2024-02',
			'claude/in-2023-01',
		])
		expect(walked.pages).toBe(4)
	})

	test('filter by each parameter', async () => {
		const { get } = api()
		const count = async (query: string) =>
			IncidentsAnswer.parse(await (await get(`/api/v1/incidents?${query}`)).json()).items.length
		expect(await count('provider=claude')).toBe(10)
		expect(await count('provider=gemini')).toBe(0)
		expect(await count('status=open')).toBe(0)
		expect(await count('status=over')).toBe(10)
		expect(await count('kind=maintenance')).toBe(0)
		expect(await count('to=2026-03-03')).toBe(
			documents.months
				.get('2026-03')
				?.incidents.filter((incident) => incident.createdAt < '2026-03-03').length ?? -1,
		)
		expect((await count('from=2026-03-03')) + (await count('to=2026-03-03'))).toBe(10)
		expect(await count('surface=government')).toBeGreaterThan(0)
		expect(await count('surface=government')).toBeLessThan(10)
	})
})

describe('an incident', () => {
	test('in KV costs one read and no listing', async () => {
		const { get, env, asked } = api()
		await env.KV.put(
			keys.incident('claude', firstId),
			JSON.stringify({ ...archived(), asOf: '2026-03-02T20:00:00Z' }),
		)
		const timeline = TimelineAnswer.parse(
			await (await get(`/api/v1/incidents/claude/${firstId}/timeline`)).json(),
		)
		expect(timeline.asOf).toBe('2026-03-02T20:00:00Z')
		expect(asked).toEqual([])
	})

	test('of the archive is found through the lookup, and without one in the packs', async () => {
		for (const lookup of [true, false]) {
			const files = archiveFiles()
			if (!lookup) files.delete('/data/places/claude.json')
			const response = await api(files).get(`/api/v1/incidents/claude/${firstId}`)
			expect(((await response.json()) as { id: string }).id).toBe(firstId)
		}
	})

	test('answers at an id that it had elsewhere with the way to its own', async () => {
		const { get, env } = api()
		await env.KV.put(keys.incident('claude', 'old-id'), JSON.stringify({ movedTo: firstId }))
		const response = await get('/api/v1/incidents/claude/old-id/timeline?asOf=2026-03-02T12:00:00Z')
		expect([response.status, response.headers.get('location')]).toEqual([
			301,
			`/api/v1/incidents/claude/${firstId}/timeline?asOf=2026-03-02T12:00:00Z`,
		])
	})

	test.each([
		'nothing',
		'__proto__',
		'constructor',
		'..%2F..%2Fnow%2Fshard-0',
		'%00',
		'a'.repeat(65),
		'%3Cscript%3E',
		'%E2%80%AE',
	])('that does not exist, such as %s, is a 404 that says so', async (id) => {
		for (const rest of ['', '/timeline']) {
			const response = await api().get(`/api/v1/incidents/claude/${id}${rest}`)
			expect(response.status).toBe(404)
			expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
			expect(ProblemAnswer.parse(await response.json()).status).toBe(404)
		}
	})
})

describe('a timeline', () => {
	const timeline = async (query = '') =>
		TimelineAnswer.parse(
			await (await api().get(`/api/v1/incidents/claude/${firstId}/timeline${query}`)).json(),
		)

	test('has every official update at its second, in order', async () => {
		const { events } = await timeline()
		const times = events.map((event) => event.at)
		expect(times).toEqual([...times].sort())
		const statements = events.filter(
			(event) => event.body !== undefined && event.origin === 'official',
		)
		expect(statements.map((event) => event.at.slice(11, 19))).toEqual([
			'11:49:20',
			'12:06:11',
			'12:21:24',
			'13:22:17',
			'13:37:01',
			'14:05:39',
			'15:25:23',
			'15:47:09',
		])
		expect(
			events.every((event) => event.evidence.length > 0 && event.provenance === 'rebuilt'),
		).toBe(true)
	})

	test('as of a moment that nobody watched goes by claimed times and says so', async () => {
		const then = await timeline('?asOf=2026-03-02T13:00:00Z')
		expect(then.asOfBasis).toBe('claimed')
		expect(then.events.every((event) => event.at <= '2026-03-02T13:00:00Z')).toBe(true)
		expect(then.events.some((event) => event.at === '2026-03-02T12:21:24Z')).toBe(true)
		expect(then.events.some((event) => event.kind === 'resolved')).toBe(false)
	})

	test('as of a moment after it was read is whole, and known by our own clock', async () => {
		const then = await timeline('?asOf=2026-10-01T00:00:00%2B02:00')
		expect(then.asOfBasis).toBe('seen')
		expect(then.asOf).toBe('2026-09-30T22:00:00Z')
		expect(then.events).toEqual((await timeline()).events)
	})

	test('as of a moment before it began is empty', async () => {
		expect((await timeline('?asOf=2026-03-01T00:00:00Z')).events).toEqual([])
	})
})

describe('parameters', () => {
	const bad: readonly [string, string][] = [
		['/api/v1/incidents?limit=0', 'limit'],
		['/api/v1/incidents?limit=201', 'limit'],
		['/api/v1/incidents?limit=1e2', 'limit'],
		['/api/v1/incidents?limit=1&limit=2', 'limit'],
		['/api/v1/incidents?from=yesterday', 'from'],
		['/api/v1/incidents?from=2026-02-30', 'from'],
		['/api/v1/incidents?to=2026-03-02T11:49:20', 'to'],
		['/api/v1/incidents?status=fine', 'status'],
		['/api/v1/incidents?kind=outage', 'kind'],
		['/api/v1/incidents?provider=Claude', 'provider'],
		['/api/v1/incidents?cursor=abc', 'cursor'],
		['/api/v1/incidents?cursor=%3C', 'cursor'],
		['/api/v1/incidents?Limit=5', 'Limit'],
		[`/api/v1/incidents/claude/${firstId}/timeline?asOf=2026-03-02`, 'asOf'],
		['/api/v1/claims?standing=maybe', 'standing'],
		['/api/v1/claims?subject=claude', 'subject'],
		['/api/v1/at?provider=claude', 't'],
		['/api/v1/at?provider=claude&t=2999-01-01T00:00:00Z', 't'],
		['/api/v1/at?t=2026-03-02T12:00:00Z', 'provider'],
		['/api/v1/snapshots?source=claude&day=2026-03-02', 'source'],
		['/api/v1/snapshots?source=claude/x&day=2026-02-30', 'day'],
		['/api/v1/export?month=2026-13', 'month'],
		['/api/v1/providers/claude/reports?from=2020-01-01&to=2026-01-01', 'from'],
		['/api/v1/providers/claude/reports?from=2026-01-02&to=2026-01-01', 'to'],
	]
	test.each(bad)('%s is refused, naming %s and what was expected', async (path, name) => {
		const response = await api().get(path)
		expect(response.status).toBe(400)
		const problem = ProblemAnswer.parse(await response.json())
		expect(problem.parameters?.map((parameter) => parameter.name)).toEqual([name])
		expect(problem.parameters?.[0]?.expected).toMatch(/^expected /)
		expect(problem.instance).toBe(path.replace(/\?.*/, ''))
	})

	test('of any kind whatever give an answer or a refusal, never a failure of ours', async () => {
		const { get } = api()
		const names = fc.constantFrom(
			'provider',
			'surface',
			'from',
			'to',
			'status',
			'kind',
			'cursor',
			'limit',
			'__proto__',
			'toString',
			'',
		)
		const values = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 40 }),
			fc.constantFrom(
				'claude',
				'5',
				'2026-03-02',
				'open',
				'2026-03-02T00:00:00Z',
				'MjAyNi0wMy0wMlQwMDowMDowMFogYQ',
			),
		)
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 4 }), async (pairs) => {
				const query = pairs
					.map(
						([name, value]) =>
							`${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
					)
					.join('&')
				const response = await get(`/api/v1/incidents?${query}`)
				expect([200, 400]).toContain(response.status)
				if (response.status === 400)
					expect(ProblemAnswer.parse(await response.json()).parameters?.length).toBeGreaterThan(0)
				else IncidentsAnswer.parse(await response.json())
			}),
			{ numRuns: 150 },
		)
	})

	test('in paths of any kind give an answer or a 404', async () => {
		const { get } = api()
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
				fc.constantFrom('incidents/claude', 'incidents', 'episodes', 'providers', 'snapshots'),
				async (id, noun) => {
					const response = await get(`/api/v1/${noun}/${encodeURIComponent(id.toWellFormed())}`)
					expect([404, 200]).toContain(response.status)
					expect(response.headers.get('content-type')).toMatch(/json/)
				},
			),
			{ numRuns: 150 },
		)
	})
})
