import type { SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { html } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'

/**
 * The page for what exists, perhaps, and cannot be read at the moment: it must not pass for one
 * that says that nothing is wrong.
 */
export function unavailablePage(site: SiteHeader): PageParts {
	const body = html`<article class="record prose"><header class="head">
<h1>We can’t read our record right now</h1>
<p class="lede">One of our own stores didn’t answer, so we can’t show this page. That says nothing about the services we watch. Please try again in a minute.</p>
</header>
<section class="part"><h2>Meanwhile</h2>
<ul class="bullets">
<li>The provider’s own status page says what it says without us.</li>
<li>The <a href="${addresses.home}">front page</a> and <a href="${addresses.archive}">the archive</a> are stored elsewhere and may still open.</li>
</ul></section></article>`
	return pageParts(
		{
			title: 'Not available right now',
			description: 'One of our own stores didn’t answer.',
			path: '/503',
			feeds: [],
		},
		body,
		site,
	)
}
