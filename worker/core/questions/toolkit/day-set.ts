import { monthOfDay, type Zone } from '#core/time/zone.ts'
import type { Span } from './span.ts'

/**
 * Local days, numbered from 1970, in their order. Ten years of days are set against each other for
 * every pair of surfaces and of providers: as numbers side by side they take a twentieth of what
 * sets of the language take.
 */
export class DaySet {
	/** Ascending, each once. */
	readonly days: Int32Array

	private constructor(ascending: Int32Array) {
		this.days = ascending
	}

	static of(days: Iterable<number>): DaySet {
		return new DaySet(Int32Array.from(new Set(days)).sort())
	}

	/** The days of a zone that sorted spans touch. */
	static touchedBy(spans: readonly Span[], zone: Zone): DaySet {
		const days: number[] = []
		let next = Number.NEGATIVE_INFINITY
		for (const { from, to } of spans) {
			const last = zone.dayOf(to - 1)
			for (let day = Math.max(next, zone.dayOf(from)); day <= last; day++) days.push(day)
			next = Math.max(next, last + 1)
		}
		return new DaySet(Int32Array.from(days))
	}

	get size(): number {
		return this.days.length
	}

	/** The days that are in both. */
	and(other: DaySet): DaySet {
		const [a, b] = [this.days, other.days]
		const shared = new Int32Array(Math.min(a.length, b.length))
		let [i, j, size] = [0, 0, 0]
		while (i < a.length && j < b.length) {
			const [dayA, dayB] = [a[i] ?? 0, b[j] ?? 0]
			if (dayA === dayB) shared[size++] = dayA
			if (dayA <= dayB) i++
			if (dayB <= dayA) j++
		}
		return new DaySet(shared.subarray(0, size))
	}

	/** How many days are in it by month, numbered from January 1970. */
	perMonth(): ReadonlyMap<number, number> {
		const counts = new Map<number, number>()
		let [month, first] = [0, 0]
		for (const [place, day] of this.days.entries()) {
			const own = monthOfDay(day)
			if (place > 0 && own === month) continue
			if (place > 0) counts.set(month, place - first)
			month = own
			first = place
		}
		if (this.size > 0) counts.set(month, this.size - first)
		return counts
	}
}
