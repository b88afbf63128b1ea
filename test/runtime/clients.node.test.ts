import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ICAL from 'ical.js'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addSeconds, instantOf } from '#core/time/time.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'
import {
	incidentRow,
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../support/statuspage-documents.ts'

/**
 * Programs that nobody here wrote, at the real Worker on a port of this machine: what they make of
 * our feeds, calendar, metrics and Statuspage's shape.
 */

const run = promisify(execFile)

/** Whether a program answers on this machine; it is named in the skipped test where it does not. */
function isThere(command: string, ...args: string[]): boolean {
	try {
		execFileSync(command, args, { stdio: 'ignore' })
		return true
	} catch {
		return false
	}
}

const python = ['/usr/bin/python3', 'python3'].find((candidate) =>
	isThere(candidate, '-c', 'import feedparser'),
)
const newsboat = isThere('newsboat', '--version')
const promtool = isThere('promtool', '--version')

/** The client's calls that are tried here. One release of the package holds no code at all. */
interface StatuspageClient {
	setApiUrl(address: string): void
	readonly api: {
		getComponents(): Promise<{ components: { name: string }[] }>
		getStatus(): Promise<{ status: { indicator: string } }>
		getSummary(): Promise<{ incidents: { id: string }[]; scheduled_maintenances: { id: string }[] }>
		readonly incidents: {
			getAll(): Promise<{ incidents: { id: string }[] }>
			getUnresolved(): Promise<{ incidents: { id: string }[] }>
		}
		readonly scheduledMaintenances: Record<
			'getAll' | 'getActive' | 'getUpcoming',
			() => Promise<{ scheduled_maintenances: { id: string; scheduled_for: string }[] }>
		>
	}
}
const packageName = 'statuspage.io'
const { Statuspage } = (await import(packageName).catch(() => ({}))) as {
	Statuspage?: new (page: string) => StatuspageClient
} // its documented shape

const missing = (what: string, there: unknown) =>
	there ? '' : ` (skipped: ${what} is not on this machine)`

const now = Math.floor(Date.now() / 60_000) * 60_000
const ago = (seconds: number) => instantOf(now - seconds * 1000)

const page: readonly PageIncident[] = [
	{
		id: 'open-now',
		name: 'Errors & <i>timeouts</i>',
		impact: 'major',
		updates: [
			{
				id: 'u1',
				at: ago(7200),
				status: 'investigating',
				body: 'See <a href="/incidents/open-now">this page</a>.',
				states: { rwppv331jlwc: ['operational', 'major_outage'] },
			},
		],
	},
	{
		id: 'was-short',
		name: 'Short',
		updates: [
			{ id: 'u1', at: ago(90_000), status: 'investigating', body: 'We look.' },
			{ id: 'u2', at: ago(88_000), status: 'resolved', body: 'Over.' },
		],
	},
]
const window = {
	scheduled_for: addSeconds(ago(0), 86_400),
	scheduled_until: addSeconds(ago(0), 90_000),
}
const planned = {
	...incidentRow({
		id: 'planned',
		name: 'Database move',
		updates: [{ id: 'm1', at: ago(3600), status: 'scheduled', body: 'We move a database.' }],
	}),
	impact: 'maintenance',
	...window,
}

/** What the page answers, by address. */
function documentsOf(address: string): ReadonlyMap<string, string> {
	const open = page.filter(({ updates }) => updates.at(-1)?.status !== 'resolved')
	const summary = summaryDocument(
		ago(60),
		{ rwppv331jlwc: 'major_outage', k8w3r06qmzrp: 'operational' },
		open,
	)
	const files = {
		summary: { ...summary, scheduled_maintenances: [planned] },
		incidents: incidentsDocument(ago(60), [...page]),
		'scheduled-maintenances': { page: summary.page, scheduled_maintenances: [planned] },
	}
	return new Map(
		Object.entries(files).map(([name, value]) => [
			`${address}/api/v2/${name}.json`,
			JSON.stringify(value),
		]),
	)
}

let host: Miniflare | undefined
let side: Server | undefined
let origin = ''
let folder = ''

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tidemark-clients-'))
	const documents = documentsOf('https://status.claude.com')
	const served = createServer((request, response) => {
		const body = documents.get(
			new URL(request.url ?? '/', 'http://localhost').searchParams.get('u')?.replace(/\?.*$/, '') ??
				'',
		)
		response
			.writeHead(body === undefined ? 599 : 200, { 'content-type': 'application/json' })
			.end(body)
	})
	side = served
	await new Promise<void>((done) => served.listen(0, '127.0.0.1', done))
	const { port } = served.address() as AddressInfo // it listens on a port
	const script = `export default { async fetch(request) {
		const answer = await fetch('http://127.0.0.1:${port}/?u=' + encodeURIComponent(request.url))
		return answer.status === 599 ? Response.error() : new Response(answer.body, { status: answer.status, headers: answer.headers })
	} }`
	const started = await startWorker({ assets: true, internet: { script, bindings: {} } })
	host = started
	origin = (await started.ready).origin
	const worker = await started.getWorker()
	for (const slot of [now - 60_000, now])
		expect(
			(await worker.scheduled({ scheduledTime: new Date(slot), cron: '* * * * *' })).outcome,
		).toBe('ok')
})
afterAll(async () => {
	await host?.dispose()
	side?.close()
	rmSync(folder, { recursive: true, force: true })
})

const get = async (path: string, accept?: string) =>
	(await fetch(origin + path, accept === undefined ? {} : { headers: { accept } })).text()

const feeds = [
	'all',
	'claude/console',
	'corrections',
	'incidents/claude/open-now',
	'incidents/claude/0ghc53zpsfmt',
	'incidents/grok/crowd-20260326',
]

describe(`feedparser${missing('Python with feedparser', python)}`, () => {
	test.skipIf(python === undefined)(
		'reads every feed: well-formed, dated, each id once, links that are absolute',
		async () => {
			const addresses = [
				...feeds.flatMap((name) =>
					['xml', 'atom'].map((ending) => `${origin}/feeds/${name}.${ending}`),
				),
				`${origin}/statuspage/claude/history.rss`,
				`${origin}/statuspage/claude/history.atom`,
			]
			const script = `
import feedparser, json, sys
for address in sys.argv[1:]:
    feed = feedparser.parse(address)
    print(json.dumps({"address": address, "bozo": bool(feed.bozo), "why": str(feed.get("bozo_exception", "")),
        "entries": [{"id": e.get("id"), "dated": e.get("published_parsed") is not None, "title": e.get("title"), "link": e.get("link"), "author": e.get("author"),
            "html": (e.get("content") or [{"value": e.get("summary", "")}])[0]["value"]} for e in feed.entries]}))`
			const { stdout } = await run(python ?? '', ['-c', script, ...addresses], {
				maxBuffer: 64 * 1024 * 1024,
			})
			const read = stdout
				.trim()
				.split('\n')
				.map((row) => JSON.parse(row) as ReadFeed)
			expect(read.map((feed) => feed.address)).toEqual(addresses)
			for (const { address, bozo, why, entries } of read) {
				expect([address, bozo, why]).toEqual([address, false, ''])
				expect(
					entries.filter(
						(entry) => !entry.dated || !entry.title || !/^http:/.test(entry.link ?? ''),
					),
					address,
				).toEqual([])
				expect(new Set(entries.map((entry) => entry.id)).size, address).toBe(entries.length)
				expect(
					entries.filter((entry) => /href="(?!https?:)/.test(entry.html)),
					address,
				).toEqual([])
				if (!address.includes('history'))
					expect(
						entries.filter((entry) => !entry.author),
						address,
					).toEqual([])
				if (!/corrections/.test(address)) expect(entries.length, address).toBeGreaterThan(0)
			}
			const told = read.find((feed) => feed.address.endsWith('open-now.xml'))?.entries[0]
			expect(told?.html).toContain('claude.ai: major outage (was operational). Impact: major.')
			expect(told?.html).toContain(
				'<a href="https://status.claude.com/incidents/open-now">this page</a>',
			)
		},
	)
})

interface ReadFeed {
	readonly address: string
	readonly bozo: boolean
	readonly why: string
	readonly entries: readonly {
		readonly id: string
		readonly dated: boolean
		readonly title?: string
		readonly link?: string
		readonly author?: string
		readonly html: string
	}[]
}

describe(`newsboat${missing('newsboat', newsboat)}`, () => {
	test.skipIf(!newsboat)(
		'keeps every entry with its own date, none from the moment of its fetch',
		async () => {
			const { DatabaseSync } = await import('node:sqlite')
			// Each in a house of its own: newsboat keeps one entry an id, whatever feeds it is in.
			const read = async (name: string, position: number) => {
				const home = join(folder, `newsboat-${position}`)
				mkdirSync(home)
				const [urls, cache, config] = ['urls', 'cache.db', 'config'].map((file) =>
					join(home, file),
				) as [string, string, string]
				writeFileSync(urls, `${origin}/feeds/${name}.xml\n`)
				writeFileSync(config, '')
				await run('newsboat', ['-u', urls, '-c', cache, '-C', config, '-x', 'reload'], {
					env: { ...process.env, HOME: home },
				})
				return new DatabaseSync(cache, { readOnly: true })
					.prepare('SELECT guid, pubDate FROM rss_item')
					.all() as unknown as Kept[] // columns of its own table
			}
			const names = [
				'all',
				'claude/console',
				'incidents/claude/open-now',
				'incidents/grok/crowd-20260326',
			]
			const kept = await Promise.all(names.map(read))
			for (const [index, name] of names.entries()) {
				const { items } = JSON.parse(await get(`/feeds/${name}.json`)) as {
					items: { id: string; date_published: string }[]
				}
				const dates = items.map(
					(item) => [item.id, Math.floor(Date.parse(item.date_published) / 1000)] as const,
				)
				expect(
					new Map(kept[index]?.map((item) => [item.guid, item.pubDate] as const)),
					name,
				).toEqual(new Map(dates))
				expect(dates.length, name).toBeGreaterThan(0)
			}
		},
	)
})

interface Kept {
	readonly guid: string
	readonly pubDate: number
}

describe(`promtool${missing('promtool', promtool)}`, () => {
	test
		.skipIf(!promtool)
		.each([undefined, 'text/plain;version=0.0.4', 'application/openmetrics-text;version=1.0.0'])(
		'finds nothing to say of the metrics for who accepts %s',
		async (accept) => {
			const text = await get('/metrics', accept)
			const file = execFileSync('promtool', ['check', 'metrics'], {
				input: text,
				encoding: 'utf8',
				stdio: ['pipe', 'pipe', 'pipe'],
			})
			expect(file).toBe('')
			expect(text).toContain(
				'tidemark_surface_state{provider="claude",surface="claude-ai",tidemark_surface_state="major_outage"} 1',
			)
		},
	)
})

test('ical.js reads the calendar: what is open lasts until our last check, what is planned has its window', async () => {
	const calendar = new ICAL.Component(ICAL.parse(await get('/calendar/claude.ics')))
	const events = calendar
		.getAllSubcomponents('vevent')
		.map((component) => new ICAL.Event(component))
	const event = (id: string) => events.find(({ uid }) => uid === `urn:tidemark:claude:${id}`)
	expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length)
	expect(event('open-now')?.summary).toBe('Claude: Errors & <i>timeouts</i> (open)')
	expect(Date.now() - (event('open-now')?.endDate.toJSDate().getTime() ?? 0)).toBeLessThan(
		15 * 60_000,
	)
	expect(event('planned')?.startDate.toJSDate().toISOString()).toBe(
		new Date(now + 86_400_000).toISOString(),
	)
	expect(event('planned')?.duration.toSeconds()).toBe(3600)
	expect(event('was-short')?.duration.toSeconds()).toBe(2000)
	expect(events.length).toBeGreaterThan(50)
})

test.skipIf(Statuspage === undefined)(
	`the npm client of Statuspage gets an answer from each of its calls${missing('its code', Statuspage)}`,
	async () => {
		if (!Statuspage) throw new Error('skipped above')
		const client = new Statuspage('claude')
		client.setApiUrl(`${origin}/statuspage/claude`)
		const { api } = client
		expect((await api.getComponents()).components.map(({ name }) => name)).toContain('claude.ai')
		expect((await api.getStatus()).status.indicator).toBe('critical')
		const summary = await api.getSummary()
		expect([
			summary.incidents.map(({ id }) => id),
			summary.scheduled_maintenances.map(({ id }) => id),
		]).toEqual([['open-now'], ['planned']])
		expect((await api.incidents.getAll()).incidents.map(({ id }) => id).slice(0, 2)).toEqual([
			'open-now',
			'was-short',
		])
		expect((await api.incidents.getAll()).incidents).toHaveLength(50)
		expect((await api.incidents.getUnresolved()).incidents.map(({ id }) => id)).toEqual([
			'open-now',
		])
		const maintenance = api.scheduledMaintenances
		for (const { scheduled_maintenances: rows } of [
			await maintenance.getAll(),
			await maintenance.getUpcoming(),
		])
			expect(rows.map((row) => [row.id, row.scheduled_for])).toContainEqual([
				'planned',
				window.scheduled_for,
			])
		// Its getActive asks for what is upcoming too, so that one is asked for without it.
		expect(
			JSON.parse(await get('/statuspage/claude/api/v2/scheduled-maintenances/active.json')),
		).toMatchObject({ scheduled_maintenances: [] })
	},
)
