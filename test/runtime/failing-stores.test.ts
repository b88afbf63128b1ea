import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../worker/edge/api/create-app.ts'
import { keys } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'
import { archiveFiles, content, documents } from '../support/published.ts'
import { addressesOf } from '../support/route-addresses.ts'
import { aMomentAgo, appWith, silent } from '../support/stores.ts'

/**
 * What a store that fails makes of each address: the same answer, an older one that says so, or 503
 * with the time to come again. Never an
 * error of ours, never an empty list, never a date that nobody looked at.
 */

const id = '0ghc53zpsfmt'
const bytes = 'a'.repeat(64)
const paths = addressesOf({
	provider: 'claude',
	surface: 'api',
	incident: id,
	episode: 'claude-2026-03-02',
	sha256: bytes,
	day: '2026-03-02',
})

/** Routes that more than one address is tried of. */
const others = [
	'/api/v1/incidents?provider=claude&status=open',
	'/api/v1/incidents/claude/of-the-recorder',
	'/feeds/claude.xml',
	'/feeds/claude.json',
	'/feeds/corrections.atom',
	'/feeds/heads.xml',
	'/badges/claude.json',
	'/incidents/claude/of-the-recorder',
	'/api/v1/export',
]

const routes = [
	...new Set(
		createApp(content).routes.flatMap((route) => (route.method === 'GET' ? [route.path] : [])),
	),
]
const statuspage = routes
	.filter((route) => route.startsWith('/statuspage/'))
	.map((route) => route.replace(':provider', 'claude'))
const all = [...Object.values(paths), ...statuspage, ...others]

const published = '2026-10-01T00:00:00Z'

/**
 * What the recorder wrote is newer than the archive, and holds an incident that the archive does
 * not.
 */
beforeAll(async () => {
	const { KV } = env as unknown as Env
	const now = documents.now
	const march = documents.months.get('2026-03')
	const pack = documents.packs.get('claude/2026-03')
	const known = pack?.incidents.find(({ incident }) => incident.id === id)
	const feed = documents.feeds.get('claude')
	if (!march || !known || !feed) throw new Error('the archive lacks what the tests stand on')
	const mine = {
		...known,
		asOf: published,
		incident: { ...known.incident, id: 'of-the-recorder', aliases: [] },
	}
	const texts: [string, unknown][] = [
		[
			keys.now('shard-0'),
			{
				...now,
				asOf: published,
				providers: now.providers.map((provider) => ({ ...provider, asOf: published })),
			},
		],
		[keys.index('shard-0', '2026-03'), { ...march, asOf: published }],
		[keys.incident('claude', 'of-the-recorder'), mine],
		[keys.feed('claude'), { ...feed, asOf: published }],
	]
	for (const [key, value] of texts) await KV.put(key, JSON.stringify(value))
	await KV.put(
		keys.blob(bytes),
		new Response(new Blob(['{"a":1}']).stream().pipeThrough(new CompressionStream('gzip'))).body ??
			'',
		{
			metadata: { contentType: 'application/json', bytes: 7 },
		},
	)
	vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

const refusing = async () => {
	throw new Error('the store is down')
}

const failures: readonly (readonly [string, () => Parameters<typeof appWith>[0]])[] = [
	['KV throws', () => ({ KV: { get: refusing, getWithMetadata: refusing } })],
	['KV holds broken texts', () => ({ KV: brokenKv() })],
	['KV fails for every second key', () => ({ KV: flakyKv() })],
	[
		'assets answer 503',
		() => ({ ASSETS: { fetch: async () => new Response('x', { status: 503 }) } }),
	],
	[
		'assets answer 500 with HTML',
		() => ({ ASSETS: { fetch: async () => new Response('<h1>oops</h1>', { status: 500 }) } }),
	],
	['assets throw', () => ({ ASSETS: { fetch: refusing } })],
	[
		'assets are cut short',
		() => ({ ASSETS: { fetch: async () => new Response('{"providers":[') } }),
	],
	[
		'assets fail and KV is empty',
		() => ({
			ASSETS: { fetch: refusing },
			KV: { get: async () => null, getWithMetadata: async () => ({ value: null, metadata: null }) },
		}),
	],
	[
		'both fail',
		() => ({ ASSETS: { fetch: refusing }, KV: { get: refusing, getWithMetadata: refusing } }),
	],
	['no recorder answers', () => ({ RECORDER: silent() })],
	['no intake of reports answers', () => ({ REPORTS: silent() })],
	['no object answers', () => ({ RECORDER: silent(), REPORTS: silent(), ANALYST: silent() })],
	[
		'one of two shards was never written and the archive fails',
		() => ({ RECORDER_SHARDS: '2', ASSETS: { fetch: refusing } }),
	],
]

function brokenKv(): unknown {
	const { KV } = env as unknown as Env
	const get = async (key: string, type?: string) => {
		if (type === 'json') throw new SyntaxError('Unexpected end of JSON input')
		return (await KV.get(key)) === null ? null : '{"asOf":"2026-'
	}
	return { get, getWithMetadata: refusing }
}

function flakyKv(): unknown {
	const { KV } = env as unknown as Env
	const fails = (key: string) => key.length % 2 === 0
	return {
		get: async (key: string, type?: 'json') =>
			fails(key) ? refusing() : type === 'json' ? KV.get(key, 'json') : KV.get(key),
		getWithMetadata: async (key: string, type: 'stream') =>
			fails(key) ? refusing() : KV.getWithMetadata(key, type),
	}
}

test('each route is tried', () => {
	// No incident of the archive is so long that it has parts.
	const tried = routes.filter((route) => !route.endsWith('/parts/:part'))
	expect(
		tried.filter((route) => !route.startsWith('/statuspage/') && !Object.hasOwn(paths, route)),
	).toEqual([])
	expect(statuspage.length).toBeGreaterThanOrEqual(6)
})

test.each(all)('%s is answered while nothing fails', async (path) => {
	const response = await appWith({})(path)
	expect([200, 404]).toContain(response.status)
	if (path !== '/api/v1/analysis/durations') expect(response.status).toBe(200)
})

describe.each(failures)('when %s', (_name, bindings) => {
	test.each(all)('%s is the same, says that it is old, or is 503', async (path) => {
		const sound = await soundly(path)
		const response = await appWith(bindings())(path)
		const body = await response.text()
		expect([200, 503], body.slice(0, 300)).toContain(response.status)
		expect(body).not.toContain('1970-01-01')
		expect(body).not.toMatch(/Thu, 01 Jan 1970/)
		if (response.status === 503) {
			expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
			expect(response.headers.get('cache-control')).toBe('no-store')
			expect(response.headers.get('content-type')).toMatch(
				/^(application\/problem\+json|text\/html)/,
			)
			return
		}
		for (const mark of entriesOf(sound))
			expect(body, `${mark} is not lost without a word`).toSatisfy(
				(text: string) => text.includes(mark) || saysSo(text),
			)
		if (withoutTimes(body) !== withoutTimes(sound))
			expect(body.slice(0, 1500), 'what differs says why').toSatisfy(() => saysSo(body))
	})
})

const known = new Map<string, string>()

/** What is answered while nothing fails. */
async function soundly(path: string): Promise<string> {
	const text = known.get(path) ?? (await (await appWith({})(path)).text())
	known.set(path, text)
	return text
}

/** What a list holds, by what each entry is called. */
function entriesOf(text: string): string[] {
	return [...text.matchAll(/"id":"([a-z0-9]{12})"|UID:([^\r\n]+)|<guid[^>]*>([^<]+)</g)].map(
		([, ...ids]) => ids.find((found) => found !== undefined) ?? '',
	)
}

/**
 * An answer that is older than what was published, or made without a part, says so in words or with
 * its own `asOf`.
 */
function saysSo(text: string): boolean {
	const marks =
		/"why":"(unread|unheard|unpublished)"|"verdict":"unknown"|can’t tell|couldn’t read|didn’t answer|did not answer|not known|Out of date|tidemark_state_known\{[^}]*\} 0|"asOf":"2026-09-27|As of:? (<time[^>]*>)?27 September 2026|"missing":\["/
	return marks.test(text)
}

/** Without times and without what only tells how many recorders there are. */
function withoutTimes(text: string): string {
	return text
		.replace(/"recorders":\[.*?\],"providers"/, '')
		.replaceAll(/^tidemark_(recorder|kv).*\n/gm, '')
		.replaceAll(/"ageSeconds":\d+|\((never )?checked[^)]*\)/g, '')
		.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z|\d{1,2} \w+ \d{4}, [\d:]+ UTC|\d{9,}/g, '')
}

test('without the frame of the site pages are still whole', async () => {
	const page = await (await appWith({ ASSETS: { fetch: refusing } })('/now')).text()
	expect(page).toContain('<main>')
	expect(aMomentAgo() > published).toBe(true)
	expect(archiveFiles().size).toBeGreaterThan(5)
})
