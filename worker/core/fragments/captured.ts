import type { TimelineEvent } from '#core/model/timeline.ts'
import { outsideLink } from './evidence.ts'
import { html, type Markup } from './markup.ts'
import { dateTimeText, timeMarkup } from './time-text.ts'

/** What somebody else's captures show, in words that cannot be taken for a look of ours. */
type Captured = NonNullable<TimelineEvent['captured']>

/**
 * `seen by others: charles-chen/claude-statuses captures, by 28 April 2026, 19:26 UTC`, with a link
 * to them.
 */
export function capturedMarkup({ name, url, after, by, precision }: Captured): Markup {
	const to = timeMarkup(by, precision)
	return html`seen by others: ${outsideLink(url, name)}, ${after === undefined ? html`by ${to}` : html`between ${timeMarkup(after, precision)} and ${to}`}`
}

/** The same as plain text. */
export function capturedText({ name, after, by, precision }: Captured): string {
	const to = dateTimeText(by, precision)
	return `seen by others: ${name}, ${after === undefined ? `by ${to}` : `between ${dateTimeText(after, precision)} and ${to}`}`
}
