import { counted } from '#core/text/words.ts'
import { html, type Markup } from './markup.ts'

/** What a number on a page counts. */
export type Tallied =
	| 'change'
	| 'claim'
	| 'component'
	| 'day'
	| 'document'
	| 'entry'
	| 'fix'
	| 'gap'
	| 'incident'
	| 'month'
	| 'postmortem'
	| 'problem'
	| 'proof'
	| 'provider'
	| 'snapshot'
	| 'statement'
	| 'surface'
	| 'wave'

const many: Readonly<Partial<Record<Tallied, string>>> = { entry: 'entries' }

/**
 * A count of the record as a quiet link to the list that it was counted from, or to numbers that
 * add up to it. A test follows every
 * one and counts again. `words` is the number in other words than `3 incidents`; it holds no second
 * number. None is no link.
 */
export function tally(
	count: number,
	of: Tallied,
	href: string,
	words: string = counted(count, of, many[of]),
): Markup {
	return count === 0
		? html`${words}`
		: html`<a class="tally" data-of="${of}" href="${href}">${words}</a>`
}
