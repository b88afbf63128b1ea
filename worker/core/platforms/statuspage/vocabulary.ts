import type { Impact, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { wordsOf } from '../read.ts'

/**
 * The words of Statuspage and of those who speak its language, for the terms of our vocabularies.
 */

export const states: ReadonlyMap<string, SurfaceStateName> = wordsOf([
	'operational',
	'degraded_performance',
	'partial_outage',
	'major_outage',
	'under_maintenance',
])

export const statuses: ReadonlyMap<string, IncidentStatus> = wordsOf([
	'investigating',
	'identified',
	'monitoring',
	'resolved',
	'postmortem',
	'scheduled',
	'in_progress',
	'verifying',
	'completed',
])

/** A maintenance has the impact `maintenance`, which says nothing about harm. */
export const impacts: ReadonlyMap<string, Impact> = wordsOf(
	['none', 'minor', 'major', 'critical'],
	{ maintenance: 'none' },
)
