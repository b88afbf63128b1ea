import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { axisOf } from '#core/fragments/picture/axis.ts'
import type { CellKind } from '#core/questions/blast-radius/figures.ts'
import { type CellsChart, type ChartCell, cellWords } from '#core/questions/chart.ts'
import { type Drawing, described, type Ink, rectMark, textMark } from './drawing.ts'
import { axisMarks } from './rows.ts'

const rowHeight = 40
const band = 18

const inkOf: Readonly<Record<CellKind, Ink>> = {
	declared: 'declared',
	inferred: 'inferred',
	denied: 'denied',
	clear: 'clear',
	unknown: 'hidden',
}
const levels: Readonly<Record<string, number>> = {
	operational: 0.22,
	maintenance: 0.42,
	degraded: 0.42,
	partial: 0.7,
	major: 1,
}

/** Each surface against the time of the outage; height says how bad a declared state was. */
export function cellsDrawing({ id, title, from, to, rows }: CellsChart): Drawing {
	const axis = axisOf({ from, to })
	// Every other tick of those that narrow screens keep: beside the rows' names there is room for
	// few words.
	const ticks = axis.ticks.filter(({ major }) => major).filter((_, index) => index % 2 === 0)
	const bottom = rows.length * rowHeight + 4
	const occurring = new Set(rows.flatMap(({ cells }) => cells.map(({ cell }) => cell)))
	return {
		id,
		title,
		description: described(rows.map(({ name, cells }) => ({ name, words: worst(cells) }))),
		height: bottom + 22,
		body: html`${axisMarks({ position: () => 0, ticks }, bottom)}${rows.map((row, index) =>
			rowMark(row, index * rowHeight, axis.position),
		)}`,
		legend: (Object.keys(cellWords) as CellKind[])
			.filter((kind) => occurring.has(kind))
			.map((kind) => ({ ink: inkOf[kind], words: cellWords[kind] })), // the keys are the kinds
	}
}

type Cells = readonly ChartCell[]

function rowMark(
	{ name, cells }: CellsChart['rows'][number],
	y: number,
	at: (instant: string) => number,
): Markup {
	return html`${[
		textMark(0, y + 13, 'name', bounded(name, 34)),
		textMark('100%', y + 13, 'note', worst(cells), 'end'),
		rectMark({ x: 0, y: y + 18, width: '100%', height: band }, 'bed'),
		cells.map((cell) => cellMark(cell, at(cell.from), at(cell.to), y + 18)),
	]}`
}

function cellMark({ cell, state }: ChartCell, from: number, to: number, top: number): Markup {
	const level = cell === 'declared' ? (levels[state ?? ''] ?? 0.42) : cell === 'clear' ? 0.12 : 1
	const height = Math.max(2, Math.round(band * level))
	const inset = cell === 'denied' || cell === 'unknown' ? 1 : 0
	const name = cell === 'declared' && state === 'operational' ? 'clear' : inkOf[cell]
	return rectMark(
		{
			x: `${from}%`,
			y: top + band - height + inset,
			width: `${Math.max(to - from, 0.3).toFixed(2)}%`,
			height: height - 2 * inset,
		},
		name,
	)
}

const order = ['major', 'partial', 'degraded', 'maintenance']

function worst(cells: Cells): string {
	const states = cells.filter(({ cell }) => cell === 'declared').map(({ state }) => state)
	const state = order.find((name) => states.includes(name))
	const kinds = new Set(cells.map(({ cell }) => cell))
	if (kinds.has('denied')) return state === undefined ? 'denied' : `${state}, also denied`
	if (state !== undefined) return `up to ${state}`
	return kinds.has('inferred')
		? 'named by an incident'
		: kinds.has('clear')
			? 'clear'
			: states.includes('operational')
				? 'operational'
				: 'not known'
}
