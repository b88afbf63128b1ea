import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenedSite, openSite } from '../support/opened-site.ts'
import { hostile } from '../support/told-record.ts'

/** The crowd's chart for who does not see it, does not use a mouse, or has no script. */

const path = '/incidents/acme/inc-outage'
let site: OpenedSite

beforeAll(async () => {
	site = await openSite()
})

afterAll(() => site?.close())

async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
	const page = await site.browser.newPage({ javaScriptEnabled: false, ...options })
	await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
	return page
}

/** Presses Tab until the focus stands on what `selector` names. */
async function tabTo(page: Page, selector: string): Promise<void> {
	for (let presses = 0; presses < 200; presses += 1) {
		await page.keyboard.press('Tab')
		if ((await page.locator(`${selector}:focus`).count()) > 0) return
	}
	throw new Error(`the Tab key never came to ${selector}`)
}

const figure = 'figure:has(#crowd-heading)'

describe('the chart of what the crowd said', () => {
	test('is named and described to who does not see it', async () => {
		const page = await open()
		const chart = page.locator(`${figure} svg[role="img"]`)
		const names = (await chart.getAttribute('aria-labelledby'))?.split(' ') ?? []
		const texts = await Promise.all(names.map((id) => page.locator(`[id="${id}"]`).textContent()))
		expect(texts[0]).toContain('What users reported of Acme')
		expect(texts[1]).toContain(
			'Reports sent to this site, per 15 min: highest 31 at 4 May 2026, 10:00:00 UTC',
		)
		expect(texts[1]).toContain('1 stretch without counts.')
		await page.close()
	})

	test('is opened and read as a table with the keyboard alone, without script', async () => {
		const page = await open()
		const details = page.locator(`${figure} details`, {
			has: page.getByText('The counts as a table'),
		})
		await tabTo(page, `${figure} details:last-of-type > summary`)
		await page.keyboard.press('Enter')
		expect(await details.getAttribute('open')).not.toBeNull()
		await page.keyboard.press('Tab')
		expect(
			await page
				.evaluate('document.activeElement.getAttribute("aria-label")')
				.catch(() => undefined),
		).toBe('Reports sent to this site, per 15 min')
		const rows = await details.locator('table').first().locator('tbody tr').allTextContents()
		expect(rows.map((row) => row.replace(/\s+/g, ' '))).toContain('4 May 10:004 May 10:15311')
		const other = await details.locator('table').nth(1).locator('tbody tr').allTextContents()
		expect(other.filter((row) => row === 'not counted')).toHaveLength(1)
		await page.close()
	})

	test('each cited number leads to its line, which says who counted and where it was read', async () => {
		const page = await open()
		const links = page.locator(`${figure} th a[href^="#reading"]`)
		expect(await links.count()).toBe(3)
		for (const href of await links.evaluateAll((all) =>
			all.map((link) => link.getAttribute('href') ?? ''),
		)) {
			const line = page.locator(`[id="${href.slice(1)}"]`)
			expect(await line.count()).toBe(1)
			expect(await line.textContent()).toMatch(/counted by/i)
		}
		await links.first().focus()
		await page.keyboard.press('Enter')
		expect(await page.locator(':target').getAttribute('id')).toMatch(/^reading:/)
		await page.close()
	})

	test.each(['light', 'dark'] as const)(
		'axe finds nothing with all tables open (%s)',
		async (colorScheme) => {
			const page = await open({ colorScheme, javaScriptEnabled: true })
			await page.locator(figure).evaluate((element) => {
				for (const each of element.querySelectorAll('details')) each.open = true
			})
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
			await page.close()
		},
	)

	test('no label leaves the picture on a narrow screen, and a name of strangers is text', async () => {
		const page = await open({ viewport: { width: 360, height: 800 } })
		const outside = await page.locator(`${figure} svg[role="img"]`).evaluate((chart) => {
			const box = chart.getBoundingClientRect()
			return [...chart.querySelectorAll('text')]
				.filter((text) => getComputedStyle(text).display !== 'none')
				.map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }))
				.filter(
					({ box: { left, right } }) => right > 0 && (left < box.left - 2 || right > box.right + 2),
				)
				.map(({ said }) => said)
		})
		expect(outside).toEqual([])
		expect(await page.locator(`${figure} script, ${figure} img`).count()).toBe(0)
		expect(await page.locator(figure).textContent()).toContain(hostile.slice(5, 30))
		await page.close()
	})
})
