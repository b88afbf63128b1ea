import * as z from 'zod/mini'
import { stages, startVariants } from '#core/incident/metrics.ts'
import { Distribution, Share } from '#core/model/analysis.ts'
import { share } from '#core/statistics/statistics.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import {
	type BetweenFailures,
	betweenFailures,
	describeBetween,
} from '../toolkit/between-failures.ts'
import { type LengthTable, lengthTable } from '../toolkit/length-table.ts'
import type { LengthName } from '../toolkit/lengths.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { intersection, length } from '../toolkit/span.ts'
import { stageMasks, stagePatterns } from '../toolkit/stage-patterns.ts'
import { Tally } from '../toolkit/tally.ts'
import { idOf, idsOf, listedAtMost } from '../toolkit/trace.ts'

/** How long incidents take, stage by stage, and how long it stays quiet between them. */

const Variants = z.object({
	statedStart: Distribution,
	firstStage: Distribution,
	investigating: Distribution,
})

/** Of a group of incidents; `incidents` lists them where there are at most 100. */
const Common = {
	provider: z.nullable(z.string()),
	count: z.int(),
	open: z.int(),
	incidents: z.optional(z.array(z.string())),
}

export const DurationGroup = z.object({
	...Common,
	surface: z.optional(z.string()),
	timeToDetect: Distribution,
	timeToAcknowledge: Distribution,
	timeToIdentify: Variants,
	timeToFix: Variants,
	timeToResolve: Variants,
	/**
	 * From the stated start, with open incidents counted as far as they are known: median and 90th
	 * percentile of the product-limit estimate.
	 */
	timeToResolveWithOpen: z.object({
		count: z.int(),
		ended: z.int(),
		median: z.nullable(z.number()),
		medianLow: z.nullable(z.number()),
		medianHigh: z.nullable(z.number()),
		p90: z.nullable(z.number()),
	}),
	/**
	 * The share that took at most so many hours: to resolve from the stated start, and from one
	 * failure to the next.
	 */
	withinHours: z.array(
		z.object({ hours: z.number(), timeToResolve: Share, startToStart: Share, endToStart: Share }),
	),
	/**
	 * Incidents whose stages are declared in another order than the usual one, by the first statement
	 * of each; at most 1,000 (`provider/id`).
	 */
	outOfOrder: z.object({ count: z.int(), incidents: z.array(z.string()) }),
	stages: z.object({
		investigating: Distribution,
		repairing: Distribution,
		watching: Distribution,
		learning: Distribution,
	}),
	betweenFailures: z.object({ startToStart: Distribution, endToStart: Distribution }),
	/**
	 * Which stages were declared, the most frequent first: the statuses in their usual order, each
	 * named once.
	 */
	patterns: z.array(z.object({ stages: z.array(z.string()), count: z.int(), share: z.number() })),
})
export type DurationGroup = z.infer<typeof DurationGroup>

export const ShortGroup = z.object({
	...Common,
	impact: z.optional(z.string()),
	/** The UTC month of filing, and how many of its seconds are completely recorded. */
	month: z.optional(z.string()),
	recordedSeconds: z.optional(z.number()),
	timeToResolve: Distribution,
})
export type ShortGroup = z.infer<typeof ShortGroup>

export const DurationsFigures = z.object({
	variants: z.record(z.string(), z.string()),
	stageNames: z.record(z.string(), z.string()),
	overall: DurationGroup,
	byProvider: z.array(DurationGroup),
	bySurface: z.array(DurationGroup),
	/** Incidents that name no surface that the provider lists: they are in no row of `bySurface`. */
	withoutSurface: z.int(),
	byImpact: z.array(ShortGroup),
	byMonth: z.array(ShortGroup),
})
export type DurationsFigures = z.infer<typeof DurationsFigures>

export const durations: Question<DurationsFigures> = {
	name: 'durations',
	title: 'How long it takes',
	asks:
		'How long do incidents take to be noticed, explained, mended and closed, and how long is it ' +
		'quiet between them?',
	method:
		'Counted over the unplanned incidents that a provider filed, which began inside of ' +
		'complete record; maintenance, notices and withdrawn incidents are none of them. ' +
		'Every duration is the difference of two of the incident’s milestones (see “Milestones and ' +
		'metrics”), in seconds; a milestone is the first statement of its kind, the resolution the ' +
		'first after which the incident was not open again. ' +
		'Durations to the cause, the fix and the end are given in three ways. statedStart: ' +
		`${startVariants.statedStart} firstStage: ${startVariants.firstStage} investigating: ` +
		`${startVariants.investigating} ` +
		'withinHours gives the share of each that took at most so many hours, outOfOrder the ' +
		'incidents of which a stage is first declared before one that usually comes ahead of it. ' +
		'The interval of a median is that of order statistics: it takes incidents as independent, ' +
		'which those of one week often are not. ' +
		'Time to acknowledge needs a stated start that differs from the first statement; time to ' +
		'detect too, and ends at the earlier of the crowd’s rise and the first statement. ' +
		'Stage lengths run from the first statement of a stage to the first of the next one and ' +
		'need both, in this order. ' +
		'Left out, and counted by reason: what has no such statement; what one and the same ' +
		'statement began and ended, since an incident filed only when it was over tells no length; ' +
		'moments in the wrong order; times known only to the hour or the day. An incident that is ' +
		'still open has no time to resolve yet: it is counted as lasting at least until the last ' +
		'look in timeToResolveWithOpen, a product-limit estimate, and left out of the plain ' +
		'distribution. ' +
		'Between failures: incidents by their beginning, each with the next one in the same ' +
		'unbroken stretch of complete record; startToStart from start to start, endToStart from ' +
		'the latest end of all before it to the next start, overlaps left out; the last of a ' +
		'stretch has no next. ' +
		'Of all providers together, only pairs within one provider are counted. An incident that ' +
		'names several surfaces counts for each of them. Months are those of filing, in UTC. ' +
		'Quantiles by linear interpolation (R type 7). ' +
		'What would make it wrong: providers file at different granularity and some close late or ' +
		'edit times afterwards; a time to resolve is how long an incident was open on a page, not ' +
		'how long users were without service.',
	version: '2',
	changes: [
		{
			version: '2',
			what:
				'Adds quartiles, sums, standard deviations, intervals of medians, shares within hours ' +
				'and the incidents whose stages are out of order, and rounds nothing.',
		},
	],
	needs: 'complete',
	pages: 'by provider and year',
	schema: DurationsFigures,
	answer(record) {
		const all = record.providers.flatMap((scope) => scope.incidents)
		const lengths = lengthTable(all)
		const masks = stageMasks(all)
		const group = (head: Head, members: readonly number[], between: readonly BetweenFailures[]) =>
			describe(head, members, between, lengths, masks)
		const between = new Map(
			record.providers.map((scope) => [scope, betweenFailures(scope.incidents, scope.windows)]),
		)
		const overall = group(
			{ provider: null },
			all.map((_, position) => position),
			[...between.values()],
		)
		const scopes = placed(record.providers).filter(({ scope }) => scope.windows.length > 0)
		return {
			sampleSize: all.length,
			exclusions: overall.timeToResolve.statedStart.excluded,
			figures: {
				variants: startVariants,
				stageNames: Object.fromEntries(stages.map(({ id, name }) => [id, name])),
				overall,
				byProvider: scopes.map(({ scope, members }) =>
					group({ provider: scope.provider.id }, members, [
						between.get(scope) ?? betweenFailures([], []),
					]),
				),
				bySurface: scopes.flatMap(({ scope, members }) =>
					bySurface(scope, members).map(([surface, own]) => {
						// Positions are those of `all`.
						const incidents = own.map((position) => all[position] as ScopedIncident)
						return group({ provider: scope.provider.id, surface }, own, [
							betweenFailures(incidents, scope.windows),
						])
					}),
				),
				withoutSurface: all.filter(({ incident }) => incident.surfaces.length === 0).length,
				byImpact: scopes.flatMap((own) =>
					short(own, 'impact', (entry) => entry.incident.impact, lengths),
				),
				byMonth: scopes.flatMap((own) =>
					short(own, 'month', (entry) => entry.incident.createdAt.slice(0, 7), lengths),
				),
			},
		}
	},
}

/** The hours of which the share within is told. */
const hoursAsked = [1, 2, 3, 6, 12, 24, 48, 72, 168] as const

function withinHoursOf(
	resolved: {
		readonly values: ArrayLike<number>
		readonly excluded: Readonly<Record<string, number>>
	},
	{ startToStart, endToStart }: { readonly startToStart: Tally; readonly endToStart: Tally },
): DurationGroup['withinHours'] {
	const tallied = (tally: Tally) => ({ values: tally.values, excluded: tally.exclusions() })
	const asked = [
		{ population: 'incidents that ended, of known length', ...resolved },
		{ population: 'pairs of incidents, from one start to the next', ...tallied(startToStart) },
		{ population: 'pairs of incidents, from one end to the next start', ...tallied(endToStart) },
	].map(({ population, values, excluded }) => ({
		population,
		leftOut: excluded,
		sorted: new Float64Array(values).sort(),
	}))
	return hoursAsked.map((hours) => {
		const [timeToResolve, toStart, toNext] = asked.map(({ population, leftOut, sorted }) => ({
			...share(countUpTo(sorted, hours * 3600), sorted.length),
			population,
			leftOut,
		})) as [Share, Share, Share] // as many as are asked
		return { hours, timeToResolve, startToStart: toStart, endToStart: toNext }
	})
}

function countUpTo(sorted: Float64Array, limit: number): number {
	let [low, high] = [0, sorted.length]
	while (low < high) {
		const middle = (low + high) >> 1
		if ((sorted[middle] ?? 0) <= limit) low = middle + 1
		else high = middle
	}
	return low
}

/** More than this are no list that anybody reads. */
const outOfOrderAtMost = 1000

function outOfOrderOf(
	members: readonly number[],
	{ entries, outOfOrder }: LengthTable,
): DurationGroup['outOfOrder'] {
	const found = members.filter((position) => outOfOrder[position] === 1)
	return {
		count: found.length,
		incidents: found
			.slice(0, outOfOrderAtMost)
			.flatMap((position) => entries[position] ?? [])
			.map(idOf),
	}
}

type Head = Pick<DurationGroup, 'provider' | 'surface'>

/** A provider with the positions of its incidents among all. */
interface Placed {
	readonly scope: ProviderScope
	readonly members: readonly number[]
}

function placed(scopes: readonly ProviderScope[]): Placed[] {
	let start = 0
	return scopes.map((scope) => {
		const members = scope.incidents.map((_, place) => start + place)
		start += scope.incidents.length
		return { scope, members }
	})
}

function bySurface(
	{ provider, incidents }: ProviderScope,
	members: readonly number[],
): [string, number[]][] {
	const groups = new Map(provider.surfaces.map(({ id }): [string, number[]] => [id, []]))
	incidents.forEach(({ incident }, place) => {
		for (const surface of incident.surfaces) groups.get(surface)?.push(members[place] ?? 0)
	})
	return [...groups].filter(([, positions]) => positions.length > 0)
}

function describe(
	head: Head,
	members: readonly number[],
	gaps: readonly BetweenFailures[],
	lengths: LengthTable,
	masks: Uint8Array,
): DurationGroup {
	const of = (name: LengthName) => lengths.describe(name, members)
	const between = { startToStart: new Tally(), endToStart: new Tally() }
	for (const { startToStart, endToStart } of gaps) {
		between.startToStart.join(startToStart)
		between.endToStart.join(endToStart)
	}
	const firstToIdentified = of('firstToIdentified')
	return {
		...common(members, lengths),
		...head,
		timeToDetect: of('timeToDetect'),
		timeToAcknowledge: of('timeToAcknowledge'),
		timeToIdentify: {
			statedStart: of('startToIdentified'),
			firstStage: firstToIdentified,
			investigating: of('investigatingToIdentified'),
		},
		timeToFix: {
			statedStart: of('startToFixed'),
			firstStage: of('firstToFixed'),
			investigating: of('investigatingToFixed'),
		},
		timeToResolve: {
			statedStart: of('startToResolved'),
			firstStage: of('firstToResolved'),
			investigating: of('investigatingToResolved'),
		},
		timeToResolveWithOpen: lengths.lasting(members),
		withinHours: withinHoursOf(lengths.values('startToResolved', members), between),
		outOfOrder: outOfOrderOf(members, lengths),
		stages: {
			investigating: firstToIdentified,
			repairing: of('repairing'),
			watching: of('watching'),
			learning: of('learning'),
		},
		betweenFailures: describeBetween(between),
		patterns: stagePatterns(masks, members),
	}
}

function short(
	{ scope, members }: Placed,
	key: 'impact' | 'month',
	name: (entry: ScopedIncident) => string,
	lengths: LengthTable,
): ShortGroup[] {
	const groups = new Map<string, number[]>()
	scope.incidents.forEach((entry, place) => {
		const value = name(entry)
		const known = groups.get(value)
		if (known) known.push(members[place] ?? 0)
		else groups.set(value, [members[place] ?? 0])
	})
	return [...groups]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([value, own]) => ({
			...common(own, lengths),
			provider: scope.provider.id,
			[key]: value,
			...(key === 'month' && { recordedSeconds: recordedSeconds(scope, value) }),
			timeToResolve: lengths.describe('startToResolved', own),
		}))
}

function common(
	members: readonly number[],
	{ entries }: LengthTable,
): Pick<DurationGroup, 'count' | 'open' | 'incidents'> {
	const open = members.reduce((sum, position) => sum + (entries[position]?.open ? 1 : 0), 0)
	return {
		count: members.length,
		open,
		...(members.length <= listedAtMost &&
			idsOf(members.flatMap((position) => entries[position] ?? []))),
	}
}

function recordedSeconds({ windows }: ProviderScope, month: string): number {
	const [year = 0, number = 1] = month.split('-').map(Number)
	const span = { from: millisecondsOf(`${month}-01T00:00:00Z`), to: Date.UTC(year, number, 1) }
	return length(intersection(windows, [span])) / 1000
}
