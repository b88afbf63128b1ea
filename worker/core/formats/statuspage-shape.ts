import { worstOnPage } from '#core/documents/also-listed.ts'
import { cleaned } from '#core/fragments/markup.ts'
import { plainText } from '#core/fragments/provider-text.ts'
import { isOpen, isWatched } from '#core/incident/lifespan.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import type { Incident, Update } from '#core/model/incident.ts'
import { type IncidentKind, isOver, type SurfaceStateName } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { attributed, authorOfBody, authorOfTitle } from '#core/text/authorship.ts'
import { stateWords } from '#core/text/words.ts'
import { compareInstants, earliest, latest } from '#core/time/time.ts'

/**
 * A provider in the shape of Atlassian Statuspage's public API v2, whatever platform it uses
 * itself: programs that read one
 * read this. One word is ours: `unknown`, where the record does not know, since nothing in that
 * shape says so; an impact that nobody
 * rated is null. What else has no place in it is left out, and `tidemark` says that.
 */
export interface StatuspageView {
	readonly now: ProviderNow
	/** The last good look at the provider's page; null before any. */
	readonly asOf: string | null
	/**
	 * Why its present is not known, in a sentence; absent while it is. That shape has no word for it:
	 * an empty list would pass for an all-clear.
	 */
	readonly notKnown?: string
	/** Newest first. */
	readonly incidents: readonly Incident[]
	readonly origin: string
	/** What the publication calls itself: our own words carry its name. */
	readonly site: string
}

export const statuspageFiles = [
	'summary',
	'status',
	'components',
	'incidents',
	'incidents/unresolved',
	'scheduled-maintenances',
	'scheduled-maintenances/upcoming',
	'scheduled-maintenances/active',
] as const
export type StatuspageFile = (typeof statuspageFiles)[number]

type Row = Record<string, unknown>

export function statuspageAnswer(view: StatuspageView, file: StatuspageFile): Row {
	const told = inStatuspage(view)
	const outages = told
		.filter((incident) => incident.kind !== 'maintenance')
		.map((incident) => incidentRow(incident, view))
	const maintenance = (wanted: (incident: Incident) => boolean) =>
		told
			.filter((incident) => incident.kind === 'maintenance' && wanted(incident))
			.map((incident) => maintenanceRow(incident, view))
	const page = { page: pageOf(view), ...remarkOf(view) }
	switch (file) {
		case 'status':
			return { ...page, status: statusOf(view) }
		case 'components':
			return { ...page, components: components(view) }
		case 'incidents':
			return { ...page, incidents: outages }
		case 'incidents/unresolved':
			return { ...page, incidents: openRows(view) }
		case 'scheduled-maintenances':
			return { ...page, scheduled_maintenances: maintenance(() => true) }
		case 'scheduled-maintenances/upcoming':
			return {
				...page,
				scheduled_maintenances: maintenance(
					(incident) => phaseOf(incident, view.asOf) === 'upcoming',
				),
			}
		case 'scheduled-maintenances/active':
			return {
				...page,
				scheduled_maintenances: maintenance(
					(incident) => phaseOf(incident, view.asOf) === 'active',
				),
			}
		case 'summary': {
			const due = maintenance((incident) => phaseOf(incident, view.asOf) !== undefined)
			return {
				...page,
				components: components(view),
				incidents: openRows(view),
				scheduled_maintenances: due,
				status: statusOf(view),
			}
		}
	}
}

/**
 * What a status page would list: what its provider posted, and nothing that would seem to be open
 * because its end was never recorded.
 */
export function inStatuspage({ incidents }: Pick<StatuspageView, 'incidents'>): Incident[] {
	return incidents.filter((incident) => isPosted(incident) && !isEndless(incident))
}

/**
 * A status page speaks for its provider: what its users alone report is not on it, nor what the
 * page took down.
 */
function isPosted(incident: Incident): boolean {
	const kind = filedAs(incident)
	return (
		(kind === 'incident' || kind === 'maintenance') &&
		incident.origin === 'official' &&
		incident.absence?.confirmed !== true
	)
}

/** What the page files it as: an editor's judgement is ours and not the page's. */
function filedAs({ kind, classed }: Incident): IncidentKind {
	return classed?.filedAs ?? kind
}

/**
 * Read once, long after, without an end: whether it goes on nobody can say, and whatever is not
 * resolved counts as open here.
 */
function isEndless(incident: Incident): boolean {
	return (
		!isOver(incident.status) &&
		incident.milestones.resolvedAt === null &&
		incident.resolvedAt === undefined &&
		!isWatched(incident)
	)
}

function openRows(view: StatuspageView): Row[] {
	return inStatuspage(view)
		.filter((incident) => filedAs(incident) === 'incident' && isOpen(incident))
		.map((incident) => incidentRow(incident, view))
}

/**
 * A maintenance that is over has no phase. Its page's status decides; where that is not known, its
 * window does.
 */
function phaseOf(incident: Incident, asOf: string | null): 'upcoming' | 'active' | undefined {
	if (!isOpen(incident)) return undefined
	if (incident.status === 'scheduled') return 'upcoming'
	if (incident.status === 'in_progress' || incident.status === 'verifying') return 'active'
	const { scheduledFor, scheduledUntil } = incident
	if (scheduledFor === undefined || asOf === null || compareInstants(scheduledFor, asOf) > 0)
		return 'upcoming'
	return scheduledUntil === undefined || compareInstants(scheduledUntil, asOf) > 0
		? 'active'
		: undefined
}

function pageOf({ now, asOf, origin, notKnown }: StatuspageView): Row {
	const { id, name } = now.provider
	const page = {
		id,
		name,
		url: origin + addresses.provider(id),
		time_zone: 'Etc/UTC',
		updated_at: asOf,
	}
	return notKnown === undefined
		? page
		: { ...page, not_known_since: asOf, note: `${notKnown} An empty list is not an all-clear.` }
}

/** What the shape has no field for. */
function remarkOf({ incidents, site }: StatuspageView): Row {
	const endless = incidents
		.filter((incident) => isPosted(incident) && isEndless(incident))
		.map((incident) => incident.id)
	if (endless.length === 0) return {}
	const why = `${endless.length} archived ${endless.length === 1 ? 'entry has' : 'entries have'} no recorded end and would look open here.`
	return { tidemark: { source: site, left_out: endless, why } }
}

const indicators: Readonly<Record<SurfaceStateName, string>> = {
	operational: 'none',
	degraded_performance: 'minor',
	partial_outage: 'major',
	major_outage: 'critical',
	under_maintenance: 'maintenance',
	unknown: 'unknown',
	not_covered: 'unknown',
}

function statusOf({ now, notKnown }: StatuspageView): { indicator: string; description: string } {
	const worst = worstOnPage(now)
	const description =
		worst === 'operational'
			? 'All Systems Operational'
			: stateWords[worst].replace(/^./, (letter) => letter.toUpperCase())
	return {
		indicator: indicators[worst],
		description: notKnown === undefined ? description : `${description}. ${notKnown}`,
	}
}

function components({ now }: StatuspageView): Row[] {
	return now.surfaces.map((surface, index) => componentRow(surface, index + 1, now))
}

/**
 * Since when our record has a component: the same whenever it is asked for. When the page made it,
 * nobody told us.
 */
function recordedSince({ coverage }: ProviderNow): string | null {
	return earliest(...coverage.map((stretch) => stretch.from)) ?? null
}

function componentRow(
	{ id, name, state, since }: ProviderNow['surfaces'][number],
	position: number,
	now: ProviderNow,
): Row {
	const created = recordedSince(now)
	return {
		id,
		name,
		status: state === 'not_covered' ? 'unknown' : state,
		position,
		description: null,
		group: false,
		group_id: null,
		page_id: now.provider.id,
		showcase: true,
		only_show_if_degraded: false,
		created_at: created === null ? since : (earliest(created, since) ?? created),
		updated_at: since ?? created,
	}
}

function incidentRow(incident: Incident, { now, origin, site }: StatuspageView): Row {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const concerned = now.surfaces.filter((surface) => incident.surfaces.includes(surface.id))
	const resolvedAt = incident.milestones.resolvedAt?.at ?? incident.resolvedAt
	return {
		id: incident.id,
		name: titleText(incident, site),
		// A client of this shape knows no end without a time: the latest moment at which it can have
		// been.
		status: incident.endedUnseen?.confirmed ? 'resolved' : statusText(incident, resolvedAt),
		impact: incident.impact === 'unknown' ? null : incident.impact,
		created_at: incident.createdAt,
		updated_at: updatedAt(incident, resolvedAt),
		started_at: incident.startedAt ?? incident.createdAt,
		monitoring_at: incident.milestones.monitoringAt?.at ?? null,
		resolved_at: resolvedAt ?? null,
		shortlink: origin + addresses.incident(incident.provider, incident.id),
		page_id: incident.provider,
		incident_updates: [...standing]
			.reverse()
			.map((update) => updateRow(update, incident, now, site)),
		components: concerned.map((surface, index) => componentRow(surface, index + 1, now)),
	}
}

/** A row that has an end and no word of a status is over: read as open, it would never end. */
function statusText({ status, kind }: Incident, resolvedAt: string | undefined): string {
	if (resolvedAt === undefined || status !== 'unknown') return status
	return kind === 'maintenance' ? 'completed' : 'resolved'
}

/**
 * The last change that a client polls for: a statement, its end, or what we saw changed afterwards.
 * Never before any of the row's own times.
 */
function updatedAt(incident: Incident, resolvedAt: string | undefined): string {
	const { createdAt, updates, revisions, updatedAt: claimed } = incident
	const edits = [...revisions, ...updates.flatMap((update) => update.revisions)].map(
		(revision) => revision.seen.by,
	)
	const gone = updates.flatMap((update) =>
		update.absence?.confirmed ? [update.absence.seen.by] : [],
	)
	return (
		latest(
			createdAt,
			resolvedAt,
			claimed,
			incident.milestones.monitoringAt?.at,
			...updates.map((update) => update.at),
			...edits,
			...gone,
		) ?? createdAt
	)
}

function updateRow(
	update: Update,
	incident: Incident,
	{ provider }: ProviderNow,
	site: string,
): Row {
	const name = (surface: string | undefined) =>
		provider.surfaces.find((candidate) => candidate.id === surface)?.name
	return {
		id: update.id,
		incident_id: incident.id,
		status: update.status,
		body: statementText(update, site),
		created_at: update.at,
		display_at: update.at,
		updated_at:
			latest(update.at, ...update.revisions.map((revision) => revision.seen.by)) ?? update.at,
		affected_components:
			update.states.length === 0
				? null
				: update.states.map(({ surface, component, state, from }) => ({
						code: surface ?? component,
						name: cleaned(name(surface) ?? component),
						old_status: from ?? null,
						new_status: state,
					})),
	}
}

/**
 * A statement as plain text. Words of ours say so in their first ones: this shape is read as the
 * provider's.
 */
export function statementText(
	statement: Pick<Update, 'body' | 'format' | 'summary'>,
	site: string,
): string {
	return attributed(
		cleaned(plainText(statement.body, statement.format)),
		authorOfBody(statement),
		cleaned(site),
	)
}

/** A title as plain text; one of ours says so as well. */
export function titleText(
	incident: Pick<Incident, 'title' | 'titleSummary'>,
	site: string,
): string {
	return attributed(cleaned(incident.title), authorOfTitle(incident), cleaned(site))
}

function maintenanceRow(incident: Incident, view: StatuspageView): Row {
	return {
		...incidentRow(incident, view),
		impact: 'maintenance',
		scheduled_for: incident.scheduledFor ?? null,
		scheduled_until: incident.scheduledUntil ?? null,
	}
}
