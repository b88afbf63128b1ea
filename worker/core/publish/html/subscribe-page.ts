import { html, type Markup, type Part } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { section, staticPage, table } from '#core/fragments/static-page.ts'
import type { ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'

/** `/subscribe`: every feed, calendar and badge with its address and how to use it. */
export function subscribePage(providers: readonly ProviderHeader[], site: SiteHeader): PageParts {
	const origin = site.address.replace(/\/+$/, '')
	return staticPage(
		{
			title: 'Subscribe',
			path: addresses.subscribe,
			description:
				'Feeds, calendars and badges of the record: of everything, of a provider, of one surface, of one incident.',
			lede: 'No account, no e-mail address: a feed reader, a calendar or a chat room that reads feeds asks here by itself.',
			feeds: [{ path: addresses.feeds.corrections, title: 'Corrections' }],
		},
		html`${section(
			'all',
			'Everything',
			html`<dl class="routes">${everything.map(([title, path, brings]) => html`<div><dt>${title}</dt><dd>${brings}.<br>${formats(path)}</dd></div>`)}</dl><p class="hint">Each feed comes as RSS (<code>.xml</code>), Atom (<code>.atom</code>) and JSON Feed (<code>.json</code>), with the newest hundred entries. An entry keeps its id for ever; an edit is an entry of its own.</p>`,
		)}
${section('providers', 'One provider', html`${table('Feeds, calendars and badges by provider', ['Provider', 'Feed', 'Calendar', 'Badge', 'Status page’s shape'], providers.map(providerRow))}<p class="hint">A calendar holds incidents and announced maintenance: subscribe to its address, and it is read again every hour. The badge shows the worst state among the surfaces that are covered, and “not known” where nobody looked; <code>.json</code> is for shields.io. The last column answers in the shape of a common status page’s API, for tools that expect it.</p>${badgeUse(providers[0], origin)}`)}
${section('surfaces', 'One surface', html`${providers.map(surfaceFeeds)}`)}
${section('incident', 'One incident', html`<p>Each incident’s page has a feed of its own, under “Follow and fetch”: it tells you when this one ends. Its address is <code>${addresses.feeds.incident('PROVIDER', 'ID')}.xml</code>, with the provider and the id from the page’s own address.</p>`)}
${section('chat', 'In a chat room', html`<p>Most chat services read RSS: in Slack, <code>/feed subscribe ${origin}${addresses.feeds.all}.xml</code>. To fetch the record itself, see <a href="${addresses.api}">the API</a>.</p>`)}`,
		site,
	)
}

const everything: readonly (readonly [string, string, string])[] = [
	[
		'All providers',
		addresses.feeds.all,
		'Every statement, every fix that did not hold, every correction',
	],
	['Corrections', addresses.feeds.corrections, 'What was changed after publication, on any page'],
	[
		'Problems',
		addresses.feeds.problems,
		'What we could not read or show, since when and why, and how it ended: our own trouble, not the providers’',
	],
	[
		'Chain heads',
		addresses.feeds.heads,
		'The last hash of every chain of looks, day by day: keep it, and our own rewriting would show',
	],
]

function formats(path: string): Markup {
	return html`<code>${path}</code> <span class="formats"><a href="${path}.xml">RSS</a> <a href="${path}.atom">Atom</a> <a href="${path}.json">JSON Feed</a></span>`
}

function providerRow({ id, name }: ProviderHeader): Part[] {
	return [
		html`<a href="${addresses.provider(id)}">${inline(name)}</a>`,
		formats(addresses.feeds.provider(id)),
		html`<a href="${addresses.calendar(id)}">${addresses.calendar(id)}</a>`,
		html`<a href="${addresses.badge(id)}">SVG</a> <a href="${addresses.badgeJson(id)}">JSON</a>`,
		html`<a href="${addresses.statuspage(id)}">summary.json</a>`,
	]
}

function surfaceFeeds({ id, name, surfaces }: ProviderHeader): Markup {
	return html`<details><summary>${inline(name)}</summary><ul class="feeds">${surfaces.map((surface) => html`<li>${inline(surface.name)}: ${formats(addresses.feeds.surface(id, surface.id))}</li>`)}</ul></details>`
}

function badgeUse(provider: ProviderHeader | undefined, origin: string): Markup | false {
	if (provider === undefined) return false
	const markdown = `[![${provider.name}](${origin}${addresses.badge(provider.id)})](${origin}${addresses.provider(provider.id)})`
	return html`<p>A badge in a README, as Markdown:</p><pre tabindex="0"><code>${markdown}</code></pre>`
}
