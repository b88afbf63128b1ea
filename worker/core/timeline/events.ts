import { firstToldOf, toldAtOf } from '#core/incident/clocks.ts'
import { copiesLagSeconds, isFilingKnown, resolution } from '#core/incident/milestones.ts'
import { setbacksOf } from '#core/incident/setbacks.ts'
import type { Incident, Update } from '#core/model/incident.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { secondsBetween } from '#core/time/time.ts'
import { changesOf } from './corrections.ts'
import { frame } from './frame.ts'
import { unlistedEvents } from './unlisted.ts'

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

/**
 * The events of one incident: its statements, the states they declare, and what our snapshots show
 * of changes made afterwards.
 */
export function incidentEvents(incident: Incident): TimelineEvent[] {
	return [
		...(incident.updates.length > 0 ? statements(incident) : bareStatements(incident)),
		...unlistedEvents(incident),
		...changesOf(incident),
	]
}

function statements(incident: Incident): TimelineEvent[] {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const end = resolution(standing)
	const first = firstToldOf(incident.updates)
	const events: TimelineEvent[] = []
	let status: IncidentStatus = 'unknown'
	const setbacks = new Map(
		(incident.kind === 'incident' ? setbacksOf(incident.updates) : []).map((setback) => [
			setback.update,
			setback,
		]),
	)
	for (const update of incident.updates) {
		const kind = kindOf(update, update === first, status, update === end)
		events.push(statement(incident, update, kind), ...stateChanges(incident, update))
		if (kind === 'acknowledged' && update === end)
			events.push({
				...statement(incident, update, 'resolved'),
				id: `${incident.id}:${update.id}:resolved`,
			})
		const setback = setbacks.get(update)
		if (setback) {
			const { declaredFixedAt, heldSeconds, from, to } = setback
			events.push({
				...frame(incident, update.at, update.seen, update.evidence),
				id: `${incident.id}:${update.id}:fix-did-not-hold`,
				kind: 'fix_did_not_hold',
				title: 'The fix did not hold',
				update: update.id,
				value: { declaredFixedAt, heldSeconds, from, to },
			})
		}
		if (update.status !== 'unknown') status = update.status
	}
	return events
}

type StatementKind = 'acknowledged' | 'update' | 'status_changed' | 'resolved' | 'postmortem'

function kindOf(
	update: Update,
	isFirst: boolean,
	before: IncidentStatus,
	isEnd: boolean,
): StatementKind {
	if (isFirst) return 'acknowledged'
	if (update.status === 'postmortem') return 'postmortem'
	if (isEnd) return 'resolved'
	return update.status === 'unknown' || update.status === before ? 'update' : 'status_changed'
}

/**
 * Both clocks of the provider's where they differ; `toldAfterwards` counts the seconds from the
 * time that it carries to when it can have been told.
 */
function statement(incident: Incident, update: Update, kind: StatementKind): TimelineEvent {
	const afterwards = secondsBetween(update.at, toldAtOf(update))
	return {
		...frame(incident, update.at, update.seen, update.evidence),
		id: `${incident.id}:${update.id}`,
		kind,
		title: statusTitles[update.status],
		body: update.body,
		format: update.format,
		...(update.summary && { summary: true }),
		value: {
			status: update.status,
			...(update.notified !== undefined && { notified: update.notified }),
			...(afterwards > copiesLagSeconds && { toldAfterwards: afterwards }),
		},
		update: update.id,
		...(update.publishedAt !== undefined && { publishedAt: update.publishedAt }),
		...(update.precision && { precision: update.precision }),
		...(update.confidence && { confidence: update.confidence }),
	}
}

function stateChanges(incident: Incident, update: Update): TimelineEvent[] {
	if (update.states.length === 0) return []
	const states = update.states.map(({ surface, component, state, from }) => ({
		...(surface && { surface }),
		component,
		state,
		...(from && { from }),
	}))
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

/**
 * Only filing and end are known: a census row, a feed without updates. Or not even these: what
 * users reported, or a start told afterwards.
 */
function bareStatements(incident: Incident): TimelineEvent[] {
	const precise = incident.precision ? { precision: incident.precision } : {}
	const crowd = incident.origin === 'crowd'
	const first = {
		...frame(incident, incident.createdAt, incident.seen, incident.evidence),
		id: `${incident.id}:created`,
		...(isFilingKnown(incident)
			? { kind: 'acknowledged' as const, title: 'Incident filed' }
			: {
					kind: 'update' as const,
					title: crowd ? 'Reported by users' : 'Began, as told afterwards',
				}),
		...precise,
	}
	if (!incident.resolvedAt) return [first]
	const { seen, ...ending } = frame(incident, incident.resolvedAt, incident.seen, incident.evidence)
	const end = {
		...ending,
		// Counts that we keep ourselves showed the end later than they showed the beginning.
		...((!crowd || ending.provenance !== undefined) && { seen }),
		id: `${incident.id}:resolved`,
		...(crowd
			? { kind: 'update' as const, title: 'Over, as users reported' }
			: { kind: 'resolved' as const, title: 'Resolved' }),
		...precise,
	}
	return [first, end]
}
