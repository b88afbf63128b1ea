import { crowdEvents, possibleEvents } from '#core/crowd/events.ts'
import { lifespanOf, type Period } from '#core/incident/lifespan.ts'
import type { Reading } from '#core/model/content.ts'
import type { Episode, Incident } from '#core/model/incident.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { EventKind, TimelineEvent } from '#core/model/timeline.ts'
import { addSeconds, compareInstants, earliest, latest } from '#core/time/time.ts'

/**
 * What the crowd adds to a timeline: cited readings, rises of report counts, and the counts
 * themselves.
 */

/** What a timeline may draw on; all of one provider. `reports` oldest first. */
export interface CrowdContext {
	readonly readings: readonly Reading[]
	readonly rises: readonly Rise[]
	readonly possibleRises?: readonly PossibleRise[]
	readonly reports: readonly ReportCount[]
	readonly episodes: readonly Episode[]
}

/** Whose crowd is asked for: an incident, or an episode with its incidents. */
export interface CrowdSubject {
	readonly provider: string
	readonly incidents: readonly Incident[]
	/** Itself and its members, as readings name them. */
	readonly subjects: readonly string[]
	/** Those that its incidents name; none means that nobody knows which. */
	readonly surfaces: readonly string[]
}

export function crowdOfIncident(incident: Incident): CrowdSubject {
	const { provider, id, surfaces } = incident
	return { provider, incidents: [incident], subjects: [`incidents/${provider}/${id}`], surfaces }
}

export function crowdOfEpisode(
	{ id, provider }: Episode,
	incidents: readonly Incident[],
): CrowdSubject {
	return {
		provider,
		incidents,
		subjects: [
			`episodes/${id}`,
			...incidents.map((incident) => `incidents/${incident.provider}/${incident.id}`),
		],
		surfaces: [...new Set(incidents.flatMap((incident) => incident.surfaces))],
	}
}

/** The kinds that come from the crowd, whatever incident they stand beside. */
export const crowdKinds: ReadonlySet<EventKind> = new Set([
	'reports_rose',
	'reports_peaked',
	'reports_settled',
	'reports_possible',
	'reports_possible_over',
	'reading',
])

/**
 * People notice before the page speaks, and go on reporting after it is silent: crowd events this
 * long before and after belong to a timeline.
 */
export const crowdReachSeconds = 3 * 3600

/**
 * Counts of a subject that lasts longer are kept apart from it, or a row that stayed open for
 * months would carry thousands of windows.
 */
export const longestCountsSeconds = 72 * 3600

/** Readings and rises as events, in no order. */
export function crowdEventsOf(subject: CrowdSubject, context: CrowdContext): TimelineEvent[] {
	const stretch = crowdStretch(subject.incidents)
	if (!stretch) return []
	const to = stretch.to ?? lastMoment
	const rises = context.rises.filter(
		(rise) => concerns(rise.surface, subject) && touches(rise, stretch),
	)
	const possible = (context.possibleRises ?? []).filter(
		(one) => concerns(one.surface, subject) && touches(one, stretch),
	)
	const window = { from: stretch.from, to }
	return [
		...readingsOf(subject, context, stretch).map(readingEvent),
		...crowdEvents(rises, window),
		...possibleEvents(possible, window),
	]
}

/**
 * The windows that were counted in that stretch, for at most 72 hours, and after them the readings
 * that are numbers.
 */
export function reportsOf(subject: CrowdSubject, context: CrowdContext): ReportCount[] {
	const stretch = crowdStretch(subject.incidents)
	if (!stretch) return []
	const end = addSeconds(stretch.from, longestCountsSeconds)
	const to = stretch.to !== null && compareInstants(stretch.to, end) < 0 ? stretch.to : end
	const windows: ReportCount[] = []
	for (
		let position = firstFrom(context.reports, stretch.from);
		position < context.reports.length;
		position++
	) {
		const count = context.reports[position]
		if (!count || compareInstants(count.at, to) > 0) break
		if (count.windowSeconds !== undefined && concerns(count.surface, subject)) windows.push(count)
	}
	return [
		...windows,
		...readingsOf(subject, context, stretch).flatMap((reading) =>
			readingCount(reading, subject.provider),
		),
	]
}

/**
 * From three hours before the first beginning to three hours after the last end; `to` is null while
 * one is open.
 */
function crowdStretch(incidents: readonly Incident[]): Period | undefined {
	const spans = incidents.map(lifespanOf)
	const from = earliest(...spans.map((span) => span.from))
	if (from === undefined) return undefined
	const to = spans.some((span) => span.to === null)
		? null
		: (latest(...spans.map((span) => span.to)) ?? from)
	return {
		from: addSeconds(from, -crowdReachSeconds),
		to: to === null ? null : addSeconds(to, crowdReachSeconds),
	}
}

/**
 * What is about the subject belongs to it whenever it was; what is about its episode or provider,
 * when its moment is known and lies in the stretch.
 */
function readingsOf(
	subject: CrowdSubject,
	{ readings, episodes }: CrowdContext,
	stretch: Period,
): Reading[] {
	if (readings.length === 0) return []
	const members = new Set(subject.incidents.map((incident) => incident.id))
	const wider = new Set([
		`providers/${subject.provider}`,
		...episodes
			.filter(({ incidents }) => incidents.some((id) => members.has(id)))
			.map(({ id }) => `episodes/${id}`),
	])
	return readings.filter(
		(reading) =>
			subject.subjects.includes(reading.subject) ||
			(wider.has(reading.subject) && reading.precision !== 'day' && isWithin(reading.at, stretch)),
	)
}

function readingEvent(reading: Reading): TimelineEvent {
	const {
		id,
		at,
		title,
		body,
		precision,
		confidence,
		endAt,
		links,
		author,
		writtenAt,
		source,
		kind,
		count,
		bound,
		upTo,
		region,
	} = reading
	return {
		id: `reading:${id}`,
		at,
		origin: 'crowd',
		kind: 'reading',
		title,
		...(body !== '' && { body, format: 'markdown' }),
		value: {
			source,
			kind,
			...(count !== undefined && { count }),
			...(bound && { bound }),
			...(upTo !== undefined && { upTo }),
			...(region && { region }),
			...(endAt && { endAt }),
			author,
			writtenAt,
		},
		...(precision && { precision }),
		...(confidence && { confidence }),
		evidence: links.map((link): Evidence => ({ kind: 'link', url: link.url, title: link.title })),
	}
}

/** A reading as a count, where it is a number: it has no window and is never joined to another. */
export function readingCount(reading: Reading, provider: string): ReportCount[] {
	const { at, source, count, region, precision, confidence, links } = reading
	if (count === undefined) return []
	return [
		{
			provider,
			source,
			at,
			count,
			...(region && { region }),
			...(precision && { precision }),
			...(confidence && { confidence }),
			links: links.map((link) => link.url),
		},
	]
}

/**
 * A series about one surface concerns those who name it; one about the provider as a whole concerns
 * all.
 */
function concerns(surface: string | undefined, { surfaces }: CrowdSubject): boolean {
	return surface === undefined || surfaces.length === 0 || surfaces.includes(surface)
}

function touches(
	{ roseAt, settledAt }: Pick<Rise, 'roseAt' | 'settledAt'>,
	{ from, to }: Period,
): boolean {
	return (
		(to === null || compareInstants(roseAt, to) <= 0) &&
		(settledAt === null || compareInstants(settledAt, from) >= 0)
	)
}

function isWithin(at: string, { from, to }: Period): boolean {
	return compareInstants(at, from) >= 0 && (to === null || compareInstants(at, to) <= 0)
}

/** The position of the first count that is not before a moment. */
function firstFrom(reports: readonly ReportCount[], from: string): number {
	let [low, high] = [0, reports.length]
	while (low < high) {
		const middle = (low + high) >> 1
		if (compareInstants(reports[middle]?.at ?? from, from) < 0) low = middle + 1
		else high = middle
	}
	return low
}

const lastMoment = '9999-12-31T23:59:59Z'
