import { type ChainLook, type Extension, extend } from '#core/archive/chain.ts'
import type { Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { PublishedDay } from '#core/model/published.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { joinPublishedDays } from '#core/record/published-days.ts'
import { dayOf, latest } from '#core/time/time.ts'
import type { Blob } from './archive.ts'
import type { DocumentState } from './heartbeat.ts'
import { ledgerOf, type Memory, marks } from './memory.ts'
import type { RecorderProblem } from './recorder-rpc.ts'

/** Raw bytes, and whose page they are. */
export type OwnedBlob = Blob & { readonly provider: string }

/** What a tick has changed in memory and has to write in one transaction. */
export interface Draft {
	readonly closed: Snapshot[]
	/** Days whose list of snapshots differs: `provider day` to whether it can wait. */
	readonly days: Map<string, { readonly provider: string; readonly day: string; urgent: boolean }>
	/**
	 * Providers whose documents differ, with the incidents concerned; `urgent` when more than a gap
	 * changed.
	 */
	readonly touched: Map<string, { readonly incidents: Set<string>; urgent: boolean; at: string }>
	/** Records as they were last published, where they were at hand. */
	readonly before: Map<string, ProviderRecord>
	readonly rests: Set<string>
	/** Incidents taken over from the archive. */
	readonly adopted: Incident[]
	/** By `provider/source`. */
	readonly problems: Set<string>
	readonly blobs: OwnedBlob[]
	/** Blobs that KV would not take. */
	readonly kept: OwnedBlob[]
	readonly marks: Map<string, unknown>
	/** Rows of counts that differ: a series and a day. */
	readonly counts: Set<string>
	/** The same, of counts that readers have from the archive: they are kept and not published. */
	readonly adoptedCounts: Set<string>
	/**
	 * Incidents of the crowd that are told under another id since their counts were restated:
	 * `provider/id` to the new id.
	 */
	readonly moved: Map<string, string>
	/** The UTC day that was over when this tick began; null in all ticks but a day's first. */
	dayOver: string | null
	/** Providers whose ledger was made anew: all of it is written. */
	readonly replaced: Set<string>
	/** Rows that were set aside and have something in their place again. */
	readonly dropped: Set<string>
}

export function emptyDraft(): Draft {
	return {
		closed: [],
		days: new Map(),
		touched: new Map(),
		before: new Map(),
		rests: new Set(),
		adopted: [],
		problems: new Set(),
		blobs: [],
		kept: [],
		marks: new Map(),
		counts: new Set(),
		adoptedCounts: new Set(),
		moved: new Map(),
		dayOver: null,
		replaced: new Set(),
		dropped: new Set(),
	}
}

/** Adds a look to its document's chain, and notes what that closes and opens. */
export function addLook(
	memory: Memory,
	draft: Draft,
	look: ChainLook,
	change: (state: DocumentState | undefined, news: boolean) => Omit<DocumentState, 'chain'>,
): Extension {
	const key = documentKey(look)
	const before = memory.documents.get(key)
	const step = extend(before?.chain, look)
	memory.documents.set(key, { ...change(before, step.news), chain: step.chain })
	if (
		step.chain.current === before?.chain.current ||
		(step.closed === undefined && before !== undefined)
	)
		return step
	const urgent = step.news
	touchDay(draft, step.chain.current, urgent)
	if (step.closed) {
		touchDay(draft, step.closed, urgent)
		draft.closed.push(step.closed)
		if (boundsGap(memory, step.closed)) memory.gapRuns.push(step.closed)
	}
	if (isBad(step.chain.current) !== (step.closed !== undefined && isBad(step.closed))) {
		// A gap may be the whole platform's, so that it concerns other providers too.
		memory.gaps = undefined
		for (const [provider, record] of memory.records)
			if (!draft.before.has(provider)) draft.before.set(provider, record)
		memory.records.clear()
		touch(memory, draft, look.provider, [], noLook, false)
	}
	return step
}

/** Puts a folded ledger in the old one's place. */
export function putLedger(
	memory: Memory,
	draft: Draft,
	ledger: Ledger,
	changed: readonly string[],
	at: string,
): void {
	const before = ledgerOf(memory, ledger.provider)
	if (before === ledger) return
	memory.ledgers.set(ledger.provider, ledger)
	if (before.rest !== ledger.rest) draft.rests.add(ledger.provider)
	const listed = before.rest.listed !== ledger.rest.listed
	if (changed.length > 0 || listed) touch(memory, draft, ledger.provider, changed, at, true)
}

/**
 * For what changes documents without a look that saw the page: a gap, counts of users. What a
 * document is as of stays then.
 */
export const noLook = ''

/**
 * Notes that a provider's documents are to be published anew; `at` is the good look that they are
 * as of from now on.
 */
export function touch(
	memory: Memory,
	draft: Draft,
	provider: string,
	incidents: readonly string[],
	at: string,
	urgent: boolean,
): void {
	const record = memory.records.get(provider)
	if (record && !draft.before.has(provider)) draft.before.set(provider, record)
	memory.records.delete(provider)
	const known = draft.touched.get(provider) ?? { incidents: new Set<string>(), urgent, at }
	for (const id of incidents) known.incidents.add(id)
	known.urgent ||= urgent
	known.at = latest(known.at, at) ?? noLook
	draft.touched.set(provider, known)
}

/** Replaces what was met when the named documents of a source were read. */
export function putProblems(
	memory: Memory,
	draft: Draft,
	source: string,
	documents: readonly string[],
	found: readonly RecorderProblem[],
): void {
	const before = memory.problems.get(source) ?? []
	const after = [
		...before.filter((problem) => !documents.includes(problem.document)),
		...found,
	].slice(-50)
	if (before.length === 0 && after.length === 0) return
	memory.problems.set(source, after)
	draft.problems.add(source)
}

/** Keeps what a provider's own display says of past days; it changes no incident, only figures. */
export function putPublishedDays(
	memory: Memory,
	draft: Draft,
	provider: string,
	days: readonly PublishedDay[],
): void {
	if (days.length === 0) return
	const joined = joinPublishedDays([...(memory.publishedDays.get(provider) ?? []), ...days])
	memory.publishedDays.set(provider, joined)
	memory.records.delete(provider)
	draft.marks.set(marks.published(provider), joined)
}

/** Whether a closed run is needed to tell a gap: it is one, or it is the good run that ends one. */
export function boundsGap(memory: Memory, closed: Snapshot): boolean {
	if (isBad(closed)) return true
	const key = documentKey(closed)
	const before = memory.gapRuns.findLast((run) => documentKey(run) === key)
	return before !== undefined && isBad(before)
}

function isBad(run: Snapshot): boolean {
	return run.outcome === 'failed' || run.outcome === 'missed'
}

function touchDay(draft: Draft, run: Snapshot, urgent: boolean): void {
	const day = dayOf(run.fetchedAt)
	const key = `${run.provider} ${day}`
	const known = draft.days.get(key)
	if (known) known.urgent ||= urgent
	else draft.days.set(key, { provider: run.provider, day, urgent })
}
