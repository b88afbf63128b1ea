import { type ChainLook, extend, lookOf } from '#core/archive/chain.ts'
import { emptyLedger, type Ledger, type Look } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import type { Problem } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { ReportCount } from '#core/model/report.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { boundedCounts, countsOf } from '#core/record/crowd-record.ts'
import { providerRecord } from '#core/record/provider-record.ts'
import { publishedDaysOf } from '#core/record/published-days.ts'
import { sentenceOf } from '#core/record/sound-record.ts'
import { addSeconds, compareInstants, dayOf, latest } from '#core/time/time.ts'
import { type FetchTask, nextDue, refusedUntil } from './agenda.ts'
import { rowsLimitOf, slownessOf } from './budget.ts'
import { type CheckResult, failedLook, type Reading, unreadable } from './collect.ts'
import { putCounts, putSilence } from './crowd.ts'
import type { DocumentState } from './heartbeat.ts'
import { isBeingMended } from './quarantine.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import { type ChangeSet, noLook, type RecorderState } from './state.ts'

/** What taking one source's answers amounted to. */
export interface Taken {
	readonly stored: number
	readonly failed: number
	readonly changed: number
}

/**
 * Takes what one source said into the chains and the ledger: what is new first, then confirmations,
 * as anyone recomputes it later.
 * What follows from it is worked out before anything is put down. Content that this cannot be done
 * for is an unreadable document: it
 * costs its own look, while the provider's last good state stands, and is tried again like any
 * other failure.
 */
export function take(
	deps: RecorderDeps,
	changes: ChangeSet,
	reading: Reading,
	providers: readonly Provider[],
	slot: string,
): Taken {
	const { recorder } = changes
	let sound = reading
	let weighed: Weighed
	try {
		weighed = weigh(deps, recorder, reading, providers, slot)
	} catch (error) {
		weighed = nothingNew(recorder, reading)
		// A state that even a sound document cannot be folded into is made anew from the looks, this
		// one among them.
		if (isStateAtFault(recorder, reading, slot))
			recorder.setAside(reading.source.provider.id, 'state', sentenceOf(error), slot, {
				present: true,
			})
		else sound = withoutNews(reading, error)
	}
	return put(deps, changes, sound, weighed, slot)
}

/** What an observation means for what is known, before anything is changed. */
interface Weighed {
	readonly ledger: Ledger
	readonly changed: readonly string[]
	readonly problems: readonly Problem[]
	readonly publishedDays: readonly PublishedDay[]
	readonly counts: readonly ReportCount[]
}

function nothingNew(recorder: RecorderState, reading: Reading): Weighed {
	return {
		ledger: recorder.ledgerOf(reading.source.provider.id),
		changed: [],
		problems: [],
		publishedDays: [],
		counts: [],
	}
}

/** Throws whatever folding, or deriving the provider's record from the outcome, throws. */
function weigh(
	deps: RecorderDeps,
	recorder: RecorderState,
	reading: Reading,
	providers: readonly Provider[],
	slot: string,
): Weighed {
	const { provider, source } = reading.source
	const before = recorder.ledgerOf(provider.id)
	const looks: Look[] = []
	const unchanged: string[] = []
	for (const { look } of reading.results) {
		if (look.outcome !== 'good') continue
		const chain = recorder.documents.get(documentKey(look))?.chain
		const step = recorder.stepOf(look)
		if (step.news) looks.push(lookOf(step.chain.current, chain))
		else unchanged.push(`${source.id}/${look.document}`)
	}
	const { observation } = reading
	const official = observation?.kind === 'official' ? { observation } : {}
	const { ledger, changed, problems } = isBeingMended(recorder, provider.id)
		? { ledger: before, changed: [], problems: [] }
		: foldTick(before, provider, source, { slot, ...official, looks, unchanged })
	// What cannot be derived from it must not get in, unless it could not be before either: then the
	// record has what can be.
	if (ledger !== before && !recorder.quarantine.has(provider.id))
		providerRecord(recorder.recordInput(deps.content, ledger, provider, providers))
	const stated =
		observation?.kind === 'crowd'
			? boundedCounts(
					countsOf(observation, provider, source),
					seriesOf(recorder, provider.id, source.id),
				)
			: undefined
	const document = reading.results[0]?.look.document ?? ''
	return {
		ledger,
		changed,
		problems: [
			...problems,
			...(stated?.problems ?? []).map((message) => ({ document, path: '', message })),
		],
		publishedDays:
			observation?.kind === 'official'
				? publishedDaysOf(observation, provider, source.id, lookAtOf(reading))
				: [],
		counts: stated?.counts ?? [],
	}
}

/** The series of a source that the recorder has counts of. */
function seriesOf(
	{ counts, countsFrom }: RecorderState,
	provider: string,
	source: string,
): ReadonlySet<string> {
	const own = [...[...counts.keys()].map((row) => row.slice(0, -11)), ...countsFrom.keys()]
	return new Set(own.filter((series) => series.startsWith(`${provider}/${source}/`)))
}

/**
 * Whether the same document could be folded into nothing. A state that was made anew a short while
 * ago is not what is wrong.
 */
function isStateAtFault(
	recorder: RecorderState,
	{ source: { provider, source }, results, observation }: Reading,
	slot: string,
): boolean {
	const since = addSeconds(slot, -3600)
	const isMended = recorder.troubles.some(
		({ provider: whose, what, endedAt }) =>
			whose === provider.id &&
			what === 'state' &&
			endedAt !== undefined &&
			compareInstants(endedAt, since) >= 0,
	)
	if (isMended || observation?.kind !== 'official') return false
	const looks = results.flatMap(({ look }) =>
		look.outcome === 'good' ? [lookOf(extend(undefined, look).chain.current, undefined)] : [],
	)
	const tick = { slot, observation, looks, unchanged: [] }
	return (
		canBeFolded(emptyLedger(provider.id), provider, source, tick) &&
		!canBeFolded(recorder.ledgerOf(provider.id), provider, source, tick)
	)
}

function canBeFolded(...what: Parameters<typeof foldTick>): boolean {
	try {
		foldTick(...what)
		return true
	} catch {
		return false
	}
}

/** What a failed look at one document came back with is no later than what the others saw. */
function lookAtOf({ results }: Reading): string {
	return (
		latest(...results.map(({ look }) => (look.outcome === 'good' ? look.fetchedAt : undefined))) ??
		noLook
	)
}

/** The answers without what is new in them: each such document is one that could not be read. */
function withoutNews({ source, results }: Reading, error: unknown): Reading {
	return {
		source,
		results: results.map((result) => {
			const { task, look, document } = result
			return document && look.outcome === 'good'
				? { task, look: failedLook(look, unreadable(error, look.httpStatus)) }
				: result
		}),
	}
}

function put(
	deps: RecorderDeps,
	changes: ChangeSet,
	reading: Reading,
	weighed: Weighed,
	slot: string,
): Taken {
	const { recorder } = changes
	const { provider, source } = reading.source
	const looks: string[] = []
	let failed = 0
	const slowness = slownessOf(recorder.spent, provider.id, rowsLimitOf(deps.shards), slot)
	for (const result of reading.results) {
		const { look, bytes } = result
		const before = recorder.documents.get(documentKey(look))
		const step = changes.addLook(look, (state, news) =>
			stateAfter(state, result, news, slot, slowness),
		)
		if (look.outcome === 'failed') failed += 1
		const what = `${source.id}/${look.document}`
		if (look.outcome === 'good') recorder.release(provider.id, what, slot)
		else if (look.outcome === 'failed' && look.failure.kind === 'unreadable')
			recorder.setAside(provider.id, what, look.failure.message, slot, { reading: true })
		if (look.outcome !== 'good' || !step.news) continue
		looks.push(look.document)
		if (bytes && !before?.stored.includes(look.sha256))
			changes.blobs.push({
				provider: provider.id,
				sha256: look.sha256,
				contentType: look.contentType,
				bytes,
				foundIn: `${provider.id}/${dayOf(look.fetchedAt)}`,
			})
	}
	const at = lookAtOf(reading)
	const { observation } = reading
	if (observation) {
		changes.putPublishedDays(provider.id, weighed.publishedDays)
		putCounts(changes, weighed.counts)
		const found = [...observation.problems, ...weighed.problems].map((problem) => ({
			...problem,
			provider: provider.id,
			source: source.id,
			at: slot,
		}))
		changes.putProblems(`${provider.id}/${source.id}`, looks, found)
	}
	const silent =
		reading.source.platform.kind === 'crowd' &&
		reading.results.every(({ look, document }) => look.outcome === 'good' && !document)
	if (silent) putSilence(changes, provider.id, source.id, at)
	changes.putLedger(weighed.ledger, weighed.changed, at)
	return { stored: looks.length, failed, changed: weighed.changed.length }
}

/**
 * Notes a stretch of slots in which nothing was asked. It changes neither validators nor what is
 * due.
 */
export function takeMissed(changes: ChangeSet, task: FetchTask, look: ChainLook | undefined): void {
	const { recorder } = changes
	const state = recorder.documents.get(task.key)
	if (look && state) changes.addLook(look, () => state)
}

const storedContents = 8

function stateAfter(
	before: DocumentState | undefined,
	{ task, look, rawSha256, etag, lastModified }: CheckResult,
	news: boolean,
	slot: string,
	slowness: number,
): Omit<DocumentState, 'chain'> {
	const everySeconds = task.source.everySeconds * slowness
	if (look.outcome !== 'good') {
		const failures = (before?.failures ?? 0) + 1
		const retryAt = look.outcome === 'failed' ? look.failure.retryAt : undefined
		const { chain: _, ...kept } = before ?? { stored: [] }
		if (look.outcome === 'failed' && look.failure.kind === 'refused') {
			const refusals = (before?.refusals ?? 0) + 1
			return {
				...kept,
				failures,
				refusals,
				dueAt: nextDue(everySeconds, slot, failures, latest(retryAt, refusedUntil(slot, refusals))),
			}
		}
		return { ...kept, failures, dueAt: nextDue(everySeconds, slot, failures, retryAt) }
	}
	const unmodified = rawSha256 === undefined
	const raw = rawSha256 ?? before?.rawSha256
	const tag = etag ?? (unmodified ? before?.etag : undefined)
	const modified = lastModified ?? (unmodified ? before?.lastModified : undefined)
	const stored = before?.stored ?? []
	return {
		dueAt: nextDue(everySeconds, slot, 0),
		failures: 0,
		stored:
			!news || stored.at(-1) === look.sha256
				? stored
				: [...stored.filter((sha256) => sha256 !== look.sha256), look.sha256].slice(
						-storedContents,
					),
		...(raw !== undefined && { rawSha256: raw }),
		...(tag !== undefined && { etag: tag }),
		...(modified !== undefined && { lastModified: modified }),
	}
}
