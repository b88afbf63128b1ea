import * as z from 'zod/mini'
import { instantOrNull, listed } from '#core/model/documents.ts'
import { compareInstants, monthOf, readInstant } from '#core/time/time.ts'
import { badParameter } from './problem.ts'

/**
 * Lists newest first. A cursor is the place of the last item given: what is filed meanwhile comes
 * before it and moves nothing.
 */
export interface Place {
	/** An instant. */
	readonly at: string
	/** Orders what has the same instant. */
	readonly key: string
}

export interface Page<Item> {
	readonly items: Item[]
	readonly next: string | null
}

export const defaultLimit = 50
/**
 * Months read for one answer: each costs a read or two. A list that needs more goes on with `next`.
 */
const mostMonths = 12
/** And of those that cost reads of their own. */
const mostDear = 1

export function readCursor(text: string | undefined): Place | undefined {
	if (text === undefined) return undefined
	const [at = '', key = '', ...rest] = decoded(text).split(' ')
	if (readInstant(at) !== at || key === '' || rest.length > 0)
		throw badParameter('cursor', 'expected the value of `next` of an earlier answer')
	return { at, key }
}

export function writeCursor(place: Place): string {
	return btoa(`${place.at} ${place.key}`)
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '')
}

/** A page of a list that is there as a whole. */
export function pageOf<Item>(
	items: readonly Item[],
	placeOf: (item: Item) => Place,
	cursor: Place | undefined,
	limit = defaultLimit,
): Page<Item> {
	const ordered = [...items].sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
	const after = cursor ? ordered.filter((item) => newestFirst(cursor, placeOf(item)) < 0) : ordered
	const given = after.slice(0, limit)
	const last = given.at(-1)
	return {
		items: given,
		next: last !== undefined && after.length > given.length ? writeCursor(placeOf(last)) : null,
	}
}

/**
 * A page of a list that is kept by month, newest month first. It may be short, or empty, and still
 * have a next one: a month may have `more`
 * than was read of it, from some place on, and so many months cost an answer too much.
 */
export async function pageOfMonths<Item>(
	months: readonly string[],
	read: (
		month: string,
	) => Promise<{ readonly items: readonly Item[]; readonly more?: Place | undefined }>,
	placeOf: (item: Item) => Place,
	cursor: Place | undefined,
	limit = defaultLimit,
	isDear: (month: string) => Promise<boolean> = async () => false,
): Promise<Page<Item>> {
	let dear = 0
	const due = [...months]
		.sort()
		.reverse()
		.filter((month) => cursor === undefined || month <= monthOf(cursor.at))
	const items: Item[] = []
	for (const [index, month] of due.entries()) {
		// Nothing sorts after the end of the month before.
		if ((await isDear(month)) && ++dear > mostDear)
			return {
				items,
				next: writeCursor({ at: `${due[index - 1] ?? month}-01T00:00:00Z`, key: '~' }),
			}
		const { items: found, more: rest } = await read(month)
		const page = pageOf(found, placeOf, cursor, limit - items.length)
		items.push(...page.items)
		const last = items.at(-1)
		const more = index + 1 < due.length
		if (page.next !== null) return { items, next: page.next }
		if (rest)
			return { items, next: writeCursor(last && items.length === limit ? placeOf(last) : rest) }
		if (last !== undefined && items.length === limit)
			return { items, next: more ? writeCursor(placeOf(last)) : null }
		// Nothing sorts after the end of the month that was just read.
		if (index + 1 === mostMonths && more)
			return { items, next: writeCursor({ at: `${month}-01T00:00:00Z`, key: '~' }) }
	}
	return { items, next: null }
}

/** What a list answers: the items, where it goes on, and how old what it says is. */
export function listOf<Item extends z.core.SomeType>(item: Item) {
	return z.object({ items: listed(item), next: z.nullable(z.string()), asOf: instantOrNull })
}

/** The newer instant first; then by key, so that the order is total. */
export function newestFirst(a: Place, b: Place): number {
	return compareInstants(b.at, a.at) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}

function decoded(text: string): string {
	try {
		return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
	} catch {
		return ''
	}
}
