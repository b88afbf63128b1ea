import type {
	ComparisonFigures,
	ComparisonRow,
	ComparisonTable,
} from '#core/questions/comparison/figures.ts'
import { noRanking } from '#core/questions/comparison/granularity.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, listed } from '#core/text/words.ts'
import { rangeOf, rangeText } from '../availability/view.ts'
import { standingOf, standingWords } from '../by-chance.ts'
import { rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	type Head,
	head,
	numberCell,
	shareCell,
	shareKeys,
	textCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import {
	joined,
	lineBreak,
	link,
	percent,
	percents,
	quoted,
	roughly,
	type Said,
	say,
	small,
	strong,
	textOf,
	time,
} from '../said.ts'
import { bullets, type Presenter, type Section } from '../view.ts'

/**
 * Providers side by side over the days that all of them share; the warning how differently they
 * file comes first.
 */
export const view: Presenter<ComparisonFigures> = ({ tables, absent, words }, _, names) => ({
	answer: answerOf(tables, words),
	sections: [
		...tables.map((table, index) => tableSection(table, index, names)),
		...(absent.length > 0
			? [
					{
						id: 'absent',
						heading: 'Who is in no table, and why',
						after: [
							bullets(
								absent.map(
									({ provider, why }) =>
										say`${link(addresses.provider(provider), names.provider(provider))}: ${why}`,
								),
							),
						],
					},
				]
			: []),
	],
})

function answerOf([first]: ComparisonFigures['tables'], words: readonly string[]): Said {
	return first
		? say`${strong(noRanking)}${first.warning.slice(noRanking.length)} Listed alphabetically, not
			ranked.`
		: words.join(' ')
}

function tableSection(table: ComparisonTable, index: number, names: Names): Section {
	const { rows, days, windows, warning, providers } = table
	const id = `side-by-side-${index + 1}`
	const ranges = rows.map((row) => ({
		row,
		range: rangeOf({ ...row.availability, incidents: row.incidents }),
	}))
	const lowest = Math.min(1, ...ranges.flatMap(({ range }) => range.low ?? []))
	return {
		id,
		heading: `${listed(providers.map((provider) => names.provider(provider)))}: ${rounded(days, 1)} days`,
		intro: say`${joined(
			windows.map(({ from, to }) => say`${time(from, 'day')} to ${time(to, 'day')}`),
			', ',
		)}: the days for which we have the full incident list of each.${
			index > 0 && ` ${warning}`
		} Select a figure to see how it was counted.`,
		chart: rowsChart({
			id,
			title: 'Availability over the same days, from the strictest to the mildest way of counting',
			means: {
				value: 'no incident open, up to 48 h each',
				range: 'from the strictest to the mildest way',
			},
			axis: shareAxis(Math.max(0, Math.floor(lowest * 20) / 20), 1),
			rows: ranges.map(({ row, range }) => ({
				name: row.name,
				words: rangeText(range),
				value:
					range.low === null
						? null
						: (row.availability.ways.find(({ way }) => way === 'incident open, up to 48 h')
								?.atMost ?? null),
				low: range.low,
				high: range.high,
			})),
		}),
		table: {
			id,
			caption: 'Side by side',
			transposed: true,
			isFolded: index > 0,
			heads: measures.map(({ heading }) => heading),
			rows: rows.map((row) => measures.map(({ cell }) => cell(row))),
		},
	}
}

interface Measure {
	readonly heading: Head
	readonly cell: (row: ComparisonRow) => Cell
}

/**
 * What is shown of each provider, in the order of the argument: what happened, who is concerned,
 * what was promised, what was kept, what was said.
 */
const measures: readonly Measure[] = [
	{
		heading: head('Provider', 'provider'),
		cell: ({ provider, name }) => textCell(provider, link(addresses.provider(provider), name)),
	},
	{
		heading: head('Incidents filed over these days (no ranking)', 'incidents', 'last_thirty_days'),
		cell: ({ provider, incidents, lastThirtyDays }) => {
			return {
				show: withSmall(
					link(`${addresses.provider(provider)}#months`, incidents),
					say`${lastThirtyDays} in the last 30`,
				),
				values: [incidents, lastThirtyDays],
			}
		},
	},
	{
		heading: head('Users, as claimed', 'users'),
		cell: ({ users }) =>
			users === null
				? { show: 'not known', values: [null] }
				: textCell(
						users.map(({ claim }) => claim).join(' '),
						joined(
							users.map(
								({ claim, title, standing }) =>
									say`${link(`${addresses.claims}#claim-${claim}`, quoted(title))} ${small(standing)}`,
							),
							lineBreak,
						),
					),
	},
	{
		heading: head('Promised', 'promises'),
		cell: ({ provider, promises }) =>
			textCell(
				promises.map(({ id }) => id).join(' '),
				promises.length === 0
					? 'not known'
					: say`${link(addresses.analysis('promises', provider), promisesText(promises))}`,
			),
	},
	{
		heading: head('Available, all ways of counting', 'available_low', 'available_high'),
		cell: ({ provider, availability, incidents }) => {
			const range = rangeOf({ ...availability, incidents })
			return {
				show: leading('availability', provider, rangeText(range)),
				values: [range.low, range.high],
			}
		},
	},
	availabilityMeasure('incident open, up to 48 h', 'No incident open (up to 48 h each)'),
	availabilityMeasure('partial at 30 %', 'Declared states, partial at 30 %'),
	{
		heading: head(
			'Open, in the middle case',
			'open_median_seconds',
			'open_p90_seconds',
			'open_count',
		),
		cell: ({ provider, open }) => ({
			show: withSmall(
				leading('durations', provider, roughly(open.median)),
				open.count > 0 && say`nine in ten ${roughly(open.p90)}; of ${open.count}`,
			),
			values: [open.median, open.p90, open.count],
		}),
	},
	{
		heading: head(
			'First post after the stated start',
			'first_post_median_seconds',
			'first_post_count',
		),
		cell: ({ provider, firstPost }) => ({
			show: withSmall(
				leading('words', provider, roughly(firstPost.median)),
				firstPost.count > 0 && say`of ${firstPost.count}`,
			),
			values: [firstPost.median, firstPost.count],
		}),
	},
	{
		heading: head(
			'Down again within 24 h',
			...shareKeys('again'),
			'chance_expected',
			'chance_low',
			'chance_high',
			'chance_p',
		),
		cell: ({ provider, relapse: { share, chance, p } }) => {
			const cell = shareCell(share, addresses.analysis('relapse', provider))
			const range = percents(chance.low, chance.high)
			const byChance = say`by chance ${percent(chance.expected)} (${range}):
				${standingWords[standingOf(p)]}`
			return {
				show: joined([cell.show, chance.expected !== null && small(byChance)], lineBreak),
				values: [...cell.values, chance.expected, chance.low, chance.high, p],
			}
		},
	},
	{
		heading: head('Longest silence', 'silence_median_seconds', 'silence_count'),
		cell: ({ provider, words: { longestSilence: one } }) => ({
			show: withSmall(
				leading('words', provider, roughly(one.median)),
				one.count > 0 && say`of ${one.count}`,
			),
			values: [one.median, one.count],
		}),
	},
	wordsMeasure('postedLateOrAfterwards', 'Posted late or only afterwards'),
	wordsMeasure('causeNamed', 'Cause named'),
	wordsMeasure('reversed', 'Statements taken back'),
	wordsMeasure('green', 'All green while open'),
	wordsMeasure('withPostmortem', 'Account afterwards'),
	{
		heading: head('Incidents for each hour with one open', 'incidents_per_outage_hour'),
		cell: ({ granularity }) =>
			numberCell(granularity.incidentsPerOutageHour, known(granularity.incidentsPerOutageHour)),
	},
	{
		heading: head('Surfaces of the incident in the middle', 'surfaces_per_incident'),
		cell: ({ provider, granularity }) =>
			numberCell(
				granularity.surfacesPerIncident,
				leading('blast-radius', provider, known(granularity.surfacesPerIncident)),
			),
	},
	{
		heading: head('Statements of the incident in the middle', 'updates_per_incident'),
		cell: ({ granularity }) =>
			numberCell(granularity.updatesPerIncident, known(granularity.updatesPerIncident)),
	},
	{
		heading: head('Two or more open, of the time with one', 'overlap_share'),
		cell: ({ granularity }) =>
			numberCell(granularity.overlapShare, percent(granularity.overlapShare)),
	},
]

function availabilityMeasure(name: string, words: string): Measure {
	const key = name === 'partial at 30 %' ? 'states_partial_30' : 'no_incident_open'
	return {
		heading: head(words, `${key}_at_least`, `${key}_at_most`),
		cell: ({ provider, availability, incidents }) => {
			const way = availability.ways.find((one) => one.way === name)
			const [least, most] = [way?.atLeast ?? null, way?.atMost ?? null]
			// A history without states or lengths says nothing of them: its upper bound is 100 % whatever
			// happened. That it is at most the whole is nothing known either.
			const isTold =
				rangeOf({ ...availability, incidents }).low !== null &&
				(name !== 'partial at 30 %' || availability.basis !== 'incidents') &&
				(least !== null || most !== 1)
			const text =
				!isTold || most === null
					? 'not known'
					: least === most
						? percent(most)
						: least === null
							? say`at most ${percent(most)}`
							: percents(least, most)
			return {
				show: leading('availability', provider, text),
				values: isTold ? [least, most] : [null, null],
			}
		},
	}
}

function wordsMeasure(
	name: Exclude<keyof ComparisonRow['words'], 'longestSilence'>,
	words: string,
): Measure {
	return {
		heading: head(
			words,
			...shareKeys(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
		),
		cell: ({ provider, words: told }) =>
			shareCell(told[name], addresses.analysis('words', provider)),
	}
}

/** A figure with what matters less beside it. */
function withSmall(figure: Said, beside: Said | false): Said {
	return joined([figure, beside !== false && small(beside)], ' ')
}

function leading(question: string, provider: string, words: Said): Said {
	return textOf(words) === 'not known' ? words : link(addresses.analysis(question, provider), words)
}

function promisesText(promises: ComparisonRow['promises']): string {
	const levels = promises
		.filter(({ kind }) => kind === 'guarantee')
		.map(({ percent: level }) => level)
	const best = Math.max(...levels.map((level) => level ?? 0))
	const none = promises.filter(({ kind }) => kind === 'none public').length
	return [
		...(levels.length > 0
			? [`${counted(levels.length, 'guarantee')}${best > 0 ? `, up to ${best} %` : ''}`]
			: []),
		...(none > 0 ? [`none public for ${counted(none, 'product')}`] : []),
		...(levels.length === 0 && none === 0 ? [counted(promises.length, 'entry', 'entries')] : []),
	].join('; ')
}

function known(value: number | null): string {
	return value === null ? 'not known' : String(rounded(value, 2))
}
