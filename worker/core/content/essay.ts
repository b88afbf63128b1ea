import * as z from 'zod/mini'
import { Subject } from '#core/model/content.ts'
import { Slug } from '#core/model/instant.ts'
import { type ContentIssue, readBySchema } from './issues.ts'
import { readNamedLines } from './named-lines.ts'
import { anyPlaceholder, type Block, type Placeholder, placeholdersOf } from './placeholder.ts'
import { WritingTime } from './postmortem.ts'

/**
 * A text about what the figures mean: a Markdown file in `content/analysis/`, in which no figure is
 * typed.
 */
export const EssayHead = z.object({
	/** The file's name without its ending; its address is `/analysis/essays/<slug>`. */
	slug: Slug,
	title: z.string().check(z.minLength(1)),
	/** What it is about, in a sentence. */
	summary: z.string().check(z.minLength(1)),
	/** What it rests on: a record that lacks one of these does not carry the essay. */
	subjects: z.array(Subject).check(z.minLength(1)),
	author: z.string().check(z.minLength(1)),
	writtenAt: WritingTime,
	/** Markdown, ours, with placeholders. */
	body: z.string().check(z.minLength(1)),
})

export interface Essay extends z.infer<typeof EssayHead> {
	readonly figures: readonly Placeholder[]
	readonly blocks: readonly Block[]
}

/**
 * Reads one file: lines that name title, summary, subjects (with commas between), author and day,
 * then Markdown. Gives every issue at once.
 */
export function readEssay(
	slug: string,
	file: string,
): { readonly value?: Essay; readonly issues: readonly ContentIssue[] } {
	const read = readNamedLines(file)
	if (!('named' in read)) return { issues: [read] }
	const subjects = (read.named.subjects ?? '').split(',').flatMap((subject) => subject.trim() || [])
	const head = readBySchema(EssayHead, { ...read.named, subjects, slug, body: read.text.trim() })
	const { figures, blocks, issues } = placeholdersOf(read.text, read.firstLine)
	const all = [...head.issues, ...issues, ...typedFigures(read.text, read.firstLine)]
	return head.value && all.length === 0
		? { value: { ...head.value, figures, blocks }, issues: [] }
		: { issues: all }
}

/**
 * Numbers that somebody typed into an essay. A number there is computed (a placeholder) or is a
 * link to where it stands; only dates, names
 * in code marks and the numbering of lists are free. Gives an issue a number, its path `line
 * 12`.
 */
export function typedFigures(text: string, firstLine = 1): ContentIssue[] {
	return text.split('\n').flatMap((line, index) => {
		const left = line
			.replace(anyPlaceholder, ' ')
			.replace(/`[^`]*`/g, ' ')
			.replace(/\[[^\]]*\]\([^)]*\)/g, ' ')
			.replace(/^\s*\d+\.\s/, ' ')
			.replace(dates, ' ')
		return [...left.matchAll(/\S*\d\S*/g)].map(([found]) => ({
			path: `line ${firstLine + index}`,
			expected: 'a placeholder for what is computed, or a link to the line that says so',
			got: JSON.stringify(found),
		}))
	})
}

const month =
	'(?:January|February|March|April|May|June|July|August|September|October|November|December)'
/** `2 March 2026`, `2 and 3 March`, `March 2026`, `the year 2026`. */
const dates = new RegExp(
	`\\b\\d{1,2}(?:(?: and | to |–)\\d{1,2})? ${month}(?: (?:19|20)\\d\\d)?\\b|\\b${month} ` +
		`(?:19|20)\\d\\d\\b|\\b(?:19|20)\\d\\d\\b`,
	'g',
)
