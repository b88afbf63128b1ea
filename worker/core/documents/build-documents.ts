import { feedDocument } from '#core/formats/feeds/feed-document.ts'
import { namingSpan } from '#core/fragments/picture/segments.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import { isShared } from '#core/incident/shared-episodes.ts'
import type { Content } from '#core/model/content.ts'
import type {
	ArchiveDocument,
	EpisodeDocument,
	FeedDocument,
	IncidentDocument,
	IndexDocument,
	NowDocument,
	PackDocument,
	ProviderNow,
	SurfaceNow,
	Window,
} from '#core/model/documents.ts'
import type { Export } from '#core/model/export.ts'
import type { Episode, Incident } from '#core/model/incident.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { indexOf, statesWithin } from '#core/record/record-index.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import { addSeconds, compareInstants, earliest, latest, monthOf } from '#core/time/time.ts'
import {
	type CrowdSubject,
	crowdEventsOf,
	crowdOfEpisode,
	crowdOfIncident,
	crowdReachSeconds,
} from '#core/timeline/crowd.ts'
import { episodeTimeline, incidentTimeline } from '#core/timeline/timeline.ts'
import { sharedEpisodeDocument } from './shared-episode.ts'
import { filedByMonth, openIncidents, summaryOf } from './summary.ts'

/** Shown around a subject: enough to see what came before and after. */
const marginSeconds = 3600
const crowdMarginSeconds = 900

/**
 * One incident with all that its page, feed and API answers need. Undefined for an id the record
 * does not hold.
 */
export function incidentDocument(record: ProviderRecord, id: string): IncidentDocument | undefined {
	const index = indexOf(record)
	const incident = index.incidents.get(id)
	if (!incident) return undefined
	const window = windowOf(crowdOfIncident(incident), record)
	const episode = index.episodeOf.get(id)
	const states = statesWithin(record, incident.surfaces, window)
	return {
		asOf: asOfOf(record, incident.seen.by),
		provider: record.header,
		incident,
		timeline: incidentTimeline(incident, { ...record, states, window }),
		episode: episode ? { id: episode.id, title: episode.title } : null,
		...sharedOf(record, id),
		states,
		coverage: record.coverage,
		claims: record.claims.filter(
			(claim) => claim.subject === `incidents/${incident.provider}/${id}`,
		),
		window,
	}
}

function sharedOf(
	{ provider, shared = [] }: ProviderRecord,
	id: string,
): Pick<IncidentDocument, 'shared'> {
	const found = shared.find(({ incidents }) => incidents.includes(`${provider.id}/${id}`))
	return found ? { shared: { id: found.id, title: found.title } } : {}
}

/** One episode with its incidents, oldest first. Undefined for an id the record does not hold. */
export function episodeDocument(record: ProviderRecord, id: string): EpisodeDocument | undefined {
	const episode = indexOf(record).episodes.get(id)
	if (!episode) return undefined
	const incidents = membersOf(episode, record)
	const window = windowOf(crowdOfEpisode(episode, incidents), record)
	const states = statesWithin(
		record,
		[...new Set(incidents.flatMap((incident) => incident.surfaces))],
		window,
	)
	const subjects = new Set([
		`episodes/${id}`,
		...incidents.map((incident) => `incidents/${incident.provider}/${incident.id}`),
	])
	return {
		asOf: asOfOf(record, episode.from),
		provider: record.header,
		episode,
		incidents,
		timeline: episodeTimeline(episode, incidents, { ...record, states, window }),
		states,
		coverage: record.coverage,
		claims: record.claims.filter((claim) => subjects.has(claim.subject)),
		window,
	}
}

/** Makes what a list of several providers holds of one of them, or nothing where that throws. */
export type EachProvider = <T>(record: ProviderRecord, make: () => readonly T[]) => readonly T[]

/** The incidents that were filed in a month, newest first, of one provider or several. */
export function indexDocument(
	records: readonly ProviderRecord[],
	month: string,
	each: EachProvider = (_, make) => make(),
): IndexDocument {
	const inMonth = (instant: string) => monthOf(instant) === month
	const incidents = records.flatMap((record) =>
		each(record, () =>
			record.incidents
				.filter((incident) => inMonth(incident.createdAt))
				.map((incident) => summaryOf(incident, record)),
		),
	)
	const episodes = records.flatMap((record) =>
		record.episodes.filter((episode) => inMonth(episode.from)),
	)
	return {
		asOf: latest(...records.map((record) => record.asOf)) ?? null,
		month,
		incidents: incidents.sort(
			(a, b) =>
				compareInstants(b.createdAt, a.createdAt) ||
				(`${a.provider}/${a.id}` < `${b.provider}/${b.id}` ? -1 : 1),
		),
		episodes: episodes.sort((a, b) => compareInstants(b.from, a.from) || (a.id < b.id ? -1 : 1)),
	}
}

/** The months that hold an incident or the beginning of an episode, newest first. */
export function monthsOf(records: readonly ProviderRecord[]): string[] {
	const months = records.flatMap((record) => [
		...record.incidents.map((incident) => monthOf(incident.createdAt)),
		...record.episodes.map((episode) => monthOf(episode.from)),
	])
	return [...new Set(months)].sort().reverse()
}

/** How a provider stands: every surface, what is open, what was last. */
export function providerNow(record: ProviderRecord): ProviderNow {
	const newestFirst = [...record.incidents].reverse()
	const gapsFrom = record.asOf === null ? undefined : addSeconds(record.asOf, -7 * 86400)
	return {
		asOf: record.asOf,
		provider: record.header,
		surfaces: record.header.surfaces.map((surface) => surfaceNow(surface, record)),
		open: openIncidents(newestFirst.filter(isOpen), record),
		recent: newestFirst
			.filter((incident) => !isOpen(incident))
			.slice(0, 20)
			.map((incident) => summaryOf(incident, record)),
		episodes: [...record.episodes].reverse().slice(0, 20),
		coverage: record.coverage,
		gaps: record.gaps.filter(
			(gap) =>
				gap.to === undefined || gapsFrom === undefined || compareInstants(gap.to, gapsFrom) >= 0,
		),
		problems: record.problems.slice(-50).map(({ provider: _, ...problem }) => problem),
		unattributed: record.unattributed.map(({ name }) => name),
		alsoListed: record.unattributed.filter(
			({ state }) => state !== 'operational' && state !== 'unknown',
		),
		crowd: record.rises.filter((rise) => rise.settledAt === null).reverse(),
		possible: record.possibleRises.filter((rise) => rise.settledAt === null).reverse(),
		filed: filedByMonth(record.incidents),
	}
}

function surfaceNow(
	surface: ProviderRecord['header']['surfaces'][number],
	record: ProviderRecord,
): SurfaceNow {
	const { id, name } = surface
	const kind = surface.kind as SurfaceNow['kind'] // headerOf copies it from the provider
	const current = record.states.find((state) => state.surface === id && state.to === undefined)
	if (!current || current.state === 'unknown') {
		const naming = record.incidents.filter(isOpen).map(namingSpan)
		const last = naming
			.filter(({ affects, surfaces }) => affects && surfaces.includes(id))
			.sort((a, b) => compareInstants(b.from, a.from))[0]
		if (last)
			return {
				id,
				name,
				kind,
				state: 'unknown',
				since: last.from,
				basis: 'named',
				incident: last.incident,
			}
	}
	if (!current)
		return {
			id,
			name,
			kind,
			state: surface.covered ? 'unknown' : 'not_covered',
			since: null,
			basis: null,
			incident: null,
		}
	return {
		id,
		name,
		kind,
		state: current.state,
		since: current.from,
		basis: current.basis,
		incident: current.incident ?? null,
	}
}

/**
 * From a margin before the first to a margin after the last; while one is open, to the last look at
 * the page, the beginning of a gap that lasts, or the last count of its users. What the crowd did
 * earlier or later is still in it.
 */
function windowOf(subject: CrowdSubject, record: ProviderRecord): Window {
	const spans = subject.incidents.map(lifespanOf)
	const begins = spans.map((span) => span.from).sort(compareInstants)[0] ?? '1970-01-01T00:00:00Z'
	const open = spans.some((span) => span.to === null)
	const ends = open
		? (latest(record.asOf, lastCounted(record), blindFrom(record), begins) ?? begins)
		: addSeconds(latest(...spans.map((span) => span.to)) ?? begins, marginSeconds)
	// A rise may have begun long before; of what is known to the day nobody knows where to draw it.
	const earliestShown = addSeconds(begins, -crowdReachSeconds)
	const crowd = crowdEventsOf(subject, record)
		.filter((event) => event.precision !== 'day' && compareInstants(event.at, earliestShown) >= 0)
		.map((event) => event.at)
	const first = earliest(...crowd)
	const last = latest(...crowd)
	return {
		from:
			earliest(
				addSeconds(begins, -marginSeconds),
				first && addSeconds(first, -crowdMarginSeconds),
			) ?? begins,
		to: latest(ends, last && addSeconds(last, crowdMarginSeconds)) ?? ends,
	}
}

/** Users may be counted while the page cannot be read. */
function lastCounted({ reports }: ProviderRecord): string | undefined {
	const last = reports.findLast((count) => count.windowSeconds !== undefined)
	return last && addSeconds(last.at, last.windowSeconds ?? 0)
}

/**
 * From when the page cannot be read: up to there the picture goes, so that its end is seen to be
 * one of ours.
 */
function blindFrom({ gaps }: ProviderRecord): string | undefined {
	return latest(
		...gaps.map((gap) => (gap.to === undefined && gap.bearsState ? gap.from : undefined)),
	)
}

function membersOf(episode: Episode, record: ProviderRecord): Incident[] {
	const byId = indexOf(record).incidents
	return episode.incidents.flatMap((id) => byId.get(id) ?? [])
}

/** A document says how old it is; a record without any look is as old as what it shows. */
function asOfOf(record: ProviderRecord, fallback: string): string {
	return record.asOf ?? fallback
}

/**
 * Everything that the site's build writes and the Worker falls back on. Keys: `provider/id`,
 * episode id, month, provider, `provider/month`.
 */
export interface Documents {
	readonly archive: ArchiveDocument
	readonly now: NowDocument
	readonly months: ReadonlyMap<string, IndexDocument>
	readonly feeds: ReadonlyMap<string, FeedDocument>
	readonly incidents: ReadonlyMap<string, IncidentDocument>
	readonly episodes: ReadonlyMap<string, EpisodeDocument>
	readonly packs: ReadonlyMap<string, PackDocument>
}

/**
 * All documents of an Export. The content adds the annotations, which the Export holds only inside
 * of its timelines; `hash` is the Export's.
 */
export function buildDocuments(
	record: Export,
	content: Pick<Content, 'annotations'>,
	hash: string,
): Documents {
	const records = recordsOf(record, content)
	const incidents = new Map<string, IncidentDocument>()
	const packs = new Map<string, { incidents: IncidentDocument[] }>()
	const episodes = new Map<string, EpisodeDocument>()
	for (const own of records) {
		for (const { id, createdAt } of own.incidents) {
			const document = incidentDocument(own, id)
			if (!document) continue
			incidents.set(`${own.provider.id}/${id}`, document)
			const key = `${own.provider.id}/${monthOf(createdAt)}`
			const pack = packs.get(key)
			if (pack) pack.incidents.push(document)
			else packs.set(key, { incidents: [document] })
		}
		for (const { id } of own.episodes) {
			const document = episodeDocument(own, id)
			if (document) episodes.set(id, document)
		}
	}
	const shared = sharedEpisodes(record, content, incidents)
	for (const document of shared) episodes.set(document.episode.id, document)
	const months = monthsOf(records)
	const asOf = latest(...records.map((own) => own.asOf)) ?? null
	return {
		archive: {
			hash,
			generatedAt: record.generatedAt,
			packs: [...packs.keys()],
			months,
			episodes: [...episodes.keys()],
			rises: record.rises,
			possibleRises: record.possibleRises,
		},
		now: { asOf, providers: records.map((own) => withShared(providerNow(own), shared)), months },
		months: new Map(
			months.map((month) => [month, monthWithShared(indexDocument(records, month), shared)]),
		),
		feeds: new Map(records.map((own) => [own.provider.id, feedDocument(own)])),
		incidents,
		episodes,
		packs,
	}
}

/** The Export's episodes of several providers, from the documents of their incidents. */
function sharedEpisodes(
	record: Export,
	{ annotations }: Pick<Content, 'annotations'>,
	incidents: ReadonlyMap<string, IncidentDocument>,
): EpisodeDocument[] {
	return record.episodes.filter(isShared).flatMap((episode) => {
		const members = episode.incidents.flatMap((reference) => incidents.get(reference) ?? [])
		return (
			sharedEpisodeDocument({ ...episode, reason: episode.basis.reason }, members, {
				annotations,
				claims: record.claims,
			}) ?? []
		)
	})
}

function withShared(now: ProviderNow, shared: readonly EpisodeDocument[]): ProviderNow {
	const own = shared
		.map(({ episode }) => episode)
		.filter(({ providers }) => providers?.includes(now.provider.id))
	return own.length === 0 ? now : { ...now, episodes: newestFirst([...own, ...now.episodes]) }
}

function monthWithShared(index: IndexDocument, shared: readonly EpisodeDocument[]): IndexDocument {
	const own = shared
		.map(({ episode }) => episode)
		.filter(({ from }) => monthOf(from) === index.month)
	return own.length === 0 ? index : { ...index, episodes: newestFirst([...own, ...index.episodes]) }
}

function newestFirst(episodes: readonly Episode[]): Episode[] {
	return [...episodes].sort((a, b) => compareInstants(b.from, a.from) || (a.id < b.id ? -1 : 1))
}
