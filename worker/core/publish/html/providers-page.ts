import { stateChip } from '#core/fragments/chips.ts'
import { html, type Markup } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { drawnState } from '#core/fragments/picture/segments.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { asOfMarkup, isWatched } from '#core/fragments/record-notes.ts'
import { isOfCrowd } from '#core/fragments/rises.ts'
import { feedOfAll, section, staticPage } from '#core/fragments/static-page.ts'
import { tally } from '#core/fragments/tally.ts'
import type { NowDocument, ProviderNow, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, coverageShort, listed } from '#core/text/words.ts'

/** `/providers`: everyone whose record is kept, what each record is, and what it covers. */
export function providersPage(now: NowDocument, site: SiteHeader): PageParts {
	const coverage = now.providers.flatMap((provider) => provider.coverage)
	return staticPage(
		{
			title: 'Providers',
			path: addresses.providers,
			description: `The providers in the record of ${site.subject}, their surfaces, and how far each record reaches.`,
			lede: html`${tally(now.providers.length, 'provider', '#all')}. A surface is a part of a service that users know and that fails on its own; a surface that no source bears is not covered, and nothing is said about its health. States are as of ${asOfMarkup(now.asOf, coverage)}; for this moment see <a href="${addresses.now}">Now</a>.`,
			feeds: [feedOfAll],
		},
		html`<ul class="providers" id="all">${now.providers.map(providerCard)}</ul>${section('reading', 'Reading a record', html`<p>A live record was watched as it happened. A census is everything that a page listed, read once afterwards. A sample is chosen incidents, from which no rate can be drawn. <a href="${addresses.methodology}#coverage">More on coverage.</a></p>`)}`,
		site,
	)
}

/**
 * A provider with its surfaces by state, so that many surfaces of which nothing is known take one
 * line.
 */
function providerCard(now: ProviderNow): Markup {
	const { provider } = now
	const silent = now.open.length === 0 && now.recent.length === 0 && now.coverage.length === 0
	const posted = now.open.filter((incident) => !isOfCrowd(incident)).length
	const standing = silent
		? 'nothing recorded yet'
		: posted === 0
			? isWatched(now)
				? 'nothing open in the record'
				: 'not being watched when the record ends'
			: html`<strong>${tally(posted, 'entry', `${addresses.provider(provider.id)}#open-heading`, counted(posted, 'open entry', 'open entries'))}</strong>`
	const kinds = [...new Set(now.coverage.map((stretch) => coverageShort[stretch.kind]))]
	const byState = [...Map.groupBy(now.surfaces, drawnState)]
	return html`<li>
<h2><a href="${addresses.provider(provider.id)}">${inline(provider.name)}</a></h2>
<p class="facts">${provider.operator} · ${standing}${now.crowd.length > 0 && html` · <a href="${addresses.provider(provider.id)}#crowd-heading">reports are unusual</a>`} · ${kinds.length === 0 ? 'no coverage stated' : listed(kinds)}</p>
<ul class="states">${byState.map(([state, surfaces]) => html`<li>${stateChip(state)} <span class="names">${inline(surfaces.map((surface) => surface.name).join(', '))}</span></li>`)}</ul>
</li>`
}
