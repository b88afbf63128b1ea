import { type Context, Hono } from 'hono'
import { nowText } from '#core/formats/terminal.ts'
import type { Content } from '#core/model/content.ts'
import { presentNews } from '../reading/present-news.ts'
import { type ApiEnv, answerText } from './answer.ts'
import { providerOf } from './providers.ts'

/** `/now.txt` and `/now/{provider}.txt`: how things stand in eighty columns, `?color` with colours. */
export function terminal(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const answer = async (context: Context<ApiEnv>, only?: string) => {
		const news = await presentNews(context.env, content)
		const url = new URL(context.req.url)
		const text = nowText(news, content.site, url.origin, {
			colour: url.searchParams.has('color') || url.searchParams.has('colour'),
			only,
		})
		return answerText(context, text, {
			contentType: 'text/plain; charset=utf-8',
			cacheControl: 'public, max-age=30',
		})
	}
	app.get('/now.txt', (context) => answer(context))
	app.get('/now/:file{[a-z0-9-]+\\.txt}', (context) =>
		answer(context, providerOf(content, context.req.param('file').replace(/\.txt$/, '')).id),
	)
	return app
}
