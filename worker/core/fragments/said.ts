import { authorOfBody, summaryLabel } from '#core/text/authorship.ts'
import { html, type Markup } from './markup.ts'
import { paragraphs } from './provider-text.ts'

/**
 * The plain text of a statement: a quotation where the words are the provider's, and marked as ours
 * where they are not.
 */
export function saidMarkup(
	statement: { readonly body: string; readonly summary?: boolean | undefined },
	cite: string,
	publication: string,
): Markup {
	const words = paragraphs(statement.body)
	return authorOfBody(statement) === 'us'
		? html`<div class="summary"><p class="label">${summaryLabel(publication)}:</p>${words}</div>`
		: html`<blockquote cite="${cite}">${words}</blockquote>`
}
