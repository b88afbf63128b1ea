import type { Element, ElementContent, Properties, Root, RootContent } from 'hast'
import { cleaned } from '#core/fragments/markup.ts'
import { figureClass, listElement } from './figures.ts'

/**
 * A long text of the editors as it stands in a page: a rehype plugin. Its headings stand below the
 * page's own and can be linked to, its tables scroll on their own, and nothing passes but a short
 * list of elements and attributes.
 */
export function layOut() {
	return (tree: Root) => {
		const used = new Set<string>()
		tree.children = tree.children.flatMap((node) => laidOut(node, used))
	}
}

const allowed: ReadonlySet<string> = new Set([
	...['h2', 'h3', 'h4', 'p', 'br', 'hr', 'em', 'strong', 'code', 'pre', 'ul', 'ol', 'li', 'a'],
	...['blockquote', 'del', 'table', 'thead', 'tbody', 'tr', 'th', 'td', listElement],
])
const renamed: Readonly<Record<string, string>> = { h1: 'h2', h5: 'h4', h6: 'h4' }

/** What becomes of a node: itself, what was in it where it is not allowed, or nothing. */
function laidOut<Content extends RootContent>(
	node: Content,
	used: Set<string>,
): (ElementContent | Content)[] {
	if (node.type === 'text') return [{ type: 'text', value: cleaned(node.value) }]
	if (node.type !== 'element') return []
	const name = renamed[node.tagName] ?? node.tagName
	const children = node.children.flatMap((child) => laidOut(child, used))
	if (!allowed.has(name)) return children
	if (/^h\d$/.test(name)) return [heading(name, children, used)]
	if (name === 'a') return link(node.properties, children)
	if (name === 'table') return [scrolling(children)]
	if (name === listElement) return [{ ...node, children: [] }]
	return [element(name, name === 'pre' ? { tabIndex: 0 } : {}, children)]
}

function element(
	tagName: string,
	properties: Properties,
	children: readonly ElementContent[],
): Element {
	return { type: 'element', tagName, properties, children: [...children] }
}

function heading(name: string, children: readonly ElementContent[], used: Set<string>): Element {
	const id = freeId(slugOf(children), used)
	const words = children.flatMap(withoutLinks)
	return element(name, { id }, [element('a', { href: `#${id}` }, words)])
}

/** Of a link to anything but the Web or our own pages the words stay. */
function link({ className, href, title }: Properties, words: ElementContent[]): ElementContent[] {
	if (typeof href !== 'string' || !/^(https?:\/\/|#|\/(?!\/))/i.test(href)) return words
	// Our own addresses are ours to vouch for; others are not.
	const rel = /^https?:/i.test(href) ? ['external', 'noopener', 'nofollow'] : undefined
	const named = typeof title === 'string' ? cleaned(title) : undefined
	const marked = isFigure(className) ? className : undefined
	return [element('a', { className: marked, href, title: named, rel }, words)]
}

function scrolling(children: readonly ElementContent[]): Element {
	const place = { className: ['scroll'], tabIndex: 0, role: 'region', ariaLabel: 'Table' }
	return element('div', place, [element('table', {}, children)])
}

function withoutLinks(node: ElementContent): ElementContent[] {
	if (node.type !== 'element') return [node]
	const children = node.children.flatMap(withoutLinks)
	return node.tagName === 'a' ? children : [{ ...node, children }]
}

/** The first words of a heading; a figure in it may be another tomorrow, and is no part of its name. */
function slugOf(nodes: readonly ElementContent[]): string {
	const words = nodes
		.map(textOf)
		.join(' ')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu)
	return words?.slice(0, 10).join('-') ?? 'part'
}

function textOf(node: ElementContent): string {
	if (node.type === 'text') return node.value
	if (node.type !== 'element' || isFigure(node.properties.className)) return ''
	return node.children.map(textOf).join(' ')
}

function isFigure(className: Properties['className']): boolean {
	return Array.isArray(className) && className.includes(figureClass)
}

function freeId(wanted: string, used: Set<string>): string {
	let id = wanted
	for (let twin = 2; used.has(id); twin++) id = `${wanted}-${twin}`
	used.add(id)
	return id
}
