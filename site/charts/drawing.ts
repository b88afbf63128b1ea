import { html, type Markup, raw } from '#core/fragments/markup.ts'

/**
 * A chart of figures before it is placed: x in percent, y in pixels, so that it fits any width
 * while its text stays readable. On a
 * page the site's styles colour it by class; the same shapes carry plain colours for the file that
 * people download.
 */
export interface Drawing {
	/** Names the file and prefixes the ids inside; unique on the page. */
	readonly id: string
	readonly title: string
	/** What it shows, in sentences, for those who do not see it. */
	readonly description: string
	/** In pixels. */
	readonly height: number
	readonly body: Markup
	readonly legend: readonly Legend[]
}

export interface Legend {
	readonly ink: Ink
	readonly words: string
}

const inks = {
	bed: 'fill="#e9edef"',
	bar: 'fill="#0b5568"',
	dot: 'fill="#0b5568" stroke="#ffffff" stroke-width="1.5"',
	range: 'stroke="#0b5568" stroke-width="3" stroke-opacity="0.55"',
	chance: 'fill="#8a969f" fill-opacity="0.45"',
	expected: 'stroke="#4b5963" stroke-width="2" stroke-dasharray="3 2"',
	line: 'fill="none" stroke="#0b5568" stroke-width="1.8" vector-effect="non-scaling-stroke"',
	area: 'fill="#0b5568" fill-opacity="0.16"',
	marked: 'fill="#9d1238"',
	across: 'fill="#9d1238"',
	grid: 'stroke="#dcdfe0" stroke-width="1"',
	name: 'fill="#15212b" font-weight="600"',
	note: 'fill="#4b5963"',
	declared: 'fill="#c9540f"',
	inferred: 'fill="#a87400" fill-opacity="0.55"',
	denied: 'fill="none" stroke="#9d1238" stroke-width="1.6"',
	clear: 'fill="#3c7f66"',
	hidden: 'fill="none" stroke="#6d7a84" stroke-dasharray="2 3"',
} as const
export type Ink = keyof typeof inks

/** The attributes of a shape: its class for the page, its plain colours for the file. */
export function ink(name: Ink): Markup {
	return raw(` class="c-${name}" ${inks[name]}`)
}

/** A place along the width: percent of it, or pixels. */
type Along = number | string

export function textMark(
	x: Along,
	y: number,
	name: Ink,
	words: string,
	anchor?: 'start' | 'middle' | 'end',
): Markup {
	const anchored = anchor !== undefined && html` text-anchor="${anchor}"`
	return html`<text x="${x}" y="${y}"${anchored}${ink(name)}>${words}</text>`
}

export function lineMark(
	[x1, y1]: readonly [Along, number],
	[x2, y2]: readonly [Along, number],
	name: Ink,
): Markup {
	return html`<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"${ink(name)}/>`
}

interface Place {
	readonly x: Along
	readonly y: number
	readonly width: Along
	readonly height: number
}

export function rectMark({ x, y, width, height }: Place, name: Ink): Markup {
	return html`<rect x="${x}" y="${y}" width="${width}" height="${height}"${ink(name)}/>`
}

/** The words over each line of a drawing, for those who do not see it. */
export function described(
	lines: readonly { readonly name: string; readonly words: string }[],
): string {
	const said = lines.map(({ name, words }) => `${name}: ${words}.`).join(' ')
	return `${said} A table on the page says the same.`
}

const fileWidth = 960
const margin = 28
/** Of text of 12 pixels, rather more than less. */
const characterWidth = 6.6

/**
 * The drawing as a file that stands alone: with its title over it, and under it who made it from
 * what and the licence.
 */
export function chartFile(drawing: Drawing, lines: readonly string[]): string {
	const top = 54
	const legend = top + drawing.height + 26
	const foot = legend + (drawing.legend.length > 0 ? 26 : 0)
	const height = foot + lines.length * 16 + 12
	const credit = lines.map((line, index) => textMark(margin, foot + index * 16, 'note', line))
	let right: number = margin
	const words = drawing.legend.map(({ ink: name, words: text }) => {
		const left = right
		right += 54 + text.length * characterWidth
		const place = `translate(${left} ${legend - 12})`
		return html`<g transform="${place}">${swatch(name)}${textMark(30, 12, 'note', text)}</g>`
	})
	const { title, description, body } = drawing
	const inner = fileWidth - 2 * margin
	const at = html`x="${margin}" y="${top}"`
	const parts = [
		html`<title>${title}</title><desc>${description} ${lines.join(' ')}</desc>`,
		raw('<rect width="100%" height="100%" fill="#ffffff"/>'),
		html`<text x="${margin}" y="32" font-size="16"${ink('name')}>${title}</text>`,
		html`<svg ${at} width="${inner}" height="${drawing.height}" overflow="visible">${body}</svg>`,
		words,
		credit,
	]
	return html`${raw('<?xml version="1.0" encoding="UTF-8"?>\n')}<svg ${fileHead(height)}>${parts}</svg>
`.text
}

function fileHead(height: number): Markup {
	const size = html`width="${fileWidth}" height="${height}" viewBox="0 0 ${fileWidth} ${height}"`
	const font = raw('font-family="system-ui, sans-serif" font-size="12"')
	return html`xmlns="http://www.w3.org/2000/svg" role="img" ${size} ${font}`
}

/** One ink alone, for the legend. */
export function swatch(name: Ink): Markup {
	if (name === 'dot') return html`<circle cx="11" cy="8" r="5"${ink(name)}/>`
	if (name === 'range' || name === 'line')
		return html`<line x1="0" x2="22" y1="8" y2="8"${ink(name)}/>`
	if (name === 'expected') return html`<line x1="11" x2="11" y1="1" y2="15"${ink(name)}/>`
	if (name === 'marked') return html`<rect x="9.5" y="0" width="3" height="16"${ink(name)}/>`
	if (name === 'across') return html`<rect y="7" width="22" height="2"${ink(name)}/>`
	if (name === 'clear') {
		const level = html`<rect y="12" width="22" height="4"${ink(name)}/>`
		return html`<rect width="22" height="16"${ink('bed')}/>${level}`
	}
	return html`<rect x="1" y="1" width="20" height="14"${ink(name)}/>`
}
