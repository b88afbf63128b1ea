import { zoneOf } from '#core/time/zone.ts'
import { drawsFor, type Question } from '../question.ts'
import { displayedTogether, displaysOf } from '../toolkit/displayed-days.ts'
import { type ProviderScope, type ScopedRecord, scopedRecord } from '../toolkit/scoped-record.ts'
import { type Door, doorsOf, whyUnusable } from './doors.ts'
import { fallbacksOf } from './fallbacks.ts'
import type { SharedFateFigures } from './figures.ts'
import { insteadOf } from './instead.ts'
import { pairsOf } from './pairs.ts'
import { blockWeeks, leastWeeks } from './shifts.ts'

/**
 * Whether services fail together, what was up instead, and what a second door would have bought.
 */
export const sharedFate: Question<SharedFateFigures> = {
	name: 'shared-fate',
	title: 'Shared fate and the way out',
	asks: 'Do services fail together, and would a backup provider have helped?',
	method: [
		'Trouble is any state worse than operational, or an open incident without a state; one that names no surface counts against all surfaces of its provider. Time in which nothing is open but rows of more than 48 hours is no trouble, nor is maintenance; unknown time and gaps are left out.',
		`Two providers are compared over the time for which both records are complete. By chance: both over whole weeks from Monday 00:00 UTC in blocks of ${blockWeeks}, each block laid end to end as a ring in which one is moved against the other by some of its weeks, 1,000 seeded draws over all blocks (fewer in very large records);`,
		`weekday, hour, growth and busy seasons stay as they are. Printed are the mean of the draws, the range that holds 95 % of them, and p; fewer than ${leastWeeks} weeks give none.`,
		'All pairs of the record are asked at once, so beside p stands Holm’s adjusted one, and more than chance is said only by that: at 0.05 any pair of a list of strangers is called so in one list of twenty.',
		'By hour: of the clock hours in which one was in trouble, the share in which the other was too, over the same weeks; the interval draws whole weeks with replacement, and what chance gives is the same hours moved within their blocks.',
		'Days with both stand beside the sum over months of a·b ÷ days. Where pages of several providers display outage days, displayed sets those against each other in the same way, over the days that both hold.',
		'What was up instead: for each incident of known length that names a surface, another provider is up where at least one surface of the same kind had no trouble from its beginning to its end,',
		'troubled where all had some, unknown where its record is not complete for that time. The share is of those that were known, with an interval that allows for incidents of the same week; each is a figure of its own, uncorrected.',
		'A fallback holds if one of its doors had no trouble: 1 − (time in which all had) ÷ (time for which all are known), for every pair and triple of surfaces of one kind at different providers with at least 14 days in common;',
		'its interval draws whole weeks with replacement and stands for that backup alone, uncorrected for how many there are: of twenty one misses by accident; beside it stands 1 − the product of their shares of trouble in each eight weeks, as if they failed independently within a season. Surfaces of the kind “other” are nobody’s substitute, and doors of which more than a quarter of the incidents have no known length are left out.',
		'The same models through another vendor are a door of their own where that vendor’s record is complete. A scope of one provider is answered with the others beside it; a surface in the scope is not looked at.',
		'What would make it wrong: trouble of any degree shuts a door here, so that availability is lower than users felt; and a model on another door need not be the same service.',
	].join(' '),
	version: '3',
	changes: [
		{
			version: '2',
			what:
				'One record is moved within blocks of eight weeks. Version 1 moved it over all weeks, which called 10 to 14 % of independent pairs linked that merely grew. ' +
				'Pairs are corrected for their number; conditional shares by hour and intervals of backup figures are new; values are no longer rounded.',
		},
		{
			version: '3',
			what: 'Shares of what was up instead name whom they count and whom they leave out, and their intervals allow for incidents of the same week. Outage days of the providers’ own displays are set against each other. The page says that the intervals of backups are not corrected for their number.',
		},
	],
	needs: 'complete',
	answer: (record, scope) => {
		const zone = zoneOf(scope.zone)
		const { from, to } = scope
		const isWide = scope.provider === undefined && scope.surface === undefined
		const wide: ScopedRecord = isWide
			? record
			: {
					...record,
					providers: scopedRecord(record.record, { ...(from && { from }), ...(to && { to }) })
						.providers,
				}
		const complete = wide.providers.filter(({ windows }) => windows.length > 0)
		const asked = complete.filter(
			({ provider }) => scope.provider === undefined || provider.id === scope.provider,
		)
		const doors = doorsOf(complete)
		const usable = doors.filter((door) => whyUnusable(door) === undefined)
		const { excluded, ...ways } = insteadOf(asked, usable)
		const draws = drawsFor(
			complete.reduce((sum, { incidents }) => sum + incidents.length, 0),
			record,
		)
		const { fallbacks, doorsLeftOut } = fallbacksOf(doors, scope.provider, draws)
		const pairs = pairsOf(complete, wide, zone)
		return {
			sampleSize: asked.reduce((sum, { incidents }) => sum + incidents.length, 0),
			exclusions: Object.fromEntries(
				Object.entries(excluded).map(([reason, count]) => [
					`from what was up instead: ${reason}`,
					count,
				]),
			),
			figures: {
				compared: pairs.filter(({ p }) => p !== null).length,
				pairs: pairs.filter(
					({ a, b }) =>
						scope.provider === undefined || a === scope.provider || b === scope.provider,
				),
				instead: [...ways.instead],
				incidents: [...ways.incidents],
				of: ways.of,
				fallbacks: [...fallbacks],
				doorsLeftOut,
				displayed: displayedPairs(wide, scope.provider),
				otherDoors: otherDoorsOf(record.providers, doors),
			},
		}
	},
}

/** Services of two providers' displays; `only` asks for those of that provider. */
function displayedPairs(
	{ providers, record }: ScopedRecord,
	only: string | undefined,
): SharedFateFigures['displayed'] {
	const known = new Set(providers.map(({ provider }) => provider.id))
	const displays = displaysOf(record.publishedDays.filter(({ provider }) => known.has(provider)))
	return displays.flatMap((a, index) =>
		displays
			.slice(index + 1)
			.filter((b) => a.provider !== b.provider)
			.filter((b) => only === undefined || a.provider === only || b.provider === only)
			.map((b) => ({
				a: `${a.provider}/${a.service}`,
				b: `${b.provider}/${b.service}`,
				outageDays: displayedTogether(a, b),
			})),
	)
}

function otherDoorsOf(
	providers: readonly ProviderScope[],
	doors: readonly Door[],
): SharedFateFigures['otherDoors'] {
	return providers.flatMap(({ provider }) =>
		provider.otherDoors.map((other) => {
			const known = { provider: provider.id, name: other.name }
			if (other.provider === undefined || other.surface === undefined)
				return { ...known, door: null, covered: false, why: 'no provider of this record' }
			const door = `${other.provider}/${other.surface}`
			if (doors.some(({ name }) => name === door)) return { ...known, door, covered: true }
			return { ...known, door, covered: false, why: 'no complete record of it' }
		}),
	)
}
