import type { Milestones } from '#core/model/incident.ts'
import type { Confidence } from '#core/model/instant.ts'
import type { Counted, UsualBasis, Verdict } from '#core/model/report.ts'
import type { Coverage, EventKind, TimelineEvent } from '#core/model/timeline.ts'
import type {
	Impact,
	IncidentKind,
	IncidentStatus,
	Provenance,
	SurfaceStateName,
} from '#core/model/vocabulary.ts'

/**
 * The vocabularies in words for readers. Closed maps: a new member does not compile until it has
 * its words.
 */

export const stateWords: Readonly<Record<SurfaceStateName, string>> = {
	operational: 'operational',
	degraded_performance: 'degraded performance',
	partial_outage: 'partial outage',
	major_outage: 'major outage',
	under_maintenance: 'under maintenance',
	unknown: 'not known',
	not_covered: 'not covered',
}

/** What a picture shows of a surface, in the order of its legend. */
export const drawnWords: Readonly<Record<SurfaceStateName | 'affected', string>> = {
	...stateWords,
	affected: 'affected, level not stated',
}

export const statusWords: Readonly<Record<IncidentStatus, string>> = {
	investigating: 'investigating',
	identified: 'identified',
	monitoring: 'monitoring',
	resolved: 'resolved',
	postmortem: 'postmortem',
	scheduled: 'scheduled',
	in_progress: 'in progress',
	verifying: 'verifying',
	completed: 'completed',
	unknown: 'status not known',
}

export const impactWords: Readonly<Record<Impact, string>> = {
	none: 'no impact',
	minor: 'minor',
	major: 'major',
	critical: 'critical',
	unknown: 'not rated',
}

export const kindWords: Readonly<Record<IncidentKind, string>> = {
	incident: 'incident',
	maintenance: 'maintenance',
	notice: 'notice',
	not_an_outage: 'not an outage',
}

export const provenanceWords: Readonly<
	Record<Provenance, { readonly short: string; readonly long: string }>
> = {
	live: { short: 'watched live', long: 'fetched by our recorder at that moment' },
	import: { short: 'imported', long: 'read later from the provider’s own file' },
	replay: {
		short: 'replay',
		long: 'a recording played through our recorder, not watched as it happened',
	},
	rebuilt: {
		short: 'rebuilt',
		long: 'compiled later from public records; not a copy of the provider’s page',
	},
}

export const confidenceWords: Readonly<Record<Confidence, string>> = {
	exact: 'exact',
	approximate: 'approximate time',
	disputed: 'sources disagree',
}

export const coverageWords: Readonly<Record<Coverage['kind'], string>> = {
	live: 'watched live',
	census: 'census: everything that the page listed, read once',
	sample: 'sample: chosen incidents only, no rates can be drawn from it',
}

export const coverageShort: Readonly<Record<Coverage['kind'], string>> = {
	live: 'live',
	census: 'census',
	sample: 'sample',
}

/** The milestones in their order. */
export const milestoneLabels: readonly (readonly [keyof Milestones, string])[] = [
	['startedAt', 'Started'],
	['signalAt', 'First seen by the crowd'],
	['acknowledgedAt', 'Acknowledged'],
	['identifiedAt', 'Cause identified'],
	['monitoringAt', 'Fix being watched'],
	['resolvedAt', 'Resolved'],
	['postmortemAt', 'Postmortem'],
]

export const originWords = {
	official: 'official',
	crowd: 'crowd reports',
	annotation: 'editor',
	derived: 'from our snapshots',
} as const

export const countedWords: Readonly<Record<Counted, string>> = {
	reporters: 'people who said that something is broken for them',
	mentions: 'texts that name the service, which rise with news as with an outage',
}

/** What a source itself says of its counts. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
	quiet: 'no problem',
	possible: 'a possible problem',
	problem: 'a problem',
	unknown: 'a word that is not known here',
}

/** Where the usual volume comes from, as a sentence. */
export const basisWords: Readonly<Record<UsualBasis, string>> = {
	source: 'What is usual is the source’s own figure.',
	'hour-of-week': 'What is usual is the middle of the same hour in the weeks kept.',
	recent:
		'What is usual is the middle of the last days only: too few weeks are kept for this hour of the week.',
	hours: 'What is usual is the middle of a few hours only: less than a day had been counted.',
}

/** The short word before an event's title; nothing where the title says it. */
export const kindLabels: Readonly<Record<EventKind, string>> = {
	acknowledged: 'first statement',
	update: 'further statement',
	status_changed: '',
	state_changed: '',
	fix_did_not_hold: '',
	resolved: '',
	unlisted: '',
	postmortem: '',
	reports_rose: 'reports rose',
	reports_peaked: 'reports peaked',
	reports_settled: 'reports settled',
	reports_possible: 'possible rise',
	reports_possible_over: 'possible rise over',
	reading: 'reading',
	edited: 'edited afterwards',
	retitled: 'retitled',
	rerated: 'rerated',
	backdated: 'backdated',
	withdrawn: 'withdrawn',
	note: 'note',
	claim: 'claim',
	gap: '',
}

/**
 * The label of a line. What no statement stands behind, a start told afterwards or what users
 * reported, has its title alone.
 */
export function kindLabel(event: TimelineEvent): string {
	return event.kind === 'update' && event.update === undefined ? '' : kindLabels[event.kind]
}

/** `1 incident`, `3 incidents`, `no incidents`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
	return count === 0 ? `no ${many}` : `${count} ${count === 1 ? one : many}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
	return words.length < 2
		? (words[0] ?? '')
		: `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `2,000`; at most one digit behind the point. */
export function numberText(value: number): string {
	const [whole = '0', rest] = String(Math.round(value * 10) / 10).split('.')
	return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest === undefined ? '' : `.${rest}`)
}
