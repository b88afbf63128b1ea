import { env } from 'cloudflare:workers'
import { createApp } from '../../worker/edge/api/create-app.ts'
import type { Internet } from '../../worker/edge/http/internet.ts'
import { reportsOf } from '../../worker/edge/reports/rpc.ts'
import type { Env } from '../../worker/env.ts'
import { content } from './published.ts'

/**
 * The app with its real intake and its real rate limit, for tests that report; the built site is
 * not there.
 */

export const provider = 'claude'
export const path = `/api/v1/providers/${provider}/reports`
export const formPath = `/report/${provider}`

let clients = 0
let deployments = 0

/** An address that no other test reports from. */
export function newClient(): string {
	clients += 1
	return `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`
}

export interface Reporting {
	/** Sends a request of the app as it is. */
	send(path: string, init: RequestInit): Promise<Response>
	/** Reports as JSON, from a client of its own unless the headers name one. */
	json(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
	/** Reports with the form, as a browser does that has no JavaScript. */
	form(
		fields: Readonly<Record<string, string>>,
		headers?: Readonly<Record<string, string>>,
	): Promise<Response>
	/**
	 * How many are counted in the windows of the last hours that nobody has confirmed, the open one
	 * included.
	 */
	counted(): Promise<number>
}

/** `more` are further settings; `internet` stands in place of the Internet. */
export function reporting(
	more: Partial<
		Pick<Env, 'TURNSTILE_SECRET' | 'TURNSTILE_SITE_KEY' | 'REPORT_SALT' | 'REPORT_LIMIT'>
	> = {},
	internet?: Internet,
): Reporting {
	// The bindings are those of wrangler.toml, which Env describes; the app asks nothing of these two
	// but fetch.
	const own = env as unknown as Env
	const bindings = {
		...own,
		// A deployment of its own: what another was answered under its settings is not given to it.
		KV: { get: own.KV.get.bind(own.KV), getWithMetadata: own.KV.getWithMetadata.bind(own.KV) },
		CF_VERSION_METADATA: { id: `deployment-${++deployments}`, tag: '', timestamp: '' },
		ASSETS: { fetch: async () => new Response(null, { status: 404 }) } as unknown as Fetcher,
		...more,
		...(internet && { INTERNET: internet as unknown as Fetcher }),
	}
	const app = createApp(content)
	const context = {
		waitUntil: () => undefined,
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext // all that the app uses
	const send = async (to: string, init: RequestInit) =>
		app.request(`http://tidemark.example${to}`, init, bindings, context)
	const post = (
		to: string,
		type: string,
		body: string,
		headers: Readonly<Record<string, string>>,
	) =>
		send(to, {
			method: 'POST',
			body,
			headers: { 'content-type': type, 'cf-connecting-ip': newClient(), ...headers },
		})
	return {
		send,
		json: (body, headers = {}) => post(path, 'application/json', JSON.stringify(body), headers),
		form: (fields, headers = {}) =>
			post(formPath, 'application/x-www-form-urlencoded', new URLSearchParams(fields).toString(), {
				accept: 'text/html,*/*;q=0.8',
				...headers,
			}),
		async counted() {
			const intake = reportsOf(bindings, provider)
			const [closed, open] = await Promise.all([
				intake.closed(new Date().toISOString()),
				intake.open(),
			])
			return [...closed, ...(open ? [open] : [])].reduce((sum, { count }) => sum + count, 0)
		},
	}
}
