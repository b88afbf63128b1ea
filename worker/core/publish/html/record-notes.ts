import type { Claim } from '#core/model/content.ts'
import type { Coverage, Gap, Timeline } from '#core/model/timeline.ts'
import type { SiteHeader } from '#core/publish/documents.ts'
import { secondsBetween } from '#core/time.ts'
import { addresses } from './addresses.ts'
import { annotationMarkup } from './annotation-markdown.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { inline } from './provider-text.ts'
import { dateTimeText, dayText, durationText, timeMarkup } from './time-text.ts'
import { counted, coverageWords } from './words.ts'

/** The parts of a page that say how far the record can be trusted: coverage, gaps, claims, what it rests on. */

export function coverageNote(coverage: readonly Coverage[]): Markup {
	if (coverage.length === 0) return html`<p>No coverage is stated for this time: what is shown are single statements, and their absence means nothing.</p>`
	return html`<ul class="coverage">${coverage.map(
		(stretch) =>
			html`<li><strong>${coverageWords[stretch.kind]}</strong>, ${timeMarkup(stretch.from)} to ${stretch.to === undefined ? 'now' : timeMarkup(stretch.to)}${stretch.surface !== undefined && html`, for ${stretch.surface} only`}${stretch.readAt !== undefined && html`; read on ${readText(stretch.readAt)}`}. Source: ${sourceText(stretch.source)}.${stretch.notes !== undefined && html` ${inline(stretch.notes)}`}</li>`,
	)}</ul>`
}

export function gapsNote(gaps: readonly Gap[]): Markup {
	if (gaps.length === 0) return nothing
	return html`<h3>Gaps in our observation</h3><ul class="gaps">${gaps
		.slice(0, 100)
		.map(
			(gap) =>
				html`<li>${timeMarkup(gap.from)} to ${gap.to === undefined ? 'now' : html`${timeMarkup(gap.to)} (${durationText(secondsBetween(gap.from, gap.to))})`}: ${gap.document === undefined ? html`${gap.platform === undefined ? 'several sources' : html`the platform ${gap.platform}`} could not be read (${gap.sources.join(', ')})` : html`${gap.sources.join(', ')}, ${gap.document} could not be read`}; ${inline(gap.reason)}${!gap.bearsState && '. It does not bear the state of surfaces'}.</li>`,
		)}</ul>`
}

export function claimsNote(claims: readonly Claim[]): Markup {
	if (claims.length === 0) return nothing
	return html`<section class="claims"><h2>Claims</h2><p>What others asserted, kept apart from what was observed.</p>${claims.map(
		(claim) =>
			html`<article id="claim-${claim.id}"><h3>${inline(claim.title)}</h3><p class="meta">${inline(claim.claimant)} · ${timeMarkup(claim.at, claim.precision)} · against the record: <strong>${claim.standing}</strong></p><div class="note">${annotationMarkup(claim.body)}</div>${
				claim.links.length > 0 &&
				html`<p>${joined(
					claim.links.map((link) => outsideLink(link.url, link.title)),
					' · ',
				)}</p>`
			}</article>`,
	)}</section>`
}

/** What a timeline was built from, and when it was last brought up to date. */
export function builtFrom(timeline: Timeline, asOf: string, site: SiteHeader): Markup {
	const hashes = timeline.builtFrom
	return html`<p class="as-of">As of ${timeMarkup(asOf)}. Built from ${counted(hashes.length, 'snapshot')}${
		hashes.length > 0 &&
		html`: ${joined(
			hashes.slice(0, 12).map((hash) => html`<a href="${addresses.snapshot(hash)}"><code>${hash.slice(0, 8)}</code></a>`),
			' ',
		)}${hashes.length > 12 && html` and ${hashes.length - 12} more, listed in the JSON`}`
	}. Record: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>.</p>`
}

function readText(readAt: string): string {
	return /^\d{4}-\d{2}-\d{2}$/.test(readAt) ? dayText(readAt) : Number.isNaN(Date.parse(readAt)) ? readAt : dateTimeText(readAt)
}

function sourceText(source: string): Markup {
	return /^https?:/.test(source) ? outsideLink(source) : inline(source)
}
