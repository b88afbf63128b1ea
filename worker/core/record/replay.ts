import type { Ledger } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import type { Observation, Problem } from '#core/model/observation.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { ReportCount } from '#core/model/report.ts'
import { type Document, emptySha256, type Snapshot } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { observe } from '#core/platforms/observe.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { latest } from '#core/time/time.ts'
import { countsOf } from './crowd-record.ts'
import type { SourceTick } from './looks.ts'
import { publishedDaysOf } from './published-days.ts'

/** What the kept looks of one source in one tick bring. */
export interface Replayed {
	readonly ledger: Ledger
	readonly problems: readonly Problem[]
	/** What imported files of counts state. */
	readonly counts: readonly ReportCount[]
	/** What imported uptime displays state. */
	readonly publishedDays: readonly PublishedDay[]
	/** Snapshots whose bytes are not there: they were left out. */
	readonly unread: readonly Snapshot[]
}

/**
 * Reads and folds a tick again, as the recorder did, from kept bytes: `bodyOf` gives them as text,
 * undefined where there are none. A
 * document that no longer parses under these rules becomes a problem.
 */
export function replayTick(
	ledger: Ledger,
	tick: SourceTick,
	bodyOf: (snapshot: Snapshot) => string | undefined,
): Replayed {
	const { provider, source, slot, unchanged } = tick
	const kept = keptLooks(tick).map((look) => ({
		look,
		document: documentOf(look.snapshot, bodyOf),
	}))
	const looks = kept.flatMap(({ look, document }) => (document ? [look] : []))
	const documents = kept.flatMap(({ document }) => document ?? [])
	const lookAt = latest(...looks.map(({ snapshot }) => snapshot.fetchedAt)) ?? slot
	const { observation, problems } =
		documents.length > 0 ? parse(documents, lookAt, looks[0]?.snapshot.words, tick) : nothingRead
	const official = observation?.kind === 'official' ? { observation } : {}
	const folded = foldTick(ledger, provider, source, { slot, ...official, looks, unchanged })
	return {
		ledger: folded.ledger,
		problems: [...problems, ...folded.problems],
		counts: observation?.kind === 'crowd' ? countsOf(observation, provider, source) : [],
		publishedDays:
			observation?.kind === 'official'
				? publishedDaysOf(observation, provider, source.id, looks[0]?.snapshot.fetchedAt ?? slot)
				: [],
		unread: kept.flatMap(({ look, document }) => (document ? [] : [look.snapshot])),
	}
}

/**
 * The looks of which bytes are kept. Of a crowd document that was fetched none are: its counts are
 * among the reports.
 */
export function keptLooks({ source, looks }: SourceTick): SourceTick['looks'] {
	return looks.filter(
		({ snapshot }) => !(source.kind === 'crowd' && snapshot.sha256 === emptySha256),
	)
}

interface Parsed {
	readonly observation?: Observation
	readonly problems: readonly Problem[]
}

const nothingRead: Parsed = { problems: [] }

function parse(
	documents: readonly Document[],
	lookAt: string,
	words: Snapshot['words'],
	{ source }: SourceTick,
): Parsed {
	try {
		const observation = observe(
			platformOf(source.platform),
			documents,
			source.options,
			lookAt,
			words,
		)
		return { observation, problems: observation.problems }
	} catch (error) {
		if (!(error instanceof ParseError)) throw error
		return { problems: [{ document: error.document, path: error.path, message: error.message }] }
	}
}

function documentOf(
	snapshot: Snapshot,
	bodyOf: (snapshot: Snapshot) => string | undefined,
): Document | undefined {
	const body = bodyOf(snapshot)
	if (body === undefined) return undefined
	return {
		source: snapshot.source,
		name: snapshot.document,
		url: snapshot.url,
		contentType: snapshot.contentType ?? '',
		body,
		fetchedAt: snapshot.fetchedAt,
	}
}
