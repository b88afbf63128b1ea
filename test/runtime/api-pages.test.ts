import { reset } from 'cloudflare:test'
import { parseFeed } from 'feedsmith'
import { afterEach, describe, expect, test } from 'vitest'
import { bodySlot, headSlot } from '#core/fragments/page-parts.ts'
import { StatusAnswer } from '#core/model/status.ts'
import { createApp } from '../../worker/edge/api/create-app.ts'
import { keys } from '../../worker/edge/keys.ts'
import { api } from '../support/api.ts'
import { archiveFiles, content, documents } from '../support/published.ts'
import { appWith } from '../support/stores.ts'

afterEach(async () => {
	await reset()
})

const shell = `<!doctype html><html lang="en"><head>${headSlot}</head><body><header>frame</header><main>${bodySlot}</main></body></html>`
const built = () =>
	archiveFiles({ '/shell/page': shell, '/404': '<!doctype html><title>Our own 404</title>' })

describe('pages that were not built', () => {
	test.each([
		'/incidents/claude/0ghc53zpsfmt',
		'/episodes/claude-2026-03-02',
		'/providers/claude',
		'/providers/gemini',
	])('%s is the renderers’ page in the site’s frame', async (path) => {
		const { get } = api(built())
		const response = await get(path)
		expect(response.status).toBe(200)
		const page = await response.text()
		expect(page).toContain('<header>frame</header>')
		expect(page).not.toContain('slot')
		expect(page).toMatch(/<title>[^<]+<\/title>/)
		expect(page).toMatch(/<h1/)
		const { headers } = response
		expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
		expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/)
		expect(headers.get('x-content-type-options')).toBe('nosniff')
		expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
		expect(headers.get('permissions-policy')).toContain('geolocation=()')
		expect(
			(await get(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status,
		).toBe(304)
	})

	test('show what the recorder wrote before what the archive holds', async () => {
		const { get, env } = api(built())
		const document = documents.incidents.get('claude/0ghc53zpsfmt')
		if (!document) throw new Error('the archive lost its first incident')
		await env.KV.put(
			keys.incident('claude', '0ghc53zpsfmt'),
			JSON.stringify({
				...document,
				incident: { ...document.incident, title: 'Written <by> the recorder' },
			}),
		)
		expect(await (await get('/incidents/claude/0ghc53zpsfmt')).text()).toContain(
			'Written &lt;by&gt; the recorder',
		)
	})

	test.each(['/episodes/claude-2026-03-02', '/incidents/claude/0ghc53zpsfmt'])(
		'%s leads to the postmortem that was built, and to none that was not',
		async (path) => {
			const written = [
				{
					slug: 'two-days',
					title: 'Two <days>',
					subject: `episodes/${documents.incidents.get('claude/0ghc53zpsfmt')?.episode?.id}`,
				},
				{ slug: 'another', title: 'Another', subject: 'incidents/claude/another' },
			]
			const page = await (
				await api(archiveFiles({ '/data/postmortems.json': written })).get(path)
			).text()
			expect(page).toContain(
				'<strong>Postmortem:</strong> <a href="/postmortems/two-days"><bdi>Two &lt;days&gt;</bdi></a></p>',
			)
			expect(page).not.toContain('/postmortems/another')
			expect(await (await api().get(path)).text()).not.toContain('Postmortem:')
		},
	)

	test('a provider of whom only the newest months were read says so', async () => {
		const now = JSON.parse(built().get('/data/now.json') ?? '') as { months: string[] }
		const months = ['2026-03', '2026-02', '2026-01', '2025-12', '2025-11', '2025-10', '2025-09']
		const page = await (
			await api(archiveFiles({ '/data/now.json': { ...now, months } })).get('/providers/claude')
		).text()
		expect(page).toContain(
			'from October 2025 on: what was filed before is in <a href="/archive">the whole archive</a>',
		)
		expect(await (await api(built()).get('/providers/claude')).text()).not.toContain(
			'what was filed before',
		)
	})

	test('stand alone when the site was not built', async () => {
		expect(await (await api().get('/episodes/claude-2026-03-02')).text()).toMatch(
			/^<!doctype html>.*<h1/s,
		)
	})

	test.each([
		'/incidents/claude/nothing',
		'/incidents/nobody/0ghc53zpsfmt',
		'/episodes/nothing',
		'/providers/nobody',
		'/nowhere',
		'/incidents/claude/%3Cscript%3E',
		'/now/nobody',
		'/snapshots/nothing',
		`/snapshots/${'ab'.repeat(32)}`,
	])('%s is the site’s own 404 page', async (path) => {
		const response = await api(built()).get(path)
		expect([response.status, response.headers.get('content-type')]).toEqual([
			404,
			'text/html; charset=utf-8',
		])
		const page = await response.text()
		expect(page).toContain('Not in the record')
		expect(page).not.toContain('<script>')
	})
})

describe('/corrections', () => {
	const file = '<!doctype html><title>The built list</title>'

	test('is the built page where no recorder has written anything', async () => {
		const { get } = api(archiveFiles({ '/shell/page': shell, '/corrections': file }))
		expect(await (await get('/corrections')).text()).toBe(file)
	})

	test('is made of what the recorders found, as of their last look, and agrees with its feed', async () => {
		const { get, env } = api(archiveFiles({ '/shell/page': shell, '/corrections': file }))
		const claude = documents.now.providers.find(({ provider }) => provider.id === 'claude')
		const feed = documents.feeds.get('claude')
		const entry = feed?.entries[0]
		if (!claude || !feed || !entry) throw new Error('the archive has no feed of claude')
		const at = '2026-11-20T10:00:00Z'
		const live = {
			...claude,
			coverage: [{ provider: 'claude', from: at, kind: 'live', source: 'a test' }],
		}
		await env.KV.put(
			keys.now('shard-0'),
			JSON.stringify({ asOf: at, providers: [live], months: [] }),
		)
		const empty = await (await get('/corrections')).text()
		expect(empty).toContain('We found none on the pages that we monitor: Claude.')
		expect(empty).toContain('<time datetime="2026-11-20T10:00:00Z"')
		const event = {
			...entry.event,
			id: 'x:edited',
			kind: 'edited',
			at,
			title: 'Text of a statement changed',
			value: { field: 'body', was: 'One.', became: 'Two.' },
		}
		await env.KV.put(
			keys.feed('claude'),
			JSON.stringify({ ...feed, corrections: [{ ...entry, event }] }),
		)
		const page = await (await get('/corrections')).text()
		expect(page).toContain('Text of a statement changed')
		expect(await (await get('/feeds/corrections.xml')).text()).toContain(entry.incident.title)
		expect(page).toContain(entry.incident.title)
	})
})

describe('a slash at the end', () => {
	test.each([
		['/now/', '/now'],
		['/now/claude/', '/now/claude'],
		['/at/?provider=claude&t=2026-03-02T12:30', '/at?provider=claude&t=2026-03-02T12:30'],
		['/report/claude/', '/report/claude'],
		['/incidents/claude/0ghc53zpsfmt/', '/incidents/claude/0ghc53zpsfmt'],
		['/api/v1/status/', '/api/v1/status'],
		['/feeds/all.xml/', '/feeds/all.xml'],
		// Never to another host.
		['//evil.example/', '/evil.example'],
		['/%5Cevil.example//', '/%5Cevil.example'],
	])('%s leads to %s', async (path, target) => {
		const response = await api(built()).get(`https://here.example${path}`)
		expect([response.status, response.headers.get('location')]).toEqual([307, target])
	})

	test('is no way to send anything', async () => {
		expect((await api(built()).get('/now/', { method: 'POST' })).status).toBe(405)
	})
})

describe('feeds', () => {
	const names = [
		'all',
		'claude',
		'gemini',
		'claude/api',
		'incidents/claude/0ghc53zpsfmt',
		'corrections',
		'heads',
	]
	const types = {
		xml: 'application/rss+xml; charset=utf-8',
		atom: 'application/atom+xml; charset=utf-8',
		json: 'application/feed+json; charset=utf-8',
	}
	test.each(
		names.flatMap((name) =>
			Object.entries(types).map(([format, type]) => [`/feeds/${name}.${format}`, type] as const),
		),
	)('%s is a feed of its kind', async (path, type) => {
		const { get } = api()
		const response = await get(path)
		expect(response.status).toBe(200)
		expect(response.headers.get('content-type')).toBe(type)
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
		expect(['rss', 'atom', 'json']).toContain(parseFeed(await response.text()).format)
		const { headers } = response
		expect(
			(await get(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status,
		).toBe(304)
		// Nobody looked here, and of that no date of an entry tells.
		expect(headers.get('last-modified')).toBe(
			path.includes('/incidents/') ? 'Sun, 27 Sep 2026 00:00:00 GMT' : null,
		)
	})

	test('of pages that are read say when something last changed, and are not sent again before', async () => {
		const get = appWith({})
		const modified = (await get('/feeds/claude.xml')).headers.get('last-modified')
		expect(modified).toBe('Sun, 27 Sep 2026 00:00:00 GMT')
		expect(
			(await get('/feeds/claude.xml', { headers: { 'if-modified-since': modified ?? '' } })).status,
		).toBe(304)
		expect(
			(
				await get('/feeds/claude.xml', {
					headers: { 'if-modified-since': 'Thu, 01 Jan 1960 00:00:00 GMT' },
				})
			).status,
		).toBe(200)
	})

	test('link to the host that was asked, with ids that do not', async () => {
		const { get } = api()
		const here = await (await get('https://one.example/feeds/claude.atom')).text()
		const there = await (await get('https://two.example/feeds/claude.atom')).text()
		expect(here).toContain('https://one.example/incidents/claude/')
		expect(there.replaceAll('https://two.example', 'https://one.example')).toBe(here)
	})

	test.each([
		'/feeds/nobody.xml',
		'/feeds/claude/nothing.xml',
		'/feeds/all.txt',
		'/feeds/all',
		'/feeds/incidents/claude/nothing.atom',
		'/feeds/incidents/nobody/x.atom',
	])('%s is a 404', async (path) => {
		const response = await api().get(path)
		expect([response.status, response.headers.get('content-type')]).toEqual([
			404,
			'application/problem+json; charset=utf-8',
		])
	})
})

describe('the status', () => {
	test('says of every surface how it stands, and of a recorder that does not answer that it does not', async () => {
		const { env } = api()
		const silent = {
			...env,
			RECORDER: {
				idFromName: () => ({}),
				get: () => ({
					status: () => Promise.reject(new Error('gone')),
					looks: () => Promise.reject(new Error('gone')),
				}),
			},
		}
		const status = StatusAnswer.parse(
			await (await createApp(content).request('/api/v1/status', {}, silent)).json(),
		)
		expect(status.recorders).toMatchObject([
			{ shard: 'shard-0', reachable: false, budgets: null, lastSlot: null },
		])
		expect(status.providers.map((provider) => provider.id)).toEqual(
			content.providers.map((provider) => provider.id),
		)
		expect(
			status.providers.every(
				(provider) => provider.documents.length === 0 && provider.lastGoodLookAt === null,
			),
		).toBe(true)
		const surfaces = status.providers.flatMap((provider) => provider.surfaces)
		expect(surfaces.length).toBeGreaterThan(10)
		expect(surfaces.filter((surface) => surface.state === 'operational')).toEqual([])
		expect(surfaces.some((surface) => surface.state === 'not_covered')).toBe(true)
	})
})
