import type { Incident, SurfaceState } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Coverage } from '#core/model/timeline.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { touching } from '#core/ordered.ts'
import { compareInstants, millisecondsOf } from '#core/time/time.ts'
import { byTime, type Change, declarationsOf } from './declarations.ts'
import type { Ledger, ListedState } from './ledger.ts'
import { isOpen, isWatched, lifespanOf, type Period, union } from './lifespan.ts'
import { type Opening, openingsOf, Vouchers } from './openings.ts'
import { worstOf } from './worst.ts'

/** A statement or a look, or the beginning of an incident that names the surface. */
type Moment = Change | Opening

/**
 * What the provider's page said of each surface over time: per component the last statement counts,
 * whichever incident made it
 * (a page shows one state a component), and a surface is as bad as its worst component. What a
 * component list shows without a
 * statement is dated by our look. Nothing is said outside of coverage, except while an incident
 * that names the surface is open; and
 * that it was well before such an incident began says nothing about the time of it (see
 * `openingsOf`).
 */
export function surfaceStates(
	ledger: Ledger,
	provider: Provider,
	coverage: readonly Coverage[],
): SurfaceState[] {
	const incidents = [...ledger.incidents.values()].filter(
		(incident) => speaksOfStates(incident) && !incident.absence?.confirmed,
	)
	const declared = incidents.flatMap((incident) => declarationsOf(incident, provider))
	const isListed = isOnWholeList(ledger)
	const changes = [
		...declared,
		...unexplained(ledger, declared),
		...incidents.flatMap((incident) =>
			lapses(incident, declarationsOf(incident, provider), isListed),
		),
	]
	return provider.surfaces.flatMap(({ id }) => {
		const own = changes.filter((change) => change.surface === id)
		const known = knownStretches(id, incidents, coverage)
		const moments = [...openingsOf(id, incidents, coverage), ...own].sort(byMoment)
		return stretchesOf(moments, new Vouchers(ledger, own), provider.id, id).flatMap((state) =>
			clip(state, known),
		)
	})
}

/**
 * A notice tells no state of a service, and neither does an entry that is no outage, whatever level
 * the page gave it.
 */
function speaksOfStates({ kind }: Incident): boolean {
	return kind === 'incident' || kind === 'maintenance'
}

/**
 * Histories often leave out the statement that took a state back. Where our looks did not follow
 * the page, and where it has no whole
 * component list that would say so, a trouble lasts as long as the incident that declared it; to
 * carry it on would paint weeks that
 * nobody described.
 */
function lapses(
	incident: Incident,
	declared: readonly Change[],
	isListed: (incident: Incident) => boolean,
): Change[] {
	const { to } = lifespanOf(incident)
	if (to === null || (isWatched(incident) && isListed(incident))) return []
	const own = new Map([...declared].sort(byTime).map((change) => [change.key, change]))
	return [...own.values()].map((change) => ({ ...change, at: to, state: 'unknown', lapse: true }))
}

/**
 * Whether the page that lists an incident has a whole component list, which says of every component
 * how it is now.
 */
function isOnWholeList({ rest }: Ledger): (incident: Incident) => boolean {
	const sources = new Set(
		Object.entries(rest.documents).flatMap(([key, { whole }]) => (whole ? [sourceOf(key)] : [])),
	)
	return ({ listedIn }) => listedIn.some(({ document }) => sources.has(sourceOf(document)))
}

function sourceOf(document: string): string {
	return document.slice(0, document.indexOf('/'))
}

/**
 * What the list showed and no statement explains. The first state ever listed is where our
 * knowledge begins.
 */
function unexplained(ledger: Ledger, declared: readonly Change[]): Change[] {
	const said = new Map<string, Change[]>()
	for (const change of [...declared].sort(byTime)) {
		const changes = said.get(change.key)
		if (changes) changes.push(change)
		else said.set(change.key, [change])
	}
	return Object.entries(ledger.rest.listed).flatMap(([key, entries]) =>
		unexplainedOf(key, entries, said.get(key) ?? []),
	)
}

/** Of one component: what its list showed, and what was declared of it, both oldest first. */
function unexplainedOf(
	key: string,
	entries: readonly ListedState[],
	said: readonly Change[],
): Change[] {
	// The surfaces that it was part of so far: after a renaming it may be part of another one now,
	// and says nothing of the former any more.
	const surfaces = new Set<string>()
	let before: Change | undefined
	let next = 0
	return entries.flatMap((entry, position): Change[] => {
		const { surface, state, seen, evidence, gone } = entry
		for (
			let change = said[next];
			change && compareInstants(change.at, seen.by) <= 0;
			change = said[++next]
		) {
			before = change
			surfaces.add(change.surface)
		}
		const own = { key, at: seen.by, basis: 'seen' as const, seen, evidence: [...evidence] }
		const left = [...surfaces].flatMap((former): Change[] =>
			former === surface ? [] : [{ ...own, surface: former, state: 'unknown', gone: true }],
		)
		if (surface === undefined) return left
		surfaces.add(surface)
		// That a list goes on calling a component well counts again after an incident has begun that
		// names it.
		const isExplained =
			before?.state === state &&
			state !== 'operational' &&
			!spokeSince(entries[position - 1], before.at)
		if (isExplained && !gone) return left
		return [...left, { ...own, surface, state, ...(gone && { gone: true as const }) }]
	})
}

/**
 * Whether the list said something else after the statement, so that the statement explains nothing
 * any more.
 */
function spokeSince(last: ListedState | undefined, declaredAt: string): boolean {
	return last !== undefined && compareInstants(last.seen.by, declaredAt) >= 0
}

/** What is said at the very moment at which an incident begins is said during it. */
function byMoment(a: Moment, b: Moment): number {
	return compareInstants(a.at, b.at) || rank(a) - rank(b)
}

function rank(moment: Moment): number {
	return 'watched' in moment ? 0 : moment.basis === 'declared' ? 1 : 2
}

/** Sweeps over the changes of one surface's components; equal neighbours become one stretch. */
function stretchesOf(
	moments: readonly Moment[],
	vouchers: Vouchers,
	provider: string,
	surface: string,
): SurfaceState[] {
	const components = new Components()
	const rows: SurfaceState[] = []
	moments.forEach((change, position) => {
		const last = rows.at(-1)
		if ('watched' in change) {
			for (const key of vouchers.unvouched(change)) components.leave(key)
			if (
				last?.to === undefined &&
				last?.state === 'operational' &&
				components.worst() !== 'operational'
			)
				last.to = change.at
			return
		}
		if (change.gone) {
			components.leave(change.key)
			vouchers.note(change.key, undefined)
		} else if (
			!change.lapse ||
			(components.stateOf(change.key) !== 'operational' &&
				components.speakerOf(change.key) === change.incident)
		) {
			components.say(change)
			vouchers.note(change.key, change.state)
		}
		const next = moments[position + 1]
		// Statements of one update about several components are one moment.
		if (
			next &&
			!('watched' in next) &&
			next.at === change.at &&
			next.basis === change.basis &&
			next.key !== change.key
		)
			return
		// Where the last row of a surface has left the page, what it is now is not known.
		const state = components.worst() ?? ('gone' in change && change.gone ? 'unknown' : undefined)
		if (state === undefined) return
		if (last && last.to === undefined) {
			if (last.state === state) return
			last.to = change.at
		}
		const { basis, seen, incident, update, evidence } = change
		rows.push({
			provider,
			surface,
			state,
			from: change.at,
			basis,
			seen,
			...(incident && { incident }),
			...(update && { update }),
			evidence: [...evidence],
		})
	})
	return rows.filter((row) => row.to === undefined || compareInstants(row.to, row.from) > 0)
}

/**
 * The components of one surface as they stand: how many are in each state, so that the worst is
 * known without a look at all of them.
 */
class Components {
	readonly #states = new Map<string, Change>()
	readonly #counts = new Map<SurfaceStateName, number>()

	say(change: Change): void {
		this.leave(change.key)
		this.#states.set(change.key, change)
		this.#counts.set(change.state, (this.#counts.get(change.state) ?? 0) + 1)
	}

	leave(key: string): void {
		const known = this.#states.get(key)
		if (!known) return
		const left = (this.#counts.get(known.state) ?? 1) - 1
		if (left > 0) this.#counts.set(known.state, left)
		else this.#counts.delete(known.state)
		this.#states.delete(key)
	}

	stateOf(key: string): SurfaceStateName | undefined {
		return this.#states.get(key)?.state
	}

	/** The incident that declared a component's state. */
	speakerOf(key: string): string | undefined {
		return this.#states.get(key)?.incident
	}

	worst(): SurfaceStateName | undefined {
		return worstOf(this.#counts.keys())
	}
}

/** A stretch with its ends in epoch milliseconds. */
interface KnownStretch {
	readonly from: number
	readonly to: number
	readonly stretch: Period
}

function knownStretches(
	surface: string,
	incidents: readonly Incident[],
	coverage: readonly Coverage[],
): KnownStretch[] {
	const covered = coverage
		.filter(
			(entry) =>
				entry.kind !== 'sample' && (entry.surface === undefined || entry.surface === surface),
		)
		.map(({ from, to }) => ({ from, to: to ?? null }))
	const open = incidents
		.filter((incident) => incident.surfaces.includes(surface))
		.map((incident) =>
			isOpen(incident) ? { from: lifespanOf(incident).from, to: null } : lifespanOf(incident),
		)
	return union([...covered, ...open], 1).map((stretch) => ({
		from: millisecondsOf(stretch.from),
		to: stretch.to === null ? Number.POSITIVE_INFINITY : millisecondsOf(stretch.to),
		stretch,
	}))
}

function clip(state: SurfaceState, known: readonly KnownStretch[]): SurfaceState[] {
	const span = {
		from: millisecondsOf(state.from),
		to: state.to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(state.to),
	}
	return touching(known, span).flatMap(({ stretch: { from, to } }) => {
		const start = compareInstants(from, state.from) > 0 ? from : state.from
		const ends = [to, state.to]
			.filter((end): end is string => typeof end === 'string')
			.sort(compareInstants)
		const end = ends[0]
		if (end !== undefined && compareInstants(end, start) <= 0) return []
		const { to: _, ...rest } = state
		return [{ ...rest, from: start, ...(end !== undefined && { to: end }) }]
	})
}
