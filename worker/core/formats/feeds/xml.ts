/**
 * XML as feeds need it: elements of elements, or of text. A text with marks in it stands in a CDATA
 * section, so that markup in a feed is read as it was written. Writing it from a value that a
 * library first copies, trims and searches for namespaces was half of what a feed cost.
 */

export interface Element {
	readonly name: string
	/** Values as they are meant; they are escaped here. */
	readonly attributes: Readonly<Record<string, string>>
	readonly content: string | readonly Element[]
}

/** An element of elements; of nothing, it is one tag. */
export function element(
	name: string,
	attributes: Readonly<Record<string, string>>,
	content: readonly Element[] = [],
): Element {
	return { name, attributes, content }
}

/** An element of text, or none: a text of nothing but space says nothing. */
export function textElement(
	name: string,
	text: string,
	attributes: Readonly<Record<string, string>> = {},
): Element[] {
	const content = text.trim()
	return content === '' ? [] : [{ name, attributes, content }]
}

/** A document, a line for each element. */
export function xmlText(root: Element): string {
	return `<?xml version="1.0" encoding="utf-8"?>\n${written(root, '')}`
}

function written({ name, attributes, content }: Element, indent: string): string {
	let tag = name
	for (const key in attributes) tag += ` ${key}="${escaped(attributes[key] ?? '')}"`
	if (typeof content === 'string')
		return marks.test(content)
			? `${indent}<${tag}>\n${indent}  ${characterData(content)}\n${indent}</${name}>\n`
			: `${indent}<${tag}>${content.replaceAll('"', '&quot;')}</${name}>\n`
	if (content.length === 0) return `${indent}<${tag}/>\n`
	let inner = ''
	for (const child of content) inner += written(child, `${indent}  `)
	return `${indent}<${tag}>\n${inner}${indent}</${name}>\n`
}

const marks = /[&<>]/

/** The one thing that would end a section is written in two of them. */
function characterData(text: string): string {
	return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

function escaped(value: string): string {
	return value.replace(/[&<>"]/g, (character) => entities[character] ?? '')
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
}

/** As mail writes it (RFC 822). */
export function mailDate(instant: string): string {
	return new Date(instant).toUTCString()
}

/** As Atom and JSON Feed write it (RFC 3339). */
export function fullDate(instant: string): string {
	return new Date(instant).toISOString()
}
