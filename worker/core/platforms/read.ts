import type { Problem } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { compareInstants, readInstant, secondsBetween } from '#core/time/time.ts'
import { ParseError } from './platform.ts'
import { refuseTooManyRows } from './work.ts'

/**
 * Lenient readers that the adapters share: strangers' values become bounded text, canonical
 * instants and words of our
 * vocabularies. What does not fit is a problem with its place, never an exception and never
 * something healthy.
 */

/** An object as JSON brought it: nothing is known of its values. */
export type Row = Readonly<Record<string, unknown>>

const maxBody = 20_000
const maxTitle = 500
const maxId = 200
const maxProblems = 100

/**
 * The problems of one document, in the order in which they were met. After 100 they are only
 * counted.
 */
export class Problems {
	readonly document: string
	readonly #found: Problem[] = []
	#uncounted = 0

	constructor(document: string) {
		this.document = document
	}

	add(path: string, message: string): void {
		if (this.#found.length < maxProblems)
			this.#found.push({
				document: this.document,
				path: path.slice(0, 200),
				message: message.slice(0, 300),
			})
		else this.#uncounted += 1
	}

	all(): Problem[] {
		if (this.#uncounted === 0) return [...this.#found]
		return [
			...this.#found,
			{ document: this.document, path: '', message: `and ${this.#uncounted} more problems` },
		]
	}
}

/**
 * The document's body as JSON. Throws ParseError, with a hint at what came instead, and for more
 * rows than its length allows.
 */
export function parseJson(document: Document): unknown {
	refuseTooManyRows(document)
	try {
		return JSON.parse(document.body.startsWith('\uFEFF') ? document.body.slice(1) : document.body)
	} catch {
		const start = document.body.slice(0, 200).trimStart()
		const got =
			start === ''
				? 'nothing'
				: start.startsWith('<')
					? 'markup'
					: 'text that is not JSON or ends too early'
		throw new ParseError(document.name, '', `expected JSON, got ${got}`)
	}
}

/** The document's body as a JSON object. Throws ParseError. */
export function parseObject(document: Document): Row {
	const value = parseJson(document)
	if (!isRow(value))
		throw new ParseError(document.name, '', `expected an object, got ${nameOfType(value)}`)
	return value
}

export function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The objects of a list with their paths. Absent and `null` are an empty list; anything else that
 * is no object is a problem.
 */
export function rowsOf(
	value: unknown,
	path: string,
	problems: Problems,
): { row: Row; path: string }[] {
	if (value === undefined || value === null) return []
	if (!Array.isArray(value)) {
		problems.add(path, `expected a list, got ${nameOfType(value)}`)
		return []
	}
	const rows: { row: Row; path: string }[] = []
	for (const [index, row] of value.entries()) {
		if (isRow(row)) rows.push({ row, path: `${path}/${index}` })
		else problems.add(`${path}/${index}`, `expected an object, got ${nameOfType(row)}`)
	}
	return rows
}

/** An id: a text of 1 to 200 characters, or a whole number as text; undefined for anything else. */
export function idOf(value: unknown): string | undefined {
	if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
	if (typeof value !== 'string' || value.length > maxId) return undefined
	const id = cleanText(value).trim()
	return id === '' ? undefined : id
}

/**
 * A name or another short text, trimmed; undefined when it is absent, empty or no text. Longer than
 * 500 characters: cut with a problem.
 */
export function nameOf(value: unknown, path: string, problems: Problems): string | undefined {
	if (value === undefined || value === null) return undefined
	if (typeof value !== 'string') {
		problems.add(path, `expected a text, got ${nameOfType(value)}`)
		return undefined
	}
	const text = cut(cleanText(value).trim(), maxTitle, path, problems)
	return text === '' ? undefined : text
}

/** A title, at most 500 characters; empty with a problem when there is none. */
export function titleOf(value: unknown, path: string, problems: Problems): string {
	const title = nameOf(value, path, problems)
	if (title === undefined) problems.add(path, 'no title')
	return title ?? ''
}

/** A body, at most 20,000 characters, without space around it; empty when there is none. */
export function bodyOf(value: unknown, path: string, problems: Problems): string {
	if (value === undefined || value === null) return ''
	if (typeof value !== 'string') {
		problems.add(path, `expected a text, got ${nameOfType(value)}`)
		return ''
	}
	return cut(cleanText(value).trim(), maxBody, path, problems)
}

/**
 * An instant in its canonical spelling. Absent, `null` and an empty text are undefined; what names
 * no offset is undefined with a problem.
 */
export function instantAt(value: unknown, path: string, problems: Problems): string | undefined {
	if (value === undefined || value === null || value === '') return undefined
	const instant = readInstant(value)
	if (instant === undefined)
		problems.add(path, `expected a time with its offset, got ${quote(value)}`)
	return instant
}

/**
 * To save a statement takes a moment, and some pages print their times to the second: less than
 * this is one and the same time.
 */
const apartSeconds = 5

/**
 * When a statement was written, where the page tells that beside the time `at` that it shows, and
 * the two are more than 5 seconds apart: of
 * Claude's 2,863 statements 110 are more than a minute apart and almost all others less than a
 * second.
 */
export function writtenApart(at: string, writtenAt: string | undefined): { publishedAt?: string } {
	return writtenAt !== undefined && Math.abs(secondsBetween(at, writtenAt)) > apartSeconds
		? { publishedAt: writtenAt }
		: {}
}

/**
 * A page's word for a maintenance that will not take place. It is no status of ours: what was
 * announced is withdrawn.
 */
export function isCancelled(word: unknown): boolean {
	return typeof word === 'string' && /^(?:maintenance[_ ])?cancell?ed$/i.test(word.trim())
}

/** The page's words for the terms of a vocabulary of ours, each term also under its own name. */
export function wordsOf<Term extends string>(
	terms: readonly Term[],
	synonyms: Readonly<Record<string, Term>> = {},
): ReadonlyMap<string, Term> {
	return new Map<string, Term>([
		...terms.map((term): [string, Term] => [term, term]),
		...Object.entries(synonyms),
	])
}

/**
 * The term for a word of the page. A word that is not in the vocabulary, or none at all, is
 * `unknown` with a problem.
 */
export function wordOf<Term extends string>(
	value: unknown,
	words: ReadonlyMap<string, Term>,
	path: string,
	problems: Problems,
): Term | 'unknown' {
	const term = typeof value === 'string' ? words.get(value) : undefined
	if (term !== undefined) return term
	problems.add(
		path,
		value === undefined || value === null
			? 'no word where one is expected'
			: `unknown word ${quote(value)}`,
	)
	return 'unknown'
}

/**
 * An absolute http or https address without characters that could leave an attribute; undefined for
 * anything else.
 */
export function addressOf(value: unknown): string | undefined {
	return typeof value === 'string' &&
		value.length <= 2000 &&
		/^https?:\/\/[^\s<>"'`\\]+$/.test(value)
		? value
		: undefined
}

/** Whether a body contains markup tags. */
export function hasTags(body: string): boolean {
	return /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/i.test(body)
}

/**
 * Entries by time, oldest first. Entries of one and the same time keep the order in which they
 * happened, whichever way the page
 * lists them: a list whose first entry is not older than its last one is taken to be newest first.
 */
export function oldestFirst<Entry extends { readonly at: string }>(
	listed: readonly Entry[],
): Entry[] {
	const first = listed[0]
	const last = listed.at(-1)
	if (first === undefined || last === undefined) return []
	const forward = compareInstants(first.at, last.at) >= 0 ? listed.toReversed() : [...listed]
	return forward.sort((a, b) => compareInstants(a.at, b.at))
}

/** The fields that have a value: what is not known has no key. */
export function known<Fields extends Readonly<Record<string, unknown>>>(
	fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
	const result: Record<string, unknown> = {}
	for (const key in fields) if (fields[key] !== undefined) result[key] = fields[key]
	// The keys are those of `fields`, and no value is undefined any more.
	return result as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }
}

/** A stranger's value as a short quote for a message. */
export function quote(value: unknown): string {
	if (typeof value === 'string')
		return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameOfType(value)
}

/** `null`, `a list`, `an object`, `a number`: what came instead, in a message. */
export function nameOfType(value: unknown): string {
	if (value === null) return 'null'
	if (value === undefined) return 'nothing'
	if (Array.isArray(value)) return 'a list'
	return typeof value === 'object'
		? 'an object'
		: typeof value === 'string'
			? 'a text'
			: `a ${typeof value}`
}

// Control characters that XML forbids, and halves of surrogate pairs, would make our own feeds
// unreadable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it removes
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const unclean = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/

/** Text without control characters, with whole characters only and with `\n` as its line end. */
export function cleanText(text: string): string {
	const whole = text.isWellFormed() ? text : text.toWellFormed()
	return unclean.test(whole) ? whole.replace(forbidden, '').replace(/\r\n?/g, '\n') : whole
}

function cut(text: string, length: number, path: string, problems: Problems): string {
	if (text.length <= length) return text
	problems.add(path, `${text.length} characters, cut to ${length}`)
	const shorter = text.slice(0, length)
	return shorter.isWellFormed() ? shorter : shorter.slice(0, -1)
}
