import axe from 'axe-core'
import type { Miniflare } from 'miniflare'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorker } from '../../worker/cli/worker-host.ts'
import { launchBrowser } from '../support/browser.ts'

/** Somebody whose service is down, in a real browser before the real Worker with the built site. */

let host: Miniflare | undefined
let origin = ''
let browser: Browser

beforeAll(async () => {
	host = await startWorker({ assets: true })
	origin = (await host.ready).origin
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await host?.dispose()
})

let visitors = 0

/** A visitor with an address of their own, and what their browser complained about. */
async function visit(
	path: string,
	options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
	visitors += 1
	const context = await browser.newContext({
		...options,
		extraHTTPHeaders: { 'cf-connecting-ip': `198.51.100.${visitors}` },
	})
	const page = await context.newPage()
	const complaints: string[] = []
	page.on('console', (message) => complaints.push(`console: ${message.text()}`))
	page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
	page.on('request', (request) => {
		if (!request.url().startsWith(origin)) complaints.push(`request: ${request.url()}`)
	})
	await page.goto(`${origin}${path}`, { waitUntil: 'load' })
	return { page, complaints }
}

describe.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])('with %o', (options) => {
	test('a report is sent from “now” and answered with how many there are', async () => {
		const { page, complaints } = await visit('/now/claude', options)
		await page
			.getByRole('link', { name: /^Is it (down|broken) for you/ })
			.first()
			.click()
		expect(new URL(page.url()).pathname).toBe('/report/claude')
		await page.getByLabel('What is broken').selectOption({ label: 'Claude Code' })
		await page.getByLabel('How').selectOption({ label: 'It is very slow' })
		await page.getByRole('button', { name: 'It is broken for me' }).click()
		expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
			'Your report is counted',
		)
		const told = await page.getByRole('status').textContent()
		expect(told).toMatch(
			visitors === 1
				? /the only one .* in the last hour/
				: new RegExp(`one of ${visitors} in the last hour`),
		)
		await page.goBack()
		await page.getByRole('button', { name: 'It is broken for me' }).click()
		expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
			'Your report was counted before',
		)
		expect(complaints).toEqual([])
		await page.context().close()
	})
})

test.each(['light', 'dark'] as const)(
	'the form and its answer are accessible and fit every screen (%s)',
	async (colorScheme) => {
		const { page, complaints } = await visit('/report/claude', { colorScheme })
		const look = async (what: string) => {
			await page.evaluate(axe.source)
			// The page has axe as a global once its source has been evaluated there.
			const results = await page.evaluate(() =>
				(globalThis as unknown as { axe: typeof axe }).axe.run(),
			)
			expect(
				results.violations.map(
					({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
				),
			).toEqual([])
			for (const width of [360, 768, 1440]) {
				await page.setViewportSize({ width, height: 740 })
				expect(
					await page.evaluate(() => document.documentElement.scrollWidth),
					`${what}, ${width} px wide`,
				).toBe(width)
			}
		}
		await look('the form')
		await page.getByRole('button', { name: 'It is broken for me' }).press('Enter')
		await page.getByRole('heading', { name: 'Your report is counted' }).waitFor()
		await look('the answer')
		expect(complaints).toEqual([])
		await page.context().close()
	},
)

test('a page of another site cannot report in its visitor’s name', async () => {
	const { page } = await visit('/report/claude')
	const elsewhere = await page.context().newPage()
	await elsewhere.setContent(
		`<form method="post" action="${origin}/report/claude"><button>Win a prize</button></form>`,
	)
	await elsewhere.getByRole('button').click()
	await elsewhere.getByRole('alert').waitFor()
	expect(await elsewhere.getByRole('alert').textContent()).toContain('Not counted')
	await page.getByRole('button', { name: 'It is broken for me' }).click()
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your report is counted')
	await page.context().close()
})
