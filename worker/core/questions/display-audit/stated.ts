import type { Incident } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { concernOf } from '../toolkit/condition/concern.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'
import type { Span } from '../toolkit/span.ts'

/**
 * A stretch in which the page's own statements have a product in partial or major outage, and the
 * incident that said so.
 */
export interface StatedOutage extends Span {
	readonly state: 'partial_outage' | 'major_outage'
	readonly incident: string
}

/** What the statements of a page say about one product. */
export interface Stated {
	/** Disjoint, by beginning. */
	readonly outages: readonly StatedOutage[]
	/** When a statement gives the product a state, whichever. */
	readonly spokenAt: readonly number[]
	/** The time of incidents that name the product and give it no state. */
	readonly silent: readonly Span[]
	/** The time of incidents whose times are known no better than to the hour or day. */
	readonly vague: readonly Span[]
	/** The time of incidents left in an outage although nothing says when that ended. */
	readonly endless: readonly Span[]
}

interface Change {
	readonly at: number
	/** `ended`: the incident was over, and had not given the product another state. */
	readonly state: SurfaceStateName | 'ended'
	readonly incident: string
}

interface Draft {
	readonly changes: Change[]
	readonly silent: Span[]
	readonly vague: Span[]
	readonly endless: Span[]
}

/**
 * Reads the statements of one provider by product. A product is in the state that the latest
 * statement gave it, whichever incident that was for,
 * as on the page itself; the end of an incident ends an outage that its own statement left
 * standing.
 */
export function statedBySurface(
	entries: readonly ScopedIncident[],
	surfaces: readonly string[],
): Map<string, Stated> {
	const drafts = new Map(
		surfaces.map((surface): [string, Draft] => [
			surface,
			{ changes: [], silent: [], vague: [], endless: [] },
		]),
	)
	for (const entry of entries) {
		const { incident, from, to } = entry
		const own = changesOf(incident)
		const { kind, span } = concernOf(entry)
		for (const surface of new Set([...incident.surfaces, ...own.keys()])) {
			const draft = drafts.get(surface)
			if (!draft) continue
			const changes = own.get(surface)
			if (!changes) {
				// Maintenance is no outage: that it gives no state says nothing.
				if (incident.kind !== 'maintenance') draft.silent.push({ from, to })
			} else if (kind === 'vague') draft.vague.push(span)
			else {
				draft.changes.push(...changes)
				const last = changes.at(-1)
				if (last === undefined || !isOutage(last.state)) continue
				if (entry.ended)
					draft.changes.push({ at: Math.max(to, last.at), state: 'ended', incident: incident.id })
				else draft.endless.push({ from: last.at, to: Number.POSITIVE_INFINITY })
			}
		}
	}
	return new Map(
		[...drafts].map(([surface, { changes, ...rest }]) => [
			surface,
			{ ...rest, spokenAt: changes.map(({ at }) => at), outages: outagesOf(changes) },
		]),
	)
}

function changesOf({ id, updates }: Incident): Map<string, Change[]> {
	const found = new Map<string, Change[]>()
	for (const { at, states, absence } of updates) {
		if (absence?.confirmed) continue
		for (const { surface, state } of states) {
			if (surface === undefined) continue
			const change = { at: millisecondsOf(at), state, incident: id }
			const known = found.get(surface)
			if (known) known.push(change)
			else found.set(surface, [change])
		}
	}
	return found
}

function outagesOf(changes: Change[]): StatedOutage[] {
	// Stable: of one moment the later filed counts.
	changes.sort((a, b) => a.at - b.at)
	const outages: StatedOutage[] = []
	let standing: Change | undefined
	for (const change of changes) {
		if (change.state === 'ended' && standing?.incident !== change.incident) continue
		if (standing && isOutage(standing.state) && change.at > standing.at)
			outages.push({
				from: standing.at,
				to: change.at,
				state: standing.state,
				incident: standing.incident,
			})
		standing = change
	}
	return outages
}

function isOutage(state: Change['state']): state is StatedOutage['state'] {
	return state === 'partial_outage' || state === 'major_outage'
}
