import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ReportReceipt } from '../../worker/edge/api/reports.ts'
import { formPath, newClient, provider, reporting } from '../support/reporting.ts'

/**
 * Reports with a proof of being human: what Turnstile is asked, what of its answer is believed, and
 * what happens when it does not answer.
 */

interface Question {
	readonly url: string
	readonly method: string
	readonly fields: Readonly<Record<string, string>>
}

let asked: Question[] = []
let answer: () => Response | Promise<Response> = () => new Response()
const genuine = { success: true, hostname: 'tidemark.example', action: 'report', cdata: provider }
const answering = (value: unknown) => () => Response.json(value)

const settings = { TURNSTILE_SECRET: 'the secret', TURNSTILE_SITE_KEY: 'the-key' }
const { json, form, send, counted } = reporting(settings, {
	async fetch(request) {
		const fields = Object.fromEntries(
			new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())),
		)
		asked.push({ url: request.url, method: request.method, fields })
		return await answer()
	},
})

let tokens = 0
function newToken(): string {
	tokens += 1
	return `token-${tokens}`
}
let before = 0

beforeEach(async () => {
	asked = []
	answer = answering(genuine)
	before = await counted()
})

afterEach(() => {
	answer = answering(genuine)
})

describe('a report with a proof', () => {
	test('is counted, and Turnstile is asked once, without the sender’s address', async () => {
		const token = newToken()
		const response = await json(
			{ symptom: 'slow', 'cf-turnstile-response': token },
			{ 'cf-connecting-ip': '192.0.2.200' },
		)
		expect(response.status).toBe(202)
		expect(ReportReceipt.parse(await response.json()).counted).toBe(true)
		expect(asked).toEqual([
			{
				url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
				method: 'POST',
				fields: { secret: 'the secret', response: token },
			},
		])
		expect(await counted()).toBe(before + 1)
	})

	test('from the form is counted too', async () => {
		const response = await form({ surface: 'api', 'cf-turnstile-response': newToken() })
		expect(response.status).toBe(202)
		expect(await response.text()).toContain('Your report is counted')
	})

	test('is good once, even when Turnstile itself would take it again', async () => {
		const token = newToken()
		expect((await json({ 'cf-turnstile-response': token })).status).toBe(202)
		const again = await json({ 'cf-turnstile-response': token })
		expect(again.status).toBe(403)
		expect(await again.text()).toContain('used before')
		expect(await counted()).toBe(before + 1)
	})

	test('of twenty who send one at once, one is counted', async () => {
		const token = newToken()
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => json({ 'cf-turnstile-response': token })),
		)
		expect(answers.map(({ status }) => status).sort()).toEqual([
			202,
			...Array.from({ length: 19 }, () => 403),
		])
		expect(await counted()).toBe(before + 1)
	})
})

const refused: readonly (readonly [what: string, answer: unknown])[] = [
	['a no', { success: false, 'error-codes': ['invalid-input-response'] }],
	['a token that was used', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
	['another host’s', { ...genuine, hostname: 'elsewhere.example' }],
	['another form’s', { ...genuine, action: 'login' }],
	['another provider’s', { ...genuine, cdata: 'chatgpt' }],
	['one that names no host', { success: true, action: 'report' }],
]

const unknown: readonly (readonly [what: string, answer: () => Response | Promise<Response>])[] = [
	['it cannot be reached', () => Promise.reject(new TypeError('no route'))],
	[
		'it answers with a page',
		() => new Response('<!doctype html><title>Error</title>', { status: 502 }),
	],
	['it answers with something else', answering({ ok: true })],
	[
		'it answers without an end',
		() =>
			new Response(
				new ReadableStream({
					pull: (controller) => controller.enqueue(new Uint8Array(4096).fill(32)),
				}),
			),
	],
	['our secret is wrong', answering({ success: false, 'error-codes': ['invalid-input-secret'] })],
	['it fails', answering({ success: false, 'error-codes': ['internal-error'] })],
]

describe('nothing is counted', () => {
	test('without a proof: 403, and nobody is asked', async () => {
		for (const response of [
			await json({}),
			await json({ 'cf-turnstile-response': '' }),
			await form({ surface: 'api' }),
		])
			expect(response.status).toBe(403)
		expect(asked).toEqual([])
		expect(await counted()).toBe(before)
	})

	test.each(refused)('for %s: 403', async (_what, value) => {
		answer = answering(value)
		const response = await json({ 'cf-turnstile-response': newToken() })
		expect([response.status, response.headers.get('content-type')]).toEqual([
			403,
			'application/problem+json; charset=utf-8',
		])
		expect(await counted()).toBe(before)
	})

	test.each(unknown)('when %s: 503, and when to come again', async (_what, value) => {
		answer = value
		const response = await json({ 'cf-turnstile-response': newToken() })
		expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60'])
		expect(await response.text()).not.toContain('secret')
		expect(await counted()).toBe(before)
	})

	test('for what is wrong anyway, and Turnstile is not asked', async () => {
		expect((await json({ symptom: 'none', 'cf-turnstile-response': newToken() })).status).toBe(422)
		expect((await json({ 'cf-turnstile-response': 'x'.repeat(2049) })).status).toBe(422)
		expect(asked).toEqual([])
	})
})

describe('the form', () => {
	test('shows the check, bound to the provider, and its policy lets in its one host', async () => {
		const response = await send(formPath, {})
		const page = await response.text()
		expect(page).toContain(
			'<div class="cf-turnstile" data-sitekey="the-key" data-action="report" data-cdata="claude"></div>',
		)
		expect(page).toContain(
			'<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>',
		)
		const policy = response.headers.get('content-security-policy') ?? ''
		expect(policy).toContain("script-src 'self' https://challenges.cloudflare.com;")
		expect(policy).toContain('frame-src https://challenges.cloudflare.com')
		expect(policy).toMatch(/^default-src 'none';/)
	})

	test('after a refusal lets it in too, so that it can be tried again', async () => {
		const response = await form({}, { 'cf-connecting-ip': newClient() })
		expect(response.headers.get('content-security-policy')).toContain(
			'frame-src https://challenges.cloudflare.com',
		)
		expect(await response.text()).toContain('cf-turnstile')
	})

	test('takes nothing where the check’s key is missing, and says so', async () => {
		const half = reporting({ TURNSTILE_SECRET: 'the secret' })
		const response = await half.send(formPath, {})
		expect(response.headers.get('content-security-policy')).not.toContain(
			'challenges.cloudflare.com',
		)
		const page = await response.text()
		expect(page).toContain('No reports are taken at the moment')
		expect(page).not.toContain('<form class="asking"')
	})
})
