import type { ServicePromise } from '#core/model/register.ts'
import { type Zone, zoneOf } from '#core/time/zone.ts'
import { byMonth } from '../availability/split.ts'
import { type Seconds, secondsOf } from '../availability/ways.ts'
import { concernOf } from '../toolkit/condition/concern.ts'
import { conditionsOf } from '../toolkit/condition/condition.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { idOf } from '../toolkit/trace.ts'
import { coveredBy } from './covered.ts'
import type { PromiseMonth } from './figures.ts'

/** The months of the surfaces that a promise is about, held against what it allows. */

const idsAtMost = 20
const utc: Zone = zoneOf('UTC')

/**
 * Months of which anything is covered, oldest first. `weight`: what a partial outage counts where
 * the promise counts declared outages.
 */
export function monthsOf(
	promise: ServicePromise & { readonly percent: number },
	scope: ProviderScope,
	surface: string | undefined,
	weight: number,
): PromiseMonth[] {
	const covered = coveredBy(promise, conditionsOf(scope, surface))
	if (!covered) return []
	const { stretches, incidents } = covered
	const open = new Map<string, ScopedIncident[]>()
	for (const entry of incidents) {
		for (const month of monthsTouched(entry)) {
			const known = open.get(month)
			if (known) known.push(entry)
			else open.set(month, [entry])
		}
	}
	return byMonth(stretches, utc).map(({ name, lengthSeconds, stretches: part }) => {
		const own = (open.get(name) ?? []).sort((a, b) => a.from - b.from)
		const unmeasured = own.filter((entry) => concernOf(entry).kind === 'unmeasured').length
		return monthOf({
			promise,
			name,
			lengthSeconds,
			seconds: secondsOf(part),
			incidents: own,
			unmeasured,
			weight,
		})
	})
}

interface MonthInput {
	readonly promise: ServicePromise & { readonly percent: number }
	readonly name: string
	readonly lengthSeconds: number
	readonly seconds: Seconds
	readonly incidents: readonly ScopedIncident[]
	readonly unmeasured: number
	readonly weight: number
}

function monthOf({
	promise,
	name,
	lengthSeconds,
	seconds,
	incidents,
	unmeasured,
	weight,
}: MonthInput): PromiseMonth {
	const { operational, clear, degraded, partial, major, ungraded, unplaced, maintenance, unknown } =
		seconds
	const covered =
		operational + clear + degraded + partial + major + ungraded + unplaced + maintenance + unknown
	const isWhole = covered >= lengthSeconds - 1
	const allowed = allowedIn(promise.percent, lengthSeconds)
	const least = major
	const most = degraded + partial + major + ungraded + unplaced + unknown
	const down = major + weight * partial
	const isTold = ungraded + unplaced + unknown === 0 && unmeasured === 0
	const kept = down > allowed ? false : isWhole && isTold ? true : null
	return {
		month: name,
		lengthSeconds,
		coveredSeconds: covered,
		allowedSeconds: allowed,
		own:
			promise.rule === 'declared outage'
				? {
						downSeconds: down,
						share: 1 - down / lengthSeconds,
						kept,
						credit: kept === false && isWhole ? remedyAt(promise, 1 - down / lengthSeconds) : null,
					}
				: null,
		ifEveryMinuteCounted: {
			fewestSeconds: least,
			mostSeconds: most,
			unmeasured,
			verdict: verdictOf(least, most, allowed, isWhole && unmeasured === 0),
		},
		incidents: incidents.slice(0, idsAtMost).map(idOf),
	}
}

/**
 * Whether a month is within what is allowed, by both bounds. `isKnown`: all of it is, and nothing
 * in it lacks a length.
 */
export function verdictOf(
	least: number,
	most: number,
	allowed: number,
	isKnown: boolean,
): PromiseMonth['ifEveryMinuteCounted']['verdict'] {
	if (least > allowed) return 'beyond, however it is counted'
	if (most > allowed) return 'depends on the counting'
	return isKnown ? 'within, however it is counted' : 'cannot be told'
}

/** Seconds that may be lost in a stretch of so many. */
export function allowedIn(percent: number, lengthSeconds: number): number {
	// What is left of a hundred is told to a few places; the difference of two doubles is not.
	return (Math.round((100 - percent) * 1e6) * lengthSeconds) / 1e8
}

/** The deepest level that the share fell below. */
function remedyAt(
	{ remedies }: ServicePromise,
	share: number,
): ServicePromise['remedies'][number] | null {
	const reached = remedies.filter(({ below }) => below !== undefined && share * 100 < below)
	return reached.sort((a, b) => (a.below ?? 0) - (b.below ?? 0))[0] ?? null
}

function monthsTouched({ from, to }: ScopedIncident): string[] {
	const months: string[] = []
	const last = new Date(Math.max(from, to - 1))
	for (const date = new Date(from); ; ) {
		months.push(date.toISOString().slice(0, 7))
		if (
			date.getUTCFullYear() === last.getUTCFullYear() &&
			date.getUTCMonth() === last.getUTCMonth()
		)
			return months
		date.setUTCMonth(date.getUTCMonth() + 1, 1)
	}
}
