import { html, type Markup } from '#core/fragments/markup.ts'
import type { Column, ColumnsChart, Panel } from '#core/questions/chart.ts'
import { textOf } from '#core/questions/said.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { type Drawing, described, type Legend, lineMark, rectMark, textMark } from './drawing.ts'

const panelHeight = 96
const plot = 58

/** A panel under the other, its columns on one line. */
export function columnsDrawing({ id, title, means, panels }: ColumnsChart): Drawing {
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
		description: described(panels.map(({ name, words }) => ({ name, words: textOf(words) }))),
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
	const marks = columns.map((column, index) => [
		columnMark(column, { x: index * step, step, zero, height }),
		index % every === 0 &&
			textMark(
				`${rounded((index + 0.5) * step, 2)}%`,
				top + plot + 14,
				'note',
				column.label,
				'middle',
			),
	])
	return html`${[
		textMark(0, y + 13, 'name', name),
		textMark('100%', y + 13, 'note', textOf(words), 'end'),
		lineMark([0, zero], ['100%', zero], 'grid'),
		marks,
		lines.map((line) => lineMark([0, zero - height(line)], ['100%', zero - height(line)], 'line')),
	]}`
}

interface Plot {
	/** In percent of the width. */
	readonly x: number
	readonly step: number
	/** In pixels. */
	readonly zero: number
	height(value: number): number
}

function columnMark({ value, expected }: Column, { x, step, zero, height }: Plot): Markup {
	const across = { x: `${rounded(x + step * 0.12, 2)}%`, width: `${rounded(step * 0.76, 2)}%` }
	return html`${[
		value === null && rectMark({ ...across, y: zero - 9, height: 8 }, 'hidden'),
		value !== null &&
			value !== 0 &&
			rectMark(
				{
					...across,
					y: value > 0 ? zero - height(value) : zero,
					height: Math.max(0.8, Math.abs(height(value))),
				},
				'bar',
			),
		expected !== undefined &&
			rectMark(
				{
					x: `${rounded(x, 2)}%`,
					y: zero - height(expected) - 1,
					width: `${rounded(step, 2)}%`,
					height: 2,
				},
				'across',
			),
	]}`
}
