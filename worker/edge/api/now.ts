import { Hono } from 'hono'
import { newsOf } from '#core/documents/news.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import type { Content } from '#core/model/content.ts'
import type { NowDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { keys } from '../keys.ts'
import { answerPage } from '../page.ts'
import { lastLooks } from '../reading/last-looks.ts'
import { mergeNow, soundNow } from '../reading/merge-documents.ts'
import { pastLengths } from '../reading/past-lengths.ts'
import { readModel } from '../reading/read-model.ts'
import { isThere, readStored } from '../reading/stored-text.ts'
import { shardNames } from '../shards.ts'
import { orThrow, reading } from '../store-failure.ts'
import type { ApiEnv } from './answer.ts'
import { emptyNow, providerNowOf } from './provider-now.ts'
import { providerOf } from './providers.ts'
import { slugPath } from './query.ts'

/**
 * `/now` and `/now/{provider}`: made each minute from one read of KV, and the recorders' word on
 * their looks where it can be had.
 */
export function now(content: Content): Hono<ApiEnv> {
	const answer = async (env: Env, request: Request, only?: string): Promise<Response> => {
		const [state, looks, past] = await Promise.all([
			stateOf(env, content),
			lastLooks(env),
			pastLengths(env),
		])
		const at = momentOf(env, 60)
		const { origin } = new URL(request.url)
		const parts = (unread: ReadonlySet<string>, about: readonly Provider[] = content.providers) => {
			const providers = about.map((provider) => ({
				provider,
				now: unread.has(provider.id) ? emptyNow(provider) : providerNowOf(provider, state),
			}))
			const news = newsOf({
				at,
				asOf: state.asOf,
				looks,
				providers,
				past,
				unread: new Set([...state.unread, ...unread]),
			})
			return nowPage(
				news,
				content.site,
				origin,
				about.some(({ id }) => id === only) ? only : undefined,
			)
		}
		return answerPage(env, request, withoutSpoilt(content.providers, parts))
	}
	return new Hono<ApiEnv>()
		.get('/', (context) => answer(context.env, context.req.raw))
		.get('/:provider', (context) =>
			answer(context.env, context.req.raw, providerOf(content, slugPath(context, 'provider')).id),
		)
}

/**
 * What is rendered of all providers; of one whose part cannot be, nothing is shown but that. What
 * costs the page is found only when it does:
 * each provider is then tried by itself.
 */
function withoutSpoilt(
	providers: readonly Provider[],
	render: (unread: ReadonlySet<string>, about?: readonly Provider[]) => PageParts,
): PageParts {
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

/**
 * The published state; the archive is read only for providers that KV does not know. What was
 * published before is not what is: without KV there is no page about now.
 */
async function stateOf(
	env: Env,
	content: Content,
): Promise<NowDocument & { readonly unread: ReadonlySet<string> }> {
	const written = await Promise.all(
		shardNames(env).map(async (shard) => {
			const read = await reading(keys.now(shard), async () => {
				const stored = await readStored(env, keys.now(shard))
				// The recorder wrote it from this very type.
				return isThere(stored) ? soundNow(stored.json<NowDocument>()) : null
			})
			return orThrow(read)
		}),
	)
	const unread = new Set(written.flatMap((part) => [...(part?.unread ?? [])]))
	const state = mergeNow(written.map((part) => part?.document))
	const known = new Set(state.providers.map((entry) => entry.provider.id))
	return content.providers.every((provider) => known.has(provider.id))
		? { ...state, unread }
		: readModel(env).now()
}
