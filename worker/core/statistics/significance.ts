/** How surprising a figure is beside draws, and how surprising the most surprising of several. */

/** Draws must count as equal to what they repeat, whatever the order of their additions. */
const slack = 1e-9

/**
 * (1 + draws at least as large) ÷ (1 + draws), which is never nought (Davison and Hinkley 1997,
 * 4.2); null without draws.
 */
export function pValue(observed: number, draws: ArrayLike<number>): number | null {
	return draws.length === 0 ? null : (1 + atLeast(observed, draws)) / (1 + draws.length)
}

/** How many draws are at least as large as what was observed. */
export function atLeast(observed: number, draws: ArrayLike<number>): number {
	let count = 0
	for (let index = 0; index < draws.length; index++)
		if ((draws[index] ?? 0) >= observed - slack) count++
	return count
}

/**
 * Holm's adjustment (1979): of the p-values of one list of tests, in their order, each as it stands
 * when all are asked at once. Below a level it is
 * wrong anywhere in the list no more often than that level, whatever the tests have in common. A
 * test that was not made stays null and counts for none.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
	const made = values
		.flatMap((p, position) => (p === null ? [] : [{ p, position }]))
		.sort((a, b) => a.p - b.p)
	const adjusted: (number | null)[] = values.map(() => null)
	let most = 0
	for (const [rank, { p, position }] of made.entries()) {
		most = Math.max(most, Math.min(1, p * (made.length - rank)))
		adjusted[position] = most
	}
	return adjusted
}
