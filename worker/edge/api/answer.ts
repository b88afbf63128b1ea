import type { Context } from 'hono'
import type { Env } from '../../env.ts'
import { shortDigest } from '../reading/stored-text.ts'
import { type Made, type Trace, traceOf } from '../reading/trace.ts'

/**
 * How everything is answered that is not a page: an ETag of the content, and 304 when the asker has
 * it. Who may read it says `answer-headers.ts`.
 */

/** What the app's handlers are given. */
export interface ApiEnv {
	Bindings: Env
}

export interface AnswerOptions {
	readonly contentType: string
	readonly status?: number
	/** Asked again each time unless told otherwise: news must not be old. */
	readonly cacheControl?: string
	/** An instant. */
	readonly lastModified?: string
	readonly headers?: Readonly<Record<string, string>>
	/** Of this very text, where it is known already. */
	readonly etag?: string
}

export async function answerJson(
	context: Context<ApiEnv>,
	value: unknown,
	options: Partial<AnswerOptions> = {},
): Promise<Response> {
	return answerText(context, JSON.stringify(value), {
		contentType: 'application/json; charset=utf-8',
		...options,
	})
}

export async function answerText(
	context: Context<ApiEnv>,
	body: string,
	options: AnswerOptions,
): Promise<Response> {
	const bytes = new TextEncoder().encode(body)
	const etag = options.etag ?? (await etagOf(bytes))
	const trace = traceOf(context.env)
	const headers = new Headers({
		'cache-control': options.cacheControl ?? 'no-cache',
		etag,
		...options.headers,
	})
	if (options.lastModified !== undefined)
		headers.set('last-modified', new Date(options.lastModified).toUTCString())
	// Only what is there and was only asked for can be unchanged: a refusal and what a report brought
	// are said each time (RFC 9110, 13.2.1).
	// Whether it is, is said where answers are kept; a status of its own makes it none of those.
	const plain =
		!trace &&
		(options.status ?? 200) === 200 &&
		(context.req.method === 'GET' || context.req.method === 'HEAD')
	if (plain && hasIt(context.req.raw, etag, options.lastModified))
		return new Response(null, { status: 304, headers })
	headers.set('content-type', options.contentType)
	return wholeAnswer(
		trace,
		{ bytes, etag, lastModified: options.lastModified },
		options.status ?? 200,
		headers,
	)
}

/**
 * A whole answer. One that is noted where answers are kept is sent from there: here it has its
 * headers alone, and its bytes are not copied in between.
 */
export function wholeAnswer(
	trace: Trace | undefined,
	made: Made,
	status: number,
	headers: Headers,
): Response {
	if (!trace || status !== 200 || headers.get('cache-control') === 'no-store')
		return new Response(made.bytes, { status, headers })
	trace.made = made
	return new Response(null, { status, headers })
}

/** The thing is kept under another address for good; `path` is one of ours. */
export function answerMoved(path: string): Response {
	return new Response(null, { status: 301, headers: { location: path } })
}

/**
 * An address with a slash at its end leads to the one without, as the assets' host answers for
 * pages that are files. Slashes at its beginning
 * would lead to another host, so that they go too.
 */
export function answerWithoutSlash({ pathname, search }: URL): Response {
	return new Response(null, {
		status: 307,
		headers: {
			'cache-control': 'no-store',
			location: `/${pathname.replace(/^\/+|\/+$/g, '')}${search}`,
		},
	})
}

/** Headers for what is streamed and has no ETag of its own. */
export function streamHeaders(options: AnswerOptions): Headers {
	return new Headers({
		'cache-control': options.cacheControl ?? 'no-cache',
		'content-type': options.contentType,
		...options.headers,
	})
}

/** A strong ETag: the beginning of the SHA-256 of what is sent. */
export async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	return `"${await shortDigest(bytes)}"`
}

/**
 * Whether the asker's copy is still good. An ETag that was sent decides alone; a date counts only
 * without one (RFC 9110, 13.2.2).
 */
export function hasIt(request: Request, etag: string, lastModified?: string): boolean {
	const match = request.headers.get('if-none-match')
	// Compression on the way marks an ETag as weak; for a 304 that makes no difference.
	if (match !== null)
		return (
			match.trim() === '*' ||
			match.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag)
		)
	const since = request.headers.get('if-modified-since')
	if (since === null || lastModified === undefined) return false
	return Math.floor(Date.parse(lastModified) / 1000) * 1000 <= Date.parse(since)
}
