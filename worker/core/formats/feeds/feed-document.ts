import { classedText } from '#core/fragments/classed.ts'
import { lastChangeOf } from '#core/incident/last-change.ts'
import type { FeedDocument, FeedEntry } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { authorOfBody, authorOfTitle } from '#core/text/authorship.ts'
import { compareInstants, latest } from '#core/time/time.ts'
import { correctionKinds, correctionsOf } from '#core/timeline/corrections.ts'
import { incidentEvents } from '#core/timeline/events.ts'
import { feedDateOf, groupOf } from './feed-statements.ts'

/**
 * The compact index that a provider's feeds are made from: the newest of all, and of each surface
 * its own newest.
 */

/**
 * What a feed carries of a timeline: statements with the states they declare, fixes that did not
 * hold, corrections.
 */
const statementKinds: ReadonlySet<string> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'resolved',
	'unlisted',
	'postmortem',
	'fix_did_not_hold',
])

/** Statements kept of the provider as a whole and of its corrections, and of each surface. */
const feedLength = 100
const surfaceLength = 40

/**
 * A record never changes, so that its feed is made once: for itself, and for what is new of all
 * providers.
 */
const made = new WeakMap<ProviderRecord, FeedDocument>()

export function feedDocument(record: ProviderRecord): FeedDocument {
	const known = made.get(record)
	if (known) return known
	const document = feedOf(record)
	made.set(record, document)
	return document
}

function feedOf(record: ProviderRecord): FeedDocument {
	const incidents = touchedLast(record)
	const { asOf } = record
	const entries = incidents.flatMap((incident) =>
		feedEntries(incident, incidentEvents(incident).filter(isFed)),
	)
	// However long ago an incident was touched, what was changed of it stays listed. Counts that were
	// restated are no provider's correction.
	const corrections = record.incidents
		.filter(({ origin }) => origin !== 'crowd')
		.flatMap((incident) => feedEntries(incident, correctionsOf(incident)))
	const kept = new Set([
		...newest(entries, asOf, feedLength),
		...record.header.surfaces.flatMap(({ id }) =>
			newest(entries.filter(concerning(id)), asOf, surfaceLength),
		),
	])
	return {
		asOf,
		provider: record.header,
		entries: sorted(
			entries.filter((entry) => kept.has(keyOf(entry))),
			asOf,
		),
		corrections: sorted(corrections, asOf).slice(0, feedLength),
		knows: [...new Set(incidents.flatMap(({ id, aliases }) => [id, ...aliases]))].sort(),
	}
}

/**
 * What the recorder wrote and what the archive ships, as one: the archive is silent about every
 * incident that the recorder knows.
 */
export function joinFeeds(written: FeedDocument, archived: FeedDocument): FeedDocument {
	const known = new Set(
		written.knows ?? [...written.entries, ...written.corrections].map((entry) => entry.incident.id),
	)
	const own = (entry: FeedEntry) => !known.has(entry.incident.id)
	return {
		asOf: latest(written.asOf, archived.asOf) ?? null,
		provider: written.provider,
		entries: [...written.entries, ...archived.entries.filter(own)],
		corrections: [...written.corrections, ...archived.corrections.filter(own)],
	}
}

/** Whether an entry is about a surface, by its incident or by itself. */
export function concerning(surface: string): (entry: FeedEntry) => boolean {
	return ({ incident, event }) =>
		incident.surfaces.includes(surface) || event.surfaces?.includes(surface) === true
}

/** Events of one incident as entries. A correction carries the statement that it is about. */
export function feedEntries(incident: Incident, events: readonly TimelineEvent[]): FeedEntry[] {
	const { id, title, surfaces, unattributed, kind, impact, origin, scheduledFor, scheduledUntil } =
		incident
	const judged = classedText(incident)
	const header: FeedEntry['incident'] = {
		id,
		title,
		surfaces,
		kind,
		impact,
		origin,
		...(authorOfTitle(incident) === 'us' && { titleSummary: true }),
		...(unattributed.length > 0 && { unattributed: unattributed.slice(0, 10) }),
		...(scheduledFor && { scheduledFor }),
		...(scheduledUntil && { scheduledUntil }),
		...(judged !== undefined && { judged }),
	}
	return events.map((event): FeedEntry => {
		const about =
			correctionKinds.has(event.kind) && event.update !== undefined
				? incident.updates.find((update) => update.id === event.update)
				: undefined
		if (!about) return { incident: header, event }
		const { body, format } = about
		return {
			incident: header,
			event,
			statement: { body, format, ...(authorOfBody(about) === 'us' && { summary: true }) },
		}
	})
}

function isFed(event: TimelineEvent): boolean {
	return (
		statementKinds.has(event.kind) ||
		correctionKinds.has(event.kind) ||
		(event.kind === 'state_changed' && event.update !== undefined)
	)
}

/**
 * The incidents that may hold one of the newest statements, of all or of a surface: those that were
 * touched last.
 */
function touchedLast(record: ProviderRecord): Incident[] {
	const all = [...record.incidents].sort((a, b) =>
		compareInstants(lastChangeOf(b), lastChangeOf(a)),
	)
	const chosen = new Set(all.slice(0, feedLength * 2))
	for (const { id } of record.header.surfaces)
		for (const incident of all
			.filter(({ surfaces }) => surfaces.includes(id))
			.slice(0, surfaceLength))
			chosen.add(incident)
	return all.filter((incident) => chosen.has(incident))
}

/** The keys of the newest statements. */
function newest(entries: readonly FeedEntry[], asOf: string | null, most: number): string[] {
	return [...new Set(sorted(entries, asOf).map(keyOf))].slice(0, most)
}

function sorted(entries: readonly FeedEntry[], asOf: string | null): FeedEntry[] {
	return entries
		.map((entry) => ({ entry, date: feedDateOf(entry.event, asOf) }))
		.sort(
			(a, b) =>
				compareInstants(b.date, a.date) ||
				compareInstants(b.entry.event.at, a.entry.event.at) ||
				(a.entry.event.id < b.entry.event.id ? -1 : 1),
		)
		.map(({ entry }) => entry)
}

function keyOf(entry: FeedEntry): string {
	return groupOf(entry)
}
