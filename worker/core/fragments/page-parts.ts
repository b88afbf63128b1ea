import type { SiteHeader } from '#core/model/documents.ts'
import { cleaned, html, type Markup } from './markup.ts'

/**
 * What one page consists of beside the frame that all share. The site's build and the Worker place
 * the same texts.
 */
export interface PageParts {
	/** Plain text; `headHtml` holds it as the `<title>` too. */
	readonly title: string
	readonly headHtml: string
	readonly bodyHtml: string
}

/** A feed in its three formats; `path` has no extension. */
export interface FeedLink {
	readonly path: string
	readonly title: string
}

export interface HeadSource {
	readonly title: string
	readonly description: string
	/** The page's address from the root. */
	readonly path: string
	readonly feeds: readonly FeedLink[]
	/** The same content as JSON. */
	readonly json?: string
}

export function pageParts(head: HeadSource, body: Markup, site: SiteHeader): PageParts {
	return {
		title: titleOf(head, site),
		headHtml: headMarkup(head, site).text,
		bodyHtml: body.text,
	}
}

/** What a page says of itself in its head: to browsers, feed readers and previews of links. */
export function headMarkup(head: HeadSource, site: SiteHeader): Markup {
	const title = titleOf(head, site)
	const description = head.description.replace(/\s+/g, ' ').slice(0, 300)
	const address = `${site.address.replace(/\/+$/, '')}${head.path}`
	return html`<title>${title}</title>
<meta name="description" content="${description}">
<link rel="canonical" href="${address}">
${head.json !== undefined && html`<link rel="alternate" type="application/json" href="${head.json}">`}
${head.feeds.map(feedLinks)}
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="${site.name}">`
}

/** The page's own title and whose site it is on; the front page has only the latter. */
function titleOf({ title }: Pick<HeadSource, 'title'>, site: SiteHeader): string {
	return cleaned(title === '' ? site.name : `${title} · ${site.name}`)
}

function feedLinks({ path, title }: FeedLink): Markup {
	return html`
<link rel="alternate" type="application/rss+xml" href="${path}.xml" title="${title} (RSS)">
<link rel="alternate" type="application/atom+xml" href="${path}.atom" title="${title} (Atom)">
<link rel="alternate" type="application/feed+json" href="${path}.json" title="${title} (JSON Feed)">`
}

/**
 * Marks a page whose subject is open, so that a tab follows it; `version` differs when what it
 * tells does.
 */
export function liveMark(open: boolean, version: string): Markup | false {
	return open && html` data-live="${version}"`
}

/** The same feeds as links in the text. */
export function feedList(feeds: readonly FeedLink[]): Markup {
	return html`<ul class="feeds">
${feeds.map(
	({ path, title }) => html`<li>
${title}: <a href="${path}.xml">RSS</a>
<a href="${path}.atom">Atom</a>
<a href="${path}.json">JSON Feed</a>
</li>
`,
)}</ul>`
}

/**
 * Where a built shell takes the two texts; `headSlot` stands in its head, with a title as every
 * page has one, `bodySlot` inside of its `<main>`.
 */
export const headSlot = '<title>The frame of a page</title><meta name="slot" content="head">'
export const bodySlot = '<template data-slot="body"></template>'

/** A page out of a built shell. The parts are placed once each; a `$` in them means nothing. */
export function fillShell(shell: string, parts: PageParts): string {
	return place(place(shell, headSlot, parts.headHtml), bodySlot, parts.bodyHtml)
}

function place(shell: string, slot: string, part: string): string {
	const at = shell.indexOf(slot)
	if (at < 0) throw new Error(`the shell has no ${slot}`)
	return shell.slice(0, at) + part + shell.slice(at + slot.length)
}
