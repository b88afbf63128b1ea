import type { Root as Page, RootContent } from 'hast'
import type { RootContent as Content, Nodes, Root } from 'mdast'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import type { Block } from '#core/content/placeholder.ts'
import { type Markup, raw } from '#core/fragments/markup.ts'
import { textOfHtml } from '#core/text/html-text.ts'
import { type FigureOptions, listElement, placeFigures } from './figures.ts'
import { layOut } from './layout.ts'

/** Markdown between two lists that the page makes, or what one of them is a list of. */
export type ArticlePart = { readonly markup: Markup } | { readonly list: Block }

/** The Markdown of an account or an essay, in the parts of its page. */
export function articleParts(
	markdown: string,
	options: FigureOptions = { essay: { figures: [], blocks: [] }, figures: [] },
): ArticlePart[] {
	const processor = unified()
		.use(remarkParse)
		.use(remarkGfm)
		.use(placeFigures, options)
		.use(turnHtmlIntoText)
		.use(remarkRehype)
		.use(layOut)
		.use(rehypeStringify, { characterReferences: { useNamedReferences: true } })
	const { children } = processor.runSync(processor.parse(markdown))
	const parts: ArticlePart[] = []
	let flow: RootContent[] = []
	const flush = () => {
		const page: Page = { type: 'root', children: flow }
		const isText = flow.some((node) => node.type === 'element')
		if (isText) parts.push({ markup: raw(processor.stringify(page)) })
		flow = []
	}
	for (const node of children) {
		const block = options.essay.blocks[listIn(node) ?? -1]
		if (block) {
			flush()
			parts.push({ list: block })
		} else flow.push(node)
	}
	flush()
	return parts
}

/** The number of the list that an element stands for. */
function listIn(node: RootContent): number | undefined {
	return node.type === 'element' && node.tagName === listElement
		? Number(node.properties.block)
		: undefined
}

/** HTML within Markdown loses its tags: a block of it becomes a paragraph of its words. */
function turnHtmlIntoText() {
	return (tree: Root) => {
		const turned = (node: Nodes): void => {
			if (!('children' in node)) return
			const children = (node.children as Content[]).flatMap((child): Content[] => {
				turned(child)
				if (child.type !== 'html') return [child]
				const value = flowing.has(node.type) ? textOfHtml(child.value) : ''
				return value === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', value }] }]
			})
			// A paragraph where a paragraph may stand, and nothing elsewhere.
			node.children = children as typeof node.children
		}
		turned(tree)
	}
}

const flowing: ReadonlySet<string> = new Set(['root', 'blockquote', 'listItem'])
