import type { PossibleRise } from '#core/model/report.ts'
import type { Baseline } from './baseline.ts'
import type { Lately } from './lately.ts'
import { crowdThresholds as limits, settlingWindows } from './thresholds.ts'

/**
 * A possible rise while it is being followed, in epoch milliseconds. All but the peak and the end
 * is fixed once it is known.
 */
export interface Suspicion {
	readonly roseAt: number
	readonly knownAt: number
	/** Of the window with which it was known. */
	readonly usual: Baseline
	/**
	 * From the first window to that one: how many, what was counted, what was expected, and the sum
	 * that this came to.
	 */
	readonly windows: number
	readonly count: number
	readonly expected: number
	readonly score: number
	peak: { readonly at: number; readonly count: number; readonly expected: number }
	end: { readonly at: number; readonly by: NonNullable<PossibleRise['settledBy']> } | null
}

interface Climb {
	readonly from: number
	windows: number
	count: number
	expected: number
	peak: Suspicion['peak']
}

/**
 * The slow rule: a cumulative sum of log-likelihood ratios, twice what is expected against what is
 * expected (Page, 1954; Lucas, 1985, for counts). It
 * hears a doubling that the strict rule cannot, later and less surely, so what it finds is possible
 * and opens nothing. While the strict rule has
 * a rise it is silent.
 */
export class SlowWatch {
	readonly suspicions: Suspicion[] = []
	readonly #step: number
	#sum = 0
	#climb: Climb | undefined
	#open: Suspicion | undefined
	/** How high the hours before it stood when it was found. */
	#level = 1
	/** It ended as a new usual level: nothing is possible before it was quiet once. */
	#deaf = false
	/** The last windows, as many as settle it: a ring, of which so many were taken in. */
	readonly #times: Float64Array
	readonly #counts: Float64Array
	readonly #usual: Float64Array
	#taken = 0

	constructor(windowSeconds: number) {
		this.#step = windowSeconds * 1000
		const windows = settlingWindows(windowSeconds)
		this.#times = new Float64Array(windows)
		this.#counts = new Float64Array(windows)
		this.#usual = new Float64Array(windows)
	}

	/** While something is possible: how many times the usual the hours before it stood at. */
	get openLevel(): number | undefined {
		return this.#open && this.#level
	}

	/**
	 * The strict rule has a rise that began then: what was possible is more than that, and nothing
	 * else is asked meanwhile.
	 */
	yield(at: number): void {
		this.#finish(at, 'rise')
		this.#forget()
	}

	/** Nothing was counted for longer than a gap may be. */
	gap(resumed: number): void {
		this.#finish(resumed, 'gap')
		this.#forget()
		this.#deaf = false
	}

	/**
	 * Nobody has reported for as long as settles a rise, from this moment on: the sum begins anew.
	 */
	silence(from: number): void {
		this.#finish(from, 'quiet')
		this.#forget()
		this.#deaf = false
	}

	see(at: number, count: number, usual: Baseline, lately: Pick<Lately, 'ratio'>): void {
		const place = this.#taken % this.#times.length
		this.#times[place] = at
		this.#counts[place] = count
		this.#usual[place] = usual.expected
		this.#taken += 1
		if (this.#open) this.#follow(this.#open, at, count, usual)
		else if (this.#deaf) this.#deaf = !this.#isQuiet(usual.dispersion)
		else this.#weigh(at, count, usual, Math.max(1, lately.ratio() ?? 1))
	}

	#weigh(at: number, count: number, usual: Baseline, level: number): void {
		const expected = usual.expected * level
		const most = limits.possibleShare.value * limits.possibleLimit.value
		this.#sum += Math.min(most, evidence(count, expected, usual.dispersion))
		if (this.#sum <= 0) {
			this.#sum = 0
			this.#climb = undefined
			return
		}
		const climb = this.#climb ?? {
			from: at,
			windows: 0,
			count: 0,
			expected: 0,
			peak: { at, count, expected },
		}
		this.#climb = climb
		climb.windows += 1
		climb.count += count
		climb.expected += expected
		if (count > climb.peak.count) climb.peak = { at, count, expected }
		if (this.#sum < limits.possibleLimit.value) return
		const { from, windows, peak } = climb
		this.#level = level
		this.#open = {
			roseAt: from,
			knownAt: at + this.#step,
			usual,
			windows,
			count: climb.count,
			expected: climb.expected,
			score: this.#sum,
			peak,
			end: null,
		}
		this.suspicions.push(this.#open)
		this.#forget()
	}

	#follow(open: Suspicion, at: number, count: number, usual: Baseline): void {
		if (count > open.peak.count) open.peak = { at, count, expected: usual.expected * this.#level }
		const first = this.#times[this.#taken % this.#times.length] as number // the oldest, once the ring is full
		if (this.#isQuiet(usual.dispersion) && first >= open.knownAt) this.#finish(first, 'quiet')
		else if (at - open.roseAt >= limits.newUsualSeconds.value * 1000) {
			this.#finish(at, 'level')
			this.#deaf = true
		}
	}

	/** The last windows together were no more than one deviation above what is expected of them. */
	#isQuiet(dispersion: number): boolean {
		const size = this.#times.length
		if (this.#taken < size) return false
		let [counted, expected] = [0, 0]
		for (let index = this.#taken - size; index < this.#taken; index += 1) {
			counted += this.#counts[index % size] as number // a place of the ring
			expected += (this.#usual[index % size] as number) * this.#level
		}
		return counted <= expected + Math.sqrt(expected + dispersion * expected * expected)
	}

	#finish(at: number, by: NonNullable<PossibleRise['settledBy']>): void {
		if (this.#open) this.#open.end = { at: Math.max(at, this.#open.roseAt), by }
		this.#open = undefined
		this.#forget()
	}

	#forget(): void {
		this.#sum = 0
		this.#climb = undefined
		this.#taken = 0
	}
}

/**
 * The logarithm of how much likelier a count is where the mean is `possibleFactor` times what is
 * expected. Negative binomial with the variance
 * `m + dispersion · m²`; Poisson where the dispersion is 0, which it comes to in the limit.
 */
export function evidence(count: number, expected: number, dispersion: number): number {
	const times = limits.possibleFactor.value
	if (dispersion === 0) return count * Math.log(times) - expected * (times - 1)
	const size = 1 / dispersion
	return (
		count * Math.log(times) -
		(count + size) * Math.log((size + times * expected) / (size + expected))
	)
}
