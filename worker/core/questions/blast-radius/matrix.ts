import type { Surface } from '#core/model/provider.ts'
import { compareInstants, instantOf } from '#core/time/time.ts'
import { concernOf } from '../toolkit/condition/concern.ts'
import { firstAfter } from '../toolkit/condition/spans.ts'
import { stretchesOf } from '../toolkit/condition/stretches.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { difference, intersection, length, type Span } from '../toolkit/span.ts'
import { type TimedState, timedStatesOf } from '../toolkit/timed-states.ts'
import type { CellKind, Matrix } from './figures.ts'

/** Surfaces against time for one episode or incident, with how each cell is known. */

/** An episode, or an incident that belongs to none. */
export interface Subject extends Span {
	readonly name: string
	readonly open: boolean
	readonly incidents: readonly ScopedIncident[]
}

const cellsAtMost = 200

/**
 * The latest episodes and lone incidents within a scope, the latest first, and how many there are.
 * An episode is there with all that the scope holds of it.
 */
export function subjectsOf(
	scope: ProviderScope,
	atMost: number,
): { readonly latest: readonly Subject[]; readonly count: number } {
	const entries = [...scope.incidents, ...scope.samples].filter(({ from, to }) => to > from)
	const byId = new Map(entries.map((entry) => [entry.incident.id, entry]))
	const taken = new Set<ScopedIncident>()
	const episodes = scope.episodes.flatMap(({ id, incidents }) => {
		const members = incidents.flatMap((member) => byId.get(member) ?? [])
		for (const member of members) taken.add(member)
		return members.length > 0 ? [subjectOf(`episodes/${id}`, members)] : []
	})
	const lone = entries.filter((entry) => !taken.has(entry)).sort((a, b) => b.from - a.from)
	const latest = [
		...episodes,
		...lone
			.slice(0, atMost)
			.map((entry) => subjectOf(`incidents/${scope.provider.id}/${entry.incident.id}`, [entry])),
	]
	return {
		latest: latest.sort((a, b) => b.from - a.from || (a.name < b.name ? -1 : 1)).slice(0, atMost),
		count: episodes.length + lone.length,
	}
}

function subjectOf(name: string, incidents: readonly ScopedIncident[]): Subject {
	return {
		name,
		incidents,
		from: incidents.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY),
		to: incidents.reduce((most, { to }) => Math.max(most, to), 0),
		open: incidents.some(({ open }) => open),
	}
}

/**
 * The matrix of a subject: every surface of the provider that the scope holds, over the subject's
 * time.
 */
export function matrixOf(
	subject: Subject,
	scope: ProviderScope,
	surfaces: readonly Surface[],
): Matrix {
	const concerns = subject.incidents.map(concernOf)
	const named = concerns.filter(({ entry }) => entry.incident.surfaces.length > 0)
	const unplaced = concerns.filter(({ entry }) => entry.incident.surfaces.length === 0)
	const complete = intersection(scope.windows, [subject])
	const states = timedStatesOf(scope)
	const rows = surfaces.map(({ id }) => {
		const own = named.filter(({ entry }) => entry.incident.surfaces.includes(id))
		const told = { states: touching(states.get(id) ?? [], subject), named: own, unplaced }
		const inside = stretchesOf(told, complete).map((stretch) => cellOf(stretch, true))
		const outside = stretchesOf(told, difference([subject], complete)).map((stretch) =>
			cellOf(stretch, false),
		)
		const cells = [...inside, ...outside].sort((a, b) => compareInstants(a.from, b.from))
		return { surface: id, cells: cells.slice(0, cellsAtMost), isCut: cells.length > cellsAtMost }
	})
	const covered = length(complete)
	return {
		subject: subject.name,
		provider: scope.provider.id,
		from: instantOf(subject.from),
		to: instantOf(subject.to),
		open: subject.open,
		coverage:
			covered === subject.to - subject.from ? 'complete' : covered > 0 ? 'partly' : 'sample',
		rows: rows.map(({ surface, cells }) => ({ surface, cells })),
		...(rows.some(({ isCut }) => isCut) && { cutAfter: cellsAtMost }),
	}
}

function touching(states: readonly TimedState[], span: Span): TimedState[] {
	const found: TimedState[] = []
	for (let index = firstAfter(states, span.from); index < states.length; index++) {
		const entry = states[index]
		if (!entry || entry.from >= span.to) break
		found.push(entry)
	}
	return found
}

function cellOf(
	{ from, to, condition, open, basis, incident, update }: ConditionSpan,
	isComplete: boolean,
): Matrix['rows'][number]['cells'][number] {
	const isState =
		condition !== 'clear' &&
		condition !== 'ungraded' &&
		condition !== 'unplaced' &&
		condition !== 'unknown'
	return {
		from: instantOf(from),
		to: instantOf(to),
		cell: kindOf(condition, open, isComplete),
		...(isState && { state: condition }),
		...(isState && basis && { basis }),
		...(incident !== undefined && { incident }),
		...(isState && update !== undefined && { update }),
	}
}

function kindOf(
	condition: ConditionSpan['condition'],
	open: ConditionSpan['open'],
	isComplete: boolean,
): CellKind {
	if (condition === 'ungraded') return 'inferred'
	if (condition === 'operational' && open !== 'no') return 'denied'
	if (condition === 'clear') return isComplete ? 'clear' : 'unknown'
	return condition === 'unplaced' || condition === 'unknown' ? 'unknown' : 'declared'
}
