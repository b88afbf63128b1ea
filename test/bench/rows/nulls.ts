import { hazardCounts, hazardOf } from '#core/questions/after-the-all-clear/hazard.ts'
import { autocorrelationOf } from '#core/questions/calendar/autocorrelation.ts'
import { changePointOf } from '#core/questions/calendar/change-point.ts'
import { type Series, shiftedWithinBlocks } from '#core/questions/shared-fate/shifts.ts'
import { type BaselineName, baselineNames } from '#core/questions/toolkit/baselines.ts'
import { drawRecurrences, recurrenceOf } from '#core/questions/toolkit/recurrence.ts'
import { merged } from '#core/questions/toolkit/span.ts'
import { pValue } from '#core/statistics/significance.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { hour, week } from '#core/time/week.ts'
import {
	growths,
	incidentsAt,
	momentsBy,
	monday,
	monthlyCounts,
	monthsWith,
	persistent,
	poisson,
	type Random,
	troubled,
	weeklyRates,
	workingWeek,
} from '../../support/simulated.ts'
import type { Bench, Row } from '../measure.ts'

/**
 * How often each test of the figures cries wolf on series in which there is nothing, and how often
 * it finds what is there. Fresh series in each run;
 * `NULLS_SEED` repeats one.
 */
export const bench: Bench = async () => {
	const seed = Number(process.env.NULLS_SEED ?? Date.now() % 1_000_000)
	console.error(`seed ${seed}: NULLS_SEED=${seed} draws the same series`)
	const random = seeded(seed)
	return [
		...recurrence(random),
		...afterTheEnd(random),
		...changes(random),
		...sharedFate(random),
		...days(random),
	]
}

const runs = 200
const draws = 199

/** One row: how many of the runs call it more than chance. */
function row(name: string, called: () => boolean, aim: string): Row {
	let count = 0
	for (let run = 0; run < runs; run++) if (called()) count++
	return {
		name,
		measured: `${((100 * count) / runs).toFixed(1)} %`,
		against: `of ${runs} series`,
		ratio: '',
		aim,
	}
}

const year = { from: monday, to: monday + 52 * week }
const growing = (moment: number) => 6 ** ((moment - year.from) / (year.to - year.from))

/** Beginnings of incidents within a year, by what makes them come when they do. */
function beginnings(random: Random): Readonly<Record<string, () => number[]>> {
	return {
		'independent, steady': () => momentsBy(150, year, () => 1, 1, random),
		'independent, growing sixfold in a year': () => momentsBy(150, year, growing, 6, random),
		'independent, growing, in working hours': () =>
			momentsBy(150, year, (moment) => growing(moment) * workingWeek(moment), 15, random),
		'busy weeks, in working hours': () => {
			const levels = persistent(60, 0.8, random)
			const busy = (moment: number) =>
				Math.min(6, Math.exp(0.7 * (levels[Math.floor((moment - year.from) / week)] ?? 0)))
			return momentsBy(150, year, (moment) => busy(moment) * workingWeek(moment), 15, random)
		},
	}
}

/** Three in ten come back within hours. */
function returning(random: Random): number[] {
	const first = momentsBy(100, year, (moment) => growing(moment) * workingWeek(moment), 15, random)
	return [
		...first,
		...first
			.filter(() => random() < 0.3)
			.map((moment) => Math.min(year.to - 1, moment + (3 + 12 * random()) * hour)),
	]
}

function recurrence(random: Random): Row[] {
	const isCalled = (moments: readonly number[], baseline: BaselineName) => {
		const occurrences = incidentsAt(moments, random)
		const { part, of } = recurrenceOf(occurrences, [year], 24 * hour)
		const drawn = drawRecurrences(occurrences, [year], 24 * hour, baseline, {
			draws,
			seed: Math.floor(random() * 2 ** 31),
		})
		const shares = drawn.map((counts) => counts.part / counts.of)
		return (pValue(part / of, shares) ?? 1) <= 0.05
	}
	return [
		...Object.entries(beginnings(random)).flatMap(([name, make]) =>
			baselineNames.map((baseline) =>
				row(
					`recurrence at 0.05, ${baseline}: ${name}`,
					() => isCalled(make(), baseline),
					explains(name, baseline) ? '≤ 8 %' : 'not explained by it',
				),
			),
		),
		row(
			'recurrence at 0.05, month and hour of the week: three in ten come back',
			() => isCalled(returning(random), 'month and hour of the week'),
			'found',
		),
	]
}

function explains(series: string, baseline: BaselineName): boolean {
	if (series.startsWith('busy weeks')) return false
	if (series.includes('working hours'))
		return baseline === 'month and hour of the week' || baseline === 'week jitter'
	return !series.includes('growing') || baseline !== 'uniform'
}

function changes(random: Random): Row[] {
	const isClaimed = (counts: readonly number[]) =>
		changePointOf(monthsWith(counts), draws)?.claimed === true
	const persistences = [0.3, 0.5, 0.7, 0.9]
	const lengths = [24, 48]
	const wolf = (name: string, make: (length: number, random: Random) => number[]) =>
		lengths.map((length) =>
			row(
				`change of rate, ${length} months: ${name}`,
				() => isClaimed(make(length, random)),
				'≤ 8 %',
			),
		)
	const step = (before: number, after: number) => (length: number) =>
		Array.from({ length }, (_, index) => poisson(index < length / 2 ? before : after, random))
	return [
		...wolf('independent', monthlyCounts.independent),
		...persistences.flatMap((persistence) =>
			wolf(
				`each keeps ${persistence} of the one before`,
				monthlyCounts.persistentValue(persistence),
			),
		),
		...persistences.flatMap((persistence) =>
			wolf(`counts of a rate that keeps ${persistence}`, monthlyCounts.persistentRate(persistence)),
		),
		...Object.entries(growths).flatMap(([name, rateAt]) =>
			wolf(`${name} growth`, monthlyCounts.growing(rateAt)),
		),
		...lengths.map((length) =>
			row(
				`change of rate, ${length} months: from 30 to 90 a month`,
				() => isClaimed(step(30, 90)(length)),
				'found',
			),
		),
		...lengths.map((length) =>
			row(
				`change of rate, ${length} months: from 10 to 30 a month`,
				() => isClaimed(step(10, 30)(length)),
				'found in long records',
			),
		),
	]
}

function sharedFate(random: Random): Row[] {
	const weeks = 60
	const windows = [{ from: monday, to: monday + weeks * week }]
	const isLinked = (a: Series, b: Series) =>
		(shiftedWithinBlocks(a, b, windows, draws).p ?? 1) <= 0.05
	const steady = () => troubled(weeks, weeklyRates.steady(), random)
	const growingOne = () => troubled(weeks, weeklyRates.growing(weeks), random)
	const persistentOne = () => troubled(weeks, weeklyRates.persistent(weeks, random), random)
	const caused = () => {
		const [a, b, cause] = [steady(), steady(), troubled(weeks, () => 0.5, random)]
		const withCause = ({ known, trouble }: Series): Series => ({
			known,
			trouble: merged([...trouble, ...cause.trouble]),
		})
		return isLinked(withCause(a), withCause(b))
	}
	return [
		row('shared fate at 0.05: both steady', () => isLinked(steady(), steady()), '≤ 8 %'),
		row(
			'shared fate at 0.05: both grow tenfold',
			() => isLinked(growingOne(), growingOne()),
			'≤ 8 %',
		),
		row(
			'shared fate at 0.05: both have busy and quiet seasons',
			() => isLinked(persistentOne(), persistentOne()),
			'≤ 8 %',
		),
		row('shared fate at 0.05: a shared cause every other week', caused, 'found'),
	]
}

function afterTheEnd(random: Random): Row[] {
	const isOutside = (moments: readonly number[]) => {
		const { bins } = hazardOf([hazardCounts(incidentsAt(moments, random), [year])])
		// What comes back comes from three hours after the beginning on, and incidents last for up to
		// one.
		const { low, high } = bins[3] ?? { low: null, high: null }
		return low !== null && high !== null && (low > 1 || high < 1)
	}
	return [
		...Object.entries(beginnings(random)).map(([name, make]) =>
			row(
				`fourth hour after the end, 95 % interval without 1: ${name}`,
				() => isOutside(make()),
				'≤ 8 %',
			),
		),
		row(
			'fourth hour after the end, 95 % interval without 1: three in ten come back',
			() => isOutside(returning(random)),
			'more often than these',
		),
	]
}

function days(random: Random): Row[] {
	const counted = (rate: (day: number) => number) =>
		new Map(Array.from({ length: 360 }, (_, day) => [day, poisson(rate(day), random)] as const))
	const isOutside = (counts: ReadonlyMap<number, number>) =>
		autocorrelationOf(counts, 99)?.lags.some(({ outside }) => outside) === true
	const clustered = () => {
		const levels = persistent(360, 0.7, random)
		return counted((day) => Math.exp(0.7 * (levels[day] ?? 0)))
	}
	return [
		row('any of 14 lags stands out: independent days', () => isOutside(counted(() => 1)), '≤ 8 %'),
		row(
			'any of 14 lags stands out: growth and working week',
			() => isOutside(counted((day) => (day % 7 < 5 ? 1.3 : 0.3) * 8 ** (day / 360))),
			'≤ 8 %',
		),
		row(
			'any of 14 lags stands out: days that keep 0.7 of the one before',
			() => isOutside(clustered()),
			'found',
		),
	]
}
