import type { Reading } from '#core/model/content.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import { addSeconds } from '#core/time/time.ts'

/**
 * The crowd as tests tell it: windows, rises and readings of Acme with what a test names, the rest
 * filled in.
 */

/** Windows of a quarter of an hour from a moment on; null leaves one out. */
export function windows(
	from: string,
	counts: readonly (number | null)[],
	more: Partial<ReportCount> = {},
): ReportCount[] {
	return counts.flatMap((count, index) =>
		count === null
			? []
			: [
					{
						provider: 'acme',
						source: 'reports',
						at: addSeconds(from, index * 900),
						windowSeconds: 900,
						count,
						...more,
					},
				],
	)
}

export function rise(more: Partial<Rise> & Pick<Rise, 'roseAt'>): Rise {
	return {
		id: `reports-${more.roseAt}`,
		provider: 'acme',
		source: 'reports',
		counted: 'reporters',
		windowSeconds: 900,
		knownAt: addSeconds(more.roseAt, 1800),
		count: 40,
		usual: 3,
		threshold: 12,
		basis: 'hour-of-week',
		weeks: 6,
		peakAt: addSeconds(more.roseAt, 1800),
		peakCount: 90,
		peakUsual: 3,
		settledAt: null,
		windowsAbove: 4,
		neighbours: [],
		...more,
	}
}

export function possibleRise(
	more: Partial<PossibleRise> & Pick<PossibleRise, 'roseAt'>,
): PossibleRise {
	return {
		id: `reports-possible-${more.roseAt}`,
		provider: 'acme',
		source: 'reports',
		counted: 'reporters',
		windowSeconds: 900,
		method: 'cusum-poisson',
		confidence: 'high',
		knownAt: addSeconds(more.roseAt, 2700),
		windows: 3,
		count: 33,
		usual: 15,
		score: 4.9,
		limit: 4.5,
		dispersion: 0,
		basis: 'hour-of-week',
		weeks: 6,
		peakAt: addSeconds(more.roseAt, 900),
		peakCount: 12,
		peakUsual: 5,
		settledAt: null,
		...more,
	}
}

export function reading(more: Partial<Reading> & Pick<Reading, 'id' | 'at'>): Reading {
	return {
		subject: 'incidents/acme/i1',
		precision: 'minute',
		title: 'A number',
		body: '',
		author: 'the editors',
		links: [{ url: 'https://press.example/story', title: 'The Press' }],
		writtenAt: '2026-11-22T00:00:00Z',
		source: 'Counter',
		kind: 'reading',
		...more,
	}
}
