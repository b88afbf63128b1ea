import type { Share } from '#core/model/analysis.ts'
import { type Block, clusteredShare, share } from '#core/statistics/statistics.ts'
import { weekOf } from '#core/time/week.ts'
import { Tally } from './tally.ts'

/**
 * Shares whose population is said. Every member of a scope answers yes, answers no, or is left out
 * with the reason; who could only ever have
 * answered yes is no member. So the numerator lies within the population, and two pages that ask
 * the same thing count the same ones.
 */

/** A yes-or-no question as it is put to one member after the other. */
export class ShareTally {
	#part = 0
	#of = 0
	readonly #blocks = new Map<number, { part: number; of: number }>()
	readonly #leftOut = new Tally()

	/** Whom `of` counts, in words. */
	readonly population: string

	constructor(population: string) {
		this.population = population
	}

	/**
	 * Yes or no, or the reason why the member can answer neither. `at`: when it began, so that the
	 * interval allows for clusters in time.
	 */
	add(answer: boolean | string, at?: number): this {
		if (typeof answer === 'string') {
			this.#leftOut.add(answer)
			return this
		}
		const part = answer ? 1 : 0
		this.#part += part
		this.#of += 1
		if (at !== undefined) this.#count(weekOf(at), { part, of: 1 })
		return this
	}

	/** Takes in what others of the same population answered. */
	join(other: ShareTally): this {
		this.#part += other.#part
		this.#of += other.#of
		for (const [week, block] of other.#blocks) this.#count(week, block)
		this.#leftOut.join(other.#leftOut)
		return this
	}

	#count(week: number, { part, of }: Block): void {
		const own = this.#blocks.get(week)
		if (own) {
			own.part += part
			own.of += of
		} else this.#blocks.set(week, { part, of })
	}

	share(): Share {
		const blocks: readonly Block[] = [...this.#blocks.values()]
		const isDated = this.#of > 0 && blocks.reduce((sum, { of }) => sum + of, 0) === this.#of
		const found = isDated ? clusteredShare(blocks) : share(this.#part, this.#of)
		return {
			...found,
			population: this.population,
			leftOut: this.exclusions(),
			...(isDated && { weeks: blocks.length }),
		}
	}

	/** By reason, the most frequent first. */
	exclusions(): Record<string, number> {
		return this.#leftOut.exclusions()
	}
}

/** Who is asked, and what is known of them. */
export interface Asked<Member> {
	/** Whom `of` counts, in words. */
	readonly population: string
	readonly members: Iterable<Member>
	/** When a member began, epoch milliseconds. */
	readonly at?: (member: Member) => number
	/** How many were never asked, by reason. */
	readonly leftOut?: Readonly<Record<string, number>>
}

/**
 * The share of a population that is in `part`. Throws RangeError when the part holds what the
 * population does not.
 */
export function shareAmong<Member>(
	{ population, members, at, leftOut = {} }: Asked<Member>,
	part: Iterable<Member>,
): Share {
	const all = new Set(members)
	const chosen = new Set(part)
	for (const member of chosen)
		if (!all.has(member))
			throw new RangeError(`a member of the part is none of the population: ${population}`)
	const tally = new ShareTally(population)
	for (const member of all) tally.add(chosen.has(member), at?.(member))
	return { ...tally.share(), leftOut: { ...leftOut } }
}

/**
 * Below this many a share says less than the pool does, and is printed as a list or drawn towards
 * the pool.
 */
export const fewBelow = 20

/**
 * Draws shares of few towards that of the pool that they belong to: as if each group had seen so
 * many more of the pool's kind as the spread
 * between the groups suggests (a beta distribution fitted by moments: many where groups hardly
 * differ, few where they do). The share itself stays
 * as it was counted.
 */
export function shrunkTowards(shares: readonly Share[]): Share[] {
	const used = shares.filter(({ of }) => of > 0)
	const of = used.reduce((sum, own) => sum + own.of, 0)
	if (used.length < 3) return [...shares]
	const pool = used.reduce((sum, { part }) => sum + part, 0) / of
	const prior = priorOf(used, pool, of)
	return shares.map((own): Share => {
		if (own.of === 0 || own.of >= fewBelow) return own
		const weight = own.of / (own.of + prior)
		return { ...own, shrunk: { share: (own.part + prior * pool) / (own.of + prior), pool, weight } }
	})
}

/**
 * How many of the pool a group is given: the binomial spread beside what is left of the spread
 * between groups (Kleinman 1973), within 2 and 200.
 */
function priorOf(shares: readonly Share[], pool: number, of: number): number {
	const [least, most] = [2, 200]
	if (pool === 0 || pool === 1) return most
	const spread = shares.reduce((sum, own) => sum + own.of * (own.part / own.of - pool) ** 2, 0)
	const squares = shares.reduce((sum, own) => sum + own.of ** 2, 0)
	const within = pool * (1 - pool)
	const size = of - squares / of
	const between = size <= 0 ? 0 : (spread - (shares.length - 1) * within) / size
	// The variance between groups is within / (prior + 1).
	return between <= 0 ? most : Math.min(most, Math.max(least, within / between - 1))
}
