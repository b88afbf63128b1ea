import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Claim, type Content } from '#core/model/content.ts'
import { listed } from '#core/model/documents.ts'
import { Episode, Incident, SurfaceState } from '#core/model/incident.ts'
import { Instant, Slug } from '#core/model/instant.ts'
import { LeftOut } from '#core/model/left-out.ts'
import { DayOrMoment } from '#core/model/parameters.ts'
import { Coverage } from '#core/model/timeline.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, monthOf } from '#core/time/time.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { readModel } from '../reading/read-model.ts'
import { episodesOfMonth, readEpisode } from '../reading/shared-episode.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { Links, TimelineAnswer, TimelineQuery } from './incidents.ts'
import { pageOfMonths, readCursor } from './paging.ts'
import { NoQuery, paging } from './parameters.ts'
import { notFound } from './problem.ts'
import { readQuery, slugPath } from './query.ts'
import { agesOf, sightedListOf, sightsOf } from './sights.ts'

const EpisodesQuery = z.strictObject({
	provider: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	...paging,
})

export const EpisodesAnswer = sightedListOf(Episode)

export const EpisodeAnswer = z.extend(Episode, {
	asOf: Instant,
	members: listed(Incident),
	/**
	 * Of an episode of several providers: incidents (`provider/id`) of it that could not be read now.
	 */
	missing: z.optional(listed(z.string())),
	surfaceStates: listed(SurfaceState),
	coverage: listed(Coverage),
	claims: listed(Claim),
	links: Links,
	/** What it has no room for: each member's own address has it. */
	leftOut: z.optional(LeftOut),
})

export const episodeRoutes: readonly RouteDescription[] = [
	{
		path: '/episodes',
		tag: 'Record',
		summary: 'Outages, newest first',
		description: 'Incidents that belong together, by an editor’s grouping or by rule.',
		query: EpisodesQuery,
		answer: { name: 'Episodes', schema: EpisodesAnswer },
	},
	{
		path: '/episodes/{id}',
		tag: 'Record',
		summary: 'One outage',
		description: 'Its incidents, and when it was down, up, and down again.',
		query: NoQuery,
		answer: { name: 'Episode', schema: EpisodeAnswer },
	},
	{
		path: '/episodes/{id}/timeline',
		tag: 'Record',
		summary: 'The timeline of an outage',
		description: 'The timelines of its incidents as one. With `asOf`, as it was known then.',
		query: TimelineQuery,
		answer: { name: 'Timeline', schema: TimelineAnswer },
	},
]

/** `/api/v1/episodes…` */
export function episodes(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()

	app.get('/', async (context) => {
		const { provider, from, to, cursor, limit } = readQuery(context, EpisodesQuery)
		const model = readModel(context.env)
		const now = await model.now()
		const months = now.months.filter(
			(month) =>
				(from === undefined || month >= monthOf(from)) &&
				(to === undefined || month <= monthOf(to)),
		)
		let whole = true
		const unread = new Set<string>()
		const page = await pageOfMonths(
			months,
			async (month) => {
				const index = await episodesOfMonth(model, content, month)
				whole &&= index.whole
				for (const id of index.unread) unread.add(id)
				const items = index.episodes.filter(
					(episode) =>
						(provider === undefined ||
							(episode.providers ?? [episode.provider]).includes(provider)) &&
						(from === undefined || compareInstants(episode.from, from) >= 0) &&
						(to === undefined || compareInstants(episode.from, to) < 0),
				)
				return { items }
			},
			(episode) => ({ at: episode.from, key: episode.id }),
			readCursor(cursor),
			limit,
			model.isDear,
		)
		const asked = content.providers.filter(({ id }) => provider === undefined || id === provider)
		return answerJson(context, {
			...page,
			...agesOf(await sightsOf(context.env, asked, now, { whole, unread })),
		} satisfies z.infer<typeof EpisodesAnswer>)
	})

	app.get('/:id', async (context) => {
		readQuery(context, NoQuery)
		const id = slugPath(context, 'id')
		const document = await readEpisode(readModel(context.env), content, id)
		if (!document) throw notFound(`episode ${id}`)
		const { episode, asOf, incidents, missing, states, coverage, claims, leftOut } = document
		const links = {
			page: addresses.episode(id),
			timeline: addresses.episodeTimelineJson(id),
			feed: `${addresses.feeds.provider(episode.provider)}.atom`,
			official: null,
		}
		return answerJson(context, {
			asOf,
			...episode,
			members: incidents,
			...(missing && { missing }),
			surfaceStates: states,
			coverage,
			claims,
			links,
			...(leftOut && { leftOut }),
		} satisfies z.infer<typeof EpisodeAnswer>)
	})

	app.get('/:id/timeline', async (context) => {
		const { asOf } = readQuery(context, TimelineQuery)
		const id = slugPath(context, 'id')
		const document = await readEpisode(readModel(context.env), content, id)
		if (!document) throw notFound(`episode ${id}`)
		if (asOf === undefined)
			return answerJson(context, {
				...document.timeline,
				asOf: document.asOf,
			} satisfies TimelineAnswer)
		const then = timelineAsOf(document.timeline, document.incidents, asOf)
		return answerJson(context, {
			...then.timeline,
			asOf,
			asOfBasis: then.basis,
		} satisfies TimelineAnswer)
	})

	return app
}
