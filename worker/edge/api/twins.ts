import { type Context, Hono } from 'hono'
import { isOpen } from '#core/incident/lifespan.ts'
import type { Content } from '#core/model/content.ts'
import { badgeEndpoint, badgeOf, badgeSvg } from '#core/publish/badge.ts'
import { calendar } from '#core/publish/calendar.ts'
import type { IncidentDocument, IncidentSummary } from '#core/publish/documents.ts'
import { addresses } from '#core/publish/html/addresses.ts'
import { llmsText } from '#core/publish/llms.ts'
import { incidentMarkdown } from '#core/publish/markdown.ts'
import { openMetrics } from '#core/publish/metrics.ts'
import { blindSentence } from '#core/publish/sight.ts'
import { statuspageAnswer, statuspageFiles } from '#core/publish/statuspage-shape.ts'
import { compareInstants } from '#core/time.ts'
import type { Env } from '../../env.ts'
import { type ReadModel, readModel } from '../read-model.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerNowOf, providerOf } from './providers.ts'
import { sightedOrFail, sightsOf } from './sights.ts'
import { statusOf } from './status.ts'

/** The same record in the formats of others: Markdown, badges, calendars, Statuspage's shape, OpenMetrics. */
export function twins(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site } = content

	app.get('/incidents/:provider/:file{[A-Za-z0-9_-]+\\.md}', async (context) => {
		const provider = providerOf(content, context.req.param('provider')).id
		const id = context.req.param('file').slice(0, -'.md'.length)
		const found = await readModel(context.env).incident(provider, id)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(`${addresses.incident(provider, moved)}.md`)
		if (!('incident' in found)) throw notFound(`incident ${provider}/${id}`)
		const notKnown = isOpen(found.incident) ? await notKnownNow(context.env, content, provider) : undefined
		return answerText(context, incidentMarkdown(found, site, originOf(context), notKnown), { contentType: 'text/markdown; charset=utf-8' })
	})

	app.get('/badges/:file{[a-z0-9-]+\\.(svg|json)}', async (context) => {
		const file = context.req.param('file')
		const provider = providerOf(content, file.replace(/\.\w+$/, ''))
		const { now, sight } = await sightedOrFail(context.env, provider, await readModel(context.env).now())
		const badge = badgeOf(now, sight)
		const cacheControl = 'public, max-age=60'
		if (file.endsWith('.json')) return answerJson(context, badgeEndpoint(badge), { cacheControl })
		return answerText(context, badgeSvg(badge), { contentType: 'image/svg+xml; charset=utf-8', cacheControl })
	})

	app.get('/calendar/:file{[a-z0-9-]+\\.ics}', async (context) => {
		const provider = providerOf(content, context.req.param('file').replace(/\.ics$/, ''))
		const model = readModel(context.env)
		const now = await model.now()
		await sightedOrFail(context.env, provider, now)
		const incidents = await newestOf(model, provider.id, now.months, calendarMonths)
		const windows = await documentsOf(model, incidents.filter((incident) => incident.kind === 'maintenance').slice(0, mostDocuments))
		const entries = incidents.map((incident) => {
			const window = windows.find((document) => document.incident.id === incident.id)?.incident
			return { incident, ...(window && { window }) }
		})
		const text = calendar(providerNowOf(provider, now).provider, entries, site, originOf(context))
		return answerText(context, text, { contentType: 'text/calendar; charset=utf-8', cacheControl: 'public, max-age=300' })
	})

	for (const file of statuspageFiles) {
		app.get(`/statuspage/:provider/api/v2/${file}.json`, async (context) => {
			const provider = providerOf(content, context.req.param('provider'))
			const model = readModel(context.env)
			const now = await model.now()
			const { now: current, sight } = await sightedOrFail(context.env, provider, now)
			const notKnown = sight.blind && blindSentence(sight)
			const needsHistory = file === 'incidents' || file === 'scheduled-maintenances'
			const wanted =
				file === 'status' || file === 'components' ? [] : needsHistory ? await newestOf(model, provider.id, now.months, historyMonths) : current.open
			const found = await documentsOf(
				model,
				wanted.filter((incident) => file !== 'scheduled-maintenances' || incident.kind === 'maintenance').slice(0, mostDocuments),
			)
			const incidents = found.map((document) => document.incident).filter((incident) => !incident.absence?.confirmed)
			return answerJson(
				context,
				statuspageAnswer({ now: current, asOf: sight.asOf, incidents, origin: originOf(context), ...(notKnown !== null && { notKnown }) }, file),
			)
		})
	}

	app.get('/metrics', async (context) => {
		const text = openMetrics(await statusOf(context.env, content))
		return answerText(context, text, { contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8' })
	})

	app.get('/llms.txt', async (context) => {
		const sighted = await sightsOf(context.env, content.providers, await readModel(context.env).now())
		return answerText(context, llmsText(sighted, site, originOf(context)), { contentType: 'text/plain; charset=utf-8' })
	})

	return app
}

/** Why it cannot be said whether what was open still is; undefined while it can. A store that fails does not make the document itself unreadable. */
async function notKnownNow(env: Env, content: Content, id: string): Promise<string | undefined> {
	const now = await readModel(env)
		.now()
		.catch(() => undefined)
	if (!now) return 'We couldn’t read what we published last.'
	const [found] = await sightsOf(env, [providerOf(content, id)], now)
	return found?.sight.blind ? blindSentence(found.sight) : undefined
}

/** Whole incidents of one answer: each may be a read, and all are parsed. */
const mostDocuments = 25
const historyMonths = 3
const calendarMonths = 12

async function newestOf(model: ReadModel, provider: string, months: readonly string[], mostMonths: number): Promise<IncidentSummary[]> {
	const indexes = await Promise.all(months.slice(0, mostMonths).map((month) => model.index(month)))
	// What is not in a calendar or a list of these formats, programs take for deleted.
	if (!indexes.every((index) => index.whole)) throw new StoreFailure('the index of a month')
	return indexes
		.flatMap((index) => index.incidents)
		.filter((incident) => incident.provider === provider)
		.sort((a, b) => compareInstants(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1))
}

async function documentsOf(model: ReadModel, incidents: readonly IncidentSummary[]): Promise<IncidentDocument[]> {
	const found = await Promise.all(incidents.map(({ provider, id }) => model.incident(provider, id)))
	return found.filter((document): document is IncidentDocument => document !== undefined && 'incident' in document)
}

function originOf(context: Context<ApiEnv>): string {
	return new URL(context.req.url).origin
}
