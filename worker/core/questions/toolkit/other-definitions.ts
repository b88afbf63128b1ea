import { startVariants } from '#core/incident/metrics.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type { Incident, Milestones, Update } from '#core/model/incident.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { isCoarse } from './lengths.ts'
import type { ProviderScope, ScopedIncident, ScopedRecord } from './scoped-record.ts'

/**
 * Definitions that other studies of status pages use and these figures do not, each with the
 * incident on which the two differ most: so that a reader sees why another count of the same page
 * comes out otherwise.
 */

/** One definition of ours beside another one in use. */
export interface OtherDefinition {
	readonly figure: string
	readonly ours: string
	readonly others: string
	readonly unit: 'seconds' | 'products'
	/** How many incidents both apply to, and on how many they give another number. */
	readonly compared: number
	readonly differing: number
	/** The incident that shows it best; null where the record has none. */
	readonly example: Example | null
}

interface Example {
	readonly incident: Pick<Incident, 'provider' | 'id' | 'title' | 'createdAt'>
	/** Seconds or products; null where there is no number by this definition. */
	readonly ours: number | null
	readonly others: number | null
}

/** What one incident is by both; undefined where the question does not arise. */
type Pair = readonly [ours: number | null, others: number | null]

interface Definition extends Pick<OtherDefinition, 'figure' | 'ours' | 'others' | 'unit'> {
	readonly of: (entry: ScopedIncident, next: ScopedIncident | undefined) => Pair | undefined
}

const definitions = [
	{
		figure: 'Time to resolve: its beginning',
		unit: 'seconds',
		ours: startVariants.statedStart,
		others: startVariants.firstStage,
		of: ({ incident, ended }) => {
			const end = endOf(incident)
			const { startedAt, acknowledgedAt } = incident.milestones
			if (!ended || end === undefined || !isExact(startedAt) || !isExact(acknowledgedAt)) return
			return [end - millisecondsOf(startedAt.at), end - millisecondsOf(acknowledgedAt.at)]
		},
	},
	{
		figure: 'Time to resolve: an incident that was opened again',
		unit: 'seconds',
		ours: 'To the first end after which the incident was not open again.',
		others: 'To the first update with the status “resolved”.',
		of: ({ incident, from, ended }) => {
			const end = endOf(incident)
			const first = updatesOf(incident).find(({ status }) => isOver(status))
			if (!ended || end === undefined || !first) return
			return [end - from, millisecondsOf(first.at) - from]
		},
	},
	{
		figure: 'Time to resolve: words after the end',
		unit: 'seconds',
		ours: 'To the end; a postmortem or a later note does not move it.',
		others: 'To the last update of any kind.',
		of: ({ incident, from, ended }) => {
			const end = endOf(incident)
			const last = updatesOf(incident).at(-1)
			if (!ended || end === undefined || !last) return
			return [end - from, millisecondsOf(last.at) - from]
		},
	},
	{
		figure: 'Time to resolve: an incident filed when it was over',
		unit: 'seconds',
		ours: 'Left out: one update that is also the end tells no length.',
		others: 'Counted as 0 s.',
		of: ({ incident, from, to, ended }) =>
			updatesOf(incident).length === 1 && ended && from === to ? [null, 0] : undefined,
	},
	{
		figure: 'Time between failures: incidents that overlap',
		unit: 'seconds',
		ours: 'From the end to the next start: left out where the next began before the end.',
		others: 'Counted as zero or as a negative time.',
		of: (entry, next) => {
			if (!next || !entry.ended) return
			const between = next.from - entry.to
			return [between < 0 ? null : between, between]
		},
	},
	{
		figure: 'Incidents of a product',
		unit: 'products',
		ours: 'Counted for each product that the incident names.',
		others: 'Counted once, for the product named first.',
		of: ({ incident }) => {
			const { length } = incident.surfaces
			return length === 0 ? undefined : [length, 1]
		},
	},
] as const satisfies readonly Definition[]

/**
 * Each definition over the complete part of the record, where both can be counted; the example is
 * the incident whose two numbers lie furthest apart, one that only one of them counts before all
 * others.
 */
export function otherDefinitions({ providers }: ScopedRecord): OtherDefinition[] {
	return definitions.map((definition: Definition) => {
		const { figure, ours, others, unit } = definition
		const pairs = providers.flatMap((scope) => pairsOf(scope, definition))
		const differing = pairs.filter(({ distance }) => distance > 0)
		const [furthest] = differing.sort(
			(a, b) => b.distance - a.distance || (a.example.incident.id < b.example.incident.id ? -1 : 1),
		)
		return {
			figure,
			ours,
			others,
			unit,
			compared: pairs.length,
			differing: differing.length,
			example: furthest?.example ?? null,
		}
	})
}

function pairsOf(
	{ incidents }: ProviderScope,
	{ of, unit }: Definition,
): { readonly distance: number; readonly example: Example }[] {
	const each = unit === 'seconds' ? 1000 : 1
	return incidents.flatMap((entry, position) => {
		const pair = of(entry, incidents[position + 1])
		if (!pair) return []
		const [ours, others] = pair.map((value) => (value === null ? null : value / each))
		if (ours === undefined || others === undefined) return []
		return [
			{ distance: distanceOf(ours, others), example: { incident: entry.incident, ours, others } },
		]
	})
}

/** What only one of them counts differs by more than any two numbers. */
function distanceOf(ours: number | null, others: number | null): number {
	if (ours === null || others === null) return ours === others ? 0 : Number.MAX_VALUE
	return Math.abs(ours - others)
}

const updatesOf = ({ updates }: Incident): readonly Update[] =>
	updates.filter((update) => !update.absence?.confirmed)

/** Epoch milliseconds of an end that somebody told exactly. */
function endOf(incident: Incident): number | undefined {
	const end = toldEnd(incident)
	return isExact(end) ? millisecondsOf(end.at) : undefined
}

/** A time known to the hour or the day is no basis for a difference. */
const isExact = (moment: Moment | null): moment is Moment => moment !== null && !isCoarse(moment)

type Moment = NonNullable<Milestones['startedAt']>
