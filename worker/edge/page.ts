import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { notFoundPage } from '#core/fragments/not-found-page.ts'
import { bodySlot, fillShell, headSlot, type PageParts } from '#core/fragments/page-parts.ts'
import { unavailablePage } from '#core/fragments/unavailable-page.ts'
import type { Content } from '#core/model/content.ts'
import type { Env } from '../env.ts'
import { etagOf, hasIt, wholeAnswer } from './api/answer.ts'
import { traceOf } from './reading/trace.ts'
import { shippedAsset, type WithAssets } from './shipped-asset.ts'
import { reading, StoreFailure } from './store-failure.ts'

/** Pages that are not built: the renderers' parts in the frame that the site's build made. */

/**
 * A page in the site's frame. When the site was not built there is none, and the parts stand alone,
 * still complete. `more` are headers that replace the usual ones.
 */
export async function answerPage(
	env: Pick<Env, 'ASSETS'>,
	request: Request,
	parts: PageParts,
	status = 200,
	more: Readonly<Record<string, string>> = {},
): Promise<Response> {
	const bytes = new TextEncoder().encode(pageText(await frameOf(env), parts))
	const etag = await etagOf(bytes)
	const trace = traceOf(env)
	const headers = new Headers({ 'cache-control': 'no-cache', etag, ...more })
	if (
		!trace &&
		status === 200 &&
		(request.method === 'GET' || request.method === 'HEAD') &&
		hasIt(request, etag)
	)
		return new Response(null, { status: 304, headers })
	headers.set('content-type', 'text/html; charset=utf-8')
	return wholeAnswer(trace, { bytes, etag }, status, headers)
}

/**
 * The frame of all pages. A deployment has one and starts new isolates, so it is read once in each.
 */
export async function frameOf(env: WithAssets): Promise<string | undefined> {
	const known = env.ASSETS && frames.get(env.ASSETS)
	if (known !== undefined) return known
	const frame = await readAsset(env, '/shell/page')
	if (frame === undefined || !isFrame(frame)) return undefined
	if (env.ASSETS) frames.set(env.ASSETS, frame)
	return frame
}

const frames = new WeakMap<object, string>()

/**
 * The editors' accounts that were built, read once in an isolate as the frame is; none where the
 * site was not built.
 */
export async function writtenPostmortems(env: WithAssets): Promise<readonly PostmortemHeader[]> {
	const known = env.ASSETS && accounts.get(env.ASSETS)
	if (known !== undefined) return known
	const path = '/data/postmortems.json'
	// The build wrote this list from this very type.
	const written = await reading(
		path,
		async () => (await shippedAsset(env, path))?.json<readonly PostmortemHeader[]>() ?? [],
	)
	if (written === null || written instanceof StoreFailure) return []
	if (env.ASSETS) accounts.set(env.ASSETS, written)
	return written
}

const accounts = new WeakMap<object, readonly PostmortemHeader[]>()

/** The parts in the frame; alone where there is none. */
export function pageText(frame: string | undefined, parts: PageParts): string {
	return frame === undefined ? bare(parts) : fillShell(frame, parts)
}

/** A frame that was cut short has no room for a page. */
function isFrame(text: string): boolean {
	return text.includes(headSlot) && text.includes(bodySlot)
}

/** The site's own page for what is not there, with what the address may have meant. */
export async function answerUnknown(
	env: Pick<Env, 'ASSETS'>,
	{ site, providers }: Pick<Content, 'site' | 'providers'>,
	path: string,
): Promise<Response> {
	const parts = notFoundPage(site, providers, path)
	const page = pageText(await frameOf(env), parts)
	return new Response(page, {
		status: 404,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'cache-control': 'no-store',
		},
	})
}

/** The site's own page for what cannot be read at the moment; 503, and when to come again. */
export async function answerUnavailable(
	env: WithAssets,
	site: Content['site'],
	retryAfter: string,
): Promise<Response> {
	const page = pageText(await frameOf(env), unavailablePage(site))
	const headers = {
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'retry-after': retryAfter,
	}
	return new Response(page, { status: 503, headers })
}

/**
 * A page is complete without its frame, so a store that fails is no more than a frame that is not
 * there; neither is remembered.
 */
async function readAsset(env: WithAssets, path: string): Promise<string | undefined> {
	const text = await reading(path, async () => (await shippedAsset(env, path))?.text() ?? null)
	return typeof text === 'string' ? text : undefined
}

function bare(parts: PageParts): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${parts.headHtml}</head><body><main>${parts.bodyHtml}</main></body></html>`
}
