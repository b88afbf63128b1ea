import { canonicalJson } from '#core/hash.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import {
	type DayBudget,
	documentsLimit,
	drawn,
	type Held,
	type HeldDay,
	isCalm,
	type KeptHeld,
	kvLimitOf,
	passedOf,
	patienceOf,
	type Sharing,
	writesLeft,
} from './budget.ts'
import type { SharedList, Untold } from './heartbeat.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import { type ChangeSet, marks, type RecorderState } from './state.ts'
import type { OutboxRow } from './store.ts'

/**
 * Whose turn it is to be published, and what waits for its own: the day's writes are shared between
 * providers (budget.ts), and each of them is booked here.
 */

/** What of a provider is published in this tick. */
export interface Turn {
	readonly incidents: readonly string[]
	readonly days: readonly HeldDay[]
}

/** Bytes that KV would not take once belong to nobody any more: they have a share of their own. */
export const keptBytes = 'kept bytes'

/**
 * The lists that tell a provider's news: what is open now, what is new of all, its feed and its
 * history. Its month may wait.
 */
export const writesOfLists = 4

/**
 * Decides what of a provider's changes is told now, and keeps the rest for later ticks. Undefined
 * when it has to wait: then nothing
 * of it is rendered, so that a page that moves each minute costs no more than its looks.
 */
export function turnOf(
	deps: Sharers,
	changes: ChangeSet,
	provider: string,
	slot: string,
): Turn | undefined {
	const { recorder } = changes
	const change = changes.touched.get(provider)
	const days = [...changes.days.values()].filter((day) => day.provider === provider)
	const before = recorder.held.get(provider)
	if (!change && days.length === 0 && !before) return undefined
	const incidents = new Set([...(before?.incidents ?? []), ...(change?.incidents ?? [])])
	const allDays = new Map([
		...(before?.days ?? []),
		...days.map((day) => [`${day.provider} ${day.day}`, day] as const),
	])
	const left = writesLeftOf(deps, recorder, provider, slot)
	if (left < writesOfLists) {
		hold(changes, provider, { since: before?.since ?? slot, incidents, days: allDays })
		return undefined
	}
	const now = [...incidents].slice(0, left - writesOfLists || 1)
	const later = [...incidents].slice(now.length)
	if (before || later.length > 0)
		hold(changes, provider, {
			since: before?.since ?? slot,
			incidents: new Set(later),
			days: new Map(),
		})
	return { incidents: now, days: [...allDays.values()] }
}

function hold(changes: ChangeSet, provider: string, held: Held): void {
	const { recorder } = changes
	const isEmpty = held.incidents.size === 0 && held.days.size === 0
	const before = recorder.held.get(provider)
	if (isEmpty) recorder.held.delete(provider)
	else recorder.held.set(provider, held)
	// It waits through many ticks, and is a row of the store in those that change it.
	const kept = isEmpty ? null : keptOf(held)
	if (canonicalJson(kept) !== canonicalJson(before ? keptOf(before) : null))
		changes.marks.set(marks.held(provider), kept)
}

function keptOf({ since, incidents, days }: Held): KeptHeld {
	return { since, incidents: [...incidents], days: [...days.values()] }
}

/** How many writes a provider has now, in whole ones. */
export function writesLeftOf(
	deps: Sharers,
	recorder: RecorderState,
	provider: string,
	slot: string,
): number {
	const sharing = sharingOf(deps, recorder, slot)
	return Math.floor(
		writesLeft(recorder.buckets.get(provider), recorder.spent, provider, sharing, slot),
	)
}

/** Those who share a shard's writes. */
export type Sharers = Pick<RecorderDeps, 'shards' | 'content' | 'mine'>

/** How the day's writes stand. */
export function dayBudgetOf(
	{ shards, content, mine }: Sharers,
	recorder: RecorderState,
	slot: string,
): DayBudget {
	const own = content.providers.filter(({ id }) => mine(id))
	return {
		limit: kvLimitOf(shards),
		spent: recorder.spent.kvWrites,
		spentOnNow: recorder.spent.nowWrites ?? 0,
		passed: passedOf(slot),
		calm: own.filter(({ id }) => isCalm(recorder.calm.get(id), slot)).length,
	}
}

/** Whether a row tells what a calm provider has to say, as far as that is known. */
export function tellsOfCalm(
	deps: Sharers,
	recorder: RecorderState,
	row: OutboxRow,
	slot: string,
): boolean {
	if (row.kind === 'blob') return false
	const owner = ownerOf(row, recorder, deps.content.providers)
	const causes = owner === undefined ? recorder.causes.get(row.key) : [owner]
	// After a restart nobody knows whose news `now` tells.
	if (causes === undefined) return row.kind === 'now'
	return [...causes].some((id) => isCalm(recorder.calm.get(id), slot))
}

function sharingOf(deps: Sharers, recorder: RecorderState, slot: string): Sharing {
	return {
		limit: documentsLimit(dayBudgetOf(deps, recorder, slot)),
		providers: deps.content.providers.filter(({ id }) => deps.mine(id)).length,
	}
}

/** Books what is written to whom it belongs. */
export function bookWrites(
	deps: Sharers,
	recorder: RecorderState,
	owners: readonly (string | undefined)[],
	slot: string,
): void {
	for (const [provider, rows] of Map.groupBy(
		owners.filter((owner) => owner !== undefined),
		(owner) => owner,
	)) {
		recorder.buckets.set(
			provider,
			drawn(
				recorder.buckets.get(provider),
				recorder.spent,
				provider,
				sharingOf(deps, recorder, slot),
				slot,
				rows.length,
			),
		)
		const { byProvider = {} } = recorder.spent
		recorder.spent = {
			...recorder.spent,
			byProvider: { ...byProvider, [provider]: (byProvider[provider] ?? 0) + rows.length },
		}
	}
}

/** Whose news a row tells; undefined where several providers share it. */
export function ownerOf(
	{ key }: Pick<OutboxRow, 'key'>,
	recorder: RecorderState,
	providers: readonly { readonly id: string }[],
): string | undefined {
	const [kind = '', second = ''] = key.split('/')
	if (kind === 'blob') return keptBytes
	if (kind === 'now') return undefined
	if (
		kind === 'incident' ||
		kind === 'feed' ||
		kind === 'history' ||
		kind === 'counts' ||
		kind === 'snap'
	)
		return second
	if (kind === 'episode') {
		const prefixed = providers
			.filter(({ id }) => second.startsWith(`${id}-`))
			.sort((a, b) => b.id.length - a.id.length)
		return prefixed[0]?.id
	}
	const causes = recorder.causes.get(key)
	return causes?.size === 1 ? [...causes][0] : undefined
}

/**
 * Whose news a shared list is to tell now; undefined where nobody has any, and where it waits for
 * further news.
 */
export function untoldIn(
	deps: Sharers,
	recorder: RecorderState,
	list: SharedList,
	news: Pick<Untold, 'of' | 'urgent'>,
	slot: string,
): Pick<Untold, 'of' | 'urgent'> | undefined {
	const before = recorder.untold[list]
	if (!before && news.of.length === 0) return undefined
	const untold = {
		since: before?.since ?? slot,
		of: [...new Set([...(before?.of ?? []), ...news.of])],
		urgent: news.urgent || before?.urgent === true,
	}
	const patience = patienceOf(list, dayBudgetOf(deps, recorder, slot))
	// What was noted by a wrong clock, later than now, waits no longer either.
	const isDue =
		compareInstants(addSeconds(untold.since, patience * 60), slot) <= 0 ||
		compareInstants(untold.since, slot) > 0
	if (isDue) delete recorder.untold[list]
	else recorder.untold[list] = untold
	return isDue ? untold : undefined
}

/** Remembers whose news the documents tell that several providers share. */
export function noteCause(
	recorder: RecorderState,
	provider: string,
	publications: readonly { readonly key: string }[],
): void {
	for (const { key } of publications)
		recorder.causes.set(key, new Set([...(recorder.causes.get(key) ?? []), provider]))
}
