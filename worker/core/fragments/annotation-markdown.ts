import { marked } from 'marked'
import sanitize from 'sanitize-html'
import { cleaned, type Markup, raw } from './markup.ts'

/**
 * The editors' own Markdown as markup. It is ours, but it arrives through contributions: what
 * marked makes of it passes
 * a short list of allowed elements, and addresses other than https and our own paths lose their
 * link.
 */
export function annotationMarkup(markdown: string): Markup {
	const made = marked.parse(markdown, { async: false, gfm: true })
	// Cleaned last: the sanitiser decodes entities, and one may spell a character that turns the line
	// around.
	return raw(cleaned(sanitize(made, allowed)))
}

const allowed: sanitize.IOptions = {
	allowedTags: [
		'p',
		'br',
		'em',
		'strong',
		'code',
		'pre',
		'ul',
		'ol',
		'li',
		'a',
		'blockquote',
		'del',
		'table',
		'thead',
		'tbody',
		'tr',
		'th',
		'td',
		'h4',
		'h5',
	],
	allowedAttributes: { a: ['href', 'title', 'rel'] },
	allowedSchemes: ['https', 'http'],
	allowProtocolRelative: false,
	// A note stands under headings of its page, so its own begin below them.
	transformTags: { h1: 'h4', h2: 'h4', h3: 'h5', h6: 'h5', a: link },
}

/**
 * A link without an address that may be followed is no link: its words stay, and nothing about
 * where they lead.
 */
function link(tagName: string, { href = '', title }: sanitize.Attributes): sanitize.Tag {
	if (!/^(https?:|#|\/(?!\/))/i.test(href)) return { tagName: 'span', attribs: {} }
	return {
		tagName,
		attribs: { href, ...(title !== undefined && { title }), rel: 'noopener nofollow' },
	}
}
