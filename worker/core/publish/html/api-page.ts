import { html, type Markup } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import type { ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import { symptoms } from '#core/model/symptom.ts'
import { addresses } from '#core/text/addresses.ts'

interface Route {
	readonly address: string
	readonly summary: string
	readonly parameters: readonly { readonly name: string; readonly meaning: string }[]
	readonly opens: boolean
}

/** `/api`: the API for people, made from its description for programs. */
export function apiPage(
	providers: readonly ProviderHeader[],
	{ read, written }: { readonly read: readonly Route[]; readonly written: readonly string[] },
	site: SiteHeader,
): PageParts {
	const origin = site.address.replace(/\/+$/, '')
	const example = providers[0]?.id ?? 'claude'
	return staticPage(
		{
			title: 'API',
			path: addresses.api,
			json: addresses.openApi,
			description: `The record of ${site.subject} as JSON: every address, its parameters and what it returns.`,
			lede: html`The whole record as JSON, without a key, from any origin. For programs: <a href="${addresses.openApi}">openapi.json</a>; for language models: <a href="/llms.txt">llms.txt</a>.`,
		},
		html`${section(
			'manners',
			'How it answers',
			html`<ul class="bullets"><li>Every answer has an ETag. Send it back in <code>If-None-Match</code>, and what has not changed costs you nothing.</li><li>A list is <code>{ items, next, asOf }</code>; <code>next</code> is the <code>cursor</code> of the page that follows, or null.</li><li>Times are UTC and end in <code>Z</code>; durations are whole seconds. A field that is absent is not known; <code>null</code> is known to be none yet.</li><li>An error is <code>application/problem+json</code> and says which parameter was wrong.</li><li>New fields and new kinds of event may come; what is there keeps its meaning.</li></ul><pre tabindex="0"><code>curl '${origin}/api/v1/incidents?provider=${example}&amp;limit=5'</code></pre>`,
		)}${section('addresses', 'Addresses', html`<dl class="routes">${read.map(routeEntry)}</dl>`)}${section('reporting', 'To report trouble', html`<p>A program may say that a service is broken for whoever runs it: <code>POST</code>, with <code>surface</code> and <code>symptom</code> if they are known (${Object.keys(symptoms).map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}). The answer is 202 and says whether it was counted: one report a client is, in fifteen minutes. Pages of other sites are refused.</p><pre tabindex="0"><code>curl '${origin}${(written[0] ?? '').replace('{provider}', example)}' --json '{"symptom":"errors"}'</code></pre>`)}${section('beside', 'Beside the API', html`<ul class="bullets"><li>Feeds, calendars and badges: <a href="${addresses.subscribe}">Subscribe</a>.</li><li>Each incident as Markdown: its page’s address with <code>.md</code> at the end.</li><li><a href="/metrics">Metrics</a> as Prometheus text, or as OpenMetrics where that is accepted.</li></ul>`)}`,
		site,
	)
}

function routeEntry({ address, summary, parameters, opens }: Route): Markup {
	return html`<div><dt><code>${opens ? html`<a href="${address}">${address}</a>` : address}</code></dt><dd>${summary}.${parameters.length > 0 && html`<ul class="parameters">${parameters.map(({ name, meaning }) => html`<li><code>${name}</code> ${described(meaning)}</li>`)}</ul>`}</dd></div>`
}

/** Texts of our own in which back quotes mark code. */
function described(text: string): Markup {
	return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
