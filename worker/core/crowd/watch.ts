import type { Rise } from '#core/model/report.ts'
import type { Baseline } from './baseline.ts'
import { crowdThresholds as limits, settlingWindows } from './thresholds.ts'

/**
 * A window that is more than quiet, with what it had to exceed to be loud. `at` in epoch
 * milliseconds.
 */
interface JudgedWindow {
	readonly at: number
	readonly count: number
	readonly usual: Baseline
	readonly threshold: number
	readonly networks: number | undefined
}

/**
 * A rise while it is being followed, in epoch milliseconds. All but the peak, the end and the two
 * sums is fixed once it is known.
 */
export interface FollowedRise {
	readonly roseAt: number
	readonly knownAt: number
	readonly decided: JudgedWindow
	peak: JudgedWindow
	end: { readonly at: number; readonly by: NonNullable<Rise['settledBy']> } | null
	windowsAbove: number
	networks: number | undefined
}

/**
 * The strict rule: follows a series window by window and says when it rises and settles, by
 * `crowdThresholds`.
 */
export class Watch {
	readonly stretches: FollowedRise[] = []
	readonly #step: number
	readonly #quietWindows: number
	/** The rise that lasts. */
	#rising: FollowedRise | undefined
	/** A rise ended as a new usual level: nothing rises before it was quiet once. */
	#deaf = false
	/**
	 * The unbroken run above the quiet level, and the loud windows of late with the run that each
	 * ended: what an onset is made from.
	 */
	#climb: JudgedWindow[] = []
	#loud: { readonly at: number; readonly climb: readonly JudgedWindow[] }[] = []
	#quiet = { windows: 0, from: 0 }
	#lastAt: number | undefined
	#judge = judging()

	constructor(windowSeconds: number) {
		this.#step = windowSeconds * 1000
		this.#quietWindows = settlingWindows(windowSeconds)
	}

	get rising(): FollowedRise | undefined {
		return this.#rising
	}

	/** Nothing was counted for longer than a gap may be, since the window that ended at `resumed`. */
	gap(resumed: number): void {
		if (this.#rising) this.#end(resumed, 'gap')
		this.#quiet = { windows: 0, from: 0 }
		this.#deaf = false
	}

	/**
	 * A window as it was counted: its start in epoch milliseconds, what is usual then, null where
	 * that is not known, and how many times the usual it
	 * has to exceed to be a jump from the hours just before.
	 */
	see(
		at: number,
		count: number,
		usual: Baseline | null,
		jumpOver: () => number,
		networks?: number,
	): void {
		const isNext = this.#lastAt !== undefined && at - this.#lastAt < 1.5 * this.#step
		this.#lastAt = at
		const held = usual && this.#held(usual)
		const levels = held && this.#judge(held)
		if (count <= (levels?.quiet ?? limits.quietFloor.value)) this.#calm(at, held)
		else if (held && levels) {
			const threshold = this.#rising
				? levels.threshold
				: thresholdFor(count, held, levels.threshold, jumpOver())
			this.#stir({ at, count, usual: held, threshold, networks }, isNext)
		}
	}

	/**
	 * A rise is not made usual by itself: without weeks or a source that say more, what was usual
	 * when it was found holds until it is over.
	 */
	#held(usual: Baseline): Baseline {
		const decided = this.#rising?.decided.usual
		return decided && isOfDays(usual) && isOfDays(decided) ? decided : usual
	}

	#stir(window: JudgedWindow, isNext: boolean): void {
		this.#quiet = { windows: 0, from: 0 }
		if (this.#rising) this.#goOn(this.#rising, window)
		else if (!this.#deaf) this.#listen(window, isNext)
	}

	#calm(at: number, usual: Baseline | null): void {
		this.#climb = []
		if (this.#quiet.windows === 0) this.#quiet.from = at
		this.#quiet.windows += 1
		if (this.#quiet.windows < this.#quietWindows) return
		this.#deaf = false
		if (!this.#rising) return
		const isLevel =
			usual !== null && usual.level > this.#rising.decided.usual.level * limits.leastLevel.value
		this.#end(this.#quiet.from, isLevel ? 'level' : 'quiet')
	}

	#listen(window: JudgedWindow, isNext: boolean): void {
		if (!isNext) this.#climb = []
		this.#climb = [...this.#climb, window].slice(-1 - limits.lookBackWindows.value)
		if (window.count <= window.threshold) return
		// Three windows in a row, of which one may be missing or less than loud.
		this.#loud = [
			...this.#loud.filter((loud) => window.at - loud.at < 2.5 * this.#step),
			{ at: window.at, climb: this.#climb },
		]
		if (this.#loud.length < limits.loudWindows.value && !isOverwhelming(window)) return
		const run = new Set([...this.#loud.flatMap((loud) => loud.climb), ...this.#climb])
		const [first = window] = this.#loud[0]?.climb ?? []
		this.#rising = {
			roseAt: first.at,
			knownAt: window.at + this.#step,
			decided: window,
			peak: window,
			end: null,
			windowsAbove: 0,
			networks: undefined,
		}
		this.stretches.push(this.#rising)
		for (const part of [...run].sort((a, b) => a.at - b.at)) this.#goOn(this.#rising, part)
		this.#loud = []
	}

	#goOn(stretch: FollowedRise, window: JudgedWindow): void {
		if (window.count > stretch.peak.count) stretch.peak = window
		if (window.count > window.threshold) {
			stretch.windowsAbove += 1
			if (window.networks !== undefined)
				stretch.networks = Math.max(stretch.networks ?? 0, window.networks)
		}
		if (window.at - stretch.roseAt < limits.newUsualSeconds.value * 1000) return
		this.#end(window.at, 'level')
		this.#deaf = true
	}

	#end(at: number, by: NonNullable<Rise['settledBy']>): void {
		if (this.#rising) this.#rising.end = { at, by }
		this.#rising = undefined
		this.#climb = []
		this.#loud = []
	}
}

function isOfDays({ basis }: Baseline): boolean {
	return basis === 'recent' || basis === 'hours'
}

function isOverwhelming({ count, usual, threshold }: JudgedWindow): boolean {
	return count > limits.overwhelming.value * threshold || count >= hundredfold(usual)
}

function hundredfold({ count }: Baseline): number {
	return limits.hundredfold.value * Math.max(1, count)
}

/**
 * What a window has to exceed to begin a rise: its own threshold and, unless it is overwhelming, a
 * jump from the hours just before; at most a hundredfold.
 */
function thresholdFor(count: number, usual: Baseline, own: number, jumpOver: number): number {
	const threshold =
		count > limits.overwhelming.value * own ? own : Math.max(own, usual.busiest.mean * jumpOver)
	return Math.min(threshold, hundredfold(usual) - 1)
}

/** The two levels of a usual volume; remembers the last one, since windows of one hour share it. */
function judging(): (usual: Baseline) => Levels {
	let last: { readonly usual: Baseline; readonly levels: Levels } | undefined
	return (usual) => {
		if (last?.usual !== usual) last = { usual, levels: levelsOf(usual) }
		return last.levels
	}
}

interface Levels {
	readonly threshold: number
	readonly quiet: number
}

function levelsOf(usual: Baseline): Levels {
	const { basis, counted = Number.POSITIVE_INFINITY } = usual
	const { spreads, factor, floor } = demands[basis]
	const { count } = usual.busiest
	const spread = spreadOf(usual)
	if (basis === 'hours') {
		const threshold =
			counted < limits.leastSeconds.value
				? hundredfold(usual) - 1
				: Math.max(floor, count + spreads * spread)
		return { threshold, quiet: Math.max(limits.quietFloor.value, count + (spreads / 2) * spread) }
	}
	return {
		threshold: Math.max(floor, factor * count, count + spreads * spread),
		quiet: Math.max(
			limits.quietFloor.value,
			count + limits.quietSpread.value * usual.busiest.spread,
		),
	}
}

/**
 * Where weeks tell how the counts scatter altogether, at least that: eight weeks of one hour tell
 * it badly.
 */
function spreadOf({ basis, busiest: { count, spread }, dispersion }: Baseline): number {
	return basis === 'hour-of-week'
		? Math.max(spread, Math.sqrt(1 + count + dispersion * count * count))
		: spread
}

/** What a loud count has to exceed, by how much history there is. */
const demands: Readonly<
	Record<
		Baseline['basis'],
		{ readonly spreads: number; readonly factor: number; readonly floor: number }
	>
> = {
	'hour-of-week': {
		spreads: limits.spread.value,
		factor: limits.factor.value,
		floor: limits.floor.value,
	},
	source: {
		spreads: limits.sourceSpread.value,
		factor: limits.factor.value,
		floor: limits.floor.value,
	},
	recent: {
		spreads: limits.recentSpread.value,
		factor: limits.recentFactor.value,
		floor: limits.recentFloor.value,
	},
	hours: { spreads: limits.hoursSpread.value, factor: 1, floor: limits.hoursFloor.value },
}
