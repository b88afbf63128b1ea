import { drawnState } from '#core/fragments/picture/segments.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { AtAnswer } from '#core/model/past.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { kindWords } from '#core/text/words.ts'
import { spokenDuration } from '#core/time/time.ts'
import { stateChip, statusChip } from './chips.ts'
import { html, type Markup, nothing } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, coverageNote } from './record-notes.ts'
import { saidMarkup } from './said.ts'
import { timeMarkup } from './time-text.ts'

/** What the form was given, as it was given. */
export interface Asked {
	readonly provider: string
	readonly t: string
	/** What was not understood; absent when all was. */
	readonly complaint?: string
}

/**
 * The time machine: a form that works without a script and, once it was asked, what a provider's
 * page said at that moment.
 */
export function atPage(
	providers: readonly { readonly id: string; readonly name: string }[],
	asked: Asked | undefined,
	answer: AtAnswer | undefined,
	site: SiteHeader,
): PageParts {
	const name = providers.find((provider) => provider.id === answer?.provider)?.name ?? ''
	const heading = answer
		? html`${inline(name)} at ${timeMarkup(answer.t)}`
		: html`What did the page say then?`
	const body = html`<article class="past">
<header class="head">
<p class="crumbs">Time machine</p>
<h1>${heading}</h1>
<p class="lede">A status page overwrites its past. This is what it said at a moment, with the looks before and after as proof.</p>
</header>
${form(providers, asked)}
${answer && said(answer, site.name)}
</article>`
	const query = answer
		? `?provider=${encodeURIComponent(answer.provider)}&t=${encodeURIComponent(answer.t)}`
		: ''
	const head = {
		title: answer ? `${name} at ${answer.t}` : 'Time machine',
		description:
			'What a provider’s status page said at a moment of the past, with the looks before and after it.',
		path: `${addresses.at}${query}`,
		feeds: [],
		...(answer && { json: `/api/v1/at${query}` }),
	}
	return pageParts(head, body, site)
}

function form(providers: Parameters<typeof atPage>[0], asked: Asked | undefined): Markup {
	const moment = asked?.t.replace(/Z$/, '') ?? ''
	return html`${asked?.complaint !== undefined && html`<div class="banner" role="alert"><p><strong>Not understood.</strong> ${asked.complaint}</p></div>`}
<form class="asking" method="get" action="${addresses.at}">
<label>Provider <select name="provider">${providers.map(({ id, name }) => html`<option value="${id}"${id === asked?.provider && html` selected`}>${name}</option>`)}</select></label>
<label>Moment, in UTC <input type="datetime-local" name="t" step="1" required value="${/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(moment) ? moment : ''}"></label>
<button type="submit">Show</button>
</form>`
}

function said(answer: AtAnswer, publication: string): Markup {
	return html`<section aria-labelledby="surfaces-heading">
<h2 id="surfaces-heading">Surfaces</h2>
<ul class="surfaces">${answer.surfaces.map((surface) => html`<li><span class="name">${inline(surface.name)}</span> ${stateChip(drawnState(surface))}<span class="facts">${basisText(surface, answer.provider)}</span></li>`)}</ul>
</section>
<section aria-labelledby="open-heading">
<h2 id="open-heading">Open then</h2>
${answer.incidents.length === 0 ? html`<p>No incident that the record holds was open then.${!answer.documents.some((document) => document.observed) && ' Nobody was looking, so that says little.'}</p>` : answer.incidents.map((incident) => openThen(incident, publication))}
</section>
<section aria-labelledby="looks-heading">
<h2 id="looks-heading">The looks around it</h2>
${answer.documents.length === 0 ? html`<p>None is in reach of this moment.</p>` : html`<ul class="gaps">${answer.documents.map(lookRow)}</ul>`}
</section>
<section class="trust" aria-labelledby="trust-heading">
<h2 id="trust-heading">How far to trust this</h2>
${coverageNote(answer.coverage)}
${answer.notes.map((note) => html`<p>${note}</p>`)}
${answer.asOf === null ? nothing : html`<p class="as-of">As of ${asOfMarkup(answer.asOf, answer.coverage)}.</p>`}
</section>`
}

function basisText(surface: AtAnswer['surfaces'][number], provider: string): Markup {
	const by =
		surface.incident !== null &&
		html`, <a href="${addresses.incident(provider, surface.incident)}">by this incident</a>`
	const since = surface.since !== null && html` since ${timeMarkup(surface.since)}`
	if (surface.basis === 'named')
		return html`named by the incident that was open${since}${by}; the page gave no level`
	if (surface.basis === 'declared') return html`declared${since}${by}`
	if (surface.basis === 'seen') return html`the page’s list said so${since}${by}`
	return surface.basis === 'snapshot'
		? html`the page’s list said so, in the bytes that stood then`
		: html`nothing in the record for this moment`
}

function openThen(incident: AtAnswer['incidents'][number], publication: string): Markup {
	return html`<article class="latest">
<h3><a href="${incident.page}">${inline(incident.title)}</a></h3>
${authorOfTitle(incident) === 'us' && html`<p class="label">our description; the published title is not known</p>`}
<p class="chips">${statusChip(incident.status)} <span class="facts">${kindWords[incident.kind]}, filed ${timeMarkup(incident.createdAt)} · as known ${incident.basis === 'seen' ? 'then, by our looks' : 'from claimed times: it was not watched'}</span></p>
${incident.lastUpdate !== null && html`${saidMarkup(incident.lastUpdate, incident.page, publication)}<p class="facts">${timeMarkup(incident.lastUpdate.at)}</p>`}
</article>`
}

function lookRow(look: AtAnswer['documents'][number]): Markup {
	const side = (words: string, found: AtAnswer['documents'][number]['before']) => {
		if (found === null) return html`none ${words}`
		const { snapshot, distanceSeconds } = found
		const far =
			distanceSeconds === 0
				? 'standing at that moment'
				: `${spokenDuration(distanceSeconds)} ${words}`
		const moment = timeMarkup(snapshot.fetchedAt, snapshot.precision)
		return snapshot.sha256 === undefined
			? html`${moment} (${far})`
			: html`<a href="${addresses.snapshot(snapshot.sha256)}">${moment}</a> (${far})`
	}
	return html`<li><code>${look.source} ${look.document}</code>: ${side('before', look.before)}; ${side('after', look.after)}${!look.observed && '. Not observed at that moment'}.</li>`
}
