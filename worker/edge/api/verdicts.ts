import { Hono } from 'hono'
import * as z from 'zod/mini'
import { verdictOf } from '#core/documents/verdict.ts'
import { verdictLine } from '#core/formats/terminal.ts'
import type { Content } from '#core/model/content.ts'
import { Verdict } from '#core/model/verdict.ts'
import { addresses } from '#core/text/addresses.ts'
import { presentNews } from '../reading/present-news.ts'
import { type ApiEnv, answerJson, answerText } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { notFound } from './problem.ts'
import { providerOf } from './providers.ts'
import { readQuery, slugPath } from './query.ts'

const VerdictQuery = z.strictObject({
	format: z.optional(z.enum(['json', 'text'], { error: 'expected json or text' })),
})

export const verdictRoute: RouteDescription = {
	path: '/verdict/{provider}/{surface}',
	tag: 'Now',
	summary: 'One product in one word, for programs',
	description:
		'The product is `ok`, `degraded`, `failing` or `unknown` by what its provider says: we do not ' +
		'test the service. `failing` is a major outage; `degraded` is a partial outage, degraded performance, ' +
		'maintenance, or an open incident that names the product. `unknown` means that we could not ' +
		'read the page in the last ten minutes: decide for yourself. `confidence` says who says so: ' +
		'the provider in an update (`declared`), its list of components (`seen`), its users ' +
		'(`users`, which alone changes no verdict). Ask at most once a minute. `format=text` gives one ' +
		'line with tabs between its fields.',
	query: VerdictQuery,
	parameters: { format: '`json`, or `text` for one line.' },
	answer: { name: 'Verdict', schema: Verdict },
}

/** `/api/v1/verdict/{provider}/{surface}`: asked each minute by programs that choose a way. */
export function verdicts(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/:provider/:surface', async (context) => {
		const { format } = readQuery(context, VerdictQuery)
		const { id } = providerOf(content, slugPath(context, 'provider'))
		const product = slugPath(context, 'surface')
		const news = await presentNews(context.env, content)
		const own = news.providers.find(({ now }) => now.provider.id === id)
		const { origin } = new URL(context.req.url)
		const verdict = own && verdictOf(own, product, news.at, origin)
		if (!verdict) throw notFound(`product ${product} of ${id}`)
		// The minute that it was made in is the longest for which it can be what it says.
		const cacheControl = 'public, max-age=30'
		if (format !== 'text') return answerJson(context, verdict, { cacheControl })
		return answerText(context, verdictLine(verdict, news.at, `${origin}${addresses.nowOf(id)}`), {
			contentType: 'text/plain; charset=utf-8',
			cacheControl,
		})
	})
}
