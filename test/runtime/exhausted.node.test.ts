import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../worker/cli/checkout.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'

/** The day's Worker requests are gone: whatever reaches the Worker is answered 429, and the built site goes on without it. */

const pages = readdirSync(checkout('dist'), { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.html') && !/^(404|index|shell)/.test(path))
	.map((path) => `/${path.replace(/\.html$/, '')}`)
	.sort()

describe('with no Worker request left', () => {
	let host: Miniflare | undefined
	let origin: URL

	beforeAll(async () => {
		host = await startWorker({ assets: true, entry: join(import.meta.dirname, '../support/exhausted-worker.ts') })
		origin = await host.ready
	})
	afterAll(async () => {
		await host?.dispose()
	})

	test('every page of the record still answers, with its “as of”', async () => {
		const shown = ['/', ...pages.filter((path) => /^\/(incidents|episodes|providers)\//.test(path))].slice(0, 400)
		expect(shown.length).toBeGreaterThan(10)
		for (const path of shown) {
			const response = await fetch(new URL(path, origin))
			expect([path, response.status]).toEqual([path, 200])
			expect(await response.text(), path).toMatch(/[Aa]s of/)
		}
	})

	test('a crowd on closed pages is no Worker request', async () => {
		const [path = '/'] = pages.filter((candidate) => candidate.startsWith('/incidents/'))
		for (let round = 0; round < 40; round += 1) {
			const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(new URL(path, origin))))
			expect(answers.filter((response) => response.status !== 200)).toEqual([])
			await Promise.all(answers.map((response) => response.arrayBuffer()))
		}
	})

	test.each(['/now', '/now/claude', '/at', '/api/v1/status', '/incidents/claude/not-built', '/feeds/all.xml'])('%s is the Worker’s, and 429', async (path) => {
		expect((await fetch(new URL(path, origin))).status).toBe(429)
	})
})
