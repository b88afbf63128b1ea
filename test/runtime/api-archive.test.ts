import { reset } from 'cloudflare:test'
import { afterEach, describe, expect, test } from 'vitest'
import { sha256Hex } from '#core/hash.ts'
import type { HeadsDocument, SnapshotsDocument } from '#core/model/documents.ts'
import { AtAnswer } from '#core/model/past.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { SnapshotsAnswer } from '../../worker/edge/api/snapshots.ts'
import { keys } from '../../worker/edge/keys.ts'
import { writeBlob } from '../../worker/edge/recorder/archive.ts'
import { api } from '../support/api.ts'
import { archiveFiles, content } from '../support/published.ts'

afterEach(async () => {
	await reset()
})

const hostile = '<!doctype html><script>alert(1)</script>'
const sha256 = sha256Hex(hostile)

describe('raw bytes', () => {
	test('come back as they were, for good, and never as a page', async () => {
		const { get, env } = api()
		await writeBlob(env.KV, {
			sha256,
			contentType: 'text/html; charset=utf-8',
			bytes: new TextEncoder().encode(hostile),
		})
		const response = await get(`/api/v1/snapshots/${sha256}`)
		expect(await response.text()).toBe(hostile)
		const { headers } = response
		expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
		expect(headers.get('x-content-type-options')).toBe('nosniff')
		expect(headers.get('content-security-policy')).toContain('sandbox')
		expect(headers.get('content-disposition')).toBe(`attachment; filename="${sha256}"`)
		expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
		expect(
			(await get(`/api/v1/snapshots/${sha256}`, { headers: { 'if-none-match': `"${sha256}"` } }))
				.status,
		).toBe(304)
	})

	test('of the archive come from its assets', async () => {
		const files = archiveFiles({ [`/data/blob/${sha256}`]: hostile })
		const response = await api(files).get(`/api/v1/snapshots/${sha256}`)
		expect([await response.text(), response.headers.get('content-type')]).toEqual([
			hostile,
			'application/octet-stream',
		])
	})

	test('that nobody has, or that no hash could name, are a 404', async () => {
		for (const name of [sha256, 'ABC', `${sha256}0`, sha256.toUpperCase()]) {
			const response = await api().get(`/api/v1/snapshots/${name}`)
			expect(response.status).toBe(404)
			ProblemAnswer.parse(await response.json())
		}
	})
})

const provider = content.providers.find((candidate) => candidate.id === 'claude')
if (!provider) throw new Error('no provider claude')
const source = provider.sources.find(
	(candidate) => candidate.platform === 'statuspage' && candidate.enabled,
)
if (!source) throw new Error('no Statuspage source of claude')
const component = provider.surfaces
	.find((surface) => surface.id === 'api')
	?.aliases.find((alias) => alias.component !== undefined)?.component
if (component === undefined) throw new Error('the API has no component id')

/** A page whose list says that the API is down, and nothing else. */
const summary = JSON.stringify({
	page: { id: 'p', name: 'Claude', url: source.url, updated_at: '2026-06-01T10:00:00Z' },
	components: [
		{
			id: component,
			name: 'Claude API',
			status: 'major_outage',
			position: 1,
			group: false,
			updated_at: '2026-06-01T10:00:00Z',
		},
	],
	incidents: [],
	scheduled_maintenances: [],
})
const summarySha = sha256Hex(summary)

function run(from: string, until: string, more: Partial<Snapshot> = {}): Snapshot {
	return {
		provider: 'claude',
		source: source?.id ?? '',
		document: 'summary',
		url: `${source?.url}/api/v2/summary.json`,
		slot: from,
		fetchedAt: from,
		until,
		outcome: 'stored',
		provenance: 'live',
		contentType: 'application/json',
		sha256: summarySha,
		previous: '0'.repeat(64),
		...more,
	}
}

async function watched(): Promise<ReturnType<typeof api>> {
	const made = api()
	const days: SnapshotsDocument[] = [
		{
			provider: 'claude',
			day: '2026-06-01',
			snapshots: [
				run('2026-06-01T10:00:00Z', '2026-06-01T11:00:00Z'),
				run('2026-06-01T11:01:00Z', '2026-06-01T11:30:00Z', { outcome: 'failed' }),
			],
		},
		{
			provider: 'claude',
			day: '2026-06-20',
			snapshots: [run('2026-06-20T00:00:00Z', '2026-06-20T00:10:00Z', { outcome: 'unchanged' })],
		},
	]
	for (const day of days)
		await made.env.KV.put(keys.snapshots('claude', day.day), JSON.stringify(day))
	const heads: HeadsDocument = {
		days: ['2026-06-20', '2026-06-01'].map((day) => ({
			day,
			heads: [
				{
					document: `claude/${source?.id}/summary`,
					hash: 'ab'.repeat(32),
					until: `${day}T23:00:00Z`,
				},
			],
		})),
	}
	await made.env.KV.put(keys.heads('shard-0'), JSON.stringify(heads))
	await writeBlob(made.env.KV, {
		sha256: summarySha,
		contentType: 'application/json',
		bytes: new TextEncoder().encode(summary),
	})
	return made
}

describe('the looks of a day', () => {
	test('are listed newest first, page by page', async () => {
		const { get } = await watched()
		const path = `/api/v1/snapshots?source=claude/${source.id}&day=2026-06-01`
		const whole = SnapshotsAnswer.parse(await (await get(path)).json())
		expect(whole.items.map((item) => item.fetchedAt)).toEqual([
			'2026-06-01T11:01:00Z',
			'2026-06-01T10:00:00Z',
		])
		const first = SnapshotsAnswer.parse(await (await get(`${path}&limit=1`)).json())
		const second = SnapshotsAnswer.parse(
			await (await get(`${path}&limit=1&cursor=${first.next}`)).json(),
		)
		expect([...first.items, ...second.items]).toEqual(whole.items)
		expect(second.next).toBeNull()
	})
})

describe('the time machine', () => {
	const ask = async (get: (path: string) => Promise<Response>, t: string) =>
		AtAnswer.parse(await (await get(`/api/v1/at?provider=claude&t=${t}`)).json())
	const stateOf = (answer: ReturnType<typeof AtAnswer.parse>, surface: string) =>
		answer.surfaces.find((entry) => entry.id === surface)

	test('within a run of looks reads the page’s own list again from the bytes', async () => {
		const { get } = await watched()
		const answer = await ask(get, '2026-06-01T10:30:00Z')
		expect(answer.documents).toHaveLength(1)
		expect(answer.documents[0]).toMatchObject({
			document: 'summary',
			observed: true,
			before: { distanceSeconds: 0 },
		})
		expect(answer.documents[0]?.after?.snapshot.fetchedAt).toBe('2026-06-20T00:00:00Z')
		expect(stateOf(answer, 'api')).toMatchObject({ state: 'major_outage', basis: 'snapshot' })
		expect(stateOf(answer, 'claude-ai')).toMatchObject({ state: 'unknown', basis: null })
	})

	test('between looks says how far away they are, and that nothing was observed', async () => {
		const { get } = await watched()
		const answer = await ask(get, '2026-06-01T11:20:00Z')
		expect(answer.documents[0]).toMatchObject({
			observed: false,
			before: { distanceSeconds: 1200 },
		})
		expect(answer.documents[0]?.after?.distanceSeconds).toBe(18 * 86400 + 45_600)
		expect(stateOf(answer, 'api')).toMatchObject({ state: 'unknown' })
		expect(answer.notes[0]).toMatch(/^No look of ours covers this moment/)
	})

	test('reaches days away through the heads', async () => {
		const { get } = await watched()
		const answer = await ask(get, '2026-06-10T00:00:00Z')
		expect(answer.documents[0]?.before?.snapshot.fetchedAt).toBe('2026-06-01T10:00:00Z')
		expect(answer.documents[0]?.after?.snapshot.fetchedAt).toBe('2026-06-20T00:00:00Z')
	})

	test('in March 2026 knows what the page claimed, and that nobody watched', async () => {
		const answer = await ask(api().get, '2026-03-02T12:30:00Z')
		expect(answer.incidents).toMatchObject([
			{
				id: '0ghc53zpsfmt',
				status: 'investigating',
				basis: 'claimed',
				page: '/incidents/claude/0ghc53zpsfmt',
			},
		])
		expect(answer.incidents[0]?.lastUpdate?.at).toBe('2026-03-02T12:21:24Z')
		// Between 12:21:24 and 13:37:01 the page said that the API was fine.
		expect(stateOf(answer, 'api')?.state).toBe('operational')
		expect(stateOf(answer, 'claude-ai')).toMatchObject({
			state: 'partial_outage',
			since: '2026-03-02T11:49:20Z',
			incident: '0ghc53zpsfmt',
		})
		expect(answer.coverage).toMatchObject([{ kind: 'census' }])
		expect(answer.notes[0]).toMatch(/claims/)
	})

	test('on a day of which nothing is known says just that', async () => {
		const answer = await ask(api().get, '2020-01-01T00:00:00Z')
		expect([answer.documents, answer.incidents, answer.coverage]).toEqual([[], [], []])
		expect(new Set(answer.surfaces.map((surface) => surface.state))).toEqual(
			new Set(['unknown', 'not_covered']),
		)
	})
})

describe('the export', () => {
	test('of a month is whole, and names the months there are', async () => {
		const { get } = api()
		expect(await (await get('/api/v1/export')).json()).toMatchObject({
			items: [{ month: '2026-03', url: '/api/v1/export?month=2026-03' }],
			next: null,
		})
		const month = (await (await get('/api/v1/export?month=2026-03')).json()) as {
			incidents: unknown[]
			missing: string[]
		}
		expect([month.incidents.length, month.missing]).toEqual([10, []])
		expect((await get('/api/v1/export?month=2025-01')).status).toBe(404)
	})
})
