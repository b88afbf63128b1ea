/**
 * HTML as values that cannot be forgotten to be escaped: the `html` tag escapes every text it is
 * given, in content and in quoted attributes alike; only another `Markup` passes through. `raw` is
 * for markup that this project wrote itself.
 *
 * The tag is our own and not that of `hono/html`: with our cleaning before it, that one gives the
 * same pages for 1.3 to 1.4 times the CPU (300 incident pages and all provider pages of the
 * archive), and what it returns may be a promise, for which every caller would have to wait.
 */
export class Markup {
	readonly text: string
	constructor(text: string) {
		this.text = text
	}
	toString(): string {
		return this.text
	}
}

/** What may stand in an `html` template. `false`, `null` and `undefined` leave nothing behind. */
export type Part = string | number | Markup | false | null | undefined | readonly Part[]

/** Builds markup. Attribute values must stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	let text = strings[0] ?? ''
	for (const [index, part] of parts.entries()) text += rendered(part) + (strings[index + 1] ?? '')
	return new Markup(text)
}

/** Markup of our own, as it is. Never call it with anything that came from outside. */
export function raw(text: string): Markup {
	return new Markup(text)
}

export const nothing = new Markup('')

/** Joins parts with a separator, leaving out the empty ones. */
export function joined(parts: readonly Part[], separator: string): Markup {
	return new Markup(parts.map(rendered).filter(Boolean).join(escaped(separator)))
}

/**
 * Text that is safe in HTML content and in quoted attributes: cleaned of invisible mischief, then
 * escaped.
 */
function escaped(text: string): string {
	return plain.test(text)
		? text
		: cleaned(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** Most texts hold nothing to clean or escape: one look tells. */
const plain = /^[\t\n\r !#-%(-;=?-~\u00a0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe]*$/
const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
}

/**
 * Text without control characters (line breaks and tabs stay), without the marks that turn the
 * direction of what follows
 * (U+202A–202E, U+2066–2069) and without halves of surrogate pairs, which no encoder would keep.
 */
export function cleaned(text: string): string {
	return text.toWellFormed().replace(unwanted, '')
}

const unwanted =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/**
 * A text cut to a number of characters, with an ellipsis when something was cut. Never cuts a
 * surrogate pair in two.
 */
export function bounded(text: string, length: number): string {
	return text.length <= length
		? text
		: `${text
				.slice(0, length - 1)
				.toWellFormed()
				.replace(/\ufffd$/, '')}…`
}

function rendered(part: Part): string {
	if (part instanceof Markup) return part.text
	if (typeof part === 'string') return escaped(part)
	if (typeof part === 'number') return String(part)
	if (part === null || part === undefined || part === false) return ''
	let text = ''
	for (const inner of part) text += rendered(inner)
	return text
}
