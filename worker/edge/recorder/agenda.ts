import type { ChainLook } from '#core/archive/chain.ts'
import { failuresUntilFallback, firstRefusalSeconds, longestRefusalSeconds } from '#core/manners.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { PlannedRequest, Platform } from '#core/platforms/platform.ts'
import {
	addSeconds,
	compareInstants,
	floorTo,
	instantOf,
	latest,
	millisecondsOf,
} from '#core/time/time.ts'
import type { Credentials } from '../http/credentials.ts'
import type { DocumentState } from './heartbeat.ts'

/** What is due when. Pure: slots and states in, a list out. */

/** Seconds from slot to slot. */
export const slotSeconds = 60

/** The longest wait after failures, in seconds, unless the server asks for more. */
const longestBackOff = 300

/** Capacity may delay a look by this many seconds before the slots count as missed. */
const tolerance = 300

/** One document that we read, with what is needed to ask for it. */
export interface Asking {
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
export function askingsOf(
	providers: readonly Provider[],
	slot: string,
	find: (platform: string) => Platform,
	missing: Credentials['missing'],
	only?: ReadonlySet<string>,
): { readonly askings: readonly Asking[]; readonly off: readonly SourceOff[] } {
	const askings: Asking[] = []
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
					askings.push({
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
	return { askings, off }
}

/** What is due at `slot`, longest waiting first. */
export function dueOf(
	askings: readonly Asking[],
	documents: ReadonlyMap<string, DocumentState>,
	slot: string,
): Asking[] {
	return askings
		.map((asking, order) => ({ asking, order, dueAt: documents.get(asking.key)?.dueAt ?? '' }))
		.filter(({ dueAt }) => dueAt === '' || compareInstants(dueAt, slot) <= 0)
		.filter(({ asking }) => !isStandby(asking, askings, documents))
		.sort((a, b) => waiting(a.dueAt) - waiting(b.dueAt) || a.order - b.order)
		.map(({ asking }) => asking)
}

/** Whether a fallback has nothing to do, because the source that it stands in for is heard. */
export function isStandby(
	{ provider, source }: Asking,
	askings: readonly Asking[],
	documents: ReadonlyMap<string, DocumentState>,
): boolean {
	if (source.fallbackFor === undefined) return false
	const mains = askings.filter(
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
	asking: Asking,
	state: DocumentState,
	lastTick: string,
	slot: string,
	step: number,
): ChainLook | undefined {
	return missedFrom(asking, state, addSeconds(lastTick, step), addSeconds(slot, -step))
}

/**
 * The stretch of due slots before `slot` that passed because the ticks had no room for this
 * document, beyond what is tolerable.
 */
export function missedByDelay(
	asking: Asking,
	state: DocumentState,
	slot: string,
): ChainLook | undefined {
	if (
		state.dueAt === null ||
		millisecondsOf(slot) - millisecondsOf(state.dueAt) <= tolerance * 1000
	)
		return undefined
	return missedFrom(asking, state, state.dueAt, addSeconds(slot, -slotSeconds))
}

function missedFrom(
	{ source, request, provider }: Asking,
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
