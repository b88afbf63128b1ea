import { type Chain, extend } from '#core/archive/chain.ts'
import { isSoundCount, isSoundSnapshot } from '#core/documents/sound-documents.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import {
	type Check,
	has,
	isAny,
	isInstant,
	isNumber,
	isText,
	listOf,
	maybe,
	orNull,
	values,
} from '#core/shape.ts'
import { addSeconds, compareInstants, floorTo, latest } from '#core/time/time.ts'

/** What changes with every tick, kept in one row: a quiet tick writes this and nothing else. */
export interface Heartbeat {
	/** The last slot that was ticked. */
	readonly slot: string | null
	/** By `provider/source/document`. */
	readonly documents: Readonly<Record<string, DocumentState>>
	/** The last good look that changed something, by provider. */
	readonly changedAt: Readonly<Record<string, string>>
	readonly spent: Spent
	/** Whose news the lists that all providers share do not tell yet. */
	readonly untold?: Readonly<Partial<Record<SharedList, Untold>>>
	/** How calm the providers are that had news. */
	readonly calm?: Readonly<Record<string, Calm>>
}

/** The lists that all providers of a shard share: how they stand, and what is new. */
export type SharedList = 'now' | 'recent'

/** Since when news waits for a list, whose it is, and whether it is more than a gap. */
export interface Untold {
	readonly since: string
	readonly of: readonly string[]
	readonly urgent: boolean
}

/** How much news a provider may still have and count as calm, as of a slot: see `isCalm`. */
export interface Calm {
	readonly slot: string
	readonly news: number
}

/** All that is known of one document's looks. */
export interface DocumentState {
	readonly chain: Chain
	/** Of the last good answer's raw bytes: when they come again, nothing needs to be read. */
	readonly rawSha256?: string
	/** Validators of the last good answer. */
	readonly etag?: string
	readonly lastModified?: string
	/** The slot at which it is next asked for; null for a document that was imported. */
	readonly dueAt: string | null
	/** Failures in a row. */
	readonly failures: number
	/** Refusals since the last good look: each makes the next question later. */
	readonly refusals?: number
	/**
	 * The newest contents that were stored, newest last: a page that flips between two is stored once
	 * each.
	 */
	readonly stored: readonly string[]
}

/**
 * What a UTC day has cost so far. KV writes are counted before they are made: a crash may overstate
 * them, never understate.
 */
export interface Spent {
	readonly day: string
	readonly kvWrites: number
	/** Those of them that were `now`. */
	readonly nowWrites?: number
	readonly rowsWritten: number
	/** KV refused the last write that was tried. */
	readonly kvRefused: boolean
	/**
	 * KV writes by the provider whose documents or bytes they were; what several caused together is
	 * nobody's.
	 */
	readonly byProvider?: Readonly<Record<string, number>>
	/** Rows by the provider whose incidents changed. */
	readonly rowsByProvider?: Readonly<Record<string, number>>
}

export function firstHeartbeat(day: string): Heartbeat {
	return { slot: null, documents: {}, changedAt: {}, spent: spentOn(day) }
}

export function spentOn(day: string): Spent {
	return { day, kvWrites: 0, rowsWritten: 0, kvRefused: false }
}

/** Whether what the store gives back has the shape in which a tick works on it. */

const isFlag: Check = (value) => typeof value === 'boolean'
const good = has({
	sha256: isText,
	fingerprint: isText,
	bytes: isNumber,
	contentType: isText,
	storedAt: isInstant,
	lookAt: isInstant,
})
const chain = has({ current: isSoundSnapshot, good: maybe(good) })
const document = has({
	chain,
	dueAt: orNull(isInstant),
	failures: isNumber,
	stored: listOf(isText),
})

/** The row as a whole; its documents are asked one by one. */
export const isSoundHeartbeat = has({
	slot: orNull(isInstant),
	documents: isAny,
	changedAt: values(isText),
	spent: has({ day: isText, kvWrites: isNumber, rowsWritten: isNumber }),
	untold: maybe(values(has({ since: isInstant, of: listOf(isText), urgent: isFlag }))),
	calm: maybe(values(has({ slot: isInstant, news: isNumber }))),
})

export function isSoundDocument(value: unknown): value is DocumentState {
	return document(value)
}

const listed = has({
	state: isText,
	seen: has({ by: isInstant, after: maybe(isInstant) }),
	evidence: listOf(isAny),
})
export const isSoundRest = has({
	documents: values(
		has({
			firstLookAt: isInstant,
			lookAt: maybe(isInstant),
			provenance: isText,
			versionAt: maybe(isInstant),
			again: maybe(isInstant),
		}),
	),
	listed: values(listOf(listed)),
	unattributed: listOf(isText),
	ties: maybe(values(listOf(isText))),
})

export const isSoundCounts = listOf(isSoundCount)

const day = has({ provider: isText, day: isText })
const trouble = has({
	what: isText,
	since: isInstant,
	reason: isText,
	nextTryAt: maybe(isInstant),
	endedAt: maybe(isInstant),
})
const rise = has({
	id: isText,
	provider: isText,
	source: isText,
	roseAt: isInstant,
	settledAt: orNull(isInstant),
})

/** By the beginning of the key; every other mark is a text or is read with care. */
const markShapes: readonly (readonly [prefix: string, check: Check])[] = [
	[
		'problems/',
		listOf(
			has({ provider: isText, source: isText, document: isText, message: isText, at: isInstant }),
		),
	],
	['surfaces/', listOf(has({ id: isText, name: isText, kind: isText, aliases: listOf(isAny) }))],
	['imported/', listOf(has({ id: isText, platform: isText, kind: isText }))],
	['rises/', listOf(rise)],
	['possible/', listOf(rise)],
	['elsewhere', listOf(rise)],
	[
		'published/',
		listOf(has({ provider: isText, service: isText, date: isText, readAt: isInstant })),
	],
	['held/', orNull(has({ since: isInstant, incidents: listOf(isText), days: listOf(day) }))],
	['quarantine/', listOf(trouble)],
	['troubles', listOf(trouble)],
	['archive', has({ packs: listOf(isText), rises: listOf(rise), possible: maybe(listOf(rise)) })],
	['heads', has({ days: listOf(has({ day: isText, heads: listOf(isAny) })) })],
]

export function isSoundMark(key: string, value: unknown): boolean {
	const found = markShapes.find(([prefix]) => key.startsWith(prefix))
	return found === undefined || found[1](value)
}

/**
 * Where things stand, from the closed runs alone: for a store whose heartbeat cannot be read. The
 * runs that were open are lost with it, so that
 * each document has a gap from the end of its last closed run on.
 */

/** The closed runs of a store. */
interface ClosedRuns {
	providersWithRuns(): string[]
	readRuns(provider: string): Snapshot[]
}

/** Undefined for a store that has no runs: it is new. */
export function recoveredHeartbeat(store: ClosedRuns, day: string): Heartbeat | undefined {
	const runs = store.providersWithRuns().flatMap((provider) => store.readRuns(provider))
	if (runs.length === 0) return undefined
	const documents = documentsFromRuns(runs)
	const changedAt = new Map<string, string>()
	for (const { provider, outcome, fetchedAt } of runs)
		if (outcome === 'stored')
			changedAt.set(provider, latest(changedAt.get(provider), fetchedAt) ?? fetchedAt)
	const slot = latest(...[...documents.values()].map(({ chain }) => chain.current.until)) ?? null
	// Nobody knows what waited: telling the same again costs a write, and no news.
	const untold = slot === null ? undefined : { since: slot, of: [], urgent: true }
	return {
		...firstHeartbeat(day),
		slot,
		documents: Object.fromEntries(documents),
		changedAt: Object.fromEntries(changedAt),
		...(untold && { untold: { now: untold, recent: untold } }),
	}
}

/**
 * The state of each document after its last closed run. A run that was closed may be linked to
 * already: it is not gone on with.
 */
export function documentsFromRuns(runs: readonly Snapshot[]): Map<string, DocumentState> {
	return new Map(
		[...Map.groupBy(runs, documentKey)].flatMap(([key, own]) => {
			const state = stateAfter(own.toSorted((a, b) => compareInstants(a.fetchedAt, b.fetchedAt)))
			return state ? [[key, state] as const] : []
		}),
	)
}

function stateAfter(runs: readonly Snapshot[]): DocumentState | undefined {
	const last = runs.at(-1)
	if (!last) return undefined
	const { provider, source, document, url, until, provenance } = last
	const named = { provider, source, document, url, provenance }
	// A second later, so that the order of the two shows in their times.
	const missed = addSeconds(until, 1)
	const { chain } = extend(chainAfter(runs, last), {
		...named,
		slot: floorTo(until, 60),
		fetchedAt: missed,
		until: missed,
		outcome: 'missed',
	})
	return {
		chain,
		dueAt: until,
		failures: 0,
		stored: runs
			.flatMap(({ outcome, sha256 }) => (outcome === 'stored' ? (sha256 ?? []) : []))
			.slice(-8),
	}
}

function chainAfter(runs: readonly Snapshot[], current: Snapshot): Chain {
	const good = runs.findLast(
		({ sha256, fingerprint }) => sha256 !== undefined && fingerprint !== undefined,
	)
	if (!good || good.sha256 === undefined || good.fingerprint === undefined) return { current }
	const { sha256, fingerprint, bytes = 0, contentType = '', fetchedAt, until } = good
	const storedAt =
		runs.findLast(({ outcome, sha256: own }) => outcome === 'stored' && own === sha256)
			?.fetchedAt ?? fetchedAt
	return { current, good: { sha256, fingerprint, bytes, contentType, storedAt, lookAt: until } }
}
