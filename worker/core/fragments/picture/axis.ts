import { scaleUtc } from 'd3-scale'
import type { Window } from '#core/model/documents.ts'
import { millisecondsOf } from '#core/time/time.ts'

/**
 * The horizontal axis of a picture: moments to percentages of its width, so that text keeps its
 * size on every screen.
 */
export interface Axis {
	/** 0 to 100, clamped to the window, to two decimals. */
	position(instant: string): number
	readonly ticks: readonly Tick[]
}

interface Tick {
	readonly position: number
	readonly label: string
	/** Shown on narrow screens too. */
	readonly major: boolean
}

export function axisOf(window: Window): Axis {
	const from = millisecondsOf(window.from)
	const to = Math.max(millisecondsOf(window.to), from + 1000)
	const scale = scaleUtc<number>().domain([from, to]).range([0, 100]).clamp(true)
	const position = (milliseconds: number) => Math.round(scale(milliseconds) * 100) / 100
	const major = new Set(scale.ticks(4).map(Number))
	const all = [...new Set([...major, ...scale.ticks(10).map(Number)])].sort((a, b) => a - b)
	// An axis names its zone, also where the reader's own is shown beside it: on the first tick that
	// narrow screens keep.
	const first = all.find((tick) => major.has(tick))
	return {
		position: (instant) => position(millisecondsOf(instant)),
		ticks: all.map((tick) => ({
			position: position(tick),
			label: `${label(tick, to - from)}${tick === first ? ' UTC' : ''}`,
			major: major.has(tick),
		})),
	}
}

/**
 * Midnight carries the date, every other moment the clock; windows of more than twelve days carry
 * dates alone.
 */
function label(milliseconds: number, span: number): string {
	const text = new Date(milliseconds).toISOString()
	const date = `${Number(text.slice(8, 10))} ${months[Number(text.slice(5, 7)) - 1] ?? ''}`
	return span > 12 * 86_400_000 || text.slice(11, 16) === '00:00' ? date : text.slice(11, 16)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
