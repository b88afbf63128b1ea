import { marked } from 'marked'
import sanitize from 'sanitize-html'
import { cleaned, type Markup, raw } from '#core/fragments/markup.ts'

/**
 * A long text of the editors as markup. Like their notes it passes a short list of allowed
 * elements; its headings stand below the
 * page's own and can be linked to, and its tables scroll on their own.
 */
export function articleMarkup(markdown: string): Markup {
	const made = sanitize(marked.parse(markdown, { async: false, gfm: true }), allowed)
	const used = new Set<string>()
	return raw(
		cleaned(made)
			.replace(/<(h[2-4])>([\s\S]*?)<\/\1>/g, (_match, level: string, inner: string) => {
				const id = freeId(slugOf(inner), used)
				return `<${level} id="${id}"><a href="#${id}">${inner.replace(/<\/?a\b[^>]*>/g, '')}</a></${level}>`
			})
			.replaceAll(
				'<table>',
				'<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>',
			)
			.replaceAll('</table>', '</table></div>')
			.replaceAll('<pre>', '<pre tabindex="0">'),
	)
}

const allowed: sanitize.IOptions = {
	allowedTags: [
		'h2',
		'h3',
		'h4',
		'p',
		'br',
		'hr',
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
	],
	allowedAttributes: { a: ['href', 'title', 'rel'] },
	allowedSchemes: ['https', 'http'],
	allowProtocolRelative: false,
	transformTags: {
		h1: 'h2',
		h5: 'h4',
		h6: 'h4',
		// Our own addresses are ours to vouch for; others are not.
		a: (tagName, { href = '', title }) => ({
			tagName,
			attribs: {
				href,
				...(title !== undefined && { title }),
				...(/^https?:/i.test(href) && { rel: 'external noopener nofollow' }),
			},
		}),
	},
}

function slugOf(heading: string): string {
	const words = heading
		.replace(/<[^>]*>|&[a-z#0-9]+;/gi, ' ')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu)
	return words?.slice(0, 10).join('-') ?? 'part'
}

function freeId(wanted: string, used: Set<string>): string {
	let id = wanted
	for (let twin = 2; used.has(id); twin++) id = `${wanted}-${twin}`
	used.add(id)
	return id
}
