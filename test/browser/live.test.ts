import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { newsOf } from '#core/documents/news.ts'
import { atPage } from '#core/fragments/at-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import { fillShell, type PageParts } from '#core/fragments/page-parts.ts'
import { snapshotPage } from '#core/fragments/snapshot-page.ts'
import type { IncidentDocument, ProviderNow } from '#core/model/documents.ts'
import type { AtAnswer } from '#core/model/past.ts'
import type { StandIn } from '../support/built-site.ts'
import { type OpenedSite, openSite } from '../support/opened-site.ts'
import { hostile, toldRecord } from '../support/told-record.ts'

/**
 * Pages about what is open, in a real browser on a clock of its own: how often they ask, and what
 * they do with the answer.
 */

const { content, record } = toldRecord()
const documents = buildDocuments(record, content, 'live')
let shell = ''
let site: OpenedSite

const openPath = '/incidents/acme/inc-open'
const start = '2026-05-07T08:10:00Z'
/** What the Worker is asked, and whether it has requests left. */
let asked: { readonly path: string; readonly status: number }[] = []
let exhausted = false
let title = 'Slow answers'
let minute = 0

beforeAll(async () => {
	site = await openSite({ standIn })
})

/** What the Worker would say, counted. */
function standIn(dist: string): StandIn {
	shell = readFileSync(join(dist, 'shell/page.html'), 'utf8')
	return (path, ifNoneMatch) => {
		const parts = pageAt(path)
		if (!parts) return undefined
		const body = fillShell(shell, parts)
		const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`
		const status = exhausted ? 429 : ifNoneMatch === etag ? 304 : 200
		asked.push({ path, status })
		return { status, body: status === 200 ? body : '', etag }
	}
}

beforeEach(() => {
	asked = []
	exhausted = false
	title = 'Slow answers'
	minute = 0
})

afterAll(() => site?.close())

function pageAt(path: string): PageParts | undefined {
	if (path === openPath) return incidentPage(openDocument(), content.site)
	if (path === '/at')
		return atPage(
			content.providers,
			{ provider: 'acme', t: start, complaint: hostile },
			saidThen,
			content.site,
		)
	if (path === `/snapshots/${evidence}`)
		return snapshotPage(
			{ sha256: evidence, bytes: 5, text: `{"a":${JSON.stringify(hostile)}}`, looks: [] },
			content.site,
		)
	if (path === '/now' || path === '/now/acme') return nowParts(path === '/now' ? undefined : 'acme')
	return undefined
}

const evidence = 'ab'.repeat(32)
const saidThen: AtAnswer = {
	provider: 'acme',
	t: start,
	asOf: start,
	documents: [
		{ source: 'acme-status', document: 'summary', before: null, after: null, observed: false },
	],
	surfaces: [
		{
			id: 'web',
			name: hostile,
			state: 'partial_outage',
			since: start,
			basis: 'declared',
			incident: 'inc-open',
		},
		{
			id: 'phone',
			name: 'Phone app',
			state: 'not_covered',
			since: null,
			basis: null,
			incident: null,
		},
	],
	incidents: [
		{
			id: 'inc-open',
			title: hostile,
			kind: 'incident',
			impact: 'minor',
			status: 'identified',
			createdAt: start,
			lastUpdate: { at: start, body: hostile },
			basis: 'seen',
			page: openPath,
		},
	],
	coverage: [],
	notes: ['A note.'],
}

function openDocument(): IncidentDocument {
	const document = documents.incidents.get('acme/inc-open')
	if (!document) throw new Error('the record has no open incident')
	return title === 'Slow answers'
		? document
		: { ...document, asOf: '2026-05-07T08:20:00Z', incident: { ...document.incident, title } }
}

function nowParts(only: string | undefined): PageParts {
	const [provider] = content.providers
	const known = documents.now.providers[0]
	if (!provider || !known) throw new Error('the record has no provider')
	const now: ProviderNow = {
		...known,
		open: known.open.map((incident) => ({ ...incident, title })),
	}
	const at = new Date(Date.parse(start) + minute * 60_000).toISOString().replace('.000', '')
	const document = {
		provider: 'acme',
		source: 'acme-status',
		document: 'summary',
		bearsState: true,
		lastLookAt: at,
		lastGoodLookAt: at,
		failure: null,
	}
	return nowPage(
		newsOf({
			at,
			asOf: documents.now.asOf,
			looks: { heard: true, waiting: false, documents: [document] },
			providers: [{ provider, now }],
		}),
		content.site,
		site.address,
		only,
	)
}

async function open(
	path: string,
	options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
	const page = await (await site.browser.newContext(options)).newPage()
	const complaints: string[] = []
	page.on('console', (message) => complaints.push(message.text()))
	page.on('pageerror', (error) => complaints.push(error.message))
	if (options.javaScriptEnabled !== false) await page.clock.install({ time: new Date(start) })
	await page.goto(`${site.address}${path}`, { waitUntil: 'load' })
	asked = []
	return { page, complaints }
}

/** Lets the page's clock go on in steps of ten seconds, with time for answers to arrive. */
async function pass(page: Page, seconds: number): Promise<void> {
	for (let left = seconds; left > 0; left -= 10) {
		await page.clock.runFor(Math.min(10, left) * 1000)
		await new Promise((done) => setTimeout(done, 15))
	}
}

async function see(page: Page, visibility: 'hidden' | 'visible'): Promise<void> {
	await page.evaluate((state) => {
		Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
		document.dispatchEvent(new Event('visibilitychange'))
	}, visibility)
}

describe('a tab on an open incident', () => {
	test('asks at most once a minute, with the ETag of what it has', async () => {
		const { page, complaints } = await open(openPath)
		await pass(page, 50)
		expect(asked).toEqual([])
		await pass(page, 20)
		expect(asked.map(({ status }) => status)).toEqual([200])
		await pass(page, 530)
		expect(asked.length).toBeGreaterThanOrEqual(7)
		expect(asked.length).toBeLessThanOrEqual(10)
		expect(asked.slice(1).every(({ status }) => status === 304)).toBe(true)
		expect(await page.locator('.live-note').textContent()).toMatch(
			/Checked at 08:\d\d UTC: no change\./,
		)
		expect(complaints).toEqual([])
		await page.context().close()
	})

	test('asks nothing while it is hidden, and at once when it is seen again', async () => {
		const { page } = await open(openPath)
		await see(page, 'hidden')
		await pass(page, 1800)
		expect(asked).toEqual([])
		await see(page, 'visible')
		await pass(page, 10)
		expect(asked).toHaveLength(1)
		await page.context().close()
	})

	test('rests for an hour when the server has had enough, over a reload too, and says so', async () => {
		const { page } = await open(openPath)
		exhausted = true
		await pass(page, 70)
		expect(asked.map(({ status }) => status)).toEqual([429])
		expect(await page.locator('[role="status"]').last().textContent()).toContain(
			'The server is at its limit.',
		)
		exhausted = false
		await page.reload()
		asked = []
		await pass(page, 3300)
		expect(asked).toEqual([])
		await pass(page, 400)
		expect(asked.length).toBeGreaterThanOrEqual(1)
		await page.context().close()
	})

	test('shows what changed and announces it', async () => {
		const { page } = await open(openPath)
		title = hostile
		await pass(page, 70)
		expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>')
		expect(await page.locator('main script, main img').count()).toBe(0)
		expect(await page.locator('.live-note [role="status"]').textContent()).toContain('Updated at')
		await page.context().close()
	})

	test('takes nothing away from under a hand: it offers the new version', async () => {
		const { page } = await open(openPath)
		title = 'Slower answers'
		await page.locator('main a').first().focus()
		await pass(page, 70)
		expect(await page.locator('h1').textContent()).toBe('Slow answers')
		await page.getByRole('button', { name: 'Show the new version' }).click()
		expect(await page.locator('h1').textContent()).toBe('Slower answers')
		await page.context().close()
	})
})

test('a page about what is over asks nothing', async () => {
	const { page } = await open('/incidents/acme/inc-outage')
	const requests: string[] = []
	page.on('request', (request) => requests.push(request.url()))
	await pass(page, 600)
	expect([requests, await page.locator('.live-note').count()]).toEqual([[], 0])
	await page.context().close()
})

test('when the server answers nothing more, built pages still say how old they are', async () => {
	exhausted = true
	for (const path of ['/', '/providers/acme', '/incidents/acme/inc-outage']) {
		const { page } = await open(path, { javaScriptEnabled: false })
		expect(await page.locator('.as-of').first().textContent()).toMatch(/As of/)
		await page.context().close()
	}
})

describe.each(['/now', '/now/acme', '/at', `/snapshots/${evidence}`])('%s', (path) => {
	test.each(['light', 'dark'] as const)(
		'axe finds nothing and the console is silent (%s)',
		async (colorScheme) => {
			title = hostile
			const { page, complaints } = await open(path, { colorScheme })
			await page.evaluate(axe.source)
			// The page has axe as a global once its source has been evaluated there.
			const running = page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
			await pass(page, 20)
			const results = await running
			expect(
				results.violations.map(
					({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
				),
			).toEqual([])
			expect(complaints).toEqual([])
			await page.context().close()
		},
	)

	test('is complete without JavaScript and fits a phone', async () => {
		const { page } = await open(path, {
			javaScriptEnabled: false,
			viewport: { width: 360, height: 740 },
		})
		const plain = await page.locator('main').textContent()
		await page.context().close()
		const scripted = await open(path, { viewport: { width: 360, height: 740 } })
		expect(await scripted.page.locator('main').textContent()).toBe(plain)
		expect(await scripted.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
		await scripted.page.context().close()
	})
})

describe.each(['/now', '/now/acme'])('%s', (path) => {
	test('brings ages up to date by itself, without a word', async () => {
		const { page } = await open(path)
		minute = 3
		await pass(page, 70)
		expect(await page.locator('.lede time').nth(1).textContent()).toBe('7 May 2026, 08:13 UTC')
		expect(await page.locator('.live-note [role="status"]').textContent()).toBe('')
		await page.context().close()
	})
})
