import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { answerUnavailable } from '../page.ts'
import { StoreFailure } from '../store-failure.ts'
import { analysis } from './analysis.ts'
import { type ApiEnv, answerWithoutSlash } from './answer.ts'
import { answerHeaders, isForPeople } from './answer-headers.ts'
import { at } from './at.ts'
import { claims } from './claims.ts'
import { editions } from './editions.ts'
import { episodes } from './episodes.ts'
import { exporting } from './export.ts'
import { feeds } from './feeds.ts'
import { incidents } from './incidents.ts'
import { now } from './now.ts'
import { openapi } from './openapi.ts'
import { pages, unknownPage } from './pages.ts'
import { pastPages } from './past-pages.ts'
import { answerProblem, RequestProblem } from './problem.ts'
import { providers } from './providers.ts'
import { reports, takesReports } from './reports.ts'
import { sightSummaries } from './sight-summaries.ts'
import { snapshots } from './snapshots.ts'
import { status } from './status.ts'
import { terminal } from './terminal.ts'
import { twins } from './twins.ts'
import { verdicts } from './verdicts.ts'

/**
 * Everything that HTTP reaches and no asset answers, for what `content/` says: JSON, feeds and the
 * pages that are not built.
 */
export function createApp(content: Content, local?: Hono<ApiEnv>): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	app.use('*', editions(sightSummaries(content)))
	// What local commands ask is guarded by itself and may write.
	if (local) app.route('/admin', local)
	app.use('*', answerHeaders)

	app.route('/api/v1/status', status(content))
	app.route('/api/v1/verdict', verdicts(content))
	app.route('/api/v1/providers', providers(content))
	app.route('/api/v1/incidents', incidents(content))
	app.route('/api/v1/episodes', episodes(content))
	app.route('/api/v1/claims', claims(content))
	app.route('/api/v1/at', at(content))
	app.route('/api/v1/snapshots', snapshots())
	app.route('/api/v1/analysis', analysis())
	app.route('/api/v1/export', exporting(content))
	app.route('/api/v1/openapi.json', openapi())
	app.route('/feeds', feeds(content))
	app.route('/', terminal(content))
	app.route('/now', now(content))
	app.route('/', reports(content))
	app.route('/', twins(content))
	app.route('/', pastPages(content))
	app.route('/', pages(content))

	// Every route is a GET (HEAD comes with it) but the one that takes reports, so other methods end
	// here.
	app.notFound((context) => {
		const { method } = context.req
		const address = new URL(context.req.url)
		const path = address.pathname
		const allow = takesReports(path) ? 'GET, HEAD, POST, OPTIONS' : 'GET, HEAD, OPTIONS'
		if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } })
		if (!reading.has(method))
			return answerProblem(
				context,
				405,
				`${method.slice(0, 20)} is not possible here, only ${allow}.`,
				{ headers: { allow } },
			)
		if (path.length > 1 && path.endsWith('/')) return answerWithoutSlash(address)
		return isForPeople(path)
			? unknownPage(context, content)
			: answerProblem(context, 404, `There is nothing at ${path.slice(0, 200)}.`)
	})
	app.onError((error, context) => {
		const path = new URL(context.req.url).pathname
		if (error instanceof StoreFailure) {
			console.error(error)
			if (isForPeople(path)) return answerUnavailable(context.env, content.site, storeRetrySeconds)
			const detail =
				'One of our own stores didn’t answer, so we can’t say what is recorded. ' +
				'This says nothing about the services we watch.'
			return answerProblem(context, 503, detail, { headers: { 'retry-after': storeRetrySeconds } })
		}
		if (!(error instanceof RequestProblem)) {
			console.error(error)
			return answerProblem(context, 500, 'This answer could not be made. It has been noted.')
		}
		const person = error.status === 404 && isForPeople(path)
		return person
			? unknownPage(context, content)
			: answerProblem(context, error.status, error.message, error.more)
	})
	return app
}

/** Stores fail for moments. */
const storeRetrySeconds = '30'

const reading = new Set(['GET', 'HEAD'])
