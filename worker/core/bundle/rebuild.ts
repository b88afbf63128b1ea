import { episodeDocument, incidentDocument } from '#core/documents/build-documents.ts'
import { sharedEpisodeDocument } from '#core/documents/shared-episode.ts'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import { emptyLedger, type Ledger, watchedSince } from '#core/incident/ledger.ts'
import { isShared } from '#core/incident/shared-episodes.ts'
import type { Content, EpisodeContent } from '#core/model/content.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import { type Export, rulesVersion, schemaVersion } from '#core/model/export.ts'
import type { Problem } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { ReportCount } from '#core/model/report.ts'
import { emptySha256, type Snapshot } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { crowdRecord, joinCounts } from '#core/record/crowd-record.ts'
import { type SourceTick, ticksOf } from '#core/record/looks.ts'
import { type ProviderRecord, providerRecord } from '#core/record/provider-record.ts'
import { joinPublishedDays } from '#core/record/published-days.ts'
import { replayTick } from '#core/record/replay.ts'
import { addSeconds, latest } from '#core/time/time.ts'
import { gapsOf } from '#core/timeline/gaps.ts'

/** What an Export is computed from, and all that is needed for it. */
export interface RebuildInput {
	readonly content: Content
	/** Every run of looks, closed. */
	readonly snapshots: readonly Snapshot[]
	/** The raw bytes of a stored snapshot as text; undefined when the bundle lacks them. */
	readBlob(sha256: string): string | undefined
	readonly reports: readonly ReportCount[]
	/**
	 * Is told of a stored snapshot whose bytes are not there: it is then left out, as a problem.
	 * Without it that is a MissingBytesError.
	 */
	lacking?(snapshot: Snapshot): void
	/** Called after each folded tick with how many of how many are done. */
	progress?(done: number, of: number): void
}

/** A stored snapshot's bytes are not there, so that nothing can be recomputed from it. */
export class MissingBytesError extends Error {
	override readonly name = 'MissingBytesError'
	readonly sha256: string
	constructor(snapshot: Snapshot) {
		super(
			`the bytes of snapshot ${snapshot.sha256} (${snapshot.url}, fetched ${snapshot.fetchedAt}) are missing`,
		)
		this.sha256 = snapshot.sha256 ?? ''
	}
}

/**
 * Computes the Export from the chained looks and their bytes alone, with the very fold that the
 * recorder runs: same input, same
 * Export. Throws MissingBytesError. A document that no longer parses under these rules becomes a
 * problem.
 */
export function rebuildExport(input: RebuildInput): Export {
	return rebuild(input).record
}

/**
 * The Export, and every count it knows of: those given, and those that imported files state, whose
 * bytes are the evidence. Throws MissingBytesError.
 */
export function rebuild(input: RebuildInput): {
	readonly record: Export
	readonly reports: readonly ReportCount[]
} {
	const { records, gaps, problems, reports } = rebuildRecords(input)
	const record = exportOf(
		input.content,
		records,
		gaps,
		problems,
		latest(...input.snapshots.map((snapshot) => snapshot.until)) ?? null,
	)
	return { record, reports }
}

export interface Rebuilt {
	readonly records: ProviderRecord[]
	readonly gaps: Export['gaps']
	readonly problems: Export['problems']
	readonly reports: readonly ReportCount[]
}

/** The records that an Export is made of. Throws MissingBytesError. */
export function rebuildRecords(input: RebuildInput): Rebuilt {
	const { content, snapshots } = input
	const state = folded(input)
	const gaps = gapsOf(snapshots, content.providers)
	const problems = [...state.problems.values()]
	const reports = joinCounts(input.reports, state.counts)
	const crowd = crowdRecord(reports, {
		since: (provider) => watchedSince(state.ledgers.get(provider) ?? emptyLedger(provider)),
		until: latest(...snapshots.map((snapshot) => snapshot.until), ...reports.map(endOfWindow)),
	})
	const publishedDays = joinPublishedDays(state.publishedDays)
	const counted = Map.groupBy(crowd.reports, (count) => count.provider)
	const records = content.providers.map((provider) => {
		const ledger = state.ledgers.get(provider.id) ?? emptyLedger(provider.id)
		const own = snapshots.filter((snapshot) => snapshot.provider === provider.id)
		return providerRecord({
			content,
			provider,
			ledger,
			gaps,
			problems,
			asOf:
				latest(
					...own
						.filter((snapshot) => sawThePage(snapshot, provider))
						.map((snapshot) => snapshot.until),
				) ?? null,
			reports: counted.get(provider.id) ?? [],
			rises: crowd.rises.filter((rise) => rise.provider === provider.id),
			possibleRises: crowd.possibleRises.filter((rise) => rise.provider === provider.id),
			publishedDays: publishedDays.filter((day) => day.provider === provider.id),
		})
	})
	return { records, gaps, problems, reports }
}

/**
 * What folding all looks again gives of each provider: the recorder's own state of it. Throws
 * MissingBytesError.
 */
export function rebuildLedgers(input: RebuildInput): {
	readonly ledgers: ReadonlyMap<string, Ledger>
	readonly publishedDays: readonly PublishedDay[]
} {
	const { ledgers, publishedDays } = folded(input)
	return { ledgers, publishedDays: joinPublishedDays(publishedDays) }
}

function folded(input: RebuildInput): State {
	const { content, snapshots } = input
	const ledgers = new Map(
		content.providers.map((provider) => [provider.id, emptyLedger(provider.id)]),
	)
	const state: State = { ledgers, problems: new Map(), counts: [], publishedDays: [] }
	const ticks = ticksOf(snapshots, content.providers, (source) =>
		platformOf(source.platform)
			.plan(source, '2026-01-01T00:00:00Z')
			.map((request) => request.name),
	)
	ticks.forEach((tick, position) => {
		foldInto(state, tick, input)
		input.progress?.(position + 1, ticks.length)
	})
	return state
}

/**
 * Whether a run of looks saw a page of the provider: not one that failed or was missed, and no
 * count of its users.
 */
function sawThePage({ source, outcome }: Snapshot, provider: Provider): boolean {
	const counts = provider.sources.some(({ id, kind }) => id === source && kind === 'crowd')
	return !counts && (outcome === 'stored' || outcome === 'unchanged')
}

function endOfWindow({ at, windowSeconds }: ReportCount): string {
	return addSeconds(at, windowSeconds ?? 0)
}

/**
 * The Export of a set of records, in its defined order: providers as in the content, incidents by
 * filing, timelines beside them.
 */
export function exportOf(
	content: Content,
	records: readonly ProviderRecord[],
	gaps: Export['gaps'],
	problems: Export['problems'],
	generatedAt: string | null,
): Export {
	const { name, url } = content.site.licence
	const shared = content.episodes
		.filter(isShared)
		.flatMap(
			(grouping) => sharedEpisodeDocument(grouping, membersOf(grouping, records), content) ?? [],
		)
	return {
		schemaVersion,
		builtBy: `tidemark rules ${rulesVersion}`,
		generatedAt,
		licence: { name, url },
		asOf: Object.fromEntries(records.map((record) => [record.provider.id, record.asOf])),
		unattributed: Object.fromEntries(
			records.map((record) => [record.provider.id, [...record.unattributed]]),
		),
		providers: content.providers,
		coverage: records.flatMap((record) => record.coverage),
		incidents: records.flatMap((record) => record.incidents),
		states: records.flatMap((record) => record.states),
		episodes: [
			...records.flatMap((record) => record.episodes),
			...shared.map(({ episode }) => episode),
		],
		timelines: records
			.flatMap((record) => [
				...record.incidents.flatMap(
					(incident) => incidentDocument(record, incident.id)?.timeline ?? [],
				),
				...record.episodes.flatMap(
					(episode) => episodeDocument(record, episode.id)?.timeline ?? [],
				),
			])
			.concat(shared.map(({ timeline }) => timeline)),
		claims: content.claims,
		readings: content.readings,
		rises: records.flatMap((record) => record.rises),
		possibleRises: records.flatMap((record) => record.possibleRises),
		promises: content.promises,
		causes: content.causes,
		commitments: content.commitments,
		published: content.published,
		publishedDays: records.flatMap((record) => record.publishedDays),
		gaps,
		problems,
		analyses: [],
	}
}

function membersOf(
	{ incidents }: EpisodeContent,
	records: readonly ProviderRecord[],
): IncidentDocument[] {
	return incidents.flatMap((reference) => {
		const [provider, id = ''] = reference.split('/')
		const record = records.find((candidate) => candidate.provider.id === provider)
		return (record && incidentDocument(record, id)) ?? []
	})
}

/** The text of an `export.json`: canonical, so that equal Exports are equal bytes. */
export function exportText(record: Export): string {
	return `${canonicalJson(record)}\n`
}

interface State {
	readonly ledgers: Map<string, Ledger>
	/**
	 * By place and message, so that one problem that lasts is one entry; the last time it was met
	 * counts.
	 */
	readonly problems: Map<string, Export['problems'][number]>
	/** What imported files of counts state. */
	readonly counts: ReportCount[]
	/** What imported uptime displays state. */
	readonly publishedDays: PublishedDay[]
}

function foldInto(state: State, given: SourceTick, input: RebuildInput): void {
	const tick = input.lacking
		? {
				...given,
				looks: given.looks.filter(({ snapshot }) => !lacks(state, given, snapshot, input)),
			}
		: given
	const { provider } = tick
	const ledger = state.ledgers.get(provider.id) ?? emptyLedger(provider.id)
	const replayed = replayTick(ledger, tick, (snapshot) => bodyOf(snapshot, input))
	state.counts.push(...replayed.counts)
	state.publishedDays.push(...replayed.publishedDays)
	for (const problem of replayed.problems) note(state, tick, problem)
	state.ledgers.set(provider.id, replayed.ledger)
}

/** Whether the bytes of a look are not there. It is said once for each document. */
function lacks(state: State, tick: SourceTick, snapshot: Snapshot, input: RebuildInput): boolean {
	// Of a crowd document that was fetched no bytes are kept: its counts are among the reports.
	if (snapshot.sha256 === emptySha256) return false
	if (snapshot.sha256 !== undefined && input.readBlob(snapshot.sha256) !== undefined) return false
	input.lacking?.(snapshot)
	note(state, tick, {
		document: snapshot.document,
		path: '',
		message: `the bytes of a check are missing: ${snapshot.sha256 ?? 'no hash'}`,
	})
	return true
}

function note(state: State, { provider, source, slot }: SourceTick, problem: Problem): void {
	const key = sha256Hex(
		canonicalJson([provider.id, source.id, problem.document, problem.path, problem.message]),
	)
	state.problems.delete(key)
	state.problems.set(key, { ...problem, provider: provider.id, source: source.id, at: slot })
}

function bodyOf(snapshot: Snapshot, input: RebuildInput): string {
	const body = snapshot.sha256 === undefined ? undefined : input.readBlob(snapshot.sha256)
	if (body === undefined) throw new MissingBytesError(snapshot)
	return body
}
