import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { EpisodesQuery, NoQuery, TimelineQuery } from '#core/openapi/parameters.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, monthOf } from '#core/time/time.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { readModel } from '../reading/read-model.ts'
import { episodesOfMonth, readEpisode } from '../reading/shared-episode.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import { pageOfMonths, readCursor } from './paging.ts'
import { notFound } from './problem.ts'
import { readQuery, slugPath } from './query.ts'
import { agesOf, sightsOf } from './sights.ts'

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
		})
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
		})
	})

	app.get('/:id/timeline', async (context) => {
		const { asOf } = readQuery(context, TimelineQuery)
		const id = slugPath(context, 'id')
		const document = await readEpisode(readModel(context.env), content, id)
		if (!document) throw notFound(`episode ${id}`)
		if (asOf === undefined)
			return answerJson(context, { ...document.timeline, asOf: document.asOf })
		const then = timelineAsOf(document.timeline, document.incidents, asOf)
		return answerJson(context, { ...then.timeline, asOf, asOfBasis: then.basis })
	})

	return app
}
