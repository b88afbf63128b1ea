import type { Document } from '#core/model/snapshot.ts'
import { canonicalRows, moment, scalar } from '../canonical.ts'
import { isRow, type Row } from '../read.ts'
import { type Dialect, readPageDocument } from './document.ts'

/**
 * What the document says, without what changes by itself: edit marks that a page-wide re-save
 * touches, positions, order, tweets,
 * group rows and the copies of components inside incidents. Throws ParseError.
 */
export function canonicalDocument(document: Document, dialect: Dialect): string {
	const { root, page } = readPageDocument(document, dialect)
	const capped = dialect.cappedList?.document === document.name
	const status = isRow(root.status) ? root.status : {}
	return JSON.stringify({
		page: [page.id, page.url ?? null],
		status: [scalar(status.indicator), scalar(status.description)],
		// Which healthy components a capped list shows is a matter of chance.
		components: canonicalRows(root.components, (row) =>
			row.group === true || (capped && row.status === 'operational') ? undefined : componentOf(row),
		),
		incidents: canonicalRows(root.incidents, incidentOf),
		maintenances: canonicalRows(root.scheduled_maintenances, incidentOf),
	})
}

function componentOf(row: Row): unknown {
	return [scalar(row.id), scalar(row.name), scalar(row.status)]
}

function incidentOf(row: Row): unknown {
	return {
		id: scalar(row.id),
		name: scalar(row.name),
		status: scalar(row.status),
		impact: scalar(row.impact),
		times: [
			row.created_at,
			row.started_at,
			row.resolved_at,
			row.scheduled_for,
			row.scheduled_until,
		].map(moment),
		shortlink: scalar(row.shortlink),
		components: canonicalRows(row.components, (component) => [
			scalar(component.id ?? component.name),
		]),
		updates: canonicalRows(row.incident_updates, updateOf),
	}
}

function updateOf(row: Row): unknown {
	return {
		id: scalar(row.id),
		at: [row.display_at, row.created_at].map(moment),
		status: scalar(row.status),
		body: scalar(row.body),
		notified: scalar(row.deliver_notifications),
		components: canonicalRows(row.affected_components, (component) =>
			[component.code, component.name, component.old_status, component.new_status].map(scalar),
		),
	}
}
