import { decodeEntities } from '#core/entities.ts'

/**
 * HTML fragments in feeds, read as tokens and turned into plain text. Nothing is executed, nothing
 * is kept as markup, and the time is linear
 * in the length whatever the input: an unclosed tag is text.
 */

export type Token =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'open'; readonly name: string; readonly href?: string }
	| { readonly kind: 'close'; readonly name: string }

/**
 * The tags and texts of a fragment in order; texts with their entities resolved once. Comments,
 * scripts and styles are left out.
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
		if (tag?.kind === 'open' && (tag.name === 'script' || tag.name === 'style'))
			from = skipRaw(find, `</${tag.name}`, from, html.length)
		at = from - 1
	}
	text(html.length)
	return tokens
}

/**
 * Plain text with `\n` at line breaks and block ends, `- ` before list entries, and a link's
 * address behind its words.
 */
export function textOf(tokens: readonly Token[]): string {
	let out = ''
	let link: { readonly href: string; readonly from: number } | undefined
	for (const token of tokens) {
		if (token.kind === 'text') out += token.text.replace(/\s+/g, ' ')
		else if (token.name === 'a') {
			if (token.kind === 'open')
				link = token.href === undefined ? undefined : { href: token.href, from: out.length }
			else if (link) {
				if (!out.slice(link.from).includes(link.href)) out += ` (${link.href})`
				link = undefined
			}
		} else if (token.name === 'li' && token.kind === 'open') out += '\n- '
		else if (token.name === 'br' || blocks.has(token.name))
			out += token.name === 'p' ? '\n\n' : '\n'
	}
	return out
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()
}

const blocks = new Set([
	'p',
	'div',
	'hr',
	'ul',
	'ol',
	'li',
	'pre',
	'blockquote',
	'table',
	'tr',
	'h1',
	'h2',
	'h3',
	'h4',
	'h5',
	'h6',
])

function tagOf(inner: string): Token | undefined {
	const match = /^(\/?)([a-z][a-z0-9]{0,20})/i.exec(inner)
	if (!match?.[2]) return undefined
	const name = match[2].toLowerCase()
	if (match[1]) return { kind: 'close', name }
	if (name !== 'a') return { kind: 'open', name }
	const address = /\shref=(?:"([^"]{1,2000})"|'([^']{1,2000})')/i.exec(inner)
	const href = decodeEntities(address?.[1] ?? address?.[2] ?? '')
	return /^https?:\/\/[^\s<>"'`\\]+$/.test(href)
		? { kind: 'open', name, href }
		: { kind: 'open', name }
}

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
