import { canonicalJson } from '#core/hash.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import {
	type DayBudget,
	documentsLimit,
	kvLimitOf,
	passedOf,
	patienceOf,
	type SharedList,
} from './budget.ts'
import type { Draft } from './draft.ts'
import { drawn, isCalm, type Sharing, writesLeft } from './fair-share.ts'
import { type Memory, marks, type Untold } from './memory.ts'
import type { Parts } from './parts.ts'
import type { OutboxRow } from './store.ts'

interface HeldDay {
	readonly provider: string
	readonly day: string
	readonly urgent: boolean
}

/**
 * What of a provider waits for its turn: its incidents' documents, longest waiting first, and the
 * days of its looks.
 */
export interface Held {
	readonly since: string
	readonly incidents: ReadonlySet<string>
	readonly days: ReadonlyMap<string, HeldDay>
}

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
	parts: Sharers,
	memory: Memory,
	draft: Draft,
	provider: string,
	slot: string,
): Turn | undefined {
	const change = draft.touched.get(provider)
	const days = [...draft.days.values()].filter((day) => day.provider === provider)
	const before = memory.held.get(provider)
	if (!change && days.length === 0 && !before) return undefined
	const incidents = new Set([...(before?.incidents ?? []), ...(change?.incidents ?? [])])
	const allDays = new Map([
		...(before?.days ?? []),
		...days.map((day) => [`${day.provider} ${day.day}`, day] as const),
	])
	const left = writesLeftOf(parts, memory, provider, slot)
	if (left < writesOfLists) {
		hold(memory, draft, provider, { since: before?.since ?? slot, incidents, days: allDays })
		return undefined
	}
	const now = [...incidents].slice(0, left - writesOfLists || 1)
	const later = [...incidents].slice(now.length)
	if (before || later.length > 0)
		hold(memory, draft, provider, {
			since: before?.since ?? slot,
			incidents: new Set(later),
			days: new Map(),
		})
	return { incidents: now, days: [...allDays.values()] }
}

function hold(memory: Memory, draft: Draft, provider: string, held: Held): void {
	const isEmpty = held.incidents.size === 0 && held.days.size === 0
	const before = memory.held.get(provider)
	if (isEmpty) memory.held.delete(provider)
	else memory.held.set(provider, held)
	// It waits through many ticks, and is a row of the store in those that change it.
	const kept = isEmpty ? null : keptOf(held)
	if (canonicalJson(kept) !== canonicalJson(before ? keptOf(before) : null))
		draft.marks.set(marks.held(provider), kept)
}

function keptOf({ since, incidents, days }: Held): KeptHeld {
	return { since, incidents: [...incidents], days: [...days.values()] }
}

/** As the store keeps it. */
export interface KeptHeld {
	readonly since: string
	readonly incidents: readonly string[]
	readonly days: readonly HeldDay[]
}

/** What the store kept, as memory has it. */
export function heldFrom({ since, incidents, days }: KeptHeld): Held {
	return {
		since,
		incidents: new Set(incidents),
		days: new Map(days.map((day) => [`${day.provider} ${day.day}`, day])),
	}
}

/** How many writes a provider has now, in whole ones. */
export function writesLeftOf(
	parts: Sharers,
	memory: Memory,
	provider: string,
	slot: string,
): number {
	const sharing = sharingOf(parts, memory, slot)
	return Math.floor(writesLeft(memory.buckets.get(provider), memory.spent, provider, sharing, slot))
}

/** Those who share a shard's writes. */
export type Sharers = Pick<Parts, 'shards' | 'content' | 'mine'>

/** How the day's writes stand. */
export function dayBudgetOf(
	{ shards, content, mine }: Sharers,
	memory: Memory,
	slot: string,
): DayBudget {
	const own = content.providers.filter(({ id }) => mine(id))
	return {
		limit: kvLimitOf(shards),
		spent: memory.spent.kvWrites,
		spentOnNow: memory.spent.nowWrites ?? 0,
		passed: passedOf(slot),
		calm: own.filter(({ id }) => isCalm(memory.calm.get(id), slot)).length,
	}
}

/** Whether a row tells what a calm provider has to say, as far as that is known. */
export function tellsOfCalm(parts: Sharers, memory: Memory, row: OutboxRow, slot: string): boolean {
	if (row.kind === 'blob') return false
	const owner = ownerOf(row, memory, parts.content.providers)
	const causes = owner === undefined ? memory.causes.get(row.key) : [owner]
	return causes === undefined || [...causes].some((id) => isCalm(memory.calm.get(id), slot))
}

function sharingOf(parts: Sharers, memory: Memory, slot: string): Sharing {
	return {
		limit: documentsLimit(dayBudgetOf(parts, memory, slot)),
		providers: parts.content.providers.filter(({ id }) => parts.mine(id)).length,
	}
}

/** Books what is written to whom it belongs. */
export function bookWrites(
	parts: Sharers,
	memory: Memory,
	owners: readonly (string | undefined)[],
	slot: string,
): void {
	for (const [provider, rows] of Map.groupBy(
		owners.filter((owner) => owner !== undefined),
		(owner) => owner,
	)) {
		memory.buckets.set(
			provider,
			drawn(
				memory.buckets.get(provider),
				memory.spent,
				provider,
				sharingOf(parts, memory, slot),
				slot,
				rows.length,
			),
		)
		const { byProvider = {} } = memory.spent
		memory.spent = {
			...memory.spent,
			byProvider: { ...byProvider, [provider]: (byProvider[provider] ?? 0) + rows.length },
		}
	}
}

/** Whose news a row tells; undefined where several providers share it. */
export function ownerOf(
	{ key }: Pick<OutboxRow, 'key'>,
	memory: Memory,
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
	const causes = memory.causes.get(key)
	return causes?.size === 1 ? [...causes][0] : undefined
}

/**
 * Whose news a shared list is to tell now; undefined where nobody has any, and where it waits for
 * further news.
 */
export function untoldIn(
	parts: Sharers,
	memory: Memory,
	list: SharedList,
	news: Pick<Untold, 'of' | 'urgent'>,
	slot: string,
): Pick<Untold, 'of' | 'urgent'> | undefined {
	const before = memory.untold.get(list)
	if (!before && news.of.size === 0) return undefined
	const untold = {
		since: before?.since ?? slot,
		of: new Set([...(before?.of ?? []), ...news.of]),
		urgent: news.urgent || before?.urgent === true,
	}
	const patience = patienceOf(list, dayBudgetOf(parts, memory, slot))
	const isDue = compareInstants(addSeconds(untold.since, patience * 60), slot) <= 0
	if (isDue) memory.untold.delete(list)
	else memory.untold.set(list, untold)
	return isDue ? untold : undefined
}

/** Remembers whose news the documents tell that several providers share. */
export function noteCause(
	memory: Memory,
	provider: string,
	publications: readonly { readonly key: string }[],
): void {
	for (const { key } of publications)
		memory.causes.set(key, new Set([...(memory.causes.get(key) ?? []), provider]))
}
