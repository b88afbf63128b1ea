import { lifespanOf } from '#core/incident/lifespan.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import type { Episode, Incident, SurfaceState } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { difference, intersection, merged, type Span } from './span.ts'
import { timedStatesOf } from './timed-states.ts'

/**
 * What of an Export figures are counted from; timelines tell the same again for readers, and would
 * be half of what a query moves.
 */
export type Analysable = Pick<
	Export,
	| 'generatedAt'
	| 'asOf'
	| 'providers'
	| 'coverage'
	| 'incidents'
	| 'states'
	| 'episodes'
	| 'claims'
	| 'readings'
	| 'rises'
	| 'possibleRises'
	| 'promises'
	| 'causes'
	| 'commitments'
	| 'published'
	| 'publishedDays'
	| 'gaps'
>

/**
 * The part of an Export that a scope names, cut once so that every question reads the same thing.
 */
export interface ScopedRecord {
	/** The last look that the record rests on, epoch milliseconds; 0 for an empty one. */
	readonly asOf: number
	readonly providers: readonly ProviderScope[]
	/** The whole, for what is not cut: claims, readings, rises, content registers. */
	readonly record: Analysable
	/** A limit on the draws of chance baselines, for who cannot wait; absent means none. */
	readonly drawsAtMost?: number
}

/** One provider within the scope. */
export interface ProviderScope {
	readonly provider: Provider
	/** Where the record is complete (live or census, within the scope), merged and sorted. */
	readonly windows: readonly Span[]
	/** The same without the stretches in which no document that bears states could be read. */
	readonly observed: readonly Span[]
	readonly coverage: readonly Coverage[]
	/**
	 * Unplanned incidents that the provider itself filed and did not withdraw, which began inside of
	 * `windows`; by beginning.
	 */
	readonly incidents: readonly ScopedIncident[]
	/**
	 * The same, which began inside of the scope but where only samples were collected: for lists,
	 * never for rates.
	 */
	readonly samples: readonly ScopedIncident[]
	/**
	 * Unplanned incidents that began outside of `windows` and were still open inside: their time
	 * there counts, they themselves do not.
	 */
	readonly carried: readonly ScopedIncident[]
	/**
	 * Unplanned incidents open inside of `windows` that name no surface; also where the scope is one
	 * surface, since they may concern it.
	 */
	readonly unplaced: readonly ScopedIncident[]
	/** Incidents of crowd origin: never acknowledged. */
	readonly unacknowledged: readonly ScopedIncident[]
	readonly maintenance: readonly ScopedIncident[]
	/** Filed as incidents, and held by an editor to be no outage: in no figure, and said so. */
	readonly notOutages: readonly ScopedIncident[]
	/**
	 * When each surface is named, by an incident or a state, in the whole record whatever the scope:
	 * before it is, it may not have existed.
	 */
	readonly mentions: ReadonlyMap<string, readonly number[]>
	/** Of the surfaces in scope, by beginning. */
	readonly states: readonly SurfaceState[]
	readonly episodes: readonly Episode[]
}

export interface ScopedIncident extends Span {
	readonly incident: Incident
	/** Still open at `asOf`: `to` is `asOf` then, and its length is a lower bound. */
	readonly open: boolean
	/** It ended, and when is known: otherwise its length is not known. */
	readonly ended: boolean
}

/** Only that of an Export. */
export function analysableOf(record: Export): Analysable {
	const {
		generatedAt,
		asOf,
		providers,
		coverage,
		incidents,
		states,
		episodes,
		claims,
		readings,
		rises,
		possibleRises,
		gaps,
	} = record
	const { promises, causes, commitments, published, publishedDays } = record
	const registers = { promises, causes, commitments, published, publishedDays }
	return {
		generatedAt,
		asOf,
		providers,
		coverage,
		incidents,
		states,
		episodes,
		claims,
		readings,
		rises,
		possibleRises,
		gaps,
		...registers,
	}
}

/**
 * Cuts an Export to a scope. A scope that names a provider or surface which does not exist gives no
 * providers.
 */
export function scopedRecord(record: Analysable, scope: Scope): ScopedRecord {
	const asOf = record.generatedAt === null ? 0 : millisecondsOf(record.generatedAt)
	const bounds = {
		from: scope.from === undefined ? 0 : millisecondsOf(scope.from),
		to: scope.to === undefined ? asOf + 1 : millisecondsOf(scope.to),
	}
	const byProvider = {
		incidents: Map.groupBy(record.incidents, (incident) => incident.provider),
		states: Map.groupBy(record.states, (state) => state.provider),
		// An episode of several providers is an editor's story across records, and in no figure of one
		// of them.
		episodes: Map.groupBy(
			record.episodes.filter((episode) => episode.providers === undefined),
			(episode) => episode.provider,
		),
	}
	const providers = record.providers
		.filter((provider) => scope.provider === undefined || provider.id === scope.provider)
		.filter(
			(provider) =>
				scope.surface === undefined ||
				provider.surfaces.some((surface) => surface.id === scope.surface),
		)
		.map((provider): ProviderScope => {
			// A provider that is no longer looked at is known up to its own last look, not the record's.
			const providerAsOf = millisecondsOf(
				record.asOf[provider.id] ?? record.generatedAt ?? '1970-01-01T00:00:00Z',
			)
			const coverage = record.coverage.filter(
				(entry) => entry.provider === provider.id && covers(entry.surface, scope),
			)
			const complete = coverage.filter((entry) => entry.kind !== 'sample')
			const windows = intersection(merged(complete.map((entry) => spanOf(entry, providerAsOf))), [
				bounds,
			])
			const all = (byProvider.incidents.get(provider.id) ?? [])
				.filter((incident) => !incident.absence?.confirmed)
				.map((incident) => scopedIncident(incident, providerAsOf))
				.sort((a, b) => a.from - b.from || (a.incident.id < b.incident.id ? -1 : 1))
			const named = all.filter(
				({ incident }) => scope.surface === undefined || incident.surfaces.includes(scope.surface),
			)
			const [unplanned, others] = divided(named, isUnplanned)
			const isOwn = (entry: Span) => entry.from >= bounds.from && entry.from < bounds.to
			const own = unplanned.filter(isOwn)
			const inside = insideOf(windows)
			const states = byProvider.states.get(provider.id) ?? []
			return {
				provider,
				windows,
				observed: difference(windows, gapsOf(record, provider.id, asOf)),
				coverage: complete,
				incidents: own.filter(inside),
				samples: own.filter((entry) => !inside(entry)),
				carried: unplanned.filter(
					(entry) =>
						!inside(entry) &&
						windows.some((window) => entry.from < window.from && entry.to > window.from),
				),
				unplaced: all.filter(
					(entry) =>
						entry.incident.surfaces.length === 0 && isUnplanned(entry) && touches(windows, entry),
				),
				unacknowledged: others.filter((entry) => entry.incident.origin === 'crowd' && isOwn(entry)),
				maintenance: others.filter(
					(entry) => entry.incident.kind === 'maintenance' && isOwn(entry),
				),
				notOutages: others.filter(
					(entry) => entry.incident.kind === 'not_an_outage' && isOwn(entry),
				),
				mentions: mentionsOf(all, states),
				// The list itself where all of it is asked for: what is computed of it is kept with it.
				states:
					scope.surface === undefined
						? states
						: states.filter((state) => state.surface === scope.surface),
				episodes: byProvider.episodes.get(provider.id) ?? [],
			}
		})
	return { asOf, providers, record }
}

/** A stretch that is complete for one surface says nothing about the others. */
function covers(surface: string | undefined, scope: Scope): boolean {
	return surface === undefined || surface === scope.surface
}

function spanOf(
	entry: { readonly from: string; readonly to?: string | undefined },
	asOf: number,
): Span {
	return {
		from: millisecondsOf(entry.from),
		to: entry.to === undefined ? asOf : millisecondsOf(entry.to),
	}
}

/** Of one that was not withdrawn. */
function scopedIncident(incident: Incident, asOf: number): ScopedIncident {
	const { from, to } = lifespanOf(incident)
	const begin = millisecondsOf(from)
	return {
		incident,
		from: begin,
		to: Math.max(begin, to === null ? asOf : millisecondsOf(to)),
		open: to === null,
		ended: (toldEnd(incident)?.at ?? incident.resolvedAt) !== undefined,
	}
}

function touches(windows: readonly Span[], entry: Span): boolean {
	return windows.some((window) => entry.from < window.to && entry.to >= window.from)
}

function mentionsOf(
	incidents: readonly ScopedIncident[],
	states: readonly SurfaceState[],
): Map<string, number[]> {
	const found = new Map(
		[...timedStatesOf({ states })].map(([surface, own]) => [surface, own.map(({ from }) => from)]),
	)
	const add = (surface: string, moment: number) => {
		const known = found.get(surface)
		if (known) known.push(moment)
		else found.set(surface, [moment])
	}
	for (const { incident, from } of incidents)
		for (const surface of incident.surfaces) add(surface, from)
	return found
}

/** Those for which it is so, and those for which it is not. */
function divided(
	entries: readonly ScopedIncident[],
	isSo: (entry: ScopedIncident) => boolean,
): [ScopedIncident[], ScopedIncident[]] {
	const parts: [ScopedIncident[], ScopedIncident[]] = [[], []]
	for (const entry of entries) parts[isSo(entry) ? 0 : 1].push(entry)
	return parts
}

function isUnplanned({ incident }: ScopedIncident): boolean {
	return incident.kind === 'incident' && incident.origin === 'official'
}

function insideOf(windows: readonly Span[]): (entry: Span) => boolean {
	return (entry) => windows.some((window) => entry.from >= window.from && entry.from < window.to)
}

function gapsOf(record: Analysable, provider: string, asOf: number): Span[] {
	return merged(
		record.gaps
			.filter(
				(gap) => gap.bearsState && gap.sources.some((source) => source.startsWith(`${provider}/`)),
			)
			.map((gap) => spanOf(gap, asOf)),
	)
}
