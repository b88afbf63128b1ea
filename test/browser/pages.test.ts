import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenedSite, openSite } from '../support/opened-site.ts'

/** The built pages in a real browser, under their real policy. */

let site: OpenedSite

beforeAll(async () => {
	site = await openSite()
})

afterAll(() => site?.close())

const paths = [
	'/',
	'/incidents/acme/inc-outage',
	'/incidents/acme/inc-attack',
	'/episodes/acme-2026-05-04',
	'/providers/acme',
	'/providers/acme/days',
	'/providers',
	'/archive',
	'/archive/2026',
	'/archive/2026/05',
	'/claims',
	'/corrections',
	'/postmortems',
	'/methodology',
	'/subscribe',
	'/api',
	'/about',
	'/privacy',
	'/404',
]
const widths = [360, 768, 1440]
const schemes = ['light', 'dark'] as const

interface Opened {
	readonly page: Page
	/** What the browser complained about, and requests that left the origin. */
	readonly complaints: string[]
}

async function open(
	path: string,
	options: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
	const context = await site.browser.newContext(options)
	const page = await context.newPage()
	const complaints: string[] = []
	page.on('console', (message) => complaints.push(`console: ${message.text()}`))
	page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
	page.on('request', (request) => {
		if (!request.url().startsWith(site.address)) complaints.push(`request: ${request.url()}`)
	})
	page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
	await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
	return { page, complaints }
}

describe.each(paths)('%s', (path) => {
	test.each(schemes)(
		'axe finds nothing, nothing leaves the origin, the console is silent (%s)',
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
			expect(complaints).toEqual([])
			await page.context().close()
		},
	)

	test.each(schemes)(
		'fits every screen without scrolling sideways, and twice as large too (%s)',
		async (colorScheme) => {
			const { page } = await open(path, { colorScheme })
			for (const width of widths) {
				await page.setViewportSize({ width, height: 740 })
				expect(
					await page.evaluate(() => document.documentElement.scrollWidth),
					`${width} px wide`,
				).toBe(width)
			}
			// At 200 % a window of 1,280 pixels has room for 640; with text alone made larger it keeps
			// its width.
			await page.setViewportSize({ width: 640, height: 400 })
			expect(await page.evaluate(() => document.documentElement.scrollWidth), 'zoomed').toBe(640)
			await page.setViewportSize({ width: 1280, height: 800 })
			await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
			expect(await page.evaluate(() => document.documentElement.scrollWidth), 'larger text').toBe(
				1280,
			)
			await page.context().close()
		},
	)

	test('says the same without JavaScript', async () => {
		const [plain, scripted] = [await open(path, { javaScriptEnabled: false }), await open(path)]
		expect(await plain.page.locator('main').textContent()).toBe(
			await scripted.page.locator('main').textContent(),
		)
		expect(await plain.page.locator('[data-local-times]').isVisible()).toBe(false)
		expect(plain.complaints).toEqual([])
		await plain.page.context().close()
		await scripted.page.context().close()
	})
})

describe('a timeline', () => {
	test('stands in order and its permalinks lead to its lines', async () => {
		const { page } = await open('/incidents/acme/inc-outage')
		const times = await page
			.locator('.event .permalink time')
			.evaluateAll((elements) => elements.map((element) => element.getAttribute('datetime') ?? ''))
		expect(times.length).toBeGreaterThan(6)
		// A day without a clock time stands after all that has one.
		const places = times.map((time) => Date.parse(time.length === 10 ? `${time}T23:59:59Z` : time))
		expect(places).toEqual([...places].sort((a, b) => a - b))
		await page.locator('.event[data-kind="resolved"] .permalink').click()
		expect(await page.locator('.event:target').getAttribute('data-kind')).toBe('resolved')
		await page.context().close()
	})

	test('shows local times on request and UTC again', async () => {
		const { page, complaints } = await open('/incidents/acme/inc-outage', {
			timezoneId: 'Asia/Kolkata',
		})
		const clock = page.locator('.event[data-kind="resolved"] .permalink time')
		expect(await clock.textContent()).toBe('11:05:00 UTC')
		await page.getByRole('button', { name: 'Show local times' }).click()
		expect(await clock.textContent()).toBe('16:35:00')
		// Nothing on the page goes on saying UTC but what stays UTC and says so: the pictures' axes and
		// the days over the lines.
		const said = await page.locator('main').textContent()
		expect(said).not.toContain('Times are UTC')
		expect(said).toContain('Times are GMT+5:30; the days in the headings are days in UTC.')
		const heads = await page.locator('th').allTextContents()
		expect(heads.filter((head) => head.includes('UTC'))).toEqual([])
		expect(heads.filter((head) => head.includes('(GMT+5:30)')).length).toBeGreaterThan(1)
		for (const axis of await page.locator('figure svg[role="img"]').all())
			expect(
				(await axis.locator('text').allTextContents()).filter((label) => label.endsWith(' UTC')),
			).toHaveLength(1)
		// A clock at the side stays clear of the mark beside it.
		for (const width of [390, 1280]) {
			await page.setViewportSize({ width, height: 800 })
			const room = await page
				.locator('.when')
				.evaluateAll((cells) => cells.map((cell) => cell.clientWidth - cell.scrollWidth))
			expect(Math.min(...room)).toBeGreaterThanOrEqual(0)
		}
		await page.getByRole('button', { name: 'Show UTC' }).click()
		expect(await clock.textContent()).toBe('11:05:00 UTC')
		expect(await page.locator('main').textContent()).toContain('Times are UTC.')
		expect(complaints).toEqual([])
		await page.context().close()
	})
})

test('an address that names nothing gets a page that says so', async () => {
	const { page } = await open('/incidents/acme/none')
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not in the record')
	await page.context().close()
})
