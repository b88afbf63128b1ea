import type { Rise } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import type { Span } from '../toolkit/span.ts'

/** Moments at which the crowd spoke, and which official incident answered them. */

/**
 * An official incident answers a signal when it was open at any moment between these, around the
 * signal.
 */
export const answersFromBeforeSeconds = 3600
export const answersUntilAfterSeconds = 6 * 3600

/** One or more series of a provider that stood high at once. */
export interface Signal extends Span {
	readonly provider: string
	/** Of the rise that began first. */
	readonly rise: Rise
	readonly rises: readonly Rise[]
	/** The end of the first window that met the rule: before it nobody could have known. */
	readonly knownAt: number
}

/**
 * Rises of people who report, joined where they overlap: the same trouble seen by two sites or in
 * two countries is one signal. Oldest first.
 */
export function signalsOf(rises: readonly Rise[], asOf: number): Signal[] {
	const signals: {
		rise: Rise
		rises: Rise[]
		from: number
		to: number
		knownAt: number
		provider: string
	}[] = []
	const open = new Map<string, (typeof signals)[number]>()
	const sorted = rises
		.filter(({ counted }) => counted === 'reporters')
		.map((rise) => ({ rise, from: millisecondsOf(rise.roseAt) }))
	for (const { rise, from } of sorted.sort(
		(a, b) => a.from - b.from || (a.rise.id < b.rise.id ? -1 : 1),
	)) {
		const to = Math.max(from, rise.settledAt === null ? asOf : millisecondsOf(rise.settledAt))
		const knownAt = millisecondsOf(rise.knownAt)
		const last = open.get(rise.provider)
		if (last && from <= last.to) {
			last.rises.push(rise)
			last.to = Math.max(last.to, to)
			last.knownAt = Math.min(last.knownAt, knownAt)
		} else {
			const signal = { rise, rises: [rise], from, to, knownAt, provider: rise.provider }
			open.set(rise.provider, signal)
			signals.push(signal)
		}
	}
	return signals
}

/**
 * Finds the official incidents that were open around a stretch, the first acknowledged first.
 * `sorted` by beginning; looking up costs what is found.
 */
export function answersAmong(
	sorted: readonly ScopedIncident[],
): (stretch: Span, beforeSeconds?: number, afterSeconds?: number) => ScopedIncident[] {
	const latestEnd = new Float64Array(sorted.length)
	sorted.forEach(({ to }, position) => {
		latestEnd[position] = Math.max(to, latestEnd[position - 1] ?? 0)
	})
	return (
		stretch,
		beforeSeconds = answersFromBeforeSeconds,
		afterSeconds = answersUntilAfterSeconds,
	) => {
		const from = stretch.from - beforeSeconds * 1000
		const to = stretch.from + afterSeconds * 1000
		let low = 0
		let high = sorted.length
		while (low < high) {
			const middle = (low + high) >> 1
			if ((sorted[middle]?.from ?? 0) <= to) low = middle + 1
			else high = middle
		}
		const found: ScopedIncident[] = []
		for (let position = low - 1; position >= 0 && (latestEnd[position] ?? 0) >= from; position--) {
			const entry = sorted[position]
			if (entry && entry.to >= from) found.push(entry)
		}
		return found.sort((a, b) => spokeAt(a) - spokeAt(b) || a.from - b.from)
	}
}

/** When the provider first spoke of it; infinitely late where that is not known. */
export function spokeAt({ incident }: ScopedIncident): number {
	const { acknowledgedAt } = incident.milestones
	return acknowledgedAt === null ? Number.POSITIVE_INFINITY : millisecondsOf(acknowledgedAt.at)
}

/** Whether the record is complete at a moment. */
export function isComplete(scope: Pick<ProviderScope, 'windows'>, moment: number): boolean {
	return scope.windows.some(({ from, to }) => moment >= from && moment < to)
}
