import { cleaned } from '#core/fragments/markup.ts'
import type { FeedItem } from './feed-entry.ts'
import { blocksMarkup, blocksText } from './feed-words.ts'
import type { Feed } from './feeds.ts'
import { type Element, element, fullDate, mailDate, textElement, xmlText } from './xml.ts'

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
	const namespaces = {
		...(feed.items.length > 0 && { 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' }),
	}
	return xmlText(
		element('rss', { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom', ...namespaces }, [
			element('channel', {}, [
				...textElement('title', unmarked(feed.title)),
				...textElement('link', origin + feed.page),
				...textElement('description', unmarked(descriptionOf(feed))),
				...textElement('language', feed.language),
				...textElement('copyright', feed.licence),
				...(feed.updatedAt === null ? [] : textElement('lastBuildDate', mailDate(feed.updatedAt))),
				...textElement('generator', 'Tidemark'),
				...textElement('ttl', '5'),
				element('atom:link', {
					href: `${origin}${feed.path}.xml`,
					rel: 'self',
					type: 'application/rss+xml',
				}),
				...feed.items.map((item) => rssItem(item, feed, origin)),
			]),
		]),
	)
}

function rssItem(item: FeedItem, feed: Feed, origin: string): Element {
	return element('item', {}, [
		...textElement('title', unmarked(item.title)),
		...textElement('link', origin + item.path),
		...textElement('description', markup(item, origin)),
		...item.categories.flatMap((name) => textElement('category', name)),
		...textElement('guid', item.id, { isPermaLink: 'false' }),
		...textElement('pubDate', mailDate(item.at)),
		...textElement('atom:updated', fullDate(item.updatedAt)),
		...textElement('dc:creator', unmarked(item.author ?? feed.author)),
	])
}

function atom(feed: Feed, origin: string, moment: string): string {
	const namespaces = {
		...(feed.items.some(({ thread }) => thread !== undefined) && {
			'xmlns:thr': 'http://purl.org/syndication/thread/1.0',
		}),
	}
	return xmlText(
		element('feed', { xmlns: 'http://www.w3.org/2005/Atom', ...namespaces }, [
			element('author', {}, textElement('name', feed.author)),
			...textElement('generator', 'Tidemark'),
			...textElement('id', feed.id),
			element('link', {
				href: `${origin}${feed.path}.atom`,
				rel: 'self',
				type: 'application/atom+xml',
			}),
			element('link', { href: origin + feed.page, rel: 'alternate', type: 'text/html' }),
			...textElement('rights', feed.licence),
			...textElement('subtitle', cleaned(descriptionOf(feed))),
			...textElement('title', cleaned(feed.title)),
			...textElement('updated', fullDate(feed.updatedAt ?? moment)),
			...feed.items.map((item) => atomEntry(item, feed, origin)),
		]),
	)
}

function atomEntry(item: FeedItem, feed: Feed, origin: string): Element {
	const address = origin + item.path
	return element('entry', {}, [
		element('author', {}, textElement('name', cleaned(item.author ?? feed.author))),
		...item.categories.map((term) => element('category', { term })),
		...textElement('content', markup(item, origin), { type: 'html' }),
		...textElement('id', item.id),
		element('link', { href: address, rel: 'alternate', type: 'text/html' }),
		...textElement('published', fullDate(item.at)),
		...textElement('title', item.title),
		...textElement('updated', fullDate(item.updatedAt)),
		...(item.thread === undefined
			? []
			: [
					element('thr:in-reply-to', {
						ref: item.thread,
						href: address.replace(/#.*$/, ''),
					}),
				]),
	])
}

function json(feed: Feed, origin: string): string {
	return JSON.stringify({
		// JSON Feed 1.1 insists on the list, also where nothing is in it.
		items: feed.items.map((item) => ({
			id: item.id,
			url: origin + item.path,
			title: item.title,
			content_html: markup(item, origin),
			content_text: blocksText(item.blocks, origin + item.path),
			date_published: fullDate(item.at),
			...(item.updatedAt !== item.at && { date_modified: fullDate(item.updatedAt) }),
			authors: [{ name: cleaned(item.author ?? feed.author) }],
			tags: item.categories,
		})),
		version: 'https://jsonfeed.org/version/1.1',
		title: cleaned(feed.title),
		home_page_url: origin + feed.page,
		feed_url: `${origin}${feed.path}.json`,
		description: cleaned(descriptionOf(feed)),
		language: feed.language,
		authors: [{ name: feed.author, url: origin }],
	})
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
