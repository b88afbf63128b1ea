import { hour, hourOfTheWeek } from '#core/time/week.ts'
import { monthOf } from '../toolkit/baselines.ts'
import type { Occurrence } from '../toolkit/recurrence.ts'
import type { Span } from '../toolkit/span.ts'

/**
 * The rate at which incidents begin on some surfaces when they keep their month and this provider's
 * hours of the week and nothing else: the
 * expectation of the baseline that the recurrence is compared with, without draws. An hour of the
 * week weighs as many incidents as began in it,
 * divided by its covered time; the incidents of a month are spread over its covered hours by these
 * weights.
 */
export class UsualRate {
	readonly #from: number
	/** The weight of all covered time before each hour since `#from`. */
	readonly #before: Float64Array
	readonly #months = new Map<number, { readonly span: Span; readonly weight: number }>()
	/** How many incidents began in each month, by the surfaces that they name. */
	readonly #begun = new Map<
		string,
		{ readonly surfaces: ReadonlySet<number>; readonly byMonth: Map<number, number> }
	>()
	readonly #countsOf = new Map<string, ReadonlyMap<number, number>>()

	constructor(occurrences: readonly Occurrence[], windows: readonly Span[]) {
		const [first, last] = [windows[0]?.from ?? 0, windows.at(-1)?.to ?? 0]
		this.#from = Math.floor(first / hour) * hour
		const hours = Math.max(0, Math.ceil((last - this.#from) / hour))
		const covered = coveredByHour(windows, this.#from, hours)
		const weights = weightsOf(occurrences, covered, this.#from)
		this.#before = new Float64Array(hours + 1)
		let sum = 0
		for (let index = 0, place = hourOfTheWeek(this.#from); index < hours; index++) {
			sum += (covered[index] ?? 0) * (weights[place] ?? 0)
			this.#before[index + 1] = sum
			place = place === 167 ? 0 : place + 1
		}
		for (let month = monthOf(first); hours > 0 && month <= monthOf(last - 1); month++) {
			const span = { from: Date.UTC(1970, month, 1), to: Date.UTC(1970, month + 1, 1) }
			this.#months.set(month, {
				span,
				weight: this.#weightBefore(span.to) - this.#weightBefore(span.from),
			})
		}
		for (const { from, surfaces } of occurrences) {
			const key = surfaces.join()
			const own = this.#begun.get(key) ?? {
				surfaces: new Set(surfaces),
				byMonth: new Map<number, number>(),
			}
			const month = monthOf(from)
			own.byMonth.set(month, (own.byMonth.get(month) ?? 0) + 1)
			this.#begun.set(key, own)
		}
	}

	/**
	 * How many incidents are to be expected in a span on one of an incident's surfaces, itself left
	 * out: it cannot come again.
	 */
	expectedBeside({ from, surfaces }: Occurrence): (span: Span) => number {
		const counts = this.#counts(surfaces)
		const own = monthOf(from)
		return (span) => {
			let sum = 0
			const last = monthOf(Math.max(span.from, span.to - 1))
			for (let month = monthOf(span.from); month <= last; month++) {
				const known = this.#months.get(month)
				const count = (counts.get(month) ?? 0) - (month === own ? 1 : 0)
				if (!known || known.weight <= 0 || count <= 0) continue
				const begin = Math.max(span.from, known.span.from)
				const end = Math.min(span.to, known.span.to)
				sum += (count * (this.#weightBefore(end) - this.#weightBefore(begin))) / known.weight
			}
			return sum
		}
	}

	/** By month, how many incidents name one of these surfaces. */
	#counts(surfaces: readonly number[]): ReadonlyMap<number, number> {
		const key = surfaces.join()
		const known = this.#countsOf.get(key)
		if (known) return known
		const counts = new Map<number, number>()
		for (const other of this.#begun.values()) {
			if (!surfaces.some((surface) => other.surfaces.has(surface))) continue
			for (const [month, count] of other.byMonth)
				counts.set(month, (counts.get(month) ?? 0) + count)
		}
		this.#countsOf.set(key, counts)
		return counts
	}

	#weightBefore(moment: number): number {
		const place = Math.min(this.#before.length - 1, Math.max(0, (moment - this.#from) / hour))
		const whole = Math.floor(place)
		const before = this.#before[whole] ?? 0
		return before + (place - whole) * ((this.#before[whole + 1] ?? before) - before)
	}
}

/** How much of each hour is covered, from 0 to 1. */
function coveredByHour(windows: readonly Span[], from: number, hours: number): Float64Array {
	const covered = new Float64Array(hours)
	const add = (index: number, moment: number, end: number) => {
		covered[index] = (covered[index] ?? 0) + (end - moment) / hour
	}
	for (const window of windows) {
		const [first, last] = [
			Math.floor((window.from - from) / hour),
			Math.floor((window.to - from) / hour),
		]
		if (first === last) add(first, window.from, window.to)
		else {
			add(first, window.from, from + (first + 1) * hour)
			covered.fill(1, first + 1, last)
			if (window.to > from + last * hour) add(last, from + last * hour, window.to)
		}
	}
	return covered
}

function weightsOf(
	occurrences: readonly Occurrence[],
	covered: Float64Array,
	from: number,
): Float64Array {
	const [weights, time] = [new Float64Array(168), new Float64Array(168)]
	for (const occurrence of occurrences) {
		const place = hourOfTheWeek(occurrence.from)
		weights[place] = (weights[place] ?? 0) + 1
	}
	for (let index = 0, place = hourOfTheWeek(from); index < covered.length; index++) {
		time[place] = (time[place] ?? 0) + (covered[index] ?? 0)
		place = place === 167 ? 0 : place + 1
	}
	return weights.map((begun, place) => (begun === 0 ? 0 : begun / (time[place] || 1)))
}
