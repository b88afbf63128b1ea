import { pValue } from '#core/statistics/significance.ts'
import { chance, seeded } from '#core/statistics/statistics.ts'
import { chanceSeed } from '../question.ts'
import type { Unevenness } from './figures.ts'

/**
 * Whether counts are spread otherwise than their exposure would spread them: Pearson's chi-square
 * against seeded draws.
 */
export function unevennessOf(
	counts: readonly number[],
	exposures: readonly number[],
	draws: number,
): Unevenness {
	const total = counts.reduce((sum, count) => sum + count, 0)
	const expected = expectedOf(total, exposures)
	if (total === 0 || expected.filter((value) => value > 0).length < 2) {
		return { statistic: null, chance: chance([], chanceSeed), p: null }
	}
	const statistic = chiSquare(counts, expected)
	const random = seeded(chanceSeed)
	const slotAt = slotFinder(exposures)
	const spread = new Float64Array(counts.length)
	const drawn = Float64Array.from({ length: draws }, () => {
		spread.fill(0)
		for (let index = 0; index < total; index++) {
			const slot = slotAt(random())
			spread[slot] = (spread[slot] ?? 0) + 1
		}
		return chiSquare(spread, expected)
	})
	return {
		statistic,
		chance: chance(drawn, chanceSeed),
		p: pValue(statistic, drawn),
	}
}

/** What exposure alone gives each slot. */
export function expectedOf(total: number, exposures: readonly number[]): number[] {
	const all = exposures.reduce((sum, exposure) => sum + exposure, 0)
	return exposures.map((exposure) => (all === 0 ? 0 : (total * exposure) / all))
}

function chiSquare(counts: ArrayLike<number>, expected: readonly number[]): number {
	return expected.reduce(
		(sum, usual, slot) => (usual === 0 ? sum : sum + ((counts[slot] ?? 0) - usual) ** 2 / usual),
		0,
	)
}

const guides = 1024

/**
 * The slot of a number in [0, 1), each as wide as its exposure; a guide says where to begin to
 * look, so that a draw takes one or two steps.
 */
function slotFinder(exposures: readonly number[]): (number: number) => number {
	const all = exposures.reduce((sum, exposure) => sum + exposure, 0)
	const ends = new Float64Array(exposures.length)
	let sum = 0
	for (const [slot, exposure] of exposures.entries()) {
		sum += exposure
		ends[slot] = sum / all
	}
	const last = exposures.findLastIndex((exposure) => exposure > 0)
	const after = (number: number, from: number) => {
		let slot = from
		while (slot < last && number >= (ends[slot] ?? 1)) slot++
		return slot
	}
	const guide = Int32Array.from({ length: guides }, (_, index) => after(index / guides, 0))
	return (number) => after(number, guide[Math.floor(number * guides)] ?? 0)
}
