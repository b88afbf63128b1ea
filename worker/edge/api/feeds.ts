import { type Context, Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import type { FeedDocument } from '#core/publish/documents.ts'
import { type FeedFormat, feedTypes, renderFeed } from '#core/publish/feed-formats.ts'
import { allFeed, correctionsFeed, type Feed, headsFeed, incidentFeed, providerFeed, surfaceFeed } from '#core/publish/feeds.ts'
import { addresses } from '#core/publish/html/addresses.ts'
import { reachNotice } from '#core/publish/reach.ts'
import { headerOf } from '#core/record/provider-record.ts'
import { floorTo, latest } from '#core/time.ts'
import { momentOf } from '../clock.ts'
import { lastLooks } from '../last-looks.ts'
import { nothingYet } from '../merge-documents.ts'
import { type ReadModel, readModel } from '../read-model.ts'
import { type ApiEnv, answerMoved, answerText } from './answer.ts'
import { movedTo } from './incidents.ts'
import { notFound } from './problem.ts'
import { providerOf } from './providers.ts'

/** `/feeds/…`: each feed in three formats, rendered on request from a compact index. */
export function feeds(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site } = content

	app.get('/incidents/:provider/:file', async (context) => {
		const { name, format } = fileOf(context)
		const provider = context.req.param('provider')
		const found = await readModel(context.env).incident(providerOf(content, provider).id, name)
		if (!found) throw notFound(`feed of incident ${provider}/${name}`)
		const moved = movedTo(found, name)
		if (moved !== undefined) return answerMoved(`${addresses.feeds.incident(provider, moved)}.${format}`)
		if (!('incident' in found)) throw notFound(`feed of incident ${provider}/${name}`)
		return answerFeed(context, incidentFeed(found, site), format, [found.provider])
	})

	app.get('/:provider/:file', async (context) => {
		const { name, format } = fileOf(context)
		const document = await feedOf(readModel(context.env), content, context.req.param('provider'))
		const feed = surfaceFeed(document, name, site)
		if (!feed) throw notFound(`feed of surface ${name}`)
		return answerFeed(context, feed, format, [document.provider])
	})

	app.get('/:file', async (context) => {
		const { name, format } = fileOf(context)
		const model = readModel(context.env)
		const everything = () => Promise.all(content.providers.map((provider) => feedOf(model, content, provider.id)))
		if (name === 'all') return answerFeed(context, allFeed(await everything(), site), format, content.providers)
		if (name === 'corrections') return answerFeed(context, correctionsFeed(await everything(), site), format, content.providers)
		if (name === 'heads') {
			const heads = await model.heads()
			return answerFeed(context, headsFeed(heads, latest(...heads.days.flatMap((day) => day.heads.map((head) => head.until))) ?? null, site), format, [])
		}
		const document = await feedOf(model, content, name)
		return answerFeed(context, providerFeed(document, site), format, [document.provider])
	})

	return app
}

/** A provider about which nothing was said yet has an empty feed, not none: readers may subscribe before. It is as old as the rest of the record. */
async function feedOf(model: ReadModel, content: Content, id: string): Promise<FeedDocument> {
	const provider = providerOf(content, id)
	return (await model.feed(id)) ?? { asOf: (await model.now()).asOf, provider: headerOf(provider), entries: [], corrections: [] }
}

function fileOf(context: Context<ApiEnv>): { name: string; format: FeedFormat } {
	const file = context.req.param('file') ?? ''
	const match = /^([A-Za-z0-9_-]{1,80})\.(xml|atom|json)$/.exec(file)
	if (!match?.[1] || !match[2]) throw notFound(`feed ${file}`)
	return { name: match[1], format: match[2] as FeedFormat } // the expression allows these alone
}

/** `about` are the providers whose silence it would be. */
async function answerFeed(
	context: Context<ApiEnv>,
	feed: Feed,
	format: FeedFormat,
	about: readonly { readonly id: string; readonly name: string }[],
): Promise<Response> {
	const at = momentOf(context.env)
	const notice = about.length === 0 ? undefined : reachNotice(about, await lastLooks(context.env), at)
	// Where nothing was ever recorded the feed is as new as the day: readers take a date of 1970 for a broken feed.
	const updatedAt = feed.updatedAt === null || feed.updatedAt === nothingYet ? floorTo(at, 86_400) : feed.updatedAt
	const told = { ...feed, updatedAt, ...(notice !== undefined && { description: `${notice} ${feed.description}` }) }
	const body = renderFeed(told, format, new URL(context.req.url).origin)
	return answerText(context, body, { contentType: feedTypes[format], cacheControl: 'public, max-age=60', lastModified: updatedAt })
}
