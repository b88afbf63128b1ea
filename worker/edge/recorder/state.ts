import { type Chain, type ChainLook, type Extension, extend } from '#core/archive/chain.ts'
import { emptyLedger, type Ledger, watchedSince } from '#core/incident/ledger.ts'
import type { Content } from '#core/model/content.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import type { Trouble } from '#core/model/trouble.ts'
import { crowdRecord, placeOf } from '#core/record/crowd-record.ts'
import type { ProviderRecord, RecordInput } from '#core/record/provider-record.ts'
import { joinPublishedDays } from '#core/record/published-days.ts'
import type { Rebuild } from '#core/record/rebuild.ts'
import { soundRecord } from '#core/record/sound-record.ts'
import { addSeconds, compareInstants, dayOf, latest } from '#core/time/time.ts'
import { gapsOf } from '#core/timeline/gaps.ts'
import type { Blob } from './archive.ts'
import { type Bucket, type Held, heldFrom, type KeptHeld } from './budget.ts'
import {
	type Calm,
	type DocumentState,
	documentsFromRuns,
	firstHeartbeat,
	type Heartbeat,
	isSoundDocument,
	isSoundMark,
	recoveredHeartbeat,
	type SharedList,
	type Spent,
	type Untold,
} from './heartbeat.ts'
import { Outbox } from './outbox.ts'
import type { RecorderProblem } from './recorder-rpc.ts'
import type { SpoiltRow, Store } from './store.ts'

/**
 * What a recorder knows (`RecorderState`), and what one tick changes of it (`ChangeSet`). The state
 * is read from the store once and kept; a change is made in it at once, and noted for the one
 * transaction that writes the tick. When a tick fails the state is thrown away and read anew, so
 * that it is never ahead of the store.
 */

/** The keys of the store's marks. */
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

/** A provider that is being made anew from its snapshots, as far as that is. */
export interface Mending {
	/** Packs of the archive that are still to be read, and what was in the others. */
	readonly packs: readonly string[] | undefined
	readonly adopted: readonly Incident[]
	readonly rebuild: Rebuild | undefined
}

/** What follows from the crowd's counts: counts with their usual volume by provider, all rises. */
export interface CrowdState {
	readonly reports: ReadonlyMap<string, readonly ReportCount[]>
	readonly rises: readonly Rise[]
	readonly possible: readonly PossibleRise[]
}

/**
 * Counts are held in memory this many days, and in the store for good: eight weeks of history
 * before each of the last two.
 */
const daysInMemory = 84
/**
 * A rise nearer than this to the first day that is held in memory lacks history there; it stays as
 * it was found when there was enough.
 */
const daysOfHistory = 70

/** Troubles that are kept of a provider, and of those that are over. */
const mostTroubles = 20
const mostEnded = 50

export class RecorderState {
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
	crowd: CrowdState
	/** Rises that other recorders found, as they were last heard of. */
	elsewhere: readonly Rise[]
	/** An intake of reports did not answer when its window was over; after a restart nobody knows. */
	intakeLate = true
	/** Minutes of outage as providers' own displays gave them, by provider. */
	readonly publishedDays: Map<string, readonly PublishedDay[]>
	/** What each provider may draw of the day's writes, and what waits for its turn. */
	readonly buckets = new Map<string, Bucket>()
	readonly held: Map<string, Held>
	/** Whose news the shared lists do not tell yet. */
	readonly untold: Partial<Record<SharedList, Untold>>
	/** By provider, whether it has news all the time. */
	readonly calm: Map<string, Calm>
	/** Whose news a document tells that several providers share, until it is written. */
	readonly causes = new Map<string, ReadonlySet<string>>()
	/**
	 * What of a provider cannot be read, derived or rendered, by provider. Values are never changed
	 * in place.
	 */
	readonly quarantine: Map<string, readonly Trouble[]>
	/** Troubles that are over, newest first. */
	troubles: readonly Trouble[]
	/** Whose quarantine differs from what the store has, and whether that list does. */
	readonly asideChanged = new Set<string>()
	troublesChanged = false
	/** By provider, the ids of incidents that nothing can be derived from. */
	readonly underived = new Map<string, readonly string[]>()
	/** Rows that could not be read, until they are moved out of the way. */
	spoiltRows: readonly SpoiltRow[] = []
	/** Runs of looks with a false time, until they are moved out of the way. */
	falseRuns: Snapshot[] = []
	/** By provider, how far it is made anew from its snapshots. */
	readonly mending = new Map<string, Mending>()
	/** By provider, how it stood when that could last be rendered. */
	readonly lastNow = new Map<string, ProviderNow>()
	archiveHash: string | null
	/** Whether it is known what the archive is, or that there is none. */
	archiveKnown = false
	/** Packs of the archive that are still to be adopted. */
	archivePacks: readonly string[]
	/** Rises that the archive knows of. */
	archiveRises: readonly Rise[]
	archivePossible: readonly PossibleRise[]
	contentHash: string | null
	/** Derived, by provider; dropped when what it rests on changes. */
	readonly records = new Map<string, ProviderRecord>()
	gaps: readonly Gap[] | undefined
	/** The looks' places in their chains, with the chain that each was worked out from. */
	readonly #steps = new WeakMap<ChainLook, { from: Chain | undefined; step: Extension }>()

	/**
	 * Reads the store. What cannot be read of it costs the provider that it is about: it is set aside
	 * and said, and made anew from the snapshots.
	 */
	constructor(store: Store, day: string) {
		store.takeSpoilt()
		const heartbeat = store.readHeartbeat() ?? recoveredHeartbeat(store, day) ?? firstHeartbeat(day)
		const kept = store.readMarks(isSoundMark)
		const under = <T>(prefix: string): Map<string, T> =>
			// Each prefix is written by one function with one type.
			new Map(
				[...kept]
					.filter(([key]) => key.startsWith(prefix))
					.map(([key, value]) => [key.slice(prefix.length), value as T]),
			)
		const archive = kept.get(marks.archive) as KeptArchive | undefined // as noteArchive left it
		const until = heartbeat.slot ?? `${day}T00:00:00Z`
		const first = firstDayHeld(until)
		this.slot = heartbeat.slot
		this.documents = soundDocuments(store, heartbeat)
		this.spent = heartbeat.spent
		this.untold = { ...heartbeat.untold }
		this.calm = new Map(Object.entries(heartbeat.calm ?? {}))
		this.ledgers = store.readLedgers()
		this.problems = under(marks.problems(''))
		this.gapRuns = store.readGapRuns()
		this.outbox = new Outbox(store)
		this.changedAt = new Map(Object.entries(heartbeat.changedAt))
		this.added = under(marks.surfaces(''))
		this.imported = under(marks.imported(''))
		this.counts = store.readCounts(first)
		this.countsFrom = new Map(store.seriesBefore(first).map((series) => [series, first]))
		this.crowd = {
			reports: new Map(),
			rises: [...under<Rise[]>(marks.rises('')).values()].flat(),
			possible: [...under<PossibleRise[]>(marks.possible('')).values()].flat(),
		}
		this.elsewhere = (kept.get(marks.elsewhere) as Rise[] | undefined) ?? [] // as hearElsewhere left it
		this.publishedDays = under(marks.published(''))
		this.held = new Map(
			[...under<KeptHeld | null>(marks.held(''))].flatMap(([provider, own]) =>
				own ? [[provider, heldFrom(own)] as const] : [],
			),
		)
		this.quarantine = new Map(
			[...under<readonly Trouble[]>(marks.quarantine(''))].filter(
				([, entries]) => entries.length > 0,
			),
		)
		this.troubles = (kept.get(marks.troubles) as Trouble[] | undefined) ?? [] // as noteQuarantine left it
		this.archiveHash = archive?.hash ?? null
		this.archivePacks = archive?.packs ?? []
		this.archiveRises = archive?.rises ?? []
		this.archivePossible = archive?.possible ?? []
		this.contentHash = (kept.get(marks.content) as string | undefined) ?? null
		this.#noteSpoilt(store.takeSpoilt())
		if (this.counts.size > 0 || this.archiveRises.length > 0) this.crowd = this.crowdUntil(until)
	}

	/** The shard's providers as content has them, with the surfaces that imports added. */
	providersOf(content: Content, mine: (provider: string) => boolean): Provider[] {
		return content.providers
			.filter((provider) => mine(provider.id))
			.map((provider) => {
				const added = this.added.get(provider.id) ?? []
				const extra = added.filter(
					(surface) => !provider.surfaces.some((known) => known.id === surface.id),
				)
				return extra.length > 0
					? { ...provider, surfaces: [...provider.surfaces, ...extra] }
					: provider
			})
	}

	/** The row that tells where things stand after a tick. */
	heartbeat(): Heartbeat {
		return {
			slot: this.slot,
			documents: Object.fromEntries(this.documents),
			changedAt: Object.fromEntries(this.changedAt),
			spent: this.spent,
			untold: this.untold,
			calm: Object.fromEntries(this.calm),
		}
	}

	ledgerOf(provider: string): Ledger {
		return this.ledgers.get(provider) ?? emptyLedger(provider)
	}

	/**
	 * A look's place in the chain of its document. It is worked out once, as long as the chain ends
	 * where it did.
	 */
	stepOf(look: ChainLook): Extension {
		const from = this.documents.get(documentKey(look))?.chain
		const known = this.#steps.get(look)
		if (known && known.from === from) return known.step
		const step = extend(from, look)
		this.#steps.set(look, { from, step })
		return step
	}

	/** All gaps of the shard, those that last included. */
	gapsOf(providers: readonly Provider[]): readonly Gap[] {
		this.gaps ??= gapsOf(
			[...this.gapRuns, ...[...this.documents.values()].map((state) => state.chain.current)],
			providers,
		)
		return this.gaps
	}

	/**
	 * A provider's whole record as it stands, without what cannot be derived; that is set aside and
	 * said.
	 */
	recordOf(content: Content, provider: Provider, providers: readonly Provider[]): ProviderRecord {
		const known = this.records.get(provider.id)
		if (known) return known
		const input = this.recordInput(content, this.ledgerOf(provider.id), provider, providers)
		const { record, aside, mayBeOpen, reason } = soundRecord(input)
		const what = 'record'
		const at = this.#moment()
		if (reason === undefined) {
			this.release(provider.id, what, at)
			this.underived.delete(provider.id)
		} else {
			this.setAside(
				provider.id,
				what,
				asideSentence(aside, reason),
				at,
				mayBeOpen ? { present: true } : {},
			)
			this.underived.set(provider.id, aside)
		}
		this.records.set(provider.id, record)
		return record
	}

	/** What a provider's record is derived from. */
	recordInput(
		content: Content,
		ledger: Ledger,
		provider: Provider,
		providers: readonly Provider[],
	): RecordInput {
		const problems = [...this.problems]
			.filter(([source]) => source.startsWith(`${provider.id}/`))
			.flatMap(([, found]) => found)
		return {
			content,
			provider,
			ledger,
			gaps: this.gapsOf(providers),
			problems: [...problems],
			asOf: latest(this.changedAt.get(provider.id), this.#lastGoodLook(provider)) ?? null,
			reports: this.crowd.reports.get(provider.id) ?? [],
			rises: this.crowd.rises.filter((rise) => rise.provider === provider.id),
			possibleRises: this.crowd.possible.filter((rise) => rise.provider === provider.id),
			publishedDays: this.publishedDays.get(provider.id) ?? [],
		}
	}

	/**
	 * The crowd as of an instant: rises of long ago as they were found, the others from the counts.
	 */
	crowdUntil(until: string): CrowdState {
		const since = (provider: string) => watchedSince(this.ledgerOf(provider))
		const { reports, rises, possibleRises } = crowdRecord(
			[...this.counts.values()].flat(),
			{ since, until },
			this.elsewhere,
		)
		return {
			reports: Map.groupBy(reports, (count) => count.provider),
			rises: this.#stillKnown(this.archiveRises, this.crowd.rises, rises),
			possible: this.#stillKnown(this.archivePossible, this.crowd.possible, possibleRises),
		}
	}

	/**
	 * Notes that something of a provider is set aside; the first moment stays. What is shown meanwhile
	 * is as of the provider's last change, unless `more` says otherwise.
	 */
	setAside(
		provider: string,
		what: string,
		reason: string,
		slot: string,
		more: Partial<Trouble> = {},
	): void {
		const known = this.quarantine.get(provider) ?? []
		const before = known.find((entry) => entry.what === what)
		if (before?.reason === reason && before.present === more.present) return
		const goodAt = before?.goodAt ?? this.changedAt.get(provider)
		const { since, tries, nextTryAt } = before ?? {
			since: this.#takenUp(provider, what, slot),
			tries: 0,
			nextTryAt: addSeconds(slot, 60),
		}
		const entry: Trouble = {
			provider,
			what,
			since,
			reason,
			...(goodAt !== undefined && { goodAt }),
			...more,
			...(tries !== undefined && { tries }),
			...(nextTryAt && { nextTryAt }),
		}
		const others = known.filter((other) => other.what !== what)
		// A page with thousands of such incidents is one trouble, not thousands of rows.
		this.quarantine.set(provider, [...others.slice(-(mostTroubles - 1)), entry])
		this.asideChanged.add(provider)
	}

	/** Ends a trouble. It stays in the list of those that were. */
	release(provider: string, what: string, slot: string, rebuilt?: Trouble['rebuilt']): void {
		const known = this.quarantine.get(provider)
		const ended = known?.find((entry) => entry.what === what)
		if (!known || !ended) return
		const left = known.filter((entry) => entry !== ended)
		if (left.length > 0) this.quarantine.set(provider, left)
		else this.quarantine.delete(provider)
		const { nextTryAt: _, present: __, ...told } = ended
		this.noteEnded({ ...told, endedAt: slot, ...(rebuilt && { rebuilt }) })
		this.asideChanged.add(provider)
	}

	/** Adds a trouble that is over to the list. */
	noteEnded(trouble: Trouble): void {
		this.troubles = [trouble, ...this.troubles].slice(0, mostEnded)
		this.troublesChanged = true
	}

	/**
	 * Since when a trouble lasts that begins now: what came back within an hour is the same one, so
	 * that what comes and goes is told once.
	 */
	#takenUp(provider: string, what: string, slot: string): string {
		const since = addSeconds(slot, -3600)
		const same = this.troubles.find(
			(old) =>
				old.provider === provider &&
				old.what === what &&
				!old.rebuilt &&
				old.endedAt !== undefined &&
				compareInstants(old.endedAt, since) >= 0,
		)
		if (!same) return slot
		this.troubles = this.troubles.filter((old) => old !== same)
		this.troublesChanged = true
		return same.since
	}

	/** The moment of what is known, for notes that are made outside of a tick. */
	#moment(): string {
		return this.slot ?? `${this.spent.day}T00:00:00Z`
	}

	/**
	 * Says of whom something could not be read; what belongs to nobody in particular is made anew by
	 * the ticks.
	 */
	#noteSpoilt(rows: readonly SpoiltRow[]): void {
		this.spoiltRows = rows
		const at = this.#moment()
		for (const [provider, own] of Map.groupBy(rows, ownerOf)) {
			const named = own.slice(0, 3).map(({ table, key }) => `${table} ${key}`)
			const count = own.length === 1 ? 'A stored row' : `${own.length} stored rows`
			const reason = `${count} could not be read: ${named.join(', ')}${own.length > 3 ? ' and more' : ''}`
			const isState = own.some(({ table }) => table === 'incidents' || table === 'ledger')
			if (provider !== undefined && isState)
				this.setAside(provider, 'state', reason, at, { present: true, nextTryAt: at })
			else
				this.noteEnded({
					...(provider !== undefined && { provider }),
					what: 'store',
					since: at,
					endedAt: at,
					reason: `${reason}. It was set aside`,
				})
		}
	}

	/**
	 * The last look that saw one of a provider's own pages, whether anything had changed on it or
	 * not.
	 */
	#lastGoodLook(provider: Provider): string | undefined {
		const official = new Set(
			provider.sources.flatMap(({ id, kind }) =>
				kind === 'official' ? [`${provider.id}/${id}/`] : [],
			),
		)
		const own = [...this.documents].filter(([key]) =>
			official.has(key.slice(0, key.lastIndexOf('/') + 1)),
		)
		return latest(...own.map(([, state]) => state.chain.good?.lookAt))
	}

	/** What the archive has, what was found when there were counts enough, and what is found now. */
	#stillKnown<Stretch extends Rise | PossibleRise>(
		archived: readonly Stretch[],
		before: readonly Stretch[],
		found: readonly Stretch[],
	): Stretch[] {
		const keyOf = ({ provider, id }: Stretch) => `${provider}/${id}`
		const known = new Map(archived.map((one) => [keyOf(one), one]))
		for (const one of before) if (this.#isBeyond(one)) known.set(keyOf(one), one)
		for (const one of found) if (!this.#isBeyond(one)) known.set(keyOf(one), one)
		return [...known.values()].sort(
			(a, b) => compareInstants(a.roseAt, b.roseAt) || (a.id < b.id ? -1 : 1),
		)
	}

	/** Whether the days before a rise are no longer held, so that it cannot be found anew. */
	#isBeyond(rise: Rise | PossibleRise): boolean {
		const from = this.countsFrom.get(placeOf(rise))
		return (
			from !== undefined &&
			compareInstants(rise.roseAt, addSeconds(`${from}T00:00:00Z`, daysOfHistory * 86_400)) < 0
		)
	}
}

/**
 * For what changes documents without a look that saw the page: a gap, counts of users. What a
 * document is as of stays then.
 */
export const noLook = ''

/** Raw bytes, and whose page they are. */
export type OwnedBlob = Blob & { readonly provider: string }

/** What a tick has changed in the state and has to write in one transaction. */
export class ChangeSet {
	readonly recorder: RecorderState
	readonly closed: Snapshot[] = []
	/** Days whose list of snapshots differs: `provider day` to whether it can wait. */
	readonly days = new Map<
		string,
		{ readonly provider: string; readonly day: string; urgent: boolean }
	>()
	/**
	 * Providers whose documents differ, with the incidents concerned; `urgent` when more than a gap
	 * changed.
	 */
	readonly touched = new Map<
		string,
		{ readonly incidents: Set<string>; urgent: boolean; at: string }
	>()
	/** Records as they were last published, where they were at hand. */
	readonly before = new Map<string, ProviderRecord>()
	readonly rests = new Set<string>()
	/** Incidents taken over from the archive. */
	readonly adopted: Incident[] = []
	/** By `provider/source`. */
	readonly problems = new Set<string>()
	readonly blobs: OwnedBlob[] = []
	/** Blobs that KV would not take. */
	readonly kept: OwnedBlob[] = []
	readonly marks = new Map<string, unknown>()
	/** Rows of counts that differ: a series and a day. */
	readonly counts = new Set<string>()
	/** The same, of counts that readers have from the archive: they are kept and not published. */
	readonly adoptedCounts = new Set<string>()
	/**
	 * Incidents of the crowd that are told under another id since their counts were restated:
	 * `provider/id` to the new id.
	 */
	readonly moved = new Map<string, string>()
	/** The UTC day that was over when this tick began; null in all ticks but a day's first. */
	dayOver: string | null = null
	/** Providers whose ledger was made anew: all of it is written. */
	readonly replaced = new Set<string>()
	/** Rows that were set aside and have something in their place again. */
	readonly dropped = new Set<string>()

	constructor(recorder: RecorderState) {
		this.recorder = recorder
	}

	/** Adds a look to its document's chain, and notes what that closes and opens. */
	addLook(
		look: ChainLook,
		change: (state: DocumentState | undefined, news: boolean) => Omit<DocumentState, 'chain'>,
	): Extension {
		const { recorder } = this
		const key = documentKey(look)
		const before = recorder.documents.get(key)
		const step = recorder.stepOf(look)
		recorder.documents.set(key, { ...change(before, step.news), chain: step.chain })
		if (
			step.chain.current === before?.chain.current ||
			(step.closed === undefined && before !== undefined)
		)
			return step
		const urgent = step.news
		this.#touchDay(step.chain.current, urgent)
		if (step.closed) {
			this.#touchDay(step.closed, urgent)
			this.closed.push(step.closed)
			if (boundsGap(recorder, step.closed)) recorder.gapRuns.push(step.closed)
		}
		if (isBad(step.chain.current) !== (step.closed !== undefined && isBad(step.closed))) {
			// A gap may be the whole platform's, so that it concerns other providers too.
			recorder.gaps = undefined
			for (const [provider, record] of recorder.records)
				if (!this.before.has(provider)) this.before.set(provider, record)
			recorder.records.clear()
			this.touch(look.provider, [], noLook, false)
		}
		return step
	}

	/** Puts a folded ledger in the old one's place. */
	putLedger(ledger: Ledger, changed: readonly string[], at: string): void {
		const before = this.recorder.ledgerOf(ledger.provider)
		if (before === ledger) return
		this.recorder.ledgers.set(ledger.provider, ledger)
		if (before.rest !== ledger.rest) this.rests.add(ledger.provider)
		const listed = before.rest.listed !== ledger.rest.listed
		if (changed.length > 0 || listed) this.touch(ledger.provider, changed, at, true)
	}

	/**
	 * Notes that a provider's documents are to be published anew; `at` is the good look that they are
	 * as of from now on.
	 */
	touch(provider: string, incidents: readonly string[], at: string, urgent: boolean): void {
		const { records } = this.recorder
		const record = records.get(provider)
		if (record && !this.before.has(provider)) this.before.set(provider, record)
		records.delete(provider)
		const known = this.touched.get(provider) ?? { incidents: new Set<string>(), urgent, at }
		for (const id of incidents) known.incidents.add(id)
		known.urgent ||= urgent
		known.at = latest(known.at, at) ?? noLook
		this.touched.set(provider, known)
	}

	/** Replaces what was met when the named documents of a source were read. */
	putProblems(
		source: string,
		documents: readonly string[],
		found: readonly RecorderProblem[],
	): void {
		const before = this.recorder.problems.get(source) ?? []
		const after = [
			...before.filter((problem) => !documents.includes(problem.document)),
			...found,
		].slice(-50)
		if (before.length === 0 && after.length === 0) return
		this.recorder.problems.set(source, after)
		this.problems.add(source)
	}

	/** Keeps what a provider's own display says of past days; it changes no incident, only figures. */
	putPublishedDays(provider: string, days: readonly PublishedDay[]): void {
		if (days.length === 0) return
		const { publishedDays, records } = this.recorder
		const joined = joinPublishedDays([...(publishedDays.get(provider) ?? []), ...days])
		publishedDays.set(provider, joined)
		records.delete(provider)
		this.marks.set(marks.published(provider), joined)
	}

	#touchDay(run: Snapshot, urgent: boolean): void {
		const day = dayOf(run.fetchedAt)
		const key = `${run.provider} ${day}`
		const known = this.days.get(key)
		if (known) known.urgent ||= urgent
		else this.days.set(key, { provider: run.provider, day, urgent })
	}
}

/** The first day whose counts are held in memory, as of `slot`. */
export function firstDayHeld(slot: string): string {
	return dayOf(addSeconds(slot, -daysInMemory * 86_400))
}

/** Whether a closed run is needed to tell a gap: it is one, or it is the good run that ends one. */
function boundsGap({ gapRuns }: RecorderState, closed: Snapshot): boolean {
	if (isBad(closed)) return true
	const key = documentKey(closed)
	const before = gapRuns.findLast((run) => documentKey(run) === key)
	return before !== undefined && isBad(before)
}

function isBad(run: Snapshot): boolean {
	return run.outcome === 'failed' || run.outcome === 'missed'
}

/** Whose a row is; undefined for one that is nobody's. */
function ownerOf({ table, key }: SpoiltRow): string | undefined {
	if (table === 'heartbeat') return undefined
	const [first, second] = key.split('/')
	return table === 'marks' ? second : first
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

function asideSentence(aside: readonly string[], reason: string): string {
	const named =
		aside.length > 3
			? `${aside.slice(0, 3).join(', ')} and ${aside.length - 3} more`
			: aside.join(', ')
	return named === '' ? reason : `${named}: ${reason}`
}
