import type { BodyFormat } from '#core/model/observation.ts'
import { textOfHtml } from '#core/text/html-text.ts'
import { bounded, html, type Markup } from './markup.ts'

/**
 * Other people's words: whatever they were written in, they are shown as plain text, each paragraph
 * isolated in its own direction.
 */

const longest = 20_000

/**
 * A body as paragraphs. Nothing in it becomes markup: HTML and Markdown are turned to text first.
 */
export function paragraphs(body: string, format: BodyFormat = 'text'): Markup {
	const blocks = plainText(body, format)
		.split(/\n\s*\n/)
		.map((block) => block.trim())
		.filter(Boolean)
	return html`${blocks.map((block) => html`<p dir="auto">${block.split('\n').map((line, index) => (index === 0 ? line.trim() : html`<br>${line.trim()}`))}</p>`)}`
}

/** A title or name in a sentence of ours: isolated, so that its direction does not spill over. */
export function inline(text: string): Markup {
	return html`<bdi>${bounded(text.replace(/\s+/g, ' ').trim(), 500)}</bdi>`
}

/** A body as plain text with `\n` for line breaks and an empty line between paragraphs. */
export function plainText(body: string, format: BodyFormat): string {
	const source = bounded(body.replace(/\r\n?/g, '\n'), longest)
	if (format === 'html') return textOfHtml(source)
	return format === 'markdown' ? textOfMarkdown(source) : source
}

/**
 * The text of Markdown as status pages write it: marks go, list items get a bullet, a link keeps
 * its address in brackets.
 */
export function textOfMarkdown(source: string): string {
	return source
		.replace(/^[ \t]*#{1,6}[ \t]+/gm, '')
		.replace(/^[ \t]*[-*+][ \t]+/gm, '• ')
		.replace(/^[ \t]*>[ \t]?/gm, '')
		.replace(
			/!?\[([^\][\n]{0,300})\]\((https?:[^\s()]{1,500})\)/g,
			(_match, text: string, address: string) =>
				text === address || text === '' ? address : `${text} (${address})`,
		)
		.replace(/(\*\*|__)([^\n*_]{1,500})\1/g, '$2')
		.replace(/(^|[\s(])[*_]([^\s*_][^\n*_]{0,300})[*_](?=[\s).,:;!?]|$)/gm, '$1$2')
		.replace(/`{1,3}([^`\n]{1,500})`{1,3}/g, '$1')
		.replace(/\\([\\`*_{}[\]()#+.!>-])/g, '$1')
		.trim()
}
