import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { ReportReceipt } from '../../worker/edge/api/reports.ts'
import { formPath, newClient, path, reporting } from '../support/reporting.ts'

/** What may be sent to the intake, and how it says no. */

const { send, json, form, counted } = reporting()

async function problemOf(response: Response): Promise<ProblemAnswer> {
	expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
	expect(response.headers.get('cache-control')).toBe('no-store')
	return ProblemAnswer.parse(await response.json())
}

describe('a program', () => {
	test('is told with 202 that it was counted and how many there are, and the second time that it was not, and why', async () => {
		const headers = { 'cf-connecting-ip': newClient() }
		const before = await counted()
		const first = await json({ surface: 'claude-ai', symptom: 'slow' }, headers)
		expect([
			first.status,
			first.headers.get('cache-control'),
			first.headers.get('content-type'),
		]).toEqual([202, 'no-store', 'application/json; charset=utf-8'])
		const receipt = ReportReceipt.parse(await first.json())
		expect(receipt).toMatchObject({ provider: 'claude', counted: true, lastHour: before + 1 })
		const again = ReportReceipt.parse(await (await json({}, headers)).json())
		expect(again).toMatchObject({ counted: false, reason: 'already-counted', lastHour: before + 1 })
		expect(again.detail).toContain('fifteen minutes')
		expect(await counted()).toBe(before + 1)
	})

	test('need not say what is wrong', async () => {
		for (const body of [{}, { surface: null, symptom: null }])
			expect((await json(body)).status).toBe(202)
	})

	test('may send a form and ask for JSON', async () => {
		const response = await form({ surface: 'api' }, { accept: 'application/json' })
		expect([response.status, response.headers.get('content-type')]).toEqual([
			202,
			'application/json; charset=utf-8',
		])
	})

	test('without an address is one client together with all others that have none', async () => {
		const anonymous = () =>
			send(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
		await anonymous()
		expect(ReportReceipt.parse(await (await anonymous()).json()).counted).toBe(false)
	})
})

const long = JSON.stringify({ surface: 'x'.repeat(5000) })
const endless = () =>
	new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000).fill(32)) })
const type = { 'content-type': 'application/json' }

/** Each with what is sent, and the answer that it gets. */
const refused: readonly (readonly [what: string, status: number, to: string, init: RequestInit])[] =
	[
		[
			'a page of another site, by its Origin',
			403,
			path,
			{ body: '{}', headers: { ...type, origin: 'https://elsewhere.example' } },
		],
		['a page without an origin', 403, path, { body: '{}', headers: { ...type, origin: 'null' } }],
		[
			'a page of another site, by Sec-Fetch-Site',
			403,
			path,
			{ body: '{}', headers: { ...type, 'sec-fetch-site': 'cross-site' } },
		],
		[
			'a page of a neighbouring host',
			403,
			path,
			{ body: '{}', headers: { ...type, 'sec-fetch-site': 'same-site' } },
		],
		['an unknown provider', 404, '/api/v1/providers/nobody/reports', { body: '{}', headers: type }],
		[
			'what cannot be a provider',
			404,
			'/api/v1/providers/No..body/reports',
			{ body: '{}', headers: type },
		],
		['no content type', 415, path, { body: new TextEncoder().encode('{}') }],
		['plain text', 415, path, { body: '{}', headers: { 'content-type': 'text/plain' } }],
		[
			'a form with files',
			415,
			path,
			{ body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
		],
		['JSON of 5 KB', 413, path, { body: long, headers: type }],
		[
			'JSON of 5 KB that says so',
			413,
			path,
			{ body: long, headers: { ...type, 'content-length': String(long.length) } },
		],
		['a body without an end', 413, path, { body: endless(), headers: type }],
		['nothing', 400, path, { body: '', headers: type }],
		['half of a JSON text', 400, path, { body: '{"surface":', headers: type }],
		[
			'bytes that are no text',
			400,
			path,
			{ body: new Uint8Array([123, 255, 254, 125]), headers: type },
		],
		['a list', 422, path, { body: '[]', headers: type }],
		['a field that is not known', 422, path, { body: '{"sympton":"slow"}', headers: type }],
		['a prototype', 422, path, { body: '{"__proto__":{"surface":"api"}}', headers: type }],
		[
			'a surface that is not known',
			422,
			path,
			{ body: '{"surface":"constructor"}', headers: type },
		],
		['a symptom that is not known', 422, path, { body: '{"symptom":"toString"}', headers: type }],
		['a number for a surface', 422, path, { body: '{"surface":1}', headers: type }],
		[
			'a doubled field',
			422,
			path,
			{
				body: 'symptom=slow&symptom=errors',
				headers: {
					'content-type': 'application/x-www-form-urlencoded',
					accept: 'application/json',
				},
			},
		],
	]

describe('refused, and nothing counted', () => {
	test.each(refused)('%s: %i', async (_what, status, to, init) => {
		const before = await counted()
		const response = await send(to, { method: 'POST', ...init })
		expect(response.status).toBe(status)
		const problem = await problemOf(response)
		expect(problem.status).toBe(status)
		expect(problem.detail.length).toBeGreaterThan(10)
		expect(await counted()).toBe(before)
	})

	test('before any 429: what is wrong with a request is said however often it came', async () => {
		const headers = { ...type, 'cf-connecting-ip': newClient() }
		const statuses: number[] = []
		for (let round = 0; round < 30; round += 1)
			statuses.push((await send(path, { method: 'POST', body: '{"symptom":1}', headers })).status)
		expect(new Set(statuses)).toEqual(new Set([422]))
		expect((await send(path, { method: 'POST', body: '{}', headers })).status).toBe(202)
	})

	test('other methods, with what is possible', async () => {
		for (const [to, method] of [
			[path, 'PUT'],
			[formPath, 'DELETE'],
		] as const) {
			const response = await send(to, { method })
			expect([response.status, response.headers.get('allow')]).toEqual([
				405,
				'GET, HEAD, POST, OPTIONS',
			])
		}
	})

	test('the preflight of another site: it may read and not report', async () => {
		const response = await send(path, {
			method: 'OPTIONS',
			headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
		})
		expect([response.status, response.headers.get('access-control-allow-methods')]).toEqual([
			204,
			'GET,HEAD,OPTIONS',
		])
	})
})

test('whatever bytes come, the answer is 202 or says what is wrong, and a refusal counts nothing', async () => {
	const texts = fc.oneof(
		fc.json(),
		fc.string({ unit: 'binary' }),
		fc
			.record(
				{
					surface: fc.oneof(fc.constant('api'), fc.anything()),
					symptom: fc.oneof(fc.constant('slow'), fc.anything()),
				},
				{ requiredKeys: [] },
			)
			.map((value) => JSON.stringify(value) ?? ''),
	)
	const bodies = fc.oneof(
		fc.uint8Array({ maxLength: 6000 }),
		texts.map((text) => new TextEncoder().encode(text)),
	)
	const types = fc.constantFrom(
		'application/json',
		'application/json; charset=utf-8',
		'application/x-www-form-urlencoded',
		'text/html',
		'',
	)
	await fc.assert(
		fc.asyncProperty(bodies, types, async (body, contentType) => {
			const before = await counted()
			const headers = {
				'content-type': contentType,
				'cf-connecting-ip': newClient(),
				accept: 'application/json',
			}
			// A copy with a buffer of its own, as a body has to have.
			const response = await send(path, {
				method: 'POST',
				body: body.slice() as Uint8Array<ArrayBuffer>,
				headers,
			})
			expect([202, 400, 413, 415, 422]).toContain(response.status)
			const added = response.status === 202 && ReportReceipt.parse(await response.json()).counted
			if (response.status !== 202) await problemOf(response)
			expect(await counted()).toBe(before + (added ? 1 : 0))
		}),
		{ numRuns: 200 },
	)
})

describe('a person', () => {
	test('gets a form with the provider’s surfaces that works by itself', async () => {
		const response = await send(formPath, {})
		expect([response.status, response.headers.get('content-type')]).toEqual([
			200,
			'text/html; charset=utf-8',
		])
		expect(response.headers.get('content-security-policy')).not.toContain(
			'challenges.cloudflare.com',
		)
		const page = await response.text()
		expect(page).toMatch(/<form class="asking" method="post" action="\/report\/claude">/)
		expect(page).toContain('<option value="claude-code">Claude Code</option>')
		expect(page).toContain('<option value="slow">It is very slow</option>')
		expect(page).not.toContain('<script src')
	})

	test('is answered with a page: one of so many', async () => {
		await json({})
		const before = await counted()
		const response = await form(
			{ surface: 'api', symptom: '' },
			{ origin: 'http://tidemark.example', 'sec-fetch-site': 'same-origin' },
		)
		expect([
			response.status,
			response.headers.get('content-type'),
			response.headers.get('cache-control'),
		]).toEqual([202, 'text/html; charset=utf-8', 'no-store'])
		expect(await response.text()).toContain(
			`You are one of <strong>${before + 1}</strong> in the last hour`,
		)
	})

	test('who reported a moment ago is told so', async () => {
		const headers = { 'cf-connecting-ip': newClient() }
		await form({}, headers)
		expect(await (await form({}, headers)).text()).toContain(
			'<h1>Your report was counted before</h1>',
		)
	})

	test('sees what was wrong on the form itself', async () => {
		const response = await form({ surface: 'nothing-of-theirs' })
		expect(response.status).toBe(422)
		expect(await response.text()).toMatch(
			/role="alert"><p><strong>Not counted\.<\/strong> Not understood: surface.*<form/s,
		)
	})

	test('who asks for an unknown provider gets the page for what is not there', async () => {
		const response = await send('/report/nobody', {})
		expect([response.status, response.headers.get('content-type')]).toEqual([
			404,
			'text/html; charset=utf-8',
		])
	})
})

describe('the limit', () => {
	test('a client that goes on is asked to wait, and counted once all the same', async () => {
		const headers = { 'cf-connecting-ip': newClient() }
		const before = await counted()
		const [programs, forms]: [Response[], Response[]] = [[], []]
		for (let round = 0; round < 30; round += 1) {
			programs.push(await json({}, headers))
			forms.push(await form({}, headers))
		}
		expect(await counted()).toBe(before + 1)
		// Whenever a new minute begins among them.
		const refused = programs.filter(({ status }) => status === 429)
		expect(refused.length).toBeGreaterThan(8)
		expect(refused[0]?.headers.get('retry-after')).toBe('60')
		for (const response of refused)
			expect((await problemOf(response)).detail).toContain('Too many reports')
		expect(await forms.find(({ status }) => status === 429)?.text()).toMatch(
			/Not counted.*Too many reports/s,
		)
		expect((await json({})).status, 'another client').toBe(202)
	})

	test('is not told any address', async () => {
		const keys: string[] = []
		const limited = reporting({
			REPORT_LIMIT: { limit: async ({ key }) => ({ success: keys.push(key) > 0 }) },
		})
		const client = newClient()
		const other = newClient()
		for (const address of [client, client, client, other, other])
			await limited.json({}, { 'cf-connecting-ip': address })
		// The first report of each in this minute is asked about only where many came before.
		expect(keys.length).toBeGreaterThanOrEqual(3)
		expect(keys[0]).toMatch(/^[A-Za-z0-9+/=]{24}$/)
		expect(keys[1]).toBe(keys[0])
		expect(keys.at(-1)).not.toBe(keys[0])
		for (const key of keys) expect(atob(key)).not.toContain('10.')
	})
})
