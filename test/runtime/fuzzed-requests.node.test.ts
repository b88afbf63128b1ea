import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { questions } from '#core/questions/registry.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { checkout } from '../../worker/cli/checkout.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'
import type { Description } from '../support/described-fields.ts'

/**
 * Requests that nobody would send, put together at random from the API's own description: none is a
 * 500. `REQUESTS` says how many, `SEED` which.
 */

const wanted = Number(process.env.REQUESTS ?? 600)
const random = seeded(Number(process.env.SEED ?? 20260302))
const built = existsSync(checkout('dist', 'data', 'archive.json'))

const strange = [
	...[
		'',
		' ',
		'0',
		'-1',
		'1e9',
		'null',
		'true',
		'[]',
		'__proto__',
		'constructor',
		'toString',
		'../../etc/passwd',
		'..%2f..%2f',
		'%00',
		'%',
		'%zz',
		'%c0%af',
	],
	...[
		'<script>alert(1)</script>',
		"' OR 1=1--",
		'\u202Eevil',
		'\uFFFF',
		'💩',
		'a'.repeat(5000),
		'9'.repeat(400),
		'NaN',
		'Infinity',
		',',
		'0.3,0',
		'2,0',
	],
	...[
		'2026-02-30',
		'2026-13-01',
		'0000-00-00',
		'0001-01-01',
		'9999-12-31',
		'0001-01-01T00:00:00Z',
		'9999-12-31T23:59:59Z',
		'2026-03-02T15:30:00+14:00',
	],
	...[
		'2026-03-02T15:30:00.123456789Z',
		'-000001-01-01T00:00:00Z',
		'+010000-01-01T00:00:00Z',
		'2026-03',
		'1970-01-01',
		'Pacific/Apia',
		'+05:30',
		'Mars/Phobos',
	],
	...[
		btoa('0001-01-01T00:00:00Z x'),
		btoa('9999-12-31T23:59:59Z x'),
		btoa('2026-03-02T00:00:00Z __proto__'),
		'f'.repeat(64),
		'e3b0'.repeat(16),
	],
]
const plain: Readonly<Record<string, readonly string[]>> = {
	provider: ['claude', 'chatgpt', 'gemini', 'grok', 'nobody', 'constructor'],
	surface: ['api', 'claude-ai', 'no-such'],
	id: ['0ghc53zpsfmt', '0j8dkb38jymf', 'claude-2026-03-02', 'no-such'],
	name: questions.map(({ name }) => name),
	limit: ['1', '200', '0', '201'],
	source: ['claude/claude-status', 'nobody/x'],
	month: ['2026-03', '0001-01', '9999-12'],
	t: ['2026-03-02T12:30:00Z'],
	from: ['2026-03-01', '2026-03-02T00:00:00Z'],
	to: ['2026-03-04'],
	day: ['2026-03-02'],
	sha256: ['f'.repeat(64)],
}
/** Addresses outside the API, with the same names in them. */
const others = [
	...[
		'/now',
		'/now/{provider}',
		'/at',
		'/report/{provider}',
		'/providers/{provider}',
		'/incidents/{provider}/{id}',
		'/incidents/{provider}/{id}.md',
		'/episodes/{id}',
	],
	...[
		'/feeds/all.xml',
		'/feeds/{provider}.atom',
		'/feeds/{provider}/{surface}.json',
		'/feeds/incidents/{provider}/{id}.xml',
		'/badges/{provider}.svg',
		'/{id}',
	],
	...[
		'/calendar/{provider}.ics',
		'/statuspage/{provider}/api/v2/summary.json',
		'/metrics',
		'/llms.txt',
		'/admin/{id}',
		'/data/blob/{sha256}',
		'/analysis/{name}',
	],
]
const headers: readonly Readonly<Record<string, string>>[] = [
	{},
	{ 'if-none-match': '*' },
	{ 'if-none-match': '"x", W/"y"' },
	{ accept: 'text/csv;q=0.1, */*;q=x' },
	{ 'if-modified-since': 'yesterday', range: 'bytes=5-1' },
	{ 'content-type': 'application/json', origin: 'https://elsewhere.example' },
]
const bodies = [
	'',
	'{}',
	'{"symptom":"errors"}',
	'[[[[',
	'"\ud800"',
	'x'.repeat(9000),
	'{"__proto__":{"a":1}}',
	`{"surface":${JSON.stringify('💩'.repeat(900))}}`,
]

function pick<T>(list: readonly T[]): T {
	const chosen = list[Math.floor(random() * list.length)]
	if (chosen === undefined) throw new RangeError('the list is empty')
	return chosen
}

function someValue(name: string): string {
	const usual = plain[name]
	return usual && random() < 0.6 ? pick(usual) : pick(strange)
}

/** Mostly as an address has to be written, and now and then not. */
function written(value: string): string {
	return random() < 0.9
		? encodeURIComponent(value.toWellFormed())
		: value.replace(/[^\x21-\x7e]|[#?]/g, '')
}

test.skipIf(!built)(
	`${wanted} random requests, and none is a 500${built ? '' : ' (the site is not built)'}`,
	async () => {
		const host = await startWorker({
			assets: true,
			internet: { script: 'export default { fetch: () => Response.error() }', bindings: {} },
		})
		try {
			const slot = Math.floor(Date.now() / 60_000) * 60_000
			await (await host.getWorker()).scheduled({ scheduledTime: new Date(slot), cron: '* * * * *' })
			// From this checkout's Worker.
			const { paths } = JSON.parse(
				await (await host.dispatchFetch('http://localhost/api/v1/openapi.json')).text(),
			) as Description & {
				readonly paths: Readonly<
					Record<
						string,
						Readonly<
							Record<
								string,
								{ readonly parameters?: readonly { readonly name: string; readonly in: string }[] }
							>
						>
					>
				>
			}
			const failed: string[] = []
			const statuses = new Map<number, number>()
			const ask = async () => {
				const [path, operations] =
					random() < 0.7
						? pick(Object.entries(paths).map(([path, of]) => [`/api/v1${path}`, of] as const))
						: ([pick(others), {}] as const)
				const method =
					random() < 0.06
						? pick(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
						: pick([...Object.keys(operations), 'get']).toUpperCase()
				const query = Object.values(operations)
					.flatMap(({ parameters = [] }) => parameters)
					.filter((parameter) => parameter.in === 'query' && random() < 0.5)
					.map(({ name }) => `${name}=${written(someValue(name))}`)
				if (random() < 0.1) query.push(`${written(pick(strange))}=${written(pick(strange))}`)
				const address = `${path.replace(/\{(\w+)\}/g, (_, name: string) => written(someValue(name)))}${query.length > 0 ? `?${query.join('&')}` : ''}`
				const body =
					method === 'POST' || method === 'PUT' || method === 'PATCH' ? { body: pick(bodies) } : {}
				const url = `http://localhost${address.replaceAll('%zz', '%25zz')}`
				if (!URL.canParse(url)) return
				const answer = await host.dispatchFetch(url, {
					method,
					redirect: 'manual',
					headers: pick(headers),
					...body,
				})
				await answer.arrayBuffer()
				statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
				if (answer.status === 500 || answer.status > 503)
					failed.push(`${answer.status} ${method} ${address.slice(0, 300)}`)
			}
			for (let done = 0; done < wanted; done += 4)
				await Promise.all(Array.from({ length: Math.min(4, wanted - done) }, ask))
			console.log(
				`${wanted} requests: ${[...statuses]
					.sort(([a], [b]) => a - b)
					.map(([status, count]) => `${status} × ${count}`)
					.join(', ')}`,
			)
			expect(failed).toEqual([])
			expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]))
		} finally {
			await host.dispose()
		}
	},
	120_000 + wanted * 250,
)
