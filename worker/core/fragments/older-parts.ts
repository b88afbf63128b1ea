import { leftOutInAll } from '#core/bounds.ts'
import type { IncidentDocument, IncidentPart, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { leftOutSentence } from '#core/text/left-out-text.ts'
import { counted } from '#core/text/words.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import type { PageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'
import { section, staticPage } from './static-page.ts'
import { timelineList } from './timeline-list.ts'

/**
 * Where the earlier statements of a very long incident are, and what is only in the snapshots;
 * nothing for any other.
 */
export function olderParts({ incident, older, leftOut }: IncidentDocument): Markup {
	const lost = leftOutSentence(leftOutInAll(incident.leftOut, leftOut))
	if (!older && lost === '') return nothing
	return html`${older && html`<p class="hint" id="older">This page has the newest lines. ${counted(older.updates, 'earlier statement')} ${older.updates === 1 ? 'is' : 'are'} on ${older.parts === 1 ? 'a page of its own' : 'pages of their own'}, oldest first: ${partLinks(incident, older.parts)}.</p>`}${lost !== '' && html`<p class="hint">${lost} <a href="${addresses.methodology}#bounds">How much we show</a>.</p>`}`
}

/** One of the pages with what the page of an incident has no room for. */
export function incidentPartPage(
	head: IncidentDocument,
	part: IncidentPart,
	site: SiteHeader,
): PageParts {
	const { provider, incident, older } = head
	const { id } = incident
	const of = older?.parts ?? part.part
	return staticPage(
		{
			title: `${incident.title}, part ${part.part} of ${of} · ${provider.name}`,
			heading: html`${inline(incident.title)}, part ${part.part} of ${of}`,
			path: addresses.incidentPart(provider.id, id, part.part),
			description: `${provider.name}: ${incident.title}. Earlier statements, part ${part.part} of ${of}, with the time each claims and the time we saw it.`,
			json: addresses.incidentPartJson(provider.id, id, part.part),
			crumbs: html`<a href="${addresses.provider(provider.id)}">${provider.name}</a> / <a href="${addresses.incident(provider.id, id)}">${inline(incident.title)}</a>`,
			lede: html`${counted(part.updates.length, 'earlier statement')} of this incident. The newest are on <a href="${addresses.incident(provider.id, id)}">its own page</a>.`,
		},
		section(
			'timeline',
			'Timeline',
			html`<p class="hint">Parts, oldest first: ${partLinks(incident, of, part.part)}.</p>${timelineList(part.events, { publication: site.name, provider: provider.id, surfaces: provider.surfaces, crowdSources: provider.crowdSources, incidents: new Map() })}`,
		),
		site,
	)
}

function partLinks(
	{ provider, id }: IncidentDocument['incident'],
	of: number,
	here?: number,
): Markup {
	const numbers = Array.from({ length: of }, (_, index) => index + 1)
	return joined(
		numbers.map((number) =>
			number === here
				? html`<strong>${number}</strong>`
				: html`<a href="${addresses.incidentPart(provider, id, number)}">${number}</a>`,
		),
		' ',
	)
}
