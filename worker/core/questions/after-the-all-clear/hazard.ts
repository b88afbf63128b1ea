import { hour, weekOf } from '#core/time/week.ts'
import { allClears } from '../toolkit/all-clear.ts'
import type { Occurrence } from '../toolkit/recurrence.ts'
import type { Span } from '../toolkit/span.ts'
import { Tally } from '../toolkit/tally.ts'
import type { Hazard, HazardBin } from './figures.ts'
import { UsualRate } from './usual-rate.ts'

/** Where the bins begin and the last one ends, in hours: each of the first day, then days. */
export const edges: readonly number[] = [
	...Array.from({ length: 25 }, (_, index) => index),
	48,
	72,
	168,
]

const handoverHours = 5 / 60
/** With fewer to be expected, a ratio is a matter of one failure more or less. */
const expectedAtLeast = 1

/** What one provider's all-clears saw, in parts that add up over providers. */
export interface HazardCounts {
	readonly allClears: number
	readonly handovers: number
	readonly excluded: Tally
	readonly bins: readonly BinCounts[]
}

interface BinCounts {
	readonly atRisk: number
	readonly exposureHours: number
	readonly failures: number
	readonly expected: number
	/**
	 * Failures and expectation by the week of the all-clear: those of one bad week are not
	 * independent.
	 */
	readonly weeks: readonly (readonly [failures: number, expected: number])[]
}

/** Follows every all-clear hour by hour until it fails or can no longer be seen. */
export function hazardCounts(
	occurrences: readonly Occurrence[],
	windows: readonly Span[],
): HazardCounts {
	const rate = new UsualRate(occurrences, windows)
	const excluded = new Tally()
	const drafts = edges.slice(1).map(() => ({
		atRisk: 0,
		exposureHours: 0,
		failures: 0,
		expected: 0,
		weeks: new Map<number, [number, number]>(),
	}))
	let [count, handovers] = [0, 0]
	for (const [position, clear] of allClears(occurrences, windows).entries()) {
		const occurrence = occurrences[position]
		if (!occurrence) continue
		if (typeof clear === 'string') {
			excluded.add(clear)
			continue
		}
		count++
		const held = clear.seconds / 3600
		if (clear.ended && held < handoverHours) handovers++
		const expectedIn = rate.expectedBeside(occurrence)
		const number = weekOf(occurrence.to)
		for (let index = 0; index < drafts.length; index++) {
			const draft = drafts[index]
			const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0]
			if (!draft || held < from) break
			const until = Math.min(to, held)
			const failed = clear.ended && held < to ? 1 : 0
			const expected = expectedIn({
				from: occurrence.to + from * hour,
				to: occurrence.to + until * hour,
			})
			draft.atRisk++
			draft.exposureHours += until - from
			draft.failures += failed
			draft.expected += expected
			const week = draft.weeks.get(number)
			if (week) {
				week[0] += failed
				week[1] += expected
			} else draft.weeks.set(number, [failed, expected])
		}
	}
	return {
		allClears: count,
		handovers,
		excluded,
		bins: drafts.map(({ weeks, ...rest }) => ({ ...rest, weeks: [...weeks.values()] })),
	}
}

/** The figures of one provider, or of several together. */
export function hazardOf(counts: readonly HazardCounts[]): Hazard {
	const excluded = new Tally()
	for (const own of counts) excluded.join(own.excluded)
	const sum = (value: (own: HazardCounts) => number) =>
		counts.reduce((total, own) => total + value(own), 0)
	return {
		allClears: sum((own) => own.allClears),
		handovers: sum((own) => own.handovers),
		excluded: excluded.exclusions(),
		bins: edges.slice(1).map((toHour, index) =>
			binOf(
				edges[index] ?? 0,
				toHour,
				counts.flatMap(({ bins }) => bins[index] ?? []),
			),
		),
	}
}

function binOf(fromHour: number, toHour: number, parts: readonly BinCounts[]): HazardBin {
	const sum = (value: (part: BinCounts) => number) =>
		parts.reduce((total, part) => total + value(part), 0)
	const [failures, expected, exposureHours] = [
		sum((part) => part.failures),
		sum((part) => part.expected),
		sum((part) => part.exposureHours),
	]
	const isTold = expected >= expectedAtLeast
	const interval = ratioInterval(
		failures,
		expected,
		parts.flatMap(({ weeks }) => weeks),
	)
	return {
		fromHour,
		toHour,
		atRisk: sum((part) => part.atRisk),
		exposureHours,
		failures,
		expected,
		hazard: exposureHours > 0 ? failures / exposureHours : null,
		ratio: isTold ? failures / expected : null,
		low: isTold ? interval.low : null,
		high: isTold ? interval.high : null,
	}
}

const z = 1.959964

/**
 * The 95 % interval of failures ÷ expected: the wider one of the Poisson interval (Byar's
 * approximation) and of the one from how much weeks differ
 * (their residuals, on the logarithmic scale).
 */
export function ratioInterval(
	failures: number,
	expected: number,
	weeks: readonly (readonly [number, number])[],
): { low: number; high: number } {
	const more = failures + 1
	const low =
		failures === 0
			? 0
			: (failures * Math.max(0, 1 - 1 / (9 * failures) - z / (3 * Math.sqrt(failures))) ** 3) /
				expected
	const high = (more * (1 - 1 / (9 * more) + z / (3 * Math.sqrt(more))) ** 3) / expected
	if (failures === 0) return { low, high }
	const ratio = failures / expected
	const spread =
		Math.sqrt(weeks.reduce((sum, [own, usual]) => sum + (own - ratio * usual) ** 2, 0)) / failures
	return {
		low: Math.min(low, ratio * Math.exp(-z * spread)),
		high: Math.max(high, ratio * Math.exp(z * spread)),
	}
}
