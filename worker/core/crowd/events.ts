import type { PossibleRise, Rise } from '#core/model/report.ts'
import type { EventOf, RiseValue, TimelineEvent } from '#core/model/timeline.ts'
import { addSeconds, compareInstants, latest, spokenDuration } from '#core/time/time.ts'
import { settlingSeconds } from './thresholds.ts'

/**
 * The crowd's part of a timeline: where counts rose, peaked and settled. `at` is the start of a
 * window; `value` has the numbers and, as `knownAt`,
 * when the rule could first say so. Of a rise that reaches into `window` its onset always joins,
 * its peak and its end where they lie inside.
 * What ended with a gap has no end to tell.
 */
export function crowdEvents(
	rises: readonly Rise[],
	window: { readonly from: string; readonly to: string },
): TimelineEvent[] {
	const isInside = ({ at }: TimelineEvent) =>
		compareInstants(at, window.from) >= 0 && compareInstants(at, window.to) <= 0
	return rises
		.filter(
			({ roseAt, settledAt }) =>
				compareInstants(roseAt, window.to) <= 0 &&
				(settledAt === null || compareInstants(settledAt, window.from) >= 0),
		)
		.flatMap((rise) => [rose(rise), ...[peaked(rise), ...settled(rise)].filter(isInside)])
}

/**
 * What was possible, and that it is over. What a rise followed has no end of its own: that rise
 * tells; and what ended with a gap has none to tell.
 */
export function possibleEvents(
	possible: readonly PossibleRise[],
	window: { readonly from: string; readonly to: string },
): TimelineEvent[] {
	return possible
		.flatMap((one) => [began(one), ...over(one)])
		.filter(
			({ at }) => compareInstants(at, window.from) >= 0 && compareInstants(at, window.to) <= 0,
		)
}

function began(possible: PossibleRise): TimelineEvent {
	const {
		id,
		provider: _,
		roseAt,
		knownAt,
		windows,
		windowSeconds,
		count,
		usual,
		settledAt: __,
		settledBy: ___,
		...numbers
	} = possible
	const stretch = spokenDuration(windows * windowSeconds)
	return {
		id,
		at: roseAt,
		origin: 'crowd',
		kind: 'reports_possible',
		title: 'More reports than usual, not enough to call it a rise',
		body:
			`${number(count)} in the ${stretch} counted up to ${clock(knownAt)} UTC, where ` +
			`${number(usual)} would be usual (${basisWords(possible)}).`,
		format: 'text',
		value: { possible: id, knownAt, windows, windowSeconds, count, usual, ...numbers },
		...(possible.surface && { surfaces: [possible.surface] }),
		evidence: [],
	}
}

function over({
	id,
	source,
	surface,
	region,
	windowSeconds,
	settledAt,
	settledBy,
}: PossibleRise): TimelineEvent[] {
	if (settledAt === null || settledBy === 'gap' || settledBy === 'rise') return []
	const knownAt = addSeconds(
		settledAt,
		settledBy === 'level' ? windowSeconds : settlingSeconds(windowSeconds),
	)
	return [
		{
			id: `${id}:over`,
			at: settledAt,
			origin: 'crowd',
			kind: 'reports_possible_over',
			title:
				settledBy === 'level'
					? levelChanged
					: 'Reports were as usual again, and no rise had been called',
			value: {
				possible: id,
				source,
				...(surface && { surface }),
				...(region && { region }),
				knownAt,
			},
			...(surface && { surfaces: [surface] }),
			evidence: [],
		},
	]
}

const levelChanged = 'The level has changed: the higher volume counts as usual now'

/** The id of the event that a rise began with; milestones name it. */
export function onsetEventId(rise: Pick<Rise, 'id'>): string {
	return `${rise.id}:rose`
}

function rose(rise: Rise): TimelineEvent {
	const { neighbours, windowSeconds, count, usual, threshold, knownAt } = rise
	const others = [...new Set(neighbours.map(({ provider }) => provider))]
	const title =
		`${noun(rise)} rose above the usual ` +
		`volume${others.length > 0 ? ', and elsewhere at the same time' : ''}`
	const words = [
		`${number(count)} in the ${spokenDuration(windowSeconds)} before ${clock(knownAt)} UTC, ` +
			`where ${number(usual)} would be usual (${basisWords(rise)}) and more than ` +
			`${number(threshold)} is not.`,
		...(others.length > 0
			? [
					`Those about ${others.join(', ')} rose at the same time: what failed may lie beneath them ` +
						'all, such as a network, a login, or the counting itself.',
				]
			: []),
		...(rise.counted === 'mentions' ? ['Mentions rise with news as with an outage.'] : []),
	]
	return {
		...event(rise, 'reports_rose', rise.roseAt, knownAt, { count, usual }),
		id: onsetEventId(rise),
		title,
		body: words.join(' '),
		format: 'text',
	}
}

function peaked(rise: Rise): TimelineEvent {
	const { peakAt, peakCount, peakUsual, settledAt, settledBy, windowSeconds } = rise
	const most = `${number(peakCount)} in ${spokenDuration(windowSeconds)}`
	const title =
		settledAt === null
			? `Most ${noun(rise).toLowerCase()} so far: ${most}`
			: `${noun(rise)} peaked at ${most}`
	const known = latest(rise.knownAt, addSeconds(peakAt, windowSeconds)) ?? rise.knownAt
	return {
		...event(rise, 'reports_peaked', peakAt, known, { count: peakCount, usual: peakUsual }),
		id: `${rise.id}:peaked`,
		title,
		...(settledBy === 'gap' && {
			body:
				`Counting stopped at ${clock(settledAt ?? peakAt)} UTC with the count still above the ` +
				'usual volume; when it settled is not known.',
			format: 'text' as const,
		}),
	}
}

function settled(rise: Rise): TimelineEvent[] {
	const { settledAt, settledBy, windowSeconds } = rise
	if (settledAt === null || settledBy === 'gap') return []
	const known = addSeconds(
		settledAt,
		settledBy === 'level' ? windowSeconds : settlingSeconds(windowSeconds),
	)
	const title = settledBy === 'level' ? levelChanged : `${noun(rise)} were back at the usual volume`
	return [
		{
			...event(rise, 'reports_settled', settledAt, known, { usual: rise.usual }),
			id: `${rise.id}:settled`,
			title,
		},
	]
}

function event(
	rise: Rise,
	kind: EventOf<RiseKind>['kind'],
	at: string,
	knownAt: string,
	numbers: Pick<RiseValue, 'usual'> & Partial<Pick<RiseValue, 'count'>>,
): Omit<EventOf<RiseKind>, 'id' | 'title'> {
	const { id, surface, region, confidence, level, networks, neighbours } = rise
	const { count, usual } = numbers
	const value: RiseValue = {
		rise: id,
		source: rise.source,
		counted: rise.counted,
		...(surface !== undefined && { surface }),
		...(region !== undefined && { region }),
		windowSeconds: rise.windowSeconds,
		knownAt,
		...(count !== undefined && { count }),
		usual,
		threshold: rise.threshold,
		basis: rise.basis,
		...(confidence !== undefined && { confidence }),
		weeks: rise.weeks,
		...(level !== undefined && { level }),
		windowsAbove: rise.windowsAbove,
		...(networks !== undefined && { networks }),
		...(neighbours.length > 0 && { neighbours }),
	}
	return { at, origin: 'crowd', kind, value, ...(surface && { surfaces: [surface] }), evidence: [] }
}

type RiseKind = 'reports_rose' | 'reports_peaked' | 'reports_settled'

function noun({ counted }: Rise): string {
	return counted === 'reporters' ? 'Reports' : 'Mentions'
}

/** Where the usual count is from, with how sure that is where it is not very. */
function basisWords({ basis, weeks, level }: Pick<Rise, 'basis' | 'weeks' | 'level'>): string {
	const raised = level === undefined ? '' : `, at ${number(level)} times that since days`
	if (basis === 'source') return `by the source’s own baseline${raised}`
	if (basis === 'hour-of-week') return `at this hour of the week, by ${weeks} weeks${raised}`
	return basis === 'recent'
		? 'by the last days only, with low confidence'
		: 'by less than a day of counts, with very low confidence'
}

function clock(instant: string): string {
	return instant.slice(11, 16)
}

/** At most one decimal: nobody reports hundredths. */
function number(value: number): string {
	return String(Math.round(value * 10) / 10)
}
