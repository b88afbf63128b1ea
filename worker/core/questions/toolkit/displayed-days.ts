import type { PublishedDay } from '#core/model/published.ts'
import { dayName } from '#core/time/zone.ts'
import type { Together } from '../blast-radius/figures.ts'
import { DaySet } from './day-set.ts'
import { togetherByMonth } from './together.ts'

/** The uptime displays of status pages, service by service. */
export interface Display {
	readonly provider: string
	readonly service: string
	/**
	 * Every day that it holds, in order. Of a list that holds nothing but days with an outage, the
	 * days between the first and the last of them that it leaves out had none.
	 */
	readonly days: readonly DisplayedDay[]
	readonly leavesQuietDaysOut: boolean
}

export type DisplayedDay = Pick<PublishedDay, 'date' | 'zone' | 'partialMinutes' | 'majorMinutes'>

/** `days` of any providers, each service's own by date. */
export function displaysOf(days: readonly PublishedDay[]): Display[] {
	const services = Map.groupBy(days, ({ provider, service }) => `${provider}\n${service}`)
	return [...services.values()].flatMap((own): Display[] => {
		const [first] = own
		if (!first) return []
		const { provider, service } = first
		const leavesQuietDaysOut = own.every(hasOutage)
		return [
			{
				provider,
				service,
				days: leavesQuietDaysOut ? withQuietDays(own) : own,
				leavesQuietDaysOut,
			},
		]
	})
}

/** Any minute of outage. */
export function hasOutage({ partialMinutes, majorMinutes }: DisplayedDay): boolean {
	return partialMinutes + majorMinutes > 0
}

/** On which days two displays show an outage, over the days that both hold. */
export function displayedTogether(a: Display, b: Display): Together {
	const held = daysOf(a.days).and(daysOf(b.days))
	const out = ({ days }: Display) => daysOf(days.filter(hasOutage)).and(held)
	return togetherByMonth(out(a), out(b), held)
}

function daysOf(days: readonly DisplayedDay[]): DaySet {
	return DaySet.of(days.map(({ date }) => numberOf(date)))
}

function numberOf(date: string): number {
	return Date.parse(date) / 86_400_000
}

function withQuietDays(own: readonly PublishedDay[]): DisplayedDay[] {
	const days: DisplayedDay[] = []
	for (const [place, day] of own.entries()) {
		days.push(day)
		const next = own[place + 1]
		if (!next) break
		for (let number = numberOf(day.date) + 1; number < numberOf(next.date); number++)
			days.push({
				date: dayName(number),
				...(day.zone !== undefined && { zone: day.zone }),
				partialMinutes: 0,
				majorMinutes: 0,
			})
	}
	return days
}
