import type { Essay } from '#core/content/essay.ts'
import { anyPlaceholder, type Block, type Placeholder } from '#core/content/placeholder.ts'
import type { Figure } from '#core/essays/figure.ts'
import { html, type Markup, raw } from '#core/fragments/markup.ts'
import { articleMarkup } from './article-markdown.ts'
import { figureAddress } from './figure-address.ts'

/**
 * An essay's text with its figures in their places. What was computed never passes through
 * Markdown: a mark that no text can hold keeps
 * the place until the text is clean. `figures` are those of `essay.figures`, one for each.
 */
export function essayBody(
	essay: Essay,
	figures: readonly Figure[],
	listOf: (block: Block) => Markup,
): Markup {
	let figure = 0
	let block = 0
	// Braces with anything else between them are complaints of the reader, so the two kinds come in
	// the order in which they were read.
	const marked = essay.body.replace(anyPlaceholder, (_whole, inside: string) =>
		inside === essay.blocks[block]?.text
			? `\n\n${open}b${block++}${close}\n\n`
			: `${open}f${figure++}${close}`,
	)
	const lists = essay.blocks.map((entry) => listOf(entry).text)
	const figured = essay.figures.map((placeholder, index) =>
		figureMarkup(placeholder, figures[index]),
	)
	const made = articleMarkup(marked).text.replace(
		blockMark,
		(_whole, index: string) => lists[Number(index)] ?? '',
	)
	return raw(placed(made, figured))
}

/** Of the area that Unicode leaves to private use: no essay that is read holds them. */
const open = '\ue000'
const close = '\ue001'
const anyMark = /[\ue000\ue001]/g
const blockMark = /<p>\ue000b(\d+)\ue001<\/p>/g

interface Figured {
	readonly linked: string
	/** For within a link, which cannot hold another. */
	readonly plain: string
}

/** Puts figures into the text between tags; in a tag there is no place for them. */
function placed(markup: string, figures: readonly Figured[]): string {
	let links = 0
	return markup
		.split(/(<[^>]*>)/)
		.map((part) => {
			if (part.startsWith('<')) {
				if (/^<a[\s>]/.test(part)) links += 1
				else if (part === '</a>') links -= 1
				return part.replace(/\ue000[bf]\d+\ue001/g, '')
			}
			return part
				.replace(
					/\ue000f(\d+)\ue001/g,
					(_whole, index: string) => figures[Number(index)]?.[links > 0 ? 'plain' : 'linked'] ?? '',
				)
				.replace(anyMark, '')
		})
		.join('')
}

/** A figure as a quiet link to where it can be read in full, with its definition on hovering. */
function figureMarkup(placeholder: Placeholder, figure: Figure | undefined): Figured {
	if (!figure) return { linked: '', plain: '' }
	const { analysis, text } = figure
	const title = `${analysis.title}: ${placeholder.text} · method ${analysis.version}, ${analysis.sampleSize} incidents`
	return {
		linked: html`<a class="computed" href="${figureAddress(analysis)}" title="${title}">${text}</a>`
			.text,
		plain: html`${text}`.text,
	}
}
