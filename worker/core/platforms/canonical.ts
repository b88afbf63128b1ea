import { readInstant } from '#core/time/time.ts'
import { isRow, type Row } from './read.ts'

/**
 * Parts of a canonical text: rows in an order of their own, moments in one spelling, and nothing
 * deeper than what was asked for.
 */

/**
 * The rows of a list as texts, sorted, so that the page's order does not matter. Rows that `pick`
 * leaves out (undefined) and what is no row are dropped.
 */
export function canonicalRows(value: unknown, pick: (row: Row) => unknown): string[] {
	if (!Array.isArray(value)) return []
	const rows: string[] = []
	for (const row of value) {
		const picked = isRow(row) ? pick(row) : undefined
		if (picked !== undefined) rows.push(JSON.stringify(picked))
	}
	return rows.sort()
}

/** A value that is no list and no object; null for those, and for none. */
export function scalar(value: unknown): string | number | boolean | null {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: null
}

/**
 * A moment in its canonical spelling, whatever offset the page prints; the value itself when it is
 * no time.
 */
export function moment(value: unknown): string | number | boolean | null {
	return readInstant(value) ?? scalar(value)
}
