import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { createApp } from '../../worker/edge/api/create-app.ts'
import { describeApi, routes } from '../../worker/edge/api/describe-api.ts'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { reportRoute } from '../../worker/edge/api/reports.ts'
import { api } from '../support/api.ts'
import { type Description as Answering, fieldAccount } from '../support/described-fields.ts'
import { longId, publishLongIncident } from '../support/long-incident.ts'
import { content } from '../support/published.ts'

/** Every address of the API: described, and answering what the description says. */

const examples: Readonly<Record<string, string>> = {
	'/status': '/api/v1/status',
	'/verdict/{provider}/{surface}': '/api/v1/verdict/claude/api',
	'/providers': '/api/v1/providers',
	'/providers/{provider}': '/api/v1/providers/claude',
	'/providers/{provider}/reports': '/api/v1/providers/claude/reports?from=2026-03-02&to=2026-03-04',
	'/incidents': '/api/v1/incidents?provider=claude',
	'/incidents/{provider}/{id}': '/api/v1/incidents/claude/0ghc53zpsfmt',
	'/incidents/{provider}/{id}/parts/{part}': `/api/v1/incidents/claude/${longId}/parts/1`,
	'/incidents/{provider}/{id}/timeline': '/api/v1/incidents/claude/0ghc53zpsfmt/timeline',
	'/episodes': '/api/v1/episodes',
	'/episodes/{id}': '/api/v1/episodes/claude-2026-03-02',
	'/episodes/{id}/timeline': '/api/v1/episodes/claude-2026-03-02/timeline',
	'/claims': '/api/v1/claims',
	'/at': '/api/v1/at?provider=claude&t=2026-03-02T12:30:00Z',
	'/snapshots': '/api/v1/snapshots?source=claude/claude-status&day=2026-09-27',
	'/export': '/api/v1/export?month=2026-03',
	'/analysis': '/api/v1/analysis',
	'/analysis/{name}': '/api/v1/analysis/durations',
	'/openapi.json': '/api/v1/openapi.json',
}

/** The part of the description that is looked at here. */
interface Description {
	readonly paths: Readonly<Record<string, { readonly post?: Operation }>>
}

interface Operation {
	readonly requestBody: {
		readonly content: Readonly<
			Record<
				string,
				{ readonly schema: { readonly properties: Readonly<Record<string, unknown>> } }
			>
		>
	}
	readonly responses: Readonly<Record<string, unknown>>
}

describe('the description', () => {
	test('names every route of the API, and no other', () => {
		const served = createApp(content)
			.routes.filter((route) => route.method === 'GET' && route.path.startsWith('/api/v1'))
			.map((route) => route.path.replace('/api/v1', '').replace(/:(\w+)/g, '{$1}'))
		expect([...new Set(served)].sort()).toEqual(routes.map((route) => route.path).sort())
	})

	test('names the one address that is written to, with its fields and the ways in which it refuses', async () => {
		const posts = createApp(content).routes.filter(
			(route) => route.method === 'POST' && route.path.startsWith('/api/v1'),
		)
		expect(posts.map((route) => route.path)).toEqual(['/api/v1/providers/:provider/reports'])
		const { paths } = (await (await api().get('/api/v1/openapi.json')).json()) as Description
		const operations = Object.entries(paths).flatMap(([path, { post }]) =>
			post ? [{ path, post }] : [],
		)
		expect(operations.map(({ path }) => path)).toEqual([reportRoute.path])
		const { requestBody, responses } = operations[0]?.post ?? {
			requestBody: { content: {} },
			responses: {},
		}
		expect(Object.keys(requestBody.content['application/json']?.schema.properties ?? {})).toEqual([
			'surface',
			'symptom',
			'cf-turnstile-response',
		])
		expect(Object.keys(responses)).toEqual([
			'202',
			'400',
			'403',
			'404',
			'405',
			'408',
			'413',
			'415',
			'422',
			'429',
			'500',
			'503',
		])
	})

	test('is OpenAPI 3.1, and every reference in it leads somewhere', async () => {
		const description = (await (await api().get('/api/v1/openapi.json')).json()) as {
			openapi: string
			components: { schemas: Record<string, unknown> }
		}
		expect(description.openapi).toBe('3.1.0')
		const references = [
			...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
		].map(([, name = '']) => name)
		expect(references.length).toBeGreaterThan(20)
		expect(
			references.filter((name) => !Object.hasOwn(description.components.schemas, name)),
		).toEqual([])
	})
})

const account = fieldAccount(JSON.parse(JSON.stringify(describeApi(content.site))) as Answering)

beforeAll(async () => {
	await publishLongIncident(api().env)
})

describe.each(routes.filter((route) => 'schema' in route.answer))('$path', (route) => {
	test('answers what is described, with CORS and an ETag that saves the second answer', async () => {
		const { get } = api()
		const path = examples[route.path]
		expect(path, 'an example of each route').toBeDefined()
		const response = await get(path ?? '')
		expect(response.status, await response.clone().text()).toBe(200)
		expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
		const schema = 'schema' in route.answer ? route.answer.schema : z.never()
		const text = await response.text()
		const read = schema.safeParse(JSON.parse(text))
		expect(
			read.success
				? []
				: read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
		).toEqual([])
		const answer = { status: 200, contentType: 'application/json', text }
		expect(account.read('get', route.path, answer), 'and no field more').toEqual([])
		const etag = response.headers.get('etag')
		if (route.path === '/export') return
		expect(etag).toMatch(/^"[A-Za-z0-9+/]{20}"$/)
		const again = await get(path ?? '', { headers: { 'if-none-match': `"other", W/${etag}` } })
		expect([again.status, await again.text()]).toEqual([304, ''])
	})

	test('refuses a parameter that it does not know, by name', async () => {
		const path = examples[route.path] ?? ''
		const response = await api().get(`${path}${path.includes('?') ? '&' : '?'}nonsense=1`)
		expect(response.status).toBe(400)
		expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
		const problem = ProblemAnswer.parse(await response.json())
		expect(problem.parameters?.map((parameter) => parameter.name)).toEqual(['nonsense'])
	})

	test('answers HEAD without a body and OPTIONS with what is allowed, and refuses the rest', async () => {
		const { get } = api()
		const path = examples[route.path] ?? ''
		const head = await get(path, { method: 'HEAD' })
		expect([head.status, await head.text()]).toEqual([200, ''])
		const options = await get(path, { method: 'OPTIONS' })
		expect([options.status, options.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
		const allow =
			route.path === reportRoute.path ? 'GET, HEAD, POST, OPTIONS' : 'GET, HEAD, OPTIONS'
		expect([
			options.headers.get('allow'),
			options.headers.get('access-control-allow-methods'),
		]).toEqual([allow, 'GET,HEAD,OPTIONS'])
		for (const method of ['PUT', 'DELETE', 'PATCH']) {
			const refused = await get(path, { method })
			expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow])
			expect(ProblemAnswer.parse(await refused.json()).status).toBe(405)
		}
	})
})
