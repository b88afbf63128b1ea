import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../worker/edge/api/create-app.ts'
import { keys } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'
import { content, documents } from '../support/published.ts'
import { aMomentAgo, appWith } from '../support/stores.ts'

/**
 * What was stored of one provider is not what it should be. Whatever address is asked: the others
 * are told as before, the one is said to be
 * unread, and nothing is an error of ours.
 */

const [poisoned, other] = ['claude', 'chatgpt']
const id = 'theirs'
const shard = 'shard-0'
const today = aMomentAgo().slice(0, 10)
const month = '2026-03'

/** An incident of the other provider, and one of the poisoned one, as the recorder writes them. */
function incidentOf(provider: string, own: string) {
	const known = documents.packs.get('claude/2026-03')?.incidents[0]
	const header = documents.now.providers.find((entry) => entry.provider.id === provider)?.provider
	if (!known || !header) throw new Error('the archive lacks what the tests stand on')
	return {
		...known,
		provider: header,
		incident: {
			...known.incident,
			provider,
			id: own,
			aliases: [],
			surfaces: [header.surfaces[0]?.id ?? ''],
		},
		episode: null,
		timeline: { ...known.timeline, subject: { ...known.timeline.subject, provider, id: own } },
	}
}

const summaryFor = (provider: string, own: string) => {
	const known = documents.months.get(month)?.incidents[0]
	if (!known) throw new Error('the archive lacks what the tests stand on')
	return { ...known, provider, id: own, title: `What ${own} says`, episode: null }
}

const snapshotOf = (provider: string) => ({
	provider,
	source: `${provider}-status`,
	document: 'incidents',
	url: 'https://status.example',
	slot: `${today}T00:00:00Z`,
	fetchedAt: `${today}T00:00:00Z`,
	until: `${today}T00:00:00Z`,
	provenance: 'live',
	previous: '0'.repeat(64),
	outcome: 'stored',
	contentType: 'application/json',
	bytes: 7,
	sha256: provider === poisoned ? 'b'.repeat(64) : 'a'.repeat(64),
	fingerprint: 'c'.repeat(64),
})

/** What the recorder wrote, by key: sound. */
function written(): Map<string, unknown> {
	const now = {
		...documents.now,
		asOf: aMomentAgo(),
		months: [month],
		providers: documents.now.providers.map((entry) => ({ ...entry, asOf: aMomentAgo() })),
	}
	return new Map<string, unknown>([
		[keys.now(shard), now],
		[
			keys.index(shard, month),
			{
				asOf: aMomentAgo(),
				month,
				incidents: [summaryFor(other, id), summaryFor(poisoned, 'mine')],
				episodes: [],
			},
		],
		[keys.incident(other, id), incidentOf(other, id)],
		[keys.incident(poisoned, 'mine'), incidentOf(poisoned, 'mine')],
		[keys.feed(poisoned), documents.feeds.get('claude')],
		[keys.snapshots(other, today), { provider: other, day: today, snapshots: [snapshotOf(other)] }],
		[
			keys.snapshots(poisoned, today),
			{ provider: poisoned, day: today, snapshots: [snapshotOf(poisoned)] },
		],
		[
			keys.reports(shard, today),
			{
				day: today,
				reports: [poisoned, other].map((provider) => ({
					provider,
					source: 'reports',
					at: `${today}T00:00:00Z`,
					windowSeconds: 900,
					count: 3,
				})),
			},
		],
		[
			keys.heads(shard),
			{
				days: [
					{
						day: today,
						heads: [poisoned, other].map((provider) => ({
							document: `${provider}/x/incidents`,
							hash: 'a'.repeat(64),
							until: `${today}T00:00:00Z`,
						})),
					},
				],
			},
		],
	])
}

type Entry = Record<string, unknown>
const isMine = (value: unknown): boolean =>
	JSON.stringify(value).slice(0, 400).includes(`"provider":"${poisoned}"`) ||
	(value as { provider?: { id?: string } }).provider?.id === poisoned ||
	JSON.stringify(value).startsWith(`{"document":"${poisoned}/`)

/**
 * Spoils every row of the one provider in the lists that several share, and the documents that are
 * its own.
 */
function poison(spoil: (row: Entry) => unknown): Map<string, unknown> {
	const each = (value: unknown): unknown => {
		if (Array.isArray(value))
			return value.map((entry) =>
				entry !== null && typeof entry === 'object' && isMine(entry)
					? spoil(entry as Entry)
					: each(entry),
			)
		if (value !== null && typeof value === 'object')
			return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, each(inner)]))
		return value
	}
	return new Map(
		[...written()].map(([key, value]) => {
			const own = key.split('/')[1] === poisoned
			if (key === keys.incident(other, id)) return [key, value]
			return [key, own && !key.startsWith('snap/') ? spoil(value as Entry) : each(value)]
		}),
	)
}

const poisons: readonly (readonly [string, (row: Entry) => unknown])[] = [
	[
		'rows that lack their lists',
		(row) => Object.fromEntries(Object.entries(row).filter(([, value]) => !Array.isArray(value))),
	],
	[
		'rows whose times are none',
		(row) =>
			JSON.parse(
				JSON.stringify(row).replaceAll(/"\d{4}-\d{2}-\d{2}T[^"]*Z"/g, '"no time at all"'),
			) as unknown,
	],
	[
		'rows whose texts are numbers',
		(row) =>
			JSON.parse(
				JSON.stringify(row).replaceAll(
					/"(title|name|message|hash|document|source)":"[^"]*"/g,
					'"$1":7',
				),
			) as unknown,
	],
	[
		'rows whose inner values are null',
		(row) => ({
			...Object.fromEntries(
				Object.entries(row).map(([key, value]) => [key, typeof value === 'object' ? null : value]),
			),
			provider: row.provider,
		}),
	],
]

async function put(texts: ReadonlyMap<string, unknown>): Promise<void> {
	const { KV } = env as unknown as Env
	for (const [key, value] of texts)
		await KV.put(key, typeof value === 'string' ? value : JSON.stringify(value))
	await KV.put(
		keys.blob('a'.repeat(64)),
		new Response(new Blob(['{"a":1}']).stream().pipeThrough(new CompressionStream('gzip'))).body ??
			'',
		{
			metadata: { contentType: 'application/json', bytes: 7 },
		},
	)
}

/** Every route that only reads, asked of the other provider. */
const routes = [
	...new Set(
		createApp(content).routes.flatMap((route) => (route.method === 'GET' ? [route.path] : [])),
	),
].map((route) =>
	route
		.replace(/:provider\b/, other)
		.replace(/:id\b/, route.includes('episodes') ? 'claude-2026-03-02' : id)
		.replace(/:sha256\b/, 'a'.repeat(64))
		.replace(/:name\b/, 'durations')
		.replace('/badges/:file{[a-z0-9-]+\\.(svg|json)}', `/badges/${other}.json`)
		.replace('/calendar/:file{[a-z0-9-]+\\.ics}', `/calendar/${other}.ics`)
		.replace(':file{[A-Za-z0-9_-]+\\.md}', `${id}.md`)
		.replace('/feeds/:file', '/feeds/all.json')
		.replace('/feeds/incidents/chatgpt/:file', `/feeds/incidents/${other}/${id}.xml`)
		.replace('/feeds/chatgpt/:file', `/feeds/${other}/chatgpt.xml`)
		.replace(/^\/api\/v1\/at$/, `/api/v1/at?provider=${other}&t=2026-03-02T12:30:00Z`)
		.replace(
			/^\/api\/v1\/snapshots$/,
			`/api/v1/snapshots?source=${other}/${other}-status&day=${today}`,
		)
		.replace(/^\/at$/, `/at?provider=${other}&t=2026-03-02T12:30:00Z`)
		.replace(/^\/api\/v1\/export$/, `/api/v1/export?month=${month}`),
)
const shared = [
	'/feeds/corrections.atom',
	'/feeds/heads.xml',
	'/feeds/all.xml',
	'/api/v1/incidents?status=open',
	`/now/${other}`,
]

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

describe.each(poisons)('%s', (_, spoil) => {
	test.each([...new Set([...routes, ...shared])])('%s tells the others', async (path) => {
		await put(written())
		const sound = await (await appWith({})(path)).text()
		await put(poison(spoil))
		const answer = await appWith({})(path)
		const body = await answer.text()
		expect([200, 404], body.slice(0, 400)).toContain(answer.status)
		expect(body.match(/What theirs says/g)?.length).toBe(sound.match(/What theirs says/g)?.length)
		expect(body.includes('ChatGPT')).toBe(sound.includes('ChatGPT'))
	})

	test.each([
		'/now',
		'/now/claude',
		'/api/v1/status',
		'/api/v1/providers',
		'/api/v1/incidents',
		'/feeds/all.xml',
		'/corrections',
		'/metrics',
		'/llms.txt',
		'/api/v1/export?month=2026-03',
	])('%s says whose part is missing', async (path) => {
		await put(poison(spoil))
		const answer = await appWith({})(path)
		expect(answer.status).toBe(200)
		const said =
			/"why":"unread"|couldn’t read|tidemark_state_known\{provider="claude"\} 0|"missing":\["claude"/
		expect(await answer.text()).toMatch(said)
	})

	test.each([
		'/providers/claude',
		'/incidents/claude/mine',
		'/feeds/claude.xml',
		'/calendar/claude.ics',
		'/statuspage/claude/api/v2/incidents.json',
		'/api/v1/incidents/claude/mine/timeline',
		'/badges/claude.svg',
	])('%s of the one itself is no error of ours', async (path) => {
		await put(poison(spoil))
		const answer = await appWith({})(path)
		expect([200, 404, 503], (await answer.text()).slice(0, 300)).toContain(answer.status)
	})
})
