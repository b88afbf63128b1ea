import { isFurther } from '#core/incident/head-revisions.ts'
import { copiesLagSeconds } from '#core/incident/milestones.ts'
import type { CapturedBy, Incident, Revision, Update } from '#core/model/incident.ts'
import { slackOf } from '#core/model/moments.ts'
import {
	changeIn,
	type EventKind,
	type EventOf,
	fieldOf,
	type Saying,
	type TimelineEvent,
	type Versions,
} from '#core/model/timeline.ts'
import { IncidentStatus } from '#core/model/vocabulary.ts'
import { compareInstants, secondsBetween } from '#core/time/time.ts'
import { frame } from './frame.ts'

/**
 * Events that only our snapshots show: what was changed after publication. Each rests on two looks,
 * the last with the old version and the first with the
 * new one; a change that has only one of them (a first look, a file that was loaded) stays in the
 * revisions and accuses nobody.
 */
export const correctionKinds: ReadonlySet<EventKind> = new Set([
	'edited',
	'backdated',
	'retitled',
	'rerated',
	'withdrawn',
])

/**
 * A statement that appears later than this behind our last look without it was dated back. CDN
 * copies lag by a minute or so.
 */
export const backdatedAfterSeconds = copiesLagSeconds

/** What was changed, dated back or taken away after publication, with what was there before. */
export function correctionsOf(incident: Incident): TimelineEvent[] {
	return changesOf(incident).filter(({ kind }) => correctionKinds.has(kind))
}

/**
 * The corrections, and what went on without a statement: a status that moved to the next stage
 * takes nothing back.
 */
export function changesOf(incident: Incident): TimelineEvent[] {
	const { absence, title } = incident
	return [
		...incident.updates.flatMap((update) => updateCorrections(incident, update)),
		...incident.revisions.filter(isProven).flatMap((entry) => incidentCorrection(incident, entry)),
		...(absence?.confirmed
			? [
					correction(
						incident,
						undefined,
						{
							kind: 'withdrawn',
							title: withdrawalTitle(incident),
							value: { was: title, became: null },
						},
						absence,
					),
				]
			: []),
	]
}

/**
 * Two looks of ours, or two captures of somebody who says so, have to lie on either side of a
 * change.
 */
function isProven({ seen, capturedBy }: Revision): boolean {
	return seen.after !== undefined || capturedBy !== undefined
}

/** What no page ever listed followed from counts alone. */
function withdrawalTitle({ origin, listedIn, kind, absence }: Incident): string {
	if (origin === 'crowd' && listedIn.length === 0)
		return 'Withdrawn: by the counts known since, this is no incident'
	if (absence?.stated) return 'Maintenance cancelled'
	return kind === 'maintenance'
		? 'Maintenance withdrawn from the page'
		: 'Incident withdrawn from the page'
}

function updateCorrections(incident: Incident, update: Update): TimelineEvent[] {
	const events: TimelineEvent[] = []
	const { after } = update.seen
	if (
		after !== undefined &&
		secondsBetween(update.at, after) - slackOf(update) > backdatedAfterSeconds
	) {
		const { publishedAt } = update
		events.push(
			correction(
				incident,
				update,
				{
					kind: 'backdated',
					title: 'Statement appeared with an earlier time',
					value: {
						was: null,
						became: update.at,
						absentAt: after,
						...(publishedAt !== undefined && { publishedAt }),
						statementAt: update.at,
					},
				},
				{ seen: update.seen, evidence: update.evidence },
			),
		)
	}
	for (const entry of update.revisions.filter(isProven)) {
		events.push(
			correction(
				incident,
				update,
				{
					kind: entry.field === 'at' ? kindOfMove(entry) : 'edited',
					title: updateTitles[entry.field] ?? 'Statement changed',
					value: versionsOf(entry, update),
				},
				entry,
			),
		)
	}
	if (update.absence?.confirmed) {
		events.push(
			correction(
				incident,
				update,
				{
					kind: 'withdrawn',
					title: 'Statement withdrawn',
					value: { field: 'body', was: update.body, became: null, statementAt: update.at },
				},
				update.absence,
			),
		)
	}
	return events
}

/**
 * What was there and what came instead; how many versions between the change before and this one
 * are only in the snapshots.
 */
function versionsOf({ field, was, became, skipped, cut }: Revision, about?: Update): Versions {
	return {
		field,
		was,
		became,
		...(skipped !== undefined && { skipped }),
		...(cut && { cut }),
		...(about && { statementAt: about.at }),
	}
}

/**
 * How many corrections a list of events tells, those among them whose versions it does not show.
 */
export function correctionsIn(events: readonly TimelineEvent[]): number {
	return events.reduce(
		(sum, event) => (correctionKinds.has(event.kind) ? sum + 1 + skippedIn(event) : sum),
		0,
	)
}

/** The versions before the one that a change replaced which it does not show. */
export function skippedIn(event: TimelineEvent): number {
	const change = changeIn(event)
	return change && 'skipped' in change ? (change.skipped ?? 0) : 0
}

const updateTitles: Readonly<Partial<Record<Revision['field'], string>>> = {
	at: 'Time of a statement changed',
	body: 'Text of a statement changed',
	status: 'Status of a statement changed',
	states: 'States in a statement changed',
	notified: 'Whether subscribers were notified changed',
	restored: 'Withdrawn statement restored',
}

/**
 * A time was dated back when it was moved to an earlier one that lay in the past by then. A plan
 * for later that is moved forward was only changed.
 */
function kindOfMove({ was, became, seen }: Revision): 'backdated' | 'edited' {
	const earlier = was !== null && became !== null && compareInstants(became, was) < 0
	return earlier && compareInstants(became, seen.by) <= 0 ? 'backdated' : 'edited'
}

type KindOfChange = Exclude<ChangeOfRecord['kind'], 'withdrawn'>

const incidentCorrections: Readonly<
	Partial<
		Record<Revision['field'], readonly [KindOfChange | ((entry: Revision) => KindOfChange), string]>
	>
> = {
	title: ['retitled', 'Title changed'],
	impact: ['rerated', 'Impact rating changed'],
	kind: ['rerated', 'Kind of entry changed'],
	createdAt: [kindOfMove, 'Claimed time of filing changed'],
	startedAt: [kindOfMove, 'Claimed beginning changed'],
	resolvedAt: [kindOfMove, 'Claimed end changed'],
	scheduledFor: [kindOfMove, 'Start of the maintenance window changed'],
	scheduledUntil: [kindOfMove, 'End of the maintenance window changed'],
	components: ['edited', 'Affected components changed'],
	spans: ['edited', 'Times of a component’s outage changed'],
	status: [kindOfStep, 'Status changed without a statement'],
	restored: ['edited', 'Withdrawn incident restored'],
	// Of a statement that nobody named; our own looks always name it.
	at: [kindOfMove, 'Time of a statement changed'],
	body: ['edited', 'Text of a statement changed'],
}

/**
 * On to the next stage without a word is news; back to an earlier one takes back what was
 * published.
 */
function kindOfStep({ was, became }: Revision): 'status_changed' | 'edited' {
	const [before, after] = [IncidentStatus.safeParse(was), IncidentStatus.safeParse(became)]
	return before.success && after.success && isFurther(after.data, before.data)
		? 'status_changed'
		: 'edited'
}

function incidentCorrection(incident: Incident, entry: Revision): TimelineEvent[] {
	const known = incidentCorrections[entry.field]
	if (!known) return []
	const [kind, title] = known
	return [
		correction(
			incident,
			undefined,
			{
				kind: typeof kind === 'string' ? kind : kind(entry),
				title,
				value: versionsOf(entry),
			},
			entry,
		),
	]
}

/** Whose look or captures show a change. */
type Shown = Pick<Revision, 'seen' | 'evidence' | 'what' | 'capturedBy'>

/** What others saw has their clock and not ours, and our words where nobody kept the page's. */
function capturedFrame(
	incident: Incident,
	at: string,
	{ seen, evidence, what }: Shown,
	by: CapturedBy,
) {
	const { seen: _, ...rest } = frame(incident, at, seen, evidence)
	return {
		...rest,
		provenance: 'rebuilt' as const,
		captured: { ...by, ...seen },
		...(seen.precision && { precision: seen.precision }),
		...(what !== undefined && { body: what, format: 'text' as const, summary: true }),
	}
}

/** What our looks, or somebody's captures, show was changed. */
type ChangeOfRecord = Saying<
	EventOf<'edited' | 'backdated' | 'retitled' | 'rerated' | 'withdrawn' | 'status_changed'>
>

function correction(
	incident: Incident,
	update: Update | undefined,
	change: ChangeOfRecord,
	shown: Shown,
): TimelineEvent {
	const at = shown.seen.by
	const place = update ? `${incident.id}:${update.id}` : incident.id
	const field = change.kind === 'withdrawn' ? undefined : fieldOf(changeIn(change))
	return {
		...(shown.capturedBy
			? capturedFrame(incident, at, shown, shown.capturedBy)
			: frame(incident, at, shown.seen, shown.evidence)),
		id: `${place}:${change.kind}${field ? `:${field}` : ''}:${at}`,
		origin: 'derived',
		...change,
		...(update && { update: update.id }),
	}
}
