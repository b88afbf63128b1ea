import type { Failure } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants, instantOf } from '#core/time/time.ts'
import type { FetchContext, Shown } from './fetch-context.ts'
import { letGo, readBody, setAlarm } from './read-body.ts'

/**
 * Exchanges a client's id and secret for a token (OAuth 2.0 client credentials, RFC 6749 section
 * 4.4, HTTP Basic) and keeps it while it lasts.
 */

export interface BearerTokens {
	/**
	 * The token as a header, asked for when there is none or it is about to run out; all who wait
	 * share one request.
	 */
	show(context: FetchContext): Promise<Shown>
	/** Forgets the token if it is the one that was refused. True when a new one may be asked for. */
	drop(refused: string | undefined): boolean
}

interface Token {
	readonly authorization: string
	/** Instant after which it is no longer shown. */
	readonly until: string
}

/**
 * A token that says nothing of its end is shown for so many seconds; one that does, until so many
 * seconds before it.
 */
const lifetime = 600
const margin = 60

/** After a refusal the same credentials are not sent again for so many seconds. */
const pause = 60

const maxBytes = 64 * 1024

/** `client` is `id:secret`. */
export function bearerTokens(address: string, client: string): BearerTokens {
	let token: Token | undefined
	let refusal: { readonly failure: Failure; readonly until: string } | undefined
	let pending: Promise<Token | Failure | 'unreached'> | undefined
	return {
		async show(context) {
			const now = context.now()
			if (token && compareInstants(now, token.until) < 0)
				return { authorization: token.authorization }
			if (refusal && compareInstants(now, refusal.until) < 0) return { failure: refusal.failure }
			pending ??= askFor(address, client, context).finally(() => {
				pending = undefined
			})
			const answer = await pending
			if (answer === 'unreached') return answer
			if ('kind' in answer) {
				refusal = { failure: answer, until: addSeconds(now, pause) }
				return { failure: answer }
			}
			token = answer
			return { authorization: answer.authorization }
		},
		drop(refused) {
			if (token && token.authorization === refused) token = undefined
			return refused !== undefined
		},
	}
}

/** One request. A redirect is not followed: the secret is for this address alone. */
async function askFor(
	address: string,
	client: string,
	context: FetchContext,
): Promise<Token | Failure | 'unreached'> {
	if (context.remaining() <= 0 || !context.spend()) return 'unreached'
	const { policy } = context
	const alarm = setAlarm(Math.min(policy.connectSeconds * 1000, context.remaining()))
	const controller = new AbortController()
	try {
		const headers = {
			'user-agent': policy.userAgent,
			accept: 'application/json',
			authorization: `Basic ${base64(client)}`,
		}
		const answer = context.internet.fetch(
			new Request(address, {
				method: 'POST',
				headers,
				redirect: 'manual',
				signal: controller.signal,
			}),
		)
		const response = await Promise.race([answer, alarm.rings])
		if (response === 'late') {
			controller.abort()
			void answer.then((late) => letGo(late.body)).catch(() => undefined)
			return failure('timeout', `no token within ${policy.connectSeconds} seconds`)
		}
		return await readToken(response, context)
	} catch {
		return failure('network', 'the connection for a token failed')
	} finally {
		alarm.stop()
	}
}

async function readToken(
	response: Response,
	{ policy, now }: FetchContext,
): Promise<Token | Failure> {
	const { status } = response
	// What the answer says is not repeated: it may repeat what it was sent.
	if (status !== 200) {
		await letGo(response.body)
		const refused = status === 400 || status === 401 || status === 403
		return failure(
			refused ? 'refused' : 'http',
			refused ? 'the credentials were not accepted' : `no token: HTTP status ${status}`,
			status,
		)
	}
	const body = await readBody(response, maxBytes, policy.bodySeconds * 1000)
	const answer = body.kind === 'whole' ? rowOf(new TextDecoder().decode(body.bytes)) : {}
	const { access_token: token, expires_in: seconds } = answer
	if (typeof token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token))
		return failure('unreadable', 'the answer holds no token', status)
	const end =
		typeof seconds === 'number' && seconds > 0 && seconds < 1e9
			? addSeconds(now(), Math.floor(seconds))
			: endOf(token)
	return {
		authorization: `Bearer ${token}`,
		until: end ? addSeconds(end, -margin) : addSeconds(now(), lifetime),
	}
}

/**
 * When a JWT says that it ends (`exp`, RFC 7519 section 4.1.4). Nothing is decided by it but when
 * to ask for the next one, so its signature does not matter.
 */
function endOf(token: string): string | undefined {
	try {
		const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
		const { exp } = rowOf(atob(payload))
		return typeof exp === 'number' && exp > 0 && exp < 1e11 ? instantOf(exp * 1000) : undefined
	} catch {
		return undefined
	}
}

function rowOf(text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text)
		return typeof value === 'object' && value !== null ? { ...value } : {}
	} catch {
		return {}
	}
}

function base64(text: string): string {
	return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function failure(kind: Failure['kind'], message: string, httpStatus?: number): Failure {
	return { kind, message, ...(httpStatus !== undefined && { httpStatus }) }
}
