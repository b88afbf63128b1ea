import type { Provenance } from '#core/model/vocabulary.ts'

/**
 * Whose words something is: decided here and nowhere else, so that no outlet gives our words as the
 * provider's. A collected history
 * keeps facts in sentences of our own, marked `summary`; a title that nobody published is marked
 * `titleSummary`; a document that was
 * put together from sources is ours as a whole, whatever it describes.
 */
export type Author = 'provider' | 'us'

/**
 * Of a statement's text: an update's, an event's, or that of an open incident's latest statement.
 */
export function authorOfBody({ summary }: { readonly summary?: boolean | undefined }): Author {
	return summary === true ? 'us' : 'provider'
}

/** Of an incident's title. */
export function authorOfTitle({
	titleSummary,
}: {
	readonly titleSummary?: boolean | undefined
}): Author {
	return titleSummary === true ? 'us' : 'provider'
}

/**
 * Of a document's bytes, by the looks that brought it; with none of them known it cannot be said,
 * and nobody is named.
 */
export function authorOfBytes(
	looks: readonly { readonly provenance: Provenance; readonly words?: 'ours' | undefined }[],
): Author | undefined {
	if (looks.length === 0) return undefined
	return looks.every(({ provenance, words }) => provenance === 'rebuilt' || words === 'ours')
		? 'us'
		: 'provider'
}

/** What stands before words of ours: `Tidemark’s summary`. */
export function summaryLabel(publication: string): string {
	return `${publication}’s summary`
}

/** Said beside a title of ours, where a published one may exist. */
export function titleRemark(publication: string): string {
	return `The title is ${publication}’s description; the provider’s own is not known.`
}

/**
 * A statement as plain text, marked where the words are ours: for outlets that have no other way to
 * say whose they are.
 */
export function attributed(text: string, author: Author, publication: string): string {
	return author === 'us' && text.trim() !== '' ? `${summaryLabel(publication)}: ${text}` : text
}
