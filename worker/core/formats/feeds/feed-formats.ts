import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith'
import { cleaned } from '#core/fragments/markup.ts'
import type { FeedItem } from './feed-entry.ts'
import { blocksMarkup, blocksText } from './feed-words.ts'
import type { Feed } from './feeds.ts'

/**
 * A feed as RSS 2.0, Atom or JSON Feed 1.1. Texts are HTML that we made from words and links: no
 * markup of a provider's arrives here.
 */

export type FeedFormat = 'xml' | 'atom' | 'json'

export const feedTypes: Readonly<Record<FeedFormat, string>> = {
	xml: 'application/rss+xml; charset=utf-8',
	atom: 'application/atom+xml; charset=utf-8',
	json: 'application/feed+json; charset=utf-8',
}

/**
 * Renders a feed; `origin` is put before its paths, such as `https://example.org`. `moment` dates
 * an Atom feed about which nothing is known
 * yet, since that format wants a date.
 */
export function renderFeed(feed: Feed, format: FeedFormat, origin: string, moment: string): string {
	if (format === 'atom') return atom(feed, origin, moment)
	return format === 'json' ? json(feed, origin) : rss(feed, origin)
}

function rss(feed: Feed, origin: string): string {
	return generateRssFeed({
		title: unmarked(feed.title),
		link: origin + feed.page,
		description: unmarked(descriptionOf(feed)),
		language: feed.language,
		copyright: feed.licence,
		...(feed.updatedAt !== null && { lastBuildDate: new Date(feed.updatedAt) }),
		generator: 'Tidemark',
		ttl: 5,
		atom: {
			links: [{ href: `${origin}${feed.path}.xml`, rel: 'self', type: 'application/rss+xml' }],
		},
		items: feed.items.map((item) => ({
			title: unmarked(item.title),
			link: origin + item.path,
			description: markup(item, origin),
			categories: item.categories.map((name) => ({ name })),
			guid: { value: item.id, isPermaLink: false },
			pubDate: new Date(item.at),
			dc: { creators: [unmarked(item.author ?? feed.author)] },
			atom: { updated: new Date(item.updatedAt) },
		})),
	})
}

function atom(feed: Feed, origin: string, moment: string): string {
	return generateAtomFeed({
		id: feed.id,
		title: { value: cleaned(feed.title) },
		subtitle: { value: cleaned(descriptionOf(feed)) },
		updated: new Date(feed.updatedAt ?? moment),
		rights: { value: feed.licence },
		generator: { text: 'Tidemark' },
		authors: [{ name: feed.author }],
		links: [
			{ href: `${origin}${feed.path}.atom`, rel: 'self', type: 'application/atom+xml' },
			{ href: origin + feed.page, rel: 'alternate', type: 'text/html' },
		],
		entries: feed.items.map((item) => ({
			id: item.id,
			title: { value: item.title },
			updated: new Date(item.updatedAt),
			published: new Date(item.at),
			authors: [{ name: cleaned(item.author ?? feed.author) }],
			links: [{ href: origin + item.path, rel: 'alternate', type: 'text/html' }],
			categories: item.categories.map((term) => ({ term })),
			content: { type: 'html', value: markup(item, origin) },
			...(item.thread !== undefined && {
				thr: { inReplyTos: [{ ref: item.thread, href: origin + item.path.replace(/#.*$/, '') }] },
			}),
		})),
	})
}

function json(feed: Feed, origin: string): string {
	const value = generateJsonFeed({
		title: cleaned(feed.title),
		home_page_url: origin + feed.page,
		feed_url: `${origin}${feed.path}.json`,
		description: cleaned(descriptionOf(feed)),
		language: feed.language,
		authors: [{ name: feed.author, url: origin }],
		items: feed.items.map((item) => ({
			id: item.id,
			url: origin + item.path,
			title: item.title,
			content_html: markup(item, origin),
			content_text: blocksText(item.blocks, origin + item.path),
			date_published: new Date(item.at),
			...(item.updatedAt !== item.at && { date_modified: new Date(item.updatedAt) }),
			authors: [{ name: cleaned(item.author ?? feed.author) }],
			tags: [...item.categories],
		})),
	})
	// JSON Feed 1.1 insists on the list, also where nothing is in it.
	return JSON.stringify({ items: [], ...(value as object) })
}

/** What the feed is; before that, where it may lack what is newest. */
function descriptionOf({ description, notKnown }: Feed): string {
	return notKnown === undefined ? description : `${notKnown} ${description}`
}

function markup(item: FeedItem, origin: string): string {
	return blocksMarkup(item.blocks, origin + item.path).text
}

/**
 * RSS does not say whether a title is text or HTML, so nothing in one may be taken for a tag or an
 * entity.
 */
function unmarked(text: string): string {
	return cleaned(text)
		.replace(/<(?=[a-z/!?])/gi, '‹')
		.replace(/&(?=#?[a-z0-9]+;)/gi, '＆')
}
