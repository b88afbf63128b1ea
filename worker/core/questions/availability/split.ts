import { dayName, firstDayOf, momentAt, monthOfDay, weekdayOf, type Zone } from '#core/time/zone.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { Span } from '../toolkit/span.ts'

/** Stretches of time cut at the borders of a zone's calendar. */

export interface Part {
	/** `2026-03-02` or `2026-03`. */
	readonly name: string
	/** How long the calendar makes it: a day may have 23 or 25 hours. */
	readonly lengthSeconds: number
	readonly stretches: readonly ConditionSpan[]
}

/** By local day, in order; days of which nothing was observed are not there. */
export function byDay(stretches: readonly ConditionSpan[], zone: Zone): Part[] {
	return parts(stretches, zone, (day) => ({ name: dayName(day), next: day + 1 }))
}

/** By local month. */
export function byMonth(stretches: readonly ConditionSpan[], zone: Zone): Part[] {
	return parts(stretches, zone, (day) => {
		const month = monthOfDay(day)
		return {
			name: dayName(day).slice(0, 7),
			next: firstDayOf(month + 1),
			first: firstDayOf(month),
		}
	})
}

/**
 * How many local days hold nothing but calm stretches, and the stretches of each of the others. Of
 * ten years with a thousand incidents most days are calm: they are counted a run at a time.
 */
export function besideCalmDays(
	stretches: readonly ConditionSpan[],
	zone: Zone,
	isCalm: (stretch: ConditionSpan) => boolean,
): { readonly calm: number; readonly others: readonly (readonly ConditionSpan[])[] } {
	const others: ConditionSpan[][] = []
	let calm = 0
	let own: ConditionSpan[] = []
	const close = () => {
		if (own.every(isCalm)) calm += own.length > 0 ? 1 : 0
		else others.push(own)
		own = []
	}
	let end = Number.NEGATIVE_INFINITY
	for (const stretch of stretches) {
		for (let from = stretch.from; from < stretch.to; ) {
			if (from >= end) {
				close()
				let day = zone.dayOf(from)
				const last = isCalm(stretch) ? zone.dayOf(stretch.to - 1) : day
				if (last > day) {
					calm += last - day
					day = last
					from = zone.dayStart(last)
				}
				end = zone.dayStart(day + 1)
			}
			const to = Math.min(stretch.to, end)
			own.push(from === stretch.from && to === stretch.to ? stretch : { ...stretch, from, to })
			from = to
		}
	}
	close()
	return { calm, others }
}

function parts(
	stretches: readonly ConditionSpan[],
	zone: Zone,
	unit: (day: number) => { readonly name: string; readonly next: number; readonly first?: number },
): Part[] {
	const result: { name: string; lengthSeconds: number; stretches: ConditionSpan[] }[] = []
	let end = Number.NEGATIVE_INFINITY
	for (const stretch of stretches) {
		for (let from = stretch.from; from < stretch.to; ) {
			if (from >= end) {
				const day = zone.dayOf(from)
				const { name, next, first = day } = unit(day)
				end = zone.dayStart(next)
				result.push({ name, lengthSeconds: (end - zone.dayStart(first)) / 1000, stretches: [] })
			}
			const to = Math.min(stretch.to, end)
			result
				.at(-1)
				?.stretches.push(
					from === stretch.from && to === stretch.to ? stretch : { ...stretch, from, to },
				)
			from = to
		}
	}
	return result
}

/**
 * Monday to Friday, 09:00 to 17:00 by the local clock, over the days that spans touch; sorted and
 * disjoint.
 */
export function workingHours(spans: readonly Span[], zone: Zone): Span[] {
	const result: Span[] = []
	let done = Number.NEGATIVE_INFINITY
	for (const { from, to } of spans) {
		for (let day = Math.max(done + 1, zone.dayOf(from)); zone.dayStart(day) < to; day++) {
			if (weekdayOf(day) < 5)
				result.push({ from: momentAt(zone, day, 9), to: momentAt(zone, day, 17) })
			done = day
		}
	}
	return result
}
