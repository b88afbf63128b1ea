import type { Annotation, Claim } from '#core/model/content.ts'
import type { Episode, Incident, SurfaceState } from '#core/model/incident.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import {
	type EventOf,
	eventKinds,
	type Gap,
	type Timeline,
	type TimelineEvent,
} from '#core/model/timeline.ts'
import { compareInstants } from '#core/time/time.ts'
import {
	type CrowdContext,
	type CrowdSubject,
	crowdEventsOf,
	crowdOfEpisode,
	crowdOfIncident,
	reportsOf,
} from './crowd.ts'
import { incidentEvents } from './events.ts'
import { provenanceOf } from './frame.ts'

/**
 * All that a timeline may draw on, besides its incidents: each is filtered by the subject and the
 * window here.
 */
export interface TimelineContext extends CrowdContext {
	readonly states: readonly SurfaceState[]
	readonly gaps: readonly Gap[]
	readonly annotations: readonly Annotation[]
	readonly claims: readonly Claim[]
	readonly window: { readonly from: string; readonly to: string }
}

/** The timeline of one incident: official, crowd, people's and derived events in one order. */
export function incidentTimeline(incident: Incident, context: TimelineContext): Timeline {
	return merge(
		{ kind: 'incident', provider: incident.provider, id: incident.id },
		crowdOfIncident(incident),
		context,
	)
}

/**
 * The timeline of an episode: those of its incidents merged, with what was said about the episode
 * and about each of them.
 */
export function episodeTimeline(
	episode: Episode,
	incidents: readonly Incident[],
	context: TimelineContext,
): Timeline {
	return merge(
		{ kind: 'episode', provider: episode.provider, id: episode.id },
		crowdOfEpisode(episode, incidents),
		context,
	)
}

function merge(
	subject: Timeline['subject'],
	crowd: CrowdSubject,
	context: TimelineContext,
): Timeline {
	const { incidents, subjects, surfaces } = crowd
	const gaps = context.gaps.filter((gap) => touches(gap, context.window))
	const events = [
		...incidents.flatMap(incidentEvents),
		...context.states
			.filter((state) => state.basis === 'seen' && surfaces.includes(state.surface))
			.flatMap((state) => unexplainedChange(state, context)),
		...crowdEventsOf(crowd, context),
		...remarksOn(subjects, context),
		...gaps.filter((gap) => gap.bearsState).map(gapEvent),
	]
	return {
		subject,
		events: events.sort(byOrder),
		reports: reportsOf(crowd, context),
		gaps,
		builtFrom: snapshotsOf(events),
	}
}

/**
 * Timelines of several incidents of several providers as one, with what people say of all of them.
 * Ids are the incidents' own behind their provider's.
 */
export function sharedTimeline(
	episode: Episode,
	timelines: readonly Timeline[],
	remarks: Pick<TimelineContext, 'annotations' | 'claims'>,
): Timeline {
	const events = new Map<string, TimelineEvent>()
	for (const { subject, events: own } of timelines) {
		for (const event of own) {
			const placed = asShared(
				{ subject: { providers: episode.providers } },
				subject.provider,
				event,
			)
			if (!events.has(placed.id)) events.set(placed.id, placed)
		}
	}
	for (const event of remarksOn([`episodes/${episode.id}`], remarks)) events.set(event.id, event)
	const sorted = [...events.values()].sort(byOrder)
	const unique = <Item>(items: readonly Item[]) => [
		...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
	]
	return {
		subject: {
			kind: 'episode',
			provider: episode.provider,
			id: episode.id,
			...(episode.providers && { providers: episode.providers }),
		},
		events: sorted,
		reports: unique(timelines.flatMap(({ reports }) => reports)).sort((a, b) =>
			compareInstants(a.at, b.at),
		),
		gaps: unique(timelines.flatMap(({ gaps }) => gaps)).sort((a, b) =>
			compareInstants(a.from, b.from),
		),
		builtFrom: snapshotsOf(sorted),
	}
}

/**
 * An event as the timeline of several providers has it: with its provider, and under an id that no
 * other provider can have. A note or claim has one
 * id wherever it stands, and so has what one source could not see. In any other timeline it is the
 * very same.
 */
export function asShared(
	{ subject }: { readonly subject: Pick<Timeline['subject'], 'providers'> },
	provider: string,
	event: TimelineEvent,
): TimelineEvent {
	if (subject.providers === undefined) return event
	return {
		...event,
		id: event.incident === undefined ? event.id : `${provider}/${event.id}`,
		provider,
	}
}

function remarksOn(
	subjects: readonly string[],
	{ annotations, claims }: Pick<TimelineContext, 'annotations' | 'claims'>,
): TimelineEvent[] {
	return [
		...annotations.filter((annotation) => subjects.includes(annotation.subject)).map(note),
		...claims.filter((claim) => subjects.includes(claim.subject)).map(claimed),
	]
}

const kindOrder = new Map(Object.keys(eventKinds).map((kind, position) => [kind, position]))

/** By claimed time, then by the fixed order of kinds, then by id. */
export function byOrder(a: TimelineEvent, b: TimelineEvent): number {
	return (
		compareInstants(place(a), place(b)) ||
		(kindOrder.get(a.kind) ?? 0) - (kindOrder.get(b.kind) ?? 0) ||
		(a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
	)
}

/**
 * A remark of which only the day is known stands after all that has a time on that day: it did not
 * come first because it has no time.
 */
function place({ at, origin, kind, precision }: TimelineEvent): string {
	return (origin === 'annotation' || kind === 'reading') && precision === 'day'
		? `${at.slice(0, 10)}T23:59:59Z`
		: at
}

/**
 * A change on the component list that no statement explains; where knowledge of the surface begins,
 * nothing changed.
 */
function unexplainedChange(
	state: SurfaceState,
	{ states, window }: TimelineContext,
): TimelineEvent[] {
	if (compareInstants(state.from, window.from) < 0 || compareInstants(state.from, window.to) > 0)
		return []
	const before = states.find((other) => other.surface === state.surface && other.to === state.from)
	if (!before) return []
	return [
		{
			id: `state:${state.surface}:${state.from}`,
			at: state.from,
			seen: state.seen,
			origin: 'derived',
			kind: 'state_changed',
			title: 'State changed without a statement',
			value: { states: [{ surface: state.surface, state: state.state, from: before.state }] },
			surfaces: [state.surface],
			...provenance(state.evidence),
			evidence: state.evidence,
		},
	]
}

function note({
	id,
	at,
	title,
	body,
	precision,
	links,
	author,
	writtenAt,
}: Annotation): EventOf<'note'> {
	const evidence = links.map(
		(link): Evidence => ({ kind: 'link', url: link.url, title: link.title }),
	)
	return {
		id: `note:${id}`,
		at,
		origin: 'annotation',
		kind: 'note',
		title,
		body,
		format: 'markdown',
		value: { author, writtenAt },
		...(precision && { precision }),
		evidence,
	}
}

function claimed(claim: Claim): EventOf<'claim'> {
	const { id, claimant, standing, writtenAt } = claim
	return {
		...note(claim),
		id: `claim:${id}`,
		kind: 'claim',
		value: { claimant, standing, writtenAt },
	}
}

function gapEvent(gap: Gap): TimelineEvent {
	const where = gap.platform ?? `${gap.sources.join(' ')} ${gap.document ?? ''}`.trim()
	return {
		id: `gap:${where.replaceAll(' ', ':')}:${gap.from}`,
		at: gap.from,
		origin: 'derived',
		kind: 'gap',
		title: 'Not observed',
		body: gap.reason,
		format: 'text',
		value: {
			sources: gap.sources,
			...(gap.document && { document: gap.document }),
			...(gap.platform && { platform: gap.platform }),
			...(gap.to && { to: gap.to }),
		},
		evidence: [],
	}
}

function touches(gap: Gap, window: TimelineContext['window']): boolean {
	return (
		compareInstants(gap.from, window.to) < 0 &&
		(gap.to === undefined || compareInstants(window.from, gap.to) < 0)
	)
}

function provenance(evidence: readonly Evidence[]): Pick<TimelineEvent, 'provenance'> {
	const found = provenanceOf(evidence)
	return found ? { provenance: found } : {}
}

function snapshotsOf(events: readonly TimelineEvent[]): string[] {
	const hashes = events.flatMap((event) =>
		event.evidence.flatMap((item) => (item.kind === 'snapshot' ? [item.sha256] : [])),
	)
	return [...new Set(hashes)].sort()
}
