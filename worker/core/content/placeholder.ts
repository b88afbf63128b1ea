import { Scope } from '#core/model/analysis.ts'
import { questions } from '#core/questions/registry.ts'
import { readInstant } from '#core/time/time.ts'
import { type ContentIssue, readBySchema, shortText } from './issues.ts'

/**
 * A figure in an essay, named and never typed: `{{relapse(provider=claude).between.share |
 * percent}}` is a question, the part of the record
 * that it is asked of, the way into its figures, and how to write what is found there.
 */
export interface Placeholder {
	/** What stands between the braces. */
	readonly text: string
	/** Counted from 1, within the text that was read. */
	readonly line: number
	readonly question: string
	readonly scope: Scope
	/**
	 * A step that begins with `@` leads into the analysis itself: `@sampleSize`. A name of several
	 * words stands in quotes: `.fits."cannot be told"`.
	 */
	readonly path: readonly Step[]
	readonly format: FigureFormat
}

/**
 * One step into the figures, then a choice where there is a list: by what its entries say, or by
 * position in a list of plain values.
 */
export interface Step {
	readonly key: string
	readonly where?: readonly (readonly [field: string, value: string])[]
	readonly position?: number
}

/** How a figure may be written. */
export const figureFormats = {
	count: 'a whole number, in digits',
	word: 'a whole number, in a word up to twelve',
	percent: 'a share from 0 to 1, as a percentage',
	interval: 'the bounds of a share, as percentages',
	parts: 'a share as “3 of 10”',
	duration: 'seconds, as hours, minutes and seconds',
	number: 'a number, to two places',
	about: 'a number, to the nearest whole one',
	date: 'an instant, as its day',
	time: 'an instant, as its day and time in UTC',
	month: 'a month such as 2026-03, in words',
	text: 'words as they stand in the figures',
} as const
export type FigureFormat = keyof typeof figureFormats

/**
 * A list that the page makes itself, on a line of its own: `{{claims: Was it over?}}` or
 * `{{sheets}}`.
 */
export interface Block {
	readonly text: string
	readonly line: number
	readonly kind: 'claims' | 'sheets'
	/** For claims: the question that they answer. */
	readonly about: string
}

export interface Placeholders {
	readonly figures: readonly Placeholder[]
	readonly blocks: readonly Block[]
	readonly issues: readonly ContentIssue[]
}

/**
 * Finds every `{{…}}` of a text. Whatever looks like a placeholder and is none is an issue; the
 * path of one is `line 12`.
 */
export function placeholdersOf(text: string, firstLine = 1): Placeholders {
	const figures: Placeholder[] = []
	const blocks: Block[] = []
	const issues: ContentIssue[] = []
	for (const [index, row] of text.split('\n').entries()) {
		const line = firstLine + index
		const complain = (expected: string, got: string) =>
			issues.push({ path: `line ${line}`, expected, got: shortText(got) })
		for (const [whole, inside = ''] of row.matchAll(anyPlaceholder)) {
			const block = blockOf(inside, line)
			if (block && row.trim() === whole) blocks.push(block)
			else if (block) complain('a line of its own for a list', whole)
			else {
				const read = readFigure(inside, line)
				if (typeof read === 'string') complain(read, whole)
				else figures.push(read)
			}
		}
		// The page keeps the places of what it computes with these.
		if (/[\ue000\ue001]/.test(row)) complain('no characters of private use', row.trim())
		if (/\{\{|\}\}/.test(row.replace(anyPlaceholder, '')))
			complain('a placeholder between {{ and }} on one line', row.trim())
	}
	return { figures, blocks, issues }
}

/** Finds placeholders, their inside as the first group. */
export const anyPlaceholder = /\{\{([^{}\n]*)\}\}/g

function blockOf(inside: string, line: number): Block | undefined {
	const [, claims, sheets] = /^\s*(?:claims:\s*(\S.*?)|(sheets))\s*$/.exec(inside) ?? []
	if (claims !== undefined) return { text: inside, line, kind: 'claims', about: claims }
	return sheets === undefined ? undefined : { text: inside, line, kind: 'sheets', about: '' }
}

/** `question(asked).steps | format`. */
const shape = new RegExp(
	[
		/^\s*([a-z]+(?:-[a-z]+)*)(?:\(([^()]*)\))?/,
		/((?:\.(?:@?[A-Za-z][A-Za-z0-9]*|"[^"]+")(?:\[[^\][]*\])?)+)/,
		/(?:\s*\|\s*(\S+))?\s*$/,
	]
		.map(({ source }) => source)
		.join(''),
)

/** The placeholder, or what was expected in its place. */
function readFigure(inside: string, line: number): Placeholder | string {
	const [, question = '', asked, steps = '', format = 'count'] = shape.exec(inside) ?? []
	if (question === '')
		return 'question(scope).path | format, such as relapse(provider=claude).between.share | percent'
	if (!questions.some(({ name }) => name === question))
		return `a question: one of ${questions.map(({ name }) => name).join(', ')}`
	if (!isFormat(format)) return `a format: one of ${Object.keys(figureFormats).join(', ')}`
	const scope = readScope(asked)
	if (typeof scope === 'string') return scope
	const path: Step[] = []
	for (const [, key = '', choice] of steps.matchAll(
		/\.(@?[A-Za-z][A-Za-z0-9]*|"[^"]+")(?:\[([^\]]*)\])?/g,
	)) {
		const step = readStep(key.replaceAll('"', ''), choice)
		if (typeof step === 'string') return step
		path.push(step)
	}
	return { text: inside.trim(), line, question, scope, path, format }
}

function isFormat(text: string): text is FigureFormat {
	return Object.hasOwn(figureFormats, text)
}

/** `provider=claude, from=2026-03-02`; a day is its beginning. */
function readScope(text: string | undefined): Scope | string {
	if (text === undefined || text.trim() === '') return {}
	const pairs = readPairs(text)
	if (!pairs) return 'a scope such as provider=claude, from=2026-03-02, to=2026-03-04'
	const known = ['provider', 'surface', 'from', 'to', 'zone']
	const stranger = pairs.find(([key]) => !known.includes(key))
	if (stranger) return `a scope of ${known.join(', ')}, not ${stranger[0]}`
	const entries = pairs.map(([key, value]) => [
		key,
		key === 'from' || key === 'to' ? (readInstant(dayOrInstant(value)) ?? value) : value,
	])
	const { value, issues } = readBySchema(Scope, Object.fromEntries(entries))
	return value ?? issues.map((issue) => `${issue.expected} as ${issue.path}`).join('; ')
}

function dayOrInstant(text: string): string {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

function readStep(key: string, choice: string | undefined): Step | string {
	if (choice === undefined) return { key }
	if (/^\d{1,4}$/.test(choice)) return { key, position: Number(choice) }
	const where = readPairs(choice)
	return where ? { key, where } : `a choice such as ${key}[provider=claude]`
}

function readPairs(text: string): [string, string][] | undefined {
	const pairs = text
		.split(',')
		.map((pair) => /^\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S(?:.*\S)?)\s*$/.exec(pair))
	const read = pairs.flatMap((pair): [string, string][] =>
		pair ? [[pair[1] ?? '', pair[2] ?? '']] : [],
	)
	return read.length === pairs.length ? read : undefined
}
