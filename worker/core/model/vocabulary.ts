import * as z from 'zod/mini'

/**
 * The closed vocabularies. Each has `unknown`: a word that we do not know becomes `unknown` plus a
 * recorded problem,
 * never something healthy. Surface states and incident statuses are two vocabularies and never
 * meet.
 */

export const SurfaceStateName = z.enum([
	'operational',
	'degraded_performance',
	'partial_outage',
	'major_outage',
	'under_maintenance',
	'unknown',
	'not_covered',
])
export type SurfaceStateName = z.infer<typeof SurfaceStateName>

export const IncidentStatus = z.enum([
	'investigating',
	'identified',
	'monitoring',
	'resolved',
	'postmortem',
	'scheduled',
	'in_progress',
	'verifying',
	'completed',
	'unknown',
])
export type IncidentStatus = z.infer<typeof IncidentStatus>

export const Impact = z.enum(['none', 'minor', 'major', 'critical', 'unknown'])
export type Impact = z.infer<typeof Impact>

/**
 * A notice informs (a quota change, a deprecation); neither it nor maintenance is an outage.
 * `not_an_outage`: the page files it as an incident, and an
 * editor holds it to be none (access suspended by decision); no page says so itself, and the reason
 * always goes with it.
 */
export const IncidentKind = z.enum(['incident', 'maintenance', 'notice', 'not_an_outage'])
export type IncidentKind = z.infer<typeof IncidentKind>

export const Origin = z.enum(['official', 'crowd'])
export type Origin = z.infer<typeof Origin>

/** Where a claim stands against the record. */
export const Standing = z.enum(['agrees', 'conflicts', 'superseded', 'not checkable'])
export type Standing = z.infer<typeof Standing>

/**
 * How a snapshot came to be: `live`, fetched by the recorder at that moment; `import`, the
 * provider's own file, loaded later;
 * `replay`, a recording played through the recorder; `rebuilt`, put together afterwards from
 * sources, its bytes are not the provider's.
 */
export const Provenance = z.enum(['live', 'import', 'replay', 'rebuilt'])
export type Provenance = z.infer<typeof Provenance>

/**
 * Whether a snapshot is a look of ours at that moment, live or replayed. What was only read later
 * says nothing about when a thing appeared.
 */
export function isOurLook(provenance: Provenance): boolean {
	return provenance === 'live' || provenance === 'replay'
}

/** Whether an incident is over, by its status. `unknown` is not over. */
export function isOver(status: IncidentStatus): boolean {
	return status === 'resolved' || status === 'postmortem' || status === 'completed'
}

/** Whether a status says that a remedy is in place and being watched. */
export function isWatching(status: IncidentStatus): boolean {
	return status === 'monitoring' || status === 'verifying'
}
