import type { Scope } from '#core/model/analysis.ts'
import { instantOf } from '#core/time/time.ts'
import { dayName, type Zone, zoneOf } from '#core/time/zone.ts'
import type { Question } from '../question.ts'
import {
	conditionsIf,
	conditionsOf,
	type ProviderConditions,
} from '../toolkit/condition/condition.ts'
import { type Assumption, assumptions } from '../toolkit/condition/unknown-lengths.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { ProviderScope, ScopedIncident, ScopedRecord } from '../toolkit/scoped-record.ts'
import { clipped, length, type Span } from '../toolkit/span.ts'
import { idOf } from '../toolkit/trace.ts'
import { dayLevelsOf } from './day-levels.ts'
import type { AvailabilityFigures, Measured, UnknownLengths } from './figures.ts'
import { comparedWith, displayedServices } from './published.ts'
import { byDay, byMonth, workingHours } from './split.ts'
import { downOf, knownIn, secondsOf, upOf, type Weights, wayOf, ways } from './ways.ts'

/**
 * How much of the time a service was up, in several honest ways side by side, because they differ
 * by more than vendors do.
 */
export const availability: Question<AvailabilityFigures> = {
	name: 'availability',
	title: 'Availability, counted in several ways',
	asks: 'How much of the time was it up, and how much does that depend on the way of counting?',
	method: [
		'Each observed second of each surface has one condition: the state that the provider declared or our looks found (operational, degraded, partial, major, maintenance);',
		'where none is known, ungraded while an incident that names the surface is open, unplaced while one is open that names no surface, and clear otherwise, since the record is complete there.',
		'A state that a history declared before an incident began does not speak for the time of that incident; in a history that nobody watched a trouble ends with its incident.',
		'A surface is at risk only from when it existed: from the day that the provider’s file gives with its source, or from when the record first names it. Of a history it is looked at in the windows in which it is named at all. Where its first incident opens the count, it looks worse than it was.',
		'Unknown is what the page said in a word that we do not know, and the hours or days of an incident whose times are known no better than that.',
		'Gaps, unknown seconds and maintenance stand on neither side.',
		'share = 1 − down ÷ known. A major outage counts in full, a partial one and degraded service by the weights of the way; “incident open” asks only whether an incident that names the surface is open, “up to 48 h” leaves out those that stay open for longer.',
		'Ungraded and unplaced seconds give bounds: down in atLeast, up in atMost; share is given where the two agree.',
		'An incident that ended nobody knows when, or was filed only when it was over, has no known length: it is set aside from both bounds and counted; what is known of it counts as down in atLeast alone. Beside them stand the bounds were each of these as short as nothing, as long as the median of its kind (the provider’s incidents of the same rating, or all of them below five), and as long as the record allows: to our next look, or in a history until the surface is named again or the window ends; one filed when it was over goes back as far.',
		'“any” is at each moment the worst of all surfaces; an incident elsewhere that could be worse than a declared state is not counted as such.',
		'dayLevels says on how many days a level was kept, by either bound. Months have bounds of their own.',
		'An incident counts in the part of it that lies in a window, also where it began before. Days, months and working hours (Monday to Friday, 09:00 to 17:00) are those of the zone.',
		'Published figures are printed beside ours and never mixed with them: 1 − (0.3·partial + major) ÷ 1440 for each day of an uptime display. Where the list of a display holds nothing but days with an outage, the days that it leaves out between the first and the last had none; what was before the first it does not tell.',
		'What would make it wrong: a provider that does not file, files late, or leaves its board green; then it looks better than it was.',
	].join(' '),
	version: '3',
	changes: [
		{
			version: '2',
			what: 'Counts a product only from when it existed, where version 1 took it to be up from the beginning of the record; sets incidents of unknown length aside instead of giving no lower bound; and rounds nothing.',
		},
		{
			version: '3',
			what: 'A display that lists nothing but days with an outage is averaged over all days from its first to its last. Version 2 averaged the listed days alone, and so gave 97.4 % for the display of claude.ai, which is 99.5 %.',
		},
	],
	needs: 'complete',
	answer: (record, scope) => {
		const zone = zoneOf(scope.zone)
		const asked = record.providers
			.filter(({ windows }) => windows.length > 0)
			.map((one) => ({ one, conditions: conditionsOf(one, scope.surface) }))
		const sum = (count: (conditions: ProviderConditions) => number) =>
			asked.reduce((total, { conditions }) => total + count(conditions), 0)
		const exclusions = {
			'times known to the hour or the day only: their hours or days are unknown': sum(
				({ vague }) => vague,
			),
			'no length is known: set aside from both bounds; what it may change is shown': sum(
				({ unmeasured }) => unmeasured,
			),
		}
		return {
			sampleSize: sum(({ incidents, vague }) => incidents.length - vague),
			exclusions: Object.fromEntries(Object.entries(exclusions).filter(([, count]) => count > 0)),
			figures: {
				zone: zone.name,
				providers: asked.map(({ one, conditions }) =>
					figuresOf(one, conditions, { record, scope, zone }),
				),
			},
		}
	},
}

interface Asked {
	readonly record: ScopedRecord
	readonly scope: Scope
	readonly zone: Zone
}

function figuresOf(
	one: ProviderScope,
	conditions: ProviderConditions,
	{ record, scope, zone }: Asked,
): AvailabilityFigures['providers'][number] {
	const office = workingHours(one.observed, zone)
	const weights = weightsOf(scope)
	const isNarrow = scope.provider !== undefined
	const assumed =
		conditions.unmeasured > 0
			? assumptionsOf(one, conditions).map((each) => ({
					each,
					so: conditionsIf(each, one, scope.surface),
				}))
			: []
	const measured = (
		{ stretches, incidents, unmeasured, unknownLengths }: Counted,
		{
			isDetailed,
			of,
		}: {
			readonly isDetailed: boolean
			readonly of: (conditions: ProviderConditions) => readonly ConditionSpan[]
		},
	): Measured => {
		const seconds = secondsOf(stretches)
		const officeSeconds = secondsOf(clipped(stretches, office))
		const isMeasured = unmeasured === 0
		const setAside = new Map<string, number>()
		for (const entry of unknownLengths)
			for (const month of monthsTouched(entry, zone))
				setAside.set(month, (setAside.get(month) ?? 0) + 1)
		return {
			basis: basisOf(stretches),
			seconds,
			ways: weights.map((way) => wayOf(seconds, way, isMeasured)),
			workingHours: {
				seconds: officeSeconds,
				ways: weights.map((way) => wayOf(officeSeconds, way, isMeasured)),
			},
			incidents: incidents.length,
			unmeasured,
			...(!isMeasured && {
				unknownLengths: unknownLengthsOf(
					unknownLengths,
					assumed.map(({ each, so }) => ({ each, ways: boundsOf(of(so), weights) })),
				),
			}),
			...(isDetailed && {
				dayLevels: dayLevelsOf(stretches, weights, zone),
				months: byMonth(stretches, zone).map(({ name, lengthSeconds, stretches: part }) => ({
					month: name,
					lengthSeconds,
					seconds: secondsOf(part),
					unmeasured: setAside.get(name) ?? 0,
					ways: boundsOf(part, weights),
				})),
			}),
		}
	}
	const surfaces = conditions.surfaces.map((own, index) => ({
		surface: own.surface.id,
		from: own.stretches[0] === undefined ? null : instantOf(own.stretches[0].from),
		...measured(own, { isDetailed: isNarrow, of: (so) => so.surfaces[index]?.stretches ?? [] }),
	}))
	const mentions = (entry: { readonly surface?: string | undefined }) =>
		scope.surface === undefined || entry.surface === scope.surface
	const days = record.record.publishedDays.filter(
		(day) => day.provider === one.provider.id && mentions(day),
	)
	const published = record.record.published.filter(
		(figure) => figure.provider === one.provider.id && mentions(figure),
	)
	return {
		provider: one.provider.id,
		windows: one.windows.map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to) })),
		windowSeconds: length(one.windows) / 1000,
		gapSeconds: (length(one.windows) - length(one.observed)) / 1000,
		any: measured(
			{ ...conditions, stretches: conditions.any },
			{ isDetailed: true, of: ({ any }) => any },
		),
		surfaces,
		worst: weights.map(({ way }, index) =>
			worstOf(
				way,
				surfaces.map(({ surface, ways: own }) => ({
					surface,
					atMost: own[index]?.atMost ?? null,
					atLeast: own[index]?.atLeast ?? null,
				})),
			),
		),
		leftOut: [...conditions.leftOut],
		unplaced: conditions.unplaced,
		...(isNarrow && { days: daysOf(one, conditions, zone) }),
		published: published.map((figure) => comparedWith(figure, one, conditions)),
		displayed: displayedServices(days, one, conditions),
	}
}

interface Counted {
	readonly stretches: readonly ConditionSpan[]
	readonly incidents: readonly ScopedIncident[]
	readonly unmeasured: number
	readonly unknownLengths: readonly ScopedIncident[]
}

/** Where no incident of a provider has a length, there is no median. */
function assumptionsOf(
	{ incidents, carried }: ProviderScope,
	{ unknownLengths }: ProviderConditions,
): Assumption[] {
	const unknown = new Set(unknownLengths)
	const isAnyMeasured = [...incidents, ...carried].some(
		(entry) => entry.ended && !unknown.has(entry),
	)
	return assumptions.filter((assumption) => assumption !== 'median of its kind' || isAnyMeasured)
}

function boundsOf(
	stretches: readonly ConditionSpan[],
	weights: readonly Weights[],
): UnknownLengths['if'][number]['ways'] {
	const seconds = secondsOf(stretches)
	const known = knownIn(seconds)
	return weights.map((weighed) => {
		const [least, most] = downOf(seconds, weighed)
		return { way: weighed.way, atLeast: upOf(known, most), atMost: upOf(known, least) }
	})
}

function unknownLengthsOf(
	unmeasured: readonly ScopedIncident[],
	assumed: UnknownLengths['if'],
): UnknownLengths {
	return {
		count: unmeasured.length,
		incidents: unmeasured.slice(0, idsAtMost).map(idOf),
		if: assumed,
	}
}

/** The months of the zone that the known part of an incident touches. */
function monthsTouched({ from, to }: ScopedIncident, zone: Zone): Set<string> {
	const months = new Set<string>()
	const last = zone.dayOf(Math.max(from, to - 1))
	for (let day = zone.dayOf(from); day <= last; day += 28) months.add(dayName(day).slice(0, 7))
	return months.add(dayName(last).slice(0, 7))
}

function weightsOf(scope: Scope): readonly Weights[] {
	return scope.weights
		? [...ways, { way: 'custom', partial: scope.weights.partial, degraded: scope.weights.degraded }]
		: ways
}

function basisOf(stretches: readonly ConditionSpan[]): Measured['basis'] {
	const isSaid = stretches.some(
		({ condition, basis }) =>
			basis !== undefined ||
			condition === 'operational' ||
			condition === 'degraded' ||
			condition === 'partial' ||
			condition === 'major',
	)
	const isInferred = stretches.some(
		({ condition }) => condition === 'ungraded' || condition === 'unplaced',
	)
	return isSaid ? (isInferred ? 'both' : 'states') : 'incidents'
}

interface Candidate {
	readonly surface: string
	readonly atMost: number | null
	readonly atLeast: number | null
}

function worstOf(
	way: string,
	candidates: readonly Candidate[],
): AvailabilityFigures['providers'][number]['worst'][number] {
	const [worst] = candidates
		.filter(({ atMost }) => atMost !== null)
		.sort((a, b) => (a.atMost ?? 1) - (b.atMost ?? 1))
	return {
		way,
		surface: worst?.surface ?? null,
		atMost: worst?.atMost ?? null,
		atLeast: worst?.atLeast ?? null,
	}
}

const idsAtMost = 20

/** Days that were not wholly observed and calm, with what was open. */
function daysOf(
	one: ProviderScope,
	conditions: ProviderConditions,
	zone: Zone,
): NonNullable<AvailabilityFigures['providers'][number]['days']> {
	const ids = new Map<string, string[]>()
	for (const entry of conditions.incidents) {
		for (const day of daysTouched(entry, one.observed, zone)) {
			const known = ids.get(day)
			if (!known) ids.set(day, [`${one.provider.id}/${entry.incident.id}`])
			else if (known.length < idsAtMost) known.push(`${one.provider.id}/${entry.incident.id}`)
		}
	}
	return byDay(conditions.any, zone).flatMap(({ name, lengthSeconds, stretches }) => {
		const seconds = secondsOf(stretches)
		const isCalm = seconds.operational + seconds.clear === lengthSeconds && !ids.has(name)
		return isCalm ? [] : [{ day: name, lengthSeconds, seconds, incidents: ids.get(name) ?? [] }]
	})
}

function daysTouched(
	{ from, to }: ScopedIncident,
	observed: readonly Span[],
	zone: Zone,
): string[] {
	const [first, last] = [observed[0], observed.at(-1)]
	if (!first || !last) return []
	const begin = zone.dayOf(Math.max(from, first.from))
	const end = zone.dayOf(Math.max(from, Math.min(to - 1, last.to - 1)))
	return Array.from({ length: Math.max(0, end - begin + 1) }, (_, index) => dayName(begin + index))
}
