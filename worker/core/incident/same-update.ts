import type { Update } from '#core/model/incident.ts'
import type { ObservedUpdate } from '#core/model/observation.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { InTime } from './in-time.ts'

/** A statement that moved by less than this, and says the same status, is the same one. */
const movedMilliseconds = 59_499

/**
 * Finds the known update that an observed one is, each of them once: by native id, then by time and
 * status, then by status within a minute, then by
 * text. A known one whose own id is still listed is somebody else. `known` oldest first. It asks
 * tables that are made once, when they are first
 * needed: held against each other, the 16,000 updates of a hostile document took 23 seconds.
 */
export function matcher(
	known: readonly Update[],
	listed: readonly ObservedUpdate[],
): (observed: ObservedUpdate) => Update | undefined {
	if (known.length === 0) return () => undefined
	const taken = new Set<Update>()
	const isFree = (update: Update) => !taken.has(update)
	const ids = new Set(listed.flatMap(({ nativeId }) => nativeId ?? []))
	const byId = once(() => queues(known, ({ nativeId }) => nativeId))
	const others = once(() =>
		known.filter(({ nativeId }) => nativeId === undefined || !ids.has(nativeId)),
	)
	const byMoment = once(() => queues(others(), momentOf))
	const near = once(() => {
		const byStatus = Map.groupBy(others(), ({ status }) => status)
		return new Map(
			[...byStatus].map(
				([status, updates]) =>
					[status, new InTime(updates, ({ at }) => millisecondsOf(at))] as const,
			),
		)
	})
	const byWords = once(() => queues(others(), ({ body }) => lettersOf(body)))
	const find = (observed: ObservedUpdate): Update | undefined => {
		const { nativeId, at, status, body } = observed
		const sameId = nativeId === undefined ? undefined : firstFree(byId().get(nativeId), isFree)
		if (sameId) return sameId
		const moment = millisecondsOf(at)
		return (
			firstFree(byMoment().get(momentOf(observed)), isFree) ??
			near()
				.get(status)
				?.first(moment - movedMilliseconds, moment + movedMilliseconds, isFree) ??
			(body === '' ? undefined : firstFree(byWords().get(lettersOf(body)), isFree))
		)
	}
	return (observed) => {
		const found = find(observed)
		if (found) taken.add(found)
		return found
	}
}

function momentOf({ at, status }: Pick<Update, 'at' | 'status'>): string {
	return `${at} ${status}`
}

/** Items that share a key, and how many of the first ones have been taken. */
interface Queue<Item> {
	readonly items: readonly Item[]
	head: number
}

function queues<Item>(
	items: readonly Item[],
	keyOf: (item: Item) => string | undefined,
): ReadonlyMap<string, Queue<Item>> {
	const keyed = items.flatMap((item) => {
		const key = keyOf(item)
		return key === undefined ? [] : [{ key, item }]
	})
	return new Map(
		[...Map.groupBy(keyed, ({ key }) => key)].map(
			([key, own]) => [key, { items: own.map(({ item }) => item), head: 0 }] as const,
		),
	)
}

function firstFree<Item>(
	queue: Queue<Item> | undefined,
	isFree: (item: Item) => boolean,
): Item | undefined {
	if (!queue) return undefined
	for (; queue.head < queue.items.length; queue.head++) {
		const item = queue.items[queue.head] as Item // the loop's condition
		if (isFree(item)) return item
	}
	return undefined
}

function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined
	return () => {
		made ??= { value: make() }
		return made.value
	}
}

/**
 * A text's letters and digits, whatever its markup. Linear whatever the text: no pattern reads on
 * past the mark that would begin it anew.
 */
export function lettersOf(text: string): string {
	return text
		.replace(/<[^<>]{0,500}>/g, ' ')
		.replace(/\]\([^\])]{0,500}\)/g, ']')
		.replace(/&[a-z0-9#]{1,8};/gi, ' ')
		.replace(/[^\p{L}\p{N}]+/gu, '')
		.toLowerCase()
}
