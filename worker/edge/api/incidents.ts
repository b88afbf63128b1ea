import { Hono } from 'hono'
import type * as z from 'zod/mini'
import type { Content } from '#core/model/content.ts'
import { isOver } from '#core/model/vocabulary.ts'
import type { IncidentDocument, IncidentSummary } from '#core/publish/documents.ts'
import { addresses } from '#core/publish/html/addresses.ts'
import { IncidentsQuery, NoQuery, TimelineQuery } from '#core/publish/openapi/parameters.ts'
import { isSoundIncident } from '#core/publish/sound-documents.ts'
import { isOpenSummary } from '#core/publish/summary.ts'
import { compareInstants, monthOf } from '#core/time.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { readModel } from '../read-model.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import { pageOfMonths, readCursor } from './paging.ts'
import { notFound } from './problem.ts'
import { incidentPath, readQuery } from './query.ts'
import { renderOnce } from './rendered.ts'
import { agesOf, sightsOf } from './sights.ts'

/** `/api/v1/incidents…` */
export function incidents(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()

	app.get('/', async (context) => {
		const query = readQuery(context, IncidentsQuery)
		const model = readModel(context.env)
		const now = await model.now()
		const months = now.months.filter((month) => within(month, query.from, query.to))
		let whole = true
		const unread = new Set<string>()
		const page = await pageOfMonths(
			months,
			async (month) => {
				const index = await model.index(month)
				whole &&= index.whole
				for (const id of index.unread) unread.add(id)
				return index.incidents.filter((incident) => matches(incident, query))
			},
			(incident) => ({ at: incident.createdAt, key: `${incident.provider}/${incident.id}` }),
			readCursor(query.cursor),
			query.limit,
			model.isDear,
		)
		const asked = content.providers.filter(({ id }) => query.provider === undefined || id === query.provider)
		return answerJson(context, { ...page, ...agesOf(await sightsOf(context.env, asked, now, { whole, unread })) })
	})

	app.get('/:provider/:id', async (context) => {
		readQuery(context, NoQuery)
		const { provider, id } = incidentPath(context)
		const found = await readModel(context.env).incident(provider, id)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incidentJson(provider, moved))
		return answerJson(context, incidentAnswer(found as IncidentDocument)) // not moved, so a document
	})

	app.get('/:provider/:id/timeline', async (context) => {
		const { asOf } = readQuery(context, TimelineQuery)
		const { provider, id } = incidentPath(context)
		const model = readModel(context.env)
		// The address that is asked for most while something is down: one read, and nothing made twice.
		const stored = await model.incidentText(provider, id)
		if (typeof stored === 'string' && asOf === undefined) {
			const { body, etag } = await renderOnce(`${provider}/${id}`, stored, timelineText)
			if (body !== '') return answerText(context, body, { contentType: 'application/json; charset=utf-8', etag })
		}
		const found = await model.incidentFrom(provider, id, stored)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incidentTimelineJson(provider, moved) + new URL(context.req.url).search)
		const document = found as IncidentDocument // not moved, so a document
		if (asOf === undefined) return answerJson(context, { ...document.timeline, asOf: document.asOf })
		const then = timelineAsOf(document.timeline, [document.incident], asOf)
		return answerJson(context, { ...then.timeline, asOf, asOfBasis: then.basis })
	})

	return app
}

/** The incident's own id, where it was asked for by one that it had elsewhere. */
export function movedTo(found: IncidentDocument | { readonly movedTo: string }, id: string): string | undefined {
	if ('movedTo' in found) return found.movedTo
	return found.incident.id === id ? undefined : found.incident.id
}

/** Empty for a stored text that only says where the incident went, and for one that cannot be read: what that means is decided elsewhere. */
function timelineText(stored: string): string {
	try {
		const document: unknown = JSON.parse(stored)
		return isSoundIncident(document) && !('movedTo' in document) ? JSON.stringify({ ...document.timeline, asOf: document.asOf }) : ''
	} catch {
		return ''
	}
}

function incidentAnswer(document: IncidentDocument): unknown {
	const { incident, asOf, episode, shared, states, coverage, claims } = document
	const { provider, id } = incident
	const links = {
		page: addresses.incident(provider, id),
		timeline: addresses.incidentTimelineJson(provider, id),
		feed: `${addresses.feeds.incident(provider, id)}.atom`,
		official: incident.url ?? null,
	}
	return { asOf, ...incident, episode, ...(shared && { shared }), surfaceStates: states, coverage, claims, links }
}

function within(month: string, from: string | undefined, to: string | undefined): boolean {
	return (from === undefined || month >= monthOf(from)) && (to === undefined || month <= monthOf(to))
}

function matches(incident: IncidentSummary, query: z.output<typeof IncidentsQuery>): boolean {
	const { provider, surface, from, to, status, kind } = query
	return (
		(provider === undefined || incident.provider === provider) &&
		(surface === undefined || incident.surfaces.includes(surface)) &&
		(kind === undefined || incident.kind === kind) &&
		(from === undefined || compareInstants(incident.createdAt, from) >= 0) &&
		(to === undefined || compareInstants(incident.createdAt, to) < 0) &&
		(status === undefined ||
			(status === 'open' ? isOpenSummary(incident) : status === 'over' ? isOver(incident.status) || incident.resolvedAt !== null : incident.status === status))
	)
}
