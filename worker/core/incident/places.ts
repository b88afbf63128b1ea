import type { Incident } from '#core/model/incident.ts'
import type { ObservedIncident } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { InTime } from './in-time.ts'
import { incidentIdOf } from './merge.ts'

/** Finds the known incident that a page lists, by what it says of it and by the page's identity. */
export type PlaceOf = (observed: ObservedIncident, page: string | undefined) => Incident | undefined

/**
 * By id, by an id it once had, or, right after a page moved to another home, by its title and
 * filing time. `incidents` may grow while it is
 * used; what it knew at the beginning is looked up in maps, since a first look brings a whole
 * history.
 */
export function placesOf(incidents: ReadonlyMap<string, Incident>, source: Source): PlaceOf {
	const known = [...incidents.values()]
	let byAlias: ReadonlyMap<string, string> | undefined
	const byTitle = new Map<string | undefined, ReadonlyMap<string, InTime<string>>>()
	const titlesOf = (page: string | undefined) => {
		const titles = byTitle.get(page) ?? titled(known)
		byTitle.set(page, titles)
		return titles
	}
	return (observed, page) => {
		const id = incidentIdOf(source.id, observed.nativeId)
		const direct = incidents.get(id)
		if (direct) return direct
		byAlias ??= new Map(
			known
				.flatMap((incident) => incident.aliases.map((alias) => [alias, incident.id] as const))
				.reverse(),
		)
		const alias = byAlias.get(id)
		if (alias !== undefined) return incidents.get(alias)
		const filed = millisecondsOf(observed.createdAt)
		// Once it is listed on this page, it stays so: no later row can be it for having moved.
		const isElsewhere = (candidate: string) =>
			isListedElsewhere(incidents.get(candidate), source, page)
		const moved = titlesOf(page)
			.get(titleOf(observed))
			?.first(filed - movedMilliseconds, filed + movedMilliseconds, isElsewhere)
		return moved === undefined ? undefined : incidents.get(moved)
	}
}

/** A page that moved files its incidents within a minute of when it had filed them. */
const movedMilliseconds = 60_000

/**
 * Whether no document of the source lists it on this page, or on one that does not say which it is.
 */
function isListedElsewhere(
	incident: Incident | undefined,
	source: Source,
	page: string | undefined,
): boolean {
	return (
		incident?.listedIn.every(
			(listing) =>
				!listing.document.startsWith(`${source.id}/`) ||
				(listing.page !== undefined && listing.page !== page),
		) === true
	)
}

/** By title, in the order of their filing. */
function titled(known: readonly Incident[]): ReadonlyMap<string, InTime<string>> {
	return new Map(
		[...Map.groupBy(known, titleOf)].map(([title, own]) => {
			const filed = new Map(own.map(({ id, createdAt }) => [id, millisecondsOf(createdAt)]))
			return [title, new InTime(filed.keys(), (id) => filed.get(id) ?? 0)] as const
		}),
	)
}

/** White space and case aside. */
function titleOf({ title }: Pick<Incident, 'title'>): string {
	return title.toLowerCase().replace(/\s+/g, ' ').trim()
}
