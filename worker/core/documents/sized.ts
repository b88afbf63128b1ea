import { most } from '#core/bounds.ts'

/**
 * How large a published document is, and what becomes of one that is too large: its older parts are
 * documents of their own.
 */

/** Bytes of a text as UTF-8. */
export function bytesOf(text: string): number {
	let bytes = text.length
	for (let index = 0; index < text.length; index += 1) {
		const unit = text.charCodeAt(index)
		if (unit < 0x80) continue
		bytes += unit < 0x800 ? 1 : 2
		// A pair is four bytes for its two units.
		if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(index + 1))) index += 1
	}
	return bytes
}

function isLow(unit: number): boolean {
	return unit >= 0xdc00 && unit < 0xe000
}

/** Bytes of a value as it is published; the order of its keys makes no difference. */
export function sizeOf(value: unknown): number {
	return bytesOf(JSON.stringify(value))
}

/** Whether a text is within the bound on published documents. */
export function fits(text: string): boolean {
	const limit = most('bytesADocument')
	return text.length * 3 <= limit || (text.length <= limit && bytesOf(text) <= limit)
}

/** The same of a document that is not written yet. */
export function fitsAsIs(document: object): boolean {
	return fits(JSON.stringify(document))
}

/** What is filled of a document: the rest is for its frame and for commas. */
export const filled = 0.9 * most('bytesADocument')

/** Items oldest first, cut into older parts and the newest ones. */
export interface Cut<Item> {
	/**
	 * Oldest first; each but the last is full, so that an older part changes only with what is in it.
	 */
	readonly parts: readonly (readonly Item[])[]
	readonly newest: readonly Item[]
	/** Items between the older parts and the newest ones that there was no room for. */
	readonly dropped: readonly Item[]
}

/**
 * Cuts items, oldest first, so that the newest ones have at most `room` bytes and each older part
 * is within the bound. Where even the parts
 * have no room, what lies between the first ones and the newest is dropped.
 */
export function cutBySize<Item>(
	items: readonly Item[],
	room: number,
	size: (item: Item) => number = sizeOf,
	mostParts: number = most('partsADocument'),
): Cut<Item> {
	const sizes = items.map((item) => size(item) + 1)
	let first = items.length
	for (let left = room; first > 0; first -= 1) {
		left -= sizes[first - 1] ?? 0
		if (left < 0) break
	}
	const parts: Item[][] = []
	let space = 0
	for (const [position, item] of items.slice(0, first).entries()) {
		const own = sizes[position] ?? 0
		if (own > space || parts.length === 0) {
			parts.push([])
			space = filled
		}
		parts.at(-1)?.push(item)
		space -= own
	}
	if (parts.length <= mostParts) return { parts, newest: items.slice(first), dropped: [] }
	const kept = [...parts.slice(0, mostParts - 1), ...parts.slice(-1)]
	return { parts: kept, newest: items.slice(first), dropped: parts.slice(mostParts - 1, -1).flat() }
}

/**
 * A copy in which no text that people wrote is longer than `length`; ids, addresses and hashes stay
 * whole.
 */
export function withShortTexts<Value>(value: Value, length: number): Value {
	return shortened(value, length) as Value // the same shape, texts apart
}

function shortened(value: unknown, length: number): unknown {
	if (typeof value === 'string')
		return value.length > length ? `${value.slice(0, length - 1).toWellFormed()}…` : value
	if (Array.isArray(value)) return value.map((item) => shortened(item, length))
	if (value === null || typeof value !== 'object') return value
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			whole.has(key) && typeof inner === 'string' ? inner : shortened(inner, length),
		]),
	)
}

/** Keys whose texts mean nothing when they are cut. */
const whole: ReadonlySet<string> = new Set([
	'id',
	'incident',
	'update',
	'event',
	'sha256',
	'url',
	'componentId',
	'nativeId',
	'address',
])

/** The value with texts as long as the bound allows: as it is where it fits into `room` bytes. */
export function fittedInto<Value>(value: Value, room: number): Value {
	if (sizeOf(value) <= room) return value
	for (const length of shorter) {
		const cut = withShortTexts(value, length)
		if (sizeOf(cut) <= room) return cut
	}
	return withShortTexts(value, shortest)
}

const shorter = [5000, 2000, 500, 200] as const
const shortest = 80
