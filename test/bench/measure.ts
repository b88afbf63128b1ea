/** What the benchmarks measure with. */

/**
 * One line of the table. `ratio` is measured ÷ against unless a row says otherwise; a row without
 * one gives its own number.
 */
export interface Row {
	readonly name: string
	readonly measured: string
	readonly against: string
	readonly ratio: string
	readonly aim: string
}

/** A benchmark: gives its rows, or a sentence on why it cannot run here. */
export type Bench = () => Promise<readonly Row[] | string>

/**
 * The median time of one call in milliseconds, after a warm-up. Takes turns, so that a busy machine
 * slows all alike.
 */
export async function medians(
	works: readonly (() => unknown)[],
	options: { readonly warmUp: number; readonly rounds: number },
): Promise<number[]> {
	const times = works.map(() => [] as number[])
	for (let round = 0; round < options.warmUp + options.rounds; round += 1) {
		for (const [index, work] of works.entries()) {
			const started = performance.now()
			await work()
			if (round >= options.warmUp) times[index]?.push(performance.now() - started)
		}
	}
	return times.map(median)
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function milliseconds(value: number): string {
	return `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ms`
}

export function times(value: number): string {
	return `${value.toFixed(2)} ×`
}
