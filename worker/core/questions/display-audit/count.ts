import type { PublishedDay } from '#core/model/published.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import { hasOutage } from '../toolkit/displayed-days.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import type { Span } from '../toolkit/span.ts'
import { Tally } from '../toolkit/tally.ts'
import { type ComparedDay, comparedDays, outageSeconds } from './days.ts'
import type { AuditedService, Compared, DifferingDay, DisplayAuditFigures } from './figures.ts'
import { statedBySurface } from './stated.ts'

/**
 * What the uptime display of a status page shows for a day, beside what the statements of the same
 * page add up to.
 */

const toleranceSeconds = 60
const differencesShown = 100
const idsAtMost = 20

export const displayAudit: Question<DisplayAuditFigures> = {
	name: 'display-audit',
	title: 'The uptime display beside the statements',
	asks: 'Does a status page’s uptime display show the outages that its own statements add up to?',
	method:
		'For each service and day of an uptime display that is in the record: the minutes of partial and of major outage that it shows, beside those that the page’s own statements give. ' +
		'By the statements a product is in the state that the latest one gave it, whichever incident that was for; the end of an incident ends an outage that its own statement left standing. Partial and major outages count in full here, degraded service and maintenance not at all. ' +
		'Days are days of the display, in the zone that the import names (UTC unless it says otherwise). Counted are the days on which either side has an outage, from the first to the last day of the display. Where the display lists no day without an outage, a day that it leaves out is read as one without. ' +
		'Equal means within 60 seconds in all; kinder means that the display shows less, harsher that it shows more. ' +
		'A day can’t be compared where the record is not complete for all of it, where it was not over when the display was read, where an incident that names the product gives it no state or has times to the hour or day only, where no statement of the day gives the product a state and none stands from before, where nothing says when a stated outage ended, and where two services of the display are one product here. ' +
		'A difference is no accusation: the state of a component can be set outside incidents, a display can be corrected later, and an update can carry another time than the one at which the state changed. ' +
		'What would make it wrong: a zone that is not the display’s own, and statements that the record lacks.',
	version: '1',
	needs: 'any',
	answer({ providers, record }, scope) {
		const asked = {
			from: scope.from === undefined ? Number.NEGATIVE_INFINITY : millisecondsOf(scope.from),
			to: scope.to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(scope.to),
		}
		const displayed = Map.groupBy(record.publishedDays, ({ provider }) => provider)
		const audits = providers.flatMap((one) => {
			const days = (displayed.get(one.provider.id) ?? []).filter(
				({ surface }) => scope.surface === undefined || surface === scope.surface,
			)
			return days.length > 0 ? [auditOf(one, days, asked)] : []
		})
		const differing = audits
			.flatMap((audit) => audit.differing)
			.sort(
				(a, b) =>
					Math.abs(b.differenceSeconds) - Math.abs(a.differenceSeconds) ||
					(keyOf(a) < keyOf(b) ? -1 : 1),
			)
		return {
			sampleSize: audits.reduce((sum, { incidents }) => sum + incidents, 0),
			exclusions: {},
			figures: {
				toleranceSeconds,
				providers: audits.map(({ provider, services }) => ({
					provider,
					...joined(services),
					services: [...services],
				})),
				withoutDisplay: providers
					.filter(({ provider }) => !audits.some((audit) => audit.provider === provider.id))
					.map(({ provider }) => provider.id),
				differing: { shown: differing.slice(0, differencesShown), of: differing.length },
			},
		}
	},
}

interface Audit {
	readonly provider: string
	readonly services: readonly AuditedService[]
	readonly differing: readonly DifferingDay[]
	/** How many incidents give a state. */
	readonly incidents: number
}

function auditOf(scope: ProviderScope, days: readonly PublishedDay[], asked: Span): Audit {
	const entries = [
		...scope.incidents,
		...scope.carried,
		...scope.notOutages,
		...scope.maintenance,
	].sort((a, b) => a.from - b.from || (a.incident.id < b.incident.id ? -1 : 1))
	const stated = statedBySurface(
		entries,
		scope.provider.surfaces.map(({ id }) => id),
	)
	const shared = sharedDays(days)
	const provider = scope.provider.id
	const audited = [...Map.groupBy(days, ({ service }) => service)].map(([service, own]) => {
		const surface = own.find((day) => day.surface !== undefined)?.surface
		const leavesQuietDaysOut = own.every(hasOutage)
		const compared = comparedDays({
			days: own,
			stated: surface === undefined ? undefined : stated.get(surface),
			windows: scope.windows,
			asked,
			leavesQuietDaysOut,
			shared: shared.get(surface ?? '') ?? new Set(),
		})
		const row: AuditedService = {
			service,
			surface: surface ?? null,
			zone: [...new Set(own.map(({ zone = 'UTC' }) => zone))].join(', '),
			firstDay: own[0]?.date ?? '',
			lastDay: own.at(-1)?.date ?? '',
			leavesQuietDaysOut,
			sources: [...new Set(own.map(({ source }) => source))],
			...countsOf(compared),
		}
		return {
			row,
			differing: surface === undefined ? [] : differingOf(compared, { provider, service, surface }),
		}
	})
	return {
		provider,
		services: audited.map(({ row }) => row),
		differing: audited.flatMap(({ differing }) => differing),
		incidents: entries.filter(({ incident }) =>
			incident.updates.some(({ states }) => states.length > 0),
		).length,
	}
}

/** The days on which more than one service of the display is one product, by product. */
function sharedDays(days: readonly PublishedDay[]): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>()
	const seen = new Set<string>()
	for (const { surface, date } of days) {
		if (surface === undefined) continue
		const key = `${surface}\n${date}`
		if (seen.has(key)) found.set(surface, (found.get(surface) ?? new Set()).add(date))
		seen.add(key)
	}
	return found
}

function differenceOf({ displayed, stated }: ComparedDay): number {
	return outageSeconds(displayed) - outageSeconds(stated)
}

function isEqual(day: ComparedDay): boolean {
	// A displayed day is told in hundredths of a minute: sums of doubles are off by less than a
	// thousandth of a second.
	return Math.abs(differenceOf(day)) <= toleranceSeconds + 1e-3
}

function countsOf(days: readonly ComparedDay[]): Compared {
	const reasons = new Tally()
	for (const { because } of days) if (because !== undefined) reasons.add(because)
	const compared = days.filter(({ because }) => because === undefined)
	const [equal, differing] = [compared.filter(isEqual), compared.filter((day) => !isEqual(day))]
	const total = (own: readonly ComparedDay[]) => ({
		days: own.length,
		seconds: own.reduce((sum, day) => sum + Math.abs(differenceOf(day)), 0),
	})
	return {
		days: days.length,
		equal: equal.length,
		regraded: equal.filter(
			({ displayed, stated }) =>
				Math.abs(displayed.majorSeconds - stated.majorSeconds) > toleranceSeconds,
		).length,
		kinder: total(differing.filter((day) => differenceOf(day) < 0)),
		harsher: total(differing.filter((day) => differenceOf(day) > 0)),
		notCompared: reasons.exclusions(),
	}
}

function differingOf(
	days: readonly ComparedDay[],
	whose: Pick<DifferingDay, 'provider' | 'service' | 'surface'>,
): DifferingDay[] {
	return days
		.filter((day) => day.because === undefined && !isEqual(day))
		.map((day) => ({
			...whose,
			date: day.date,
			displayed: day.displayed,
			stated: day.stated,
			differenceSeconds: differenceOf(day),
			incidents: day.incidents.slice(0, idsAtMost).map((id) => `${whose.provider}/${id}`),
		}))
}

function joined(services: readonly Compared[]): Compared {
	const sum = (count: (service: Compared) => number) =>
		services.reduce((total, service) => total + count(service), 0)
	const notCompared: Record<string, number> = {}
	for (const service of services)
		for (const [reason, count] of Object.entries(service.notCompared))
			notCompared[reason] = (notCompared[reason] ?? 0) + count
	return {
		days: sum(({ days }) => days),
		equal: sum(({ equal }) => equal),
		regraded: sum(({ regraded }) => regraded),
		kinder: {
			days: sum(({ kinder }) => kinder.days),
			seconds: sum(({ kinder }) => kinder.seconds),
		},
		harsher: {
			days: sum(({ harsher }) => harsher.days),
			seconds: sum(({ harsher }) => harsher.seconds),
		},
		notCompared,
	}
}

function keyOf({ provider, service, date }: DifferingDay): string {
	return `${provider}\n${service}\n${date}`
}
