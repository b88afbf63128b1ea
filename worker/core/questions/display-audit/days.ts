import type { PublishedDay } from '#core/model/published.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { dayName, zoneOf } from '#core/time/zone.ts'
import { dayOf } from '../availability/published.ts'
import { clipped, type Span } from '../toolkit/span.ts'
import type { Stated, StatedOutage } from './stated.ts'

/** Days of a display beside what the statements of the same page add up to. */

export const whyNotCompared = {
	noSurface: 'no alias knows which product the service is',
	shared: 'two services of the display are one product here',
	incomplete: 'the record is not complete for the whole day',
	unfinished: 'the day was not over when the display was read',
	silent: 'an incident of that day names the product and gives it no state',
	unspoken: 'no statement of that day gives the product a state',
	vague: 'an incident of that day has times to the hour or day only',
	endless: 'an incident left the product in an outage, and nothing says until when',
	unlisted: 'the display does not list the day, though it lists days without an outage',
} as const

interface Lost {
	readonly partialSeconds: number
	readonly majorSeconds: number
}

export interface ComparedDay {
	readonly date: string
	readonly displayed: Lost
	readonly stated: Lost
	/** Whose statements put it out. */
	readonly incidents: readonly string[]
	/** Why it can't be compared; absent where it can. */
	readonly because?: string
}

export interface ServiceInput {
	/** Of one service, by day; at least one. */
	readonly days: readonly PublishedDay[]
	/**
	 * What the statements say of its product; undefined where the service is no product that we list.
	 */
	readonly stated: Stated | undefined
	/** Where the record is complete. */
	readonly windows: readonly Span[]
	/** The part of the calendar that is asked for. */
	readonly asked: Span
	readonly leavesQuietDaysOut: boolean
	/** Days on which another service of the display is the same product. */
	readonly shared: ReadonlySet<string>
}

/**
 * Every day with an outage on the display, or by the statements between the first and the last day
 * of the display.
 */
export function comparedDays(input: ServiceInput): ComparedDay[] {
	const { days, stated, asked } = input
	const [first, last] = [days[0], days.at(-1)]
	if (!first || !last) return []
	const listed = new Map(days.map((day) => [day.date, day]))
	const range = { from: dayOf(first.date, first.zone).from, to: dayOf(last.date, last.zone).to }
	const sums = sumsByDay(stated?.outages ?? [], first.zone, range)
	const spoken = new Set(stated?.spokenAt.map((at) => dayName(zoneOf(first.zone).dayOf(at))))
	const dates = [...new Set([...listed.keys(), ...sums.keys()])].sort()
	return dates.flatMap((date): ComparedDay[] => {
		const own = listed.get(date)
		const displayed = {
			partialSeconds: (own?.partialMinutes ?? 0) * 60,
			majorSeconds: (own?.majorMinutes ?? 0) * 60,
		}
		const {
			partialSeconds = 0,
			majorSeconds = 0,
			incidents = new Set<string>(),
		} = sums.get(date) ?? {}
		const span = dayOf(date, first.zone)
		const isQuiet = outageSeconds(displayed) + partialSeconds + majorSeconds === 0
		if (isQuiet || span.from < asked.from || span.to > asked.to) return []
		const isSpoken = sums.has(date) || spoken.has(date)
		const because = whyNot(input, {
			date,
			span,
			isListed: own !== undefined,
			isSpoken,
			readAt: millisecondsOf((own ?? last).readAt),
		})
		return [
			{
				date,
				displayed,
				stated: { partialSeconds, majorSeconds },
				incidents: [...incidents],
				...(because !== undefined && { because }),
			},
		]
	})
}

/** Partial and major together. */
export function outageSeconds({ partialSeconds, majorSeconds }: Lost): number {
	return partialSeconds + majorSeconds
}

interface Sums {
	partialSeconds: number
	majorSeconds: number
	readonly incidents: Set<string>
}

function sumsByDay(
	outages: readonly StatedOutage[],
	zoneName: string | undefined,
	range: Span,
): Map<string, Sums> {
	const zone = zoneOf(zoneName)
	const found = new Map<string, Sums>()
	for (const { from, to, state, incident } of clipped(outages, [range])) {
		for (let day = zone.dayOf(from), start = from; start < to; day++) {
			const end = Math.min(to, zone.dayStart(day + 1))
			const name = dayName(day)
			const sums = found.get(name) ?? {
				partialSeconds: 0,
				majorSeconds: 0,
				incidents: new Set<string>(),
			}
			sums[state === 'major_outage' ? 'majorSeconds' : 'partialSeconds'] += (end - start) / 1000
			sums.incidents.add(incident)
			found.set(name, sums)
			start = end
		}
	}
	return found
}

interface Asked {
	readonly date: string
	readonly span: Span
	readonly isListed: boolean
	/** A statement gives the product a state on that day, or one stands from before. */
	readonly isSpoken: boolean
	readonly readAt: number
}

function whyNot(
	input: ServiceInput,
	{ date, span, isListed, isSpoken, readAt }: Asked,
): string | undefined {
	const { stated, windows, leavesQuietDaysOut, shared } = input
	const touches = (entry: Span) => entry.from < span.to && entry.to >= span.from
	if (!stated) return whyNotCompared.noSurface
	if (shared.has(date)) return whyNotCompared.shared
	if (!windows.some(({ from, to }) => from <= span.from && to >= span.to))
		return whyNotCompared.incomplete
	if (readAt < span.to) return whyNotCompared.unfinished
	if (!isListed && !leavesQuietDaysOut) return whyNotCompared.unlisted
	if (stated.vague.some(touches)) return whyNotCompared.vague
	if (stated.silent.some(touches)) return whyNotCompared.silent
	if (stated.endless.some(touches)) return whyNotCompared.endless
	return isSpoken ? undefined : whyNotCompared.unspoken
}
