import type { Chance } from '#core/model/analysis.ts'
import { pValue } from '#core/statistics/significance.ts'
import { chance, seeded } from '#core/statistics/statistics.ts'
import { firstMonday, week } from '#core/time/week.ts'
import { chanceSeed } from '../question.ts'
import { within } from '../toolkit/condition/spans.ts'
import type { Span } from '../toolkit/span.ts'

/**
 * The overlap of two series against what it is when one of them is moved by whole weeks, but never
 * out of its block of eight: weekday and hour stay as
 * they are, and so do growth, busy seasons and what else changes over months. Moved over the whole
 * record, two services that merely grow would seem to
 * fail together.
 */

export interface Series {
	/** When it is known how things were; sorted and disjoint, as `trouble` is. */
	readonly known: readonly Span[]
	readonly trouble: readonly Span[]
}

export interface Shifted {
	/** Whole weeks from Monday to Sunday that are compared. */
	readonly weeks: number
	readonly bothShare: number | null
	readonly chance: Chance
	readonly p: number | null
	readonly why?: string
}

/** A block that moves in itself. */
export const blockWeeks = 8
/** Shorter rests move with the block before them. */
const leastBlock = 4
/** Fewer weeks give no range that holds 95 % of the draws. */
export const leastWeeks = 21

/**
 * Both series over the common windows, cut to whole weeks from Monday 00:00 UTC and those into
 * blocks; each draw moves each block by some of its weeks.
 */
export function shiftedWithinBlocks(
	a: Series,
	b: Series,
	windows: readonly Span[],
	draws: number,
): Shifted {
	const blocks = blocksOf(windows)
	const weeks = blocks.reduce((sum, block) => sum + weeksIn(block), 0)
	const none = { weeks, bothShare: null, chance: chance([], chanceSeed), p: null }
	if (weeks < leastWeeks)
		return {
			...none,
			why: `${weeks} whole weeks in common are too few to move one against the other`,
		}
	// Without draws nothing is moved.
	const rings = blocks.map((block) => ringOf(a, b, block, draws === 0 ? 1 : weeksIn(block)))
	const observed = shareOf(rings, () => 0)
	const random = seeded(chanceSeed)
	const drawn = Float64Array.from({ length: draws }, () =>
		shareOf(rings, (shifts) => Math.floor(random() * shifts)),
	)
	return {
		weeks,
		bothShare: observed,
		chance: chance(drawn, chanceSeed),
		p: pValue(observed, drawn),
	}
}

/**
 * For each shift of a block by whole weeks: how long both were in trouble, and how long both are
 * known.
 */
interface Ring {
	readonly both: Float64Array
	readonly known: Float64Array
}

function shareOf(rings: readonly Ring[], chosen: (shifts: number) => number): number {
	let [both, known] = [0, 0]
	for (const ring of rings) {
		const shift = chosen(ring.both.length)
		both += ring.both[shift] ?? 0
		known += ring.known[shift] ?? 0
	}
	return known === 0 ? 0 : both / known
}

/** Whole weeks of the windows, in blocks. */
export function blocksOf(windows: readonly Span[]): Span[] {
	return windows.flatMap((window) => {
		const from = Math.ceil((window.from - firstMonday) / week) * week + firstMonday
		const to = Math.floor((window.to - firstMonday) / week) * week + firstMonday
		const blocks: { from: number; to: number }[] = []
		for (let start = from; start < to; start += blockWeeks * week) {
			const end = Math.min(to, start + blockWeeks * week)
			const last = blocks.at(-1)
			if (last && end - start < leastBlock * week) last.to = end
			else blocks.push({ from: start, to: end })
		}
		return blocks
	})
}

function weeksIn({ from, to }: Span): number {
	return Math.round((to - from) / week)
}

function ringOf(a: Series, b: Series, block: Span, shifts: number): Ring {
	const length = block.to - block.from
	const [troubleA, troubleB] = [laid(a.trouble, block), laid(b.trouble, block)]
	const [knownA, knownB] = [laid(a.known, block), laid(b.known, block)]
	const isWhole = covers(knownA, length) && covers(knownB, length)
	const [both, known] = [new Float64Array(shifts), new Float64Array(shifts)]
	for (let shift = 0; shift < shifts; shift++) {
		both[shift] = overlapAt(troubleA, troubleB, shift * week, length)
		known[shift] = isWhole ? length : overlapAt(knownA, knownB, shift * week, length)
	}
	return { both, known }
}

/** Spans inside of a block, from its beginning; begins and ends in turn. */
function laid(spans: readonly Span[], block: Span): Float64Array {
	const inside = within(spans, block)
	const line = new Float64Array(2 * inside.length)
	for (const [place, { from, to }] of inside.entries()) {
		line[2 * place] = from - block.from
		line[2 * place + 1] = to - block.from
	}
	return line
}

function covers(line: Float64Array, length: number): boolean {
	let sum = 0
	for (let i = 0; i < line.length; i += 2) sum += (line[i + 1] ?? 0) - (line[i] ?? 0)
	return sum === length
}

function overlapAt(a: Float64Array, b: Float64Array, shift: number, ring: number): number {
	return shift === 0 ? overlap(a, b, 0) : overlap(a, b, shift) + overlap(a, b, shift - ring)
}

/** How long two lines of spans overlap when the second is moved. */
function overlap(a: Float64Array, b: Float64Array, shift: number): number {
	let sum = 0
	let i = 0
	let j = 0
	while (i < a.length && j < b.length) {
		const endA = a[i + 1] as number // lines hold pairs
		const endB = (b[j + 1] as number) + shift
		const from = Math.max(a[i] as number, (b[j] as number) + shift)
		const to = Math.min(endA, endB)
		if (to > from) sum += to - from
		if (endA < endB) i += 2
		else j += 2
	}
	return sum
}
