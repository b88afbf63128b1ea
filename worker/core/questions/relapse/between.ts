import * as z from 'zod/mini'
import { Chance, Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { atLeast, pValue } from '#core/statistics/significance.ts'
import { chance } from '#core/statistics/statistics.ts'
import { instantOf } from '#core/time/time.ts'
import { chanceSeed } from '../question.ts'
import { allClearReasons } from '../toolkit/all-clear.ts'
import { BaselineName, baselineNames, leadingBaseline } from '../toolkit/baselines.ts'
import { reasons } from '../toolkit/lengths.ts'
import {
	type Counts,
	drawRecurrences,
	firstFrom,
	type Occurrence,
	recurrenceOf,
} from '../toolkit/recurrence.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import type { Span } from '../toolkit/span.ts'
import { Tally } from '../toolkit/tally.ts'
import { idOf, listedAtMost } from '../toolkit/trace.ts'
import { addTo, joined, shareByWeeks, type Weekly } from '../toolkit/week-blocks.ts'

/**
 * Down again after it was over: an incident whose end is followed, within a day, by the beginning
 * of another on the same surface.
 */

export const horizonSeconds = 24 * 3600
/**
 * Less than this after the end it is a handover: the same trouble filed anew. Waves of episodes are
 * joined by the same rule.
 */
export const handoverSeconds = 5 * 60

/** What the same incidents give when a baseline places them. */
export const ByChance = z.object({
	baseline: BaselineName,
	chance: Chance,
	/** In how many draws the share was at least as large as the real one; null without draws. */
	drawsAtLeast: z.nullable(z.int()),
	/** (1 + those) ÷ (1 + draws). */
	p: z.nullable(z.number()),
})
export type ByChance = z.infer<typeof ByChance>

export const Between = z.extend(ByChance, {
	/** With the wider one of Wilson's interval and that of weeks drawn with replacement. */
	share: Share,
	/** Of the relapses, how many began less than five minutes after the end. */
	handovers: z.int(),
})
export type Between = z.infer<typeof Between>

/** By every baseline, from the one that keeps least. */
export const BetweenByAll = z.extend(Between, { baselines: z.array(ByChance) })
export type BetweenByAll = z.infer<typeof BetweenByAll>

export const RelapseRow = z.object({
	incident: z.string(),
	/** The first one to begin after it on a shared surface. */
	next: z.string(),
	endedAt: Instant,
	afterSeconds: z.number(),
	surfaces: z.array(z.string()),
})
export type RelapseRow = z.infer<typeof RelapseRow>

export const betweenReasons = {
	notFollowed: 'the 24 hours after its end are not all in complete record',
} as const

export interface RelapsesOfScope extends Counts {
	readonly rows: RelapseRow[]
	readonly handovers: number
	readonly draws: ReadonlyMap<BaselineName, readonly Counts[]>
	readonly excluded: Tally
	/** By the week of the end. */
	readonly weekly: Weekly
	readonly windows: readonly Span[]
}

/**
 * The incidents of one provider as occurrences, in their order. A surface that is scoped to is the
 * only one that counts.
 */
export function occurrencesOf(
	scope: ProviderScope,
	surface: string | undefined,
): readonly Occurrence[] {
	const known = kept.get(scope)
	if (known) return known
	const found = occurrencesFrom(scope, surface)
	kept.set(scope, found)
	return found
}

/** Once a scope, because the comparison asks too. */
const kept = new WeakMap<ProviderScope, readonly Occurrence[]>()

function occurrencesFrom(
	{ provider, incidents }: ProviderScope,
	surface: string | undefined,
): Occurrence[] {
	const numbers = new Map(provider.surfaces.map(({ id }, index) => [id, index]))
	return incidents.map(({ incident, from, to, ended }) => {
		const surfaces: number[] = []
		for (const id of incident.surfaces) {
			const number = surface === undefined || id === surface ? numbers.get(id) : undefined
			if (number !== undefined) surfaces.push(number)
		}
		return { from, to, endKnown: ended && incident.precision !== 'day', surfaces }
	})
}

/** Of a baseline that stands beside the leading one: enough to see how far apart they are. */
export const drawsBeside = 200

/** `names` are the baselines to draw by; without draws there is no chance to compare with. */
export function relapsesIn(
	scope: ProviderScope,
	occurrences: readonly Occurrence[],
	draws: number,
	names: readonly BaselineName[] = baselineNames,
): RelapsesOfScope {
	const horizon = horizonSeconds * 1000
	const { after, part, of } = recurrenceOf(occurrences, scope.windows, horizon)
	const excluded = new Tally()
	const weekly: Weekly = new Map()
	const followed: { position: number; milliseconds: number }[] = []
	after.forEach((milliseconds, position) => {
		if (milliseconds === undefined)
			excluded.add(reasonAgainst(scope.incidents[position], occurrences[position]))
		else {
			addTo(weekly, occurrences[position]?.to ?? 0, milliseconds >= 0)
			if (milliseconds >= 0) followed.push({ position, milliseconds })
		}
	})
	const starts = Float64Array.from(occurrences, ({ from }) => from)
	const seed = seedOf(scope.provider.id)
	const drawn = (name: BaselineName) =>
		drawRecurrences(occurrences, scope.windows, horizon, name, {
			draws: name === leadingBaseline ? draws : Math.min(draws, drawsBeside),
			seed,
		})
	return {
		part,
		of,
		excluded,
		weekly,
		windows: scope.windows,
		handovers: followed.filter(({ milliseconds }) => milliseconds < handoverSeconds * 1000).length,
		rows: followed
			.slice(-listedAtMost)
			.flatMap(({ position, milliseconds }) =>
				row(scope, occurrences, starts, position, milliseconds),
			),
		draws: new Map(names.map((name) => [name, drawn(name)])),
	}
}

/** By the leading baseline alone. */
export function describeBetween(scopes: readonly RelapsesOfScope[]): Between {
	const draws = Math.max(0, ...scopes.map((scope) => scope.draws.get(leadingBaseline)?.length ?? 0))
	return {
		share: shareByWeeks(
			joined(scopes.map(({ weekly }) => weekly)),
			scopes.flatMap(({ windows }) => windows),
			{
				draws,
				population:
					'incidents that ended and name a product, with 24 hours of complete record after them',
				leftOut: scopes.reduce((all, { excluded }) => all.join(excluded), new Tally()).exclusions(),
			},
		),
		...byChance(scopes, leadingBaseline),
		handovers: scopes.reduce((total, { handovers }) => total + handovers, 0),
	}
}

/** Beside the leading baseline all that were drawn. */
export function describeByAll(scopes: readonly RelapsesOfScope[]): BetweenByAll {
	return {
		...describeBetween(scopes),
		baselines: baselineNames.map((name) => byChance(scopes, name)),
	}
}

/**
 * Several providers are drawn side by side: the share of a draw is that of all of them together.
 */
function byChance(scopes: readonly RelapsesOfScope[], baseline: BaselineName): ByChance {
	const sum = (list: readonly Counts[], key: keyof Counts) =>
		list.reduce((total, counts) => total + counts[key], 0)
	const of = sum(scopes, 'of')
	const lists = scopes.map(({ draws }) => draws.get(baseline) ?? [])
	const shares =
		of === 0
			? []
			: Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) }, (_, draw) =>
					lists.flatMap((list) => list[draw] ?? []),
				)
					.map((counts) => sum(counts, 'part') / sum(counts, 'of'))
					.filter((share) => !Number.isNaN(share))
	const observed = sum(scopes, 'part') / of
	return {
		baseline,
		chance: chance(shares, chanceSeed),
		drawsAtLeast: shares.length === 0 ? null : atLeast(observed, shares),
		p: pValue(observed, shares),
	}
}

/** Each provider has draws of its own, the same whatever else is in the scope. */
function seedOf(provider: string): number {
	let seed = chanceSeed
	for (const letter of provider) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 16_777_619)
	return seed >>> 0
}

function reasonAgainst(
	entry: ScopedIncident | undefined,
	occurrence: Occurrence | undefined,
): string {
	if (entry?.open) return reasons.open
	if (!entry?.ended) return reasons.endUnknown
	if (occurrence?.surfaces.length === 0) return allClearReasons.noSurface
	return occurrence?.endKnown ? betweenReasons.notFollowed : reasons.coarse
}

function row(
	scope: ProviderScope,
	occurrences: readonly Occurrence[],
	starts: Float64Array,
	position: number,
	milliseconds: number,
): RelapseRow[] {
	const [entry, own] = [scope.incidents[position], occurrences[position]]
	if (!entry || !own) return []
	const begun = own.to + milliseconds
	for (let place = firstFrom(starts, begun, true); starts[place] === begun; place++) {
		const [next, other] = [scope.incidents[place], occurrences[place]]
		const shared = other?.surfaces.filter((surface) => own.surfaces.includes(surface)) ?? []
		if (!next || place === position || shared.length === 0) continue
		const endedAt = instantOf(own.to)
		const surfaces = shared.flatMap((surface) => scope.provider.surfaces[surface]?.id ?? [])
		return [
			{
				incident: idOf(entry),
				next: idOf(next),
				endedAt,
				afterSeconds: milliseconds / 1000,
				surfaces,
			},
		]
	}
	return []
}
