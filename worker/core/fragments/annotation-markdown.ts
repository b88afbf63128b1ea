import { Marked, type RendererObject } from 'marked'
import { decodeEntities } from '#core/text/entities.ts'
import { textOfHtml } from '#core/text/html-text.ts'
import { html, type Markup, raw } from './markup.ts'

/**
 * The editors' own Markdown as markup. It is ours, but it arrives through contributions: every text
 * and address in it passes our own tag on its way, and HTML in it is turned into text, so that
 * nothing needs to be sanitised afterwards.
 *
 * It is rendered where it is shown and not when content is generated: documents in KV hold the
 * words of the day on which they were written, and the API gives them as Markdown.
 */
export function annotationMarkup(markdown: string): Markup {
	return raw(notes.parse(markdown, { async: false }))
}

/** What the library writes by itself and is not named here is tags without attributes. */
const renderer: RendererObject = {
	// A note stands under headings of its page, so its own begin below them.
	heading({ depth, tokens }) {
		const level = depth === 3 || depth > 4 ? 'h5' : 'h4'
		return `<${level}>${this.parser.parseInline(tokens)}</${level}>\n`
	},
	text(token) {
		return 'tokens' in token && token.tokens
			? this.parser.parseInline(token.tokens)
			: escaped(decodeEntities(token.text))
	},
	codespan({ text }) {
		return `<code>${escaped(text)}</code>`
	},
	code({ text }) {
		return `<pre><code>${escaped(`${text}\n`)}</code></pre>\n`
	},
	link({ href, title, tokens, text, autolink }) {
		const words = raw(autolink ? escaped(text) : this.parser.parseInline(tokens))
		const address = addressOf(autolink ? href : decodeEntities(href))
		if (address === undefined) return words.text
		const named = title ? html` title="${decodeEntities(title)}"` : undefined
		return html`<a href="${address}"${named} rel="noopener nofollow">${words}</a>`.text
	},
	html({ text, block }) {
		const words = block ? textOfHtml(text) : ''
		return words === '' ? '' : `<p>${escaped(words)}</p>\n`
	},
	list({ ordered, items }) {
		const name = ordered ? 'ol' : 'ul'
		return `<${name}>\n${items.map((item) => this.listitem(item)).join('')}</${name}>\n`
	},
	tablecell({ header, tokens }) {
		const name = header ? 'th' : 'td'
		return `<${name}>${this.parser.parseInline(tokens)}</${name}>\n`
	},
	image: () => '',
	checkbox: () => '',
	hr: () => '',
}

const notes = new Marked({ gfm: true, renderer })

function escaped(text: string): string {
	return html`${text}`.text
}

/**
 * An address of the Web, a path of ours or a place on the page. Of a link to anything else the
 * words stay, and nothing about where it leads.
 */
function addressOf(href: string): string | undefined {
	if (!/^(https?:|#|\/(?!\/))/i.test(href)) return undefined
	// As the library does: half a pair would throw, and a backslash would read as a slash.
	return encodeURI(href.toWellFormed()).replaceAll('%25', '%')
}
