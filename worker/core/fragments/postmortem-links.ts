import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { addresses } from '#core/text/addresses.ts'
import { html, joined, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'

/**
 * The editors' accounts of any of these subjects, as a line under the head of a page; false where
 * there is none.
 */
export function postmortemLinks(
	written: readonly PostmortemHeader[],
	subjects: readonly string[],
): Markup | false {
	const own = written.filter(({ subject }) => subjects.includes(subject))
	return (
		own.length > 0 &&
		html`<p class="account"><strong>Postmortem:</strong> ${joined(
			own.map(
				({ slug, title }) => html`<a href="${addresses.postmortem(slug)}">${inline(title)}</a>`,
			),
			', ',
		)}</p>`
	)
}
