import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import type { NowDocument } from '#core/publish/documents.ts'
import { nowPage } from '#core/publish/html/now/now-page.ts'
import { newsOf } from '#core/publish/news.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { keys } from '../keys.ts'
import { lastLooks } from '../last-looks.ts'
import { mergeNow } from '../merge-documents.ts'
import { answerPage } from '../page.ts'
import { pastLengths } from '../past-lengths.ts'
import { readModel } from '../read-model.ts'
import { shardNames } from '../shards.ts'
import { orThrow, reading } from '../store-failure.ts'
import { isThere, readStored } from '../stored-text.ts'
import type { ApiEnv } from './answer.ts'
import { providerNowOf, providerOf } from './providers.ts'
import { slugPath } from './query.ts'

/** `/now` and `/now/{provider}`: made each minute from one read of KV, and the recorders' word on their looks where it can be had. */
export function now(content: Content): Hono<ApiEnv> {
	const answer = async (env: Env, request: Request, only?: string): Promise<Response> => {
		const [state, looks, past] = await Promise.all([stateOf(env, content), lastLooks(env), pastLengths(env)])
		const at = momentOf(env, 60)
		const providers = content.providers.map((provider) => ({ provider, now: providerNowOf(provider, state) }))
		const news = newsOf({ at, asOf: state.asOf, looks, providers, past })
		return answerPage(env, request, nowPage(news, content.site, new URL(request.url).origin, only))
	}
	return new Hono<ApiEnv>()
		.get('/', (context) => answer(context.env, context.req.raw))
		.get('/:provider', (context) => answer(context.env, context.req.raw, providerOf(content, slugPath(context, 'provider')).id))
}

/** The published state; the archive is read only for providers that KV does not know. What was published before is not what is: without KV there is no page about now. */
async function stateOf(env: Env, content: Content): Promise<NowDocument> {
	const written = await Promise.all(
		shardNames(env).map(async (shard) => {
			const read = await reading(keys.now(shard), async () => {
				const stored = await readStored(env, keys.now(shard))
				// The recorder wrote it from this very type.
				return isThere(stored) ? stored.json<NowDocument>() : null
			})
			return orThrow(read)
		}),
	)
	const state = mergeNow(written)
	const known = new Set(state.providers.map((entry) => entry.provider.id))
	return content.providers.every((provider) => known.has(provider.id)) ? state : readModel(env).now()
}
