import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FetchContext } from '../../worker/edge/http/fetch-context.ts'
import {
	type Fetched,
	type FetchRequest,
	fetchDocument,
} from '../../worker/edge/http/fetch-document.ts'
import { fetchPolicyOf } from '../../worker/edge/http/fetch-policy.ts'
import { redirectTarget } from '../../worker/edge/http/redirect.ts'
import { readRetryAfter } from '../../worker/edge/http/retry-after.ts'

const policy = fetchPolicyOf(
	{ name: 'Tidemark', contact: 'https://tidemark.example/about' },
	'0.1.0',
)
const now = '2026-03-02T11:50:00Z'
const order: FetchRequest = {
	url: 'https://status.example.com/api/v2/summary.json',
	accept: 'application/json',
}
const json = (body: string, init: ResponseInit = {}) =>
	new Response(body, {
		...init,
		headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
	})

/** Fetches with an Internet of one function; `asked` are the requests that it saw. */
async function ask(
	answer: (request: Request) => Response | Promise<Response>,
	change: Partial<FetchRequest> = {},
	means: Partial<FetchContext> = {},
): Promise<{ fetched: Fetched; asked: Request[] }> {
	const asked: Request[] = []
	const internet = {
		fetch: async (request: Request) => {
			asked.push(request)
			return await answer(request)
		},
	}
	const fetched = await fetchDocument(
		{ ...order, ...change },
		{ internet, policy, now: () => now, remaining: () => 45_000, spend: () => true, ...means },
	)
	return { fetched, asked }
}
const failureOf = ({ fetched }: { fetched: Fetched }) =>
	fetched.kind === 'failure' ? fetched.failure : fetched.kind
const redirect = (location: string, status = 302) =>
	new Response(null, { status, headers: { location } })

describe('asking', () => {
	test('says who we are, what we want and what we have', async () => {
		const { fetched, asked } = await ask(
			() =>
				json('{}', { headers: { etag: '"a"', 'last-modified': 'Mon, 02 Mar 2026 11:00:00 GMT' } }),
			{
				etag: '"old"',
				lastModified: 'Mon, 02 Mar 2026 10:00:00 GMT',
			},
		)
		const headers = asked[0]?.headers
		expect(headers?.get('user-agent')).toBe('Tidemark/0.1.0 (+https://tidemark.example/about)')
		expect([
			headers?.get('accept'),
			headers?.get('if-none-match'),
			headers?.get('if-modified-since'),
		]).toEqual(['application/json', '"old"', 'Mon, 02 Mar 2026 10:00:00 GMT'])
		expect(fetched).toMatchObject({
			kind: 'document',
			httpStatus: 200,
			contentType: 'application/json',
			etag: '"a"',
			lastModified: 'Mon, 02 Mar 2026 11:00:00 GMT',
		})
	})

	test('a contact with a line break cannot add a header', () => {
		expect(fetchPolicyOf({ name: 'Tide\r\nmark', contact: 'a\r\nX: y' }, '1').userAgent).toBe(
			'Tide-mark/1 (+aX:y)',
		)
	})

	test('304 is an answer only to a question that had validators', async () => {
		expect((await ask(() => new Response(null, { status: 304 }), { etag: '"a"' })).fetched).toEqual(
			{ kind: 'not-modified', httpStatus: 304 },
		)
		expect(failureOf(await ask(() => new Response(null, { status: 304 })))).toMatchObject({
			kind: 'http',
			httpStatus: 304,
		})
	})

	test('gives up nothing and asks nothing once the tick is over or its fetches are spent', async () => {
		const over = await ask(() => json('{}'), {}, { remaining: () => 0 })
		expect([over.fetched.kind, over.asked.length]).toEqual(['unreached', 0])
		expect((await ask(() => json('{}'), {}, { spend: () => false })).fetched.kind).toBe('unreached')
	})
})

describe('redirects', () => {
	test('are followed by hand to hosts that the file names, each counted', async () => {
		let spent = 0
		const { fetched, asked } = await ask(
			({ url }) =>
				url === order.url ? redirect('https://www.example.com/s.json', 301) : json('{"a":1}'),
			{ redirectsTo: ['www.example.com'] },
			{
				spend: () => {
					spent += 1
					return true
				},
			},
		)
		expect(fetched.kind).toBe('document')
		expect(asked.map(({ url }) => url)).toEqual([order.url, 'https://www.example.com/s.json'])
		expect(spent).toBe(2)
	})

	test('elsewhere, to http, or too many of them are failures and no further request', async () => {
		for (const location of [
			'https://login.elsewhere.com/',
			'http://status.example.com/',
			'https://evil-example.com/',
			'javascript:alert(1)',
			'https://a:b@www.example.com/',
			'https://www.example.com:8443/',
			'https://status.example.com:8443/',
			'https://example.com/',
			'https://other.example.com/',
			'https://www.example.com.elsewhere.com/',
			'https://www.example.com./',
			'https://93.184.215.14/',
			'https://[2606:4700::1111]/',
			'https://0x5db8d70e/',
		]) {
			const outcome = await ask(() => redirect(location), { redirectsTo: ['www.example.com'] })
			expect([failureOf(outcome), outcome.asked.length], location).toEqual([
				expect.objectContaining({ kind: 'refused', httpStatus: 302 }),
				1,
			])
		}
		const loop = await ask(() => redirect(order.url))
		expect(failureOf(loop)).toMatchObject({ kind: 'http', message: 'more than 3 redirects' })
		expect(loop.asked).toHaveLength(4)
	})

	test('a shared host’s neighbours are strangers', () => {
		expect(redirectTarget('https://one.co.uk/', 'https://one.co.uk:8443/')).toEqual({
			refused: 'a redirect to another port: one.co.uk:8443',
		})
		expect(redirectTarget('https://one.co.uk:8443/', 'https://www.one.co.uk:8443/')).toHaveProperty(
			'url',
		)
		expect(redirectTarget('http://one.co.uk:8080/', 'https://one.co.uk/')).toHaveProperty('url')
		expect(redirectTarget('https://one.github.io/', 'https://two.github.io/')).toHaveProperty(
			'refused',
		)
		expect(redirectTarget('https://one.co.uk/', 'https://two.co.uk/')).toHaveProperty('refused')
		expect(redirectTarget('https://10.0.0.1/', 'https://10.0.0.2/')).toHaveProperty('refused')
		expect(redirectTarget('https://one.co.uk/', 'https://www.one.co.uk/x#y')).toEqual({
			url: 'https://www.one.co.uk/x',
		})
	})

	test('to hosts below the one that was asked, and to the name without www', () => {
		expect(redirectTarget('https://one.co.uk/', 'https://a.b.one.co.uk/')).toHaveProperty('url')
		expect(redirectTarget('https://www.one.co.uk/', 'https://one.co.uk/')).toHaveProperty('url')
		expect(redirectTarget('https://status.one.co.uk/', 'https://one.co.uk/')).toHaveProperty(
			'refused',
		)
		expect(redirectTarget('https://10.0.0.1/', 'https://10.0.0.1/x')).toHaveProperty('url')
		expect(redirectTarget('https://10.0.0.1/', 'https://1.10.0.0.1/')).toHaveProperty('refused')
	})

	test('from a host that the file names lead no further than from the one that was asked', () => {
		const asked = { url: 'https://status.one.com/', redirectsTo: ['status.two.com'] }
		const from = 'https://status.two.com/'
		expect(redirectTarget(from, 'https://status.one.com/', asked)).toHaveProperty('url')
		expect(redirectTarget(from, '/elsewhere', asked)).toHaveProperty('url')
		for (const host of ['three.status.two.com', 'two.com', 'three.com'])
			expect(redirectTarget(from, `https://${host}/`, asked), host).toHaveProperty('refused')
	})

	test('any Location gives an address of the same site or a refusal', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('//x', '/a', '?b', '..', 'https://')),
				(location) => {
					const target = redirectTarget(order.url, location)
					if ('url' in target)
						expect(new URL(target.url)).toMatchObject({
							protocol: 'https:',
							port: '',
							username: '',
							hostname: expect.stringMatching(/(^|\.)status\.example\.com$/),
						})
				},
			),
		)
	})
})

describe('no answer, a wrong one, or too much of it', () => {
	const soon = { ...policy, connectSeconds: 0.05, bodySeconds: 0.05 }
	const never = () => new Promise<Response>(() => undefined)
	const hangs = () =>
		new Response(
			new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{')) }),
			{ headers: { 'content-type': 'application/json' } },
		)

	test('silence before and within the answer are timeouts', async () => {
		expect(failureOf(await ask(never, {}, { policy: soon }))).toMatchObject({ kind: 'timeout' })
		expect(failureOf(await ask(hangs, {}, { policy: soon }))).toMatchObject({
			kind: 'timeout',
			httpStatus: 200,
		})
	})

	test('what the end of the tick cuts short says nothing about the site', async () => {
		const late = { remaining: () => 20 }
		expect((await ask(never, {}, late)).fetched.kind).toBe('unreached')
		expect((await ask(hangs, {}, late)).fetched.kind).toBe('unreached')
	})

	test('a connection that fails or breaks off is the network’s', async () => {
		const fails = () => {
			throw new TypeError('internal detail')
		}
		expect(failureOf(await ask(fails))).toEqual({
			kind: 'network',
			message: 'the connection failed',
		})
		const breaks = () =>
			new Response(new ReadableStream({ start: (stream) => stream.error(new Error('gone')) }))
		expect(failureOf(await ask(breaks))).toMatchObject({ kind: 'network', httpStatus: 200 })
	})

	test('50 MB are not read, whether announced or not', async () => {
		let pulled = 0
		const chunk = new Uint8Array(256 * 1024)
		const flood = (headers: Record<string, string>) => () =>
			new Response(
				new ReadableStream(
					{
						pull(stream) {
							pulled += 1
							if (pulled > 200) stream.close()
							else stream.enqueue(chunk)
						},
					},
					{ highWaterMark: 0 },
				),
				{ headers },
			)
		expect(failureOf(await ask(flood({})))).toMatchObject({
			kind: 'too-large',
			message: 'more than 2097152 bytes',
		})
		expect(pulled).toBeLessThan(20)
		pulled = 0
		expect(failureOf(await ask(flood({ 'content-length': '52428800' })))).toMatchObject({
			kind: 'too-large',
		})
		expect(pulled).toBeLessThan(3)
		expect(failureOf(await ask(() => json('x'.repeat(2000)), { maxBytes: 1024 }))).toMatchObject({
			kind: 'too-large',
			message: 'more than 1024 bytes',
		})
	})

	test('statuses other than 200 are failures, with the time at which to come again', async () => {
		expect(
			failureOf(await ask(() => json('{}', { status: 503, headers: { 'retry-after': '120' } }))),
		).toEqual({
			kind: 'http',
			message: 'HTTP status 503',
			httpStatus: 503,
			retryAt: '2026-03-02T11:52:00Z',
		})
		for (const status of [204, 206, 404, 429, 500])
			expect(failureOf(await ask(() => new Response(null, { status })))).toMatchObject({
				kind: 'http',
				httpStatus: status,
			})
	})

	test('a challenge is a no, whatever its status', async () => {
		const page = '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>'
		const html = { 'content-type': 'text/html; charset=UTF-8' }
		for (const status of [200, 403, 503])
			expect(
				failureOf(await ask(() => new Response(page, { status, headers: html }))),
			).toMatchObject({ kind: 'refused', httpStatus: status })
		expect(
			failureOf(
				await ask(() => json('{}', { status: 403, headers: { 'cf-mitigated': 'challenge' } })),
			),
		).toMatchObject({ kind: 'refused' })
	})

	test('a status page that writes about captchas is no challenge', async () => {
		expect((await ask(() => json('{"name":"captcha outage: just a moment"}'))).fetched.kind).toBe(
			'document',
		)
		const feed = '<?xml version="1.0"?><rss><channel><title>captcha</title></channel></rss>'
		expect(
			(await ask(() => new Response(feed, { headers: { 'content-type': 'text/html' } }))).fetched
				.kind,
		).toBe('document')
	})

	test('any answer ends in one of four kinds', async () => {
		const headers = fc.dictionary(
			fc.constantFrom('retry-after', 'location', 'etag', 'content-type', 'last-modified'),
			fc.string({
				unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
			}),
		)
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 200, max: 599 }),
				headers,
				fc.string(),
				async (status, headers, body) => {
					const outcome = await ask(
						() => new Response([204, 205, 304].includes(status) ? null : body, { status, headers }),
					)
					expect(['document', 'failure', 'not-modified', 'unreached']).toContain(
						outcome.fetched.kind,
					)
				},
			),
			{ numRuns: 60 },
		)
	})
})

describe('Retry-After', () => {
	test('seconds and dates are read, a day is the longest', () => {
		expect(readRetryAfter('60', now, 86_400)).toBe('2026-03-02T11:51:00Z')
		expect(readRetryAfter('Mon, 02 Mar 2026 12:00:00 GMT', now, 86_400)).toBe(
			'2026-03-02T12:00:00Z',
		)
		expect(readRetryAfter('9999999999', now, 86_400)).toBe('2026-03-03T11:50:00Z')
		for (const text of [null, '', '-5', '0', 'soon', 'Mon, 02 Mar 2026 11:00:00 GMT'])
			expect(readRetryAfter(text, now, 86_400)).toBeUndefined()
	})
})
