import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenedSite, openSite } from '../support/opened-site.ts'

/**
 * The pages of figures as they are built from the committed archive, in a real browser under their
 * real policy.
 */

let site: OpenedSite

beforeAll(async () => {
	site = await openSite({ bundle: 'content/archive' })
})

afterAll(() => site?.close())

/**
 * One of each kind: lists, tables side by side, every question, a provider, a year, a scope of
 * samples.
 */
const paths = [
	'/analysis',
	'/compare',
	'/analysis/durations',
	'/analysis/availability',
	'/analysis/relapse/claude',
	'/analysis/after-the-all-clear',
	'/analysis/remaining/chatgpt',
	'/analysis/blast-radius/claude/2026',
	'/analysis/shared-fate',
	'/analysis/words/claude/2026',
	'/analysis/crowd',
	'/analysis/calendar/claude',
	'/analysis/promises/gemini',
	'/analysis/error-budget/claude',
	'/analysis/display-audit',
	'/analysis/models-and-regions/claude',
	'/analysis/causes',
	'/analysis/commitments',
	'/analysis/durations/gemini',
]

async function open(
	path: string,
	options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
	const context = await site.browser.newContext(options)
	const page = await context.newPage()
	const complaints: string[] = []
	page.on('console', (message) => complaints.push(`console: ${message.text()}`))
	page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
	page.on('request', (request) => {
		if (!request.url().startsWith(site.address)) complaints.push(`request: ${request.url()}`)
	})
	await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
	return { page, complaints }
}

describe.each(paths)('%s', (path) => {
	test.each(['light', 'dark'] as const)(
		'axe finds nothing, nothing leaves the origin, no screen scrolls sideways (%s)',
		async (colorScheme) => {
			const { page, complaints } = await open(path, { colorScheme })
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
					`${width} px wide`,
				).toBe(width)
			}
			expect(complaints).toEqual([])
			await page.context().close()
		},
	)

	test('says the same without JavaScript', async () => {
		const [plain, scripted] = [await open(path, { javaScriptEnabled: false }), await open(path)]
		expect(await plain.page.locator('main').textContent()).toBe(
			await scripted.page.locator('main').textContent(),
		)
		await plain.page.context().close()
		await scripted.page.context().close()
	})
})

describe('a picture', () => {
	test('keeps its words apart on a narrow screen', async () => {
		for (const path of [
			'/analysis/blast-radius/claude',
			'/analysis/shared-fate',
			'/analysis/relapse',
			'/analysis/durations/claude',
			'/compare',
		]) {
			const { page } = await open(path, { viewport: { width: 360, height: 740 } })
			const overlaps = await page.evaluate(() =>
				[...document.querySelectorAll('svg.chart[role=img]')].flatMap((chart) => {
					const words = [...chart.querySelectorAll(':scope > text')].map((text) => ({
						text: text.textContent,
						box: text.getBoundingClientRect(),
					}))
					return words.flatMap((one, index) =>
						words
							.slice(index + 1)
							.filter(
								({ box }) =>
									one.box.left < box.right - 1 &&
									box.left < one.box.right - 1 &&
									one.box.top < box.bottom - 4 &&
									box.top < one.box.bottom - 4,
							)
							.map((other) => `${one.text} / ${other.text}`),
					)
				}),
			)
			expect(overlaps, path).toEqual([])
			await page.context().close()
		}
	})

	test('is shown as a file of its own, and complains of nothing', async () => {
		const { page, complaints } = await open('/analysis/relapse/between.svg')
		expect(await page.locator('svg').first().getAttribute('width')).toBe('960')
		expect(await page.locator('text=CC BY 4.0').count()).toBeGreaterThan(0)
		expect(complaints).toEqual([])
		await page.context().close()
	})
})

test('the keyboard reaches the cuts, the tables that scroll, what is folded and the files', async () => {
	const { page } = await open('/analysis/relapse')
	const reached = new Set<string>()
	for (let presses = 0; presses < 90; presses++) {
		await page.keyboard.press('Tab')
		reached.add(
			await page.evaluate(() => {
				const { activeElement: element } = document
				return element?.closest('.cuts')
					? 'cut'
					: element?.matches('.scroll')
						? 'table'
						: element?.matches('summary')
							? 'folded'
							: element?.closest('.files')
								? 'file'
								: ''
			}),
		)
	}
	expect([...reached].filter(Boolean).sort()).toEqual(['cut', 'file', 'folded', 'table'])
	await page.context().close()
})

test('on paper ways and files are left out, figures and citation are not', async () => {
	const { page } = await open('/analysis/relapse')
	await page.emulateMedia({ media: 'print' })
	expect(await page.locator('.cuts').isVisible()).toBe(false)
	expect(await page.locator('.files').first().isVisible()).toBe(false)
	expect(await page.locator('svg.chart[role=img]').first().isVisible()).toBe(true)
	expect(await page.locator('cite').isVisible()).toBe(true)
	await page.context().close()
})

test('every page of figures is under 40 KB on the wire, and all files together leave room under the platform’s limit', () => {
	const pages = globSync('analysis/**/*.html', { cwd: site.dist })
	expect(pages.length).toBeGreaterThan(150)
	const large = [...pages, 'analysis.html', 'compare.html']
		.map((path) => ({ path, size: gzipSync(readFileSync(join(site.dist, path))).length }))
		.filter(({ size }) => size > 40_960)
	expect(large).toEqual([])
	expect(globSync('**/*.*', { cwd: site.dist }).length).toBeLessThan(10_000)
})
