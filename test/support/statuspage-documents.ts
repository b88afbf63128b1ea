/** Small Statuspage documents in the documented shape, for histories told in tests. */

export interface PageUpdate {
	id: string
	/** The time that the page shows. */
	at: string
	/** When it was written; the same when absent. */
	writtenAt?: string
	status: string
	body?: string
	notified?: boolean
	states?: Record<string, [from: string, to: string]>
}

export interface PageIncident {
	id: string
	name?: string
	impact?: string
	createdAt?: string
	updatedAt?: string
	startedAt?: string
	resolvedAt?: string
	status?: string
	/** The ids of the components that the page ties to it. */
	components?: string[]
	/** The window of a maintenance. */
	window?: [from: string, until: string]
	updates: PageUpdate[]
}

const names: Record<string, string> = { 'c-web': 'Website', 'c-api': 'API' }

export function incidentRow(incident: PageIncident): Record<string, unknown> {
	const {
		id,
		name = 'Errors',
		impact = 'minor',
		createdAt,
		startedAt,
		updatedAt,
		resolvedAt,
		status,
		components = [],
		window,
		updates,
	} = incident
	const first = updates[0]
	const last = updates.at(-1)
	if (!first || !last) throw new Error('an incident of a test has an update')
	return {
		id,
		name,
		status: status ?? last.status,
		impact: window ? 'maintenance' : impact,
		created_at: createdAt ?? first.at,
		updated_at: updatedAt ?? last.at,
		started_at: startedAt ?? createdAt ?? first.at,
		resolved_at: resolvedAt ?? (last.status === 'resolved' ? last.at : null),
		shortlink: `https://stspg.example/${id}`,
		page_id: 'page-1',
		components: components.map((code) => ({
			id: code,
			name: names[code] ?? code,
			status: 'operational',
		})),
		...(window && { scheduled_for: window[0], scheduled_until: window[1] }),
		incident_updates: [...updates].reverse().map((update) => ({
			id: update.id,
			status: update.status,
			body: update.body ?? `Statement ${update.id}.`,
			incident_id: id,
			created_at: update.writtenAt ?? update.at,
			updated_at: update.at,
			display_at: update.at,
			deliver_notifications: update.notified ?? true,
			affected_components: update.states
				? Object.entries(update.states).map(([code, [old_status, new_status]]) => ({
						code,
						name: names[code] ?? code,
						old_status,
						new_status,
					}))
				: null,
		})),
	}
}

export function incidentsDocument(
	updatedAt: string,
	incidents: PageIncident[],
	page = 'page-1',
): Record<string, unknown> {
	return {
		page: {
			id: page,
			name: 'Acme',
			url: 'https://status.acme.example',
			time_zone: 'Etc/UTC',
			updated_at: updatedAt,
		},
		incidents: incidents.map(incidentRow),
	}
}

export function maintenancesDocument(
	updatedAt: string,
	maintenances: PageIncident[],
): Record<string, unknown> {
	return {
		...incidentsDocument(updatedAt, []),
		incidents: [],
		scheduled_maintenances: maintenances.map(incidentRow),
	}
}

export function summaryDocument(
	updatedAt: string,
	states: Record<string, string>,
	open: PageIncident[] = [],
	page = 'page-1',
): Record<string, unknown> {
	return {
		page: {
			id: page,
			name: 'Acme',
			url: 'https://status.acme.example',
			time_zone: 'Etc/UTC',
			updated_at: updatedAt,
		},
		components: Object.entries(states).map(([id, status], position) => ({
			id,
			name: names[id] ?? id,
			status,
			position,
			group: false,
			group_id: null,
			updated_at: updatedAt,
		})),
		incidents: open.map(incidentRow),
		scheduled_maintenances: [],
		status: { indicator: 'none', description: '' },
	}
}
