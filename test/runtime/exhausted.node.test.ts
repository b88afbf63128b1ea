import { readdirSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../worker/cli/checkout.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'

/**
 * The day's Worker requests are gone: whatever reaches the Worker is answered 429, and the built
 * site goes on without it.
 */

const pages = readdirSync(checkout('dist'), { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.html') && !/^(404|index|shell)/.test(path))
	.map((path) => `/${path.replace(/\.html$/, '')}`)
	.sort()

/**
 * The local asset server answers about a thousand requests a second, so a day's hundred thousand
 * are not for every run.
 */
const crowd = Number(process.env.TIDEMARK_CROWD ?? 10_000)
const readersAtOnce = 32

/** Over a connection that is kept, as browsers do; the body is read and dropped. */
function statusOf(url: URL, agent: Agent): Promise<number> {
	return new Promise((done, fail) => {
		get(url, { agent }, (response) =>
			response
				.resume()
				.on('end', () => done(response.statusCode ?? 0))
				.on('error', fail),
		).on('error', fail)
	})
}

describe('with no Worker request left', () => {
	let host: Miniflare | undefined
	let origin: URL

	beforeAll(async () => {
		host = await startWorker({
			assets: true,
			entry: join(import.meta.dirname, '../support/exhausted-worker.ts'),
		})
		origin = await host.ready
	})
	afterAll(async () => {
		await host?.dispose()
	})

	test('every page of the record still answers, with its “as of”', async () => {
		const shown = [
			'/',
			...pages.filter((path) => /^\/(incidents|episodes|providers)\//.test(path)),
		].slice(0, 400)
		expect(shown.length).toBeGreaterThan(10)
		for (const path of shown) {
			const response = await fetch(new URL(path, origin))
			expect([path, response.status]).toEqual([path, 200])
			expect(await response.text(), path).toMatch(/[Aa]s of/)
		}
	})

	test(`${crowd.toLocaleString('en')} requests to closed pages, each of them several times, are no Worker request (TIDEMARK_CROWD=100000 takes about two minutes)`, async () => {
		const closed = pages.filter((path) =>
			/^\/(incidents|episodes|providers|archive|postmortems)\//.test(path),
		)
		expect(closed.length).toBeGreaterThan(1000)
		const agent = new Agent({ keepAlive: true, maxSockets: readersAtOnce })
		const statuses = new Map<number, number>()
		let next = 0
		const read = async () => {
			for (let turn = next++; turn < crowd; turn = next++) {
				const status = await statusOf(new URL(closed[turn % closed.length] ?? '/', origin), agent)
				statuses.set(status, (statuses.get(status) ?? 0) + 1)
			}
		}
		await Promise.all(Array.from({ length: readersAtOnce }, read))
		agent.destroy()
		expect([...statuses]).toEqual([[200, crowd]])
	}, 300_000)

	test.each([
		'/now',
		'/now/claude',
		'/at',
		'/api/v1/status',
		'/incidents/claude/not-built',
		'/feeds/all.xml',
	])('%s is the Worker’s, and 429', async (path) => {
		expect((await fetch(new URL(path, origin))).status).toBe(429)
	})
})
