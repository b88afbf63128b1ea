import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { axisOf } from '#core/fragments/picture/axis.ts'
import type { CellKind, Matrix } from '#core/questions/blast-radius/figures.ts'
import { type Drawing, type Ink, ink } from './drawing.ts'
import { axisMarks } from './rows.ts'

/**
 * Surfaces against the time of one outage, each cell by how it is known. Height says how bad a
 * declared state was.
 */

const rowHeight = 40
const band = 18

/** What each kind of cell means, in a legend. */
export const cellWords: Readonly<Record<CellKind, string>> = {
	declared: 'declared: the page gave a state',
	inferred: 'inferred: an incident names it',
	denied: 'denied: shown as operational meanwhile',
	clear: 'clear: nothing in a complete record',
	unknown: 'not known',
}

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

export function cellsDrawing(
	id: string,
	title: string,
	{ from, to, rows }: Matrix,
	nameOf: (surface: string) => string,
): Drawing {
	const axis = axisOf({ from, to })
	// Every other tick of those that narrow screens keep: beside the rows' names there is room for
	// few words.
	const ticks = axis.ticks.filter(({ major }) => major).filter((_, index) => index % 2 === 0)
	const bottom = rows.length * rowHeight + 4
	const occurring = new Set(rows.flatMap(({ cells }) => cells.map(({ cell }) => cell)))
	return {
		id,
		title,
		description: `${rows.map(({ surface, cells }) => `${nameOf(surface)}: ${worst(cells)}.`).join(' ')} A table on the page says the same.`,
		height: bottom + 22,
		body: html`${axisMarks({ position: () => 0, ticks }, bottom)}${rows.map(
			({ surface, cells }, index) => {
				const y = index * rowHeight
				return html`<text x="0" y="${y + 13}"${ink('name')}>${bounded(nameOf(surface), 34)}</text><text x="100%" y="${y + 13}" text-anchor="end"${ink('note')}>${worst(cells)}</text><rect x="0" y="${y + 18}" width="100%" height="${band}"${ink('bed')}/>${cells.map((cell) => cellMark(cell, axis.position(cell.from), axis.position(cell.to), y + 18))}`
			},
		)}`,
		legend: (Object.keys(cellWords) as CellKind[])
			.filter((kind) => occurring.has(kind))
			.map((kind) => ({ ink: inkOf[kind], words: cellWords[kind] })), // the keys are the kinds
	}
}

type Cells = Matrix['rows'][number]['cells']

function cellMark({ cell, state }: Cells[number], from: number, to: number, top: number): Markup {
	const level = cell === 'declared' ? (levels[state ?? ''] ?? 0.42) : cell === 'clear' ? 0.12 : 1
	const height = Math.max(2, Math.round(band * level))
	const inset = cell === 'denied' || cell === 'unknown' ? 1 : 0
	const name = cell === 'declared' && state === 'operational' ? 'clear' : inkOf[cell]
	return html`<rect x="${from}%" y="${top + band - height + inset}" width="${Math.max(to - from, 0.3).toFixed(2)}%" height="${height - 2 * inset}"${ink(name)}/>`
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
