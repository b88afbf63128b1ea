import { type Hours, windowsAnHour } from './hours.ts'
import type { Middle } from './middle.ts'
import { remembered } from './remembered.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/** How high the last days stood, and what keeps a level above a usual count of none finite. */
export interface LevelAt {
	readonly times: number
	/** Reports a window that are added to both sides of a ratio. */
	readonly padding: number
}

const hoursABlock = 6
/** Reports that are added to both sides of a block's ratio. */
const blockPadding = 2

/**
 * The level of the last days against what was expected then: days are cut into blocks of six hours,
 * and the level is the ratio that all but a few
 * blocks reach. An outage of a day or two leaves enough blocks as they were; what lasts for longer
 * is the new usual. Never below 1: a quiet holiday
 * makes no outage of the Monday after it. Found anew every six hours.
 */
export function levelByHour(
	hours: Hours,
	windowSeconds: number,
	expected: (hour: number) => number | undefined,
): (hour: number) => LevelAt {
	const padding = blockPadding / (hoursABlock * windowsAnHour(windowSeconds))
	const ratio = remembered((block) => ratioOf(block, hours, expected))
	const ratios = new Float64Array(limits.levelBlocks.value)
	let last: { readonly block: number; readonly level: LevelAt } | undefined
	return (hour) => {
		const block = Math.floor(hour / hoursABlock)
		if (last?.block !== block)
			last = { block, level: { times: levelBefore(block, ratio, ratios), padding } }
		return last.level
	}
}

function levelBefore(
	block: number,
	ratio: (block: number) => number | null,
	ratios: Float64Array,
): number {
	let found = 0
	for (let before = 1; before <= ratios.length; before += 1) {
		const one = ratio(block - before)
		if (one !== null) ratios[found++] = one
	}
	const odd = limits.oddBlocks.value
	if (found < ratios.length - odd) return 1
	const times = ratios.subarray(0, found).sort()[odd + found - ratios.length] ?? 1
	return times < limits.leastLevel.value ? 1 : times
}

function ratioOf(
	block: number,
	hours: Hours,
	expected: (hour: number) => number | undefined,
): number | null {
	let [counted, usual, windows] = [0, 0, 0]
	for (let hour = block * hoursABlock; hour < (block + 1) * hoursABlock; hour += 1) {
		const mean = expected(hour)
		if (mean === undefined) continue
		const length = hours.gather(hour, 0)
		for (let index = 0; index < length; index += 1) counted += hours.pool[index] as number // gathered just now
		usual += length * mean
		windows += length
	}
	return windows === 0 ? null : (counted + blockPadding) / (usual + blockPadding)
}

/** What is usual at a level; counts of independent reports scatter by the root of it. */
export function raised({ count, spread, mean }: Middle, { times, padding }: LevelAt): Middle {
	if (times === 1) return { count, spread, mean }
	const up = (value: number) => (value + padding) * times - padding
	return { count: up(count), spread: spread * Math.sqrt(times), mean: up(mean) }
}
