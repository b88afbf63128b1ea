import { type Context, Hono } from 'hono'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { incidentPartPage } from '#core/fragments/older-parts.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import type { Content } from '#core/model/content.ts'
import type { HistoryDocument, IndexDocument } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { monthOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { answerPage, answerUnknown, writtenPostmortems } from '../page.ts'
import { readModel } from '../reading/read-model.ts'
import { readFeeds } from '../reading/several-feeds.ts'
import { readEpisode } from '../reading/shared-episode.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerMoved } from './answer.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerNowOf } from './provider-now.ts'
import { providerOf } from './providers.ts'
import { incidentPath, partNumber, slugPath } from './query.ts'

/**
 * Pages that the build left to the Worker: what is open, what is newer than the build, and the
 * oldest ones.
 */
export function pages(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site } = content

	app.get('/incidents/:provider/:id', async (context) => {
		const { provider, id } = incidentPath(context)
		const found = await readModel(context.env).incident(provider, id)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incident(provider, moved))
		if (!('incident' in found)) throw notFound(`incident ${provider}/${id}`)
		return answerPage(
			context.env,
			context.req.raw,
			incidentPage(found, site, await writtenPostmortems(context.env)),
		)
	})

	app.get('/incidents/:provider/:id/parts/:part', async (context) => {
		const { provider, id } = incidentPath(context)
		const number = partNumber(context)
		const model = readModel(context.env)
		const found = await model.incident(provider, id)
		const moved = found && movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incidentPart(provider, moved, number))
		const head =
			found && 'incident' in found && number <= (found.older?.parts ?? 0) ? found : undefined
		const part = head && (await model.incidentPart(provider, id, number))
		if (!part) throw notFound(`part ${number} of incident ${provider}/${id}`)
		return answerPage(context.env, context.req.raw, incidentPartPage(head, part, site))
	})

	app.get('/episodes/:id', async (context) => {
		const id = slugPath(context, 'id')
		const document = await readEpisode(readModel(context.env), content, id)
		if (!document) throw notFound(`episode ${id}`)
		return answerPage(
			context.env,
			context.req.raw,
			episodePage(document, site, await writtenPostmortems(context.env)),
		)
	})

	app.get('/corrections', async (context) => {
		const model = readModel(context.env)
		// Without a recorder nothing was found since the site was built; where its word cannot be had,
		// the file says as of when it is.
		const written = await model.writtenNow().catch(() => undefined)
		if (written === undefined) return builtPage(context.env, context.req.raw)
		const { providers } = await model.now()
		const { feeds, unread } = await readFeeds(
			model,
			providers.map(({ provider }) => provider),
		)
		return answerPage(
			context.env,
			context.req.raw,
			correctionsPage(feeds, { asOf: written.asOf, providers }, site, unread),
		)
	})

	app.get('/providers/:provider', async (context) => {
		const provider = providerOf(content, slugPath(context, 'provider'))
		const model = readModel(context.env)
		const now = await model.now()
		if (now.unread.has(provider.id)) throw new StoreFailure(`the state of ${provider.id}`)
		const months = now.months.slice(0, mostMonths)
		const history = await model.history(provider.id)
		const prepared =
			history && months.every((month) => history.since === null || month > history.since)
				? history
				: undefined
		const indexes = prepared
			? byMonth(prepared, months)
			: await Promise.all(months.map((month) => model.index(month)))
		const oldest = months.length < now.months.length ? months.at(-1) : undefined
		const parts = providerPage(providerNowOf(provider, now), now.asOf, indexes, site, {
			...(oldest !== undefined && { oldest }),
		})
		return answerPage(context.env, context.req.raw, parts)
	})

	return app
}

/**
 * A page as the build left it, which is always there: where it cannot be had, that is a failure and
 * no page less.
 */
async function builtPage(env: Env, request: Request): Promise<Response> {
	const { pathname } = new URL(request.url)
	const page = await env.ASSETS.fetch(request).catch((error: unknown) => {
		throw new StoreFailure(pathname, error)
	})
	if (page.status >= 400) throw new StoreFailure(`${pathname} (answered ${page.status})`)
	// With headers that can be added to.
	return new Response(page.body, page)
}

const mostMonths = 6

/** A provider's own incidents as the months' indexes would list them. */
function byMonth({ asOf, summaries }: HistoryDocument, months: readonly string[]): IndexDocument[] {
	const filed = Map.groupBy(summaries, ({ createdAt }) => monthOf(createdAt))
	return months.map((month) => ({ asOf, month, incidents: filed.get(month) ?? [], episodes: [] }))
}

export async function unknownPage(context: Context<ApiEnv>, content: Content): Promise<Response> {
	return answerUnknown(context.env, content, new URL(context.req.url).pathname)
}
