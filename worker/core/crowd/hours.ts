import { millisecondsOf } from '#core/time/time.ts'
import type { CrowdSeries } from './series.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/**
 * A series by the hour: what was counted in each, silence included where silence is a count. Hours
 * are counted from the epoch.
 */
export interface Hours {
	/** Epoch milliseconds of each point of the series. */
	readonly times: Float64Array
	/**
	 * Room to gather numbers in, shared by all who do: what it holds is good until the next
	 * gathering.
	 */
	readonly pool: Float64Array
	/** The points of an hour: their indices from `start` to before `end`. */
	start(hour: number): number
	end(hour: number): number
	/** Puts the counts of an hour into the pool from `length` on; returns the new length. */
	gather(hour: number, length: number): number
	/**
	 * Puts the last counts before a moment into the pool, at most `most` and none from more than
	 * `back` hours before; returns how many.
	 */
	gatherLast(moment: number, most: number, back: number): number
}

const hourMilliseconds = 3_600_000

export function hourOf(moment: number): number {
	return Math.floor(moment / hourMilliseconds)
}

/** How many windows make up an hour; one where they are longer. */
export function windowsAnHour(windowSeconds: number): number {
	return Math.max(1, Math.floor(3600 / windowSeconds))
}

export function hoursOf(series: CrowdSeries): Hours {
	const { points, windowSeconds } = series
	const times = timesOf(series)
	const counts = new Float64Array(points.length)
	const starts = new Map<number, number>()
	let last = Number.NaN
	for (let index = 0; index < counts.length; index += 1) {
		counts[index] = points[index]?.count ?? 0
		const hour = hourOf(times[index] as number) // one time a point
		if (hour !== last) starts.set(hour, index)
		last = hour
	}
	const windows = windowsAnHour(windowSeconds)
	const silentFrom = firstSilence(series, times[0])
	// Windows that do not divide the hour may begin in it once more than they fit.
	const pool = new Float64Array((windows + 1) * limits.recentHours.value * 3)
	const start = (hour: number) => starts.get(hour) ?? 0
	const end = (hour: number) => {
		const first = starts.get(hour)
		if (first === undefined) return 0
		const next = (hour + 1) * hourMilliseconds
		let index = first + 1
		while (index < times.length && (times[index] as number) < next) index += 1
		return index
	}
	return {
		times,
		pool,
		start,
		end,
		gather(hour, from) {
			let length = from
			const stop = end(hour)
			for (let index = stop === 0 ? 0 : start(hour); index < stop; index += 1) {
				pool[length] = counts[index] as number
				length += 1
			}
			if (hour >= silentFrom) for (; length < from + windows; length += 1) pool[length] = 0
			return length
		},
		gatherLast(moment, most, back) {
			let length = 0
			for (let index = firstFrom(times, moment) - 1; index >= 0 && length < most; index -= 1) {
				if ((times[index] as number) < moment - back * hourMilliseconds) break
				pool[length++] = counts[index] as number
			}
			return length
		},
	}
}

/** The position of the first time that is not before a moment. */
function firstFrom(times: Float64Array, moment: number): number {
	let [low, high] = [0, times.length]
	while (low < high) {
		const middle = (low + high) >> 1
		if ((times[middle] as number) < moment) low = middle + 1
		else high = middle
	}
	return low
}

/**
 * Windows of one hour differ in their last digits only: reading a date for each took a quarter of a
 * year's time.
 */
function timesOf({ points }: CrowdSeries): Float64Array {
	const times = new Float64Array(points.length)
	let hour = ''
	let begin = 0
	for (let index = 0; index < times.length; index += 1) {
		const text = points[index]?.at ?? ''
		if (text.length !== plainLength) times[index] = millisecondsOf(text)
		else {
			if (hour === '' || !text.startsWith(hour)) {
				hour = text.slice(0, hourLength)
				begin = millisecondsOf(`${hour}:00:00Z`)
			}
			times[index] = begin + 60_000 * twoDigits(text, 14) + 1000 * twoDigits(text, 17)
		}
	}
	return times
}

/** `2026-03-02T11:49:20Z`, and how much of it names the hour. */
const plainLength = 20
const hourLength = 13

function twoDigits(text: string, place: number): number {
	return 10 * (text.charCodeAt(place) - 48) + text.charCodeAt(place + 1) - 48
}

/** The first whole hour in which silence is a count. */
function firstSilence({ silentIsZero, since }: CrowdSeries, first: number | undefined): number {
	if (!silentIsZero || first === undefined) return Number.POSITIVE_INFINITY
	return Math.ceil(
		(since === undefined ? first : Math.min(first, millisecondsOf(since))) / hourMilliseconds,
	)
}
