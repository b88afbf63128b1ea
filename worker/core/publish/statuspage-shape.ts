import { isOpen } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { worstOnPage } from './also-listed.ts'
import type { NowDocument, ProviderNow } from './documents.ts'
import { addresses } from './html/addresses.ts'
import { cleaned } from './html/markup.ts'
import { plainText } from './html/provider-text.ts'
import { stateWords } from './html/words.ts'

/**
 * A provider in the shape of Atlassian Statuspage's public API v2, whatever platform it uses itself: programs that read one
 * read this. One word is ours: `unknown`, where the record does not know, since nothing in that shape says so.
 */
export interface StatuspageView {
	readonly now: ProviderNow
	/** The last good look at the provider's page. */
	readonly asOf: NowDocument['asOf']
	/** Why its present is not known, in a sentence; absent while it is. That shape has no word for it: an empty list would pass for an all-clear. */
	readonly notKnown?: string
	/** Newest first. */
	readonly incidents: readonly Incident[]
	readonly origin: string
}

export const statuspageFiles = ['summary', 'status', 'components', 'incidents', 'incidents/unresolved', 'scheduled-maintenances'] as const
export type StatuspageFile = (typeof statuspageFiles)[number]

export function statuspageAnswer(view: StatuspageView, file: StatuspageFile): Record<string, unknown> {
	const page = pageOf(view)
	// A status page speaks for its provider: what its users alone report is not on it.
	const stated = view.incidents.filter((incident) => (incident.classed?.filedAs ?? incident.kind) === 'incident' && incident.origin === 'official')
	const outages = stated.map((incident) => incidentRow(incident, view))
	const open = stated.filter(isOpen).map((incident) => incidentRow(incident, view))
	const maintenance = view.incidents.filter((incident) => incident.kind === 'maintenance')
	if (file === 'status') return { page, status: statusOf(view) }
	if (file === 'components') return { page, components: components(view) }
	if (file === 'incidents') return { page, incidents: outages }
	if (file === 'incidents/unresolved') return { page, incidents: open }
	if (file === 'scheduled-maintenances') return { page, scheduled_maintenances: maintenance.map((incident) => maintenanceRow(incident, view)) }
	const due = maintenance.filter(isOpen).map((incident) => maintenanceRow(incident, view))
	return { page, components: components(view), incidents: open, scheduled_maintenances: due, status: statusOf(view) }
}

function pageOf({ now, asOf, origin, notKnown }: StatuspageView): Record<string, unknown> {
	const page = { id: now.provider.id, name: now.provider.name, url: origin + addresses.provider(now.provider.id), time_zone: 'Etc/UTC', updated_at: asOf }
	return notKnown === undefined ? page : { ...page, not_known_since: asOf, note: `${notKnown} An empty list is not an all-clear.` }
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
	const description = worst === 'operational' ? 'All Systems Operational' : stateWords[worst].replace(/^./, (letter) => letter.toUpperCase())
	return { indicator: indicators[worst], description: notKnown === undefined ? description : `${description}. ${notKnown}` }
}

function components({ now, asOf }: StatuspageView): unknown[] {
	return now.surfaces.map((surface, index) => componentRow(surface, index + 1, surface.since ?? asOf, now.provider.id))
}

function componentRow(
	surface: { id: string; name: string; state: SurfaceStateName },
	position: number,
	updatedAt: string | null,
	page: string,
): Record<string, unknown> {
	return {
		id: surface.id,
		name: surface.name,
		status: surface.state === 'not_covered' ? 'unknown' : surface.state,
		position,
		description: null,
		group: false,
		group_id: null,
		page_id: page,
		showcase: true,
		only_show_if_degraded: false,
		created_at: updatedAt,
		updated_at: updatedAt,
	}
}

function incidentRow(incident: Incident, { now, origin }: StatuspageView): Record<string, unknown> {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const name = (surface: string | undefined) => now.provider.surfaces.find((candidate) => candidate.id === surface)?.name
	const concerned = now.surfaces.filter((surface) => incident.surfaces.includes(surface.id))
	return {
		id: incident.id,
		name: cleaned(incident.title),
		// A client of this shape knows no end without a time: the latest moment at which it can have been.
		status: incident.endedUnseen?.confirmed ? 'resolved' : incident.status,
		impact: incident.impact === 'unknown' ? 'none' : incident.impact,
		created_at: incident.createdAt,
		updated_at: standing.at(-1)?.at ?? incident.createdAt,
		started_at: incident.startedAt ?? incident.createdAt,
		monitoring_at: incident.milestones.monitoringAt?.at ?? null,
		resolved_at: incident.milestones.resolvedAt?.at ?? null,
		shortlink: origin + addresses.incident(incident.provider, incident.id),
		page_id: incident.provider,
		incident_updates: [...standing].reverse().map((update) => ({
			id: update.id,
			incident_id: incident.id,
			status: update.status,
			body: cleaned(plainText(update.body, update.format)),
			created_at: update.at,
			display_at: update.at,
			updated_at: update.at,
			affected_components:
				update.states.length === 0
					? null
					: update.states.map(({ surface, component, state, from }) => ({
							code: surface ?? component,
							name: cleaned(name(surface) ?? component),
							old_status: from ?? null,
							new_status: state,
						})),
		})),
		components: concerned.map((surface, index) => componentRow(surface, index + 1, surface.since ?? incident.createdAt, incident.provider)),
	}
}

function maintenanceRow(incident: Incident, view: StatuspageView): Record<string, unknown> {
	return {
		...incidentRow(incident, view),
		impact: 'maintenance',
		scheduled_for: incident.scheduledFor ?? null,
		scheduled_until: incident.scheduledUntil ?? null,
	}
}
