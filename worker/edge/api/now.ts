import { Hono } from 'hono'
import { newsOf } from '#core/documents/news.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { answerPage } from '../page.ts'
import { lastLooks } from '../reading/last-looks.ts'
import { pastLengths } from '../reading/past-lengths.ts'
import { presentState } from '../reading/present-state.ts'
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
			presentState(env, content),
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
