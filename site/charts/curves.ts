import { html, type Markup } from '#core/fragments/markup.ts'
import type { CurvesChart } from '#core/questions/chart.ts'
import { textOf } from '#core/questions/said.ts'
import type { Curve } from '#core/questions/toolkit/survival.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { type Drawing, described, ink, lineMark, textMark } from './drawing.ts'
import { axisMarks } from './rows.ts'
import { type Scale, timeScale } from './scale.ts'

const panelHeight = 108
const plot = 70
/** Units of the inner picture, which is stretched to the width. */
const width = 1000
/**
 * A name and its words longer than this do not fit one line of a narrow screen: the words go down,
 * where the curve seldom is.
 */
const lineLength = 42
/** More points than this are not told apart on any screen. */
const pointsAtMost = 120

/** One panel for each curve, on a shared axis of time. */
export function curvesDrawing({ id, title, means, panels: given }: CurvesChart): Drawing {
	const panels = given.map((panel): Panel => ({ ...panel, words: textOf(panel.words) }))
	const scale = timeScale(Math.max(0, ...panels.map(({ curve }) => curve.longest ?? 0)))
	const bottom = panels.length * panelHeight
	const marks = panels.map((panel, index) => panelMark(panel, index * panelHeight, scale))
	return {
		id,
		title,
		description: described(panels),
		height: bottom + 22,
		body: html`${axisMarks(scale, bottom)}${marks}`,
		legend: [
			{ ink: 'line', words: means },
			{ ink: 'area', words: '95 % interval' },
		],
	}
}

interface Panel {
	readonly name: string
	readonly words: string
	readonly curve: Curve
}

function panelMark({ name, words, curve }: Panel, y: number, scale: Scale): Markup {
	const top = y + 20
	const steps = sparse(curve.steps)
	const x = (seconds: number) => rounded((scale.position(seconds) * width) / 100, 1)
	const level = (share: number) => rounded((1 - share) * plot, 1)
	const end = x(curve.longest ?? 0)
	const corners = (key: 'survival' | 'low' | 'high') => {
		let before = 1
		return steps.flatMap((step) => {
			const pair = [`${x(step.at)},${level(before)}`, `${x(step.at)},${level(step[key])}`]
			before = step[key]
			return pair
		})
	}
	const last = steps.at(-1)
	const ending = last ? `L${end},${level(last.survival)}` : ''
	const outline = `M0,0L${corners('survival').join('L')}${ending}`
	const lower = corners('low').reverse()
	const around = `M0,0L${corners('high').join('L')}L${lower.join('L')}Z`
	const isLong = name.length + words.length > lineLength
	const frame = html`x="0" y="${top}" width="100%" height="${plot}" viewBox="0 0 ${width} ${plot}"`
	const paths = html`<path d="${around}"${ink('area')}/><path d="${outline}"${ink('line')}/>`
	return html`${[
		textMark(0, y + 13, 'name', name),
		textMark('100%', y + (isLong ? 30 : 13), 'note', words, 'end'),
		lineMark([0, top + plot], ['100%', top + plot], 'grid'),
		lineMark([0, top + plot / 2], ['100%', top + plot / 2], 'grid'),
		steps.length > 0 && html`<svg ${frame} preserveAspectRatio="none">${paths}</svg>`,
		textMark(0, top + plot / 2 - 3, 'note', '50 %'),
	]}`
}

function sparse(steps: Curve['steps']): Curve['steps'] {
	if (steps.length <= pointsAtMost) return steps
	return Array.from(
		{ length: pointsAtMost },
		(_, place) => steps[Math.round((place * (steps.length - 1)) / (pointsAtMost - 1))],
	).filter((step) => step !== undefined)
}
