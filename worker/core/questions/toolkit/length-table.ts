import type { Distribution } from '#core/model/analysis.ts'
import { distribution } from '#core/statistics/statistics.ts'
import { type LengthName, lastingOf, lengthNames, reasonOf, stagesOf } from './lengths.ts'
import type { ScopedIncident } from './scoped-record.ts'
import { medianIntervalOf, quantilesOf } from './survival.ts'

/**
 * The lengths of many incidents, a column of numbers each, so that a hundred groups of them cost
 * little more than one.
 */
export interface LengthTable {
	readonly entries: readonly ScopedIncident[]
	/** 1 where a stage is declared before one that usually comes ahead of it. */
	readonly outOfOrder: Uint8Array
	/** Of some incidents, by their position: what is known of one length, and why the rest is not. */
	describe(name: LengthName, members: ArrayLike<number>): Distribution
	/** The known values of one length, and why the rest has none. */
	values(
		name: LengthName,
		members: ArrayLike<number>,
	): { readonly values: Float64Array; readonly excluded: Record<string, number> }
	/** How long they lasted, open ones as far as they are known (product-limit estimate). */
	lasting(members: ArrayLike<number>): Lasted
}

export interface Lasted {
	readonly count: number
	readonly ended: number
	readonly median: number | null
	readonly medianLow: number | null
	readonly medianHigh: number | null
	readonly p90: number | null
}

const untilEnd = lengthNames.indexOf('startToResolved')

export function lengthTable(entries: readonly ScopedIncident[]): LengthTable {
	const columns = new Map(lengthNames.map((name) => [name, new Float64Array(entries.length)]))
	const lists = [...columns.values()]
	const lastings = new Float64Array(entries.length)
	const outOfOrders = new Uint8Array(entries.length)
	entries.forEach((entry, position) => {
		const { lengths, outOfOrder } = stagesOf(entry)
		for (let column = 0; column < lists.length; column++) {
			const list = lists[column]
			if (list) list[position] = lengths[column] ?? 0
		}
		lastings[position] = lastingOf(entry, lengths[untilEnd])
		outOfOrders[position] = outOfOrder ? 1 : 0
	})
	return {
		entries,
		outOfOrder: outOfOrders,
		describe: (name, members) => {
			const { values, excluded } = knownOf(columns.get(name) ?? new Float64Array(), members)
			return distribution(values, excluded)
		},
		values: (name, members) => knownOf(columns.get(name) ?? new Float64Array(), members),
		lasting: (members) => lastedOf(lastings, entries, members),
	}
}

function knownOf(
	column: Float64Array,
	members: ArrayLike<number>,
): { readonly values: Float64Array; readonly excluded: Record<string, number> } {
	const known = new Float64Array(members.length)
	const counts: number[] = []
	let size = 0
	for (let place = 0; place < members.length; place++) {
		const length = column[members[place] ?? 0] ?? 0
		if (length >= 0) known[size++] = length
		else counts[-length] = (counts[-length] ?? 0) + 1
	}
	const excluded = [...counts.entries()].flatMap(([code, count]): [string, number][] =>
		count ? [[reasonOf(-code), count]] : [],
	)
	excluded.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
	return { values: known.subarray(0, size), excluded: Object.fromEntries(excluded) }
}

function lastedOf(
	lastings: Float64Array,
	entries: readonly ScopedIncident[],
	members: ArrayLike<number>,
): Lasted {
	const [ended, lasting] = [new Float64Array(members.length), new Float64Array(members.length)]
	let [ends, lasts] = [0, 0]
	for (let place = 0; place < members.length; place++) {
		const position = members[place] ?? 0
		const seconds = lastings[position] ?? 0
		if (seconds < 0) continue
		if (entries[position]?.open) lasting[lasts++] = seconds
		else ended[ends++] = seconds
	}
	const [median = null, p90 = null] = quantilesOf(
		ended.subarray(0, ends),
		lasting.subarray(0, lasts),
		[0.5, 0.9],
	)
	const { low, high } = medianIntervalOf(ended.subarray(0, ends), lasting.subarray(0, lasts))
	return { count: ends + lasts, ended: ends, median, medianLow: low, medianHigh: high, p90 }
}
