import type {
	CrowdObservation,
	Observation,
	ObservedIncident,
	ObservedSpan,
	ObservedUpdate,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants, earliest } from '#core/time/time.ts'
import type { Platform } from './platform.ts'
import { Problems } from './read.ts'

/**
 * The one way from documents to what they say. A page may print any time, the year 1 and the year
 * 9999 among them; what cannot be
 * is a problem and no time, so that no page can place an incident where calendars, months and
 * durations end.
 */

/** No status page that we read is older. */
const firstTime = '1990-01-01T00:00:00Z'
/**
 * How far beyond a look a page's times may lie, in seconds: what it says has happened, and what it
 * plans.
 */
const furthestSeconds = 2 * 366 * 86_400
const furthestPlanSeconds = 10 * 366 * 86_400

/**
 * Reads the documents of one source in one tick. `at` is the moment of the look, an instant;
 * `words` says that the statements are ours. Throws ParseError as `parse` does.
 */
export function observe(
	platform: Platform,
	documents: readonly Document[],
	options: Source['options'],
	at: string,
	words?: 'ours',
): Observation {
	const observation = marked(platform.parse(documents, options), words)
	return observation.kind === 'official'
		? officialWithin(observation, limitsAt(at))
		: crowdWithin(observation, limitsAt(at))
}

/**
 * A rebuilt recording has the shape of a page and sentences of our own: no outlet may give them as
 * the provider's.
 */
function marked(observation: Observation, words: 'ours' | undefined): Observation {
	if (words === undefined || observation.kind !== 'official') return observation
	const ofUs = (incident: ObservedIncident): ObservedIncident => ({
		...incident,
		updates: incident.updates.map((update) => ({ ...update, summary: true })),
	})
	return { ...observation, incidents: observation.incidents.map(ofUs) }
}

interface Limits {
	readonly last: string
	readonly lastPlanned: string
}

function limitsAt(at: string): Limits {
	return { last: addSeconds(at, furthestSeconds), lastPlanned: addSeconds(at, furthestPlanSeconds) }
}

function canBe(instant: string, last: string): boolean {
	return compareInstants(instant, firstTime) >= 0 && compareInstants(instant, last) <= 0
}

function officialWithin(observation: OfficialObservation, limits: Limits): OfficialObservation {
	if (!hasImpossible(observation, limits)) return observation
	const notes = new Map<string, Problems>()
	const note = (document: string, path: string, instant: string) => {
		const problems = notes.get(document) ?? new Problems(document)
		notes.set(document, problems)
		problems.add(
			path,
			`${instant} cannot be: expected a time from 1990 on and at most two years after the look ` +
				'(ten for what is planned)',
		)
	}
	// A list with an incident that has no time left does not prove that the incident is gone.
	const incomplete = new Set<string>()
	const incidents = observation.incidents.flatMap((incident) => {
		const kept = incidentWithin(incident, limits, (path, instant) =>
			note(incident.document, `${incident.nativeId}/${path}`, instant),
		)
		if (kept) return [kept]
		incomplete.add(incident.document)
		return []
	})
	return {
		...observation,
		incidents,
		covers: observation.covers.filter(
			(cover) =>
				!incomplete.has(cover.document) &&
				(cover.list === 'open' || canBe(cover.since, limits.last)),
		),
		documents: observation.documents.map((entry) => {
			if (entry.versionAt === undefined || canBe(entry.versionAt, limits.last)) return entry
			note(entry.document, 'versionAt', entry.versionAt)
			const { versionAt: _, ...rest } = entry
			return rest
		}),
		problems: [
			...observation.problems,
			...[...notes.values()].flatMap((problems) => problems.all()),
		],
	}
}

/** The usual case costs a comparison of texts a time and copies nothing. */
function hasImpossible(
	{ incidents, covers, documents }: OfficialObservation,
	{ last, lastPlanned }: Limits,
): boolean {
	const bad = (instant: string | undefined, limit = last) =>
		instant !== undefined && !canBe(instant, limit)
	return (
		documents.some(({ versionAt }) => bad(versionAt)) ||
		covers.some((cover) => cover.list === 'since' && bad(cover.since)) ||
		incidents.some(
			(incident) =>
				happened.some((field) => bad(incident[field])) ||
				planned.some((field) => bad(incident[field], lastPlanned)) ||
				incident.updates.some(({ at }) => bad(at)) ||
				incident.spans.some(({ from, to }) => bad(from) || bad(to)),
		)
	)
}

const happened = ['createdAt', 'startedAt', 'resolvedAt', 'updatedAt'] as const
const planned = ['scheduledFor', 'scheduledUntil'] as const

/**
 * The incident without the times that cannot be; undefined when none is left by which it could be
 * placed.
 */
function incidentWithin(
	incident: ObservedIncident,
	limits: Limits,
	note: (path: string, instant: string) => void,
): ObservedIncident | undefined {
	const good = (
		path: string,
		instant: string | undefined,
		last = limits.last,
	): instant is string => {
		if (instant === undefined) return false
		if (canBe(instant, last)) return true
		note(path, instant)
		return false
	}
	const {
		createdAt,
		startedAt,
		resolvedAt,
		updatedAt,
		scheduledFor,
		scheduledUntil,
		updates,
		spans,
		...rest
	} = incident
	const keptUpdates = updates.filter((update: ObservedUpdate, index) =>
		good(`updates/${update.nativeId ?? index}/at`, update.at),
	)
	const keptSpans = spans.filter(
		(span: ObservedSpan, index) =>
			good(`spans/${index}/from`, span.from) &&
			(span.to === undefined || good(`spans/${index}/to`, span.to)),
	)
	const times = {
		...(good('startedAt', startedAt) && { startedAt }),
		...(good('resolvedAt', resolvedAt) && { resolvedAt }),
		...(good('updatedAt', updatedAt) && { updatedAt }),
		...(good('scheduledFor', scheduledFor, limits.lastPlanned) && { scheduledFor }),
		...(good('scheduledUntil', scheduledUntil, limits.lastPlanned) && { scheduledUntil }),
	}
	const filed = good('createdAt', createdAt)
		? createdAt
		: earliest(times.startedAt, ...keptUpdates.map(({ at }) => at), times.resolvedAt)
	if (filed === undefined) {
		note('', createdAt)
		return undefined
	}
	return {
		...rest,
		...times,
		createdAt: filed,
		updates: keptUpdates,
		spans: keptSpans,
		allUpdates: rest.allUpdates && keptUpdates.length === updates.length,
	}
}

function crowdWithin(observation: CrowdObservation, { last }: Limits): CrowdObservation {
	const { open, ...rest } = observation
	const reports = observation.reports.filter((count) => canBe(count.at, last))
	const keptOpen = open !== undefined && canBe(open.at, last) ? open : undefined
	const lost =
		observation.reports.length -
		reports.length +
		(open !== undefined && keptOpen === undefined ? 1 : 0)
	if (lost === 0) return observation
	const message =
		`${lost} counts are left out: their time is before 1990 or more than two years after the ` +
		'look'
	return {
		...rest,
		reports,
		...(keptOpen && { open: keptOpen }),
		problems: [...observation.problems, { document: '', path: 'reports', message }],
	}
}
