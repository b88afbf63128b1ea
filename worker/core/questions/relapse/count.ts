import * as z from 'zod/mini'
import { episodeRule, waveRule } from '#core/incident/episodes.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { drawsFor, type Question } from '../question.ts'
import { allClears } from '../toolkit/all-clear.ts'
import { baselineNames, baselines, leadingBaseline } from '../toolkit/baselines.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import {
	Curve,
	type Lasting,
	stepsAtMost,
	survivalAt,
	survivalCurve,
	survivalQuantile,
} from '../toolkit/survival.ts'
import { Tally } from '../toolkit/tally.ts'
import { listedAtMost } from '../toolkit/trace.ts'
import {
	BetweenByAll,
	describeByAll,
	drawsBeside,
	horizonSeconds,
	occurrencesOf,
	RelapseRow,
	type RelapsesOfScope,
	relapsesIn,
} from './between.ts'
import { describeWithin, listed, SetbackRow, setbacksIn, Within } from './within.ts'

/** Down again after it was declared fixed. */

const ReasonCounts = z.record(z.string(), z.int())

export const AllClear = z.object({
	curve: Curve,
	/** Half of the all-clears had ended by then; null where the curve does not come down so far. */
	median: z.nullable(z.number()),
	/** The share that still held after so many seconds; null beyond what is known. */
	held: z.array(z.object({ seconds: z.int(), share: z.nullable(z.number()) })),
	excluded: ReasonCounts,
})
export type AllClear = z.infer<typeof AllClear>

export const RelapseFigures = z.object({
	within: z.extend(Within, {
		excluded: ReasonCounts,
		byProvider: z.array(z.extend(Within, { provider: z.string() })),
		/** The most recent ones, at most 100. */
		list: z.array(SetbackRow),
	}),
	between: z.extend(BetweenByAll, {
		horizonSeconds: z.int(),
		excluded: ReasonCounts,
		byProvider: z.array(z.extend(BetweenByAll, { provider: z.string() })),
		/** The most recent ones, at most 100. */
		list: z.array(RelapseRow),
	}),
	waves: z.object({
		/** How many episodes had so many waves. */
		counts: z.array(z.object({ waves: z.int(), episodes: z.int() })),
		/** The episodes with the most waves, at most 20; those of one wave are not among them. */
		most: z.array(
			z.object({ episode: z.string(), provider: z.string(), waves: z.int(), incidents: z.int() }),
		),
	}),
	allClear: z.extend(AllClear, {
		byProvider: z.array(z.extend(AllClear, { provider: z.string() })),
	}),
})
export type RelapseFigures = z.infer<typeof RelapseFigures>

export const relapse: Question<RelapseFigures> = {
	name: 'relapse',
	title: 'Down again',
	asks: 'After it was declared fixed, how often was it down again, and how long did the all-clear hold?',
	method:
		'Unplanned incidents that a provider filed, which began inside of complete record. ' +
		'Within an incident: of those in which a fix was declared in place or the end was declared, the share in which a later statement looks for the trouble again (after “monitoring”: “investigating” or “identified”; after the end: anything that is not an end). ' +
		'Its interval allows for incidents that begin in the same week. ' +
		'Left out: incidents without statements, and those whose source keeps one time a stage (an imported list of ten or more in which no incident names a status twice), where a return would not show. ' +
		'Between incidents: of those that ended, the share after whose end another one began within 24 hours on a surface that both name; the 24 hours must lie in one stretch of complete record. Less than five minutes after the end it is also counted as a handover. ' +
		'The interval of that share is the wider one of Wilson’s and of the 2.5 and 97.5 percentiles when whole weeks (from Monday 00:00 UTC) are drawn with replacement: incidents of one bad week are not independent. ' +
		'By chance: the same incidents, with their lengths and surfaces, placed anew 1,000 times (100 above 10,000 incidents) and counted by the same rule. What they keep has a name: ' +
		`${baselineNames.map((name) => `${name}: ${baselines[name].keeps}`).join('; ')}. ` +
		`Compared is with “${leadingBaseline}”, here, in the comparison and in the essays; the others stand beside it, from ${drawsBeside} draws. ` +
		'An hour of the week weighs as many incidents as began in it, divided by its covered time. ' +
		'The seed is the published one mixed with the provider’s name (FNV-1a over its letters), the generator mulberry32. Expected is the mean of the draws, low and high hold 95 % of them, and p is (1 + draws that gave as much) ÷ (1 + draws). ' +
		'Each provider is a test of its own, uncorrected: of nine providers one in three lists has a p below 0.05 by accident. ' +
		`${baselines[leadingBaseline].explains} So a share above chance shows that incidents come in groups within a month, not that one caused the next. ` +
		`Waves: ${episodeRule} ${waveRule} ` +
		'All-clears: from each end at which nothing else was open on a shared surface to the next beginning on one of its surfaces; where the complete record ends first, it is known to have held only so long (product-limit estimate). ' +
		'What would make it wrong: pages that close late, file one trouble as several incidents, or name surfaces loosely.',
	version: '3',
	changes: [
		{
			version: '2',
			what:
				'Chance keeps each incident’s month and this provider’s hours of the week. Version 1 placed incidents anywhere in the record, so growth and working hours counted as relapses. ' +
				'That baseline is still there, by the name uniform. The interval of the share takes weeks together.',
		},
		{
			version: '3',
			what: 'Shares name whom they count and whom they leave out, and the interval of the share of fixes that did not hold allows for incidents of the same week. Times are no longer rounded to seconds.',
		},
	],
	needs: 'complete',
	answer(record, scope) {
		const draws = drawsFor(
			record.providers.reduce((sum, provider) => sum + provider.incidents.length, 0),
			record,
		)
		const scopes = record.providers
			.filter((provider) => provider.windows.length > 0)
			.map((provider) => {
				const occurrences = occurrencesOf(provider, scope.surface)
				const clears = allClears(occurrences, provider.windows)
				return {
					provider,
					within: setbacksIn(provider),
					between: relapsesIn(provider, occurrences, draws),
					clears,
				}
			})
		const between = scopes.map((entry) => entry.between)
		const followed = joined(between)
		const within = describeWithin(scopes.map((entry) => entry.within))
		return {
			sampleSize: scopes.reduce((sum, { provider }) => sum + provider.incidents.length, 0),
			exclusions: followed,
			figures: {
				within: {
					...within,
					excluded: within.share.leftOut ?? {},
					byProvider: scopes.map(({ provider, within: own }) => ({
						provider: provider.provider.id,
						...describeWithin([own]),
					})),
					list: listed(scopes.flatMap((entry) => entry.within.rows)),
				},
				between: {
					...describeByAll(between),
					horizonSeconds,
					excluded: followed,
					byProvider: scopes.map((entry) => ({
						provider: entry.provider.provider.id,
						...describeByAll([entry.between]),
					})),
					list: mostRecent(between),
				},
				waves: wavesIn(
					scopes.map(({ provider }) => provider),
					scope.surface,
				),
				allClear: {
					...describeClears(scopes.flatMap(({ clears }) => clears)),
					byProvider: scopes.map(({ provider, clears }) => ({
						provider: provider.provider.id,
						...describeClears(clears),
					})),
				},
			},
		}
	},
}

function joined(scopes: readonly RelapsesOfScope[]): Record<string, number> {
	const all = new Tally()
	for (const { excluded } of scopes) all.join(excluded)
	return all.exclusions()
}

function mostRecent(scopes: readonly RelapsesOfScope[]): RelapseRow[] {
	const rows = scopes.flatMap((scope) => scope.rows)
	return rows
		.sort(
			(a, b) =>
				millisecondsOf(b.endedAt) - millisecondsOf(a.endedAt) || (a.incident < b.incident ? -1 : 1),
		)
		.slice(0, listedAtMost)
}

const heldAfter = [3600, 6 * 3600, 24 * 3600, 3 * 86_400, 7 * 86_400, 30 * 86_400]

function describeClears(clears: readonly (Lasting | string)[]): AllClear {
	const excluded = new Tally()
	const lastings: Lasting[] = []
	for (const clear of clears) {
		if (typeof clear === 'string') excluded.add(clear)
		else lastings.push(clear)
	}
	const curve = survivalCurve(lastings, stepsAtMost)
	return {
		curve,
		median: survivalQuantile(curve, 0.5),
		held: heldAfter.map((seconds) => {
			const held = survivalAt(curve, seconds)
			return { seconds, share: held }
		}),
		excluded: excluded.exclusions(),
	}
}

function wavesIn(
	scopes: readonly ProviderScope[],
	surface: string | undefined,
): RelapseFigures['waves'] {
	const episodes = scopes.flatMap(({ episodes, windows, incidents }) => {
		const own = new Set(incidents.map(({ incident }) => incident.id))
		return episodes.filter((episode) => {
			const from = millisecondsOf(episode.from)
			if (surface !== undefined && !episode.incidents.some((id) => own.has(id))) return false
			return windows.some((window) => from >= window.from && from < window.to)
		})
	})
	const counts = [...Map.groupBy(episodes, (episode) => episode.waves.length)].sort(
		([a], [b]) => a - b,
	)
	const most = episodes
		.filter((episode) => episode.waves.length > 1)
		.sort((a, b) => b.waves.length - a.waves.length || (a.id < b.id ? -1 : 1))
	return {
		counts: counts.map(([waves, list]) => ({ waves, episodes: list.length })),
		most: most.slice(0, 20).map(({ id, provider, waves, incidents }) => ({
			episode: id,
			provider,
			waves: waves.length,
			incidents: incidents.length,
		})),
	}
}
