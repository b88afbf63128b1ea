import { reset } from 'cloudflare:test'
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { bounds } from '#core/bounds.ts'
import { partsOfIndex } from '#core/documents/listed-parts.ts'
import { canonicalJson } from '#core/hash.ts'
import type { IncidentSummary, IndexDocument, NowDocument } from '#core/model/documents.ts'
import { addSeconds } from '#core/time/time.ts'
import {
	IncidentAnswer,
	IncidentPartAnswer,
	IncidentsAnswer,
	TimelineAnswer,
} from '../../worker/edge/api/incidents.ts'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { keys } from '../../worker/edge/keys.ts'
import { api } from '../support/api.ts'
import { longCount, longId, longIncident, publishLongIncident } from '../support/long-incident.ts'
import { documents } from '../support/published.ts'

afterEach(async () => {
	await reset()
})

test('an incident too long for one answer leads from part to part to all that was said', async () => {
	const { get, env } = api()
	const parts = await publishLongIncident(env)
	expect(parts).toBeGreaterThan(1)
	const head = IncidentAnswer.parse(await (await get(`/api/v1/incidents/claude/${longId}`)).json())
	const bodies = head.updates.map(({ body }) => body.slice(0, 10))
	let at = head.older
	for (let steps = 0; at !== undefined && at !== null && steps < 50; steps += 1) {
		const response = await get(at)
		const text = await response.clone().text()
		expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(bounds.bytesADocument.most)
		const part = IncidentPartAnswer.parse(await response.json())
		expect(part.of).toBe(parts)
		bodies.unshift(...part.updates.map(({ body }) => body.slice(0, 10)))
		at = part.links.older ?? undefined
	}
	expect(bodies).toEqual(longIncident().incident.updates.map(({ body }) => body.slice(0, 10)))
	const timeline = TimelineAnswer.parse(
		await (await get(`/api/v1/incidents/claude/${longId}/timeline`)).json(),
	)
	expect(timeline.older).toBe(`/api/v1/incidents/claude/${longId}/parts/${parts}`)
	for (const missing of ['0', String(parts + 1), '007', 'x']) {
		const response = await get(`/api/v1/incidents/claude/${longId}/parts/${missing}`)
		expect(response.status).toBe(404)
		ProblemAnswer.parse(await response.json())
	}
	expect((await get('/api/v1/incidents/claude/0ghc53zpsfmt/parts/1')).status).toBe(404)
})

test('what was known at a moment is answered from all parts', async () => {
	const { get, env } = api()
	await publishLongIncident(env)
	const then = TimelineAnswer.parse(
		await (
			await get(`/api/v1/incidents/claude/${longId}/timeline?asOf=2026-03-02T12:05:00Z`)
		).json(),
	)
	expect(
		then.events
			.filter(({ body }) => body?.startsWith('Number'))
			.map(({ body }) => body?.slice(0, 8)),
	).toEqual(['Number 0', 'Number 1', 'Number 2', 'Number 3', 'Number 4', 'Number 5'])
})

test('its page and its Markdown say where the rest is, and each part has a page', async () => {
	const { get, env } = api()
	const parts = await publishLongIncident(env)
	const page = await (await get(`/incidents/claude/${longId}`)).text()
	expect(page).toContain(`earlier statements are on pages of their own`)
	expect(page).toContain(`${longCount} statements`)
	expect(page).not.toContain('Number 0.')
	const first = await (await get(`/incidents/claude/${longId}/parts/1`)).text()
	expect(first).toContain('Number 0.')
	expect(first).toContain(`href="/incidents/claude/${longId}/parts/${parts}"`)
	expect(first).toContain(`href="/incidents/claude/${longId}"`)
	expect((await get(`/incidents/claude/${longId}/parts/${parts + 1}`)).status).toBe(404)
	const markdown = await (await get(`/incidents/claude/${longId}.md`)).text()
	expect(markdown).toContain(`/incidents/claude/${longId}/parts/1)`)
})

/** A month in which one provider filed thousands, among those of another. */
function crowdedIndex(): IndexDocument {
	const known = documents.months.get('2026-03')
	const [summary] = known?.incidents ?? []
	if (!known || !summary) throw new Error('the archive lost its month')
	const numbered = (provider: string, number: number, every: number): IncidentSummary => ({
		...summary,
		provider,
		id: `${provider}-${number}`,
		title: 'x'.repeat(400),
		createdAt: addSeconds('2026-03-31T23:00:00Z', -number * every),
	})
	const incidents = [
		...Array.from({ length: 4000 }, (_, number) => numbered('claude', number, 60)),
		...Array.from({ length: 40 }, (_, number) => numbered('grok', number, 6000)),
	]
	return {
		...known,
		incidents: incidents.sort((a, b) =>
			a.createdAt < b.createdAt
				? 1
				: a.createdAt > b.createdAt
					? -1
					: `${a.provider}/${a.id}` < `${b.provider}/${b.id}`
						? -1
						: 1,
		),
		episodes: [],
	}
}

test('a month of thousands is walked to its end through its parts, each incident once, newest first', async () => {
	const { get, env } = api(new Map())
	const index = crowdedIndex()
	const [head, ...parts] = partsOfIndex(index)
	expect(parts.length).toBeGreaterThan(1)
	await env.KV.put(keys.index('shard-0', '2026-03'), canonicalJson(head))
	for (const [position, part] of parts.entries())
		await env.KV.put(keys.part(keys.index('shard-0', '2026-03'), position + 1), canonicalJson(part))
	const now: NowDocument = { asOf: '2026-03-31T23:30:00Z', providers: [], months: ['2026-03'] }
	await env.KV.put(keys.now('shard-0'), canonicalJson(now))
	const expected = index.incidents.map(({ provider, id: own }) => `${provider}/${own}`)
	const walked: string[] = []
	let next: string | null = ''
	for (let pages = 0; next !== null && pages < 100; pages += 1) {
		const answer: z.infer<typeof IncidentsAnswer> = IncidentsAnswer.parse(
			await (
				await get(`/api/v1/incidents?limit=200${next === '' ? '' : `&cursor=${next}`}`)
			).json(),
		)
		walked.push(...answer.items.map((item) => `${item.provider}/${item.id}`))
		next = answer.next
	}
	expect(walked).toEqual(expected)
	// Whoever asks for the other provider has all of it in the first document, whatever this one
	// files.
	const others = head?.incidents.filter(({ provider }) => provider === 'grok') ?? []
	expect(others).toHaveLength(40)
})

test('an export holds every incident of such a month', async () => {
	const { get, env } = api(new Map())
	const [head, ...parts] = partsOfIndex(crowdedIndex())
	await env.KV.put(keys.index('shard-0', '2026-03'), canonicalJson(head))
	for (const [position, part] of parts.entries())
		await env.KV.put(keys.part(keys.index('shard-0', '2026-03'), position + 1), canonicalJson(part))
	await env.KV.put(
		keys.now('shard-0'),
		canonicalJson({
			asOf: '2026-03-31T23:30:00Z',
			providers: [],
			months: ['2026-03'],
		} satisfies NowDocument),
	)
	const exported = z
		.object({ missing: z.array(z.string()) })
		.parse(await (await get('/api/v1/export?month=2026-03')).json())
	// Their documents were not published here, so that each is named as missing: none of the index is
	// forgotten.
	expect(exported.missing).toHaveLength(4040)
})
