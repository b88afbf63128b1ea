import { describe, expect, test } from 'vitest'
import { api } from '../support/api.ts'
import { archiveFiles } from '../support/published.ts'

/** What every answer says to browsers of who may read it and what it may do, by its kind. */

const kept = new Set(['vary', 'allow'])
const isPolicy = (name: string) =>
	kept.has(name) ||
	/^(access-control|cross-origin|content-security|x-|referrer|strict-|permissions|origin-)/.test(
		name,
	)

/** Lists are lists, with a space behind the comma or without. */
function policiesOf({ headers }: Response): Record<string, string> {
	const lists = [...headers].map(([name, value]) => [
		name,
		/^(access-control|vary)/.test(name) ? value.replace(/,\s*/g, ', ') : value,
	])
	return Object.fromEntries(lists.filter(([name = '']) => isPolicy(name)))
}

const page = {
	'content-security-policy':
		"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'strict-transport-security': 'max-age=31536000',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
const data = {
	'access-control-allow-origin': '*',
	'access-control-expose-headers': 'ETag, Last-Modified, Link, Retry-After',
	'x-content-type-options': 'nosniff',
	'cross-origin-resource-policy': 'cross-origin',
	'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
	'referrer-policy': 'no-referrer',
	'strict-transport-security': 'max-age=31536000',
}
const incident = '/incidents/claude/0ghc53zpsfmt'

describe('the headers', () => {
	test.each([
		['a page', incident, 200],
		['the page of now', '/now', 200],
		['a page that is not there', '/nothing-here', 404],
		['a refusal for people', '/at?t=never', 400],
		['the form for reports', '/report/claude', 200],
	])('of %s let no other site read or frame it', async (_, path, status) => {
		const response = await api().get(path)
		expect([response.status, policiesOf(response)]).toEqual([status, page])
	})

	test.each([
		['a list', '/api/v1/incidents', 200],
		['a problem', '/api/v1/incidents/claude/none', 404],
		['a feed', '/feeds/all.xml', 200],
		['an incident as Markdown', `${incident}.md`, 200],
		['a badge', '/badges/claude.svg', 200],
		['what is streamed', '/api/v1/export', 200],
		['an address with a slash behind it', `${incident}/`, 307],
	])('of %s let everybody read it', async (_, path, status) => {
		const response = await api().get(path)
		await response.body?.cancel()
		expect([response.status, policiesOf(response)]).toEqual([status, data])
	})

	test.each([
		['a page', incident, page],
		['a list', '/api/v1/incidents', data],
	])('of %s are said again with 304', async (_, path, policies) => {
		const { get } = api()
		for (const known of [api(), { get }]) {
			const etag = (await known.get(path)).headers.get('etag') ?? ''
			const response = await get(path, { headers: { 'if-none-match': etag } })
			expect([response.status, policiesOf(response)]).toEqual([304, policies])
			expect(response.headers.get('content-type')).toBeNull()
		}
	})

	test('of a page as the build left it are the page’s, with 304 as well', async () => {
		const files = archiveFiles({ '/corrections': '<!doctype html><title>Built</title>' })
		const response = await api(files).get('/corrections')
		expect([response.status, policiesOf(response)]).toEqual([200, page])
	})

	test('of a method that is not possible say which are', async () => {
		const response = await api().get('/api/v1/incidents', { method: 'PUT' })
		expect([response.status, policiesOf(response)]).toEqual([
			405,
			{ ...data, allow: 'GET, HEAD, OPTIONS' },
		])
	})

	test('of a preflight let every site read and none report', async () => {
		for (const [path, allow] of [
			['/api/v1/incidents', 'GET, HEAD, OPTIONS'],
			['/api/v1/providers/claude/reports', 'GET, HEAD, POST, OPTIONS'],
		] as const) {
			const response = await api().get(path, { method: 'OPTIONS' })
			expect([response.status, await response.text()]).toEqual([204, ''])
			expect(policiesOf(response)).toMatchObject({
				allow,
				'access-control-allow-origin': '*',
				'access-control-allow-methods': 'GET, HEAD, OPTIONS',
				'access-control-allow-headers': 'If-None-Match, If-Modified-Since',
				'access-control-max-age': '86400',
			})
		}
	})
})
