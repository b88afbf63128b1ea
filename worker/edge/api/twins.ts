import { type Context, Hono } from 'hono'
import { blindSentence, type Sight } from '#core/documents/sight.ts'
import { isOpenSummary } from '#core/documents/summary.ts'
import { badgeEndpoint, badgeOf, badgeSvg } from '#core/formats/badge.ts'
import { calendar } from '#core/formats/calendar.ts'
import { llmsText } from '#core/formats/llms.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { metricsFormatFor, metricsText, metricsTypes } from '#core/formats/metrics.ts'
import { historyTypes, statuspageHistory } from '#core/formats/statuspage-history.ts'
import {
	type StatuspageFile,
	type StatuspageView,
	statuspageAnswer,
	statuspageFiles,
} from '#core/formats/statuspage-shape.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { Content } from '#core/model/content.ts'
import type {
	HistoryDocument,
	IncidentSummary,
	NowDocument,
	ProviderNow,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, floorTo } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { type ReadModel, readModel } from '../reading/read-model.ts'
import { unnoted } from '../reading/trace.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import { summary } from './editions.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerOf } from './providers.ts'
import { sightSummaries } from './sight-summaries.ts'
import { sightedOrFail, sightsOf } from './sights.ts'
import { statusOf } from './status.ts'

/**
 * The same record in the formats of others: Markdown, badges, calendars, Statuspage's shape,
 * metrics.
 */
export function twins(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site } = content
	const summaries = sightSummaries(content)

	app.get('/incidents/:provider/:file{[A-Za-z0-9_-]+\\.md}', async (context) => {
		const provider = providerOf(content, context.req.param('provider')).id
		const id = context.req.param('file').slice(0, -'.md'.length)
		const found = await readModel(context.env).incident(provider, id)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(`${addresses.incident(provider, moved)}.md`)
		if (!('incident' in found)) throw notFound(`incident ${provider}/${id}`)
		const notKnown = isOpen(found.incident)
			? await notKnownNow(context.env, content, provider)
			: undefined
		return answerText(context, incidentMarkdown(found, site, originOf(context), notKnown), {
			contentType: 'text/markdown; charset=utf-8',
		})
	})

	app.get('/badges/:file{[a-z0-9-]+\\.(svg|json)}', async (context) => {
		const file = context.req.param('file')
		const provider = providerOf(content, file.replace(/\.\w+$/, ''))
		const { now, sight } = await sightedOrFail(
			context.env,
			provider,
			await readModel(context.env).now(),
		)
		const badge = badgeOf(now, sight)
		const cacheControl = 'public, max-age=60'
		if (file.endsWith('.json')) return answerJson(context, badgeEndpoint(badge), { cacheControl })
		return answerText(context, badgeSvg(badge), {
			contentType: 'image/svg+xml; charset=utf-8',
			cacheControl,
		})
	})

	app.get('/calendar/:file{[a-z0-9-]+\\.ics}', async (context) => {
		const provider = providerOf(content, context.req.param('file').replace(/\.ics$/, ''))
		const model = readModel(context.env)
		const now = await model.now()
		// The looks move each minute, and a calendar says of them what it says for five: no more than
		// that is noted.
		await summary(context.env, summaries, 'lookedAt', `${refreshSeconds} ${provider.id}`)
		const { now: current, sight } = await sightedOrFail(unnoted(context.env), provider, now)
		const history = await model.history(provider.id)
		const months = () =>
			monthsHolding(
				current,
				now,
				({ incidents, maintenance }) => incidents + maintenance,
				mostEvents,
			)
		const text = calendar({
			provider: current.provider,
			incidents: history?.summaries ?? (await newestOf(model, provider.id, months())),
			lookedAt: sight.asOf && floorTo(sight.asOf, refreshSeconds),
			...notKnownOf(sight),
			site,
			origin: originOf(context),
		})
		return answerText(context, text, {
			contentType: 'text/calendar; charset=utf-8',
			cacheControl: `public, max-age=${refreshSeconds}`,
		})
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
			return answerText(context, statuspageHistory(view, format, momentOf(context.env, 86_400)), {
				contentType: historyTypes[format],
				cacheControl: 'public, max-age=60',
			})
		})
	}

	async function statuspageView(
		context: Context<ApiEnv>,
		file: StatuspageFile | 'history',
	): Promise<StatuspageView> {
		const provider = providerOf(content, context.req.param('provider') ?? '')
		const model = readModel(context.env)
		const now = await model.now()
		const { now: current, sight } = await sightedOrFail(context.env, provider, now)
		const history = await model.history(provider.id)
		const rows = await rowsFor(file, model, current, now, history)
		return {
			now: current,
			asOf: sight.asOf,
			incidents: await incidentsOf(model, rows, history),
			origin: originOf(context),
			site: site.name,
			...notKnownOf(sight),
		}
	}

	app.get('/metrics', async (context) => {
		const format = metricsFormatFor(context.req.header('accept'))
		const text = metricsText(await statusOf(context.env, content), format)
		return answerText(context, text, {
			contentType: metricsTypes[format],
			headers: { vary: 'Accept' },
		})
	})

	app.get('/llms.txt', async (context) => {
		const sighted = await sightsOf(
			context.env,
			content.providers,
			await readModel(context.env).now(),
		)
		return answerText(context, llmsText(sighted, site, originOf(context)), {
			contentType: 'text/plain; charset=utf-8',
		})
	})

	return app
}

/**
 * Why it cannot be said whether what was open still is; undefined while it can. A store that fails
 * does not make the document itself unreadable.
 */
async function notKnownNow(env: Env, content: Content, id: string): Promise<string | undefined> {
	const now = await readModel(env)
		.now()
		.catch(() => undefined)
	if (!now) return 'We couldn’t read what we published last.'
	const [found] = await sightsOf(env, [providerOf(content, id)], now)
	return found?.sight.blind ? blindSentence(found.sight) : undefined
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
async function rowsFor(
	file: StatuspageFile | 'history',
	model: ReadModel,
	current: ProviderNow,
	now: NowDocument,
	history: HistoryDocument | undefined,
): Promise<readonly IncidentSummary[]> {
	if (file === 'status' || file === 'components') return []
	if (file === 'summary' || file === 'incidents/unresolved') return current.open
	if (file === 'scheduled-maintenances/upcoming' || file === 'scheduled-maintenances/active')
		return current.open.filter((incident) => incident.kind === 'maintenance')
	const ofKind = (kind: IncidentSummary['kind']) =>
		kind === (file === 'scheduled-maintenances' ? 'maintenance' : 'incident') || file === 'history'
	const count = ({ incidents, maintenance }: Filed) =>
		file === 'history' ? incidents + maintenance : file === 'incidents' ? incidents : maintenance
	const own =
		history?.summaries ??
		(await newestOf(model, current.provider.id, monthsHolding(current, now, count, mostRows)))
	return own.filter(({ kind, withdrawn }) => ofKind(kind) && !withdrawn).slice(0, mostRows)
}

type Filed = NonNullable<ProviderNow['filed']>[number]

/**
 * The newest months that hold `wanted` of a provider's incidents, and a month more: some of them
 * may turn out not to be told.
 */
function monthsHolding(
	{ filed }: ProviderNow,
	now: NowDocument,
	count: (month: Filed) => number,
	wanted: number,
): string[] {
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

async function newestOf(
	model: ReadModel,
	provider: string,
	months: readonly string[],
): Promise<IncidentSummary[]> {
	const indexes = await Promise.all(months.map((month) => model.index(month)))
	// What is not in a calendar or a list of these formats, programs take for deleted.
	if (!indexes.every((index) => index.whole && !index.unread.has(provider)))
		throw new StoreFailure('the index of a month')
	return indexes
		.flatMap((index) => index.incidents)
		.filter((incident) => incident.provider === provider)
		.sort((a, b) => compareInstants(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1))
}

function notKnownOf(sight: Sight): { readonly notKnown?: string } {
	return sight.blind === null ? {} : { notKnown: blindSentence(sight) }
}

/**
 * The incidents of rows: from what was prepared, or each from its own document. What is over and
 * did not fit there is too old for such a list.
 */
async function incidentsOf(
	model: ReadModel,
	rows: readonly IncidentSummary[],
	history: HistoryDocument | undefined,
): Promise<Incident[]> {
	const known = new Map(history?.incidents.map((incident) => [incident.id, incident]))
	const found = await Promise.all(
		rows.map(async (row) => {
			const prepared = known.get(row.id)
			if (prepared || (history && !isOpenSummary(row))) return prepared
			const document = await model.incident(row.provider, row.id)
			return document && 'incident' in document ? document.incident : undefined
		}),
	)
	return found.filter((incident) => incident !== undefined)
}

function originOf(context: Context<ApiEnv>): string {
	return new URL(context.req.url).origin
}
