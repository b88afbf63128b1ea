import type { Cell, FigureTable } from '#core/questions/figure-table.ts'
import { type Said, textOf } from '#core/questions/said.ts'
import type { Block, Section, View } from '#core/questions/view.ts'
import { counted } from '#core/text/words.ts'
import { table } from './table.ts'
import { cellText } from './terminal.ts'

/**
 * The view of a question for people at a terminal: the answer, its cautions, and each section with
 * the table that its page has. What is too long or too wide is in `--json`, and the text says how
 * much that is.
 */
export function viewText({ answer, cautions = [], sections }: View): string {
	return [
		folded(line(answer)),
		...(cautions.length > 0 ? [folded(cautions.map(line).join(' '))] : []),
		...sections.map(sectionText),
	].join('\n\n')
}

function sectionText({ heading, intro, table: figures, after = [] }: Section): string {
	const title = line(heading)
	const parts = [
		`${title}\n${'─'.repeat(title.length)}`,
		intro !== undefined && folded(line(intro)),
		figures && tableText(figures),
		...after.map(blockText),
	]
	return parts.filter((part) => part !== false && part !== undefined).join('\n')
}

function blockText(block: Block): string {
	switch (block.kind) {
		case 'paragraph':
		case 'note':
			return folded(line(block.said))
		case 'bullets':
		case 'links':
			return listText(block.items)
		case 'folded':
			return `${block.summary}:\n${listText(block.items)}`
	}
}

function listText(items: readonly Said[]): string {
	return items.map((item) => folded(`- ${line(item)}`, '  ')).join('\n')
}

const mostRows = 40
const mostWidth = 170
const longestCell = 48

function tableText({ caption, heads, rows, of = rows.length, transposed }: FigureTable): string {
	if (rows.length === 0) return `${caption}: none in this scope.`
	const words = heads.map((head) => head.words)
	const cells = rows.map((row) => row.map(cell))
	const [titles, body] = transposed
		? [[words[0] ?? '', ...cells.map(([first = '']) => first)], turned(words, cells)]
		: [words, cells.slice(0, mostRows)]
	const columns = fitting(titles, body)
	const notes = [
		!transposed && of > mostRows && `the first ${Math.min(mostRows, rows.length)} of ${of}`,
		columns < titles.length && `${counted(titles.length - columns, 'more column')} in --json`,
	].filter(Boolean)
	const shown = body.map((row) => row.slice(0, columns))
	return `${caption}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}\n${table(
		titles.slice(0, columns),
		shown,
	)}`
}

/** Each row as a column, without the first head and cells, which stand over them. */
function turned(words: readonly string[], cells: readonly (readonly string[])[]): string[][] {
	return words
		.slice(1)
		.map((word, index) => [
			cellText(word, longestCell),
			...cells.map((row) => row[index + 1] ?? ''),
		])
}

/** How many columns a wide terminal holds. */
function fitting(titles: readonly string[], rows: readonly (readonly string[])[]): number {
	let width = 0
	const beyond = titles.findIndex((title, column) => {
		width += 2 + Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
		return width > mostWidth
	})
	return beyond < 0 ? titles.length : Math.max(1, beyond)
}

function cell({ show }: Cell): string {
	return cellText(line(show), longestCell)
}

/** On a terminal every space may break. */
function line(said: Said): string {
	return textOf(said).replaceAll('\u00a0', ' ')
}

const lineLength = 140

/** Broken between words, each further line behind `indent`. */
export function folded(text: string, indent = ''): string {
	const lines: string[] = []
	let begun = ''
	for (const word of text.split(' ')) {
		if (begun.length + word.length >= lineLength) {
			lines.push(begun)
			begun = `${indent}${word}`
		} else begun = begun === '' ? word : `${begun} ${word}`
	}
	return [...lines, begun].join('\n')
}
