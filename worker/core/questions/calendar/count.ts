import {
	dayName,
	firstDayOf,
	hourOf,
	monthOfDay,
	weekdayOf,
	type Zone,
	zoneOf,
} from '#core/time/zone.ts'
import { drawsFor, type Question } from '../question.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { length, type Span } from '../toolkit/span.ts'
import { autocorrelationOf } from './autocorrelation.ts'
import {
	changePointOf,
	claimBelow,
	leastMonths,
	type MonthCount,
	type Search,
} from './change-point.ts'
import type { CalendarFigures } from './figures.ts'
import { type DayCount, trendOf } from './trend.ts'
import { expectedOf, unevennessOf } from './unevenness.ts'

/**
 * When incidents begin: weekdays, hours, months, whether days resemble their neighbours, and
 * whether a rate changed.
 */
export const calendar: Question<CalendarFigures> = {
	name: 'calendar',
	title: 'Calendar',
	asks: 'When do incidents begin, and did their rate change?',
	method: [
		'Counted is the beginning of each incident (as stated, else its filing) by the calendar of the zone, over complete windows.',
		'What is expected of a weekday is all incidents by its share of the covered time; of an hour a twenty-fourth. Unevenness is Pearson’s chi-square;',
		'its p is the share of seeded draws that spread the same number by exposure alone at least as unevenly, (1 + as uneven) ÷ (1 + draws). Incidents come in clusters, which makes these p smaller than they should be; weekdays and hours of each provider are tests of their own, uncorrected.',
		'An incident of which only the day is known has no hour; one known to the hour counts in it.',
		'Autocorrelation, lags of 1 to 80 days, over days that are covered from beginning to end: r(k) = Σ(xₜ−m)(xₜ₊ₖ−m) ÷ Σ(xₜ−m)². Lags 1 to 14 are tested as one list against the same days with those of one month and weekday exchanged,',
		'because growth and the working week alone make days resemble each other: a lag stands out when it is further from its expectation, in standard deviations, than any of the 14 is in 95 % of the draws.',
		'A change of rate is a step on top of smooth growth, sought at every border between months with at least 15 covered days and three months on each side. The rate of a month enters as ln(incidents for each 30 days + 4); smooth growth is a cubic of time;',
		'the statistic is the share of what the cubic leaves that the best step explains. Its p comes from seeded series in which each month keeps a part of the month before (0 to 0.98), searched in the same way; of all the parts that the months do not rule out, the largest p counts.',
		`A step is claimed below p = ${claimBelow} only, and only if no rise over 4, 8 or 12 months explains more and the two counts are three deviations of Poisson’s distribution apart; in doubt there is none, and fewer than ${leastMonths} months give none. Each provider is a test of its own, uncorrected.`,
		'Beside it the trend: growth by one factor a year and a factor for each weekday (maximum likelihood of Poisson counts), its interval from blocks of eight weeks drawn with replacement, and for each month what both leave unexplained.',
		'What would make it wrong: a provider that begins to file more finely looks as if it failed more often.',
	].join(' '),
	version: '2',
	changes: [
		{
			version: '2',
			what:
				'A change is claimed only where neither smooth growth nor months that resemble each other could make it; version 1 claimed one in 11 to 59 % of series that merely resemble themselves, and in nearly every one that grows. ' +
				'Autocorrelation is tested with month and weekday kept, for all lags at once. New is the trend. Values are no longer rounded.',
		},
	],
	needs: 'complete',
	answer: (record, scope) => {
		const zone = zoneOf(scope.zone)
		const asked = record.providers.filter(({ windows }) => windows.length > 0)
		const total = asked.reduce((sum, { incidents }) => sum + incidents.length, 0)
		const draws = drawsFor(total, record)
		const searches = new Map<string, Search>()
		const noHour = asked.reduce(
			(sum, { incidents }) => sum + incidents.filter((entry) => !hasHour(entry)).length,
			0,
		)
		return {
			sampleSize: total,
			exclusions: noHour > 0 ? { 'from hours: only the day is known': noHour } : {},
			figures: {
				zone: zone.name,
				providers: asked.map((one) => figuresOf(one, { zone, draws, searches })),
			},
		}
	},
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

interface Context {
	readonly zone: Zone
	readonly draws: number
	readonly searches: Map<string, Search>
}

function figuresOf(
	{ provider, windows, incidents }: ProviderScope,
	{ zone, draws, searches }: Context,
): CalendarFigures['providers'][number] {
	const covered = coveredDays(windows, zone)
	const exposures = weekdays.map(() => 0)
	for (const one of covered) {
		const weekday = weekdayOf(one.day)
		exposures[weekday] = (exposures[weekday] ?? 0) + one.covered
	}
	const days = incidents.map((entry) => zone.dayOf(entry.from))
	const perWeekday = countsOf(days.map(weekdayOf), 7)
	const withHour = incidents.filter(hasHour)
	const perHour = countsOf(
		withHour.map(({ from }) => hourOf(zone, from)),
		24,
	)
	const ofADay = perHour.map(() => 1)
	const counted = dayCounts(covered, days)
	const months = monthsOf(counted)
	const change = changePointOf(months, draws, searches)
	const autocorrelation = autocorrelationOf(dailyCounts(covered, days), draws)
	const trend = trendOf(counted, draws)
	const expectedOn = expectedOf(incidents.length, exposures)
	return {
		provider: provider.id,
		incidents: incidents.length,
		days: length(windows) / 86_400_000,
		weekdays: weekdays.map((weekday, index) => ({
			weekday,
			count: perWeekday[index] ?? 0,
			expected: expectedOn[index] ?? 0,
			days: exposures[index] ?? 0,
		})),
		weekdayTest: unevennessOf(perWeekday, exposures, draws),
		hours: perHour.map((count, hour) => ({ hour, count, expected: withHour.length / 24 })),
		hourTest: unevennessOf(perHour, ofADay, draws),
		months: months.map((month) => ({
			...month,
			perThirtyDays: month.days === 0 ? null : (30 * month.count) / month.days,
		})),
		autocorrelation: autocorrelation ?? null,
		changeTest: change ?? null,
		change: change?.claimed ? change : null,
		trend: trend ?? null,
		why: [
			...(autocorrelation
				? []
				: ['No autocorrelation: fewer than 60 whole days are covered, or all of them are alike.']),
			...(trend
				? []
				: ['No trend: fewer than 182 days are covered, or fewer than 20 incidents began.']),
			...(change
				? []
				: [
						`No test for a change: fewer than ${leastMonths} months have 15 covered days, or nothing began in them.`,
					]),
		],
	}
}

interface CoveredDay {
	readonly day: number
	/** How much of it lies in windows, in days of 24 hours. */
	readonly covered: number
	readonly whole: boolean
}

/** The local days that windows touch, in order. */
function coveredDays(windows: readonly Span[], zone: Zone): CoveredDay[] {
	const result: { day: number; covered: number; whole: boolean }[] = []
	for (const { from, to } of windows) {
		for (let day = zone.dayOf(from), start = zone.dayStart(day); start < to; day++) {
			const end = zone.dayStart(day + 1)
			const covered = (Math.min(end, to) - Math.max(start, from)) / 86_400_000
			const whole = start >= from && end <= to
			const last = result.at(-1)
			if (last?.day === day) last.covered += covered
			else result.push({ day, covered, whole })
			start = end
		}
	}
	return result
}

function dayCounts(covered: readonly CoveredDay[], begun: readonly number[]): DayCount[] {
	const counts = new Map<number, number>()
	for (const day of begun) counts.set(day, (counts.get(day) ?? 0) + 1)
	let [month, next] = ['', Number.NEGATIVE_INFINITY]
	return covered.map((one) => {
		// Days come in order: named once a month, because to name each of ten years' took a tenth of
		// all figures of a thousand incidents.
		if (one.day >= next) [month, next] = [dayName(one.day).slice(0, 7), nextMonth(one.day)]
		return { day: one.day, covered: one.covered, count: counts.get(one.day) ?? 0, month }
	})
}

function monthsOf(days: readonly DayCount[]): MonthCount[] {
	const months: { month: string; count: number; days: number }[] = []
	for (const { month, count, covered } of days) {
		const last = months.at(-1)
		if (last?.month === month) {
			last.count += count
			last.days += covered
		} else months.push({ month, count, days: covered })
	}
	return months
}

/** The first local day of the month after that of a day. */
function nextMonth(day: number): number {
	return firstDayOf(monthOfDay(day) + 1)
}

function dailyCounts(
	covered: readonly CoveredDay[],
	begun: readonly number[],
): Map<number, number> {
	const counts = new Map<number, number>()
	for (const { whole, day } of covered) if (whole) counts.set(day, 0)
	for (const day of begun) {
		const known = counts.get(day)
		if (known !== undefined) counts.set(day, known + 1)
	}
	return counts
}

function countsOf(slots: readonly number[], size: number): number[] {
	const counts = new Array<number>(size).fill(0)
	for (const slot of slots) counts[slot] = (counts[slot] ?? 0) + 1
	return counts
}

function hasHour({ incident }: ScopedIncident): boolean {
	return incident.precision !== 'day' && incident.milestones.startedAt?.precision !== 'day'
}
