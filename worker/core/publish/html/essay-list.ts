import type { Essay } from '#core/content/essay.ts'
import { html, type Markup } from '#core/fragments/markup.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { addresses } from '#core/text/addresses.ts'

/** The essays as a list of links, each with its sentence. */
export function essayList(essays: readonly Pick<Essay, 'slug' | 'title' | 'summary'>[]): Markup {
	return html`<ul class="episodes">${essays.map(
		({ slug, title, summary }) => html`<li>
<a href="${addresses.essay(slug)}">${inline(title)}</a> <span class="facts">${inline(summary)}</span>
</li>`,
	)}</ul>`
}
