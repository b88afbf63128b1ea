import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { statuspageFiles } from '#core/formats/statuspage-shape.ts'
import { keys } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'
import { content, documents } from '../support/published.ts'
import { aMomentAgo, appWith, type Looking, recorderThat, silent } from '../support/stores.ts'

/**
 * What may be said of the present while no page can be read: never that nothing is wrong, and never
 * as of a look that failed. All outlets
 * that somebody might ask for it are tried, in each way of being blind.
 */

/**
 * When the pages were last read, and what was published then: nothing is open, everything works.
 */
const seen = '2026-10-01T12:00:00Z'
const words = '1 October 2026, 12:00:00 UTC'

beforeAll(async () => {
	const providers = documents.now.providers.map((entry) => ({
		...entry,
		asOf: seen,
		open: [],
		surfaces: entry.surfaces.map((surface) => ({
			...surface,
			state: surface.state === 'not_covered' ? surface.state : ('operational' as const),
			since: seen,
		})),
	}))
	await (env as unknown as Env).KV.put(
		keys.now('shard-0'),
		JSON.stringify({ ...documents.now, asOf: seen, providers }),
	)
})

interface Way {
	readonly recorder: () => unknown
	readonly why: string
	/** When what is told was last known. */
	readonly since: string | null
}

const looking = (how: Looking) => () => recorderThat(how)
const ways: readonly (readonly [string, Way])[] = [
	[
		'each look since has failed',
		{ recorder: looking({ lastGoodLookAt: seen }), why: 'unreachable', since: seen },
	],
	['the recorder does not answer', { recorder: silent, why: 'unheard', since: seen }],
	[
		'newer states wait to be published',
		{ recorder: looking({ degraded: ['now'] }), why: 'unpublished', since: seen },
	],
]

const json = async (get: ReturnType<typeof appWith>, path: string) =>
	(await get(path)).json() as Promise<Record<string, unknown>>

describe.each(ways)('when %s', (_name, { recorder, why, since }) => {
	const get = (path: string) => appWith({ RECORDER: recorder() })(path)

	test.each([
		'/api/v1/incidents?provider=claude&status=open',
		'/api/v1/incidents?status=open',
		'/api/v1/episodes?provider=claude',
		'/api/v1/status',
		'/api/v1/providers',
		'/api/v1/export',
	])('%s is as of the last good look and names who is not known', async (path) => {
		const answer = await json(get, path)
		expect(answer.asOf).toBe(since)
		expect(answer.notKnown).toContainEqual({ provider: 'claude', since, why })
	})

	test('no surface is operational, and what it was stands beside', async () => {
		for (const path of ['/api/v1/status', '/api/v1/providers', '/api/v1/providers/claude']) {
			const text = JSON.stringify(await json(get, path))
			expect(text).not.toContain('"state":"operational","since":"2026-10-01T12:00:00Z","basis"')
			expect(text).toContain('"last":{"state":"operational","since":"2026-10-01T12:00:00Z"}')
		}
		const entry = (
			(await json(get, '/api/v1/providers')).items as { id: string; open: number | null }[]
		).find(({ id }) => id === 'claude')
		expect(entry?.open).toBeNull()
	})

	test('the text for programs says so of each provider', async () => {
		const text = await (await get('/llms.txt')).text()
		const open = text.split('## Open now')[1] ?? ''
		expect(open).not.toMatch(/no open incident|^None/m)
		for (const { name } of content.providers)
			expect(open).toMatch(new RegExp(`- ${name}: not known`))
		expect(open).toContain(`Claude: not known since ${words}`)
	})

	test('badges, feeds and the shape of Statuspage say so in their own words', async () => {
		expect(await (await get('/badges/claude.svg')).text()).toContain(
			`Claude: not known since ${words}`,
		)
		expect(await json(get, '/badges/claude.json')).toMatchObject({
			message: `not known since ${words}`,
			color: '#5f6670',
		})
		for (const format of ['xml', 'atom', 'json'])
			expect(await (await get(`/feeds/claude.${format}`)).text(), format).toContain(words)
		for (const path of [
			'/calendar/claude.ics',
			'/statuspage/claude/history.rss',
			'/statuspage/claude/history.atom',
		])
			expect(
				(await (await get(path)).text()).replaceAll('\r\n ', '').replaceAll('\\,', ','),
				path,
			).toContain(words)
		for (const file of statuspageFiles) {
			const { page, status, components } = (await json(
				get,
				`/statuspage/claude/api/v2/${file}.json`,
			)) as {
				page: { updated_at: string; not_known_since: string; note: string }
				status?: { indicator: string; description: string }
				components?: { status: string }[]
			}
			expect([page.updated_at, page.not_known_since]).toEqual([since, since])
			expect(page.note).toContain('not an all-clear')
			if (status)
				expect([status.indicator, status.description]).toEqual([
					'unknown',
					expect.stringContaining(words),
				])
			if (components)
				expect(components.filter((component) => component.status === 'operational')).toEqual([])
		}
	})

	test('metrics give no sample that an alert could take for an end', async () => {
		const text = await (await get('/metrics')).text()
		expect(text).toContain('tidemark_state_known{provider="claude"} 0')
		expect(text).not.toContain('tidemark_open_incidents{provider="claude",origin="official"}')
		expect(text).toMatch(/provider="claude",surface="api",tidemark_surface_state="unknown"\} 1/)
	})

	test('/now says that what is down is not known', async () => {
		expect(await (await get('/now/claude')).text()).toMatch(/not known/i)
	})
})

test('one provider that cannot be read does not make the others unknown', async () => {
	const get = appWith({ RECORDER: recorderThat({ lastGoodLookAt: seen, of: ['claude'] }) })
	const answer = (await json(get, '/api/v1/incidents?provider=gemini&status=open')) as {
		asOf: string
		notKnown: unknown[]
	}
	expect(answer.notKnown).toEqual([])
	expect(Date.parse(answer.asOf)).toBeGreaterThan(Date.parse(aMomentAgo()) - 60_000)
	const both = (await json(get, '/api/v1/status')) as {
		asOf: string
		notKnown: { provider: string }[]
	}
	expect(both.asOf, 'the oldest of those that are watched').toBe(seen)
	expect(both.notKnown.map(({ provider }) => provider)).toContain('claude')
	expect(both.notKnown.map(({ provider }) => provider)).not.toContain('gemini')
	expect(await (await get('/badges/gemini.svg')).text()).toContain('Gemini: operational')
})

test('a provider that was never read is as of nothing', async () => {
	await (env as unknown as Env).KV.put(
		keys.now('shard-0'),
		JSON.stringify({ asOf: null, months: [], providers: [] }),
	)
	const get = appWith({ RECORDER: recorderThat({ lastGoodLookAt: null }) }, new Map())
	const answer = await json(get, '/api/v1/incidents?provider=claude')
	expect(answer).toMatchObject({
		items: [],
		asOf: null,
		notKnown: [{ provider: 'claude', since: null, why: 'unreachable' }],
	})
	for (const path of [
		'/feeds/claude.xml',
		'/feeds/claude.atom',
		'/feeds/all.json',
		'/statuspage/claude/api/v2/summary.json',
		'/statuspage/claude/history.rss',
		'/statuspage/claude/history.atom',
		'/calendar/claude.ics',
		'/now',
		'/badges/claude.svg',
		'/llms.txt',
	]) {
		const text = await (await get(path)).text()
		expect(text, path).not.toMatch(/1970/)
	}
})
