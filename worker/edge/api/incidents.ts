import { Hono } from 'hono'
import * as z from 'zod/mini'
import { leftOutInAll } from '#core/bounds.ts'
import { placeInIndex } from '#core/documents/listed-parts.ts'
import { isSoundIncident } from '#core/documents/sound-documents.ts'
import { isOpenSummary } from '#core/documents/summary.ts'
import { Claim, type Content } from '#core/model/content.ts'
import {
	EpisodeTitle,
	type IncidentDocument,
	IncidentPart,
	IncidentSummary,
	listed,
} from '#core/model/documents.ts'
import { Incident, SurfaceState } from '#core/model/incident.ts'
import { IncidentId, Instant, Slug } from '#core/model/instant.ts'
import { LeftOut } from '#core/model/left-out.ts'
import { DayOrMoment, Moment } from '#core/model/parameters.ts'
import { Coverage, Timeline } from '#core/model/timeline.ts'
import { IncidentKind, IncidentStatus, isOver } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, monthOf } from '#core/time/time.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { readModel } from '../reading/read-model.ts'
import { type ApiEnv, answerJson, answerMoved, answerText } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { pageOfMonths, readCursor } from './paging.ts'
import { NoQuery, paging } from './parameters.ts'
import { notFound } from './problem.ts'
import { incidentPath, partNumber, readQuery } from './query.ts'
import { agesOf, sightedListOf, sightsOf } from './sights.ts'

const statusWord = 'expected open, over or an incident status such as investigating'
const kindWord = 'expected incident, maintenance or notice'
const IncidentsQuery = z.strictObject({
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	status: z.optional(
		z.union([z.enum(['open', 'over'], { error: statusWord }), z.enum(IncidentStatus.options)], {
			error: statusWord,
		}),
	),
	kind: z.optional(z.enum(IncidentKind.options, { error: kindWord })),
	...paging,
})
export const TimelineQuery = z.strictObject({ asOf: z.optional(Moment) })

export const IncidentsAnswer = sightedListOf(IncidentSummary)

/** Where else something is told: pages, feeds, and the provider's own page. */
export const Links = z.object({
	page: z.string(),
	timeline: z.string(),
	feed: z.string(),
	official: z.nullable(z.string()),
})

/**
 * Where an answer is too large for one: the address of the next older part, and how much is only in
 * the snapshots, by the bound that left it out.
 */
const Older = z.object({ older: z.optional(z.string()), leftOut: z.optional(LeftOut) })

export const IncidentAnswer = z.extend(Incident, {
	asOf: Instant,
	episode: z.nullable(EpisodeTitle),
	/** The episode of several providers that it belongs to. */
	shared: z.optional(EpisodeTitle),
	surfaceStates: listed(SurfaceState),
	coverage: listed(Coverage),
	claims: listed(Claim),
	links: Links,
	...Older.shape,
})
type IncidentAnswer = z.infer<typeof IncidentAnswer>

/** Older statements that one answer has no room for. Part 1 is the oldest. */
export const IncidentPartAnswer = z.object({
	asOf: Instant,
	provider: Slug,
	id: IncidentId,
	title: z.string(),
	/** How many parts there are. */
	of: z.int(),
	...z.pick(IncidentPart, { part: true, updates: true, revisions: true, events: true }).shape,
	links: z.object({ incident: z.string(), older: z.nullable(z.string()), newer: z.string() }),
})

/**
 * With `asOf` in the request, what was known then; `asOfBasis` says whether by our looks or by
 * claimed times.
 */
export const TimelineAnswer = z.extend(Timeline, {
	asOf: Instant,
	asOfBasis: z.optional(z.enum(['seen', 'claimed'])),
	...Older.shape,
})
export type TimelineAnswer = z.infer<typeof TimelineAnswer>

export const incidentRoutes: readonly RouteDescription[] = [
	{
		path: '/incidents',
		tag: 'Record',
		summary: 'Incidents, newest first',
		description:
			'A page may be short, or empty, and still have a next one. With `status=open`, read ' +
			'`notKnown` before you conclude that nothing is open: it names each provider we can’t reach.',
		query: IncidentsQuery,
		parameters: {
			status: '`open`, `over`, or an incident status.',
			kind: '`incident`, `maintenance` or `notice`.',
		},
		answer: { name: 'Incidents', schema: IncidentsAnswer },
	},
	{
		path: '/incidents/{provider}/{id}',
		tag: 'Record',
		summary: 'One incident',
		description:
			'An incident with its updates and every version of what was changed after publication. ' +
			'Where it is too long for one answer, `older` is the address of the next older part.',
		query: NoQuery,
		answer: { name: 'Incident', schema: IncidentAnswer },
		moves: true,
	},
	{
		path: '/incidents/{provider}/{id}/parts/{part}',
		tag: 'Record',
		summary: 'The older parts of a very long incident',
		description:
			'Hardly any incident has one. Where an incident’s answer has `older`, follow it: each part ' +
			'leads to the one before it, down to part 1. `leftOut` counts what only our snapshots keep.',
		query: NoQuery,
		parameters: { part: 'The number of a part, 1 for the oldest.' },
		answer: { name: 'IncidentPart', schema: IncidentPartAnswer },
		moves: true,
	},
	{
		path: '/incidents/{provider}/{id}/timeline',
		tag: 'Record',
		summary: 'The timeline of an incident',
		description:
			'Official updates, user reports, notes and what our checks show, in one order. With ' +
			'`asOf`, as it was known then.',
		query: TimelineQuery,
		answer: { name: 'Timeline', schema: TimelineAnswer },
		moves: true,
	},
]

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
		} satisfies z.infer<typeof IncidentsAnswer>)
	})

	app.get('/:provider/:id', async (context) => {
		readQuery(context, NoQuery)
		const { provider, id } = incidentPath(context)
		const found = await readModel(context.env).incident(provider, id)
		if (!found) throw notFound(`incident ${provider}/${id}`)
		const moved = movedTo(found, id)
		if (moved !== undefined) return answerMoved(addresses.incidentJson(provider, moved))
		if (!('incident' in found)) throw notFound(`incident ${provider}/${id}`)
		return answerJson(context, incidentAnswer(found))
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
		} satisfies z.infer<typeof IncidentPartAnswer>)
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
		if (!('incident' in found)) throw notFound(`incident ${provider}/${id}`)
		if (asOf === undefined) return answerJson(context, timelineAnswer(found))
		// What was known at a moment may be in an older part.
		const whole = await model.wholeIncident(found)
		const then = timelineAsOf(whole.timeline, [whole.incident], asOf)
		return answerJson(context, {
			...then.timeline,
			asOf,
			asOfBasis: then.basis,
		} satisfies TimelineAnswer)
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

function timelineAnswer(document: IncidentDocument): TimelineAnswer {
	const { timeline, asOf } = document
	return { ...timeline, asOf, ...olderOf(document) }
}

/**
 * Where the older part of what an incident's document says begins, and what is nowhere but in the
 * snapshots.
 */
function olderOf({ incident, older, leftOut }: IncidentDocument): z.infer<typeof Older> {
	const lost = leftOutInAll(incident.leftOut, leftOut)
	return {
		...(older && {
			older: addresses.incidentPartJson(incident.provider, incident.id, older.parts),
		}),
		...(lost && { leftOut: lost }),
	}
}

function incidentAnswer(document: IncidentDocument): IncidentAnswer {
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
