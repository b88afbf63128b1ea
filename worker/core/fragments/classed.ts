import type { Incident } from '#core/model/incident.ts'
import { capital, impactWords, kindWords } from '#core/text/words.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { inline } from './provider-text.ts'
import { timeMarkup } from './time-text.ts'

/**
 * An editor's judgement on an entry, with its reason and beside it what the page says: it is never
 * shown without either.
 */

/** A box for the incident's own page. */
export function classedNote(
	{ kind, classed, impact }: Pick<Incident, 'kind' | 'classed' | 'impact'>,
	provider: string,
): Markup {
	if (!classed) return nothing
	const links = classed.links.map((link) => outsideLink(link.url, link.title))
	return html`<div class="note" data-kind="${kind}"><p><strong>${capital(kindWords[kind])}, by an editor’s judgement.</strong> ${inline(classed.reason)}</p>
<p class="meta">${provider}’s page files it as ${article(kindWords[classed.filedAs])}, ${rated(impact)}. It is left out of every outage figure here. Judged by ${inline(classed.author)} on ${timeMarkup(classed.writtenAt, 'day', 'day')}${links.length > 0 && html`: ${joined(links, ', ')}`}.</p></div>`
}

/** The same in a sentence of plain text; undefined where nobody judged. */
export function classedText({
	kind,
	classed,
}: Pick<Incident, 'kind' | 'classed'>): string | undefined {
	return classed && `${capital(kindWords[kind])}, by an editor’s judgement: ${classed.reason}`
}

function rated(impact: Incident['impact']): string {
	return impact === 'unknown' ? impactWords.unknown : `rated ${impactWords[impact]}`
}

function article(noun: string): string {
	return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
