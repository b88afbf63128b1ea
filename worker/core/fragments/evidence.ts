import type { Evidence } from '#core/model/snapshot.ts'
import { addresses, hostOf, outsideAddress } from '#core/text/addresses.ts'
import { bounded, html, type Markup, nothing } from './markup.ts'
import { tally } from './tally.ts'
import { dateTimeText } from './time-text.ts'

/**
 * Links to the proof of a statement: the raw bytes that we looked at, or an address that is cited.
 * Beyond five they are counted, where `json` has them all.
 */
export function evidenceLinks(evidence: readonly Evidence[], json?: string): Markup {
	if (evidence.length === 0) return nothing
	const shown = json === undefined ? evidence : evidence.slice(0, most)
	const rest = evidence.length - shown.length
	return html`<span class="evidence">${shown.map((proof, index) => html`${index > 0 && ', '}${evidenceLink(proof)}`)}${rest > 0 && json !== undefined && html` and ${tally(rest, 'proof', json, `${rest} more`)}`}</span>`
}

const most = 5

function evidenceLink(proof: Evidence): Markup {
	if (proof.kind === 'snapshot') {
		const words = `${proof.source} ${proof.document}, ${dateTimeText(proof.fetchedAt, proof.precision)}`
		return html`<a href="${addresses.snapshot(proof.sha256)}" title="${words}; SHA-256 ${proof.sha256}">snapshot <code>${proof.sha256.slice(0, 8)}</code></a>`
	}
	// What we counted ourselves is evidence that lies here.
	if (/^\/api\/v1\/[\w./?=&:-]*$/.test(proof.url))
		return html`<a href="${proof.url}">${bounded(proof.title ?? 'JSON', 120)}</a>`
	return outsideLink(proof.url, proof.title)
}

/**
 * A link to somewhere else; the plain text where the address is none that a browser should follow.
 */
export function outsideLink(url: string, title?: string): Markup {
	const address = outsideAddress(url)
	const text = bounded(title ?? (hostOf(url) || url), 120)
	return address === undefined
		? html`<bdi>${text}</bdi>`
		: html`<a href="${address}" rel="external nofollow noopener"><bdi>${text}</bdi></a>`
}
