import { crowdThresholds } from '#core/crowd/thresholds.ts'
import type { Window } from '#core/model/documents.ts'
import {
	intakeSource,
	type ReportCount,
	type UsualBasis,
	type Verdict,
} from '#core/model/report.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import {
	addSeconds,
	compareInstants,
	instantOf,
	millisecondsOf,
	secondsBetween,
} from '#core/time/time.ts'

/**
 * Report counts made ready to be drawn: a line of steps for each series, broken where nothing was
 * counted.
 */

/** One window, or several together where there are too many to draw: then the highest of them. */
export interface Step {
	readonly from: string
	readonly to: string
	readonly count: number
	/** Null where nothing is known to be usual. */
	readonly usual: number | null
	/** The window is still open. */
	readonly partial: boolean
	/** Nobody reported, which our own form does not write down. */
	readonly silent: boolean
	/**
	 * Of the count, those who said so to the source itself; null where it does not tell them apart.
	 */
	readonly direct: number | null
}

/**
 * What one source counts, apart from every other: two services, surfaces or regions are never drawn
 * on one scale.
 */
export interface ReportSeries {
	readonly source: string
	readonly surface?: string
	readonly region?: string
	readonly counted: NonNullable<ReportCount['counted']>
	readonly windowSeconds: number
	readonly basis: UsualBasis | null
	/** Contiguous windows, oldest first; between two runs nothing was counted. */
	readonly runs: readonly (readonly Step[])[]
	/** How many windows each step stands for. */
	readonly together: number
	readonly highest: Step
	/** What the source itself said last, and of which window; null where it says nothing. */
	readonly verdict: { readonly at: string; readonly says: Verdict } | null
	/** Where the rule saw it well above its usual volume; what lasts ends with the last count. */
	readonly rises: readonly { readonly from: string; readonly to: string }[]
}

/** More steps than this are more than a picture has room for. */
const mostSteps = 384

/** The series that have a window within the picture's, our own form first, then by name. */
export function reportSeries(
	reports: readonly ReportCount[],
	events: readonly TimelineEvent[],
	window: Window,
): ReportSeries[] {
	const within = reports.filter(
		(count) =>
			endOf(count) !== null &&
			compareInstants(count.at, window.to) < 0 &&
			compareInstants(endOf(count) ?? '', window.from) > 0,
	)
	const groups = [...Map.groupBy(within, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1))
	return groups.flatMap(([, counts]) =>
		seriesOf(
			[...counts].sort((a, b) => compareInstants(a.at, b.at)),
			events,
		),
	)
}

function keyOf({ source, surface, region, windowSeconds }: ReportCount): string {
	return [
		source === intakeSource ? '0' : '1',
		source,
		surface ?? '',
		region ?? '',
		windowSeconds,
	].join('\n')
}

function endOf({ at, windowSeconds }: ReportCount): string | null {
	return windowSeconds === undefined ? null : addSeconds(at, windowSeconds)
}

function seriesOf(
	counts: readonly ReportCount[],
	events: readonly TimelineEvent[],
): ReportSeries[] {
	const [first] = counts
	const windowSeconds = first?.windowSeconds
	if (!first || windowSeconds === undefined) return []
	const { source, surface, region } = first
	const whole = runsOf(counts, windowSeconds, source === intakeSource)
	const together = Math.ceil(whole.reduce((sum, run) => sum + run.length, 0) / mostSteps)
	const runs = together > 1 ? whole.map((run) => condensed(run, together)) : whole
	const highest = runs
		.flat()
		.reduce<Step | undefined>(
			(best, step) => (best && best.count >= step.count ? best : step),
			undefined,
		)
	if (!highest) return []
	const known = counts.find((count) => count.baseline !== undefined)
	const judged = counts.findLast((count) => count.verdict !== undefined)
	return [
		{
			source,
			...(surface !== undefined && { surface }),
			...(region !== undefined && { region }),
			counted: first.counted ?? 'reporters',
			windowSeconds,
			basis: known ? (known.basis ?? 'source') : null,
			runs,
			together,
			highest,
			verdict: judged?.verdict === undefined ? null : { at: judged.at, says: judged.verdict },
			rises: risesOf(first, events, runs),
		},
	]
}

/**
 * Windows that follow each other without a hole. Our own form writes down only windows in which
 * somebody reported, so that its holes are silence.
 */
function runsOf(
	counts: readonly ReportCount[],
	windowSeconds: number,
	silentIsZero: boolean,
): Step[][] {
	const runs: Step[][] = []
	let end = Number.NaN
	for (const { at, count, baseline, partial, direct } of counts) {
		const from = millisecondsOf(at)
		if (from < end) continue
		const run = runs.at(-1)
		const step: Step = {
			from: at,
			to: addSeconds(at, windowSeconds),
			count,
			usual: baseline ?? null,
			partial: partial === true,
			silent: false,
			direct: direct ?? null,
		}
		if (run && (from === end || silentIsZero))
			run.push(...silence(end, from, run.at(-1)?.usual ?? null), step)
		else runs.push([step])
		end = from + windowSeconds * 1000
	}
	return runs
}

function silence(from: number, to: number, usual: number | null): Step[] {
	return from < to
		? [
				{
					from: instantOf(from),
					to: instantOf(to),
					count: 0,
					usual,
					partial: false,
					silent: true,
					direct: null,
				},
			]
		: []
}

/** The highest of so many neighbours, so that a peak of one window is still there to be seen. */
function condensed(run: readonly Step[], together: number): Step[] {
	const steps: Step[] = []
	for (let position = 0; position < run.length; position += together) {
		const group = run.slice(position, position + together)
		const highest = group.reduce((best, step) => (step.count > best.count ? step : best))
		steps.push({
			...highest,
			from: group[0]?.from ?? highest.from,
			to: group.at(-1)?.to ?? highest.to,
			partial: group.some((step) => step.partial),
		})
	}
	return steps
}

/**
 * The rises that the timeline has of this very series. One that did not settle was over, as far as
 * anybody counted, before the next long hole.
 */
function risesOf(
	{ source, surface, region }: ReportCount,
	events: readonly TimelineEvent[],
	runs: readonly (readonly Step[])[],
): ReportSeries['rises'] {
	const own = events.flatMap((event) =>
		event.kind === 'reports_rose' &&
		event.value.source === source &&
		event.value.surface === surface &&
		event.value.region === region
			? [event]
			: [],
	)
	return own.map(({ at, value }) => {
		const settled = events.find(
			(event) =>
				event.kind === 'reports_settled' &&
				event.value.rise === value.rise &&
				event.value.source === source,
		)
		return { from: at, to: settled?.at ?? countedUntil(at, runs) }
	})
}

/** The end of the counts that follow a moment without a hole so long that a rise ends in it. */
function countedUntil(from: string, runs: readonly (readonly Step[])[]): string {
	let until = from
	for (const run of runs) {
		const [first, last] = [run[0], run.at(-1)]
		if (!first || !last || compareInstants(last.to, from) <= 0) continue
		if (
			until !== from &&
			secondsBetween(until, first.from) > crowdThresholds.longestGapSeconds.value
		)
			break
		until = last.to
	}
	return until
}
