import { etagOf } from './answer.ts'

/** An answer's text and its ETag. */
export interface Rendered {
	readonly body: string
	readonly etag: string
}

/**
 * Answers that were made from a stored text are kept while this isolate lives: the same text gives the same answer, and comparing
 * 30 KB costs a hundredth of parsing them. Only a pure function of the text may be kept; a few are, the oldest goes first.
 */
const kept = new Map<string, { readonly from: string; readonly rendered: Rendered }>()
const mostKept = 32

export async function renderOnce(key: string, from: string, render: (from: string) => string): Promise<Rendered> {
	const known = kept.get(key)
	if (known?.from === from) return known.rendered
	const body = render(from)
	const rendered = { body, etag: await etagOf(body) }
	kept.delete(key)
	kept.set(key, { from, rendered })
	const [oldest] = kept.keys()
	if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
	return rendered
}
