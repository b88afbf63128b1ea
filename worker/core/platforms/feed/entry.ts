import { textOf, tokensOf } from '#core/text/html-text.ts'
import { type Problems, titleOf } from '../read.ts'
import type { FeedEntry } from './feed-document.ts'

/**
 * The last part of an address's path, where pages keep an incident's id; undefined when it is none.
 */
export function lastSegment(address: string | undefined): string | undefined {
	return /\/([A-Za-z0-9_-]{1,64})\/?(?:[?#].*)?$/.exec(address?.trim().slice(0, 2000) ?? '')?.[1]
}

/** An entry's title as plain text. */
export function titleFrom(entry: FeedEntry, problems: Problems): string {
	const title = entry.titleIsHtml ? textOf(tokensOf(entry.title)) : entry.title.replace(/\s+/g, ' ')
	return titleOf(title, `${entry.path}/title`, problems)
}
