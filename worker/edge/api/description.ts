import type * as z from 'zod/mini'

/**
 * What a route says of itself, beside its handler: by the same schemas that read its parameters and
 * give its answer's type. The build makes the API's description and the site's list of addresses
 * from it; the Worker itself needs none of it.
 */
export interface RouteDescription {
	/** As OpenAPI writes it, below `/api/v1`. */
	readonly path: string
	/** Under which heading it stands. */
	readonly tag: Tag
	/** One line, without a stop. */
	readonly summary: string
	readonly description: string
	readonly query: z.ZodMiniObject
	/** What its parameters mean, those of its path too, where `usualParameters` does not say so. */
	readonly parameters?: Readonly<Record<string, string>>
	readonly answer: NamedAnswer | { readonly bytes: string }
	/** It may lead to another address for good: an incident that has another id now. */
	readonly moves?: true
	/** More may be asked of it than it answers in a minute. */
	readonly limited?: true
	/** It is made from the Worker's own code alone, so that no store can fail. */
	readonly storeless?: true
}

/** A route that is written to: it says itself in which ways it refuses. */
export interface PostDescription
	extends Pick<RouteDescription, 'path' | 'tag' | 'summary' | 'description' | 'parameters'> {
	readonly operationId: string
	/** Sent as JSON or as a form. */
	readonly body: z.ZodMiniObject
	readonly answer: NamedAnswer
	/** What the answer means when it was taken: 202. */
	readonly taken: string
	/** By status; `again`: the answer says when to come again. */
	readonly refusals: Readonly<
		Record<number, string | { readonly again: true; readonly why: string }>
	>
}

interface NamedAnswer {
	/** In the description, `Answer` is added. */
	readonly name: string
	readonly schema: z.ZodMiniType
}

/** The headings of the description. */
export const tags = {
	Now: 'How providers stand, how old that is, and of whom we cannot tell.',
	Record: 'Incidents, outages and what was said of them, with evidence.',
	Evidence: 'What a page said at a moment, our checks of it, and the bytes we received.',
	Analysis: 'Figures of the record, with how they were counted.',
	'User reports': 'Reports by users: counted, and taken.',
	Meta: 'The description itself.',
} as const
type Tag = keyof typeof tags

/** What parameters mean that several routes have. */
export const usualParameters: Readonly<Record<string, string>> = {
	provider: 'A provider’s id, such as `claude`.',
	id: 'An incident’s or episode’s id.',
	surface: 'A surface’s id, such as `claude-ai`.',
	from: 'A day or an instant; what was filed at or after it.',
	to: 'A day or an instant; what was filed before it.',
	cursor: 'The value of `next` of the answer before.',
	limit: 'How many items, 1 to 200; 50 when absent.',
	asOf: 'An instant: the timeline as it was known then.',
}
