import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { statesWithin } from '#core/record/record-index.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import {
	addSeconds,
	compareInstants,
	dayOf,
	earliest,
	latest,
	secondsBetween,
} from '#core/time/time.ts'
import { coveredWithin } from './covered.ts'

/**
 * What the record holds of one surface on one UTC day: the worst state that the page declared;
 * `incident` where an incident named
 * the surface and declared no state; `clear` where the record covers the whole day and holds
 * neither; `not_there` before the day on which the surface began, where that is known; `unknown` for
 * every other day.
 */
export type DayState =
	| 'clear'
	| 'not_there'
	| 'incident'
	| 'unknown'
	| Exclude<SurfaceStateName, 'operational' | 'unknown' | 'not_covered'>

export interface SurfaceDays {
	readonly surface: { readonly id: string; readonly name: string }
	/** Oldest first, one for each day of the window. */
	readonly days: readonly DayState[]
	/** The incidents that named the surface and were open on one of the days. */
	readonly incidents: readonly string[]
}

export interface ProviderDays {
	readonly provider: { readonly id: string; readonly name: string }
	readonly surfaces: readonly SurfaceDays[]
}

/** The rule, as pages print it. */
export const dayRule =
	'A day shows the worst state that an incident declared for the surface while it was open, or that our looks found on the page, or else that an incident named it. It is clear only when the record covers the whole day, found nothing, and could not look for an hour at most. Before a product began it was not yet there, and before the record first names it nothing is known of it. Every other day is not known.'

const mostUnobservedSeconds = 3600

export interface RecordDays {
	readonly days: readonly string[]
	readonly providers: readonly ProviderDays[]
	/** Where what the record covers ends, and its last look. */
	readonly coveredTo: string | null
	readonly asOf: string | null
}

/**
 * The 90 days up to the last one that the record covers for any provider: a record that was read
 * afterwards ends before its last
 * look, and days that nobody can speak for would push out those that it holds. No days when there
 * was no look.
 */
export function daysOfExport(record: Export, content: Pick<Content, 'annotations'>): RecordDays {
	const asOf = record.generatedAt
	if (asOf === null) return { days: [], providers: [], coveredTo: null, asOf }
	const ends = record.coverage
		.filter((stretch) => stretch.kind !== 'sample')
		.map((stretch) => earliest(stretch.to, asOf))
	const coveredTo = latest(...ends) ?? null
	// A stretch that ends at midnight does not hold the day that begins then.
	const days = lastDays(coveredTo === null ? asOf : addSeconds(coveredTo, -1), 90)
	return {
		days,
		providers: recordsOf(record, content).map((own) => daysOf(own, days, asOf)),
		coveredTo,
		asOf,
	}
}

/** The UTC days up to the one in which `end` lies, oldest first. */
function lastDays(end: string, count: number): string[] {
	const last = `${dayOf(end)}T00:00:00Z`
	return Array.from({ length: count }, (_, index) =>
		addSeconds(last, (index + 1 - count) * 86_400).slice(0, 10),
	)
}

/**
 * Every surface of a provider, day by day. `asOf` is the last look of the whole record; days after
 * this provider's own coverage are not known.
 */
function daysOf(record: ProviderRecord, days: readonly string[], asOf: string): ProviderDays {
	const { id, name } = record.header
	const window = {
		from: `${days[0] ?? dayOf(asOf)}T00:00:00Z`,
		to: earliest(asOf, addSeconds(`${days.at(-1) ?? dayOf(asOf)}T00:00:00Z`, 86_400)) ?? asOf,
	}
	return {
		provider: { id, name },
		surfaces: record.header.surfaces.map((surface) => {
			const incidents = record.incidents
				.filter(
					(incident) =>
						(incident.kind === 'incident' || incident.kind === 'maintenance') &&
						incident.surfaces.includes(surface.id),
				)
				.map((incident) => ({ incident, span: lifespanOf(incident) }))
				.filter(({ span }) => touches(span.from, span.to ?? asOf, window.from, window.to))
			const seen = statesWithin(record, [surface.id], window).filter(
				(state) => state.basis === 'seen',
			)
			const states = [
				...seen,
				...incidents.flatMap(({ incident, span }) =>
					declaredWhileOpen(incident, surface.id, span.to ?? asOf),
				),
			]
			const since = beginningOf(record, surface.id)
			const dayState = (day: string): DayState => {
				const from = `${day}T00:00:00Z`
				const to = addSeconds(from, 86_400)
				const declared = states.filter((state) => touches(state.from, state.to ?? asOf, from, to))
				const worst = severity.findLast((level) => declared.some(({ state }) => state === level))
				if (worst !== undefined) return worst
				const open = incidents.filter(({ span }) => touches(span.from, span.to ?? asOf, from, to))
				if (open.length > 0)
					return open.some(({ incident }) => incident.kind === 'incident')
						? 'incident'
						: 'under_maintenance'
				if (since.isTold && since.at !== undefined && compareInstants(to, since.at) <= 0)
					return 'not_there'
				const observed =
					surface.covered &&
					since.at !== undefined &&
					compareInstants(from, `${dayOf(since.at)}T00:00:00Z`) >= 0 &&
					coveredWithin(record.coverage, { from, to }, asOf, surface.id) === 'whole'
				return observed && unobservedSeconds(record, from, to, asOf) <= mostUnobservedSeconds
					? 'clear'
					: 'unknown'
			}
			return {
				surface: { id: surface.id, name: surface.name },
				days: days.map(dayState),
				incidents: incidents.map(({ incident }) => incident.id),
			}
		}),
	}
}

/**
 * From when a surface is part of the record: the day that its provider's file gives, or when it is
 * first named, where that is earlier or no day is given. Before, it cannot have been up. Without
 * `at` nothing ever named it.
 */
function beginningOf(
	{ provider, incidents, states }: ProviderRecord,
	surface: string,
): { readonly at: string | undefined; readonly isTold: boolean } {
	const began = provider.surfaces.find(({ id }) => id === surface)?.began
	const told = began && `${began.day}T00:00:00Z`
	const first = earliest(
		...incidents
			.filter(({ surfaces }) => surfaces.includes(surface))
			.map((incident) => lifespanOf(incident).from),
		...states.filter((state) => state.surface === surface).map(({ from }) => from),
	)
	return { at: earliest(told, first), isTold: told !== undefined }
}

interface Declared {
	readonly state: SurfaceStateName
	readonly from: string
	readonly to?: string | undefined
}

/**
 * The states that an incident gave a surface, each until it gave another or was over. Histories
 * often leave out the statement that
 * took a state back; to carry it on beyond the incident would paint weeks that nobody described.
 */
function declaredWhileOpen(incident: Incident, surface: string, end: string): Declared[] {
	const declared = incident.updates.flatMap((update) =>
		update.states
			.filter((state) => state.surface === surface)
			.map((state) => ({
				key: state.componentId ?? state.component,
				state: state.state,
				from: update.at,
			})),
	)
	const stated = declared.map((entry, index) => ({
		...entry,
		to: declared.slice(index + 1).find((later) => later.key === entry.key)?.from ?? end,
	}))
	return [
		...stated,
		...incident.spans
			.filter((span) => span.surface === surface)
			.map((span) => ({ state: span.state, from: span.from, to: span.to ?? end })),
	]
}

/** From mild to severe; what is not in it declares no trouble. */
const severity: readonly DayState[] = [
	'under_maintenance',
	'degraded_performance',
	'partial_outage',
	'major_outage',
]

function touches(from: string, to: string, start: string, end: string): boolean {
	if (compareInstants(from, to) === 0)
		return compareInstants(from, start) >= 0 && compareInstants(from, end) < 0
	return compareInstants(from, end) < 0 && compareInstants(to, start) > 0
}

/**
 * How long the documents that bear states could not be read on a day; overlapping gaps count once
 * each, to be on the safe side.
 */
function unobservedSeconds(
	record: ProviderRecord,
	start: string,
	end: string,
	asOf: string,
): number {
	return record.gaps
		.filter((gap) => gap.bearsState && touches(gap.from, gap.to ?? asOf, start, end))
		.reduce((sum, gap) => {
			const from = compareInstants(gap.from, start) > 0 ? gap.from : start
			const to = compareInstants(gap.to ?? asOf, end) < 0 ? (gap.to ?? asOf) : end
			return sum + secondsBetween(from, to)
		}, 0)
}
