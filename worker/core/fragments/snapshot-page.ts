import { bytesOf } from '#core/documents/sized.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfBytes } from '#core/text/authorship.ts'
import { indentedJson } from '#core/text/indented-json.ts'
import { counted, provenanceWords } from '#core/text/words.ts'
import { outsideLink } from './evidence.ts'
import { bounded, html, type Markup } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'
import { timeMarkup } from './time-text.ts'

/** Raw bytes as somebody can read them. */
export interface SnapshotView {
	readonly sha256: string
	/** Length of the raw bytes. */
	readonly bytes: number
	/** Their beginning, at least as much as is shown; undefined when that is no UTF-8 text. */
	readonly text: string | undefined
	/**
	 * Runs of looks that found these bytes, newest first; empty where none was met within the days
	 * that were searched.
	 */
	readonly looks: readonly Snapshot[]
}

/** Characters that are shown: some seven hundred lines. */
const longest = 32_000
/** Bytes of a snapshot's beginning that hold what is shown of it. */
export const shownBytes = 4 * longest
const mostLooks = 20

/**
 * A snapshot beside its raw bytes: which looks found it, and its text as text. JSON is indented;
 * nothing else is changed.
 */
export function snapshotPage(view: SnapshotView, site: SiteHeader): PageParts {
	const { sha256, bytes, looks } = view
	const body = html`<article class="past">
<header class="head">
<p class="crumbs">Evidence</p>
<h1>Snapshot <code>${sha256.slice(0, 12)}</code></h1>
<p class="lede"><a class="tally" href="${rawOf(sha256)}">${counted(bytes, 'byte')}</a>, kept under the SHA-256 of what they are: <code class="hash">${sha256}</code>. Whoever has them can check that.</p>
<p><a href="${rawOf(sha256)}">The raw bytes</a></p>
</header>
<section aria-labelledby="looks-heading">
<h2 id="looks-heading">The looks that found it</h2>
${looks.length === 0 ? html`<p>None within the days that were searched; the lines that cite this snapshot say when it was seen.</p>` : html`<ul class="gaps">${looks.slice(0, mostLooks).map(lookRow)}</ul>`}
</section>
<section aria-labelledby="text-heading">
<h2 id="text-heading">What it says</h2>
${textOf(view, site.name)}
</section>
</article>`
	const head = {
		title: `Snapshot ${sha256.slice(0, 12)}`,
		description:
			authorOfBytes(looks) === 'us'
				? `What ${site.name} compiled later from public records, kept as evidence; not a copy of the provider’s page.`
				: 'What a page answered, byte for byte, as kept evidence.',
		path: addresses.snapshot(sha256),
		feeds: [],
	}
	return pageParts(head, body, site)
}

function rawOf(sha256: string): string {
	return `/api/v1/snapshots/${sha256}`
}

function lookRow(look: Snapshot): Markup {
	const {
		source,
		document,
		url,
		fetchedAt,
		until,
		precision,
		outcome,
		httpStatus,
		contentType,
		provenance,
		provider,
	} = look
	const to = until === fetchedAt ? '' : html` to ${timeMarkup(until)}`
	return html`<li>${timeMarkup(fetchedAt, precision)}${to}: <code>${provider}/${source} ${document}</code>, ${provenance === 'rebuilt' && 'about '}${outsideLink(url)}; ${outcome === 'stored' ? 'new then' : 'unchanged since an earlier look'}${httpStatus !== undefined && `, HTTP ${httpStatus}`}${contentType !== undefined && `, ${bounded(contentType, 80)}`}; ${provenanceWords[provenance].short}. <a href="/api/v1/snapshots?source=${encodeURIComponent(`${provider}/${source}`)}&amp;day=${look.slot.slice(0, 10)}">The looks of that day</a></li>`
}

function textOf({ text, sha256, bytes, looks }: SnapshotView, publication: string): Markup {
	if (text === undefined) return html`<p>These bytes are no text.</p>`
	const indented = /^\s*[[{]/.test(text) ? indentedJson(text, longest) : undefined
	const { text: shown, read } = indented ?? {
		text: text.slice(0, longest),
		read: Math.min(text.length, longest),
	}
	const isWhole = read === text.length && bytes <= shownBytes
	const left = isWhole ? 0 : bytes - bytesOf(text.slice(0, read))
	const author = authorOfBytes(looks)
	const whose =
		author === 'us'
			? html`<strong>${publication}’s own words:</strong> compiled later from public records, not a copy of the provider’s page. Shown as text`
			: author === 'provider'
				? 'The provider’s words, shown as text'
				: 'Shown as text'
	return html`<p class="hint">${whose}${indented !== undefined && shown !== text && '; the JSON is indented here and not in the bytes'}.</p>
<pre class="bytes" dir="auto">${shown.replace(/[\ud800-\udbff]$/, '')}${left > 0 && '…'}</pre>${left > 0 && html`<p><a class="tally" href="${rawOf(sha256)}">${counted(left, 'byte')}</a> more are in the raw bytes.</p>`}`
}
