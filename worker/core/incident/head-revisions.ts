import type { DeclaredSpan, Incident, Revision } from '#core/model/incident.ts'
import { isOneMoment } from '#core/model/moments.ts'
import type { ObservedIncident } from '#core/model/observation.ts'
import { type IncidentStatus, isOver } from '#core/model/vocabulary.ts'
import { secondsBetween } from '#core/time/time.ts'
import { componentKeyOf } from './surfaces.ts'
import { type CheckContext, revision, sameText } from './updates.ts'

/**
 * What a page can change of an incident after it was published, besides its updates (`updates.ts`)
 * and the components tied to it (`tied.ts`).
 *
 * Tracked: title, impact, kind; the times of filing, beginning and end and the window of a
 * maintenance; the status, where no statement and no stated
 * end explains it; spans that were declared with both ends.
 *
 * Not tracked, and why: `url` follows from the page's own address, whose change is kept in
 * `listedIn`; `updatedAt` moves with every re-save of a page;
 * `nativeId` is what makes it the same incident, and a new one after a move is kept in `aliases`;
 * `origin`, `precision`, `titleSummary`, `allUpdates`
 * and `document` are ours. A field that a document leaves out is not taken back: another document
 * of the page may give it.
 */
export function headRevisions(
	known: Incident,
	merged: Incident,
	observed: ObservedIncident,
	check: CheckContext,
): Revision[] {
	const found: Revision[] = []
	const change = (field: Revision['field'], was: string | null, became: string | null) =>
		found.push(revision(field, was, became, check))
	if (!known.titleSummary && !observed.titleSummary && !sameText(known.title, observed.title))
		change('title', known.title, observed.title)
	if (
		known.impact !== observed.impact &&
		known.impact !== 'unknown' &&
		observed.impact !== 'unknown'
	)
		change('impact', known.impact, observed.impact)
	if (known.kind !== observed.kind) change('kind', known.kind, observed.kind)
	for (const field of timeFields) {
		const [was, became] = [known[field], merged[field]]
		if (was === undefined || isAlike(was, became)) continue
		// Open again, and perhaps over again, by statements that tell it: the end that was declared
		// first stands among them.
		if (
			field === 'resolvedAt' &&
			isDeclared(was, merged) &&
			(became === undefined || isDeclared(became, merged))
		)
			continue
		change(field, was, became ?? null)
	}
	const filing = known.createdAt !== merged.createdAt && !isAlike(known.createdAt, merged.createdAt)
	// On some pages a filing's time follows the beginning: one change, said once.
	if (
		filing &&
		!found.some(
			({ field, became }) =>
				field === 'startedAt' && isAlike(merged.createdAt, became ?? undefined),
		)
	)
		change('createdAt', known.createdAt, merged.createdAt)
	if (isMovedSilently(known, merged, observed)) change('status', known.status, merged.status)
	const spans = changedSpans(known, merged)
	if (spans) change('spans', spansText(spans.was), spansText(spans.became))
	return found
}

const timeFields = ['startedAt', 'resolvedAt', 'scheduledFor', 'scheduledUntil'] as const

/** Documents of one page round a time differently: a move of a minute or more is a statement. */
const movedSeconds = 60

function isAlike(was: string, became: string | undefined): boolean {
	return became !== undefined && Math.abs(secondsBetween(was, became)) < movedSeconds
}

/** Whether a statement that is still in the record says that it ended then. */
function isDeclared(end: string, { updates }: Incident): boolean {
	return updates.some(
		(update) =>
			isOver(update.status) && (isAlike(end, update.at) || isOneMoment({ at: end }, update)),
	)
}

/**
 * The status differs, and neither the newest statement nor a stated end says so. A maintenance goes
 * through its stages by the clock.
 */
function isMovedSilently(known: Incident, merged: Incident, observed: ObservedIncident): boolean {
	if (known.filedBy === undefined || known.filedBy !== observed.filedBy) return false
	if (known.status === 'unknown' || known.status === merged.status) return false
	if (merged.kind === 'maintenance' && isFurther(merged.status, known.status)) return false
	if (isOver(merged.status) && merged.resolvedAt !== undefined) return false
	const newest = merged.updates.findLast((update) => update.status !== 'unknown' && !update.absence)
	return newest?.status !== merged.status
}

const stages: readonly (readonly IncidentStatus[])[] = [
	['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'],
	['scheduled', 'in_progress', 'verifying', 'completed', 'postmortem'],
]

/** Whether a status comes later in the order in which an incident or a maintenance goes. */
export function isFurther(status: IncidentStatus, before: IncidentStatus): boolean {
	return stages.some(
		(order) => order.includes(before) && order.indexOf(status) > order.indexOf(before),
	)
}

/**
 * So many spans of a component are held against each other at most, at one look at one incident:
 * pages have a handful. What is beyond that counts as
 * another span as soon as anything of it differs, or a list of thousands that all moved would take
 * a minute.
 */
const mostComparisons = 20_000

/**
 * Spans that had both ends and are gone, or have another end or state now. A span that is open may
 * end and worsen: that is how it goes on. One
 * whose ends are those of the incident moves with these, which is told already.
 */
function changedSpans(
	known: Incident,
	merged: Incident,
): { was: DeclaredSpan[]; became: DeclaredSpan[] } | undefined {
	let left = mostComparisons
	const isSame = (a: DeclaredSpan, b: DeclaredSpan) =>
		left-- > 0 &&
		a.state === b.state &&
		isAlike(a.from, b.from) &&
		(a.to === undefined || isAlike(a.to, b.to))
	const [before, now] = [byComponent(known.spans), byComponent(merged.spans)]
	const lacking = (spans: readonly DeclaredSpan[], others: readonly DeclaredSpan[] = []) => {
		const exactly = new Set(others.map(exactlyOf))
		return spans.filter(
			(span) =>
				!exactly.has(exactlyOf(span)) &&
				(left <= 0 || !others.some((other) => isSame(span, other))),
		)
	}
	const rest = new Map(
		[...now].map(([key, spans]) => [key, lacking(spans, before.get(key))] as const),
	)
	const gone = new Set([...before].flatMap(([key, spans]) => lacking(spans, now.get(key))))
	const was: DeclaredSpan[] = []
	const became: DeclaredSpan[] = []
	for (const span of known.spans) {
		if (!gone.has(span)) continue
		const candidates = rest.get(componentKeyOf(span)) ?? []
		left -= candidates.length
		const place = left < 0 ? -1 : bestMatch(span, candidates)
		const [match] = place < 0 ? [] : candidates.splice(place, 1)
		if (span.to === undefined) continue
		const from =
			match &&
			(isAlike(span.from, match.from) ||
				(span.from === known.startedAt && match.from === merged.startedAt))
		const to =
			match &&
			(isAlike(span.to, match.to) ||
				(span.to === known.resolvedAt && match.to === merged.resolvedAt))
		if (match && from && to && match.state === span.state) continue
		was.push(span)
		if (match) became.push(match)
	}
	return was.length === 0 ? undefined : { was, became }
}

function byComponent(spans: readonly DeclaredSpan[]): ReadonlyMap<string, DeclaredSpan[]> {
	return Map.groupBy(spans, (span) => componentKeyOf(span))
}

function exactlyOf({ state, from, to }: DeclaredSpan): string {
	return `${state} ${from} ${to ?? ''}`
}

/** The span that begins nearest to another of its component; -1 where there is none. */
function bestMatch(span: DeclaredSpan, candidates: readonly DeclaredSpan[]): number {
	const distance = (other: DeclaredSpan) =>
		Math.abs(secondsBetween(span.from, other.from)) + (other.state === span.state ? 0 : 0.5)
	let best = -1
	for (const [place, other] of candidates.entries()) {
		const nearest = candidates[best]
		if (nearest === undefined || distance(other) < distance(nearest)) best = place
	}
	return best
}

function spansText(spans: readonly DeclaredSpan[]): string | null {
	return spans.length === 0
		? null
		: spans
				.map(({ component, state, from, to }) => `${component}: ${state} ${from} to ${to ?? 'now'}`)
				.join('; ')
}
