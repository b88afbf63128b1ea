import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import type { Row, RowsChart } from '#core/questions/chart.ts'
import { textOf } from '#core/questions/said.ts'
import {
	type Drawing,
	described,
	type Ink,
	ink,
	type Legend,
	lineMark,
	rectMark,
	textMark,
} from './drawing.ts'
import { type Scale, scaleOf } from './scale.ts'

const rowHeight = 42
const band = 16
const longestName = 42
const longestWords = 46
const lineLength = 44

interface Drawn extends Omit<Row, 'words'> {
	readonly words: string
}

/** Rows under each other on one axis, each with its name and its numbers over it. */
export function rowsDrawing({
	id,
	title,
	means,
	rows: given,
	axis,
	bars = false,
}: RowsChart): Drawing {
	const scale = scaleOf(axis)
	const rows = given.map((row): Drawn => ({ ...row, words: textOf(row.words) }))
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
		description: described(rows),
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
	return html`${ticks.map(({ position, label }) => {
		const anchor = position < 4 ? 'start' : position > 96 ? 'end' : 'middle'
		const x = `${position}%`
		return [lineMark([x, 18], [x, bottom], 'grid'), textMark(x, bottom + 15, 'note', label, anchor)]
	})}`
}

function rowMark(
	{ name, words, value, low, high, chance }: Drawn,
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
	const text = html`${textMark(0, y + 13, 'name', bounded(name, longestName))}${
		under
			? textMark(0, y + 49, 'note', bounded(words, longestWords), 'start')
			: textMark('100%', y + 13, 'note', bounded(words, longestWords), 'end')
	}`
	if (value === null)
		return html`${text}${rectMark({ x: 0, y: top + 0.5, width: '100%', height: band - 1 }, 'hidden')}`
	const marks = [
		rectMark({ x: 0, y: top, width: '100%', height: band }, 'bed'),
		isNumber(chance?.low) &&
			isNumber(chance.high) &&
			rectMark(
				{
					x: `${at(chance.low)}%`,
					y: top,
					width: `${wide(chance.low, chance.high, 0.4)}%`,
					height: band,
				},
				'chance',
			),
		!bars &&
			isNumber(chance?.expected) &&
			lineMark(
				[`${at(chance.expected)}%`, top],
				[`${at(chance.expected)}%`, top + band],
				'expected',
			),
		bars && rectMark({ x: 0, y: top + 2, width: `${at(value)}%`, height: band - 4 }, 'bar'),
		bars && isNumber(chance?.expected) && expectedMark(at(chance.expected), top),
		isNumber(low) &&
			isNumber(high) &&
			lineMark([`${at(low)}%`, middle], [`${at(high)}%`, middle], 'range'),
		!bars && html`<circle cx="${at(value)}%" cy="${middle}" r="5"${ink('dot')}/>`,
	]
	return html`${text}${marks}`
}

/** What chance gives, across a bar. */
function expectedMark(at: number, top: number): Markup {
	const mark = html`<rect x="-1.5" width="3" height="${band + 4}"${ink('marked')}/>`
	return html`<svg x="${at}%" y="${top - 2}" overflow="visible">${mark}</svg>`
}

function isNumber(value: number | null | undefined): value is number {
	return typeof value === 'number'
}
