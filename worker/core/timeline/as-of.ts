import { milestonesOf } from '#core/incident/milestones.ts'
import type { Absence, Incident, Revision, Ties, Update } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { type Gap, type Timeline, type TimelineEvent, writtenAtOf } from '#core/model/timeline.ts'
import { isOurLook, SurfaceStateName } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants, earliest, latest, secondsBetween } from '#core/time/time.ts'
import { crowdKinds } from './crowd.ts'
import { incidentEvents } from './events.ts'
import { provenanceOf } from './frame.ts'
import { asShared } from './timeline.ts'

/**
 * What was known at a moment. What was watched counts from our first look that showed it, and texts
 * are as they stood: later
 * revisions are undone. What was not watched as it happened (a file read later, a first look) can
 * only be answered by the
 * time that the provider claims; the answer says so.
 */
export type Basis = 'seen' | 'claimed'

export interface TimelineThen {
	/**
	 * `claimed` when anything in or left out of it was decided by a claimed time before our first
	 * look.
	 */
	readonly basis: Basis
	readonly timeline: Timeline
}

/** A timeline as it was known at `moment`; `incidents` are those that it is made of. */
export function timelineAsOf(
	timeline: Timeline,
	incidents: readonly Incident[],
	moment: string,
): TimelineThen {
	const then = incidents.map((incident) => incidentAsOf(incident, moment, timeline.events))
	const own = then.flatMap(({ incident }) =>
		incident
			? incidentEvents(incident).map((event) => asShared(timeline, incident.provider, event))
			: [],
	)
	const rest = timeline.events.filter(
		(event) =>
			(event.incident === undefined || crowdKinds.has(event.kind)) && wasKnown(event, moment),
	)
	const places = new Map(timeline.events.map((event, place) => [event.id, place]))
	const events = [...own, ...rest].sort(
		(a, b) => compareInstants(a.at, b.at) || byPlace(places, a, b),
	)
	return {
		basis: then.some(({ basis }) => basis === 'claimed') ? 'claimed' : 'seen',
		timeline: {
			subject: timeline.subject,
			events,
			reports: timeline.reports.filter((count) => wasCounted(count, rest, moment)),
			gaps: timeline.gaps.flatMap((gap) => gapAsOf(gap, moment)),
			builtFrom: snapshotsOf(events),
		},
	}
}

/**
 * An incident as it was known at `moment`; none when nothing of it was. `events` are those of its
 * timeline: of a signal they tell since when it
 * was known; without them it counts from its own moment.
 */
export function incidentAsOf(
	incident: Incident,
	moment: string,
	events: readonly TimelineEvent[] = [],
): { readonly basis: Basis; readonly incident: Incident | undefined } {
	let basis: Basis = 'seen'
	const known = (seen: Seen, at: string, evidence: readonly Evidence[]) => {
		if (isPast(seen.by, moment)) return true
		if (wasWatched(seen, evidence)) return false
		basis = 'claimed'
		return isPast(at, moment)
	}
	if (!known(incident.seen, filedAsToldAt(incident, moment), incident.evidence))
		return { basis, incident: undefined }
	const updates = incident.updates
		.filter((update) => known(update.seen, writtenAt(update, moment), update.evidence))
		.map((update) => updateAsOf(update, moment))
	const head = headAsOf(incident, updates, moment)
	return {
		basis,
		incident: {
			...head,
			milestones: { ...head.milestones, signalAt: signalAsOf(incident, moment, events) },
		},
	}
}

function signalAsOf(
	{ milestones: { signalAt } }: Incident,
	moment: string,
	events: readonly TimelineEvent[],
): Incident['milestones']['signalAt'] {
	if (signalAt === null) return null
	const event = events.find(({ id }) => id === signalAt.event)
	return (event ? wasKnown(event, moment) : isPast(signalAt.at, moment)) ? signalAt : null
}

/**
 * Only two looks that bound its appearance make something watched. What rests on no snapshot but
 * has both was counted by us, window by window.
 */
function wasWatched(seen: Seen, evidence: readonly Evidence[]): boolean {
	const provenance = provenanceOf(evidence)
	return seen.after !== undefined && (provenance === undefined || isOurLook(provenance))
}

function updateAsOf(update: Update, moment: string): Update {
	const { absence: _, ...rest } = update
	const undone = undo(update.revisions, moment)
	const notified = undone.get('notified')
	return {
		...rest,
		...(notified !== undefined && { notified: notified === 'true' }),
		states: statesBefore(update, undone.get('states')),
		body: undone.get('body') ?? update.body,
		at: undone.get('at') ?? update.at,
		// A status was written by the fold from this very vocabulary.
		status: (undone.get('status') as Update['status'] | undefined) ?? update.status,
		revisions: past(update.revisions, moment),
		...absenceAsOf(update.absence, update.revisions, moment),
	}
}

/**
 * When a statement was told, by the page's own account: not before it was written, whatever time it
 * carries.
 */
function writtenAt(update: Update, moment: string): string {
	const claimed = undo(update.revisions, moment).get('at') ?? update.at
	return latest(claimed, update.publishedAt) ?? claimed
}

/**
 * The filing; that of an incident which was filed in hindsight is the writing of the statement that
 * was told first.
 */
function filedAsToldAt(incident: Incident, moment: string): string {
	const filed = undo(incident.revisions, moment).get('createdAt') ?? incident.createdAt
	const first = earliest(...incident.updates.map(({ at }) => at))
	if (first === undefined || secondsBetween(filed, first) > filingSeconds) return filed
	return (
		latest(filed, earliest(...incident.updates.map((update) => writtenAt(update, moment)))) ?? filed
	)
}

/** A filing this close to the first statement is that statement's. */
const filingSeconds = 5

function headAsOf(incident: Incident, updates: Update[], moment: string): Incident {
	const { absence, endedUnseen, resolvedAt, startedAt, updatedAt: _, tied, ...rest } = incident
	const undone = undo(incident.revisions, moment)
	const standing = updates.filter((update) => !update.absence?.confirmed)
	const complete = updates.length === incident.updates.length
	const started = undone.get('startedAt') ?? startedAt
	const ended = undone.get('resolvedAt') ?? resolvedAt
	// Of a row without statements the end alone says that it was over.
	const goesOn = ended !== undefined && !isPast(ended, moment)
	const status = undone.get('status') as Incident['status'] | undefined
	const then: Incident = {
		...rest,
		createdAt: undone.get('createdAt') ?? incident.createdAt,
		...(incident.scheduledFor !== undefined && {
			scheduledFor: undone.get('scheduledFor') ?? incident.scheduledFor,
		}),
		...(incident.scheduledUntil !== undefined && {
			scheduledUntil: undone.get('scheduledUntil') ?? incident.scheduledUntil,
		}),
		...(tied && { tied: tiesAsOf(tied, moment) }),
		title: undone.get('title') ?? incident.title,
		// Impact and kind were written by the fold from these very vocabularies.
		impact: (undone.get('impact') as Incident['impact'] | undefined) ?? incident.impact,
		kind: (undone.get('kind') as Incident['kind'] | undefined) ?? incident.kind,
		status:
			complete && !goesOn
				? (status ?? incident.status)
				: (standing.findLast((update) => update.status !== 'unknown')?.status ?? 'unknown'),
		...(started !== undefined && isPast(started, moment) && { startedAt: started }),
		...(ended !== undefined && isPast(ended, moment) && complete && { resolvedAt: ended }),
		updates,
		spans: incident.spans
			.filter((span) => isPast(span.from, moment))
			.map(({ to, ...span }) => ({
				...span,
				...(to !== undefined && isPast(to, moment) && { to }),
			})),
		revisions: past(incident.revisions, moment),
		...absenceAsOf(absence, incident.revisions, moment),
		...endedUnseenAsOf(endedUnseen, incident.revisions, moment),
	}
	return { ...then, milestones: milestonesOf(then) }
}

/** What was tied to it then; a first look that came later tells nothing of before. */
function tiesAsOf({ by, components }: Ties, moment: string): Ties {
	return {
		by,
		components: components
			.filter(({ seen }) => isPast(seen.by, moment))
			.map(({ gone, ...tie }) => ({ ...tie, ...(gone && isPast(gone.by, moment) && { gone }) })),
	}
}

/**
 * The states that a statement declared before they were changed, out of the words in which a
 * revision keeps them.
 */
function statesBefore({ states }: Update, was: string | undefined): Update['states'] {
	if (was === undefined) return states
	return [...was.matchAll(/(.+?): ([a-z_]+)(?:; |$)/g)].flatMap(([, component = '', word]) => {
		const state = SurfaceStateName.safeParse(word)
		if (!state.success) return []
		const { from: _, ...known } = states.find((one) => one.component === component) ?? { component }
		return [{ ...known, state: state.data }]
	})
}

/** The oldest version that a later revision replaced, per field. */
function undo(revisions: readonly Revision[], moment: string): Map<Revision['field'], string> {
	const versions = new Map<Revision['field'], string>()
	for (const { field, was, seen } of [...revisions].sort((a, b) =>
		compareInstants(a.seen.by, b.seen.by),
	)) {
		if (!isPast(seen.by, moment) && was !== null && !versions.has(field)) versions.set(field, was)
	}
	return versions
}

function past(revisions: readonly Revision[], moment: string): Revision[] {
	return revisions.filter((revision) => isPast(revision.seen.by, moment))
}

/** What is back today may have been gone then: a restoration remembers since when. */
function absenceAsOf(
	absence: Absence | undefined,
	revisions: readonly Revision[],
	moment: string,
): { absence?: Absence } {
	if (absence && isPast(absence.seen.by, moment)) return { absence }
	const goneThen = revisions.find(
		({ field, was, seen }) =>
			field === 'restored' && was !== null && isPast(was, moment) && !isPast(seen.by, moment),
	)
	return goneThen?.was
		? { absence: { document: '', seen: { by: goneThen.was }, evidence: [], confirmed: true } }
		: {}
}

/** The same of what left the list of open ones; an end that was told later has replaced it. */
function endedUnseenAsOf(
	endedUnseen: Absence | undefined,
	revisions: readonly Revision[],
	moment: string,
): { endedUnseen?: Absence } {
	if (endedUnseen && isPast(endedUnseen.seen.by, moment)) return { endedUnseen }
	const goneThen = revisions.find(
		({ field, was, seen }) =>
			field === 'relisted' && was !== null && isPast(was, moment) && !isPast(seen.by, moment),
	)
	return goneThen?.was
		? { endedUnseen: { document: '', seen: { by: goneThen.was }, evidence: [], confirmed: true } }
		: {}
}

/**
 * Notes, claims and readings count from when they were written; a rise, its peak and its end from
 * when the rule could say so.
 */
function wasKnown(event: TimelineEvent, moment: string): boolean {
	const since = writtenAtOf(event) ?? knownAtOf(event)
	return isPast(event.at, moment) && (since === undefined || isPast(since, moment))
}

function knownAtOf(event: TimelineEvent): string | undefined {
	switch (event.kind) {
		case 'reports_rose':
		case 'reports_peaked':
		case 'reports_settled':
		case 'reports_possible':
		case 'reports_possible_over':
			return event.value.knownAt
		default:
			return undefined
	}
}

/** A window was counted when it was over, a single number when its reading was written. */
function wasCounted(count: ReportCount, known: readonly TimelineEvent[], moment: string): boolean {
	if (count.windowSeconds !== undefined)
		return isPast(addSeconds(count.at, count.windowSeconds), moment)
	return known.some(
		(event) =>
			event.kind === 'reading' &&
			event.at === count.at &&
			event.value.source === count.source &&
			event.value.count === count.count,
	)
}

function gapAsOf(gap: Gap, moment: string): Gap[] {
	if (!isPast(gap.from, moment)) return []
	const { to, ...lasting } = gap
	return [to !== undefined && !isPast(to, moment) ? lasting : gap]
}

/** Events that the timeline of today holds keep its order. */
function byPlace(places: ReadonlyMap<string, number>, a: TimelineEvent, b: TimelineEvent): number {
	const [first, second] = [places.get(a.id), places.get(b.id)]
	return first !== undefined && second !== undefined ? first - second : a.id < b.id ? -1 : 1
}

function snapshotsOf(events: readonly TimelineEvent[]): string[] {
	return [
		...new Set(
			events.flatMap((event) =>
				event.evidence.flatMap((item) => (item.kind === 'snapshot' ? item.sha256 : [])),
			),
		),
	].sort()
}

function isPast(instant: string, moment: string): boolean {
	return compareInstants(instant, moment) <= 0
}
