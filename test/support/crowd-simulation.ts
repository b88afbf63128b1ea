import { foundIn } from '#core/crowd/rises.ts'
import type { CrowdSeries } from '#core/crowd/series.ts'
import { crowdThresholds } from '#core/crowd/thresholds.ts'
import { troublesOf } from '#core/crowd/troubles.ts'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import { median, seeded } from '#core/statistics/statistics.ts'
import { addSeconds, compareInstants, instantOf, millisecondsOf } from '#core/time/time.ts'
import { poisson, windowSeconds, windowsADay, windowsAWeek } from './counted.ts'

/**
 * Report counts by the law that a simulation names, and what the rules of the crowd make of them:
 * false alarms, and how long trouble takes to be found.
 */

/**
 * How the counts of a simulated service come about; the rate goes with the hour and the day in
 * each.
 */
export interface Law {
	/** Reports that a window has on the mean of a weekday. */
	readonly base: number
	/** Variance beyond independent reports, as part of the squared mean. */
	readonly dispersion?: number
	/**
	 * The logarithm of the level wanders with this standard deviation, from window to window
	 * correlated by 0.98.
	 */
	readonly drift?: number
	/** How many times as much after a year. */
	readonly growth?: number
	/**
	 * How far the day swings about its mean; 0.6 when absent, and without any a weekend is like the
	 * week.
	 */
	readonly swing?: number
}

/** Trouble: from a moment within a window, for some windows, this many times as many reports. */
export interface Outage {
	readonly at: number
	readonly windows: number
	readonly times: number
}

const begin = '2026-01-05T00:00:00Z'
const windowsAYear = 365 * windowsADay
/** Enough for the rules to know eight weeks of each hour; what happens in them is not counted. */
export const windowsToLearn = 9 * windowsAWeek

/** A year of counts after the weeks of learning. */
export function simulated(
	law: Law,
	seed: number,
	outages: readonly Outage[] = [],
	windows = windowsToLearn + windowsAYear,
): CrowdSeries {
	const draw = seeded(seed)
	const from = millisecondsOf(begin)
	const { base, dispersion = 0, drift = 0, growth = 1, swing = 0.6 } = law
	let wander = drift * normal(draw)
	const more = timesByWindow(outages)
	const points = Array.from({ length: windows }, (_, window) => {
		wander = correlation * wander + drift * Math.sqrt(1 - correlation ** 2) * normal(draw)
		const hour = (window % windowsADay) / 4
		const isWeekend = Math.floor(window / windowsADay) % 7 > 4
		const usual =
			base *
			(1 + swing * Math.sin(((hour - 9) / 24) * 2 * Math.PI)) *
			(isWeekend && swing > 0 ? 0.7 : 1)
		const rate =
			usual *
			Math.exp(wander) *
			growth ** ((window - windowsToLearn) / windowsAYear) *
			(more.get(window) ?? 1)
		const count = poisson(
			dispersion === 0 ? rate : rate * dispersion * gamma(1 / dispersion, draw),
			draw,
		)
		return {
			provider: 'acme',
			source: 'reports',
			at: instantOf(from + window * windowSeconds * 1000),
			windowSeconds,
			count,
		}
	})
	return {
		provider: 'acme',
		source: 'reports',
		counted: 'reporters',
		silentIsZero: false,
		windowSeconds,
		points,
	}
}

const correlation = 0.98

/** Trouble that begins within a window adds its part to that one. */
function timesByWindow(outages: readonly Outage[]): ReadonlyMap<number, number> {
	const times = new Map<number, number>()
	for (const outage of outages) {
		const first = Math.floor(outage.at)
		times.set(first, 1 + (outage.times - 1) * (first + 1 - outage.at))
		for (let window = first + 1; window < first + outage.windows; window += 1)
			times.set(window, outage.times)
	}
	return times
}

/** What was said in a quiet year. */
export interface Alarms {
	readonly opened: number
	readonly rises: number
	readonly possible: number
}

export function alarmsIn(series: CrowdSeries): Alarms {
	const learned = addSeconds(begin, windowsToLearn * windowSeconds)
	const later = <Stretch extends { readonly knownAt: string }>(list: readonly Stretch[]) =>
		list.filter(({ knownAt }) => compareInstants(knownAt, learned) > 0)
	const { rises, possible } = foundIn(series)
	return {
		opened: troublesOf(later(rises)).length,
		rises: later(rises).length,
		possible: later(possible).length,
	}
}

/**
 * How long after trouble began it was known, in minutes; null where it never was while it lasted.
 */
export interface Delay {
	/** By either rule. */
	readonly possible: number | null
	/** By the strict one. */
	readonly rise: number | null
}

export function delaysIn(series: CrowdSeries, outages: readonly Outage[]): Delay[] {
	const { rises, possible } = foundIn(series)
	const from = millisecondsOf(begin)
	const known = (stretches: readonly { readonly knownAt: string }[]) =>
		stretches.map(({ knownAt }) => (millisecondsOf(knownAt) - from) / 60_000).sort((a, b) => a - b)
	const minutes = windowSeconds / 60
	const [byStrict, byEither] = [known(rises), known([...rises, ...possible])]
	return outages.map(({ at, windows }) => {
		const first = (moments: readonly number[]) => {
			const moment = moments.find(
				(candidate) =>
					candidate > at * minutes && candidate <= (Math.floor(at) + windows) * minutes,
			)
			return moment === undefined ? null : moment - at * minutes
		}
		return { possible: first(byEither), rise: first(byStrict) }
	})
}

/**
 * Trouble of two hours every nine days and some hours, so that it comes at every time of day, and
 * begins anywhere within a window.
 */
export function troubledYear(times: number, seed: number): Outage[] {
	const draw = seeded(seed)
	const outages: Outage[] = []
	for (
		let window = windowsToLearn + windowsADay;
		window < windowsToLearn + windowsAYear - windowsADay;
		window += 9 * windowsADay + 19
	) {
		outages.push({ at: window + draw(), windows: 9, times })
	}
	return outages
}

function normal(draw: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
}

/** A draw from a Gamma distribution of that shape and scale 1 (Marsaglia and Tsang, 2000). */
function gamma(shape: number, draw: () => number): number {
	if (shape < 1) return gamma(shape + 1, draw) * (1 - draw()) ** (1 / shape)
	const size = shape - 1 / 3
	for (;;) {
		const x = normal(draw)
		const cube = (1 + x / Math.sqrt(9 * size)) ** 3
		if (cube > 0 && Math.log(1 - draw()) < 0.5 * x * x + size - size * cube + size * Math.log(cube))
			return size * cube
	}
}

/** The laws by the words of the table. */
export const laws = {
	independent: {},
	scattering: { dispersion: 0.2 },
	drifting: { drift: 0.5 },
	growing: { growth: 3 },
} as const satisfies Readonly<Record<string, Omit<Law, 'base'>>>

export type LawName = keyof typeof laws

/** What the table has false alarms of: a law and how many reports a window has. */
export const quietRows: readonly (readonly [LawName, number])[] = [
	['independent', 0.5],
	['independent', 2],
	['independent', 10],
	['independent', 50],
	['scattering', 2],
	['scattering', 10],
	['scattering', 50],
	['drifting', 2],
	['drifting', 10],
	['drifting', 50],
	['growing', 10],
]

/** What it has delays of: each at 2, 3, 5 and 10 times. */
export const troubledRows: readonly (readonly [LawName, number])[] = [
	['independent', 2],
	['independent', 10],
	['scattering', 10],
	['drifting', 10],
]
export const troubledTimes = [2, 3, 5, 10] as const

const quietYears = 8
const troubledYears = 4

/** One row of false alarms, summed over its years. */
export interface QuietRow extends Alarms {
	readonly series: LawName
	readonly base: number
	readonly years: number
}

export function quietRow(series: LawName, base: number, seed: number): QuietRow {
	const sum = { opened: 0, rises: 0, possible: 0 }
	for (let year = 0; year < quietYears; year += 1) {
		const { opened, rises, possible } = alarmsIn(simulated({ base, ...laws[series] }, seed + year))
		sum.opened += opened
		sum.rises += rises
		sum.possible += possible
	}
	return { series, base, years: quietYears, ...sum }
}

/**
 * One row of delays: of so many outages, how many were found within 45 minutes and at all by either
 * rule, and by the strict one; medians in minutes.
 */
export interface TroubledRow {
	readonly series: LawName
	readonly base: number
	readonly times: number
	readonly outages: number
	readonly soon: number
	readonly possible: number
	readonly possibleMinutes: number | null
	readonly rises: number
	readonly riseMinutes: number | null
}

export function troubledRow(
	series: LawName,
	base: number,
	times: number,
	seed: number,
): TroubledRow {
	const delays: Delay[] = []
	for (let year = 0; year < troubledYears; year += 1) {
		const outages = troubledYear(times, seed + year)
		delays.push(...delaysIn(simulated({ base, ...laws[series] }, seed + year, outages), outages))
	}
	const possible = delays.flatMap((delay) => delay.possible ?? [])
	const rises = delays.flatMap(({ rise }) => rise ?? [])
	const minutes = (found: readonly number[]) =>
		found.length === 0 ? null : Math.round(median(found) ?? 0)
	return {
		series,
		base,
		times,
		outages: delays.length,
		soon: possible.filter((delay) => delay <= 45).length,
		possible: possible.length,
		possibleMinutes: minutes(possible),
		rises: rises.length,
		riseMinutes: minutes(rises),
	}
}

/** Differs when a number of the rules does. */
export function rulesDigest(): string {
	return sha256Hex(
		canonicalJson(Object.entries(crowdThresholds).map(([name, { value }]) => [name, value])),
	)
}

/** The seed of the table that is kept. */
export const keptSeed = 20_260_102
