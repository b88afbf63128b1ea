import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import type { NowDocument } from '#core/publish/documents.ts'
import { nowPage } from '#core/publish/html/now/now-page.ts'
import { type LastLooks, newsOf, type PastLengths } from '#core/publish/news.ts'
import { floorTo } from '#core/time.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { keys } from '../keys.ts'
import { lastLooks } from '../last-looks.ts'
import { mergeNow } from '../merge-documents.ts'
import { frameOf, pageHeaders, pageText } from '../page.ts'
import { pastLengths } from '../past-lengths.ts'
import { readModel } from '../read-model.ts'
import { shardNames } from '../shards.ts'
import { orThrow, reading } from '../store-failure.ts'
import { type ApiEnv, etagOf, hasIt } from './answer.ts'
import { providerNowOf, providerOf } from './providers.ts'
import { slugPath } from './query.ts'
import type { Rendered } from './rendered.ts'

/** `/now` and `/now/{provider}`: made on each request from one read of KV, and the recorders' word on their looks where it can be had. */
export function now(content: Content): Hono<ApiEnv> {
	const editions = new Map<string, Edition>()
	const answer = async (env: Env, request: Request, only?: string): Promise<Response> => {
		const [texts, looks, frame, past] = await Promise.all([readTexts(env), lastLooks(env), frameOf(env), pastLengths(env)])
		const at = floorTo(momentOf(env), 60)
		const { origin } = new URL(request.url)
		const key = `${origin} ${only ?? ''}`
		const known = editions.get(key)
		const same =
			known &&
			known.at === at &&
			known.looks === looks &&
			known.frame === frame &&
			known.past === past &&
			known.texts.every((text, index) => text === texts[index])
		const { rendered } = same ? known : await print({ at, looks, texts, frame, past }, env, origin, only)
		const headers = new Headers({ ...pageHeaders, 'cache-control': 'no-cache', etag: rendered.etag })
		if (hasIt(request, rendered.etag)) return new Response(null, { status: 304, headers })
		headers.set('content-type', 'text/html; charset=utf-8')
		return new Response(rendered.body, { headers })
	}
	const print = async (made: Omit<Edition, 'rendered'>, env: Env, origin: string, only?: string): Promise<Edition> => {
		const state = await stateOf(made.texts, env, content)
		const providers = content.providers.map((provider) => ({ provider, now: providerNowOf(provider, state) }))
		const body = pageText(
			made.frame,
			nowPage(newsOf({ at: made.at, asOf: state.asOf, looks: made.looks, providers, past: made.past }), content.site, origin, only),
		)
		const edition = { ...made, rendered: { body, etag: await etagOf(body) } }
		const key = `${origin} ${only ?? ''}`
		editions.delete(key)
		editions.set(key, edition)
		const [oldest] = editions.keys()
		if (editions.size > mostEditions && oldest !== undefined) editions.delete(oldest)
		return edition
	}
	return new Hono<ApiEnv>()
		.get('/', (context) => answer(context.env, context.req.raw))
		.get('/:provider', (context) => answer(context.env, context.req.raw, providerOf(content, slugPath(context, 'provider')).id))
}

/** A page with all that it was made from: while that is the same, so is the page. Kept while this isolate lives. */
interface Edition {
	/** To the minute. */
	readonly at: string
	readonly looks: LastLooks
	/** What KV holds, one text a shard. */
	readonly texts: readonly (string | null)[]
	readonly frame: string | undefined
	readonly past: PastLengths | undefined
	readonly rendered: Rendered
}

const mostEditions = 32

function readTexts(env: Env): Promise<(string | null)[]> {
	// What was published before is not what is: without it there is no page about now.
	return Promise.all(shardNames(env).map(async (shard) => orThrow(await reading(keys.now(shard), () => env.KV.get(keys.now(shard))))))
}

/** The published state; the archive is read only for providers that KV does not know. */
async function stateOf(texts: readonly (string | null)[], env: Env, content: Content): Promise<NowDocument> {
	// The recorder wrote these texts from this very type.
	const written = await Promise.all(
		texts.map(async (text) => orThrow(await reading('now', async () => (text === null ? null : (JSON.parse(text) as NowDocument))))),
	)
	const state = mergeNow(written)
	const known = new Set(state.providers.map((entry) => entry.provider.id))
	return content.providers.every((provider) => known.has(provider.id)) ? state : readModel(env).now()
}
