import * as z from 'zod/mini'
import { Subject } from '#core/model/content.ts'
import { Instant, Slug } from '#core/model/instant.ts'
import { type ContentIssue, readBySchema } from './issues.ts'
import { readNamedLines } from './named-lines.ts'

/** When a text was written: an instant, or a day. */
export const WritingTime = z.union([
	Instant,
	z
		.string()
		.check(
			z.regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'expected a day such as 2026-03-09, or an instant' }),
		),
])

/**
 * A long account of an incident or episode: a Markdown file in `content/postmortems/` with a few
 * named lines before its text.
 */
export const Postmortem = z.object({
	/** The file's name without its ending; its address is `/postmortems/<slug>`. */
	slug: Slug,
	title: z.string().check(z.minLength(1)),
	subject: Subject,
	author: z.string().check(z.minLength(1)),
	writtenAt: WritingTime,
	/** Markdown, ours. */
	body: z.string().check(z.minLength(1)),
})
export type Postmortem = z.infer<typeof Postmortem>

/** What other pages need to know of an account. */
export type PostmortemHeader = Pick<Postmortem, 'slug' | 'title' | 'subject'>

/**
 * Reads one file: `name: value` lines between two lines of `---`, then Markdown. Gives every
 * issue at once.
 */
export function readPostmortem(
	slug: string,
	text: string,
): { readonly value?: Postmortem; readonly issues: readonly ContentIssue[] } {
	const read = readNamedLines(text)
	if (!('named' in read)) return { issues: [read] }
	return readBySchema(Postmortem, { ...read.named, slug, body: read.text.trim() })
}
