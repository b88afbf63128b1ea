import { html, type Markup } from '#core/fragments/markup.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { type Drawing, ink, type Legend } from './drawing.ts'

/**
 * Upright columns in one panel or several under each other, each panel with a height of its own:
 * counts by weekday, hour or month.
 */
export interface Panel {
	readonly name: string
	readonly words: string
	readonly columns: readonly Column[]
	/** Lines across, such as the band of noise; in the columns' unit. */
	readonly lines?: readonly number[]
}

export interface Column {
	readonly label: string
	/** Null: not known, and left out. */
	readonly value: number | null
	readonly expected?: number
}

export interface Columns {
	readonly id: string
	readonly title: string
	readonly means: { readonly value: string; readonly expected?: string; readonly lines?: string }
	readonly panels: readonly Panel[]
}

const panelHeight = 96
const plot = 58

export function columnsDrawing({ id, title, means, panels }: Columns): Drawing {
	const legend: Legend[] = [{ ink: 'bar', words: means.value }]
	if (
		means.expected !== undefined &&
		panels.some(({ columns }) => columns.some(({ expected }) => expected !== undefined))
	)
		legend.push({ ink: 'across', words: means.expected })
	if (panels.some(({ columns }) => columns.some(({ value }) => value === null)))
		legend.push({ ink: 'hidden', words: 'not known' })
	if (means.lines !== undefined) legend.push({ ink: 'line', words: means.lines })
	return {
		id,
		title,
		description: `${panels.map(({ name, words }) => `${name}: ${words}.`).join(' ')} A table on the page says the same.`,
		height: panels.length * panelHeight + 4,
		body: html`${panels.map((panel, index) => panelMark(panel, index * panelHeight))}`,
		legend,
	}
}

function panelMark({ name, words, columns, lines = [] }: Panel, y: number): Markup {
	const known = columns
		.flatMap(({ value, expected }) => [value, expected])
		.filter((value) => typeof value === 'number')
	const most = Math.max(0, ...known, ...lines) || 1
	const least = Math.min(0, ...known, ...lines)
	const top = y + 20
	const height = (value: number) => rounded((value / (most - least)) * plot, 2)
	const zero = top + height(most)
	const step = 100 / Math.max(1, columns.length)
	const every = Math.ceil(columns.length / 8)
	return html`<text x="0" y="${y + 13}"${ink('name')}>${name}</text><text x="100%" y="${y + 13}" text-anchor="end"${ink('note')}>${words}</text><line x1="0" x2="100%" y1="${zero}" y2="${zero}"${ink('grid')}/>${columns.map(
		({ label, value, expected }, index) => {
			const x = rounded(index * step + step * 0.12, 2)
			const wide = rounded(step * 0.76, 2)
			return html`${value === null && html`<rect x="${x}%" y="${zero - 9}" width="${wide}%" height="8"${ink('hidden')}/>`}${value !== null && value !== 0 && html`<rect x="${x}%" y="${value > 0 ? zero - height(value) : zero}" width="${wide}%" height="${Math.max(0.8, Math.abs(height(value)))}"${ink('bar')}/>`}${expected !== undefined && html`<rect x="${rounded(index * step, 2)}%" y="${zero - height(expected) - 1}" width="${rounded(step, 2)}%" height="2"${ink('across')}/>`}${index % every === 0 && html`<text x="${rounded((index + 0.5) * step, 2)}%" y="${top + plot + 14}" text-anchor="middle"${ink('note')}>${label}</text>`}`
		},
	)}${lines.map((line) => html`<line x1="0" x2="100%" y1="${zero - height(line)}" y2="${zero - height(line)}"${ink('line')}/>`)}`
}
