import { annotationMarkup } from '#core/fragments/annotation-markdown.ts'
import { bounded, cleaned, html, type Markup, raw } from '#core/fragments/markup.ts'
import { plainText, textOfMarkdown } from '#core/fragments/provider-text.ts'
import type { BodyFormat } from '#core/model/observation.ts'
import { hostOf, outsideAddress } from '#core/text/addresses.ts'
import { decodeEntities } from '#core/text/entities.ts'
import { textOfHtml } from '#core/text/html-text.ts'

/**
 * The text of a feed entry before any format: lines of plain words and links. Markup is made here
 * alone and from nothing but
 * these, so that no tag of a provider's passes through, while its links do.
 */

export type Run = string | { readonly text: string; readonly href: string }
export type Line = readonly Run[]

/**
 * `lead` is the first line; `text` is ours; `quote` holds somebody else's words, `was` and `became`
 * those of an edit; `note` is an
 * editor's Markdown; `small` is where it comes from.
 */
export type Block =
	| { readonly kind: 'lead' | 'text' | 'small'; readonly lines: readonly Line[] }
	| {
			readonly kind: 'quote'
			readonly paragraphs: readonly (readonly Line[])[]
			readonly edit?: 'was' | 'became'
	  }
	| { readonly kind: 'note'; readonly body: string }

/** A block of one line of plain words. */
export function line(kind: 'lead' | 'text' | 'small', ...runs: readonly Run[]): Block {
	return { kind, lines: [runs] }
}

const longest = 20_000
/** Private characters that hold the place of a link while its text is turned into plain words. */
const marks = /[\ue000-\ue002]/g
const heldLink = /\ue000(\d+)\ue001([^\ue000-\ue002\n]*)\ue002/
const brokenLink = /\ue000\d+\ue001|[\ue000-\ue002]/g

/**
 * Somebody else's words as paragraphs of lines. Their links become absolute against `base`, the
 * page that they were read on.
 */
export function paragraphsOf(body: string, format: BodyFormat, base: string): Line[][] {
	const addresses: string[] = []
	const held = (words: string, href: string): string | undefined => {
		const address = absoluteAddress(href, base)
		if (address === undefined) return undefined
		addresses.push(address)
		return `\ue000${addresses.length - 1}\ue001${words.trim() === '' ? hostOf(address) : words}\ue002`
	}
	const source = bounded(body.replace(marks, ''), longest)
	const words = cleaned(
		format === 'html'
			? textOfHtml(source, (words, href) => held(words, href) ?? words)
			: plainText(format === 'markdown' ? heldMarkdown(source, held) : source, format),
	)
	return words
		.split(/\n\s*\n/)
		.map((paragraph) => paragraph.split('\n').map((text) => runsOf(text.trim(), addresses)))
		.map((lines) => lines.filter((runs) => runs.length > 0))
		.filter((lines) => lines.length > 0)
}

function heldMarkdown(
	source: string,
	hold: (words: string, href: string) => string | undefined,
): string {
	return source.replace(
		markdownLink,
		(whole, text: string, href: string) => hold(text, decodeEntities(href)) ?? whole,
	)
}

/**
 * A line in its runs: the links that were held, and addresses that stand in the text by themselves.
 */
function runsOf(text: string, addresses: readonly string[]): Line {
	const runs: Run[] = []
	let rest = text
	for (let found = heldLink.exec(rest); found; found = heldLink.exec(rest)) {
		runs.push(...spelledLinks(rest.slice(0, found.index)))
		const href = addresses[Number(found[1])]
		const words = (found[2] ?? '').trim()
		runs.push(href === undefined || words === '' ? words : { text: words, href })
		rest = rest.slice(found.index + found[0].length)
	}
	return [...runs, ...spelledLinks(rest)].filter((run) => run !== '')
}

function spelledLinks(text: string): Run[] {
	const plain = text.replace(brokenLink, '')
	const runs: Run[] = []
	let end = 0
	for (const found of plain.matchAll(/https?:\/\/[^\s<>"'`\\]{1,1900}/gi)) {
		const href = outsideAddress(found[0].replace(/[.,:;!?)\]}]+$/, ''))
		if (href === undefined) continue
		runs.push(plain.slice(end, found.index), { text: href, href })
		end = found.index + href.length
	}
	return [...runs, plain.slice(end)].filter((run) => run !== '')
}

/**
 * An address as it stands in a page at `base`; undefined for what no reader should follow, such as
 * `javascript:` or `mailto:`.
 */
export function absoluteAddress(href: string, base: string): string | undefined {
	const text = href.trim()
	if (/^https?:\/\//i.test(text)) return outsideAddress(text)
	if (text === '' || /^[a-z][a-z0-9+.-]*:/i.test(text)) return undefined
	const [, scheme = '', host = '', path = ''] = /^(https?:)\/\/([^/?#]+)([^?#]*)/i.exec(base) ?? []
	if (host === '') return undefined
	const origin = `${scheme}//${host}`
	if (text.startsWith('//')) return outsideAddress(scheme + text)
	if (text.startsWith('#') || text.startsWith('?'))
		return outsideAddress(`${origin}${path || '/'}${text}`)
	const [, way = '', tail = ''] = /^([^?#]*)(.*)$/s.exec(text) ?? []
	const steps: string[] = []
	for (const step of (way.startsWith('/') ? way : `${path.replace(/[^/]*$/, '')}${way}`).split(
		'/',
	)) {
		if (step === '..') steps.pop()
		else if (step !== '.' && step !== '') steps.push(step)
	}
	return outsideAddress(
		`${origin}/${steps.join('/')}${/\/\.{0,2}$/.test(way) && steps.length > 0 ? '/' : ''}${tail}`,
	)
}

/** Blocks as HTML. `page` is the absolute address that paths and fragments are read against. */
export function blocksMarkup(blocks: readonly Block[], page: string): Markup {
	return html`${blocks.map((block) => blockMarkup(block, page))}`
}

function blockMarkup(block: Block, page: string): Markup {
	if (block.kind === 'note') return absoluteLinks(annotationMarkup(block.body), page)
	if (block.kind !== 'quote') {
		const words = linesMarkup(block.lines, page)
		return block.kind === 'lead'
			? html`<p><strong>${words}</strong></p>`
			: block.kind === 'small'
				? html`<p><small>${words}</small></p>`
				: html`<p>${words}</p>`
	}
	return html`<blockquote>${block.paragraphs.map((lines) => {
		const words = linesMarkup(lines, page)
		return block.edit === 'was'
			? html`<p><del>${words}</del></p>`
			: block.edit === 'became'
				? html`<p><ins>${words}</ins></p>`
				: html`<p>${words}</p>`
	})}</blockquote>`
}

function linesMarkup(lines: readonly Line[], page: string): Markup {
	return html`${lines.map((runs, index) => html`${index > 0 && html`<br>`}${runs.map((run) => (typeof run === 'string' ? run : linkMarkup(run, page)))}`)}`
}

function linkMarkup({ text, href }: Exclude<Run, string>, page: string): Markup {
	const address = absoluteAddress(href, page)
	return address === undefined ? html`${text}` : html`<a href="${address}">${text}</a>`
}

/**
 * What the sanitiser left of an editor's note, its links made absolute: it quotes every address and
 * escapes what is in it.
 */
function absoluteLinks({ text }: Markup, page: string): Markup {
	return raw(
		text.replace(
			/<a\b([^<>]*?)\shref="([^"]*)"([^<>]*)>/g,
			(_whole, before: string, href: string, after: string) => {
				const address = absoluteAddress(decodeEntities(href), page)
				return address === undefined
					? '<a>'
					: `<a${before} href="${html`${address}`.text}"${after}>`
			},
		),
	)
}

/**
 * Blocks as plain text: a line each, an empty line between blocks, a link's address behind its
 * words.
 */
export function blocksText(blocks: readonly Block[], page: string): string {
	return blocks
		.map((block) => {
			if (block.kind === 'note') return textOfMarkdown(absoluteMarkdown(block.body, page))
			const paragraphs = block.kind === 'quote' ? block.paragraphs : [block.lines]
			return paragraphs
				.map((lines) =>
					lines.map((runs) => runs.map((run) => runText(run, page)).join('')).join('\n'),
				)
				.join('\n\n')
		})
		.join('\n\n')
}

function runText(run: Run, page: string): string {
	if (typeof run === 'string') return run
	const address = absoluteAddress(run.href, page)
	return address === undefined || address === run.text ? run.text : `${run.text} (${address})`
}

/**
 * An editor's Markdown with every link absolute; a link that nobody should follow loses its
 * address.
 */
export function absoluteMarkdown(body: string, page: string): string {
	return body
		.replace(inlineLink, (_whole, text: string, href: string, title = '') => {
			const address = absoluteAddress(href, page)
			return address === undefined ? text : `[${text}](${address}${title})`
		})
		.replace(linkDefinition, (_whole, name: string, href: string) => {
			const address = absoluteAddress(href, page)
			return address === undefined ? '' : `[${name}]: ${address}`
		})
}

/** An address in a link may hold one pair of brackets, `/wiki/Tide_(sea)`. */
const inlineLink =
	/\[([^\][\n]{0,500})\]\(<?((?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,1000})>?(\s+"[^"\n]{0,200}")?\)/g
/** The same or an image, which a feed shows as its address. */
const markdownLink = new RegExp(`!?${inlineLink.source}`, 'g')
const linkDefinition = /^ {0,3}\[([^\][\n]{1,200})\]:\s*<?([^\s<>]{1,1000})>?/gm

/** Words on one line, for titles and sentences. */
export function oneLine(text: string): string {
	return cleaned(text).replace(/\s+/g, ' ').trim()
}
