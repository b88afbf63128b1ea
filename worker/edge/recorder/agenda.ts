import type { ChainLook } from '#core/archive/chain.ts'
import type { Ledger } from '#core/incident/ledger.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import { failuresUntilFallback, firstRefusalSeconds, longestRefusalSeconds } from '#core/manners.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import type { PlannedRequest, Platform } from '#core/platforms/platform.ts'
import {
	addSeconds,
	compareInstants,
	floorTo,
	instantOf,
	latest,
	millisecondsOf,
} from '#core/time/time.ts'
import type { Credentials } from '../http/fetch-context.ts'
import { rowsLimitOf, slownessOf } from './budget.ts'
import type { DocumentState } from './heartbeat.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import type { RecorderState } from './state.ts'

/** What is due when. Pure: slots and states in, a list out. */

/** Seconds from slot to slot. */
export const slotSeconds = 60

/** The longest wait after failures, in seconds, unless the server asks for more. */
const longestBackOff = 300

/** Capacity may delay a look by this many seconds before the slots count as missed. */
const tolerance = 300

/** One document that we read, with what is needed to ask for it. */
export interface FetchTask {
	/** `provider/source/document`. */
	readonly key: string
	readonly provider: Provider
	readonly source: Source
	readonly platform: Platform
	readonly request: PlannedRequest
}

export interface SourceOff {
	readonly provider: string
	readonly source: string
	readonly reason: string
}

/**
 * Everything that the providers' sources would ask for at `slot`, and the sources that are off.
 * `missing` names the setting that a credential lacks; `only` restricts to addresses (a replay).
 */
export function tasksOf(
	providers: readonly Provider[],
	slot: string,
	find: (platform: string) => Platform,
	missing: Credentials['missing'],
	only?: ReadonlySet<string>,
): { readonly tasks: readonly FetchTask[]; readonly off: readonly SourceOff[] } {
	const tasks: FetchTask[] = []
	const off: SourceOff[] = []
	for (const provider of providers) {
		for (const source of provider.sources) {
			const turnOff = (reason: string) =>
				off.push({ provider: provider.id, source: source.id, reason })
			if (!source.enabled) {
				turnOff(source.notes ?? 'switched off in content')
				continue
			}
			try {
				const platform = find(source.platform)
				const [wrong] = platform.checkOptions(source.options)
				if (wrong !== undefined) {
					turnOff(wrong)
					continue
				}
				const requests = platform.plan(source, slot)
				// Where a recording answers, nobody is shown anything.
				const absent = only
					? undefined
					: requests.flatMap(({ credential }) =>
							credential?.required ? (missing(credential.name) ?? []) : [],
						)[0]
				if (absent !== undefined) {
					turnOff(`no ${absent}`)
					continue
				}
				for (const request of requests) {
					if (only && !only.has(request.url)) continue
					// A fallback stands in for what is said, not for the states of surfaces.
					const told =
						source.fallbackFor === undefined ? request : { ...request, bearsState: false }
					tasks.push({
						key: `${provider.id}/${source.id}/${request.name}`,
						provider,
						source,
						platform,
						request: told,
					})
				}
			} catch (error) {
				turnOff(error instanceof Error ? error.message.slice(0, 300) : 'cannot be planned')
			}
		}
	}
	return { tasks, off }
}

/** What is due at `slot`, longest waiting first. */
export function dueOf(
	tasks: readonly FetchTask[],
	documents: ReadonlyMap<string, DocumentState>,
	slot: string,
): FetchTask[] {
	return tasks
		.map((task, order) => ({ task, order, dueAt: documents.get(task.key)?.dueAt ?? '' }))
		.filter(({ dueAt }) => dueAt === '' || compareInstants(dueAt, slot) <= 0)
		.filter(({ task }) => !isStandby(task, tasks, documents))
		.sort((a, b) => waiting(a.dueAt) - waiting(b.dueAt) || a.order - b.order)
		.map(({ task }) => task)
}

/** Whether a fallback has nothing to do, because the source that it stands in for is heard. */
export function isStandby(
	{ provider, source }: FetchTask,
	tasks: readonly FetchTask[],
	documents: ReadonlyMap<string, DocumentState>,
): boolean {
	if (source.fallbackFor === undefined) return false
	const mains = tasks.filter(
		(other) => other.provider.id === provider.id && other.source.id === source.fallbackFor,
	)
	return mains.length > 0 && !mains.some(({ key }) => isUnheard(documents.get(key)))
}

function isUnheard(state: DocumentState | undefined): boolean {
	return state !== undefined && (isRefused(state) || state.failures >= failuresUntilFallback)
}

/** Whether the last answer was a no. */
export function isRefused({ chain: { current } }: DocumentState): boolean {
	return current.failure?.kind === 'refused'
}

/**
 * When a document may be asked for again that was refused at `slot`, for the `refusals`-th time
 * since it was last read.
 */
export function refusedUntil(slot: string, refusals: number): string {
	return addSeconds(
		slot,
		Math.min(longestRefusalSeconds, firstRefusalSeconds * 2 ** Math.min(refusals - 1, 20)),
	)
}

/** A document that was never asked for has waited longest. */
function waiting(dueAt: string): number {
	return dueAt === '' ? Number.NEGATIVE_INFINITY : millisecondsOf(dueAt)
}

/**
 * When a document is due after a look at `slot`: aligned to its rhythm, later after `failures` in a
 * row or when the server asked for it.
 */
export function nextDue(
	everySeconds: number,
	slot: string,
	failures: number,
	retryAt?: string,
): string {
	const regular = addSeconds(floorTo(slot, everySeconds), everySeconds)
	if (failures === 0) return regular
	const backOff = addSeconds(
		slot,
		Math.min(longestBackOff, slotSeconds * 2 ** Math.min(failures - 1, 10)),
	)
	return ceilToSlot(latest(regular, backOff, retryAt) ?? regular)
}

/**
 * The stretch of due slots after `lastTick` and before `slot` at which nothing was looked at
 * because no tick came.
 */
export function missedBetween(
	task: FetchTask,
	state: DocumentState,
	lastTick: string,
	slot: string,
	step: number,
): ChainLook | undefined {
	return missedFrom(task, state, addSeconds(lastTick, step), addSeconds(slot, -step))
}

/**
 * The stretch of due slots before `slot` that passed because the ticks had no room for this
 * document, beyond what is tolerable.
 */
export function missedByDelay(
	task: FetchTask,
	state: DocumentState,
	slot: string,
): ChainLook | undefined {
	if (
		state.dueAt === null ||
		millisecondsOf(slot) - millisecondsOf(state.dueAt) <= tolerance * 1000
	)
		return undefined
	return missedFrom(task, state, state.dueAt, addSeconds(slot, -slotSeconds))
}

function missedFrom(
	{ source, request, provider }: FetchTask,
	state: DocumentState,
	from: string,
	to: string,
): ChainLook | undefined {
	if (state.dueAt === null) return undefined
	const first = latest(state.dueAt, ceilTo(from, source.everySeconds)) ?? from
	const last = floorTo(to, source.everySeconds)
	const until = compareInstants(last, first) < 0 ? first : last
	if (compareInstants(first, to) > 0) return undefined
	const { provenance } = state.chain.current
	return {
		provider: provider.id,
		source: source.id,
		document: request.name,
		url: request.url,
		slot: first,
		fetchedAt: first,
		until,
		provenance,
		outcome: 'missed',
	}
}

function ceilToSlot(instant: string): string {
	return ceilTo(instant, slotSeconds)
}

function ceilTo(instant: string, seconds: number): string {
	const step = seconds * 1000
	return instantOf(Math.ceil(millisecondsOf(instant) / step) * step)
}

/**
 * How often a page is read: closely while something is open or unusual on it, at its quiet interval
 * otherwise.
 */

/**
 * An incident that was over less than this many seconds ago may open again, and its texts are still
 * being written.
 */
const afterwardsSeconds = 3600

/**
 * Sets when the documents are due that have a quiet interval. After the tick's readings: what they
 * brought may be unusual.
 */
export function setPace(
	{ shards }: Pick<RecorderDeps, 'shards'>,
	recorder: RecorderState,
	tasks: readonly FetchTask[],
	slot: string,
): void {
	const paced = tasks.filter(({ source }) => source.quietSeconds !== undefined)
	for (const [provider, own] of Map.groupBy(paced, (task) => task.provider.id)) {
		const unusual = isUnusual(recorder, provider, slot)
		// A page whose changes would use up the day's rows is read more seldom, also while something is
		// open on it.
		const slowness = slownessOf(recorder.spent, provider, rowsLimitOf(shards), slot)
		for (const { key, source } of own) {
			const state = recorder.documents.get(key)
			// A failure has a pace of its own.
			if (!state || state.dueAt === null || state.failures > 0) continue
			const soon = nextDue(source.everySeconds * slowness, slot, 0)
			if (unusual && compareInstants(state.dueAt, soon) > 0)
				recorder.documents.set(key, { ...state, dueAt: soon })
			const asked = compareInstants(state.dueAt, soon) === 0
			if (!unusual && asked)
				recorder.documents.set(key, {
					...state,
					dueAt: nextDue((source.quietSeconds ?? source.everySeconds) * slowness, slot, 0),
				})
		}
	}
}

/**
 * Whether a provider's page is to be read closely: something is open or just over, a state is bad,
 * something is missing once, or its users report more than usual.
 */
export function isUnusual(
	recorder: Pick<RecorderState, 'ledgers' | 'crowd'>,
	provider: string,
	slot: string,
): boolean {
	if (recorder.crowd.rises.some((rise) => rise.provider === provider && rise.settledAt === null))
		return true
	const ledger = recorder.ledgers.get(provider)
	return (
		ledger !== undefined &&
		(isTroubledList(ledger) ||
			[...ledger.incidents.values()].some((incident) => isLively(incident, slot)))
	)
}

function isTroubledList({ rest }: Ledger): boolean {
	return Object.values(rest.listed).some((entries) =>
		troubles.includes(entries.at(-1)?.state ?? 'unknown'),
	)
}

const troubles: readonly SurfaceStateName[] = [
	'degraded_performance',
	'partial_outage',
	'major_outage',
]

/** A maintenance that is only announced and a notice are no reason. */
function isLively(incident: Incident, slot: string): boolean {
	// What was missing in one look is missing or not after the next.
	const pending = [incident, ...incident.updates].some(
		({ absence }) => absence !== undefined && !absence.confirmed,
	)
	if (pending) return true
	if (incident.kind === 'notice' || incident.status === 'scheduled') return false
	const end = incident.milestones.resolvedAt?.at
	return (
		isOpen(incident) ||
		(end !== undefined && compareInstants(end, addSeconds(slot, -afterwardsSeconds)) >= 0)
	)
}
