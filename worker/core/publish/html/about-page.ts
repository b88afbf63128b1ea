import { reachable } from '#core/content/publisher.ts'
import { html, type Markup } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { addresses, hostOf } from '#core/text/addresses.ts'

/**
 * `/about`: what this is, who publishes it, how to object, and what may be done with the record.
 */
export function aboutPage(site: SiteHeader): PageParts {
	return staticPage(
		{
			title: 'About',
			path: addresses.about,
			description: `What ${site.name} is, who publishes it, the right of reply, and the licence of the record.`,
			lede: html`${site.name} is a public flight recorder: a citable record of ${site.subject}.`,
		},
		html`${section('what', 'What it is for', html`<p>A status page shows a light and overwrites its past. This record keeps what was said, when it was said, when it was seen, and what was changed later. Nothing is overwritten, every line carries its evidence, and every number can be counted again from the archive. <a href="${addresses.methodology}">How it is made.</a></p><p>It is about services, not for them: what their own pages said is the matter of the record. Names of products belong to their owners.</p>`)}
${section('cite', 'How to cite it', html`<p>Every page, and every line of a timeline, has an address that stays. A line’s own address is behind its time. Give the date on which the page says that it was brought up to date (“as of”); the snapshot’s hash beside a line names the very bytes.</p>`)}
${section('reply', 'Who publishes it, and the right of reply', html`${contact(site)}<p>Whoever a page is about may answer it. A reply names the address of the page or line that it answers, gives the words to be published, and says who speaks; sources help. It is published beside the record, as a note on that timeline with its author and time, or as a claim where it asserts something that the record can be held against. An error of ours is corrected in the same way, and what was there before stays visible. What a provider published is not removed because it is inconvenient.</p>`)}
${section('licence', 'What you may do with it', html`<p>The record is under <a href="${site.licence.url}" rel="license">${site.licence.name}</a>: copy it, build on it, name the source. Words quoted from a provider stay the provider’s; they are quoted as far as the record needs them. Take everything at once from <a href="${addresses.api}">the API</a>.</p>`)}
${section('privacy', 'Your data', html`<p>What is kept about readers: <a href="${addresses.privacy}">Privacy</a>.</p>`)}`,
		site,
	)
}

function contact(site: SiteHeader): Markup {
	const place = reachable(site)
	if (place?.kind === 'mail')
		return html`<p>Write to <a href="mailto:${place.address}">${place.address}</a>.</p>`
	if (place)
		return html`<p>Write to the publisher by way of <a href="${place.address}">${hostOf(place.address)}</a>.</p>`
	return html`<p><strong>Nobody can be reached here.</strong> Whoever publishes this copy has not named an address to write to, so it has no working right of reply: take it for somebody’s private copy. Its publisher sets <code>contact</code> in <code>content/site.json</code>.</p>`
}
