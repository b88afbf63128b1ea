import { seeded } from '#core/statistics/statistics.ts'
import { type BaselineName, placementOf } from './baselines.ts'
import type { Span } from './span.ts'

/**
 * How often something begins again on the same surface soon after it ended, and how often it would
 * if the same incidents were scattered
 * by chance. Plain numbers in typed arrays: a thousand draws over a thousand incidents take a few
 * hundred milliseconds.
 */

/**
 * Incidents by beginning, as epoch milliseconds; `surfaces` are numbers from 0. An end that is not
 * known is NaN.
 */
export interface Occurrence extends Span {
	readonly surfaces: readonly number[]
	readonly endKnown: boolean
}

export interface Recurrence {
	/**
	 * By position: how long after its end the next one on a shared surface began (milliseconds),
	 * within the horizon; -1 when none did; undefined when that cannot be told.
	 */
	readonly after: readonly (number | undefined)[]
	/** How many were followed, of how many of which it can be told. */
	readonly part: number
	readonly of: number
}

/** Follows each end for `horizon` milliseconds, which must lie within one window. */
export function recurrenceOf(
	occurrences: readonly Occurrence[],
	windows: readonly Span[],
	horizon: number,
): Recurrence {
	const field = new Field(occurrences, windows, horizon)
	field.starts.set(occurrences.map(({ from }) => from))
	const sorted = field.bySurfaceIn(
		Uint32Array.from(occurrences.keys()).sort(
			(a, b) => (field.starts[a] ?? 0) - (field.starts[b] ?? 0),
		),
	)
	const after = occurrences.map((_, position) => field.followed(sorted, position))
	return { after, ...countOf(after) }
}

/**
 * The same incidents, each with its own length and surfaces, begun where a baseline places them;
 * per draw how many were followed, of how many.
 */
export function drawRecurrences(
	occurrences: readonly Occurrence[],
	windows: readonly Span[],
	horizon: number,
	baseline: BaselineName,
	{ draws, seed }: { readonly draws: number; readonly seed: number },
): Counts[] {
	if (draws === 0 || !windows.some(({ from, to }) => to > from)) return []
	const field = new Field(occurrences, windows, horizon)
	const place = placementOf(
		baseline,
		Float64Array.from(occurrences, ({ from }) => from),
		windows,
	)
	const random = seeded(seed)
	const order = new DrawnOrder(occurrences.length, windows)
	return Array.from({ length: draws }, () => {
		for (let position = 0; position < occurrences.length; position++)
			field.starts[position] = order.keep(position, place(position, random))
		return field.count(order.positions())
	})
}

/**
 * The order of moments that are drawn again and again. Time and position share one number, so one
 * plain sort orders them: a sort for each surface took
 * most of a draw. Where both do not fit into 53 bits, moments are rounded.
 */
class DrawnOrder {
	private readonly keys: Float64Array
	private readonly sorted: Uint32Array
	private readonly from: number
	private readonly unit: number

	constructor(size: number, windows: readonly Span[]) {
		this.keys = new Float64Array(size)
		this.sorted = new Uint32Array(size)
		this.from = windows[0]?.from ?? 0
		const length = (windows.at(-1)?.to ?? 0) - this.from
		this.unit = Math.max(1, Math.ceil((length * size) / Number.MAX_SAFE_INTEGER))
	}

	/** The moment as it is counted. */
	keep(position: number, moment: number): number {
		const units = Math.floor((moment - this.from) / this.unit)
		this.keys[position] = units * this.keys.length + position
		return this.from + units * this.unit
	}

	positions(): Uint32Array {
		this.keys.sort()
		for (let place = 0; place < this.keys.length; place++)
			this.sorted[place] = (this.keys[place] ?? 0) % this.keys.length
		return this.sorted
	}
}

export interface Counts {
	readonly part: number
	readonly of: number
}

function countOf(after: readonly (number | undefined)[]): Counts {
	const told = after.filter((value) => value !== undefined)
	return { part: told.filter((value) => value >= 0).length, of: told.length }
}

/** One arrangement of the incidents: their starts may move, their lengths and surfaces stay. */
class Field {
	readonly starts: Float64Array
	private readonly lengths: Float64Array
	private readonly surfaces: readonly (readonly number[])[]
	/** The starts of each surface, in order. */
	private readonly bySurface: Float64Array[]
	private readonly filled: Uint32Array
	private readonly windows: readonly Span[]
	private readonly horizon: number

	constructor(occurrences: readonly Occurrence[], windows: readonly Span[], horizon: number) {
		this.starts = new Float64Array(occurrences.length)
		this.lengths = Float64Array.from(occurrences, ({ from, to, endKnown }) =>
			endKnown ? to - from : Number.NaN,
		)
		this.surfaces = occurrences.map(({ surfaces }) => surfaces)
		const sizes: number[] = []
		for (const surface of this.surfaces.flat()) sizes[surface] = (sizes[surface] ?? 0) + 1
		this.bySurface = Array.from(sizes, (size) => new Float64Array(size ?? 0))
		this.filled = new Uint32Array(this.bySurface.length)
		this.windows = windows
		this.horizon = horizon
	}

	/**
	 * `order` are the positions by their starts: each looks on from its own place in the lists of its
	 * surfaces, which is seldom far.
	 */
	count(order: Uint32Array): Counts {
		const lists = this.bySurfaceIn(order)
		this.filled.fill(0)
		let [part, of] = [0, 0]
		for (let index = 0; index < order.length; index++) {
			const position = order[index] ?? 0
			const length = this.lengths[position] ?? Number.NaN
			const end = (this.starts[position] ?? 0) + length
			const surfaces = this.surfaces[position] ?? []
			const isTold = surfaces.length > 0 && this.isFollowed(end)
			let isFollowed = false
			for (let which = 0; which < surfaces.length; which++) {
				const surface = surfaces[which] ?? 0
				const place = (this.filled[surface] ?? 0) + 1
				this.filled[surface] = place
				const list = lists[surface]
				if (isTold && !isFollowed && list)
					isFollowed =
						(list[nextFrom(list, place, end, length > 0)] ?? Number.POSITIVE_INFINITY) - end <=
						this.horizon
			}
			if (isTold) of++
			if (isFollowed) part++
		}
		return { part, of }
	}

	/** The starts of each surface, filled in order of the positions by their starts. */
	bySurfaceIn(order: Uint32Array): readonly Float64Array[] {
		this.filled.fill(0)
		for (let index = 0; index < order.length; index++) {
			const position = order[index] ?? 0
			const surfaces = this.surfaces[position] ?? []
			for (let which = 0; which < surfaces.length; which++) {
				const surface = surfaces[which] ?? 0
				const list = this.bySurface[surface]
				const place = this.filled[surface] ?? 0
				if (list) list[place] = this.starts[position] ?? 0
				this.filled[surface] = place + 1
			}
		}
		return this.bySurface
	}

	/**
	 * Milliseconds from an incident's end to the next start on one of its surfaces; -1 when there is
	 * none within the horizon, undefined when that cannot be told.
	 */
	followed(sorted: readonly Float64Array[], position: number): number | undefined {
		const length = this.lengths[position] ?? Number.NaN
		const end = (this.starts[position] ?? 0) + length
		const surfaces = this.surfaces[position] ?? []
		if (surfaces.length === 0 || !this.isFollowed(end)) return undefined
		let next = Number.POSITIVE_INFINITY
		for (const surface of surfaces) {
			const list = sorted[surface]
			if (list)
				next = Math.min(next, list[firstFrom(list, end, length > 0)] ?? Number.POSITIVE_INFINITY)
		}
		return next - end <= this.horizon ? next - end : -1
	}

	/** Never of an end that is not known. */
	private isFollowed(end: number): boolean {
		for (let index = 0; index < this.windows.length; index++) {
			const window = this.windows[index]
			if (window && end >= window.from && end + this.horizon <= window.to) return true
		}
		return false
	}
}

/** The same from a place on, in steps that double, because the answer is near. */
function nextFrom(list: Float64Array, place: number, moment: number, inclusive: boolean): number {
	const isBefore = (value: number) => value < moment || (!inclusive && value === moment)
	let [low, step] = [place, 1]
	while (low + step <= list.length && isBefore(list[low + step - 1] ?? 0)) {
		low += step
		step *= 2
	}
	let high = Math.min(list.length, low + step - 1)
	while (low < high) {
		const middle = (low + high) >>> 1
		if (isBefore(list[middle] ?? 0)) low = middle + 1
		else high = middle
	}
	return low
}

/**
 * The first position in a sorted list at or after a moment; strictly after it unless `inclusive`.
 */
export function firstFrom(list: Float64Array, moment: number, inclusive: boolean): number {
	let [low, high] = [0, list.length]
	while (low < high) {
		const middle = (low + high) >>> 1
		const value = list[middle] ?? 0
		if (value < moment || (!inclusive && value === moment)) low = middle + 1
		else high = middle
	}
	return low
}
