import type { Claim } from '#core/model/content.ts'
import { compareInstants } from '#core/time.ts'
import { addresses } from './addresses.ts'
import { annotationMarkup } from './annotation-markdown.ts'
import { standingMark } from './chips.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'
import { timeMarkup } from './time-text.ts'

/**
 * Claims that answer one question within a text: each with its standing, what it was held against,
 * and where it was said.
 */
export function claimList(claims: readonly Claim[]): Markup {
	const ordered = [...claims].sort((a, b) => compareInstants(a.at, b.at) || (a.id < b.id ? -1 : 1))
	return html`<ol class="assertions">${ordered.map(entry)}</ol>`
}

function entry(claim: Claim): Markup {
	const sources = claim.links.map((link) => outsideLink(link.url, link.title))
	return html`<li><p class="asserted"><a href="${addresses.claims}#claim-${claim.id}">${inline(claim.title)}</a> ${standingMark(claim.standing)}</p>
<p class="meta">${inline(claim.claimant)} · ${timeMarkup(claim.at, claim.precision)} · ${sources.length > 0 ? joined(sources, ', ') : 'no source linked'}</p>
<div class="note">${annotationMarkup(claim.body)}</div></li>`
}
