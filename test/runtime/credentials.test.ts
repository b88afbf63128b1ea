import { describe, expect, test } from 'vitest'
import { addSeconds } from '#core/time/time.ts'
import { credentialsOf } from '../../worker/edge/http/credentials.ts'
import type { Credentials, FetchContext } from '../../worker/edge/http/fetch-context.ts'
import {
	type Fetched,
	type FetchRequest,
	fetchDocument,
} from '../../worker/edge/http/fetch-document.ts'
import { fetchPolicyOf } from '../../worker/edge/http/fetch-policy.ts'

const start = '2026-05-04T10:00:00Z'
const secrets = {
	DOWNDETECTOR_CLIENT_ID: 'an-id',
	DOWNDETECTOR_CLIENT_SECRET: 'ünsägbar',
	GITHUB_TOKEN: 'ghp_unspeakable',
}
const reports = 'https://downdetectorapi.com/v2/slugs/lamp/reports'
const issues = 'https://api.github.com/repos/keepers/lighthouse/issues'
const json = (value: unknown, init: ResponseInit = {}) =>
	new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' }, ...init })
const elsewhere = (location: string) => new Response(null, { status: 302, headers: { location } })

interface Asked {
	readonly method: string
	readonly url: string
	readonly authorization: string | null
}

/**
 * A deployment, an Internet of one function and a clock; `asked` is every request with what it
 * showed.
 */
function deployment(
	answer: (asked: Asked, count: number) => Response,
	held: Parameters<typeof credentialsOf>[0] = secrets,
) {
	const asked: Asked[] = []
	const credentials: Credentials = credentialsOf(held)
	let now = start
	let spent = 0
	let allowed = 100
	const means: FetchContext = {
		internet: {
			async fetch(request) {
				const one = {
					method: request.method,
					url: request.url,
					authorization: request.headers.get('authorization'),
				}
				asked.push(one)
				return answer(one, asked.length)
			},
		},
		policy: fetchPolicyOf({ name: 'Tidemark', contact: 'https://tidemark.example/about' }, '0.1.0'),
		credentials,
		now: () => now,
		remaining: () => 45_000,
		spend: () => spent < allowed && ++spent > 0,
	}
	const ask = (order: Partial<FetchRequest> = {}) =>
		fetchDocument(
			{ url: reports, credential: { name: 'downdetector', required: true }, ...order },
			means,
		)
	return {
		asked,
		means,
		credentials,
		ask,
		shown: () => asked.map(({ authorization }) => authorization),
		later: (seconds: number) => {
			now = addSeconds(start, seconds)
		},
		allow: (requests: number) => {
			allowed = requests
		},
		spent: () => spent,
	}
}

/** Downdetector with tokens `t1`, `t2`, …, each good until the next one is given. */
function downdetectorWith(
	token: (count: number) => object,
	accepted: (authorization: string | null) => boolean = () => true,
) {
	let given = 0
	return deployment(({ url, authorization }) => {
		if (!url.includes('/tokens'))
			return accepted(authorization)
				? json([])
				: json({ error: true, message: 'no' }, { status: 401 })
		given += 1
		return json(token(given))
	})
}

const jwt = (exp: number) =>
	`e30.${btoa(JSON.stringify({ exp })).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.c2ln`
const failureOf = (fetched: Fetched) =>
	fetched.kind === 'failure' ? fetched.failure : fetched.kind

describe('a token', () => {
	test('is asked for with the id and the secret, once for all who wait, and counts as a request', async () => {
		const site = downdetectorWith((count) => ({ access_token: `t${count}`, expires_in: 3600 }))
		const fetched = await Promise.all([site.ask(), site.ask(), site.ask()])
		expect(fetched.map(({ kind }) => kind)).toEqual(['document', 'document', 'document'])
		expect(site.asked[0]).toEqual({
			method: 'POST',
			url: 'https://downdetectorapi.com/v2/tokens?grant_type=client_credentials',
			authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode('an-id:ünsägbar')))}`,
		})
		expect(site.shown().slice(1)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1'])
		expect(site.spent()).toBe(4)
	})

	test.each([
		['what the answer says', () => ({ access_token: 't', expires_in: 600 }), 539, 541],
		[
			'what the token itself says',
			() => ({ access_token: jwt(Date.parse(start) / 1000 + 900) }),
			839,
			841,
		],
		['ten minutes where nothing says', () => ({ access_token: 'opaque' }), 599, 601],
	])('is renewed before its end: %s', async (_, token, still, over) => {
		const site = downdetectorWith(token)
		await site.ask()
		site.later(still)
		await site.ask()
		expect(site.asked).toHaveLength(3)
		site.later(over)
		await site.ask()
		expect(site.asked.filter(({ url }) => url.includes('/tokens'))).toHaveLength(2)
	})

	test('is renewed once when it is refused before its end', async () => {
		const site = downdetectorWith(
			(count) => ({ access_token: `t${count}`, expires_in: 3600 }),
			(authorization) => authorization === 'Bearer t2',
		)
		expect((await site.ask()).kind).toBe('document')
		expect(site.shown().slice(1)).toEqual([
			'Bearer t1',
			expect.stringContaining('Basic '),
			'Bearer t2',
		])
	})

	test('that is refused again is a failure, not a loop', async () => {
		const site = downdetectorWith(
			(count) => ({ access_token: `t${count}`, expires_in: 3600 }),
			() => false,
		)
		expect(failureOf(await site.ask())).toEqual({
			kind: 'http',
			message: 'HTTP status 401: "no"',
			httpStatus: 401,
		})
		expect(site.asked).toHaveLength(4)
	})

	test('two looks that are refused with the same token renew it once', async () => {
		const site = downdetectorWith(
			(count) => ({ access_token: `t${count}`, expires_in: 3600 }),
			(authorization) => authorization === 'Bearer t2',
		)
		await Promise.all([site.ask(), site.ask()])
		expect(site.asked.filter(({ url }) => url.includes('/tokens'))).toHaveLength(2)
	})

	test('that a secret does not get is asked for again only after a pause', async () => {
		const site = deployment(() =>
			json({ error: true, message: 'unknown client an-id:ünsägbar' }, { status: 401 }),
		)
		for (const wait of [0, 5, 59]) {
			site.later(wait)
			expect(failureOf(await site.ask())).toEqual({
				kind: 'refused',
				message: 'the credentials were not accepted',
				httpStatus: 401,
			})
		}
		expect(site.asked).toHaveLength(1)
		site.later(61)
		await site.ask()
		expect(site.asked).toHaveLength(2)
	})

	test.each([
		['no token', json({ token: 'x' }), 'unreadable'],
		['a token with a line break', json({ access_token: 'a\r\nx: y' }), 'unreadable'],
		[
			'a page',
			new Response('<html>hello', { headers: { 'content-type': 'text/html' } }),
			'unreadable',
		],
		['a list', json([1]), 'unreadable'],
		['an error of the server', json({}, { status: 503 }), 'http'],
	])('%s is a failure of its own kind', async (_, answer, kind) => {
		const site = deployment(() => answer)
		expect(failureOf(await site.ask())).toMatchObject({ kind })
		expect(site.asked).toHaveLength(1)
	})

	test('is not asked for when the tick may make no more requests', async () => {
		const site = downdetectorWith(() => ({ access_token: 't' }))
		site.allow(0)
		expect((await site.ask()).kind).toBe('unreached')
		site.allow(1)
		expect((await site.ask()).kind).toBe('unreached')
		expect(site.asked.map(({ method }) => method)).toEqual(['POST'])
	})
})

describe('what is secret', () => {
	test('goes to its own host alone: not after a redirect, not over http, not to a neighbour or another port', async () => {
		for (const target of [
			'https://api.downdetectorapi.com/x',
			'https://www.downdetectorapi.com/v2',
		]) {
			const site = deployment(({ url }) =>
				url.includes('/tokens')
					? json({ access_token: 't1' })
					: url === reports
						? elsewhere(target)
						: json([]),
			)
			expect((await site.ask()).kind).toBe('document')
			expect(site.asked.at(-1)).toEqual({ method: 'GET', url: target, authorization: null })
		}
		const port = deployment(({ url }) =>
			url.includes('/tokens')
				? json({ access_token: 't1' })
				: elsewhere('https://downdetectorapi.com:8443/x'),
		)
		expect(failureOf(await port.ask())).toMatchObject({ kind: 'refused' })
		expect(port.asked.some(({ url }) => url.includes(':8443'))).toBe(false)
		const site = deployment(({ url }) =>
			url.startsWith(issues) ? elsewhere('https://evil.example/') : json([]),
		)
		expect(
			failureOf(await site.ask({ url: issues, credential: { name: 'github', required: false } })),
		).toMatchObject({ kind: 'refused' })
		expect(site.shown()).toEqual(['Bearer ghp_unspeakable'])
		for (const url of [
			'http://api.github.com/x',
			'https://github.com/x',
			'https://api.github.com.evil.example/x',
			'https://api.github.com@evil.example/x',
		])
			expect(await site.credentials.show('github', url, site.means)).toEqual({})
	})

	test('the exchange for a token follows no redirect', async () => {
		const site = deployment(({ url }) =>
			url.includes('evil') ? json({ access_token: 't' }) : elsewhere('https://evil.example/tokens'),
		)
		expect(failureOf(await site.ask())).toMatchObject({ kind: 'http', httpStatus: 302 })
		expect(site.asked).toHaveLength(1)
	})

	test('stands in no failure, whatever a server repeats', async () => {
		const echo = deployment(({ url, authorization }) =>
			url.includes('/tokens')
				? json({ access_token: 'tok-12345', expires_in: 600 })
				: json({ error: true, message: `bad: ${authorization}` }, { status: 400 }),
		)
		const said = JSON.stringify(await echo.ask())
		expect(said).toContain('HTTP status 400')
		for (const secret of ['tok-12345', ...Object.values(secrets), btoa('an-id')])
			expect(said).not.toContain(secret)
	})

	test('of one platform is nothing to another, and a source without any shows nothing', async () => {
		const site = deployment(({ url }) =>
			url.includes('/tokens') ? json({ access_token: 't1' }) : json([]),
		)
		await site.ask({ url: issues })
		await fetchDocument({ url: issues }, site.means)
		await site.ask({ credential: { name: 'github', required: false } })
		expect(site.shown()).toEqual([null, null, null])
	})
})

describe('without a credential', () => {
	test('the first setting that is absent is named', () => {
		expect(credentialsOf({}).missing('downdetector')).toBe('DOWNDETECTOR_CLIENT_ID')
		expect(
			credentialsOf({ DOWNDETECTOR_CLIENT_ID: 'x', DOWNDETECTOR_CLIENT_SECRET: '' }).missing(
				'downdetector',
			),
		).toBe('DOWNDETECTOR_CLIENT_SECRET')
		expect(credentialsOf(secrets).missing('downdetector')).toBeUndefined()
	})

	test('one that is not required is simply not shown', async () => {
		const site = deployment(() => json([]), {})
		expect(
			(await site.ask({ url: issues, credential: { name: 'github', required: false } })).kind,
		).toBe('document')
		expect(site.shown()).toEqual([null])
	})
})

describe('a limit of requests that is used up', () => {
	const reset = Date.parse(start) / 1000 + 1500
	const limited = (headers: Record<string, string>, status = 403) =>
		deployment(() =>
			json(
				{ message: 'API rate limit exceeded for 192.0.2.1' },
				{ status, headers: { 'content-type': 'application/json', ...headers } },
			),
		).ask({
			url: issues,
		})

	test.each([
		[
			'until it begins anew',
			{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
			'2026-05-04T10:25:00Z',
		],
		[
			'as Retry-After says, where both are there',
			{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset), 'retry-after': '60' },
			'2026-05-04T10:01:00Z',
		],
		[
			'a day at most',
			{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' },
			'2026-05-05T10:00:00Z',
		],
		[
			'not at all for a moment that is over',
			{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000' },
			undefined,
		],
		[
			'not at all for what is no moment',
			{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
			undefined,
		],
	])('is waited for %s', async (_, headers, retryAt) => {
		expect(failureOf(await limited(headers))).toEqual({
			kind: 'http',
			message: 'HTTP status 403: the limit of requests is used up',
			httpStatus: 403,
			...(retryAt !== undefined && { retryAt }),
		})
	})

	test('is none where there are requests left', async () => {
		const failure = failureOf(
			await limited({ 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': String(reset) }),
		)
		expect(failure).toEqual({ kind: 'http', message: 'HTTP status 403', httpStatus: 403 })
	})

	test('is one at 429 too', async () => {
		expect(failureOf(await limited({ 'x-ratelimit-reset': String(reset) }, 429))).toMatchObject({
			retryAt: '2026-05-04T10:25:00Z',
		})
	})
})
