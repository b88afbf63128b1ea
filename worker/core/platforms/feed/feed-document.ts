import { parseAtomFeed, parseRssFeed } from 'feedsmith'
import { canonicalJson } from '#core/hash.ts'
import type { Document } from '#core/model/snapshot.ts'
import { readInstant, readMailDate } from '#core/time/time.ts'
import { ParseError } from '../platform.ts'
import { refuseTooManyMarks } from '../work.ts'

/** One entry of an RSS or Atom feed, as strings; nothing is read into it yet. */
export interface FeedEntry {
	/** Its place in the document, for problems. */
	readonly path: string
	/** RSS `guid`, Atom `id`. */
	readonly id?: string
	readonly title: string
	readonly titleIsHtml: boolean
	readonly link?: string
	/** The body: HTML, its escaping undone. */
	readonly html: string
	/** RSS `pubDate`, Atom `published`, as written. */
	readonly published?: string
	readonly categories: readonly string[]
}

export interface FeedDocument {
	readonly entries: readonly FeedEntry[]
	/** The feed's own time: Atom `updated`, RSS `lastBuildDate`, else `pubDate`. */
	readonly versionAt?: string
}

/**
 * Reads a whole RSS 2.0 or Atom feed. Throws ParseError for anything else, for a feed that is cut
 * short or too much work, and for a document type declaration.
 */
export function parseFeed(document: Document): FeedDocument {
	refuseTooManyMarks(document)
	refuseDeclarations(document)
	const root = /<(?:[A-Za-z]+:)?(rss|feed)[\s>]/.exec(document.body)?.[1]
	if (root === undefined) throw new ParseError(document.name, '', 'expected an RSS or Atom feed')
	if (!new RegExp(`</(?:[A-Za-z]+:)?${root}\\s*>`).test(document.body.slice(-400)))
		throw new ParseError(document.name, '', 'the feed is cut short')
	try {
		return root === 'rss' ? readRss(document.body) : readAtom(document.body)
	} catch {
		throw new ParseError(
			document.name,
			'',
			root === 'rss' ? 'not a readable RSS feed' : 'not a readable Atom feed',
		)
	}
}

/**
 * The feed's entries without what changes by itself (the feed's own times, Atom's `updated`),
 * sorted by address. Throws ParseError.
 */
export function canonicalFeed(document: Document): string {
	const rows = parseFeed(document).entries.map(({ path: _, html, ...entry }) =>
		canonicalJson({ ...entry, html: html.replace(/\s+/g, ' ').trim() }),
	)
	return `[${rows.sort().join(',\n')}]`
}

/** A feed's time, in RFC 822 or RFC 3339; undefined when it names no offset. */
export function feedInstant(text: string | undefined): string | undefined {
	return readMailDate(text) ?? readInstant(text?.trim())
}

/**
 * A declaration can define entities that grow without bound or read other files; no feed needs one.
 */
function refuseDeclarations(document: Document): void {
	const { body, name } = document
	for (let at = body.indexOf('<!'); at >= 0; at = body.indexOf('<!', at)) {
		const closing = body.startsWith('<![CDATA[', at)
			? ']]>'
			: body.startsWith('<!--', at)
				? '-->'
				: undefined
		if (closing === undefined)
			throw new ParseError(name, '', 'a document type declaration is refused')
		const end = body.indexOf(closing, at + 4)
		if (end < 0) throw new ParseError(name, '', 'the feed is cut short')
		at = end + closing.length
	}
}

function readRss(body: string): FeedDocument {
	const feed = parseRssFeed(body)
	const versionAt = feedInstant(feed.lastBuildDate) ?? feedInstant(feed.pubDate)
	return {
		entries: (feed.items ?? []).map((item, index) => ({
			path: `/item/${index}`,
			...(item.guid?.value !== undefined && { id: item.guid.value }),
			title: item.title ?? '',
			titleIsHtml: false,
			...(item.link !== undefined && { link: item.link }),
			html: item.content?.encoded ?? item.description ?? '',
			...(item.pubDate !== undefined && { published: item.pubDate }),
			categories: (item.categories ?? []).flatMap((category) => category.name ?? []),
		})),
		...(versionAt && { versionAt }),
	}
}

function readAtom(body: string): FeedDocument {
	const feed = parseAtomFeed(body)
	const versionAt = feedInstant(feed.updated)
	return {
		entries: (feed.entries ?? []).map((entry, index) => {
			const link = (
				entry.links?.find(
					(candidate) => candidate.rel === undefined || candidate.rel === 'alternate',
				) ?? entry.links?.[0]
			)?.href
			const published = entry.published ?? entry.updated
			return {
				path: `/entry/${index}`,
				...(entry.id !== undefined && { id: entry.id }),
				title: entry.title?.value ?? '',
				titleIsHtml: entry.title?.type === 'html' || entry.title?.type === 'xhtml',
				...(link !== undefined && { link }),
				html: entry.content?.value ?? entry.summary?.value ?? '',
				...(published !== undefined && { published }),
				categories: (entry.categories ?? []).flatMap((category) => category.term ?? []),
			}
		}),
		...(versionAt && { versionAt }),
	}
}
