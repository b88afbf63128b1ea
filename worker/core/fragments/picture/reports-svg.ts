import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { durationText } from '#core/fragments/time-text.ts'
import type { Window } from '#core/model/documents.ts'
import { numberText } from '#core/text/words.ts'
import { type Axis, axisOf } from './axis.ts'
import { grid, patterns, type Waves, waveStretches } from './grid.ts'
import { type Mark, shapeAt } from './marks.ts'
import { type ReadingPoint, readingLanes, readingsStrip } from './readings-strip.ts'
import type { ReportSeries, Step } from './report-series.ts'

/**
 * Report counts on the same hours as the bands above them: the official posts on top, a panel of
 * its own for each series with the count as
 * water and the usual volume as a broken line, and the cited readings as single points. Each panel
 * has its own scale from zero.
 */
export interface ReportsPicture {
	/** Prefix of the ids inside, unique on the page. */
	readonly id: string
	readonly title: string
	readonly description: string
	readonly window: Window
	/** `name` stands over the panel, `label` says it in full. */
	readonly series: readonly (ReportSeries & { readonly name: string; readonly label: string })[]
	readonly readings: readonly ReadingPoint[]
	readonly marks: readonly Mark[]
	/** The moments of which a line goes down through the counts. */
	readonly pins: readonly string[]
	readonly waves: Waves['waves']
}

const headHeight = 20
const panelHeight = 56
const panelGap = 12
const marksHeight = 34
const axisHeight = 22
/** What 300 pixels hold. */
const mostName = 38

export function reportsSvg(picture: ReportsPicture): Markup {
	const axis = axisOf(picture.window)
	const { lanes, height } = readingLanes(picture.readings, axis)
	const top = picture.marks.length > 0 ? marksHeight : 0
	const stripTop = top + picture.series.length * (headHeight + panelHeight + panelGap)
	const bottom = stripTop + (lanes.length > 0 ? headHeight + height + 6 : 0)
	const { id } = picture
	return html`<svg class="bands reports" role="img" width="100%" height="${bottom + axisHeight}" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${picture.title}</title><desc id="${id}-desc">${picture.description}</desc>${patterns(id)}${waveStretches(picture, axis, bottom)}${grid(axis, bottom)}${picture.series.map((series, index) => panel(series, axis, top + index * (headHeight + panelHeight + panelGap), id))}${spoken(picture, axis, bottom)}${lanes.length > 0 && html`<text class="surface" x="0" y="${stripTop + 13}">Cited from publications</text>${readingsStrip(lanes, axis, stripTop + headHeight)}`}</svg>`
}

/** What was said officially and what editors noted, pinned on the hours. */
function spoken({ marks, pins }: ReportsPicture, axis: Axis, bottom: number): Markup {
	const lines = pins.map(
		(at) =>
			html`<line class="pin" x1="${axis.position(at)}%" x2="${axis.position(at)}%" y1="24" y2="${bottom}"/>`,
	)
	if (marks.length === 0) return html`${lines}`
	return html`<text class="surface" x="0" y="13">Official statements${marks.some((mark) => mark.shape === 'note') && ' and notes'}</text>${lines}${marks.map((mark) => shapeAt(mark.shape, axis.position(mark.at), 24))}`
}

function panel(
	series: ReportsPicture['series'][number],
	axis: Axis,
	y: number,
	id: string,
): Markup {
	const top = y + headHeight
	const steps = series.runs.flat()
	const most = Math.max(1, ...steps.map((step) => Math.max(step.count, step.usual ?? 0)))
	const place = { axis, most }
	return html`<text class="surface" x="0" y="${y + 13}">${bounded(series.name, mostName)}</text><rect class="bed" x="0" y="${top}" width="100%" height="${panelHeight}"/>${series.rises.map(
		(rise) => {
			const from = axis.position(rise.from)
			const width = Math.max(axis.position(rise.to) - from, 0.3).toFixed(2)
			// A bar on top says it to those who do not see the shade.
			return html`<rect class="rise" x="${from}%" y="${top}" width="${width}%" height="${panelHeight}"/><rect class="rise-bar" x="${from}%" y="${top - 3}" width="${width}%" height="3"/>`
		},
	)}${holes(series).map(({ from, to }) => html`<rect x="${axis.position(from)}%" y="${top}" width="${(axis.position(to) - axis.position(from)).toFixed(2)}%" height="${panelHeight}" fill="url(#${id}-gap)"/>`)}<svg x="0" y="${top}" width="100%" height="${panelHeight}" viewBox="0 0 1000 100" preserveAspectRatio="none">${series.runs.map((run) => html`<path class="counted" d="${areaPath(run, place)}"/><path class="count" d="${linePath(run, place)}"/>${usualRuns(run).map((usual) => html`<path class="usual" d="${usualPath(usual, place)}"/>`)}`)}</svg><text class="scale" x="0" y="${top + 11}" dx="3">${numberText(most)} per ${durationText(series.windowSeconds)}</text><text class="scale" x="0" y="${top + panelHeight - 3}" dx="3">0</text>`
}

/** Where nothing was counted between two counts. */
export function holes({
	runs,
}: Pick<ReportSeries, 'runs'>): { readonly from: string; readonly to: string }[] {
	return runs.slice(1).flatMap((run, index) => {
		const [before, after] = [runs[index]?.at(-1), run[0]]
		return before && after ? [{ from: before.to, to: after.from }] : []
	})
}

interface Place {
	readonly axis: Axis
	/** The value at the top of the panel, above zero. */
	readonly most: number
}

/** Path data in a box of 1000 by 100, whose y runs downward. */
export function linePath(run: readonly Step[], place: Place): string {
	return run
		.map(
			(step, index) =>
				`${index === 0 ? 'M' : 'L'}${x(step.from, place)} ${y(step.count, place)}H${x(step.to, place)}`,
		)
		.join('')
}

function areaPath(run: readonly Step[], place: Place): string {
	const [first, last] = [run[0], run.at(-1)]
	return first && last
		? `M${x(first.from, place)} 100${linePath(run, place).replace('M', 'L')}L${x(last.to, place)} 100Z`
		: ''
}

function usualPath(run: readonly UsualStep[], place: Place): string {
	return run
		.map(
			(step, index) =>
				`${index === 0 ? 'M' : 'L'}${x(step.from, place)} ${y(step.usual, place)}H${x(step.to, place)}`,
		)
		.join('')
}

type UsualStep = Step & { readonly usual: number }

/** The parts of a run in which something is known to be usual. */
function usualRuns(run: readonly Step[]): UsualStep[][] {
	const runs: UsualStep[][] = []
	let open = false
	for (const step of run) {
		if (step.usual === null) open = false
		else {
			const known = { ...step, usual: step.usual }
			if (open) runs.at(-1)?.push(known)
			else runs.push([known])
			open = true
		}
	}
	return runs
}

function x(instant: string, { axis }: Place): number {
	return Math.round(axis.position(instant) * 100) / 10
}

function y(value: number, { most }: Place): number {
	return Math.round((100 - (Math.max(0, value) / most) * 97) * 10) / 10
}
