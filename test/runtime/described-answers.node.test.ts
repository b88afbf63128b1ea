import { existsSync } from 'node:fs'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { questions } from '#core/questions/registry.ts'
import { checkout } from '../../worker/cli/checkout.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'
import { routes } from '../../worker/edge/api/describe-api.ts'
import { reportRoute } from '../../worker/edge/api/reports.ts'
import type { Answer, Description } from '../support/described-fields.ts'
import { type Checker, checkerOf } from '../support/strict-answers.ts'

/**
 * Every answer of the real Worker, with the built site and a page that is read, is what the
 * description says: status, type, and no field
 * more or less. Asked with what programs ask, and with what they should not.
 */

const at = `${new Date(Date.now() - 600_000).toISOString().slice(0, 19)}.000Z`
const page = {
	id: 'page-1',
	name: 'Claude',
	url: 'https://status.claude.com',
	time_zone: 'Etc/UTC',
	updated_at: at,
}
const update = (id: string, status: string, states: readonly object[] | null) => ({
	id,
	status,
	body: `We are ${status}. See <a href="https://status.claude.com">here</a>.`,
	incident_id: 'described0001',
	created_at: at,
	updated_at: at,
	display_at: at,
	deliver_notifications: true,
	affected_components: states,
})
const lowered = [
	{
		code: 'k8w3r06qmzrp',
		name: 'Claude API (api.anthropic.com)',
		old_status: 'operational',
		new_status: 'partial_outage',
	},
]
const incident = {
	id: 'described0001',
	name: 'Elevated errors',
	status: 'investigating',
	created_at: at,
	updated_at: at,
	started_at: at,
	monitoring_at: null,
	resolved_at: null,
	impact: 'major',
	shortlink: 'https://stspg.io/described0001',
	page_id: 'page-1',
	incident_updates: [update('u1', 'investigating', lowered)],
	components: [],
}
const component = {
	id: 'k8w3r06qmzrp',
	name: 'Claude API (api.anthropic.com)',
	status: 'partial_outage',
	created_at: at,
	updated_at: at,
	position: 1,
	group: false,
	group_id: null,
}
const documents: Readonly<Record<string, unknown>> = {
	'https://status.claude.com/api/v2/summary.json': {
		page,
		components: [component],
		incidents: [incident],
		scheduled_maintenances: [],
		status: { indicator: 'major', description: '' },
	},
	'https://status.claude.com/api/v2/incidents.json': { page, incidents: [incident] },
	'https://status.claude.com/api/v2/scheduled-maintenances.json': {
		page,
		scheduled_maintenances: [],
	},
}
/** One page is there, everything else cannot be reached. */
const internet = `const documents = ${JSON.stringify(documents)}
export default { fetch(request) {
	const found = documents[request.url.split('?')[0]]
	return found ? Response.json(found) : Response.error()
} }`

const built = existsSync(checkout('dist', 'data', 'archive.json'))

describe.skipIf(!built)(`the answers${built ? '' : ' (the site is not built)'}`, () => {
	let host: Miniflare | undefined
	let check: Checker = () => []

	async function ask(
		path: string,
		init: { method?: string; headers?: Record<string, string>; body?: string } = {},
	): Promise<Answer & { readonly location: string | null }> {
		const response = await host?.dispatchFetch(`http://localhost/api/v1${path}`, {
			redirect: 'manual',
			...init,
		})
		if (!response) throw new Error('the Worker was not started')
		return {
			status: response.status,
			contentType: response.headers.get('content-type') ?? '',
			location: response.headers.get('location'),
			text: await response.text(),
		}
	}

	/** Asks and checks; the faults with the address before them. */
	async function faultsOf(
		path: string,
		asked: string,
		init?: Parameters<typeof ask>[1],
	): Promise<string[]> {
		const answer = await ask(asked, init)
		expect(answer.status, asked).not.toBe(500)
		return check((init?.method ?? 'GET').toLowerCase(), path, answer).map(
			(fault) => `${init?.method ?? 'GET'} ${asked}: ${fault}`,
		)
	}

	const items = async <Item>(path: string) =>
		(JSON.parse((await ask(path)).text) as { items: Item[] }).items

	beforeAll(async () => {
		const started = await startWorker({
			assets: true,
			internet: { script: internet, bindings: {} },
		})
		host = started
		const first = Math.floor(Date.now() / 60_000) * 60_000
		const worker = await started.getWorker()
		// As many as it takes to take over the archive, and then some.
		for (let minute = -14; minute <= 0; minute += 1)
			await worker.scheduled({
				scheduledTime: new Date(first + minute * 60_000),
				cron: '* * * * *',
			})
		check = checkerOf(JSON.parse((await ask('/openapi.json')).text) as Description)
	})
	afterAll(() => host?.dispose())

	test('are described while something is open and one page alone can be read', async () => {
		const status = JSON.parse((await ask('/status')).text) as {
			providers: { id: string; open: unknown[]; notKnown: unknown }[]
		}
		const claude = status.providers.find(({ id }) => id === 'claude')
		expect([claude?.open.length, claude?.notKnown]).toEqual([1, null])
		expect(status.providers.find(({ id }) => id === 'chatgpt')?.notKnown).toMatchObject({
			why: 'unreachable',
		})
	})

	test('of lists, each entry and each page of it are described', async () => {
		const faults: string[] = []
		for (const [path, queries] of Object.entries(lists))
			for (const query of ['', ...queries])
				faults.push(...(await faultsOf(path, `${path}${query}`)))
		expect(faults).toEqual([])
	})

	test('of single things are described, of every provider and kind', async () => {
		const faults: string[] = []
		for (const { id } of await items<{ id: string }>('/providers')) {
			faults.push(...(await faultsOf('/providers/{provider}', `/providers/${id}`)))
			faults.push(
				...(await faultsOf(
					'/providers/{provider}/reports',
					`/providers/${id}/reports?from=2026-03-01&to=2026-03-20`,
				)),
			)
			faults.push(...(await faultsOf('/at', `/at?provider=${id}&t=2026-03-02T12:30:00Z`)))
			for (const entry of await items<{ id: string; createdAt: string }>(
				`/incidents?provider=${id}&limit=12`,
			)) {
				const address = `/incidents/${id}/${entry.id}`
				faults.push(...(await faultsOf('/incidents/{provider}/{id}', address)))
				faults.push(
					...(await faultsOf('/incidents/{provider}/{id}/timeline', `${address}/timeline`)),
				)
				faults.push(
					...(await faultsOf(
						'/incidents/{provider}/{id}/timeline',
						`${address}/timeline?asOf=${entry.createdAt}`,
					)),
				)
			}
		}
		for (const { id } of (await items<{ id: string }>('/episodes?limit=30')).concat({
			id: 'claude-2026-03-02',
		})) {
			faults.push(...(await faultsOf('/episodes/{id}', `/episodes/${id}`)))
			faults.push(...(await faultsOf('/episodes/{id}/timeline', `/episodes/${id}/timeline`)))
		}
		const day = new Date().toISOString().slice(0, 10)
		for (const { sha256 } of await items<{ sha256?: string }>(
			`/snapshots?source=claude/claude-status&day=${day}`,
		))
			if (sha256) faults.push(...(await faultsOf('/snapshots/{sha256}', `/snapshots/${sha256}`)))
		for (const { month } of (await items<{ month: string }>('/export')).slice(0, 8))
			faults.push(...(await faultsOf('/export', `/export?month=${month}`)))
		expect(faults).toEqual([])
	})

	test('of every question are described, of the whole and of parts', async () => {
		const faults: string[] = []
		for (const { name } of questions)
			for (const query of [
				'',
				'?provider=claude',
				'?provider=claude&from=2026-03-02&to=2026-03-04&zone=Europe/Berlin',
			])
				faults.push(...(await faultsOf('/analysis/{name}', `/analysis/${name}${query}`)))
		faults.push(...(await faultsOf('/analysis/{name}', '/analysis/availability?weights=0.5,0')))
		expect(faults).toEqual([])
	})

	test('to what cannot be are described', async () => {
		const faults: string[] = []
		for (const { path } of [...routes]) {
			const example = path
				.replace('{provider}', 'claude')
				.replace('{id}', 'no-such')
				.replace('{sha256}', 'f'.repeat(64))
				.replace('{name}', 'no-such')
			for (const query of odd) faults.push(...(await faultsOf(path, example + query)))
			for (const name of path.includes('{') ? strange : [])
				faults.push(...(await faultsOf(path, path.replace(/\{\w+\}/g, encodeURIComponent(name)))))
			for (const method of ['PUT', 'DELETE']) {
				const refused = await ask(example, { method })
				faults.push(...check('get', path, refused).map((fault) => `${method} ${example}: ${fault}`))
				expect(refused.status).toBe(405)
			}
		}
		expect(faults).toEqual([])
	})

	test('to reports are described, taken or not', async () => {
		const post = (
			body: string,
			headers: Record<string, string> = { 'content-type': 'application/json' },
			provider = 'claude',
		) =>
			faultsOf(reportRoute.path, `/providers/${provider}/reports`, {
				method: 'POST',
				headers,
				body,
			})
		const faults = [
			...(await post('{"symptom":"errors"}')),
			...(await post('{}')),
			...(await post('{"surface":"no-such"}')),
			...(await post('{"symptom":"x","extra":1}')),
			...(await post('nonsense')),
			...(await post('x'.repeat(100_000))),
			...(await post('{}', { 'content-type': 'text/plain' })),
			...(await post('{}', {
				'content-type': 'application/json',
				origin: 'https://elsewhere.example',
				'sec-fetch-site': 'cross-site',
			})),
			...(await post('{}', undefined, 'no-such')),
		]
		expect(faults).toEqual([])
	})

	test.each(['/analysis/durations/to-resolve.csv', '/data/now.json', '/favicon.svg'])(
		'%s can be read by a page of any origin',
		async (path) => {
			const response = await host?.dispatchFetch(`http://localhost${path}`)
			await response?.arrayBuffer()
			expect([response?.status, response?.headers.get('access-control-allow-origin')]).toEqual([
				200,
				'*',
			])
		},
	)

	test('do not say that nothing changed of what is not there', async () => {
		for (const path of [
			'/incidents/claude/no-such',
			'/providers/no-such',
			'/snapshots/abc',
			`/snapshots/${'f'.repeat(64)}`,
			'/incidents?limit=0',
		])
			expect([400, 404], path).toContain(
				(await ask(path, { headers: { 'if-none-match': '*' } })).status,
			)
		const posted = await ask('/providers/claude/reports', {
			method: 'POST',
			headers: { 'if-none-match': '*', 'content-type': 'application/json' },
			body: '{"symptom":"x"}',
		})
		expect(posted.status).toBe(422)
		expect((await ask('/providers', { headers: { 'if-none-match': '*' } })).status).toBe(304)
	})
})

const edges = [
	'0001-01-01T00:00:00Z',
	'9999-12-31T23:59:59Z',
	'0001-01-01',
	'9999-12-31',
	'1970-01-01T00:00:00Z',
	'2026-03-02T12:00:00%2B02:00',
	'0001-01-01T00:00:00%2B14:00',
]
const ranges = edges.flatMap((edge) => [`?from=${edge}`, `?to=${edge}`, `?from=${edge}&to=${edge}`])

const lists: Readonly<Record<string, readonly string[]>> = {
	'/status': [],
	'/providers': ['?limit=2', '?limit=200', '?limit=2&cursor=MTk3MC0wMS0wMVQwMDowMDowMFogY2xhdWRl'],
	'/incidents': [
		'?provider=claude',
		'?status=open',
		'?status=over&limit=200',
		'?status=investigating',
		'?kind=maintenance',
		'?kind=notice',
		'?provider=claude&surface=api',
		'?from=2026-03-01&to=2026-04-01',
		'?provider=nobody',
		...ranges,
	],
	'/episodes': ['?provider=claude', '?from=2026-03-01&to=2026-04-01', ...ranges],
	'/claims': ['?limit=200', '?subject=episodes/claude-2026-03-02', '?standing=agrees'],
	'/analysis': [],
	'/export': ['?month=2026-03', '?month=0001-01', '?month=9999-12'],
	'/openapi.json': [],
	'/snapshots': [
		'?source=claude/claude-status&day=2026-03-02',
		'?source=claude/claude-status&day=0001-01-01',
		'?source=claude/claude-status&day=9999-12-31',
		'?source=nobody/nothing&day=2026-03-02',
	],
	'/at': edges.map((edge) => `?provider=claude&t=${edge}`),
}

const odd = [
	'?nonsense=1',
	'?limit=0',
	'?limit=201',
	'?limit=1e3',
	'?cursor=%00',
	'?cursor=AAAA',
	'?from=yesterday',
	'?from=2026-02-30',
	'?from=2026-03-04&to=2026-03-02',
	'?to=0001-01-01',
	'?to=0001-01-01T00:00:00Z',
	'?from=9999-12-31T23:59:59Z',
	'?asOf=now',
	'?asOf=0001-01-01T00:00:00Z',
	'?asOf=9999-12-31T23:59:59Z',
	'?provider=Claude',
	'?provider=a&provider=b',
	'?provider=claude&t=0001-01-01T00:00:00Z',
	'?month=2026-13',
	'?%E2%80%AE=%F0%9F%92%A5',
	'?weights=2,9',
	'?zone=Nowhere/Else',
]

const strange = ['%', 'Claude', 'x'.repeat(300), '💥', '__proto__', 'constructor', 'a b']
