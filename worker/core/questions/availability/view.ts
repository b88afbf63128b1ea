import type { AvailabilityFigures, Measured } from '#core/questions/availability/figures.ts'
import { knownIn, type Way } from '#core/questions/availability/ways.ts'
import { rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	head,
	numberCell,
	percentCell,
	providerCell,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { link, percent, percents, type Said, say, time } from '../said.ts'
import { note, type Presenter, type Section } from '../view.ts'
import { publishedSections } from './published-figures.ts'

type One = AvailabilityFigures['providers'][number]

/** Availability, with the ways of counting beside each other instead of one number. */
export const view: Presenter<AvailabilityFigures> = ({ zone, providers }, { scope }, names) => {
	const narrow = scope.provider === undefined ? undefined : providers[0]
	const ranges = providers.map((one) => ({ one, ...rangeOf(one.any) }))
	const lowest = Math.min(1, ...ranges.flatMap(({ low }) => low ?? []))
	const axis = shareAxis(Math.max(0, Math.floor(lowest * 20) / 20), 1)
	const rows = narrow
		? narrow.any.ways.map((way) => ({
				name: way.way,
				words: isNothingKnown(narrow.any) ? 'not known' : boundsText(way),
				value: isNothingKnown(narrow.any) ? null : (way.share ?? way.atMost),
				low: isNothingKnown(narrow.any) ? null : way.atLeast,
				high: isNothingKnown(narrow.any) ? null : way.atMost,
			}))
		: ranges.map(({ one, ...range }) => ({
				name: names.provider(one.provider),
				words: rangeText(range),
				value:
					range.low === null
						? null
						: (one.any.ways.find(({ way }) => way === shownWay)?.atMost ?? null),
				low: range.low,
				high: range.high,
			}))
	const further = unknownLengthsSections(providers, names)
	return {
		answer: answerOf(ranges, names),
		cautions: [
			'A page that leaves its board green, files late or not at all looks better here than it was.',
			'A figure is only as good as the candour of the page, and providers are not ranked by it.',
		],
		sections: [
			{
				id: 'ways',
				heading: 'The same time, counted in several ways',
				intro: say`At each moment the worst of all products counts. Where the page gave no state
					while an incident was open, the truth lies between two bounds.${
						further.length > 0 &&
						say` Incidents of unknown length are set aside;
							${link('#unknown-lengths', 'what they could change')} comes below.`
					} Days and hours are those of ${zone}.`,
				...(rows.length > 0 && {
					chart: rowsChart({
						id: 'ways',
						title: 'Available share of the observed time',
						means: narrow
							? { value: 'at most', range: 'between the bounds' }
							: {
									value: `at most, by “${shownWay}”`,
									range: 'from the strictest to the mildest way',
								},
						axis,
						rows,
					}),
				}),
				table: {
					id: 'ways',
					caption: 'Availability by way of counting',
					heads: [
						head('Provider', 'provider'),
						head('Way', 'way'),
						...boundsHeads,
						head('In working hours, at least', 'working_hours_at_least'),
						head('At most', 'working_hours_at_most'),
					],
					rows: providers.flatMap((one) =>
						one.any.ways.map((way, index): Cell[] => [
							providerCell(one.provider, names, 'availability'),
							textCell(way.way),
							...boundsCells(way, one.any),
							...officeCells(one.any, index),
						]),
					),
				},
			},
			surfacesSection(providers, names),
			...further,
			...(narrow ? [monthsSection(narrow)] : []),
			...publishedSections(providers, names),
		],
	}
}

const shownWay = 'incident open, up to 48 h'

const boundsHeads = [
	head('At least', 'at_least'),
	head('At most', 'at_most'),
	head('Down at least', 'down_at_least_seconds'),
	head('Down at most', 'down_at_most_seconds'),
	head('Of', 'known_seconds'),
]

/**
 * Where no incident has a known length, bounds of 100 % and of no time down would only look like
 * figures.
 */
function isNothingKnown({
	incidents,
	unmeasured,
}: Pick<Measured, 'incidents' | 'unmeasured'>): boolean {
	return incidents > 0 && unmeasured >= incidents
}

function boundsCells(
	{ partial, atLeast, atMost, downAtLeastSeconds, downAtMostSeconds, knownSeconds }: Way,
	of: Measured,
): Cell[] {
	if (isNothingKnown(of))
		return [
			percentCell(null),
			percentCell(null),
			timeCell(null),
			timeCell(null),
			timeCell(knownSeconds),
		]
	// Where no state was ever given, that none was declared down says nothing.
	if (of.basis === 'incidents' && of.incidents > 0 && partial !== undefined)
		return [
			percentCell(atLeast),
			percentCell(null),
			timeCell(null),
			timeCell(downAtMostSeconds),
			timeCell(knownSeconds),
		]
	return [
		percentCell(atLeast),
		percentCell(atMost),
		timeCell(downAtLeastSeconds),
		timeCell(downAtMostSeconds),
		timeCell(knownSeconds),
	]
}

function officeCells(of: Measured, index: number): Cell[] {
	const way = isNothingKnown(of) ? undefined : of.workingHours.ways[index]
	return [percentCell(way?.atLeast ?? null), percentCell(way?.atMost ?? null)]
}

/** From the strictest to the mildest way of counting, bounds included. */
export interface WaysRange {
	/** Null where nothing can be said. */
	readonly low: number | null
	readonly high: number | null
	/** How many incidents have no known length: they are set aside from both. */
	readonly setAside: number
}

/** Where no incident has a known length, nothing is said. */
export function rangeOf({
	ways,
	incidents,
	unmeasured,
}: Pick<Measured, 'ways' | 'incidents' | 'unmeasured'>): WaysRange {
	const values = ways
		.flatMap(({ atLeast, atMost }) => [atLeast, atMost])
		.filter((value) => value !== null)
	if (values.length === 0 || isNothingKnown({ incidents, unmeasured }))
		return { low: null, high: null, setAside: unmeasured }
	return { low: Math.min(...values), high: Math.max(...values), setAside: unmeasured }
}

export function rangeText({ low, high, setAside }: WaysRange): Said {
	if (low === null || high === null) return 'not known'
	const range = low === high ? percent(low) : percents(low, high)
	return setAside === 0 ? range : say`${range}; ${setAside} set aside`
}

function boundsText({ share, atLeast, atMost }: Way): Said {
	if (share !== null) return percent(share)
	if (atMost === null || atLeast === null) return 'not known'
	return atLeast === atMost ? percent(atMost) : percents(atLeast, atMost)
}

function answerOf(ranges: readonly (WaysRange & { readonly one: One })[], names: Names): Said {
	const [widest] = ranges
		.flatMap(({ low, high, ...rest }) =>
			low === null || high === null ? [] : [{ low, high, ...rest }],
		)
		.sort((a, b) => b.high - b.low - (a.high - a.low))
	if (!widest)
		return ranges.length === 0
			? 'No complete record is in this scope.'
			: 'We don’t know how long any incident here lasted, so there is no figure.'
	const { one, low, high, setAside } = widest
	const name = names.provider(one.provider)
	const unknown =
		setAside === 0
			? ''
			: say` We don’t know how long ${setAside} of its ${one.any.incidents} incidents lasted and set
				${setAside === 1 ? 'it' : 'them'} aside${longestOf(one)}.`
	if (low === high) return say`Every way of counting gives ${percent(high)} for ${name}.${unknown}`
	const many =
		ranges.length === 1 ? '' : say` That is the widest range of ${ranges.length} providers.`
	return say`There is no single uptime figure. From the same incidents, that of ${name} ranges from
		${percents(low, high)}, depending on what you count as down.${many}${unknown}`
}

/** How low the shown way could fall if each unknown length were as long as the record allows. */
function longestOf({ any }: One): Said {
	const longest = any.unknownLengths?.if.find(
		({ each }) => each === 'until the record speaks again',
	)
	const least = longest?.ways.find(({ way }) => way === shownWay)?.atLeast
	return least === undefined || least === null
		? ''
		: say`; at the longest, “${shownWay}” would give ${percent(least)}`
}

/** What the incidents of unknown length could change, by provider and surface. */
function unknownLengthsSections(providers: readonly One[], names: Names): Section[] {
	const rows = providers.flatMap((one) =>
		[
			{ surface: '', own: one.any },
			...one.surfaces.map((own) => ({ surface: own.surface, own })),
		].flatMap(({ surface, own }): Cell[][] => {
			const { unknownLengths } = own
			if (unknownLengths === undefined) return []
			const bounds = (each: string) =>
				unknownLengths.if.find((one) => one.each === each)?.ways.find(({ way }) => way === shownWay)
			return [
				[
					providerCell(one.provider, names, 'availability'),
					textCell(surface, surface === '' ? 'any' : names.surface(one.provider, surface)),
					numberCell(unknownLengths.count, `${unknownLengths.count} of ${own.incidents}`),
					...(['zero', 'median of its kind', 'until the record speaks again'] as const).map(
						(each): Cell => {
							const own = bounds(each)
							const [low, high] = [own?.atLeast ?? null, own?.atMost ?? null]
							return {
								show: low === high ? percent(low) : percents(low, high),
								values: [low, high],
							}
						},
					),
				],
			]
		}),
	)
	if (rows.length === 0) return []
	return [
		{
			id: 'unknown-lengths',
			heading: 'Incidents whose length we don’t know',
			intro:
				`Some were posted only when they were over, and some never got an end. By “${shownWay}”, ` +
				'were each of them as long as the column says:',
			table: {
				id: 'unknown-lengths',
				caption: 'What unknown lengths could change',
				heads: [
					head('Provider', 'provider'),
					head('Product', 'surface'),
					head('Unknown length', 'unknown'),
					head('No time at all', 'zero_at_least', 'zero_at_most'),
					head('The usual length', 'median_at_least', 'median_at_most'),
					head('All it could be', 'longest_at_least', 'longest_at_most'),
				],
				rows,
			},
		},
	]
}

function surfacesSection(providers: readonly One[], names: Names): Section {
	const rows = providers.flatMap((one) =>
		one.surfaces.flatMap((own) =>
			own.ways
				.filter(
					({ way }) => providers.length === 1 || way === shownWay || way === 'partial at 30 %',
				)
				.map((way): Cell[] => [
					providerCell(one.provider, names, 'availability'),
					textCell(own.surface, names.surface(one.provider, own.surface)),
					textCell(own.from ?? '', own.from === null ? 'not known' : time(own.from, 'day', 'day')),
					numberCell(own.incidents),
					textCell(way.way),
					...boundsCells(way, own),
				]),
		),
	)
	const leftOut = providers.flatMap((one) =>
		one.leftOut.map((surface) => names.surface(one.provider, surface)),
	)
	return {
		id: 'surfaces',
		heading: 'Product by product',
		intro:
			'A product counts from when it existed: from the day its file gives, or from when the ' +
			'record first names it.',
		table: {
			id: 'surfaces',
			caption: 'Availability by product',
			heads: [
				head('Provider', 'provider'),
				head('Product', 'surface'),
				head('Counted from', 'from'),
				head('Incidents', 'incidents'),
				head('Way', 'way'),
				...boundsHeads,
			],
			rows,
		},
		...(leftOut.length > 0 && {
			after: [note(`We don’t know the state of: ${leftOut.join(', ')}.`)],
		}),
	}
}

function monthsSection({ any }: One): Section {
	const rows = (any.months ?? []).map(
		({ month, lengthSeconds, seconds, unmeasured, ways }): Cell[] => {
			const shown = ways?.find(({ way }) => way === shownWay)
			const {
				maintenance,
				unknown,
				incidentOpen,
				incidentOpenRows,
				unplaced,
				unplacedRows,
				degraded,
				partial,
				major,
				ungraded,
			} = seconds
			// All that is known of the month is that something of unknown length was in it.
			const isNothingSaid =
				unmeasured > 0 && incidentOpen + unplaced + major + partial + degraded + ungraded === 0
			const told = (value: number | null | undefined) => (isNothingSaid ? null : (value ?? null))
			return [
				textCell(month),
				timeCell(lengthSeconds),
				timeCell(knownIn(seconds)),
				percentCell(told(shown?.atLeast)),
				percentCell(told(shown?.atMost)),
				numberCell(unmeasured),
				timeCell(told(incidentOpen - incidentOpenRows)),
				timeCell(told(unplaced - unplacedRows)),
				timeCell(told(major)),
				timeCell(told(partial)),
				timeCell(told(degraded)),
				timeCell(maintenance),
				timeCell(unknown),
			]
		},
	)
	const heads = [
		'Month',
		'Length',
		'Observed and known',
		'At least',
		'At most',
		'Unknown length',
		'Incident open, up to 48 h',
		'Naming no surface',
		'Declared major',
		'Declared partial',
		'Declared degraded',
		'Maintenance',
		'Not known',
	]
	const keys = [
		'month',
		'length_seconds',
		'known_seconds',
		'at_least',
		'at_most',
		'unknown_length',
		'incident_open_up_to_48h_seconds',
		'unplaced_seconds',
		'major_seconds',
		'partial_seconds',
		'degraded_seconds',
		'maintenance_seconds',
		'unknown_seconds',
	]
	return {
		id: 'months',
		heading: 'Month by month',
		intro: `The bounds are those of “${shownWay}”.`,
		table: {
			id: 'months',
			caption: 'Time in each condition by month',
			heads: heads.map((words, index) => head(words, keys[index] ?? words)),
			rows,
		},
	}
}
