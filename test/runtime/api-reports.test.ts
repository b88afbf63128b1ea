import { expect, test } from 'vitest'
import { addSeconds, floorTo, instantOf } from '#core/time/time.ts'
import { ReportsAnswer } from '../../worker/edge/api/providers.ts'
import { keys } from '../../worker/edge/keys.ts'
import { reportsOf } from '../../worker/edge/reports/rpc.ts'
import { api } from '../support/api.ts'

/** The crowd's counts as programs fetch them. */

test('counted windows come with their baseline and say how far they go, the window that is open is marked', async () => {
	const { env, get } = api()
	const open = floorTo(instantOf(Math.floor(Date.now() / 1000) * 1000), 900)
	const last = addSeconds(open, -900)
	const counted = {
		provider: 'claude',
		source: 'counter',
		at: last,
		windowSeconds: 900,
		count: 40,
		baseline: 12,
		verdict: 'possible' as const,
	}
	const day = last.slice(0, 10)
	await env.KV.put(
		keys.reports('shard-0', day),
		JSON.stringify({ day, reports: [counted, { ...counted, provider: 'grok' }] }),
	)
	await reportsOf(env, 'claude').report({
		client: '192.0.2.1',
		network: '192.0.2',
		surface: 'api',
		symptom: 'slow',
		at: Date.now(),
	})
	const answer = ReportsAnswer.parse(
		await (
			await get(
				`/api/v1/providers/claude/reports?from=${addSeconds(open, -3600)}&to=${addSeconds(open, 1800)}`,
			)
		).json(),
	)
	const [whole, partial, ...others] = answer.items
	expect(whole).toEqual(counted)
	expect(partial).toMatchObject({
		provider: 'claude',
		source: 'reports',
		windowSeconds: 900,
		count: 1,
		surfaces: { api: 1 },
		partial: true,
	})
	expect(others).toEqual([])
	expect(answer.asOf).toBe(open)
})

test('where nothing was counted, that is what it says', async () => {
	const answer = ReportsAnswer.parse(
		await (
			await api().get('/api/v1/providers/gemini/reports?from=2026-01-01&to=2026-01-02')
		).json(),
	)
	expect([answer.items, answer.asOf]).toEqual([[], null])
	expect(answer.coverage).toContain('That says nothing about the service')
})
