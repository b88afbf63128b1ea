import type { CapturedBy, Incident, Revision, Update } from '#core/model/incident.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { EventKind, TimelineEvent } from '#core/model/timeline.ts'
import { compareInstants, secondsBetween } from '#core/time.ts'
import { frame } from './frame.ts'

/** Events that only our snapshots show: what was changed after publication. */
export const correctionKinds: ReadonlySet<EventKind> = new Set(['edited', 'backdated', 'retitled', 'rerated', 'withdrawn'])

/** A statement that appears later than this behind our last look without it was dated back. CDN copies lag by a minute or so. */
export const backdatedAfterSeconds = 120

/** What was changed, dated back or taken away after publication, with what was there before. */
export function correctionsOf(incident: Incident): TimelineEvent[] {
	const { absence, title } = incident
	return [
		...incident.updates.flatMap((update) => updateCorrections(incident, update)),
		...incident.revisions.flatMap((entry) => incidentCorrection(incident, entry)),
		...(absence?.confirmed
			? [correction(incident, undefined, 'withdrawn', absence.seen.by, withdrawalTitle(incident), { was: title, became: null }, absence)]
			: []),
	]
}

/** What no page ever listed followed from counts alone. */
function withdrawalTitle({ origin, listedIn }: Incident): string {
	return origin === 'crowd' && listedIn.length === 0 ? 'Withdrawn: by the counts known since, this is no incident' : 'Incident withdrawn from the page'
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
	// Of a statement that nobody named; our own looks always name it.
	at: ['edited', 'Time of a statement changed'],
	body: ['edited', 'Text of a statement changed'],
	status: ['edited', 'Status of a statement changed'],
}

function incidentCorrection(incident: Incident, entry: Revision): TimelineEvent[] {
	const known = incidentCorrections[entry.field]
	if (!known) return []
	const [kind, title] = known
	return [correction(incident, undefined, kind, entry.seen.by, title, { field: entry.field, was: entry.was, became: entry.became }, entry, entry.field)]
}

interface Shown {
	readonly seen: Update['seen']
	readonly evidence: readonly Evidence[]
	readonly what?: string | undefined
	readonly capturedBy?: CapturedBy | undefined
}

/** What others saw has their clock and not ours, and our words where nobody kept the page's. */
function capturedFrame(incident: Incident, at: string, { seen, evidence, what }: Shown, by: CapturedBy) {
	const { seen: _, ...rest } = frame(incident, at, seen, evidence)
	return {
		...rest,
		provenance: 'rebuilt' as const,
		captured: { ...by, ...seen },
		...(seen.precision && { precision: seen.precision }),
		...(what !== undefined && { body: what, format: 'text' as const, summary: true }),
	}
}

function correction(
	incident: Incident,
	update: Update | undefined,
	kind: EventKind,
	at: string,
	title: string,
	value: Record<string, unknown>,
	shown: Shown,
	field?: string,
): TimelineEvent {
	const place = update ? `${incident.id}:${update.id}` : incident.id
	return {
		...(shown.capturedBy ? capturedFrame(incident, at, shown, shown.capturedBy) : frame(incident, at, shown.seen, shown.evidence)),
		id: `${place}:${kind}${field ? `:${field}` : ''}:${at}`,
		origin: 'derived',
		kind,
		title,
		value: { ...value, ...(update && { statementAt: update.at }) },
		...(update && { update: update.id }),
	}
}
