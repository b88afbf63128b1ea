import { type Context, Hono } from 'hono'
import { type FeedFormat, feedTypes, renderFeed } from '#core/formats/feeds/feed-formats.ts'
import {
	allFeed,
	correctionsFeed,
	type Feed,
	headsFeed,
	incidentFeed,
	providerFeed,
	surfaceFeed,
} from '#core/formats/feeds/feeds.ts'
import { problemsFeed } from '#core/formats/feeds/problems-feed.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { Content } from '#core/model/content.ts'
import type { FeedDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { headerOf } from '#core/record/provider-record.ts'
import { addresses } from '#core/text/addresses.ts'
import { latest } from '#core/time/time.ts'
import { momentOf } from '../clock.ts'
import { lastLooks } from '../reading/last-looks.ts'
import { type ReadModel, readModel } from '../reading/read-model.ts'
import { readFeeds } from '../reading/several-feeds.ts'
import { type ApiEnv, answerMoved, answerText } from './answer.ts'
import { summary } from './editions.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerOf } from './providers.ts'
import { sightSummaries } from './sight-summaries.ts'

/** `/feeds/…`: each feed in three formats, rendered on request from a compact index. */
export function feeds(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site } = content
	const answerFeed = feedAnswer(content)

	app.get('/incidents/:provider/:file', async (context) => {
		const { name, format } = fileOf(context)
		const provider = context.req.param('provider')
		const found = await readModel(context.env).incident(providerOf(content, provider).id, name)
		if (!found) throw notFound(`feed of incident ${provider}/${name}`)
		const moved = movedTo(found, name)
		if (moved !== undefined)
			return answerMoved(`${addresses.feeds.incident(provider, moved)}.${format}`)
		if (!('incident' in found)) throw notFound(`feed of incident ${provider}/${name}`)
		const watched = isOpen(found.incident)
			? content.providers.filter(({ id }) => id === provider)
			: []
		return answerFeed(context, incidentFeed(found, site), format, watched)
	})

	app.get('/:provider/:file', async (context) => {
		const { name, format } = fileOf(context)
		const document = await feedOf(readModel(context.env), content, context.req.param('provider'))
		const feed = surfaceFeed(document, name, site)
		if (!feed) throw notFound(`feed of surface ${name}`)
		return answerFeed(context, feed, format, [providerOf(content, context.req.param('provider'))])
	})

	app.get('/:file', async (context) => {
		const { name, format } = fileOf(context)
		const model = readModel(context.env)
		const together = { all: allFeed, corrections: correctionsFeed }
		if (name === 'all' || name === 'corrections') {
			const { feeds, unread } = await readFeeds(model, content.providers)
			return answerFeed(context, together[name](feeds, site), format, content.providers, unread)
		}
		if (name === 'problems') {
			const { troubles = [], heard } = await lastLooks(context.env)
			const feed = problemsFeed(troubles, content.providers, site)
			return answerFeed(
				context,
				heard
					? feed
					: {
							...feed,
							notKnown: 'Our recorder didn’t answer, so its newest problems are missing here.',
						},
				format,
				[],
			)
		}
		if (name === 'heads') {
			const heads = await model.heads()
			return answerFeed(
				context,
				headsFeed(
					heads,
					latest(...heads.days.flatMap((day) => day.heads.map((head) => head.until))) ?? null,
					site,
				),
				format,
				[],
			)
		}
		return answerFeed(context, providerFeed(await feedOf(model, content, name), site), format, [
			providerOf(content, name),
		])
	})

	return app
}

function emptyFeed(provider: Provider): FeedDocument {
	return { asOf: null, provider: headerOf(provider), entries: [], corrections: [] }
}

/**
 * A provider about which nothing was said yet has an empty feed, not none: readers may subscribe
 * before. It is as old as the rest of the record.
 */
async function feedOf(model: ReadModel, content: Content, id: string): Promise<FeedDocument> {
	const provider = providerOf(content, id)
	return (await model.feed(id)) ?? emptyFeed(provider)
}

function fileOf(context: Context<ApiEnv>): { name: string; format: FeedFormat } {
	const file = context.req.param('file') ?? ''
	const match = /^([A-Za-z0-9_-]{1,80})\.(xml|atom|json)$/.exec(file)
	if (!match?.[1] || !match[2]) throw notFound(`feed ${file}`)
	return { name: match[1], format: match[2] as FeedFormat } // the expression allows these alone
}

/**
 * `about` are the providers whose pages may have said something that the feed does not hold yet;
 * `unread` names those whose entries could not
 * be read.
 */
type FeedAnswer = (
	context: Context<ApiEnv>,
	feed: Feed,
	format: FeedFormat,
	about: readonly Provider[],
	unread?: readonly string[],
) => Promise<Response>

function feedAnswer(content: Content): FeedAnswer {
	const summaries = sightSummaries(content)
	return async (context, feed, format, about, unread = []) => {
		const lacking = unread.map(
			(name) => `We couldn’t read our entries about ${name}, so they are missing here.`,
		)
		// The looks move each minute and what is said of them hardly ever: a feed is made anew when
		// that changes.
		const blind =
			about.length === 0
				? ''
				: await summary(context.env, summaries, 'blind', about.map(({ id }) => id).join(' '))
		const notKnown = [feed.notKnown ?? '', ...lacking, blind]
			.filter((sentence) => sentence !== '')
			.join(' ')
		const origin = new URL(context.req.url).origin
		const day = momentOf(context.env, 86_400)
		const options = { contentType: feedTypes[format], cacheControl: 'public, max-age=60' }
		if (notKnown !== '')
			return answerText(context, renderFeed({ ...feed, notKnown }, format, origin, day), options)
		// What went blind or sees again has changed without an entry: only then the date of the newest
		// does not tell.
		return answerText(context, renderFeed(feed, format, origin, day), {
			...options,
			...(feed.updatedAt !== null && { lastModified: feed.updatedAt }),
		})
	}
}
