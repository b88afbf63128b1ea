import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { type Drawing, type Ink, ink, type Legend } from './drawing.ts'
import type { Scale } from './scale.ts'

/** One line of figures a row: a value, how far it may be off, and what chance alone would give. */
export interface Row {
	readonly name: string
	/** At the right end, in words: the same numbers. */
	readonly words: string
	/** Null: not known, and drawn so. */
	readonly value: number | null
	readonly low?: number | null
	readonly high?: number | null
	readonly chance?: {
		readonly expected: number | null
		readonly low: number | null
		readonly high: number | null
	}
}

export interface Rows {
	readonly id: string
	readonly title: string
	/** What the value, the range and the chance are, for the legend. */
	readonly means: { readonly value: string; readonly range?: string; readonly chance?: string }
	readonly rows: readonly Row[]
	readonly scale: Scale
	/** A bar from the left edge instead of a point. */
	readonly bars?: boolean
}

const rowHeight = 42
const band = 16
const longestName = 42
const longestWords = 46
const lineLength = 44

/** Rows under each other on one axis, each with its name and its numbers over it. */
export function rowsDrawing({ id, title, means, rows, scale, bars = false }: Rows): Drawing {
	// On a narrow screen a name and its numbers have to share 300 pixels; where they cannot, the
	// numbers go under the band.
	const under = rows.some(
		(row) =>
			bounded(row.name, longestName).length + bounded(row.words, longestWords).length > lineLength,
	)
	const height = rowHeight + (under ? 16 : 0)
	const bottom = rows.length * height + 4
	const marks = rows.map((row, index) => rowMark(row, index * height, { scale, bars, under }))
	const has = (key: 'chance' | 'range') =>
		rows.some((row) =>
			key === 'chance'
				? row.chance?.expected !== undefined && row.chance.expected !== null
				: isNumber(row.low) && isNumber(row.high),
		)
	const entries: readonly (readonly [Ink, string | undefined])[] = [
		[bars ? 'bar' : 'dot', means.value],
		['range', has('range') ? means.range : undefined],
		[
			bars ? 'marked' : rows.some(({ chance }) => isNumber(chance?.low)) ? 'chance' : 'expected',
			has('chance') ? means.chance : undefined,
		],
		['hidden', rows.some(({ value }) => value === null) ? 'not known' : undefined],
	]
	return {
		id,
		title,
		description: `${rows.map(({ name, words }) => `${name}: ${words}.`).join(' ')} A table on the page says the same.`,
		height: bottom + 22,
		body: html`${axisMarks(scale, bottom)}${marks}`,
		legend: entries.flatMap(([name, words]): Legend[] =>
			words === undefined ? [] : [{ ink: name, words }],
		),
	}
}

/** Lines for the ticks of an axis, with their labels under them. */
export function axisMarks({ ticks: all }: Scale, bottom: number): Markup {
	// On a narrow screen a word is an eighth of the width, and the last one stands left of its line.
	const last = all.at(-1)
	const ticks = all.filter(
		(tick) =>
			tick === last ||
			last === undefined ||
			last.position - tick.position >= (last.position > 96 ? 18 : 12),
	)
	return html`${ticks.map(({ position, label }) => html`<line x1="${position}%" x2="${position}%" y1="18" y2="${bottom}"${ink('grid')}/><text x="${position}%" y="${bottom + 15}" text-anchor="${position < 4 ? 'start' : position > 96 ? 'end' : 'middle'}"${ink('note')}>${label}</text>`)}`
}

function rowMark(
	{ name, words, value, low, high, chance }: Row,
	y: number,
	{
		scale,
		bars,
		under,
	}: { readonly scale: Scale; readonly bars: boolean; readonly under: boolean },
): Markup {
	const top = y + 19
	const middle = top + band / 2
	const at = (number: number) => scale.position(number)
	const wide = (from: number, to: number, least: number) =>
		Math.max(at(to) - at(from), least).toFixed(2)
	const text = html`<text x="0" y="${y + 13}"${ink('name')}>${bounded(name, longestName)}</text><text x="${under ? '0' : '100%'}" y="${y + (under ? 49 : 13)}" text-anchor="${under ? 'start' : 'end'}"${ink('note')}>${bounded(words, longestWords)}</text>`
	if (value === null)
		return html`${text}<rect x="0" y="${top + 0.5}" width="100%" height="${band - 1}"${ink('hidden')}/>`
	return html`${text}<rect x="0" y="${top}" width="100%" height="${band}"${ink('bed')}/>${
		isNumber(chance?.low) &&
		isNumber(chance.high) &&
		html`<rect x="${at(chance.low)}%" y="${top}" width="${wide(chance.low, chance.high, 0.4)}%" height="${band}"${ink('chance')}/>`
	}${!bars && isNumber(chance?.expected) && html`<line x1="${at(chance.expected)}%" x2="${at(chance.expected)}%" y1="${top}" y2="${top + band}"${ink('expected')}/>`}${bars && html`<rect x="0" y="${top + 2}" width="${at(value)}%" height="${band - 4}"${ink('bar')}/>`}${bars && isNumber(chance?.expected) && html`<svg x="${at(chance.expected)}%" y="${top - 2}" overflow="visible"><rect x="-1.5" width="3" height="${band + 4}"${ink('marked')}/></svg>`}${
		isNumber(low) &&
		isNumber(high) &&
		html`<line x1="${at(low)}%" x2="${at(high)}%" y1="${middle}" y2="${middle}"${ink('range')}/>`
	}${!bars && html`<circle cx="${at(value)}%" cy="${middle}" r="5"${ink('dot')}/>`}`
}

function isNumber(value: number | null | undefined): value is number {
	return typeof value === 'number'
}
