import { emptyLedger, type Ledger } from '#core/incident/ledger.ts'
import type { Content } from '#core/model/content.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import type { Trouble } from '#core/model/trouble.ts'
import type { ProviderRecord, RecordInput } from '#core/record/provider-record.ts'
import { soundRecord } from '#core/record/sound-record.ts'
import { latest } from '#core/time/time.ts'
import { gapsOf } from '#core/timeline/gaps.ts'
import type { SharedList } from './budget.ts'
import { crowdIn, firstDayHeld } from './counts.ts'
import type { Bucket, Calm } from './fair-share.ts'
import { type DocumentState, firstHeartbeat, type Heartbeat, type Spent } from './heartbeat.ts'
import { type Held, heldFrom, type KeptHeld } from './held.ts'
import type { Mending } from './mend.ts'
import { Outbox } from './outbox.ts'
import { noteEnded, release, setAside } from './quarantine.ts'
import type { RecorderProblem } from './recorder-rpc.ts'
import { documentsFromRuns, recoveredHeartbeat } from './recover.ts'
import { isSoundDocument, isSoundMark } from './sound-state.ts'
import type { SpoiltRow, Store } from './store.ts'

/**
 * The recorder's state as a tick works on it. It is read from the store once and kept; when a tick
 * fails it is thrown away and
 * read anew, so that memory is never ahead of the store.
 */
export interface Memory {
	slot: string | null
	readonly documents: Map<string, DocumentState>
	spent: Spent
	readonly ledgers: Map<string, Ledger>
	/** By `provider/source`: what the latest reading of each document met. */
	readonly problems: Map<string, readonly RecorderProblem[]>
	/** Closed runs that bound a gap. */
	readonly gapRuns: Snapshot[]
	readonly outbox: Outbox
	/**
	 * The last good look that changed something, by provider: what failed, was missed or only counted
	 * users is none.
	 */
	readonly changedAt: Map<string, string>
	/** Surfaces that imports added to what the content lists, by provider. */
	readonly added: Map<string, Provider['surfaces']>
	/** Sources of loaded files that have options, by provider. */
	readonly imported: Map<string, Provider['sources']>
	/** The crowd's counts by series and day, of the days that are held in memory. */
	readonly counts: Map<string, readonly ReportCount[]>
	/** By series, the first day that is held where the store has older ones. */
	readonly countsFrom: Map<string, string>
	/** What follows from them: counts with their usual volume by provider, and all rises. */
	crowd: {
		readonly reports: ReadonlyMap<string, readonly ReportCount[]>
		readonly rises: readonly Rise[]
		readonly possible: readonly PossibleRise[]
	}
	/** Rises that other recorders found, as they were last heard of. */
	elsewhere: readonly Rise[]
	/** An intake of reports did not answer when its window was over. */
	intakeLate: boolean
	/** Minutes of outage as providers' own displays gave them, by provider. */
	readonly publishedDays: Map<string, readonly PublishedDay[]>
	/** What each provider may draw of the day's writes, and what waits for its turn. */
	readonly buckets: Map<string, Bucket>
	readonly held: Map<string, Held>
	/** Whose news the shared lists do not tell yet. */
	readonly untold: Map<SharedList, Untold>
	/** By provider, whether it has news all the time. */
	readonly calm: Map<string, Calm>
	/** Whose news a document tells that several providers share, until it is written. */
	readonly causes: Map<string, ReadonlySet<string>>
	/**
	 * What of a provider cannot be read, derived or rendered, by provider. Values are never changed
	 * in place.
	 */
	readonly quarantine: Map<string, readonly Trouble[]>
	/** Troubles that are over, newest first. */
	troubles: readonly Trouble[]
	/** Whose quarantine differs from what the store has, and whether that list does. */
	readonly asideChanged: Set<string>
	troublesChanged: boolean
	/** By provider, the ids of incidents that nothing can be derived from. */
	readonly underived: Map<string, readonly string[]>
	/** Rows that could not be read, until they are moved out of the way. */
	spoiltRows: readonly SpoiltRow[]
	/** Runs of looks with a false time, until they are moved out of the way. */
	falseRuns: Snapshot[]
	/** By provider, how far it is made anew from its snapshots. */
	readonly mending: Map<string, Mending>
	/** By provider, how it stood when that could last be rendered. */
	readonly lastNow: Map<string, ProviderNow>
	archiveHash: string | null
	/** Whether it is known what the archive is, or that there is none. */
	archiveKnown: boolean
	/** Packs of the archive that are still to be adopted. */
	archivePacks: readonly string[]
	/** Rises that the archive knows of. */
	archiveRises: readonly Rise[]
	archivePossible: readonly PossibleRise[]
	contentHash: string | null
	/** Derived, by provider; dropped when what it rests on changes. */
	readonly records: Map<string, ProviderRecord>
	gaps: readonly Gap[] | undefined
}

/** Since when news waits for a list, whose it is, and whether it is more than a gap. */
export interface Untold {
	readonly since: string
	readonly of: ReadonlySet<string>
	readonly urgent: boolean
}

export const marks = {
	problems: (source: string) => `problems/${source}`,
	surfaces: (provider: string) => `surfaces/${provider}`,
	imported: (provider: string) => `imported/${provider}`,
	rises: (provider: string) => `rises/${provider}`,
	possible: (provider: string) => `possible/${provider}`,
	published: (provider: string) => `published/${provider}`,
	held: (provider: string) => `held/${provider}`,
	quarantine: (provider: string) => `quarantine/${provider}`,
	troubles: 'troubles',
	elsewhere: 'elsewhere',
	archive: 'archive',
	content: 'content',
	heads: 'heads',
} as const

/**
 * What is kept of the archive; recorders wrote it without `possible` before there was the slow
 * rule.
 */
interface KeptArchive {
	readonly hash: string
	readonly packs: string[]
	readonly rises: Rise[]
	readonly possible?: PossibleRise[]
}

/**
 * What cannot be read of the store costs the provider that it is about: it is set aside and said,
 * and made anew from the snapshots.
 */
export function readMemory(store: Store, day: string): Memory {
	store.takeSpoilt()
	const heartbeat: Heartbeat =
		store.readHeartbeat() ?? recoveredHeartbeat(store, day) ?? firstHeartbeat(day)
	const kept = store.readMarks(isSoundMark)
	const under = <T>(prefix: string): Map<string, T> =>
		// Each prefix is written by one function with one type.
		new Map(
			[...kept]
				.filter(([key]) => key.startsWith(prefix))
				.map(([key, value]) => [key.slice(prefix.length), value as T]),
		)
	const archive = kept.get(marks.archive) as KeptArchive | undefined // as noteArchive left it
	const first = firstDayHeld(heartbeat.slot ?? `${day}T00:00:00Z`)
	const memory: Memory = {
		slot: heartbeat.slot,
		documents: soundDocuments(store, heartbeat),
		spent: heartbeat.spent,
		ledgers: store.readLedgers(),
		problems: under(marks.problems('')),
		gapRuns: store.readGapRuns(),
		outbox: new Outbox(store),
		changedAt: new Map(Object.entries(heartbeat.changedAt)),
		added: under(marks.surfaces('')),
		imported: under(marks.imported('')),
		// After a restart nobody knows: asking once more is harmless.
		intakeLate: true,
		counts: store.readCounts(first),
		countsFrom: new Map(store.seriesBefore(first).map((series) => [series, first])),
		crowd: {
			reports: new Map(),
			rises: [...under<Rise[]>(marks.rises('')).values()].flat(),
			possible: [...under<PossibleRise[]>(marks.possible('')).values()].flat(),
		},
		elsewhere: (kept.get(marks.elsewhere) as Rise[] | undefined) ?? [], // as hearElsewhere left it
		publishedDays: under(marks.published('')),
		buckets: new Map(),
		held: new Map(
			[...under<KeptHeld | null>(marks.held(''))].flatMap(([provider, kept]) =>
				kept ? [[provider, heldFrom(kept)] as const] : [],
			),
		),
		untold: new Map(),
		calm: new Map(),
		causes: new Map(),
		quarantine: new Map(
			[...under<readonly Trouble[]>(marks.quarantine(''))].filter(
				([, entries]) => entries.length > 0,
			),
		),
		troubles: (kept.get(marks.troubles) as Trouble[] | undefined) ?? [], // as noteQuarantine left it
		asideChanged: new Set(),
		troublesChanged: false,
		underived: new Map(),
		spoiltRows: [],
		falseRuns: [],
		mending: new Map(),
		lastNow: new Map(),
		archiveHash: archive?.hash ?? null,
		archiveKnown: false,
		archivePacks: archive?.packs ?? [],
		archiveRises: archive?.rises ?? [],
		archivePossible: archive?.possible ?? [],
		contentHash: (kept.get(marks.content) as string | undefined) ?? null,
		records: new Map(),
		gaps: undefined,
	}
	noteSpoilt(memory, store.takeSpoilt())
	if (memory.counts.size > 0 || memory.archiveRises.length > 0)
		memory.crowd = crowdIn(memory, heartbeat.slot ?? `${day}T00:00:00Z`)
	return memory
}

/**
 * Says of whom something could not be read; what belongs to nobody in particular is made anew by
 * the ticks.
 */
function noteSpoilt(memory: Memory, rows: readonly SpoiltRow[]): void {
	memory.spoiltRows = rows
	const at = momentIn(memory)
	for (const [provider, own] of Map.groupBy(rows, ownerOf)) {
		const reason = `${own.length === 1 ? 'A stored row' : `${own.length} stored rows`} could not be read: ${own
			.slice(0, 3)
			.map(({ table, key }) => `${table} ${key}`)
			.join(', ')}${own.length > 3 ? ' and more' : ''}`
		const isState = own.some(({ table }) => table === 'incidents' || table === 'ledger')
		if (provider !== undefined && isState)
			setAside(memory, provider, 'state', reason, at, { present: true, nextTryAt: at })
		else
			noteEnded(memory, {
				...(provider !== undefined && { provider }),
				what: 'store',
				since: at,
				endedAt: at,
				reason: `${reason}. It was set aside`,
			})
	}
}

/** Whose a row is; undefined for one that is nobody's. */
function ownerOf({ table, key }: SpoiltRow): string | undefined {
	if (table === 'heartbeat') return undefined
	const [first, second] = key.split('/')
	return table === 'marks' ? second : first
}

/** The moment of what memory knows, for notes that are made outside of a tick. */
function momentIn({ slot, spent }: Memory): string {
	return slot ?? `${spent.day}T00:00:00Z`
}

/**
 * The documents as the heartbeat has them; one that cannot be read goes on from its last closed
 * run.
 */
function soundDocuments(store: Store, { documents }: Heartbeat): Map<string, DocumentState> {
	const spoilt = Object.entries(documents).filter(([, state]) => !isSoundDocument(state))
	if (spoilt.length === 0) return new Map(Object.entries(documents))
	const providers = new Set(spoilt.map(([key]) => key.split('/')[0] ?? ''))
	const recovered = new Map(
		[...providers].flatMap((provider) => [...documentsFromRuns(store.readRuns(provider))]),
	)
	return new Map(
		Object.entries(documents).flatMap(([key, state]) => {
			const found = isSoundDocument(state) ? state : recovered.get(key)
			return found ? [[key, found] as const] : []
		}),
	)
}

/** The shard's providers as content has them, with the surfaces that imports added. */
export function providersOf(
	memory: Memory,
	content: Content,
	mine: (provider: string) => boolean,
): Provider[] {
	return content.providers
		.filter((provider) => mine(provider.id))
		.map((provider) => {
			const added = memory.added.get(provider.id) ?? []
			const extra = added.filter(
				(surface) => !provider.surfaces.some((known) => known.id === surface.id),
			)
			return extra.length > 0
				? { ...provider, surfaces: [...provider.surfaces, ...extra] }
				: provider
		})
}

/** The row that tells where things stand after a tick. */
export function heartbeatOf(memory: Memory): Heartbeat {
	return {
		slot: memory.slot,
		documents: Object.fromEntries(memory.documents),
		changedAt: Object.fromEntries(memory.changedAt),
		spent: memory.spent,
	}
}

export function ledgerOf(memory: Pick<Memory, 'ledgers'>, provider: string): Ledger {
	return memory.ledgers.get(provider) ?? emptyLedger(provider)
}

/** All gaps of the shard, those that last included. */
export function gapsIn(memory: Memory, providers: readonly Provider[]): readonly Gap[] {
	memory.gaps ??= gapsOf(
		[...memory.gapRuns, ...[...memory.documents.values()].map((state) => state.chain.current)],
		providers,
	)
	return memory.gaps
}

/**
 * The last look that saw one of a provider's own pages, whether anything had changed on it or not.
 */
function lastGoodLook(memory: Memory, provider: Provider): string | undefined {
	const official = new Set(
		provider.sources.flatMap(({ id, kind }) =>
			kind === 'official' ? [`${provider.id}/${id}/`] : [],
		),
	)
	const own = [...memory.documents].filter(([key]) =>
		official.has(key.slice(0, key.lastIndexOf('/') + 1)),
	)
	return latest(...own.map(([, state]) => state.chain.good?.lookAt))
}

/**
 * A provider's whole record as it stands, without what cannot be derived; that is set aside and
 * said.
 */
export function recordIn(
	memory: Memory,
	content: Content,
	provider: Provider,
	providers: readonly Provider[],
): ProviderRecord {
	const known = memory.records.get(provider.id)
	if (known) return known
	const input = recordInput(memory, content, ledgerOf(memory, provider.id), provider, providers)
	const { record, aside, mayBeOpen, reason } = soundRecord(input)
	const what = 'record'
	const at = momentIn(memory)
	if (reason === undefined) {
		release(memory, provider.id, what, at)
		memory.underived.delete(provider.id)
	} else {
		setAside(
			memory,
			provider.id,
			what,
			asideSentence(aside, reason),
			at,
			mayBeOpen ? { present: true } : {},
		)
		memory.underived.set(provider.id, aside)
	}
	memory.records.set(provider.id, record)
	return record
}

/** What a provider's record is derived from. */
export function recordInput(
	memory: Memory,
	content: Content,
	ledger: Ledger,
	provider: Provider,
	providers: readonly Provider[],
): RecordInput {
	const problems = [...memory.problems]
		.filter(([source]) => source.startsWith(`${provider.id}/`))
		.flatMap(([, found]) => found)
	return {
		content,
		provider,
		ledger,
		gaps: gapsIn(memory, providers),
		problems: [...problems],
		asOf: latest(memory.changedAt.get(provider.id), lastGoodLook(memory, provider)) ?? null,
		reports: memory.crowd.reports.get(provider.id) ?? [],
		rises: memory.crowd.rises.filter((rise) => rise.provider === provider.id),
		possibleRises: memory.crowd.possible.filter((rise) => rise.provider === provider.id),
		publishedDays: memory.publishedDays.get(provider.id) ?? [],
	}
}

function asideSentence(aside: readonly string[], reason: string): string {
	const named =
		aside.length > 3
			? `${aside.slice(0, 3).join(', ')} and ${aside.length - 3} more`
			: aside.join(', ')
	return named === '' ? reason : `${named}: ${reason}`
}
