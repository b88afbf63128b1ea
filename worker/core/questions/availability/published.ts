import type { PublishedDay, PublishedShare } from '#core/model/published.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { instantOf } from '#core/time/time.ts'
import { zoneOf } from '#core/time/zone.ts'
import type { ProviderConditions } from '../toolkit/condition/condition.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import { type DisplayedDay, displaysOf, hasOutage } from '../toolkit/displayed-days.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import { clipped, intersection, length, type Span } from '../toolkit/span.ts'
import { dayLevels } from './day-levels.ts'
import type { Compared, DisplayedService } from './figures.ts'
import { secondsOf, type Way, wayOf } from './ways.ts'

/** What the provider itself publishes, beside ours for the same days: never mixed with it. */

const dayLength = 86_400_000

/**
 * The weight that the public study of these services gives to a partial outage (arXiv 2501.12469),
 * which is Statuspage's own.
 */
export const studyWeights = { way: 'partial at 30 %', partial: 0.3, degraded: 0 } as const

/** A record that lacks more than this of a window says nothing about it. */
const leastCovered = 0.99

/** A quoted figure and ours for its window, or why there is none. */
export function comparedWith(
	published: PublishedShare,
	scope: ProviderScope,
	conditions: ProviderConditions,
): Compared {
	const window = windowOf(published)
	const unknown = { published, from: null, to: null, covered: null, ours: null }
	if (!window) return { ...unknown, because: ['Over which days the page counted is not known.'] }
	const covered = length(intersection(scope.windows, [window])) / (window.to - window.from)
	const known = { published, from: instantOf(window.from), to: instantOf(window.to), covered }
	if (covered < leastCovered)
		return {
			...known,
			ours: null,
			because: [`The record is complete for ${rounded(covered * 100, 1)} % of these days.`],
		}
	const ours = oursFor(published.surface, [window], published.weights, conditions)
	if (!ours) return { ...known, ours, because: ['No state of this surface is told.'] }
	const because = [
		...(ours.share === null
			? ['States were not given for all of the trouble, so that ours has bounds only.']
			: []),
		'The page counts what its owner has entered, which can be changed afterwards; ours is what was said at the time.',
	]
	return { ...known, ours, because }
}

/**
 * The services of an imported uptime display. `days` are one provider's, in the order of an Export.
 */
export function displayedServices(
	days: readonly PublishedDay[],
	scope: ProviderScope,
	conditions: ProviderConditions,
): DisplayedService[] {
	return displaysOf(days).map(({ service, days: held, leavesQuietDaysOut }): DisplayedService => {
		const own = days.filter((day) => day.service === service)
		const [first, last] = [held[0]?.date ?? '', held.at(-1)?.date ?? '']
		const spans = held.map(({ date, zone }) => dayOf(date, zone))
		const surface = own.find((day) => day.surface !== undefined)?.surface ?? null
		const isCovered = length(intersection(scope.windows, spans)) >= leastCovered * length(spans)
		return {
			service,
			surface,
			zone: [...new Set(own.map(({ zone = 'UTC' }) => zone))].join(', '),
			firstDay: first,
			lastDay: last,
			days: held.length,
			leavesQuietDaysOut,
			missingDays: Math.round((dayOf(last).to - dayOf(first).from) / dayLength) - held.length,
			outageDays: held.filter(hasOutage).length,
			partialMinutes: own.reduce((sum, day) => sum + day.partialMinutes, 0),
			majorMinutes: own.reduce((sum, day) => sum + day.majorMinutes, 0),
			share: displayedShare(held),
			months: [...Map.groupBy(held, ({ date }) => date.slice(0, 7))].map(([month, part]) => ({
				month,
				days: part.length,
				share: displayedShare(part),
			})),
			daily: held
				.filter(hasOutage)
				.map((day) => ({ date: day.date, share: displayedShare([day]) })),
			dayLevels: dayLevels.map((level) => ({
				level,
				days: held.filter((day) => displayedShare([day]) >= level).length,
			})),
			sources: [...new Set(own.map(({ source }) => source))],
			ours:
				isCovered && surface !== null ? oursFor(surface, spans, studyWeights, conditions) : null,
		}
	})
}

/** 1 − (0.3·partial + major) / 1440, averaged over days; a day cannot lose more than itself. */
export function displayedShare(
	days: readonly Pick<DisplayedDay, 'partialMinutes' | 'majorMinutes'>[],
): number {
	const lost = days.reduce(
		(sum, day) =>
			sum + Math.min(1, (studyWeights.partial * day.partialMinutes + day.majorMinutes) / 1440),
		0,
	)
	return 1 - lost / Math.max(1, days.length)
}

function oursFor(
	surface: string | undefined,
	spans: readonly Span[],
	weights: PublishedShare['weights'],
	conditions: ProviderConditions,
): Way | null {
	const found =
		surface === undefined
			? { stretches: conditions.any, unmeasured: conditions.unmeasured }
			: conditions.surfaces.find((one) => one.surface.id === surface)
	if (!found) return null
	const stretches: readonly ConditionSpan[] = clipped(found.stretches, spans)
	return wayOf(
		secondsOf(stretches),
		weights ? { way: 'as the page counts', ...weights } : studyWeights,
		found.unmeasured === 0,
	)
}

/**
 * The days up to the one on which it was read; undefined where the day or the length is not known.
 */
function windowOf({ readAt, windowDays }: PublishedShare): Span | undefined {
	if (windowDays === undefined || readAt.length < 10) return undefined
	const { to } = dayOf(readAt)
	return { from: to - windowDays * dayLength, to }
}

/** A day of the calendar in a zone, where it may have 23 or 25 hours. */
export function dayOf(date: string, zone = 'UTC'): Span {
	const clock = zoneOf(zone)
	const day = Math.round(Date.parse(`${date}T00:00:00Z`) / dayLength)
	return { from: clock.dayStart(day), to: clock.dayStart(day + 1) }
}
