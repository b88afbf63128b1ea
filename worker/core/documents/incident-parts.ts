import { leftOutAlso, most } from '#core/bounds.ts'
import { canonicalJson } from '#core/hash.ts'
import type { IncidentDocument, IncidentPart, OlderParts } from '#core/model/documents.ts'
import type { Incident, Revision, Update } from '#core/model/incident.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import { inOrder } from '#core/model/moments.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { compareInstants } from '#core/time/time.ts'
import { correctionsIn } from '#core/timeline/corrections.ts'
import { byOrder } from '#core/timeline/timeline.ts'
import { cutBySize, filled, fitsAsIs, fittedInto, sizeOf } from './sized.ts'

/** An incident as it is published: the document, and the older parts that it had no room for. */
export interface PublishedIncident {
	readonly head: IncidentDocument
	/** Oldest first. */
	readonly parts: readonly IncidentPart[]
}

/**
 * Cuts the document of an incident so that it and each of its parts are within the bound on
 * published documents. What fits is the very same object without parts. `bytes` is its size, where
 * that is known.
 */
export function partsOfIncident(document: IncidentDocument, bytes?: number): PublishedIncident {
	const fits = bytes === undefined ? fitsAsIs(document) : bytes <= most('bytesADocument')
	if (fits) return { head: document, parts: [] }
	const { incident, timeline } = document
	const bare = bareDocument(document)
	const { parts, newest, dropped } = cutBySize(
		passagesOf(incident, timeline.events),
		filled - sizeOf(bare),
	)
	const older = parts.map((passages, position) => partOf(document, passages, position + 1))
	const { updates, revisions, events } = joined(newest)
	const lost = joined(dropped)
	const leftOut = leftOutAlso(
		bare.leftOut,
		'partsADocument',
		lost.updates.length + lost.revisions.length,
	)
	return {
		head: {
			...bare,
			incident: { ...bare.incident, updates, revisions },
			timeline: { ...bare.timeline, events },
			...(older.length > 0 && { older: countsOf(older) }),
			...(leftOut && { leftOut }),
		},
		parts: older,
	}
}

/** The whole again, from the document and its parts; of what both have the document's counts. */
export function wholeIncident(
	head: IncidentDocument,
	parts: readonly IncidentPart[],
): IncidentDocument {
	if (parts.length === 0) return head
	const { incident, timeline } = head
	const unique = <Item>(
		older: readonly Item[],
		newer: readonly Item[],
		keyOf: (item: Item) => string,
	) => [...new Map([...older, ...newer].map((item) => [keyOf(item), item])).values()]
	const updates = unique(
		parts.flatMap((part) => part.updates),
		incident.updates,
		({ id }) => id,
	)
	const revisions = unique(
		parts.flatMap((part) => part.revisions),
		incident.revisions,
		(revision) => canonicalJson(revision),
	)
	const events = unique(
		parts.flatMap((part) => part.events),
		timeline.events,
		({ id }) => id,
	)
	const { older: _, ...rest } = head
	return {
		...rest,
		incident: {
			...incident,
			updates: inOrder(updates),
			revisions: revisions.sort((a, b) => compareInstants(a.seen.by, b.seen.by)),
		},
		timeline: { ...timeline, events: events.sort(byOrder) },
	}
}

/**
 * An update or a change of the incident as a whole, with the events that it made; or an event that
 * belongs to neither.
 */
interface Passage {
	readonly at: string
	readonly updates: readonly Update[]
	readonly revisions: readonly Revision[]
	readonly events: readonly TimelineEvent[]
}

/** Oldest first. One that alone has no room for its texts is cut. */
function passagesOf({ updates, revisions }: Incident, events: readonly TimelineEvent[]): Passage[] {
	const known = new Set(updates.map(({ id }) => id))
	const byUpdate = Map.groupBy(events, ({ update = '' }) => (known.has(update) ? update : ''))
	const passages: Passage[] = [
		...updates.map((update) => ({
			at: update.at,
			updates: [update],
			revisions: [],
			events: byUpdate.get(update.id) ?? [],
		})),
		...revisions.map((revision) => ({
			at: revision.seen.by,
			updates: [],
			revisions: [revision],
			events: [],
		})),
		...(byUpdate.get('') ?? []).map((event) => ({
			at: event.at,
			updates: [],
			revisions: [],
			events: [event],
		})),
	]
	return passages
		.sort((a, b) => compareInstants(a.at, b.at))
		.map((passage) => fittedInto(passage, filled / 3))
}

function joined(passages: readonly Passage[]): {
	readonly updates: Update[]
	readonly revisions: Revision[]
	readonly events: TimelineEvent[]
} {
	return {
		updates: inOrder(passages.flatMap(({ updates }) => updates)),
		revisions: passages.flatMap(({ revisions }) => revisions),
		events: passages.flatMap(({ events }) => events).sort(byOrder),
	}
}

function partOf(
	{ provider, incident }: IncidentDocument,
	passages: readonly Passage[],
	part: number,
): IncidentPart {
	const { id, title } = incident
	return { provider, incident: { id, title }, part, ...joined(passages) }
}

function countsOf(parts: readonly IncidentPart[]): OlderParts {
	const events = parts.flatMap((part) => part.events)
	return {
		parts: parts.length,
		updates: parts.reduce((sum, { updates }) => sum + updates.length, 0),
		...changesIn(events),
	}
}

/**
 * How many fixes that did not hold and how many corrections a list of events tells, with the
 * versions that it does not show.
 */
function changesIn(events: readonly TimelineEvent[]): Pick<OlderParts, 'relapses' | 'corrections'> {
	return {
		relapses: events.filter(({ kind }) => kind === 'fix_did_not_hold').length,
		corrections: correctionsIn(events),
	}
}

/** What an incident's page counts, on whichever of its parts it stands. */
export function countsOfIncident({
	incident,
	timeline,
	older,
}: IncidentDocument): Omit<OlderParts, 'parts'> {
	const here = changesIn(timeline.events)
	return {
		updates:
			incident.updates.length + (older?.updates ?? 0) + (incident.leftOut?.updatesAnIncident ?? 0),
		relapses: here.relapses + (older?.relapses ?? 0),
		corrections: here.corrections + (older?.corrections ?? 0),
	}
}

/** What stands round an incident's statements, as far as there is room for it beside them. */
function bareDocument(document: IncidentDocument): IncidentDocument {
	const { incident, timeline, states } = document
	let leftOut: LeftOut | undefined = document.leftOut
	const newest = <Item>(items: readonly Item[], room: number): Item[] => {
		const kept = cutBySize(items, room, sizeOf, 1).newest
		leftOut = leftOutAlso(leftOut, 'bytesADocument', items.length - kept.length)
		return [...kept]
	}
	const {
		updates: _,
		revisions: __,
		...head
	} = fittedInto({ ...incident, updates: [], revisions: [] }, room.head)
	return {
		...document,
		incident: { ...head, updates: [], revisions: [] },
		states: newest(states, room.states),
		timeline: {
			...timeline,
			events: [],
			reports: newest(timeline.reports, room.reports),
			gaps: newest(timeline.gaps, room.gaps),
			builtFrom: newest(timeline.builtFrom, room.builtFrom),
		},
		...(leftOut && { leftOut }),
	}
}

const share = (part: number) => part * most('bytesADocument')
const room = {
	head: share(0.15),
	states: share(0.1),
	reports: share(0.15),
	gaps: share(0.05),
	builtFrom: share(0.05),
} as const
