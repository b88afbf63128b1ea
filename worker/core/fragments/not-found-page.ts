import type { ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { suggestionsFor } from '#core/text/suggestions.ts'
import { html, type Markup } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'

/**
 * The page for an address that names nothing in the record: it says what an address looks like and
 * where to look instead. With the address that was asked for it guesses what was meant.
 */
export function notFoundPage(
	site: SiteHeader,
	providers: readonly Pick<ProviderHeader, 'id' | 'name'>[] = [],
	path?: string,
): PageParts {
	const suggestions = path === undefined ? [] : suggestionsFor(path, providers)
	const body = html`<article class="record prose"><header class="head">
<h1>Not in the record</h1>
<p class="lede">Nothing is kept under this address. What was published here is never removed, so the address may be mistyped, or it may name something that the record never held.</p>
</header>
${suggestions.length > 0 && html`<section class="part"><h2>Perhaps you meant</h2><ul class="bullets">${suggestions.map((suggestion) => html`<li><a href="${suggestion.path}">${inline(suggestion.title)}</a></li>`)}</ul></section>`}
<section class="part"><h2>Where to look</h2>
<ul class="bullets">
<li>Something is down at this moment: <a href="${addresses.now}">Now</a>.</li>
<li>An incident, by when it was filed: <a href="${addresses.archive}">the archive</a>. Its address is <code>/incidents/PROVIDER/ID</code>, with the id that the provider’s own page uses; capitals matter.</li>
${providers.length > 0 && html`<li>A provider: ${providers.map((provider, index): Markup => html`${index > 0 && ', '}<a href="${addresses.provider(provider.id)}">${inline(provider.name)}</a>`)}.</li>`}
<li>What a page said at a certain time: <a href="${addresses.at}">the time machine</a>.</li>
<li>The <a href="${addresses.home}">front page</a> of the record.</li>
</ul></section></article>`
	return pageParts(
		{
			title: 'Not in the record',
			description: 'Nothing is kept under this address.',
			path: '/404',
			feeds: [],
		},
		body,
		site,
	)
}
