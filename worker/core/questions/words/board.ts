import { toldEnd } from '#core/incident/milestones.ts'
import type { Incident, Update } from '#core/model/incident.ts'
import { isOver, isWatching } from '#core/model/vocabulary.ts'
import { touching } from '#core/ordered.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'
import { difference, intersection, length, merged, type Span } from '../toolkit/span.ts'
import type { TimedState } from '../toolkit/timed-states.ts'
import type { GreenStretch, Reversal } from './scorecard.ts'
import { eventOf } from './statements.ts'

/**
 * What the page's board showed while an incident was open: surfaces declared well too early, and
 * all of them green.
 */

/** A surface's states by time, prepared once so that each incident reads only its own stretch. */
export type Board = ReadonlyMap<string, readonly TimedState[]>

/**
 * Surfaces that the incident's own statements declared operational and then affected again; one
 * entry each time.
 */
export function reversalsOf(incident: Incident): Reversal[] {
	const well = new Map<string, { readonly update: Update; readonly kind: Reversal['kind'] }>()
	const affected = new Set<string>()
	const found: Reversal[] = []
	let remedy = false
	for (const update of incident.updates) {
		if (update.absence?.confirmed) continue
		if (update.status !== 'unknown') remedy = isWatching(update.status) || isOver(update.status)
		for (const { surface, component, state } of update.states) {
			const name = surface ?? component
			if (state === 'operational') {
				if (!well.has(name))
					well.set(name, {
						update,
						kind: remedy ? 'all-clear' : affected.has(name) ? 'denial' : 'spread',
					})
				continue
			}
			if (state === 'unknown' || state === 'not_covered' || state === 'under_maintenance') continue
			const said = well.get(name)
			affected.add(name)
			if (said) {
				found.push({
					provider: incident.provider,
					incident: incident.id,
					surface: name,
					saidAt: said.update.at,
					said: `${eventOf(incident, said.update)}:states`,
					takenBackAt: update.at,
					takenBack: `${eventOf(incident, update)}:states`,
					became: state,
					heldSeconds: (millisecondsOf(update.at) - millisecondsOf(said.update.at)) / 1000,
					kind: said.kind,
				})
			}
			well.delete(name)
		}
	}
	return found
}

/** Whether any statement of the incident declares states, so that it could be taken back at all. */
export function declaresStates(incident: Incident): boolean {
	return incident.updates.some((update) => update.states.length > 0)
}

/**
 * Stretches from the first statement to the end in which every surface that the incident names was
 * operational by the page.
 * Undefined where the states of one of them are not recorded there.
 */
export function greenOf(
	{ incident, from, to }: ScopedIncident,
	board: Board,
): GreenStretch[] | undefined {
	const first = incident.milestones.acknowledgedAt
	const open: Span = { from: Math.max(from, first === null ? from : millisecondsOf(first.at)), to }
	if (incident.surfaces.length === 0 || open.to <= open.from) return undefined
	let green: Span[] = [open]
	const shown: TimedState[] = []
	for (const surface of incident.surfaces) {
		const own = touching(board.get(surface) ?? [], open).filter(
			({ state }) => state.state !== 'unknown' && state.state !== 'not_covered',
		)
		if (own.length === 0) return undefined
		const operational = own.filter(({ state }) => state.state === 'operational')
		shown.push(...operational)
		green = intersection(green, merged(operational))
	}
	if (green.length === 0) return []
	const remedies = remediesOf(incident, to)
	return green.map((span) => {
		const last = shown.findLast((entry) => entry.from === span.from)
		const { state } = last ?? {}
		return {
			provider: incident.provider,
			incident: incident.id,
			from: instantOf(span.from),
			to: span.to === to && toldEnd(incident) === null ? null : instantOf(span.to),
			seconds: (span.to - span.from) / 1000,
			withoutRemedySeconds: length(difference([span], remedies)) / 1000,
			by:
				state?.incident !== undefined && state.update !== undefined
					? `${state.incident}:${state.update}:states`
					: null,
		}
	})
}

/** When a remedy was said to be in place. */
function remediesOf(incident: Incident, end: number): Span[] {
	const spans: Span[] = []
	let since: number | undefined
	for (const update of incident.updates) {
		if (update.absence?.confirmed || update.status === 'unknown') continue
		const at = millisecondsOf(update.at)
		if (isWatching(update.status) || isOver(update.status)) since ??= at
		else if (since !== undefined) {
			spans.push({ from: since, to: at })
			since = undefined
		}
	}
	if (since !== undefined) spans.push({ from: since, to: Math.max(since, end) })
	return merged(spans)
}
