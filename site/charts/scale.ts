import { scaleLinear, scaleLog } from 'd3-scale'
import type { Axis } from '#core/questions/chart.ts'
import { rounded } from '#core/statistics/statistics.ts'

/** The axes of charts: values to percentages of the width, with their labels. */
export interface Scale {
	/** 0 to 100, clamped, to two decimals. */
	position(value: number): number
	readonly ticks: readonly { readonly position: number; readonly label: string }[]
}

/** How the numbers of an axis stand along the width. */
export function scaleOf(axis: Axis): Scale {
	switch (axis.of) {
		case 'share':
			return shareScale(axis.from, axis.to)
		case 'count':
			return countScale(axis.most)
		case 'time':
			return timeScale(axis.most)
	}
}

/** Shares of 1, from `from` on; equal bounds are widened so that there is always an axis. */
function shareScale(from: number, to: number): Scale {
	const scale = scaleLinear<number>()
		.domain([from, Math.max(to, from + 0.001)])
		.range([0, 100])
		.clamp(true)
	return {
		position: (value) => place(scale(value)),
		ticks: scale
			.ticks(5)
			.map((tick) => ({ position: place(scale(tick)), label: `${rounded(tick * 100, 3)} %` })),
	}
}

/** From zero to at least one. */
function countScale(most: number): Scale {
	const scale = scaleLinear<number>()
		.domain([0, Math.max(1, most)])
		.range([0, 100])
		.clamp(true)
	return {
		position: (value) => place(scale(value)),
		ticks: scale
			.ticks(4)
			.map((tick) => ({ position: place(scale(tick)), label: String(rounded(tick, 2)) })),
	}
}

const times: readonly (readonly [number, string])[] = [
	[60, '1 min'],
	[600, '10 min'],
	[3600, '1 h'],
	[6 * 3600, '6 h'],
	[86_400, '1 d'],
	[7 * 86_400, '7 d'],
	[30 * 86_400, '30 d'],
	[365 * 86_400, '1 y'],
]

/**
 * Seconds by their logarithm, because lengths of incidents span from minutes to months. What is
 * shorter than half a minute stands at the left edge.
 */
export function timeScale(most: number): Scale {
	const scale = scaleLog<number>()
		.domain([30, Math.max(7200, most)])
		.range([0, 100])
		.clamp(true)
	const position = (value: number) => place(scale(Math.max(30, value)))
	return {
		position,
		ticks: times
			.filter(([seconds]) => seconds <= Math.max(7200, most))
			.map(([seconds, label]) => ({ position: position(seconds), label })),
	}
}

function place(value: number): number {
	return Math.round(value * 100) / 100
}
