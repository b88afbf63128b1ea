import { annotationMarkup } from '#core/fragments/annotation-markdown.ts'
import { standingMark } from '#core/fragments/chips.ts'
import { outsideLink } from '#core/fragments/evidence.ts'
import { html, joined, type Markup } from '#core/fragments/markup.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import type { Claim } from '#core/model/content.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants } from '#core/time/time.ts'

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
