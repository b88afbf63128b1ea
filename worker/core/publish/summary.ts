import { isWatched } from '#core/incident/lifespan.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type { Incident } from '#core/model/incident.ts'
import { isOver } from '#core/model/vocabulary.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { indexOf } from '#core/record/record-index.ts'
import { latest } from '#core/time.ts'
import { correctionKinds, correctionsOf } from '#core/timeline/corrections.ts'
import { incidentEvents } from '#core/timeline/events.ts'
import { provenanceOf } from '#core/timeline/frame.ts'
import { authorOfTitle } from './authorship.ts'
import type { FeedDocument, FeedEntry, IncidentSummary, OpenIncident, Statement } from './documents.ts'
import { classedText } from './html/classed.ts'
import { bounded } from './html/markup.ts'
import { plainText } from './html/provider-text.ts'

/** What lists say of an incident. */
export function summaryOf(incident: Incident, record: ProviderRecord): IncidentSummary {
	const { provider, id, origin, kind, title, impact, status, surfaces, createdAt, milestones } = incident
	return {
		provider,
		id,
		origin,
		kind,
		title,
		...(authorOfTitle(incident) === 'us' && { titleSummary: true }),
		impact,
		status,
		surfaces,
		unattributed: incident.unattributed.length,
		createdAt,
		startedAt: milestones.startedAt?.at ?? null,
		resolvedAt: toldEnd(incident)?.at ?? null,
		...(incident.endedUnseen?.confirmed && { endedUnseen: incident.endedUnseen.seen }),
		lastUpdateAt: latest(...incident.updates.map((update) => update.at)) ?? null,
		seenBy: incident.seen.by,
		provenance: provenanceOf(incident.evidence) ?? (isWatched(incident) ? 'live' : 'import'),
		updates: incident.updates.length,
		corrections: correctionsOf(incident).length,
		withdrawn: incident.absence?.confirmed === true,
		episode: indexOf(record).episodeOf.get(id)?.id ?? null,
		url: incident.url ?? null,
	}
}

/** Over, gone from the list of open ones, or never watched so that nobody could say, and no end was written down: neither open nor of any known length. */
export function endIsUnrecorded({ status, provenance, resolvedAt, endedUnseen }: IncidentSummary): boolean {
	return resolvedAt === null && (endedUnseen !== undefined || isOver(status) || (status === 'unknown' && provenance !== 'live' && provenance !== 'replay'))
}

/** The open incidents of a record, newest first, with the latest words on each. */
export function openIncidents(incidents: readonly Incident[], record: ProviderRecord): OpenIncident[] {
	return incidents.map((incident, position) => {
		const statement = position < mostStatements ? statementOf(incident) : undefined
		return { ...summaryOf(incident, record), ...(statement && { statement }) }
	})
}

const mostStatements = 20
const longestStatement = 1200

/** The newest statement that still stands on the page. */
function statementOf(incident: Incident): Statement | undefined {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const newest = latest(...standing.map((update) => update.at))
	const last = standing.findLast((update) => update.at === newest)
	if (!last) return undefined
	const { at, status, precision, summary } = last
	const body = bounded(plainText(last.body, last.format).trim(), longestStatement)
	return { at, status, body, ...(precision && { precision }), ...(summary && { summary }) }
}

/** What a feed carries of a timeline: statements, fixes that did not hold, corrections. */
const feedKinds: ReadonlySet<string> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'resolved',
	'unlisted',
	'postmortem',
	'fix_did_not_hold',
	...correctionKinds,
])

const feedLength = 100

/** The newest entries of a provider's feed; at most 100 of each list. */
export function feedDocument(record: ProviderRecord): FeedDocument {
	// The newest hundred entries come from the incidents that were touched last.
	const touched = [...record.incidents].sort((a, b) => order(touchedAt(a), touchedAt(b))).slice(0, feedLength * 2)
	const entries = touched
		.flatMap((incident) => incidentEvents(incident).map((event): FeedEntry => ({ incident: feedHeader(incident), event })))
		.filter((entry) => feedKinds.has(entry.event.kind))
		.sort((a, b) => order(a.event.at, b.event.at) || (a.event.id < b.event.id ? -1 : 1))
	return {
		asOf: record.asOf,
		provider: record.header,
		entries: entries.slice(0, feedLength),
		corrections: correctionEntries(record.incidents),
	}
}

/** However long ago an incident was touched, what was changed of it stays listed. Counts that were restated are no provider's correction. */
function correctionEntries(incidents: readonly Incident[]): FeedEntry[] {
	return incidents
		.filter(({ origin }) => origin !== 'crowd')
		.flatMap((incident) => correctionsOf(incident).map((event): FeedEntry => ({ incident: feedHeader(incident), event })))
		.sort((a, b) => order(a.event.at, b.event.at) || (a.event.id < b.event.id ? -1 : 1))
		.slice(0, feedLength)
}

/** What a feed's entry says of its incident. */
export function feedHeader(incident: Incident): FeedEntry['incident'] {
	const { id, title, surfaces } = incident
	const judged = classedText(incident)
	return { id, title, surfaces, ...(judged !== undefined && { judged }) }
}

function touchedAt(incident: Incident): string {
	return (
		latest(
			incident.createdAt,
			...incident.updates.map((update) => update.at),
			...incident.revisions.map((revision) => revision.seen.by),
			incident.absence?.seen.by,
			incident.endedUnseen?.seen.by,
		) ?? incident.createdAt
	)
}

/** Newest first. */
function order(a: string, b: string): number {
	return Date.parse(b) - Date.parse(a)
}
