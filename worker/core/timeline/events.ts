import { resolution } from '#core/incident/milestones.ts'
import type { Incident, Revision, Update } from '#core/model/incident.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { EventKind, TimelineEvent } from '#core/model/timeline.ts'
import { type IncidentStatus, isOver, isWatching, type Provenance } from '#core/model/vocabulary.ts'
import { compareInstants, secondsBetween } from '#core/time.ts'

/** Statuses as people read them. */
const statusTitles: Readonly<Record<IncidentStatus, string>> = {
	investigating: 'Investigating',
	identified: 'Cause identified',
	monitoring: 'Fix in place, monitoring',
	resolved: 'Resolved',
	postmortem: 'Postmortem published',
	scheduled: 'Maintenance scheduled',
	in_progress: 'Maintenance in progress',
	verifying: 'Maintenance being verified',
	completed: 'Maintenance completed',
	unknown: 'Statement',
}

/** A statement that appears later than this behind our last look without it was dated back. CDN copies lag by a minute or so. */
const backdatedAfterSeconds = 120

/** The events of one incident: its statements, the states they declare, and what our snapshots show of changes made afterwards. */
export function incidentEvents(incident: Incident): TimelineEvent[] {
	const events = incident.updates.length > 0 ? statements(incident) : bareStatements(incident)
	events.push(
		...incident.updates.flatMap((update) => updateCorrections(incident, update)),
		...incident.revisions.flatMap((entry) => incidentCorrection(incident, entry)),
	)
	if (incident.absence?.confirmed) {
		events.push(
			correction(
				incident,
				undefined,
				'withdrawn',
				incident.absence.seen.by,
				'Incident withdrawn from the page',
				{ was: incident.title, became: null },
				incident.absence,
			),
		)
	}
	return events
}

function statements(incident: Incident): TimelineEvent[] {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const end = resolution(standing)
	const events: TimelineEvent[] = []
	let status: IncidentStatus = 'unknown'
	let declaredFixedAt: string | undefined
	incident.updates.forEach((update, position) => {
		const kind = kindOf(update, position, status, update === end)
		events.push(statement(incident, update, kind), ...stateChanges(incident, update))
		if (kind === 'acknowledged' && update === end) events.push({ ...statement(incident, update, 'resolved'), id: `${incident.id}:${update.id}:resolved` })
		if (incident.kind === 'incident' && declaredFixedAt !== undefined && isOpenAgain(update.status, status)) {
			const heldSeconds = secondsBetween(declaredFixedAt, update.at)
			events.push({
				...frame(incident, update.at, update.seen, update.evidence),
				id: `${incident.id}:${update.id}:fix-did-not-hold`,
				kind: 'fix_did_not_hold',
				title: 'The fix did not hold',
				update: update.id,
				value: { declaredFixedAt, heldSeconds, from: status, to: update.status },
			})
			declaredFixedAt = undefined
		}
		if (update.status !== 'unknown') {
			if (isWatching(update.status) || isOver(update.status)) declaredFixedAt ??= update.at
			else declaredFixedAt = undefined
			status = update.status
		}
	})
	return events
}

function kindOf(update: Update, position: number, before: IncidentStatus, isEnd: boolean): EventKind {
	if (position === 0) return 'acknowledged'
	if (update.status === 'postmortem') return 'postmortem'
	if (isEnd) return 'resolved'
	return update.status === 'unknown' || update.status === before ? 'update' : 'status_changed'
}

/** From watching back to looking for it, or from resolved back to anything that is not over. */
function isOpenAgain(status: IncidentStatus, before: IncidentStatus): boolean {
	if (status === 'unknown') return false
	return isOver(before) ? !isOver(status) : isWatching(before) && (status === 'investigating' || status === 'identified')
}

function statement(incident: Incident, update: Update, kind: EventKind): TimelineEvent {
	return {
		...frame(incident, update.at, update.seen, update.evidence),
		id: `${incident.id}:${update.id}`,
		kind,
		title: statusTitles[update.status],
		body: update.body,
		format: update.format,
		...(update.summary && { summary: true }),
		value: { status: update.status, ...(update.notified !== undefined && { notified: update.notified }) },
		update: update.id,
		...(update.precision && { precision: update.precision }),
		...(update.confidence && { confidence: update.confidence }),
	}
}

function stateChanges(incident: Incident, update: Update): TimelineEvent[] {
	if (update.states.length === 0) return []
	const states = update.states.map(({ surface, component, state, from }) => ({ ...(surface && { surface }), component, state, ...(from && { from }) }))
	return [
		{
			...frame(incident, update.at, update.seen, update.evidence),
			id: `${incident.id}:${update.id}:states`,
			kind: 'state_changed',
			title: 'States declared',
			value: { states },
			update: update.id,
			surfaces: [...new Set(update.states.flatMap(({ surface }) => surface ?? []))],
			...(update.precision && { precision: update.precision }),
			...(update.confidence && { confidence: update.confidence }),
		},
	]
}

/** Only filing and end are known: a census row, a feed without updates. */
function bareStatements(incident: Incident): TimelineEvent[] {
	const precise = incident.precision ? { precision: incident.precision } : {}
	const filed = {
		...frame(incident, incident.createdAt, incident.seen, incident.evidence),
		id: `${incident.id}:created`,
		kind: 'acknowledged' as const,
		title: 'Incident filed',
		...precise,
	}
	if (!incident.resolvedAt) return [filed]
	return [
		filed,
		{
			...frame(incident, incident.resolvedAt, incident.seen, incident.evidence),
			id: `${incident.id}:resolved`,
			kind: 'resolved' as const,
			title: 'Resolved',
			...precise,
		},
	]
}

function updateCorrections(incident: Incident, update: Update): TimelineEvent[] {
	const events: TimelineEvent[] = []
	const { after } = update.seen
	if (after !== undefined && secondsBetween(update.at, after) > backdatedAfterSeconds) {
		const value = { was: null, became: update.at, absentAt: after }
		events.push(
			correction(incident, update, 'backdated', update.seen.by, 'Statement appeared with an earlier time', value, {
				seen: update.seen,
				evidence: update.evidence,
			}),
		)
	}
	for (const entry of update.revisions) {
		const value = { field: entry.field, was: entry.was, became: entry.became }
		if (entry.field === 'at') {
			const earlier = entry.was !== null && entry.became !== null && compareInstants(entry.became, entry.was) < 0
			events.push(correction(incident, update, earlier ? 'backdated' : 'edited', entry.seen.by, 'Time of a statement changed', value, entry, 'at'))
		} else if (entry.field === 'restored')
			events.push(correction(incident, update, 'edited', entry.seen.by, 'Withdrawn statement restored', value, entry, 'restored'))
		else
			events.push(
				correction(
					incident,
					update,
					'edited',
					entry.seen.by,
					entry.field === 'body' ? 'Text of a statement changed' : 'Status of a statement changed',
					value,
					entry,
					entry.field,
				),
			)
	}
	if (update.absence?.confirmed) {
		events.push(
			correction(
				incident,
				update,
				'withdrawn',
				update.absence.seen.by,
				'Statement withdrawn',
				{ field: 'body', was: update.body, became: null },
				update.absence,
			),
		)
	}
	return events
}

const incidentCorrections: Readonly<Partial<Record<Revision['field'], readonly [EventKind, string]>>> = {
	title: ['retitled', 'Title changed'],
	impact: ['rerated', 'Impact rating changed'],
	kind: ['rerated', 'Kind of entry changed'],
	startedAt: ['backdated', 'Claimed beginning changed'],
	resolvedAt: ['edited', 'Claimed end changed'],
	restored: ['edited', 'Withdrawn incident restored'],
}

function incidentCorrection(incident: Incident, entry: Revision): TimelineEvent[] {
	const known = incidentCorrections[entry.field]
	if (!known) return []
	const [kind, title] = known
	return [correction(incident, undefined, kind, entry.seen.by, title, { field: entry.field, was: entry.was, became: entry.became }, entry, entry.field)]
}

function correction(
	incident: Incident,
	update: Update | undefined,
	kind: EventKind,
	at: string,
	title: string,
	value: Record<string, unknown>,
	shown: { readonly seen: Update['seen']; readonly evidence: readonly Evidence[] },
	field?: string,
): TimelineEvent {
	const place = update ? `${incident.id}:${update.id}` : incident.id
	return {
		...frame(incident, at, shown.seen, shown.evidence),
		id: `${place}:${kind}${field ? `:${field}` : ''}:${at}`,
		origin: 'derived',
		kind,
		title,
		value: { ...value, ...(update && { statementAt: update.at }) },
		...(update && { update: update.id }),
	}
}

/** What every event of an incident shares. */
function frame(
	incident: Incident,
	at: string,
	seen: Update['seen'],
	evidence: readonly Evidence[],
): Pick<TimelineEvent, 'at' | 'seen' | 'origin' | 'incident' | 'provenance' | 'evidence'> {
	const provenance = provenanceOf(evidence) ?? provenanceOf(incident.evidence)
	return { at, seen, origin: incident.origin, incident: incident.id, ...(provenance && { provenance }), evidence: [...evidence] }
}

/** How the look came about that bears a statement. */
export function provenanceOf(evidence: readonly Evidence[]): Provenance | undefined {
	for (const item of evidence) if (item.kind === 'snapshot') return item.provenance
	return undefined
}
