import type { Nodes, PhrasingContent, Root, RootContent } from 'mdast'
import type { Parser, Processor } from 'unified'
import type { Node } from 'unist'
import type { Essay } from '#core/content/essay.ts'
import { anyPlaceholder, type Placeholder } from '#core/content/placeholder.ts'
import type { Figure } from '#core/essays/figure.ts'
import { figureAddress } from './figure-address.ts'

/**
 * `{{…}}` in an essay: a remark plugin that puts each figure into its place as a quiet link to where
 * it can be read in full, and leaves a mark where the page makes a list.
 *
 * The braces become marks before the Markdown is read, for a `|` in them would end the cell of a
 * table. `figures` are those of `essay.figures`, one for each; an essay that was read holds no marks
 * of its own.
 */
export function placeFigures(this: Processor, { essay, figures }: FigureOptions) {
	const parse = this.parser as Parser<Root> // remark-parse comes before.
	this.parser = (text, file) => parse(marked(text, essay), file)
	return (tree: Root) => {
		place(tree, { essay, figures }, false)
	}
}

export interface FigureOptions {
	readonly essay: Pick<Essay, 'figures' | 'blocks'>
	readonly figures: readonly Figure[]
}

/** A figure as a link, in a place that may hold one. */
interface FigureNode extends Node {
	readonly type: 'figure'
	readonly data: {
		readonly hName: 'a'
		readonly hProperties: Readonly<Record<string, string | string[]>>
	}
	children: PhrasingContent[]
}

/** Where the page makes a list: the number of a block of the essay. */
interface ListNode extends Node {
	readonly type: 'madeList'
	readonly data: { readonly hName: typeof listElement; readonly hProperties: { block: string } }
	children: []
}

/** What a figure’s link is known by. */
export const figureClass = 'computed'

/** The element that stands for a list until the page makes it. */
export const listElement = 'made-list'

declare module 'mdast' {
	interface RootContentMap {
		figure: FigureNode
		madeList: ListNode
	}
	interface PhrasingContentMap {
		figure: FigureNode
	}
}

/** Of the area that Unicode leaves to private use. */
const figureMark = /\ue000f(\d+)\ue001/g
const listMark = /^\ue000b(\d+)\ue001$/
const anyMark = /\ue000[bf]\d+\ue001/g

/**
 * Braces with anything else between them are complaints of the reader, so the two kinds come in the
 * order in which they were read.
 */
function marked(text: string, { blocks }: FigureOptions['essay']): string {
	let [figure, block] = [0, 0]
	return text.replace(anyPlaceholder, (_whole, inside: string) =>
		inside === blocks[block]?.text ? `\n\n\ue000b${block++}\ue001\n\n` : `\ue000f${figure++}\ue001`,
	)
}

function place(node: Nodes, options: FigureOptions, inLink: boolean): void {
	const plain = (text: string) =>
		text
			.replace(figureMark, (_whole, index: string) => options.figures[Number(index)]?.text ?? '')
			.replace(anyMark, '')
	if ('url' in node) node.url = withoutMarks(node.url)
	if ('title' in node && node.title) node.title = plain(node.title)
	if ('alt' in node && node.alt) node.alt = plain(node.alt)
	if ('value' in node) node.value = plain(node.value)
	if (!('children' in node)) return
	const isLink = inLink || node.type === 'link' || node.type === 'linkReference'
	const children = (node.children as RootContent[]).flatMap((child): RootContent[] => {
		const list = node.type === 'root' ? listOf(child) : undefined
		if (list) return [list]
		if (child.type === 'text' && !isLink) return split(child.value, options)
		place(child, options, isLink)
		return [child]
	})
	// What was put in stands where text stood, or a paragraph of the root.
	node.children = children as typeof node.children
}

/** The list in whose place a paragraph stands. */
function listOf(node: Nodes): ListNode | undefined {
	const [only, more] = node.type === 'paragraph' ? node.children : []
	const [, block] = (only?.type === 'text' && !more && listMark.exec(only.value)) || []
	if (block === undefined) return undefined
	return { type: 'madeList', data: { hName: listElement, hProperties: { block } }, children: [] }
}

function split(text: string, { essay, figures }: FigureOptions): PhrasingContent[] {
	// Split at a pattern with a group, every second part is what the group found.
	return text.split(figureMark).flatMap((part, index): PhrasingContent[] => {
		if (index % 2 === 0) {
			const value = part.replace(anyMark, '')
			return value === '' ? [] : [{ type: 'text', value }]
		}
		const [placeholder, figure] = [essay.figures[Number(part)], figures[Number(part)]]
		return placeholder && figure ? [figureNode(placeholder, figure)] : []
	})
}

function figureNode(placeholder: Placeholder, { analysis, text }: Figure): FigureNode {
	const { title, version, sampleSize } = analysis
	return {
		type: 'figure',
		data: {
			hName: 'a',
			hProperties: {
				className: [figureClass],
				href: figureAddress(analysis),
				title: `${title}: ${placeholder.text} · method ${version}, ${sampleSize} incidents`,
			},
		},
		children: [{ type: 'text', value: text }],
	}
}

/** An address is encoded by now, its marks too. */
function withoutMarks(url: string): string {
	return url.replace(anyMark, '').replace(/%EE%80%80[bf]\d+%EE%80%81/gi, '')
}
