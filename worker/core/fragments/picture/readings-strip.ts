import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { readingText } from '#core/fragments/readings.ts'
import type { ReadingKind } from '#core/model/report.ts'
import type { EventOf, TimelineEvent } from '#core/model/timeline.ts'
import { numberText } from '#core/text/words.ts'
import { addSeconds, compareInstants, secondsBetween } from '#core/time/time.ts'
import type { Axis } from './axis.ts'

/**
 * Cited numbers and moments as labelled points, each in a lane with room for its label: nothing
 * joins them, for nothing is known between them.
 */

export interface ReadingPoint {
	readonly id: string
	readonly at: string
	/** The end of the stretch that it speaks of; absent for a single moment. */
	readonly to?: string
	/** Beside the point: `11:40 ≈ 2,000 · Downdetector`. */
	readonly label: string
	/** All that is known of it, for whoever rests a pointer on it. */
	readonly text: string
	readonly numbered: boolean
	readonly disputed: boolean
}

const laneHeight = 17

/** The timeline's readings as points; one of which only the day or hour is known is a stretch. */
export function readingPoints(events: readonly TimelineEvent[]): ReadingPoint[] {
	return events
		.filter((event) => event.kind === 'reading')
		.map((event) => {
			const to = endOf(event)
			return {
				id: event.id,
				at: event.at,
				...(to !== undefined && { to }),
				label: `${whenText(event)} ${shortText(event)} · ${event.value.source}`,
				text: readingText(event),
				numbered: event.value.count !== undefined,
				disputed: event.confidence !== undefined && event.confidence !== 'exact',
			}
		})
}

/** Points in as few lanes as leave room for their labels on a narrow screen. */
export function readingLanes(
	points: readonly ReadingPoint[],
	axis: Axis,
): { readonly lanes: readonly (readonly ReadingPoint[])[]; readonly height: number } {
	const lanes: { end: number; points: ReadingPoint[] }[] = []
	// What is known to the minute comes before what is known to the day: a day is no earlier than its
	// morning.
	for (const point of [...points].sort(
		(a, b) => lastingOf(a) - lastingOf(b) || compareInstants(a.at, b.at),
	)) {
		const [from, to] = reach(point, axis)
		const free = lanes.find((lane) => lane.end <= from)
		if (free) {
			free.points.push(point)
			free.end = to
		} else lanes.push({ end: to, points: [point] })
	}
	return { lanes: lanes.map((lane) => lane.points), height: lanes.length * laneHeight }
}

/** Moments, hours, days. */
function lastingOf({ at, to }: ReadingPoint): number {
	return to === undefined ? 0 : secondsBetween(at, to) < 43_200 ? 1 : 2
}

/** The lanes from `top` downward, in pixels. */
export function readingsStrip(
	lanes: readonly (readonly ReadingPoint[])[],
	axis: Axis,
	top: number,
): Markup {
	return html`${lanes.map((lane, index) => lane.map((point) => pointMark(point, axis, top + index * laneHeight)))}`
}

/** A point alone, for the legend. */
export function readingSwatch({
	numbered,
	disputed,
	to,
}: Pick<ReadingPoint, 'numbered' | 'disputed' | 'to'>): Markup {
	const inside =
		to === undefined
			? html`<g transform="translate(11 8)">${glyph(numbered, disputed)}</g>`
			: html`<line class="reach${disputed ? ' disputed' : ''}" x1="0" x2="22" y1="8" y2="8"/>`
	return html`<svg class="swatch" width="22" height="16" aria-hidden="true">${inside}</svg>`
}

function pointMark(point: ReadingPoint, axis: Axis, y: number): Markup {
	const { from, to, left, label } = placed(point, axis)
	const hint = html`<title>${point.text}</title>`
	if (point.to !== undefined) {
		const text = left
			? html`<text x="${to}%" y="${y + 9}" text-anchor="end">${label}</text>`
			: html`<text x="${from}%" y="${y + 9}">${label}</text>`
		return html`<g>${hint}<line class="reach${point.disputed ? ' disputed' : ''}" x1="${from}%" x2="${Math.max(to, from + 0.2)}%" y1="${y + 13.5}" y2="${y + 13.5}"/>${text}</g>`
	}
	return html`<svg x="${from}%" y="${y + 8}" overflow="visible">${hint}${glyph(point.numbered, point.disputed)}<text x="${left ? -8 : 8}" y="4"${left && html` text-anchor="end"`}>${label}</text></svg>`
}

/**
 * Labels stand on the side that has more room, cut to what a picture of 300 pixels leaves there.
 */
function placed(
	point: ReadingPoint,
	axis: Axis,
): { readonly from: number; readonly to: number; readonly left: boolean; readonly label: string } {
	const from = axis.position(point.at)
	const to = point.to === undefined ? from : axis.position(point.to)
	const left = to > 100 - from
	const room = (((left ? to : 100 - from) * narrow) / 100 - 10) / characterWidth
	return { from, to, left, label: bounded(point.label, Math.max(4, Math.floor(room))) }
}

const narrow = 300
const characterWidth = 6.6

/**
 * A number is a dot, a moment without one a stroke; where sources disagree or the time is rounded,
 * the dot is hollow and the stroke broken.
 */
function glyph(numbered: boolean, disputed: boolean): Markup {
	return numbered
		? html`<circle class="point${disputed ? ' disputed' : ''}" r="4"/>`
		: html`<path class="moment${disputed ? ' disputed' : ''}" d="M0 -6V6"/>`
}

/** From where to where, in percent of a narrow picture, a point takes room with its label. */
function reach(point: ReadingPoint, axis: Axis): [number, number] {
	const { from, to, left, label } = placed(point, axis)
	const width = ((label.length * characterWidth + 12) / narrow) * 100
	return left
		? [Math.min(from, to - width) - 1, to + 2]
		: [from - 2, Math.max(to, from + width) + 1]
}

/** The stretch that a reading speaks of: what it names, or the day or hour that it is known to. */
function endOf({ at, precision, value }: EventOf<'reading'>): string | undefined {
	if (value.endAt !== undefined) return value.endAt
	if (precision === 'day') return addSeconds(`${at.slice(0, 10)}T00:00:00Z`, 86_400)
	return precision === 'hour' ? addSeconds(at, 3600) : undefined
}

function whenText({ at, precision }: TimelineEvent): string {
	if (precision === 'day')
		return `${Number(at.slice(8, 10))} ${monthNames[Number(at.slice(5, 7)) - 1] ?? ''}`
	return at.slice(11, 16)
}

const monthNames = [
	'Jan',
	'Feb',
	'Mar',
	'Apr',
	'May',
	'Jun',
	'Jul',
	'Aug',
	'Sep',
	'Oct',
	'Nov',
	'Dec',
]
const momentTexts: Readonly<Partial<Record<ReadingKind, string>>> = {
	first: 'first',
	alarm: 'alarm',
	last: 'last',
}

function shortText({ value, title }: EventOf<'reading'>): string {
	const { count, bound, upTo, kind } = value
	if (count === undefined) return momentTexts[kind] ?? title
	const number = numberText(count)
	if (upTo !== undefined) return `${number}–${numberText(upTo)}`
	return bound === 'at least' ? `> ${number}` : bound === 'about' ? `≈ ${number}` : number
}
