import type { HistoryConfidence, PossibleRise, Rise } from '#core/model/report.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'
import { type Baseline, baselineByMoment } from './baseline.ts'
import { type Hours, hoursOf } from './hours.ts'
import { Lately } from './lately.ts'
import type { CrowdSeries } from './series.ts'
import { SlowWatch, type Suspicion } from './slow-watch.ts'
import { crowdThresholds as limits, settlingWindows } from './thresholds.ts'
import { type FollowedRise, Watch } from './watch.ts'

/** What the two rules find in one series, each by onset. */
export interface Found {
	readonly rises: Rise[]
	readonly possible: PossibleRise[]
}

/**
 * The stretches in which a series was above its usual volume. One pass that never looks ahead: what
 * is said of an onset rests on windows up to
 * `knownAt` alone. A missing window neither begins nor ends anything; after a long gap a rise ends
 * where counting ended, and `settledBy` says so.
 */
export function foundIn(series: CrowdSeries): Found {
	const { points, until } = series
	const hours = hoursOf(series)
	const usual = baselineByMoment(series, hours)
	const pass = new Pass(series, hours, usual)
	for (let index = 0; index < points.length; index += 1) pass.see(index)
	if (until !== undefined) pass.reach(millisecondsOf(until))
	return {
		rises: pass.strict.stretches.map((stretch) => riseOf(stretch, series)),
		possible: pass.slow.suspicions.map((suspicion) => possibleOf(suspicion, series)),
	}
}

/** Those of the strict rule alone. */
export function risesOf(series: CrowdSeries): Rise[] {
	return foundIn(series).rises
}

/** Both rules on their way through a series. */
class Pass {
	readonly strict: Watch
	readonly slow: SlowWatch
	readonly #series: CrowdSeries
	readonly #hours: Hours
	readonly #usualAt: (moment: number, baseline: number | undefined) => Baseline | null
	/** For the strict rule, and for the slow one. */
	readonly #lately: Lately
	readonly #longer: Lately
	readonly #step: number
	readonly #quietWindows: number
	#lastAt: number | undefined
	#lastUsual: Baseline | null = null

	constructor(
		series: CrowdSeries,
		hours: Hours,
		usualAt: (moment: number, baseline: number | undefined) => Baseline | null,
	) {
		this.#series = series
		this.#hours = hours
		this.#usualAt = usualAt
		this.#step = series.windowSeconds * 1000
		this.#quietWindows = settlingWindows(series.windowSeconds)
		this.strict = new Watch(series.windowSeconds)
		this.slow = new SlowWatch(series.windowSeconds)
		this.#lately = new Lately(series.windowSeconds, {
			lag: limits.latelyLagSeconds.value,
			length: limits.latelySeconds.value,
		})
		this.#longer = new Lately(series.windowSeconds, {
			lag: limits.possibleLagSeconds.value,
			length: limits.possibleLatelySeconds.value,
		})
	}

	see(index: number): void {
		const { count, baseline, networks } = this.#series.points[
			index
		] as CrowdSeries['points'][number] // index < length
		const at = this.#hours.times[index] as number // one time a point
		this.reach(at)
		this.#take(at, count, this.#usualAt(at, baseline), networks)
	}

	/**
	 * Nothing was counted between the last window and the one that begins at `before`: silence, or a
	 * gap.
	 */
	reach(before: number): void {
		if (this.#lastAt === undefined) return
		const resumed = this.#lastAt + this.#step
		if (this.#series.silentIsZero)
			this.#beSilent(resumed, Math.floor((before - resumed) / this.#step))
		else if (before - resumed > limits.longestGapSeconds.value * 1000) {
			this.strict.gap(resumed)
			this.slow.gap(resumed)
			for (const lately of [this.#lately, this.#longer]) lately.clear()
		}
	}

	#beSilent(from: number, windows: number): void {
		// What more zeros than settle a rise would say is known.
		const told = Math.min(windows, this.#quietWindows)
		for (let window = 0; window < told; window += 1)
			this.#take(from + window * this.#step, 0, this.#lastUsual, undefined)
		if (windows < this.#quietWindows) return
		this.slow.silence(from)
		for (const lately of [this.#lately, this.#longer])
			lately.silence(windows - told, this.#lastUsual?.mean ?? 0)
	}

	/**
	 * Where something has been possible for a while, the hours just before are part of it: then what
	 * counts is how far it has come altogether.
	 */
	readonly #jumpOver = (): number => {
		const jump = limits.latelyFactor.value * (this.#lately.ratio() ?? 0)
		const level = this.slow.openLevel
		return level === undefined ? jump : Math.min(jump, limits.possibleJump.value * level)
	}

	#take(at: number, count: number, usual: Baseline | null, networks: number | undefined): void {
		this.#lastAt = at
		this.strict.see(at, count, usual, this.#jumpOver, networks)
		const { rising } = this.strict
		if (rising) this.slow.yield(rising.roseAt)
		else if (usual && this.#series.counted === 'reporters')
			this.slow.see(at, count, usual, this.#longer)
		if (usual && !rising) this.#lately.take(count, usual.mean)
		if (usual && !rising && this.slow.openLevel === undefined)
			this.#longer.take(count, usual.expected)
		this.#lastUsual = usual ?? this.#lastUsual
	}
}

function riseOf(
	{ roseAt, decided, knownAt, peak, end, windowsAbove, networks }: FollowedRise,
	series: CrowdSeries,
): Rise {
	const at = instantOf(roseAt)
	const { basis, weeks } = decided.usual
	return {
		id: [...namesOf(series), at].join('-'),
		...aboutOf(series),
		roseAt: at,
		knownAt: instantOf(knownAt),
		count: rounded(decided.count, 2),
		usual: rounded(decided.usual.count, 2),
		threshold: rounded(decided.threshold, 2),
		basis,
		confidence: confidenceOf[basis],
		weeks,
		...levelOf(decided.usual),
		peakAt: instantOf(peak.at),
		peakCount: rounded(peak.count, 2),
		peakUsual: rounded(peak.usual.count, 2),
		settledAt: end === null ? null : instantOf(end.at),
		...(end && { settledBy: end.by }),
		windowsAbove,
		...(networks !== undefined && { networks }),
		neighbours: [],
	}
}

function possibleOf(
	{ roseAt, knownAt, usual, windows, count, expected, score, peak, end }: Suspicion,
	series: CrowdSeries,
): PossibleRise {
	const at = instantOf(roseAt)
	const { basis, weeks, dispersion } = usual
	return {
		id: [...namesOf(series), 'possible', at].join('-'),
		...aboutOf(series),
		method: dispersion === 0 ? 'cusum-poisson' : 'cusum-negative-binomial',
		confidence: confidenceOf[basis],
		roseAt: at,
		knownAt: instantOf(knownAt),
		windows,
		count: rounded(count, 2),
		usual: rounded(expected, 2),
		score: rounded(score, 2),
		limit: limits.possibleLimit.value,
		dispersion: rounded(dispersion, 4),
		basis,
		weeks,
		...levelOf(usual),
		peakAt: instantOf(peak.at),
		peakCount: rounded(peak.count, 2),
		peakUsual: rounded(peak.expected, 2),
		settledAt: end === null ? null : instantOf(end.at),
		...(end && { settledBy: end.by }),
	}
}

const confidenceOf: Readonly<Record<Baseline['basis'], HistoryConfidence>> = {
	source: 'high',
	'hour-of-week': 'high',
	recent: 'low',
	hours: 'very low',
}

function levelOf({ level }: Baseline): { level?: number } {
	return level === 1 ? {} : { level: rounded(level, 2) }
}

function aboutOf({
	provider,
	source,
	counted,
	surface,
	region,
	windowSeconds,
}: CrowdSeries): About {
	return {
		provider,
		source,
		counted,
		...(surface && { surface }),
		...(region && { region }),
		windowSeconds,
	}
}

type About = Pick<Rise, 'provider' | 'source' | 'counted' | 'surface' | 'region' | 'windowSeconds'>

function namesOf({ source, surface, region }: CrowdSeries): string[] {
	return [source, ...(surface ? [surface] : []), ...(region ? [inIds(region)] : [])]
}

/** A region as its source writes it, in letters that an address can hold. */
function inIds(region: string): string {
	return region.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}
