import { type Context, Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { badgeEndpoint, badgeOf, badgeSvg } from '#core/publish/badge.ts'
import { calendar } from '#core/publish/calendar.ts'
import type { IncidentDocument, IncidentSummary, NowDocument, ProviderNow } from '#core/publish/documents.ts'
import { addresses } from '#core/publish/html/addresses.ts'
import { llmsText } from '#core/publish/llms.ts'
import { incidentMarkdown } from '#core/publish/markdown.ts'
import { metricsFormatFor, metricsText, metricsTypes } from '#core/publish/metrics.ts'
import type { LastLooks } from '#core/publish/news.ts'
import { lastReached, reachNotice } from '#core/publish/reach.ts'
import { historyTypes, statuspageHistory } from '#core/publish/statuspage-history.ts'
import { type StatuspageFile, type StatuspageView, statuspageAnswer, statuspageFiles } from '#core/publish/statuspage-shape.ts'
import { compareInstants, floorTo } from '#core/time.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { lastLooks } from '../last-looks.ts'
import { type ReadModel, readModel } from '../read-model.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerNowOf, providerOf } from './providers.ts'
import { statusOf } from './status.ts'

/** The same record in the formats of others: Markdown, badges, calendars, Statuspage's shape, metrics. */
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
		return answerText(context, incidentMarkdown(found, site, originOf(context)), { contentType: 'text/markdown; charset=utf-8' })
	})

	app.get('/badges/:file{[a-z0-9-]+\\.(svg|json)}', async (context) => {
		const file = context.req.param('file')
		const provider = providerOf(content, file.replace(/\.\w+$/, ''))
		const badge = badgeOf(providerNowOf(provider, await readModel(context.env).now()))
		const cacheControl = 'public, max-age=60'
		if (file.endsWith('.json')) return answerJson(context, badgeEndpoint(badge), { cacheControl })
		return answerText(context, badgeSvg(badge), { contentType: 'image/svg+xml; charset=utf-8', cacheControl })
	})

	app.get('/calendar/:file{[a-z0-9-]+\\.ics}', async (context) => {
		const provider = providerOf(content, context.req.param('file').replace(/\.ics$/, ''))
		const model = readModel(context.env)
		const [now, looks] = await Promise.all([model.now(), lastLooks(context.env)])
		const current = providerNowOf(provider, now)
		const months = monthsHolding(current, now, ({ incidents, maintenance }) => incidents + maintenance, mostEvents)
		const text = calendar({
			provider: current.provider,
			incidents: await newestOf(model, provider.id, months),
			lookedAt: floorTo(lastReached(provider.id, looks) ?? now.asOf, refreshSeconds),
			...noticeOf(provider, looks, context.env),
			site,
			origin: originOf(context),
		})
		return answerText(context, text, { contentType: 'text/calendar; charset=utf-8', cacheControl: `public, max-age=${refreshSeconds}` })
	})

	for (const file of statuspageFiles) {
		app.get(`/statuspage/:provider/api/v2/${file}.json`, async (context) => {
			const view = await statuspageView(context, file)
			return answerJson(context, statuspageAnswer(view, file))
		})
	}

	for (const format of ['rss', 'atom'] as const) {
		app.get(`/statuspage/:provider/history.${format}`, async (context) => {
			const view = await statuspageView(context, 'history')
			return answerText(context, statuspageHistory(view, format), { contentType: historyTypes[format], cacheControl: 'public, max-age=60' })
		})
	}

	async function statuspageView(context: Context<ApiEnv>, file: StatuspageFile | 'history'): Promise<StatuspageView> {
		const provider = providerOf(content, context.req.param('provider') ?? '')
		const model = readModel(context.env)
		const [now, looks] = await Promise.all([model.now(), lastLooks(context.env)])
		const current = providerNowOf(provider, now)
		const found = await documentsOf(model, await rowsFor(file, model, current, now))
		return {
			now: current,
			asOf: now.asOf,
			incidents: found.map((document) => document.incident),
			origin: originOf(context),
			site: site.name,
			...noticeOf(provider, looks, context.env),
		}
	}

	app.get('/metrics', async (context) => {
		const format = metricsFormatFor(context.req.header('accept'))
		const text = metricsText(await statusOf(context.env, content), format)
		return answerText(context, text, { contentType: metricsTypes[format], headers: { vary: 'Accept' } })
	})

	app.get('/llms.txt', async (context) => {
		const now = await readModel(context.env).now()
		return answerText(context, llmsText(now, content.providers, site, originOf(context)), { contentType: 'text/plain; charset=utf-8' })
	})

	return app
}

/** As many as Statuspage gives. */
const mostRows = 50
/** How far a calendar goes back. */
const mostEvents = 300
/** Months of one answer: each is a read of KV and one of an asset. */
const mostMonths = 20
/** How often a calendar is made anew. */
const refreshSeconds = 300

/** The incidents that a Statuspage file is about, newest first. */
async function rowsFor(file: StatuspageFile | 'history', model: ReadModel, current: ProviderNow, now: NowDocument): Promise<readonly IncidentSummary[]> {
	if (file === 'status' || file === 'components') return []
	if (file === 'summary' || file === 'incidents/unresolved') return current.open
	if (file === 'scheduled-maintenances/upcoming' || file === 'scheduled-maintenances/active')
		return current.open.filter((incident) => incident.kind === 'maintenance')
	const ofKind = (kind: IncidentSummary['kind']) => kind === (file === 'scheduled-maintenances' ? 'maintenance' : 'incident') || file === 'history'
	const count = ({ incidents, maintenance }: Filed) => (file === 'history' ? incidents + maintenance : file === 'incidents' ? incidents : maintenance)
	const own = await newestOf(model, current.provider.id, monthsHolding(current, now, count, mostRows))
	return own.filter(({ kind, withdrawn }) => ofKind(kind) && !withdrawn).slice(0, mostRows)
}

type Filed = NonNullable<ProviderNow['filed']>[number]

/** The newest months that hold `wanted` of a provider's incidents, and a month more: some of them may turn out not to be told. */
function monthsHolding({ filed }: ProviderNow, now: NowDocument, count: (month: Filed) => number, wanted: number): string[] {
	// What an older version published does not say which months are the provider's.
	if (filed === undefined) return now.months.slice(0, mostMonths)
	const months: string[] = []
	let held = 0
	for (const month of filed) {
		if (count(month) === 0) continue
		months.push(month.month)
		if (held >= wanted || months.length === mostMonths) break
		held += count(month)
	}
	return months
}

async function newestOf(model: ReadModel, provider: string, months: readonly string[]): Promise<IncidentSummary[]> {
	const indexes = await Promise.all(months.map((month) => model.index(month)))
	return indexes
		.flatMap((index) => index.incidents)
		.filter((incident) => incident.provider === provider)
		.sort((a, b) => compareInstants(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1))
}

function noticeOf(provider: Content['providers'][number], looks: LastLooks, env: Env): { readonly notice?: string } {
	const notice = reachNotice([provider], looks, momentOf(env))
	return notice === undefined ? {} : { notice }
}

async function documentsOf(model: ReadModel, incidents: readonly IncidentSummary[]): Promise<IncidentDocument[]> {
	const found = await Promise.all(incidents.map(({ provider, id }) => model.incident(provider, id)))
	return found.filter((document): document is IncidentDocument => document !== undefined && 'incident' in document)
}

function originOf(context: Context<ApiEnv>): string {
	return new URL(context.req.url).origin
}
