import { bounded } from '#core/fragments/markup.ts'
import { plainText } from '#core/fragments/provider-text.ts'
import { lastChangeOf } from '#core/incident/last-change.ts'
import { isWatched } from '#core/incident/lifespan.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type {
	IncidentSummary,
	OpenIncident,
	ProviderNow,
	Statement,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Precision } from '#core/model/instant.ts'
import { isOver } from '#core/model/vocabulary.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { indexOf } from '#core/record/record-index.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { latest, monthOf } from '#core/time/time.ts'
import { changesOf, correctionsIn } from '#core/timeline/corrections.ts'
import { provenanceOf } from '#core/timeline/frame.ts'

/** What lists say of an incident. */
export function summaryOf(incident: Incident, record: ProviderRecord): IncidentSummary {
	const { provider, id, origin, kind, title, impact, status, surfaces, createdAt, milestones } =
		incident
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
		updates: incident.updates.length + (incident.leftOut?.updatesAnIncident ?? 0),
		corrections: correctionsIn(changesOf(incident)),
		withdrawn: incident.absence?.confirmed === true,
		episode: indexOf(record).episodeOf.get(id)?.id ?? null,
		url: incident.url ?? null,
		...(incident.scheduledFor && { scheduledFor: incident.scheduledFor }),
		...(incident.scheduledUntil && { scheduledUntil: incident.scheduledUntil }),
		...coarsestOf(incident),
		changedAt: lastChangeOf(incident),
	}
}

/** How exactly its beginning and end are known, where that is not to the second. */
function coarsestOf({ precision, milestones }: Incident): { readonly precision?: Precision } {
	const known = [precision, milestones.startedAt?.precision, milestones.resolvedAt?.precision]
	const coarsest = (['day', 'hour', 'minute'] as const).find((candidate) =>
		known.includes(candidate),
	)
	return coarsest === undefined ? {} : { precision: coarsest }
}

/** How many incidents and maintenance windows were filed in each month, newest first. */
export function filedByMonth(incidents: readonly Incident[]): NonNullable<ProviderNow['filed']> {
	const months = Map.groupBy(incidents, (incident) => monthOf(incident.createdAt))
	return [...months]
		.map(([month, own]) => {
			const maintenance = own.filter((incident) => incident.kind === 'maintenance').length
			return { month, incidents: own.length - maintenance, maintenance }
		})
		.sort((a, b) => (a.month < b.month ? 1 : -1))
}

/**
 * Over, gone from the list of open ones, or never watched so that nobody could say, and no end was
 * written down: neither open nor of any known length.
 */
export function endIsUnrecorded({
	status,
	provenance,
	resolvedAt,
	endedUnseen,
}: IncidentSummary): boolean {
	return (
		resolvedAt === null &&
		(endedUnseen !== undefined ||
			isOver(status) ||
			(status === 'unknown' && provenance !== 'live' && provenance !== 'replay'))
	)
}

/**
 * Whether an incident is open, by its summary: no end is told, and nothing says that it is over,
 * taken down or that nobody wrote its end down.
 */
export function isOpenSummary(incident: IncidentSummary): boolean {
	return (
		incident.resolvedAt === null &&
		!isOver(incident.status) &&
		!incident.withdrawn &&
		!endIsUnrecorded(incident)
	)
}

/** The open incidents of a record, newest first, with the latest words on each. */
export function openIncidents(
	incidents: readonly Incident[],
	record: ProviderRecord,
): OpenIncident[] {
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

/**
 * What several writers know of one provider's months, as one: of each month whoever knows more of
 * it.
 */
export function joinFiled(parts: readonly ProviderNow['filed'][]): ProviderNow['filed'] {
	if (parts.includes(undefined)) return undefined
	const months = Map.groupBy(
		parts.flatMap((part) => part ?? []),
		(entry) => entry.month,
	)
	return [...months]
		.map(([month, own]) => ({
			month,
			incidents: Math.max(...own.map((entry) => entry.incidents)),
			maintenance: Math.max(...own.map((entry) => entry.maintenance)),
		}))
		.sort((a, b) => (a.month < b.month ? 1 : -1))
}
