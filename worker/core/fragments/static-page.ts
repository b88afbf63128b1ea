import type { SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { html, type Markup, type Part } from './markup.ts'
import { type FeedLink, type PageParts, pageParts } from './page-parts.ts'

/**
 * The shape of the pages that explain or list: a head with one sentence, then sections of prose and
 * tables.
 */
export interface StaticPage {
	readonly title: string
	/** Over the page, where it says more than the title. */
	readonly heading?: Part
	readonly path: string
	/** A page of figures, whose tables need the whole width. */
	readonly figures?: boolean
	readonly description: string
	readonly lede: Part
	readonly json?: string
	readonly crumbs?: Markup
	readonly feeds?: readonly FeedLink[]
}

export const feedOfAll: FeedLink = { path: addresses.feeds.all, title: 'All providers' }

export function staticPage(page: StaticPage, sections: Part, site: SiteHeader): PageParts {
	const { title, heading, figures = false, path, description, json, lede, crumbs } = page
	const body = html`<article class="record prose${figures && ' figures'}">
<header class="head">
${crumbs !== undefined && html`<p class="crumbs">${crumbs}</p>`}
<h1>${heading ?? title}</h1>
<p class="lede">${lede}</p>
</header>
${sections}
</article>`
	return pageParts(
		{
			title,
			description,
			path,
			feeds: [...(page.feeds ?? []), feedOfAll],
			...(json !== undefined && { json }),
		},
		body,
		site,
	)
}

/** A section with a heading that can be linked to. */
export function section(id: string, heading: Part, content: Part): Markup {
	return html`<section class="part" id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}
</section>`
}

/**
 * A table that scrolls on its own where it is wider than the page. The first cell of a row heads
 * it.
 */
export function table(
	label: string,
	heads: readonly string[],
	rows: readonly (readonly Part[])[],
): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="${`Table: ${label}`}"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody></table></div>`
}
