import { Hono } from 'hono'
import type * as z from 'zod/mini'
import { leftOutInAll } from '#core/bounds.ts'
import { placeInIndex } from '#core/documents/listed-parts.ts'
import { isSoundIncident } from '#core/documents/sound-documents.ts'
import { isOpenSummary } from '#core/documents/summary.ts'
import type { Content } from '#core/model/content.ts'
import type { IncidentDocument, IncidentSummary } from '#core/model/documents.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { IncidentsQuery, NoQuery, TimelineQuery } from '#core/openapi/parameters.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, monthOf } from '#core/time/time.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { readModel } from '../reading/read-model.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import { pageOfMonths, readCursor } from './paging.ts'
import { notFound } from './problem.ts'
import { incidentPath, partNumber, readQuery } from './query.ts'
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
		const cursor = readCursor(query.cursor)
		const unread = new Set<string>()
		const page = await pageOfMonths(
			months,
			async (month) => {
				const index = await model.indexSlice(
					month,
					cursor && monthOf(cursor.at) === month ? cursor : undefined,
				)
				whole &&= index.whole
				for (const id of index.unread) unread.add(id)
				return {
					items: index.incidents.filter((incident) => matches(incident, query)),
					more: index.more,
				}
			},
			placeInIndex,
			cursor,
			query.limit,
			model.isDear,
		)
		const asked = content.providers.filter(
			({ id }) => query.provider === undefined || id === query.provider,
		)
		return answerJson(context, {
			...page,
			...agesOf(await sightsOf(context.env, asked, now, { whole, unread })),
		})
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

	app.get('/:provider/:id/parts/:part', async (context) => {
		readQuery(context, NoQuery)
		const { provider, id } = incidentPath(context)
		const number = partNumber(context)
		const model = readModel(context.env)
		const found = await model.incident(provider, id)
		const moved = found && movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incidentPartJson(provider, moved, number))
		const head = found && 'incident' in found ? found : undefined
		const of = head?.older?.parts ?? 0
		const part = number <= of ? await model.incidentPart(provider, id, number) : undefined
		if (!head || !part) throw notFound(`part ${number} of incident ${provider}/${id}`)
		const links = {
			incident: addresses.incidentJson(provider, id),
			older: number > 1 ? addresses.incidentPartJson(provider, id, number - 1) : null,
			newer:
				number < of
					? addresses.incidentPartJson(provider, id, number + 1)
					: addresses.incidentJson(provider, id),
		}
		const { updates, revisions, events } = part
		return answerJson(context, {
			asOf: head.asOf,
			provider,
			id,
			title: head.incident.title,
			part: number,
			of,
			updates,
			revisions,
			events,
			links,
		})
	})

	app.get('/:provider/:id/timeline', async (context) => {
		const { asOf } = readQuery(context, TimelineQuery)
		const { provider, id } = incidentPath(context)
		const model = readModel(context.env)
		// The address that is asked for most while something is down: one read, and nothing made twice.
		const stored = await model.incidentText(provider, id)
		if (typeof stored === 'string' && asOf === undefined) {
			const body = timelineText(stored)
			if (body !== '')
				return answerText(context, body, { contentType: 'application/json; charset=utf-8' })
		}
		const found = await model.incidentFrom(provider, id, stored)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined)
			return answerMoved(
				addresses.incidentTimelineJson(provider, moved) + new URL(context.req.url).search,
			)
		const document = found as IncidentDocument // not moved, so a document
		if (asOf === undefined) return answerJson(context, timelineAnswer(document))
		// What was known at a moment may be in an older part.
		const whole = await model.wholeIncident(document)
		const then = timelineAsOf(whole.timeline, [whole.incident], asOf)
		return answerJson(context, { ...then.timeline, asOf, asOfBasis: then.basis })
	})

	return app
}

/** The incident's own id, where it was asked for by one that it had elsewhere. */
export function movedTo(
	found: IncidentDocument | { readonly movedTo: string },
	id: string,
): string | undefined {
	if ('movedTo' in found) return found.movedTo
	return found.incident.id === id ? undefined : found.incident.id
}

/**
 * Empty for a stored text that only says where the incident went, and for one that cannot be read:
 * what that means is decided elsewhere.
 */
function timelineText(stored: string): string {
	try {
		const document: unknown = JSON.parse(stored)
		return isSoundIncident(document) && !('movedTo' in document)
			? JSON.stringify(timelineAnswer(document))
			: ''
	} catch {
		return ''
	}
}

function timelineAnswer(document: IncidentDocument): unknown {
	const { timeline, asOf } = document
	return { ...timeline, asOf, ...olderOf(document) }
}

/**
 * Where the older part of what an incident's document says begins, and what is nowhere but in the
 * snapshots.
 */
function olderOf({ incident, older, leftOut }: IncidentDocument): {
	readonly older?: string
	readonly leftOut?: LeftOut
} {
	const lost = leftOutInAll(incident.leftOut, leftOut)
	return {
		...(older && {
			older: addresses.incidentPartJson(incident.provider, incident.id, older.parts),
		}),
		...(lost && { leftOut: lost }),
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
	return {
		asOf,
		...incident,
		...olderOf(document),
		episode,
		...(shared && { shared }),
		surfaceStates: states,
		coverage,
		claims,
		links,
	}
}

function within(month: string, from: string | undefined, to: string | undefined): boolean {
	return (
		(from === undefined || month >= monthOf(from)) && (to === undefined || month <= monthOf(to))
	)
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
			(status === 'open'
				? isOpenSummary(incident)
				: status === 'over'
					? isOver(incident.status) || incident.resolvedAt !== null
					: incident.status === status))
	)
}
