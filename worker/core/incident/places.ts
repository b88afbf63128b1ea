import type { Incident } from '#core/model/incident.ts'
import type { ObservedIncident } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { millisecondsOf, secondsBetween } from '#core/time.ts'
import { incidentIdOf } from './merge.ts'
import { sameText } from './updates.ts'

/** Finds the known incident that a page lists, by what it says of it and by the page's identity. */
export type PlaceOf = (observed: ObservedIncident, page: string | undefined) => Incident | undefined

/**
 * By id, by an id it once had, or, right after a page moved to another home, by its title and filing time. `incidents` may grow while it is
 * used; what it knew at the beginning is looked up in maps, since a first look brings a whole history.
 */
export function placesOf(incidents: ReadonlyMap<string, Incident>, source: Source): PlaceOf {
	let index: { readonly byAlias: ReadonlyMap<string, string>; readonly byMinute: ReadonlyMap<number, readonly string[]> } | undefined
	return (observed, page) => {
		const id = incidentIdOf(source.id, observed.nativeId)
		const direct = incidents.get(id)
		if (direct) return direct
		index ??= indexOf(incidents)
		const alias = index.byAlias.get(id)
		if (alias !== undefined) return incidents.get(alias)
		const minute = minuteOf(observed.createdAt)
		for (const near of [minute - 1, minute, minute + 1]) {
			for (const candidate of index.byMinute.get(near) ?? []) {
				const incident = incidents.get(candidate)
				if (incident && isSameElsewhere(incident, observed, source, page)) return incident
			}
		}
		return undefined
	}
}

function isSameElsewhere(incident: Incident, observed: ObservedIncident, source: Source, page: string | undefined): boolean {
	const elsewhere = incident.listedIn.every((listing) => !listing.document.startsWith(`${source.id}/`) || (listing.page !== undefined && listing.page !== page))
	return (
		elsewhere && Math.abs(secondsBetween(incident.createdAt, observed.createdAt)) <= 60 && sameText(incident.title.toLowerCase(), observed.title.toLowerCase())
	)
}

function indexOf(incidents: ReadonlyMap<string, Incident>) {
	const byAlias = new Map<string, string>()
	const byMinute = new Map<number, string[]>()
	for (const { id, aliases, createdAt } of incidents.values()) {
		for (const alias of aliases) if (!byAlias.has(alias)) byAlias.set(alias, id)
		const minute = minuteOf(createdAt)
		const known = byMinute.get(minute)
		if (known) known.push(id)
		else byMinute.set(minute, [id])
	}
	return { byAlias, byMinute }
}

function minuteOf(instant: string): number {
	return Math.floor(millisecondsOf(instant) / 60_000)
}
