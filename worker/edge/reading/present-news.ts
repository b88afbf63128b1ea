import { type News, newsOf } from '#core/documents/news.ts'
import type { Content } from '#core/model/content.ts'
import type { Env } from '../../env.ts'
import { providerNowOf } from '../api/provider-now.ts'
import { momentOf } from '../clock.ts'
import { lastLooks } from './last-looks.ts'
import { presentState } from './present-state.ts'

/** How all providers stand this minute, for what is no page; nothing of the past. */
export async function presentNews(env: Env, content: Content): Promise<News> {
	const [state, looks] = await Promise.all([presentState(env, content), lastLooks(env)])
	return newsOf({
		at: momentOf(env, 60),
		asOf: state.asOf,
		looks,
		unread: state.unread,
		providers: content.providers.map((provider) => ({
			provider,
			now: providerNowOf(provider, state),
		})),
	})
}
