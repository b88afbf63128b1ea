import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { NowDocument } from '#core/publish/documents.ts'
import { nowPage } from '#core/publish/html/now/now-page.ts'
import type { PageParts } from '#core/publish/html/page-parts.ts'
import { type LastLooks, newsOf, type PastLengths } from '#core/publish/news.ts'
import { floorTo } from '#core/time.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { keys } from '../keys.ts'
import { lastLooks } from '../last-looks.ts'
import { mergeNow, soundNow } from '../merge-documents.ts'
import { frameOf, pageHeaders, pageText } from '../page.ts'
import { pastLengths } from '../past-lengths.ts'
import { readModel } from '../read-model.ts'
import { shardNames } from '../shards.ts'
import { orThrow, reading } from '../store-failure.ts'
import { type ApiEnv, etagOf, hasIt } from './answer.ts'
import { emptyNow, providerNowOf, providerOf } from './providers.ts'
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
		const parts = (unread: ReadonlySet<string>, about: readonly Provider[] = content.providers) => {
			const providers = about.map((provider) => ({ provider, now: unread.has(provider.id) ? emptyNow(provider) : providerNowOf(provider, state) }))
			const news = newsOf({ at: made.at, asOf: state.asOf, looks: made.looks, providers, past: made.past, unread: new Set([...state.unread, ...unread]) })
			return nowPage(news, content.site, origin, about.some(({ id }) => id === only) ? only : undefined)
		}
		const body = pageText(made.frame, withoutSpoilt(content.providers, parts))
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

/**
 * What is rendered of all providers; of one whose part cannot be, nothing is shown but that. What costs the page is found only when it does:
 * each provider is then tried by itself.
 */
function withoutSpoilt(providers: readonly Provider[], render: (unread: ReadonlySet<string>, about?: readonly Provider[]) => PageParts): PageParts {
	try {
		return render(new Set())
	} catch (error) {
		const spoilt = providers.filter((provider) => {
			try {
				render(new Set(), [provider])
				return false
			} catch {
				return true
			}
		})
		if (spoilt.length === 0) throw error
		console.error(error)
		return render(new Set(spoilt.map(({ id }) => id)))
	}
}

/** The published state; the archive is read only for providers that KV does not know. */
async function stateOf(texts: readonly (string | null)[], env: Env, content: Content): Promise<NowDocument & { readonly unread: ReadonlySet<string> }> {
	// The recorder wrote these texts from this very type.
	const written = await Promise.all(
		texts.map(async (text) => orThrow(await reading('now', async () => (text === null ? null : soundNow(JSON.parse(text) as NowDocument))))),
	)
	const unread = new Set(written.flatMap((part) => [...(part?.unread ?? [])]))
	const state = mergeNow(written.map((part) => part?.document))
	const known = new Set(state.providers.map((entry) => entry.provider.id))
	return content.providers.every((provider) => known.has(provider.id)) ? { ...state, unread } : readModel(env).now()
}
