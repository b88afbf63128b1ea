import { html, type Markup } from '#core/fragments/markup.ts'
import type { Curve } from '#core/questions/toolkit/survival.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { type Drawing, ink } from './drawing.ts'
import { axisMarks } from './rows.ts'
import { type Scale, timeScale } from './scale.ts'

/**
 * Curves of what still lasts, one panel each on a shared axis of time, with the range that holds 95
 * %.
 */
export interface Curves {
	readonly id: string
	readonly title: string
	/** What a point of the curve says. */
	readonly means: string
	readonly panels: readonly {
		readonly name: string
		readonly words: string
		readonly curve: Curve
	}[]
}

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

export function curvesDrawing({ id, title, means, panels }: Curves): Drawing {
	const scale = timeScale(Math.max(0, ...panels.map(({ curve }) => curve.longest ?? 0)))
	const bottom = panels.length * panelHeight
	return {
		id,
		title,
		description: `${panels.map(({ name, words }) => `${name}: ${words}.`).join(' ')} A table on the page says the same.`,
		height: bottom + 22,
		body: html`${axisMarks(scale, bottom)}${panels.map((panel, index) => panelMark(panel, index * panelHeight, scale))}`,
		legend: [
			{ ink: 'line', words: means },
			{ ink: 'area', words: '95 % interval' },
		],
	}
}

function panelMark(
	{ name, words, curve }: Curves['panels'][number],
	y: number,
	scale: Scale,
): Markup {
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
	const outline = `M0,0L${corners('survival').join('L')}${last ? `L${end},${level(last.survival)}` : ''}`
	const lower = corners('low').reverse()
	const around = `M0,0L${corners('high').join('L')}L${lower.join('L')}Z`
	return html`<text x="0" y="${y + 13}"${ink('name')}>${name}</text><text x="100%" y="${y + (name.length + words.length > lineLength ? 30 : 13)}" text-anchor="end"${ink('note')}>${words}</text><line x1="0" x2="100%" y1="${top + plot}" y2="${top + plot}"${ink('grid')}/><line x1="0" x2="100%" y1="${top + plot / 2}" y2="${top + plot / 2}"${ink('grid')}/>${
		steps.length > 0 &&
		html`<svg x="0" y="${top}" width="100%" height="${plot}" viewBox="0 0 ${width} ${plot}" preserveAspectRatio="none"><path d="${around}"${ink('area')}/><path d="${outline}"${ink('line')}/></svg>`
	}<text x="0" y="${top + plot / 2 - 3}"${ink('note')}>50 %</text>`
}

function sparse(steps: Curve['steps']): Curve['steps'] {
	if (steps.length <= pointsAtMost) return steps
	return Array.from(
		{ length: pointsAtMost },
		(_, place) => steps[Math.round((place * (steps.length - 1)) / (pointsAtMost - 1))],
	).filter((step) => step !== undefined)
}
