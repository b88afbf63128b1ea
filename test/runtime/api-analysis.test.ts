import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { questions } from '#core/questions/registry.ts'
import { AnalysesAnswer, AnalysisAnswer } from '../../worker/edge/api/analysis.ts'
import { ProblemAnswer } from '../../worker/edge/api/problem.ts'
import { assets } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'
import { api } from '../support/api.ts'

/** `/api/v1/analysis` before the recorder has ticked, and what it refuses at any time. */

/** The analyst has the Worker's own assets, whatever a test's app is given. */
async function isBuilt(): Promise<boolean> {
	const { ASSETS } = env as unknown as Env // the bindings are those of wrangler.toml
	return (await ASSETS.fetch(new Request(`https://assets.local${assets.analysable}`))).ok
}

describe('the list of analyses', () => {
	test('names every question with its method and address', async () => {
		const { items } = AnalysesAnswer.parse(await (await api().get('/api/v1/analysis')).json())
		expect(items.map(({ name }) => name)).toEqual(questions.map(({ name }) => name))
		expect(items[0]?.url).toBe('/api/v1/analysis/durations')
	})
})

describe('an analysis, while the recorder has not taken over the archive', () => {
	test('is the build’s, where it is about the whole record', async () => {
		const { get, asked } = api()
		const { name, scope, inputHash, asOf } = AnalysisAnswer.parse(
			await (await get('/api/v1/analysis/durations')).json(),
		)
		expect([name, scope, inputHash.length]).toEqual(['durations', {}, 64])
		// Where the site is built the analyst has its record; else the answer is the one that was
		// shipped.
		if (await isBuilt()) return expect(asked).toEqual([])
		expect(asOf).toBe('2026-09-27T00:00:00Z')
		expect(asked).toEqual(['/data/analysis/durations.json'])
	})

	test.each([
		'/api/v1/analysis/durations?provider=claude',
		'/api/v1/analysis/words?zone=europe/berlin',
		'/api/v1/analysis/availability?weights=0.5,0',
	])(
		'%s is of the archive where the site is built; else it has to wait, and says how long',
		async (path) => {
			const response = await api().get(path)
			if (await isBuilt()) {
				const { scope, sampleSize } = AnalysisAnswer.parse(await response.json())
				expect([Object.keys(scope).length, sampleSize > 0]).toEqual([1, true])
				return
			}
			expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60'])
			expect(ProblemAnswer.parse(await response.json()).detail).toContain(
				'the recorder has not made its first look yet',
			)
		},
	)
})

describe('a query that cannot be', () => {
	test.each([
		['provider=nobody', 'provider', 'expected one of chatgpt, claude'],
		['provider=claude&surface=sora', 'surface', 'expected one of api, claude-ai'],
		['provider=%3Cscript%3E', 'provider', 'expected'],
		['zone=../../etc/passwd', 'zone', 'expected an IANA zone'],
		['zone=%2B25:00', 'zone', 'expected an IANA zone'],
		['zone=', 'zone', 'expected an IANA zone'],
		['weights=NaN,1', 'weights', 'expected two numbers from 0 to 1'],
		['weights=1e3,0', 'weights', 'expected two numbers from 0 to 1'],
		['weights=0.3', 'weights', 'expected two numbers from 0 to 1'],
		['weights=-1,0', 'weights', 'expected two numbers from 0 to 1'],
		['from=2026-02-30', 'from', 'expected a day such as'],
		['from=0000-00-00', 'from', 'expected a day such as'],
		['from=2026-03-02&to=2026-03-02', 'to', 'expected a time after from'],
		['provider=claude&provider=grok', 'provider', 'expected once'],
		['__proto__=1', '__proto__', 'expected one of provider, surface, from, to, zone, weights'],
	])('%s is refused with what was expected', async (query, name, expected) => {
		const response = await api().get(`/api/v1/analysis/durations?${query}`)
		expect(response.status).toBe(400)
		const { parameters } = ProblemAnswer.parse(await response.json())
		expect(parameters).toEqual([{ name, expected: expect.stringContaining(expected) }])
	})

	test.each([
		'nothing',
		'__proto__',
		'durations.json',
		'Durations',
		'%00',
		'%F0%9F',
		'x'.repeat(5000),
	])('a name that no question has is a 404: %s', async (name) => {
		const response = await api().get(`/api/v1/analysis/${name}`)
		expect(response.status).toBe(404)
		expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
	})
})
