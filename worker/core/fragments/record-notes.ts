import type { Claim } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Coverage, Gap, Timeline } from '#core/model/timeline.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { coverageWords } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { standingMark } from './chips.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { inline } from './provider-text.ts'
import { tally } from './tally.ts'
import { asOfPrecision, dateTimeText, dayText, durationText, timeMarkup } from './time-text.ts'

/**
 * The parts of a page that say how far the record can be trusted: coverage, gaps, claims, what it
 * rests on.
 */

export function coverageNote(coverage: readonly Coverage[]): Markup {
	if (coverage.length === 0)
		return html`<p>No coverage is stated for this time: what is shown are single statements, and their absence means nothing.</p>`
	return html`<ul class="coverage">${coverage.map((stretch) => {
		const to = stretch.to === undefined ? 'now' : timeMarkup(stretch.to)
		const surface = stretch.surface !== undefined && html`, for ${stretch.surface} only`
		const readAt = stretch.readAt !== undefined && html`; read on ${readText(stretch.readAt)}`
		return html`<li><strong>${coverageWords[stretch.kind]}</strong>, ${timeMarkup(stretch.from)} to ${to}${surface}${readAt}. Source: ${sourceText(stretch.source)}.${stretch.notes !== undefined && html` ${inline(stretch.notes)}`}</li>`
	})}</ul>`
}

/**
 * Whether we were still looking when the record ends: only then does "nothing open" say anything.
 */
export function isWatched({ coverage }: { readonly coverage: readonly Coverage[] }): boolean {
	return coverage.some((stretch) => stretch.kind === 'live' && stretch.to === undefined)
}

/** What could not be read; `json` has those beyond the hundredth. */
export function gapsNote(gaps: readonly Gap[], json: string): Markup {
	if (gaps.length === 0) return nothing
	return html`<h3>Gaps in our observation</h3><ul class="gaps">${gaps
		.slice(0, mostGaps)
		.map((gap) => {
			const until =
				gap.to === undefined
					? 'now'
					: html`${timeMarkup(gap.to)} (${durationText(secondsBetween(gap.from, gap.to))})`
			const what =
				gap.document === undefined
					? `${gap.platform === undefined ? '' : `the platform ${gap.platform}, `}${gap.sources.join(', ')}`
					: `${gap.sources.join(', ')}, ${gap.document}`
			return html`<li>${timeMarkup(gap.from)} to ${until}: ${what} could not be read; ${inline(gap.reason)}${!gap.bearsState && '. This document does not bear the state of surfaces.'}</li>`
		})}</ul>${gaps.length > mostGaps && html`<p>and ${tally(gaps.length - mostGaps, 'gap', json, `${gaps.length - mostGaps} more`)}, listed in the JSON.</p>`}`
}

const mostGaps = 100

/**
 * What others asserted, side by side; what is to be said of each stands in its line of the
 * timeline.
 */
export function claimsNote(claims: readonly Claim[]): Markup {
	if (claims.length === 0) return nothing
	return html`<section class="claims">
<h2>Claims</h2>
<p>What others asserted, kept apart from what was observed. Each leads to its line in the timeline, with its source; <a href="${addresses.claims}">all claims</a>.</p>
${[...Map.groupBy(claims, (claim) => claim.question)].map(
	([question, answers]) =>
		html`${question !== undefined && html`<h3>${inline(question)}</h3>`}<ul class="links">${answers.map(
			(claim) =>
				html`<li id="claim-${claim.id}"><a href="#${anchorOf(`claim:${claim.id}`)}">${inline(claim.title)}</a><p class="meta">${inline(claim.claimant)} · ${timeMarkup(claim.at, claim.precision)} · against the record: ${standingMark(claim.standing)}</p></li>`,
		)}</ul>`,
)}
</section>`
}

/** The foot of an incident's or episode's page. */
export function trustSection(
	document: {
		readonly coverage: readonly Coverage[]
		readonly timeline: Timeline
		readonly asOf: string
	},
	site: SiteHeader,
): Markup {
	return html`<section class="trust" aria-labelledby="trust-heading">
<h2 id="trust-heading">How far to trust this</h2>
${coverageNote(document.coverage)}
${gapsNote(document.timeline.gaps, jsonOf(document.timeline))}
${builtFrom(document, site)}
</section>`
}

/**
 * When a document was last brought up to date: to the day, where what was read last was dated by
 * its day alone.
 */
export function asOfMarkup(asOf: string | null, coverage: readonly Coverage[]): Markup {
	if (asOf === null) return html`a time before our first look`
	return timeMarkup(asOf, asOfPrecision(asOf, coverage))
}

/** What a timeline was built from, and when. */
function builtFrom(
	{ timeline, asOf, coverage }: Parameters<typeof trustSection>[0],
	site: SiteHeader,
): Markup {
	const hashes = timeline.builtFrom
	const links = hashes
		.slice(0, 12)
		.map((hash) => html`<a href="${addresses.snapshot(hash)}"><code>${hash.slice(0, 8)}</code></a>`)
	const all = hashes.length <= links.length
	return html`<p class="as-of">As of ${asOfMarkup(asOf, coverage)}. Built from ${tally(hashes.length, 'snapshot', all ? '#built-from' : jsonOf(timeline))}${hashes.length > 0 && html`: <span id="built-from">${joined(links, ' ')}</span>${!all && ' and more, listed in the JSON'}`}. Record: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>.</p>`
}

/** The timeline itself, where a page leaves something out. */
function jsonOf({ subject }: Timeline): string {
	return subject.kind === 'episode'
		? addresses.episodeTimelineJson(subject.id)
		: addresses.incidentTimelineJson(subject.provider, subject.id)
}

function readText(readAt: string): string {
	return /^\d{4}-\d{2}-\d{2}$/.test(readAt)
		? dayText(readAt)
		: Number.isNaN(Date.parse(readAt))
			? readAt
			: dateTimeText(readAt)
}

function sourceText(source: string): Markup {
	return /^https?:/.test(source) ? outsideLink(source) : inline(source)
}
