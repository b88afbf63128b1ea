import type { Distribution } from '#core/model/analysis.ts'
import { distribution } from '#core/statistics/statistics.ts'

/** Durations that were counted, and how many were left out and why. */
export class Tally {
	readonly values: number[] = []
	readonly excluded = new Map<string, number>()

	/** Seconds, or the reason why there are none. */
	add(length: number | string): this {
		if (typeof length === 'number') this.values.push(length)
		else this.excluded.set(length, (this.excluded.get(length) ?? 0) + 1)
		return this
	}

	/** Takes in another tally, without counting anything between the two. */
	join({ values, excluded }: Tally): this {
		for (const value of values) this.values.push(value)
		for (const [reason, count] of excluded)
			this.excluded.set(reason, (this.excluded.get(reason) ?? 0) + count)
		return this
	}

	distribution(): Distribution {
		return distribution(this.values, this.exclusions())
	}

	/** By reason, the most frequent first. */
	exclusions(): Record<string, number> {
		return Object.fromEntries(
			[...this.excluded].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
		)
	}
}
