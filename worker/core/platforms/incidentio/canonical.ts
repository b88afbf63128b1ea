import type { Document } from '#core/model/snapshot.ts'
import { canonicalRows, moment, scalar } from '../canonical.ts'
import type { Row } from '../read.ts'
import { nativeList } from './native.ts'

/**
 * What the native document says, in an order of its own and without the state that components have
 * by now. Throws ParseError.
 */
export function canonicalNative(document: Document): string {
	return JSON.stringify({ incidents: canonicalRows(nativeList(document), incidentOf) })
}

function incidentOf(row: Row): unknown {
	return {
		id: scalar(row.id),
		name: scalar(row.name),
		status: scalar(row.status),
		impact: scalar(row.impact ?? row.severity),
		at: moment(row.published_at),
		components: canonicalRows(row.affected_components, (component) => [
			scalar(component.component_id),
		]),
		spans: canonicalRows(row.component_impacts, (span) => [
			scalar(span.component_id),
			scalar(span.status),
			moment(span.start_at),
			moment(span.end_at),
		]),
		updates: canonicalRows(row.updates, (update) => [
			scalar(update.id),
			moment(update.published_at),
			scalar(update.to_status),
			scalar(update.message_string),
		]),
	}
}
