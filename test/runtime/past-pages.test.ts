import { reset } from 'cloudflare:test'
import { afterEach, describe, expect, test } from 'vitest'
import { bodySlot, headSlot } from '#core/fragments/page-parts.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { keys } from '../../worker/edge/keys.ts'
import { digestOf, writeBlob } from '../../worker/edge/recorder/archive.ts'
import { api } from '../support/api.ts'
import { archiveFiles } from '../support/published.ts'
import { hostile } from '../support/told-record.ts'

/** The time machine and the readable view of evidence, and `/now` on the real runtime. */

afterEach(async () => {
	await reset()
})

const shell = `<!doctype html><html lang="en"><head>${headSlot}</head><body><header>frame</header><main>${bodySlot}</main></body></html>`
const built = () =>
	archiveFiles({ '/shell/page': shell, '/404': '<!doctype html><title>Our own 404</title>' })

describe('/at', () => {
	test('is a form that works without a script', async () => {
		const response = await api(built()).get('/at')
		expect(response.status).toBe(200)
		const page = await response.text()
		expect(page).toContain('<form class="asking" method="get" action="/at">')
		expect(page).toContain('<option value="claude">')
		expect(page).toContain('type="datetime-local" name="t"')
	})

	test('says what the API says, for a moment as the form sends it and as an instant', async () => {
		const { get } = api(built())
		const page = await (await get('/at?provider=claude&t=2026-03-02T12:30')).text()
		expect(page).toBe(await (await get('/at?provider=claude&t=2026-03-02T12:30:00Z')).text())
		const said = (await (
			await get('/api/v1/at?provider=claude&t=2026-03-02T12:30:00Z')
		).json()) as {
			surfaces: { state: string; basis: string | null }[]
			incidents: { id: string }[]
		}
		expect(said.incidents.length).toBeGreaterThan(0)
		for (const { id } of said.incidents) expect(page).toContain(`/incidents/claude/${id}`)
		const states = [...page.matchAll(/data-state="(\w+)"/g)].map(([, state]) => state)
		expect(states).toEqual(
			said.surfaces.map(({ state, basis }) => (basis === 'named' ? 'affected' : state)),
		)
		expect(page).toContain('<option value="claude" selected>')
		expect(page).toContain('value="2026-03-02T12:30:00"')
	})

	test('gives what an incident names without a level as affected, and our words as ours', async () => {
		const { get } = api(built())
		// Between its first statement, about claude.ai alone, and the second one, which lowered the
		// rest of what it names.
		const said = (await (
			await get('/api/v1/at?provider=claude&t=2026-03-02T11:55:00Z')
		).json()) as {
			surfaces: { id: string; state: string; basis: string | null; incident: string | null }[]
			incidents: { lastUpdate: { body: string; summary?: boolean } }[]
		}
		expect(said.surfaces.find(({ id }) => id === 'claude-ai')).toMatchObject({
			state: 'partial_outage',
			basis: 'declared',
		})
		expect(said.surfaces.find(({ id }) => id === 'console')).toMatchObject({
			state: 'unknown',
			basis: 'named',
			incident: '0ghc53zpsfmt',
		})
		expect(said.incidents.map(({ lastUpdate }) => lastUpdate.summary)).toEqual([true])
		const page = await (await get('/at?provider=claude&t=2026-03-02T11:55')).text()
		expect(page).toContain('affected, level not stated')
		expect(page).toContain('Tidemark’s summary:')
		expect(page).not.toContain('<blockquote')
	})

	test.each([
		['provider=nobody&t=2026-03-02T12:30', 'no such provider'],
		['t=2026-03-02T12:30', 'no such provider'],
		['provider=claude&t=yesterday', 'a date and a time in UTC'],
		['provider=claude&t=', 'a date and a time in UTC'],
		['provider=claude&t=2026-02-31T12:30', 'a date and a time in UTC'],
		['provider=claude&t=2999-01-01T00:00', 'one that has been'],
		[`provider=claude&t=${encodeURIComponent(hostile)}`, 'a date and a time in UTC'],
	])('?%s is refused in words, on the same form', async (query, words) => {
		const response = await api(built()).get(`/at?${query}`)
		expect(response.status).toBe(400)
		const page = await response.text()
		expect(page).toMatch(new RegExp(`role="alert">.*${words}`, 's'))
		expect(page).toContain('<form class="asking"')
		expect(page).not.toContain('<script')
	})
})

describe('/snapshots/{sha256}', () => {
	async function stored(
		text: string,
		day = '2026-11-20',
	): Promise<{ readonly page: string; readonly sha256: string; readonly response: Response }> {
		const { get, env } = api(built())
		const bytes = new TextEncoder().encode(text)
		const sha256 = await digestOf(bytes)
		await writeBlob(env.KV, { sha256, contentType: 'application/json', bytes })
		const at = `${day}T10:00:05Z`
		const look: Snapshot = {
			provider: 'claude',
			source: 'claude-status',
			document: 'summary',
			url: 'https://status.claude.com/api/v2/summary.json',
			slot: `${day}T10:00:00Z`,
			fetchedAt: at,
			until: `${day}T10:30:05Z`,
			outcome: 'stored',
			provenance: 'live',
			httpStatus: 200,
			sha256,
			previous: '0'.repeat(64),
		}
		await env.KV.put(
			keys.snapshots('claude', day),
			JSON.stringify({ provider: 'claude', day, snapshots: [look] }),
		)
		await env.KV.put(
			keys.heads('shard-0'),
			JSON.stringify({
				days: [
					{
						day: '2026-11-20',
						heads: [
							{ document: 'claude/claude-status/summary', hash: 'a'.repeat(64), until: look.until },
						],
					},
				],
			}),
		)
		const response = await get(`/snapshots/${sha256}`)
		return { response, sha256, page: await response.text() }
	}

	test('shows the looks that found it, its text, and the way to the bytes', async () => {
		const { page, sha256, response } = await stored('{"page":{"name":"Claude"}}')
		expect([response.status, response.headers.get('content-type')]).toEqual([
			200,
			'text/html; charset=utf-8',
		])
		expect(page).toContain(`<a href="/api/v1/snapshots/${sha256}">The raw bytes</a>`)
		expect(page).toMatch(
			/datetime="2026-11-20T10:00:05Z".*claude\/claude-status summary.*HTTP 200.*watched live/s,
		)
		expect(page).toContain('{\n  &quot;page&quot;: {\n    &quot;name&quot;: &quot;Claude&quot;')
	})

	test('finds looks of today, which no published head names yet', async () => {
		const today = new Date().toISOString().slice(0, 10)
		const { page } = await stored('{"of":"today"}', today)
		expect(page).toContain(`datetime="${today}T10:00:05Z"`)
	})

	test('shows the beginning of a long text, also where that ends inside of a character', async () => {
		const { page } = await stored(`x${'é'.repeat(200_000)}`)
		expect(page).toContain('>400001 bytes</a>')
		expect(page).toContain('<pre class="bytes" dir="auto">xéé')
	})

	test('shows hostile bytes as text, cut to a length', async () => {
		const { page } = await stored(`${hostile}<svg onload=alert(1)>${'y'.repeat(300_000)}`)
		expect(page).not.toMatch(/<script|<svg|<img|\u202e/)
		expect(page.length).toBeLessThan(200_000)
		expect(page).toContain('bytes</a> more are in the raw bytes')
	})
})

describe('/now', () => {
	test('is complete when no recorder answers: it says so, calls nothing up, and shows what the archive holds', async () => {
		const { get } = api(built())
		const page = await (await get('/now')).text()
		expect(page).toContain('role="status"')
		expect(page).not.toContain('data-standing="up"')
		expect(page).toContain('Not known: nothing was seen to be operational in the last ten minutes.')
		expect(page).toContain('<header>frame</header>')
		expect(page).toContain('529 Overloaded')
	})

	test('is the same page for the same minute, by its ETag', async () => {
		const { get } = api(built())
		for (let attempt = 0; attempt < 3; attempt += 1) {
			const first = await get('/now/claude')
			const again = await get('/now/claude', {
				headers: { 'if-none-match': first.headers.get('etag') ?? '' },
			})
			// Between the two the minute may have ended, once.
			if (again.status === 304) return
		}
		throw new Error('the page differed three times')
	})

	test('shows a change in KV with the next request', async () => {
		const { get, env } = api(built())
		const before = await (await get('/now')).text()
		const now = JSON.parse(built().get('/data/now.json') ?? '') as {
			providers: { open: unknown[]; recent: { id: string }[] }[]
		}
		const provider = now.providers.find(({ recent }) => recent.length > 0)
		if (!provider) throw new Error('the archive has no incident')
		provider.open = [
			{
				...provider.recent[0],
				id: 'inc-fresh',
				title: 'Just <now>',
				kind: 'incident',
				status: 'investigating',
				resolvedAt: null,
			},
		]
		await env.KV.put(keys.now('shard-0'), JSON.stringify(now))
		const after = await (await get('/now')).text()
		expect(before).not.toContain('inc-fresh')
		expect(after).toContain('Just &lt;now&gt;')
	})
})
