import type { Rise } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { dispersionByDay } from './dispersion.ts'
import { type Hours, hourOf, hoursOf, windowsAnHour } from './hours.ts'
import { type LevelAt, levelByHour, raised } from './level.ts'
import { countingNoise, type Middle, middleOf } from './middle.ts'
import { remembered } from './remembered.ts'
import type { CrowdSeries } from './series.ts'
import { crowdThresholds as limits } from './thresholds.ts'
import { type WeekMiddle, weekMiddles } from './weeks.ts'

/** What is usual for a window, and where that comes from. */
export interface Baseline extends Middle {
	readonly basis: Rise['basis']
	/** How many weeks were at hand; 0 unless the basis is the hour of the week. */
	readonly weeks: number
	/**
	 * The busiest of this hour and those beside it: when clocks change, users come an hour earlier or
	 * later.
	 */
	readonly busiest: Middle
	/**
	 * How many times what weeks or source say the last days stood at; it is in the numbers above
	 * already. 1 in all ordinary times.
	 */
	readonly level: number
	/**
	 * How much more than independent reports the counts scatter: their variance is the mean and this
	 * many times its square. 0 where they do not.
	 */
	readonly dispersion: number
	/** What the slow rule expects of a window: a mean, with its error on the side of caution. */
	readonly expected: number
	/** For how many seconds was counted before, where that is less than a day. */
	readonly counted?: number
}

/**
 * What is usual at a moment: the source's own baseline where the window has one, else the median of
 * that hour of the week, else of the last
 * days, else of what little was counted; null where nothing was. Only counts from before the moment
 * go in. Three bad weeks of eight do not move a
 * median; a level that lasts for days does.
 */
export function usualOf(series: CrowdSeries): (at: string) => Baseline | null {
	const usual = baselineByMoment(series, hoursOf(series))
	const slotOf = (at: string) => Math.floor(millisecondsOf(at) / (series.windowSeconds * 1000))
	const baselines = new Map(
		series.points.flatMap((point) =>
			point.baseline === undefined ? [] : [[slotOf(point.at), point.baseline] as const],
		),
	)
	return (at) =>
		usual(millisecondsOf(at), baselines.size === 0 ? undefined : baselines.get(slotOf(at)))
}

/**
 * The same by epoch milliseconds and the window's own baseline, for a pass over a whole series.
 * Windows of one hour share their answer.
 */
export function baselineByMoment(
	series: CrowdSeries,
	hours: Hours,
): (moment: number, baseline: number | undefined) => Baseline | null {
	const { windowSeconds } = series
	const week = weekMiddles(hours)
	const given = remembered((hour) => givenIn(hour, series, hours))
	const dispersion = dispersionByDay(week)
	const levelOfWeeks = levelByHour(hours, windowSeconds, (hour) => week(hour)?.mean)
	const levelOfSource = levelByHour(hours, windowSeconds, (hour) => given(hour)?.mean)
	const counted = remembered(
		(hour) =>
			ofTheWeeks(hour, hours, week, dispersion, levelOfWeeks) ??
			ofLastDays(hours, hour, windowSeconds) ??
			ofFewHours(hours, hour, windowSeconds),
	)
	let last: { readonly hour: number; readonly usual: Baseline | null } | undefined
	return (moment, baseline) => {
		const hour = hourOf(moment)
		if (baseline !== undefined) return ofTheSource(baseline, hour, given, levelOfSource(hour))
		if (last?.hour !== hour) last = { hour, usual: counted(hour) }
		return last.usual ?? ofLastCounts(hours, moment, windowSeconds)
	}
}

/**
 * Where the hours beside it are not known as well, a change of clocks could not be told from
 * trouble: then this is too little.
 */
function ofTheWeeks(
	hour: number,
	hours: Hours,
	week: (hour: number) => WeekMiddle | null,
	dispersion: (hour: number) => number,
	levelOf: (hour: number) => LevelAt,
): Baseline | null {
	const [before, own, after] = [week(hour - 1), week(hour), week(hour + 1)]
	if (!before || !own || !after) return null
	const { weeks, windows } = own
	const level = levelOf(hour)
	const scatters = dispersion(hour)
	const error = Math.sqrt((own.mean + scatters * own.mean * own.mean) / windows)
	const mean = (before.mean + 2 * own.mean + after.mean) / 4
	const found = { basis: 'hour-of-week', weeks, level: level.times, dispersion: scatters } as const
	if (level.times === 1)
		return { ...own, ...found, busiest: busiestOf(own, before, after), expected: mean + error }
	// A new level need not be that much more at each hour: the same hours of the last days tell.
	const lately = sameTimes(hours, hour, 3)
	const high = raised(busiestOf(own, before, after), level)
	const [, beside = null] = lately
	const usual = busiestOf(raised(own, level), beside)
	return {
		...usual,
		...found,
		busiest: busiestOf(high, ...lately),
		expected: busiestOf(raised({ ...own, mean }, level), ...lately).mean + error,
	}
}

function busiestOf(own: Middle, ...others: readonly (Middle | null)[]): Middle {
	let { count, spread, mean } = own
	for (const other of others) {
		if (other && other.count > count) count = other.count
		if (other && other.spread > spread) spread = other.spread
		if (other && other.mean > mean) mean = other.mean
	}
	return { count, spread, mean }
}

/**
 * All hours of the last days together, with the same time of day in the last week for the busiest.
 */
function ofLastDays(hours: Hours, hour: number, windowSeconds: number): Baseline | null {
	let length = 0
	for (let before = 1; before <= limits.recentHours.value; before += 1)
		length = hours.gather(hour - before, length)
	if (length * windowSeconds < limits.fewestHours.value * 3600) return null
	const own = middleOf(hours.pool, length)
	const dispersion = limits.recentDispersion.value
	const busiest = busiestOf(own, ...sameTimes(hours, hour, 7))
	return {
		...own,
		basis: 'recent',
		weeks: 0,
		busiest,
		level: 1,
		dispersion,
		expected: busiest.mean,
	}
}

/** The hour before, the same and the hour after, in the last days. */
function sameTimes(hours: Hours, hour: number, days: number): (Middle | null)[] {
	return [-1, 0, 1].map((beside) => {
		let length = 0
		for (let day = 1; day <= days; day += 1) length = hours.gather(hour + beside - day * 24, length)
		return length === 0 ? null : middleOf(hours.pool, length)
	})
}

/** The hours at hand, however few: a prior stands for all that they do not tell. */
function ofFewHours(hours: Hours, hour: number, windowSeconds: number): Baseline | null {
	let length = 0
	for (let before = 1; before <= limits.recentHours.value; before += 1)
		length = hours.gather(hour - before, length)
	if (length === 0) return null
	const middle = middleOf(hours.pool, length)
	return byPrior(middle, length * windowSeconds, sameTimes(hours, hour, 7))
}

/** Where nothing was counted for days: the last counts before, be they of this very hour. */
function ofLastCounts(hours: Hours, moment: number, windowSeconds: number): Baseline | null {
	const most = limits.recentHours.value * windowsAnHour(windowSeconds)
	const length = hours.gatherLast(moment, most, limits.weeksKept.value * 168)
	return length === 0 ? null : byPrior(middleOf(hours.pool, length), length * windowSeconds, [])
}

function byPrior(
	{ count, mean }: Middle,
	counted: number,
	beside: readonly (Middle | null)[],
): Baseline {
	const dispersion = limits.hoursDispersion.value
	const own = { count, mean, spread: Math.sqrt(1 + count + dispersion * count * count) }
	const busiest = busiestOf(own, ...beside)
	return {
		...own,
		basis: 'hours',
		weeks: 0,
		busiest,
		level: 1,
		dispersion,
		expected: busiest.mean,
		counted,
	}
}

/**
 * The source's number as it is; what it gave for the hours beside it, today and yesterday, for the
 * busiest. A single spike of it is one of four.
 */
function ofTheSource(
	baseline: number,
	hour: number,
	given: (hour: number) => Middle | null,
	level: LevelAt,
): Baseline {
	const own = { count: baseline, spread: countingNoise(baseline), mean: baseline }
	const busiest = busiestOf(
		own,
		given(hour - 1),
		given(hour - 25),
		given(hour - 24),
		given(hour - 23),
	)
	const dispersion = limits.sourceDispersion.value
	const high = raised(own, level)
	return {
		...high,
		basis: 'source',
		weeks: 0,
		busiest: raised(busiest, level),
		level: level.times,
		dispersion,
		expected: high.mean,
	}
}

/** The median of the source's own numbers within an hour. */
function givenIn(hour: number, series: CrowdSeries, hours: Hours): Middle | null {
	let length = 0
	for (let index = hours.start(hour); index < hours.end(hour); index += 1) {
		const baseline = series.points[index]?.baseline
		if (baseline !== undefined) hours.pool[length++] = baseline
	}
	if (length === 0) return null
	const { count, mean } = middleOf(hours.pool, length)
	return { count, spread: countingNoise(count), mean }
}
