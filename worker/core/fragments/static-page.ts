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
	readonly description: string
	readonly lede: Part
	readonly json?: string
	readonly crumbs?: Markup
	readonly feeds?: readonly FeedLink[]
}

export const feedOfAll: FeedLink = { path: addresses.feeds.all, title: 'All providers' }

export function staticPage(page: StaticPage, sections: Part, site: SiteHeader): PageParts {
	const { title, heading, path, description, json, lede, crumbs } = page
	const body = html`<article class="record prose">
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
