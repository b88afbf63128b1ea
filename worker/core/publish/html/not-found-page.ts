import type { SiteHeader } from '#core/publish/documents.ts'
import { addresses } from './addresses.ts'
import { html } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'

/** The page for an address that names nothing in the record. */
export function notFoundPage(site: SiteHeader): PageParts {
	const body = html`<div class="home"><header class="head">
<h1>Not in the record</h1>
<p class="lede">Nothing is kept under this address. What was published here is never removed, so the address may be mistyped.</p>
</header>
<p><a href="${addresses.home}">To the front page of the record</a></p></div>`
	return pageParts({ title: 'Not in the record', description: 'Nothing is kept under this address.', path: '/404', feeds: [] }, body, site)
}
