import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { html } from '#core/fragments/markup.ts'
import { fillShell } from '#core/fragments/page-parts.ts'
import { staticPage } from '#core/fragments/static-page.ts'
import { articleParts } from '../../site/articles/article.ts'
import type { StandIn } from '../support/built-site.ts'
import { type OpenedSite, openSite } from '../support/opened-site.ts'
import { toldRecord } from '../support/told-record.ts'

/** The pages for who reads with a keyboard, on paper, or while they still load. */

let site: OpenedSite

const account = '/postmortems/two-waves'
const body = `It failed **twice**, as [the record](/incidents/acme/inc-outage) shows.

## What was said

> A fix is in place.

| From | To | Said | Seen | Edited | Held for | Source | Evidence |
|---|---|---|---|---|---|---|---|
| 10:00:20 | 10:20:00 | investigating | major outage | 11:30:06 | 11 min 40 s | summary | [u1](/incidents/acme/inc-outage) |

- A line with \`code\`.

\`\`\`
${'a line of code that is wider than a sheet of paper is '.repeat(3)}
\`\`\``

beforeAll(async () => {
	const { content } = toldRecord()
	const text = articleParts(body).map((part) => ('markup' in part ? part.markup : false))
	const page = {
		title: 'Two waves',
		path: account,
		description: 'It failed twice.',
		lede: 'By us.',
	}
	// The committed postmortems are of other records; this one stands where the build would put it.
	const standIn = (dist: string): StandIn => {
		const whole = fillShell(
			readFileSync(join(dist, 'shell/page.html'), 'utf8'),
			staticPage(page, html`<div class="article">${text}</div>`, content.site),
		)
		return (path) => (path === account ? { status: 200, body: whole } : undefined)
	}
	site = await openSite({ standIn })
})

afterAll(() => site?.close())

const folded = [
	'/providers/acme',
	'/incidents/acme/inc-outage',
	'/episodes/acme-2026-05-04',
	'/subscribe',
]
const paths = [
	...folded,
	...[
		'/',
		'/providers',
		'/incidents/acme/inc-attack',
		'/archive',
		'/archive/2026',
		'/archive/2026/05',
		'/claims',
		'/corrections',
	],
	...['/methodology', '/api', '/about', '/privacy', '/postmortems', account, '/nowhere'],
]

async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
	const page = await site.browser.newPage(options)
	await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
	return page
}

/** Where the focus is among `stops`, and how it shows; runs in the page. */
function focusIn(stops: string): { readonly stop: number; readonly shown: string } {
	const element = document.activeElement
	if (!element || element === document.body) return { stop: -1, shown: 'nowhere' }
	const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
	const box = element.getBoundingClientRect()
	const inside =
		box.width > 0 &&
		box.bottom > 0 &&
		box.top < innerHeight &&
		box.right > 0 &&
		box.left < innerWidth
	const drawn =
		outlineStyle === 'solid' &&
		Number.parseFloat(outlineWidth) >= 2 &&
		!/, 0\)$|transparent/.test(outlineColor)
	const stop = [...document.querySelectorAll(stops)]
		.filter((each) => each.checkVisibility({ visibilityProperty: true }))
		.indexOf(element)
	return {
		stop,
		shown: inside && drawn ? 'shown' : `not shown: ${element.outerHTML.slice(0, 120)}`,
	}
}

const stops = 'a[href], button, summary, input, select, [tabindex="0"]'

/**
 * Text of `main` that paper would not show well, or that the screen shows and paper does not; runs
 * in the page.
 */
function lostOnPaper(): string[] {
	const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number)
	const light = (colour: string): number => {
		const [r = 0, g = 0, b = 0] = channels(colour).map((value) =>
			value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
		)
		return 0.2126 * r + 0.7152 * g + 0.0722 * b
	}
	const ground = (element: Element | null): string => {
		if (!element) return 'rgb(255, 255, 255)'
		const colour = getComputedStyle(element).backgroundColor
		return channels(colour)[3] === 0 ? ground(element.parentElement) : colour
	}
	const lost = new Set<string>()
	const walker = document.createTreeWalker(
		document.querySelector('main') ?? document.body,
		NodeFilter.SHOW_TEXT,
	)
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const element = node.parentElement
		if (!element || !node.textContent?.trim() || !element.checkVisibility()) continue
		const [ink, paper] = [
			light(getComputedStyle(element)[element.closest('svg') ? 'fill' : 'color']),
			light(ground(element)),
		]
		// A label's number is knocked out of a dark square.
		if (
			element.matches('.of b')
				? (paper + 0.05) * 4.5 > ink + 0.05
				: paper < 0.7 || (ink + 0.05) * 4.5 > paper + 0.05
		)
			lost.add(
				`${element.tagName}.${element.getAttribute('class')}: ${node.textContent.slice(0, 40)}`,
			)
	}
	for (const element of document.querySelectorAll('main, main *'))
		if (
			!element.closest('svg') &&
			getComputedStyle(element).overflowX !== 'visible' &&
			!element.matches('.unseen') &&
			element.scrollWidth > element.clientWidth
		)
			lost.add(
				`cut off: ${element.tagName}.${element.getAttribute('class')} ${element.scrollWidth} > ${element.clientWidth}`,
			)
	if (document.documentElement.scrollWidth > innerWidth)
		lost.add(`wider than the paper: ${document.documentElement.scrollWidth}`)
	for (const element of document.querySelectorAll('.masthead, button, .skip'))
		if (element.checkVisibility()) lost.add(`not for paper: ${element.outerHTML.slice(0, 60)}`)
	return [...lost]
}

/** The text of `main` that is there for the eye; feeds are for machines and not printed. */
function said(): string {
	const walker = document.createTreeWalker(
		document.querySelector('main') ?? document.body,
		NodeFilter.SHOW_TEXT,
	)
	const texts: string[] = []
	for (let node = walker.nextNode(); node; node = walker.nextNode())
		if (
			node.parentElement?.checkVisibility({ visibilityProperty: true }) &&
			!node.parentElement.closest('.feeds')
		)
			texts.push(node.textContent ?? '')
	return texts.join('')
}

describe.each(paths)('%s', (path) => {
	test.each([360, 1280])(
		'the Tab key goes through all there is to press, in order, in sight, and out again (%i px)',
		async (width) => {
			const page = await open(path, { viewport: { width, height: 800 } })
			const count = await page
				.locator(stops)
				.evaluateAll(
					(all) => all.filter((each) => each.checkVisibility({ visibilityProperty: true })).length,
				)
			expect(count).toBeGreaterThan(15)
			const gone: { readonly stop: number; readonly shown: string }[] = []
			for (let presses = 0; presses <= count; presses += 1) {
				await page.keyboard.press('Tab')
				gone.push(await page.evaluate(focusIn, stops))
			}
			const left = gone.pop()
			expect(gone).toEqual(Array.from({ length: count }, (_, stop) => ({ stop, shown: 'shown' })))
			// Past the last the focus leaves the page, or begins anew where there is no window around it.
			expect(left?.stop).toBeLessThanOrEqual(0)
			await page.close()
		},
	)

	test('the first stop leads past the masthead', async () => {
		const page = await open(path)
		await page.keyboard.press('Tab')
		expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main')
		await page.keyboard.press('Enter')
		await page.keyboard.press('Tab')
		const next = await page.evaluate(() => {
			const [main, now] = [document.querySelector('main'), document.activeElement]
			return {
				count: main?.querySelectorAll('a[href], summary').length ?? 0,
				inside: main?.contains(now),
				after: now?.closest('footer') !== null,
			}
		})
		expect(next.count > 0 ? next.inside : next.after).toBe(true)
		await page.close()
	})

	test.each(['light', 'dark'] as const)(
		'paper has all the text, dark on light, and nothing to press (%s)',
		async (colorScheme) => {
			// A4 within margins of a centimetre, at 96 pixels an inch.
			const page = await open(path, { colorScheme, viewport: { width: 718, height: 1046 } })
			await page.emulateMedia({ media: 'print' })
			expect(await page.evaluate(lostOnPaper)).toEqual([])
			const paper = await page.evaluate(said)
			await page.emulateMedia({ media: 'screen' })
			expect(paper.length).toBeGreaterThan(30)
			expect(paper).toBe(await page.evaluate(said))
			await page.close()
		},
	)

	test.each([360, 1440])(
		'nothing moves while it loads, however late the script comes (%i px)',
		async (width) => {
			const page = await site.browser.newPage({ viewport: { width, height: 740 } })
			let late = 0
			await page.route('**/*.js', async (route) => {
				await page.waitForFunction(
					() => performance.getEntriesByName('first-contentful-paint').length > 0,
				)
				late += 1
				await route.continue()
			})
			await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
			const moved = await page.evaluate(async () => {
				// The browser's types do not know this entry; the standard gives it a number called
				// `value`.
				const entries: PerformanceEntry[] = []
				new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({
					type: 'layout-shift',
					buffered: true,
				})
				for (let frames = 0; frames < 6; frames += 1)
					await new Promise((done) => requestAnimationFrame(done))
				await new Promise((done) => setTimeout(done, 50))
				return entries.reduce(
					(sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value,
					0,
				)
			})
			expect(late).toBeGreaterThan(0)
			expect(moved).toBeLessThan(0.001)
			await page.close()
		},
	)
})

test('paper shows the feeds that a screen folds away', async () => {
	const page = await open('/subscribe')
	const shown = () =>
		page.evaluate(
			() =>
				[...document.querySelectorAll('#surfaces .feeds li')].filter(
					(line) =>
						line.getBoundingClientRect().height > 0 &&
						line.checkVisibility({ contentVisibilityAuto: true }),
				).length,
		)
	expect(await shown()).toBe(0)
	await page.emulateMedia({ media: 'print' })
	expect(await shown()).toBeGreaterThan(1)
	await page.close()
})

test.each(folded)('Enter unfolds what is folded, and Tab goes on into it: %s', async (path) => {
	const page = await open(path)
	const folds = page.locator('details')
	expect(await folds.count()).toBeGreaterThan(0)
	for (const fold of await folds.all()) {
		await fold.locator('summary').focus()
		await page.keyboard.press('Enter')
		expect(await fold.evaluate((element) => element.hasAttribute('open'))).toBe(true)
		if ((await fold.locator('a, [tabindex]').count()) > 0) {
			await page.keyboard.press('Tab')
			// A table that may have to be scrolled is a stop of its own.
			expect(
				await fold.evaluate(
					(element) =>
						element.contains(document.activeElement) &&
						document.activeElement?.matches('a, [tabindex="0"]'),
				),
			).toBe(true)
		}
	}
	await page.close()
})
