import { seeded } from '#core/statistics.ts'
import { type BaselineName, placementOf } from './baselines.ts'
import type { Span } from './span.ts'

/**
 * How often something begins again on the same surface soon after it ended, and how often it would if the same incidents were scattered
 * by chance. Plain numbers in typed arrays: a thousand draws over a thousand incidents take a few hundred milliseconds.
 */

/** Incidents by beginning, as epoch milliseconds; `surfaces` are numbers from 0. An end that is not known is NaN. */
export interface Occurrence extends Span {
	readonly surfaces: readonly number[]
	readonly endKnown: boolean
}

export interface Recurrence {
	/** By position: how long after its end the next one on a shared surface began (milliseconds), within the horizon; -1 when none did; undefined when that cannot be told. */
	readonly after: readonly (number | undefined)[]
	/** How many were followed, of how many of which it can be told. */
	readonly part: number
	readonly of: number
}

/** Follows each end for `horizon` milliseconds, which must lie within one window. */
export function recurrenceOf(occurrences: readonly Occurrence[], windows: readonly Span[], horizon: number): Recurrence {
	const field = new Field(occurrences, windows, horizon)
	field.starts.set(occurrences.map(({ from }) => from))
	const sorted = field.sorted()
	const after = occurrences.map((_, position) => field.followed(sorted, position))
	return { after, ...countOf(after) }
}

/** The same incidents, each with its own length and surfaces, begun where a baseline places them; per draw how many were followed, of how many. */
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
	return Array.from({ length: draws }, () => {
		for (let position = 0; position < occurrences.length; position++) field.starts[position] = place(position, random)
		return field.count()
	})
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
	/** The starts of each surface, to be sorted. */
	private readonly bySurface: Float64Array[]
	private readonly windows: readonly Span[]
	private readonly horizon: number

	constructor(occurrences: readonly Occurrence[], windows: readonly Span[], horizon: number) {
		this.starts = new Float64Array(occurrences.length)
		this.lengths = Float64Array.from(occurrences, ({ from, to, endKnown }) => (endKnown ? to - from : Number.NaN))
		this.surfaces = occurrences.map(({ surfaces }) => surfaces)
		const sizes: number[] = []
		for (const surface of this.surfaces.flat()) sizes[surface] = (sizes[surface] ?? 0) + 1
		this.bySurface = Array.from(sizes, (size) => new Float64Array(size ?? 0))
		this.windows = windows
		this.horizon = horizon
	}

	count(): Counts {
		const sorted = this.sorted()
		let [part, of] = [0, 0]
		for (let position = 0; position < this.starts.length; position++) {
			const after = this.followed(sorted, position)
			if (after === undefined) continue
			of++
			if (after >= 0) part++
		}
		return { part, of }
	}

	/** The starts of each surface in order. */
	sorted(): readonly Float64Array[] {
		const filled = new Uint32Array(this.bySurface.length)
		for (let position = 0; position < this.starts.length; position++) {
			for (const surface of this.surfaces[position] ?? []) {
				const list = this.bySurface[surface]
				const place = filled[surface] ?? 0
				if (list) list[place] = this.starts[position] ?? 0
				filled[surface] = place + 1
			}
		}
		for (const list of this.bySurface) list.sort()
		return this.bySurface
	}

	/** Milliseconds from an incident's end to the next start on one of its surfaces; -1 when there is none within the horizon, undefined when that cannot be told. */
	followed(sorted: readonly Float64Array[], position: number): number | undefined {
		const length = this.lengths[position] ?? Number.NaN
		const end = (this.starts[position] ?? 0) + length
		const surfaces = this.surfaces[position] ?? []
		if (Number.isNaN(length) || surfaces.length === 0 || !this.isFollowed(end)) return undefined
		let next = Number.POSITIVE_INFINITY
		for (const surface of surfaces) {
			const list = sorted[surface]
			if (list) next = Math.min(next, list[firstFrom(list, end, length > 0)] ?? Number.POSITIVE_INFINITY)
		}
		return next - end <= this.horizon ? next - end : -1
	}

	private isFollowed(end: number): boolean {
		for (const { from, to } of this.windows) if (end >= from && end + this.horizon <= to) return true
		return false
	}
}

/** The first position in a sorted list at or after a moment; strictly after it unless `inclusive`. */
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
