import type { Failure } from '#core/model/snapshot.ts'
import type { PlannedRequest } from '#core/platforms/platform.ts'
import { challengedByHeaders, challengedByText } from './challenge.ts'
import type { FetchContext, Shown } from './fetch-context.ts'
import type { FetchPolicy } from './fetch-policy.ts'
import { letGo, readBody, setAlarm } from './read-body.ts'
import { type Redirected, redirectTarget } from './redirect.ts'
import { isLimitUsedUp, readRetryAt } from './retry-after.ts'
import { saidAtOf } from './said-at.ts'
import { statedError } from './stated-error.ts'

/**
 * Fetches one document with all manners: who we are, validators, timeouts, a cap, redirects by
 * hand, challenges taken as a no. Never throws.
 */

export interface FetchRequest extends Redirected {
	readonly accept?: string
	/** Of the last good answer. */
	readonly etag?: string
	readonly lastModified?: string
	/** The source's own limit in bytes. */
	readonly maxBytes?: number
	/** Seconds that it may take to answer, and again to be complete; the manners' own when absent. */
	readonly patienceSeconds?: number
	/** What is shown to the platform's own host, if the means have it. */
	readonly credential?: NonNullable<PlannedRequest['credential']>
}

export type Fetched = Stated & Outcome

/** What the server says of its own moment. */
interface Stated {
	/** By its clock, an instant; absent where it does not say. */
	readonly saidAt?: string
}

type Outcome =
	| {
			readonly kind: 'document'
			readonly bytes: Uint8Array
			readonly contentType: string
			readonly httpStatus: number
			readonly etag?: string
			readonly lastModified?: string
	  }
	| { readonly kind: 'not-modified'; readonly httpStatus: 304 }
	| { readonly kind: 'failure'; readonly failure: Failure }
	/** Not asked, or given up because the tick was over: says nothing about the site. */
	| { readonly kind: 'unreached' }

/** Asks for a document. A redirect counts as a request of its own. */
export async function fetchDocument(order: FetchRequest, context: FetchContext): Promise<Fetched> {
	let url = order.url
	let renewed = false
	for (let hop = 0; hop <= context.policy.maxRedirects; hop += 1) {
		// For each hop anew, so that a credential never follows a redirect to another host.
		const shown = await shownTo(url, order, context)
		if (shown === 'unreached') return { kind: 'unreached' }
		if ('failure' in shown) return { kind: 'failure', failure: shown.failure }
		if (context.remaining() <= 0 || !context.spend()) return { kind: 'unreached' }
		const answer = await ask(url, order, context, shown.authorization)
		if (!(answer instanceof Response)) return answer
		if (
			answer.status === 401 &&
			!renewed &&
			order.credential &&
			context.credentials?.renew(order.credential.name, shown.authorization)
		) {
			await letGo(answer.body)
			renewed = true
			continue
		}
		if (![301, 302, 303, 307, 308].includes(answer.status)) {
			const saidAt = saidAtOf(answer.headers)
			return {
				...(await readAnswer(answer, order, context, shown.authorization)),
				...(saidAt !== undefined && { saidAt }),
			}
		}
		const target = redirectTarget(url, answer.headers.get('location'), order)
		await letGo(answer.body)
		if ('refused' in target) return failure('refused', target.refused, answer.status)
		url = target.url
	}
	return failure('http', `more than ${context.policy.maxRedirects} redirects`)
}

async function shownTo(
	url: string,
	{ credential }: FetchRequest,
	context: FetchContext,
): Promise<Shown> {
	return credential && context.credentials
		? await context.credentials.show(credential.name, url, context)
		: {}
}

async function ask(
	url: string,
	order: FetchRequest,
	{ internet, policy, remaining }: FetchContext,
	authorization: string | undefined,
): Promise<Response | Fetched> {
	const seconds = order.patienceSeconds ?? policy.connectSeconds
	const limit = seconds * 1000
	const wait = Math.min(limit, remaining())
	const alarm = setAlarm(wait)
	const controller = new AbortController()
	try {
		const request = new Request(url, {
			headers: headersOf(order, policy, authorization),
			redirect: 'manual',
			signal: controller.signal,
		})
		const response = internet.fetch(request)
		const first = await Promise.race([response, alarm.rings])
		if (first !== 'late') return first
		controller.abort()
		// What comes too late is dropped, whatever it is.
		void response.then((late) => letGo(late.body)).catch(() => undefined)
		return wait < limit
			? { kind: 'unreached' }
			: failure('timeout', `no answer within ${seconds} seconds`)
	} catch (error) {
		return failureOf(error)
	} finally {
		alarm.stop()
	}
}

function headersOf(
	order: FetchRequest,
	policy: FetchPolicy,
	authorization: string | undefined,
): Headers {
	const headers = new Headers({ 'user-agent': policy.userAgent, accept: order.accept ?? '*/*' })
	if (authorization !== undefined) headers.set('authorization', authorization)
	if (order.etag !== undefined) headers.set('if-none-match', order.etag)
	if (order.lastModified !== undefined) headers.set('if-modified-since', order.lastModified)
	return headers
}

/** Unauthorized, forbidden, and unavailable for legal reasons. */
const refusals: readonly number[] = [401, 403, 451]

async function readAnswer(
	response: Response,
	order: FetchRequest,
	context: FetchContext,
	authorization: string | undefined,
): Promise<Fetched> {
	const { status } = response
	const retryAt = readRetryAt(
		response.headers,
		status,
		context.now(),
		context.policy.maxRetryAfterSeconds,
	)
	const asked = order.etag !== undefined || order.lastModified !== undefined
	if (status === 304 && asked) {
		await letGo(response.body)
		return { kind: 'not-modified', httpStatus: 304 }
	}
	const contentType = (response.headers.get('content-type') ?? '').slice(0, 200)
	const seconds = order.patienceSeconds ?? context.policy.bodySeconds
	const limit = seconds * 1000
	const wait = Math.min(limit, context.remaining())
	const maxBytes = order.maxBytes ?? context.policy.maxBytes
	try {
		const body = await readBody(response, maxBytes, wait)
		const text =
			body.kind === 'whole' ? new TextDecoder().decode(body.bytes.subarray(0, 16_000)) : ''
		if (challengedByHeaders(response) || challengedByText(text, contentType)) {
			return failure(
				'refused',
				'a page asked whether we are human; it was not answered',
				status,
				retryAt,
			)
		}
		if (isLimitUsedUp(response.headers, status))
			return failure(
				'http',
				`HTTP status ${status}: the limit of requests is used up`,
				status,
				retryAt,
			)
		// What has a credential to show is told that it is the wrong one; everybody else is told to
		// stay away.
		if (refusals.includes(status) && !order.credential)
			return failure(
				'refused',
				`HTTP status ${status}: the page will not be read by us`,
				status,
				retryAt,
			)
		if (status !== 200)
			return failure(
				'http',
				`HTTP status ${status}${statedError(text, authorization)}`,
				status,
				retryAt,
			)
		if (body.kind === 'too-large')
			return failure('too-large', `more than ${maxBytes} bytes`, status)
		if (body.kind === 'timeout')
			return wait < limit
				? { kind: 'unreached' }
				: failure('timeout', `the body was not complete within ${seconds} seconds`, status)
		return {
			kind: 'document',
			bytes: body.bytes,
			contentType,
			httpStatus: status,
			...validatorsOf(response),
		}
	} catch (error) {
		return failureOf(error, status)
	}
}

function validatorsOf(response: Response): { etag?: string; lastModified?: string } {
	const etag = response.headers.get('etag')
	const lastModified = response.headers.get('last-modified')
	return {
		...(etag !== null && etag.length <= 300 && { etag }),
		...(lastModified !== null && lastModified.length <= 100 && { lastModified }),
	}
}

function failure(
	kind: Failure['kind'],
	message: string,
	httpStatus?: number,
	retryAt?: string,
): Fetched {
	return {
		kind: 'failure',
		failure: {
			kind,
			message: message.slice(0, 300),
			...(httpStatus !== undefined && { httpStatus }),
			...(retryAt !== undefined && { retryAt }),
		},
	}
}

function failureOf(error: unknown, httpStatus?: number): Fetched {
	const name = error instanceof Error ? error.name : ''
	if (name === 'TimeoutError' || name === 'AbortError')
		return failure('timeout', 'the connection timed out', httpStatus)
	// The runtime's own words differ from version to version and name inner parts; the record says
	// only what is certain.
	return failure(
		'network',
		httpStatus === undefined ? 'the connection failed' : 'the connection broke off',
		httpStatus,
	)
}
