import { firstDayOf, monthOfDay, type Zone } from '#core/time/zone.ts'
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
		const a = this.days
		const b = other.days
		const shared = new Int32Array(Math.min(a.length, b.length))
		let size = 0
		for (let i = 0, j = 0; i < a.length && j < b.length; ) {
			const dayA = a[i] ?? 0
			const dayB = b[j] ?? 0
			if (dayA === dayB) shared[size++] = dayA
			if (dayA <= dayB) i++
			if (dayB <= dayA) j++
		}
		return new DaySet(shared.subarray(0, size))
	}

	/**
	 * The months that are in it, numbered from January 1970, and between which places of `days` each
	 * lies.
	 */
	months(): readonly { readonly month: number; readonly start: number; readonly end: number }[] {
		const found: { month: number; start: number; end: number }[] = []
		for (let start = 0; start < this.days.length; ) {
			const month = monthOfDay(this.days[start] ?? 0)
			const next = firstDayOf(month + 1)
			let end = start + 1
			while (end < this.days.length && (this.days[end] ?? 0) < next) end++
			found.push({ month, start, end })
			start = end
		}
		return found
	}

	/** How many days are in it by month. */
	perMonth(): ReadonlyMap<number, number> {
		return new Map(this.months().map(({ month, start, end }) => [month, end - start]))
	}
}
