/**
 * Our own pages as trees, for tests that have no browser. It reads what the `html` tag writes,
 * attributes in double quotes, and nothing else.
 */

export interface Element {
	readonly name: string
	readonly attributes: ReadonlyMap<string, string>
	readonly children: (Element | string)[]
	readonly parent: Element | undefined
}

const voids = new Set([
	'area',
	'base',
	'br',
	'col',
	'hr',
	'img',
	'input',
	'link',
	'meta',
	'wbr',
	'rect',
	'circle',
	'line',
	'path',
	'use',
])
const token =
	/<!--[\s\S]*?-->|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>|[^<]+/g
const attribute = /([^\s=]+)(?:="([^"]*)")?/g

/** Throws where a tag is closed that was not opened last. */
export function elementsOf(markup: string): Element {
	const root: Element = { name: '', attributes: new Map(), children: [], parent: undefined }
	let open = root
	for (const [text, slash, name = '', given = '', selfClosed] of markup.matchAll(token)) {
		if (text.startsWith('<!--')) continue
		if (name === '') open.children.push(text)
		else if (slash === '/') {
			if (voids.has(name) && open.name !== name) continue
			if (open.name !== name || !open.parent) throw new Error(`</${name}> within <${open.name}>`)
			open = open.parent
		} else {
			const attributes = new Map(
				[...given.matchAll(attribute)].map(
					([, key = '', value = '']) => [key, decoded(value)] as const,
				),
			)
			const element: Element = { name, attributes, children: [], parent: open }
			open.children.push(element)
			if (selfClosed !== '/' && !voids.has(name)) open = element
		}
	}
	if (open !== root) throw new Error(`<${open.name}> is not closed`)
	return root
}

/** The elements below one, in their order. */
export function* below(element: Element): Generator<Element> {
	for (const child of element.children) {
		if (typeof child === 'string') continue
		yield child
		yield* below(child)
	}
}

export function all(element: Element, wanted: (element: Element) => boolean): Element[] {
	return [...below(element)].filter(wanted)
}

export function hasClass(element: Element, name: string): boolean {
	return (element.attributes.get('class') ?? '').split(' ').includes(name)
}

export function textOf(
	element: Element,
	without: (element: Element) => boolean = () => false,
): string {
	const parts = element.children.map((child) =>
		typeof child === 'string' ? decoded(child) : without(child) ? ' ¦ ' : textOf(child, without),
	)
	const blocks = /^(p|li|td|th|h\d|div|section|dt|dd|tr|summary)$/
	return blocks.test(element.name) ? ` ¦ ${parts.join('')} ¦ ` : parts.join('')
}

function decoded(text: string): string {
	const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }
	return text.replace(
		/&(?:#(\d+)|(\w+));/g,
		(all, code: string | undefined, name: string | undefined) =>
			code === undefined ? (named[name ?? ''] ?? all) : String.fromCodePoint(Number(code)),
	)
}
