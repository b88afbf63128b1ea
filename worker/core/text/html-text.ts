import { decodeEntities } from './entities.ts'

/**
 * Strangers' HTML as plain text, for all who need it: read as tokens, then written in one of two
 * styles. Nothing is executed, nothing is kept as markup, and the time is linear in the length
 * whatever the input.
 */

export type Token =
	| { readonly kind: 'text'; readonly text: string }
	/** `href` as it was written, its entities resolved. */
	| { readonly kind: 'open'; readonly name: string; readonly href?: string }
	| { readonly kind: 'close'; readonly name: string }

/**
 * The tags and texts of a fragment in order; texts with their entities resolved once. Comments and
 * what a browser would not show are left out; a tag that is never closed is text.
 */
export function tokensOf(html: string): Token[] {
	const tokens: Token[] = []
	const find = finder(html)
	let from = 0
	const text = (to: number) => {
		if (to > from) tokens.push({ kind: 'text', text: decodeEntities(html.slice(from, to)) })
	}
	for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
		if (html.startsWith('<!--', at)) {
			const end = find('-->', at + 4)
			if (end < 0) continue
			text(at)
			from = end + 3
			at = from - 1
			continue
		}
		const end = /[a-z/!?]/i.test(html[at + 1] ?? '') ? find('>', at) : -1
		if (end < 0) continue
		text(at)
		from = end + 1
		const tag = tagOf(html.slice(at + 1, end))
		if (tag) tokens.push(tag)
		if (tag?.kind === 'open' && hidden.has(tag.name))
			from = skipRaw(find, `</${tag.name}`, from, html.length)
		at = from - 1
	}
	text(html.length)
	return tokens
}

const hidden = new Set(['script', 'style', 'template', 'noscript'])

/** How tags are written. */
interface TextStyle {
	/** Before each entry of a list. */
	readonly item: string
	/** Line breaks where a tag opens or closes. */
	readonly breaks: ReadonlyMap<string, string>
	/** A link, from its words and its address. */
	readonly link: (words: string, href: string) => string
}

/**
 * The words of a statement as they are recorded: `- ` before list entries, and a link's address
 * behind its words. Another spelling would look like an edit by the provider.
 */
export function textOf(tokens: readonly Token[]): string {
	return written(tokens, recorded)
}

/**
 * HTML as it is shown: bullets, an empty line around blocks, and of links the words alone unless
 * `link` says otherwise. What is cut off in the middle of a tag or comment ends before it.
 */
export function textOfHtml(source: string, link = shown.link): string {
	return written(tokensOf(withoutCutEnd(source)), { ...shown, link })
}

const recorded: TextStyle = {
	item: '- ',
	breaks: new Map([
		['p', '\n\n'],
		...['br', 'div', 'hr', 'ul', 'ol', 'li', 'pre', 'blockquote', 'table', 'tr'].map(oneLine),
		...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(oneLine),
	]),
	link: (words, href) =>
		!/^https?:\/\/[^\s<>"'`\\]+$/.test(href) || words.includes(href) ? words : `${words} (${href})`,
}

const shown: TextStyle = {
	item: '• ',
	breaks: new Map([
		...['br', 'tr'].map(oneLine),
		...['p', 'div', 'ul', 'ol', 'pre', 'blockquote', 'table', 'section', 'article'].map(emptyLine),
		...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(emptyLine),
	]),
	link: (words) => words,
}

function oneLine(name: string): [string, string] {
	return [name, '\n']
}

function emptyLine(name: string): [string, string] {
	return [name, '\n\n']
}

function written(tokens: readonly Token[], style: TextStyle): string {
	let out = ''
	let link: { readonly href: string; readonly before: string } | undefined
	for (const token of tokens) {
		if (token.kind === 'text') out += token.text.replace(/\s+/g, ' ')
		else if (token.name === 'a') {
			if (link) {
				// Of two that open, the first never closed.
				out = link.before + (token.kind === 'close' ? style.link(out, link.href) : out)
				link = undefined
			}
			if (token.kind === 'open' && token.href !== undefined) {
				link = { href: token.href, before: out }
				out = ''
			}
		} else if (token.name === 'li' && token.kind === 'open') out += `\n${style.item}`
		else out += style.breaks.get(token.name) ?? ''
	}
	if (link) out = link.before + out
	return out
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()
}

function withoutCutEnd(source: string): string {
	const comment = source.indexOf('<!--', source.lastIndexOf('-->') + 1)
	return (comment < 0 ? source : source.slice(0, comment)).replace(/<\/?[a-z!?][^<>]*$/i, '')
}

function tagOf(inner: string): Token | undefined {
	const match = /^(\/?)([a-z][a-z0-9]{0,20})/i.exec(inner)
	if (!match?.[2]) return undefined
	const name = match[2].toLowerCase()
	if (match[1]) return { kind: 'close', name }
	if (name !== 'a') return { kind: 'open', name }
	const [found, double, single, bare] = address.exec(inner) ?? []
	if (found === undefined) return { kind: 'open', name }
	return { kind: 'open', name, href: decodeEntities(double ?? single ?? bare ?? '') }
}

const address = /\shref\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"']{1,2000}))/i

/**
 * `indexOf` that remembers what is not there any more, so that a thousand unclosed tags are not
 * searched a thousand times.
 */
function finder(html: string): (needle: string, from: number) => number {
	const absent = new Set<string>()
	return (needle, from) => {
		if (absent.has(needle)) return -1
		const at = html.indexOf(needle, from)
		if (at < 0) absent.add(needle)
		return at
	}
}

function skipRaw(
	find: (needle: string, from: number) => number,
	closing: string,
	from: number,
	length: number,
): number {
	const at = find(closing, from)
	return at < 0 ? length : at
}
