import type { Incident } from '#core/model/incident.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time.ts'
import type { Ledger } from './ledger.ts'
import { lifespanOf } from './lifespan.ts'

/** The beginning of an incident that names a surface. */
export interface Opening {
	readonly at: string
	/** Whether a component's last state still speaks: our looks were following a list that went on saying so. */
	readonly vouched: (component: string) => boolean
}

/**
 * When incidents that name a surface began. From then on what was called operational before is not known any more, until a statement or
 * a list says so again: a history that said it 19 days earlier, about something else, says nothing about this outage. Work that was
 * announced is no outage and ends only what nothing covers.
 */
export function openingsOf(surface: string, incidents: readonly Incident[], coverage: readonly Coverage[], { rest }: Ledger): Opening[] {
	const stretches = coverage.filter((entry) => entry.kind !== 'sample' && (entry.surface === undefined || entry.surface === surface))
	return incidents.flatMap((incident): Opening[] => {
		if (!incident.surfaces.includes(surface)) return []
		const at = lifespanOf(incident).from
		const covering = stretches.filter(({ from, to }) => compareInstants(from, at) <= 0 && (to === undefined || compareInstants(at, to) < 0))
		if (incident.kind !== 'incident' && covering.length > 0) return []
		const watched = covering.some(({ kind }) => kind === 'live')
		return [{ at, vouched: (component) => watched && listedAsWell(rest.listed[component], at) }]
	})
}

/** Whether the component list, as our own looks found it, stood at operational. */
function listedAsWell(entries: Ledger['rest']['listed'][string] | undefined, at: string): boolean {
	const last = entries?.findLast(({ seen }) => compareInstants(seen.by, at) <= 0)
	return last?.state === 'operational' && last.evidence.some((proof) => proof.kind === 'snapshot' && isOurLook(proof.provenance))
}
