import { monthText } from '#core/fragments/time-text.ts'
import type { CalendarFigures, Unevenness } from '#core/questions/calendar/figures.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { counted } from '#core/text/words.ts'
import { columnsChart } from '../chart.ts'
import { type Cell, head, numberCell, providerCell, textCell } from '../figure-table.ts'
import type { Names } from '../names.ts'
import { type Said, say } from '../said.ts'
import { bullets, type Presenter, type Section } from '../view.ts'

type One = CalendarFigures['providers'][number]

/** When incidents begin: weekdays, hours, months, and whether days resemble each other. */
export const view: Presenter<CalendarFigures> = ({ zone, providers }, { scope }, names) => {
	const counted = providers.filter(({ incidents }) => incidents > 0)
	return {
		answer: answerOf(counted, names),
		cautions: [
			'A provider that begins to file more finely looks as if it failed more often.',
			'Incidents come in clusters, which makes every p here smaller than it should be.',
		],
		sections: [
			columnsSection('weekdays', 'By weekday', zone, counted, names, (one) => ({
				words: testText(one.weekdayTest),
				columns: one.weekdays.map(({ weekday, count, expected }) => ({
					label: weekday.slice(0, 3),
					value: count,
					expected,
				})),
			})),
			columnsSection('hours', 'By hour of the day', zone, counted, names, (one) => ({
				words: testText(one.hourTest),
				columns: one.hours.map(({ hour, count, expected }) => ({
					label: `${hour} h`,
					value: count,
					expected,
				})),
			})),
			monthsSection(counted, names),
			...trendSection(counted, names),
			...(scope.provider === undefined ? [] : autocorrelationSection(counted, names)),
		],
	}
}

interface Shown {
	readonly words: string
	readonly columns: readonly {
		readonly label: string
		readonly value: number
		readonly expected: number
	}[]
}

function columnsSection(
	id: string,
	heading: string,
	zone: string,
	providers: readonly One[],
	names: Names,
	shown: (one: One) => Shown,
): Section {
	return {
		id,
		heading,
		intro: say`Beginnings of incidents by the calendar of ${zone}. The red line is what is expected
			by the covered time alone.`,
		...(providers.length > 0 && {
			chart: columnsChart({
				id,
				title: `Incidents ${heading.toLowerCase()}`,
				means: { value: 'incidents', expected: 'expected by covered time' },
				panels: providers.map((one) => ({ name: names.provider(one.provider), ...shown(one) })),
			}),
		}),
		table: {
			id,
			caption: `Incidents ${heading.toLowerCase()}`,
			heads: [
				head('Provider', 'provider'),
				head(id === 'hours' ? 'Hour' : 'Weekday', id === 'hours' ? 'hour' : 'weekday'),
				head('Incidents', 'incidents'),
				head('Expected', 'expected'),
			],
			rows: providers.flatMap((one) =>
				shown(one).columns.map(({ value, expected }, index): Cell[] => [
					providerCell(one.provider, names, 'calendar'),
					textCell(id === 'hours' ? String(index) : (one.weekdays[index]?.weekday ?? '')),
					numberCell(value),
					numberCell(expected, String(rounded(expected, 1))),
				]),
			),
		},
	}
}

function monthsSection(providers: readonly One[], names: Names): Section {
	return {
		id: 'months',
		heading: 'Month by month',
		intro:
			'Per 30 covered days, so that months of which only a part is recorded can be read beside ' +
			'whole ones.',
		...(providers.length > 0 && {
			chart: columnsChart({
				id: 'months',
				title: 'Incidents for each 30 covered days',
				means: { value: 'incidents for each 30 covered days' },
				panels: providers.map((one) => ({
					name: names.provider(one.provider),
					words: changeText(one),
					columns: columnsOf(one),
				})),
			}),
		}),
		table: {
			id: 'months',
			caption: 'Incidents by month',
			heads: [
				head('Provider', 'provider'),
				head('Month', 'month'),
				head('Incidents', 'incidents'),
				head('Days covered', 'days'),
				head('For each 30 days', 'per_thirty_days'),
			],
			rows: providers.flatMap((one) =>
				one.months.map((month): Cell[] => [
					providerCell(one.provider, names, 'calendar'),
					textCell(month.month),
					numberCell(month.count),
					numberCell(month.days, String(rounded(month.days, 1))),
					numberCell(
						month.perThirtyDays,
						month.perThirtyDays === null ? 'not known' : String(rounded(month.perThirtyDays, 1)),
					),
				]),
			),
		},
		after: [
			bullets(
				providers.flatMap((one) => {
					const name = names.provider(one.provider)
					return [
						...(one.changeTest ? [`${name}: ${changeWords(one.changeTest)}`] : []),
						...one.why.map((why) => `${name}: ${why}`),
					]
				}),
			),
		],
	}
}

function changeWords({
	month,
	beforePerDay,
	afterPerDay,
	p,
	draws,
	claimed,
}: NonNullable<One['changeTest']>): string {
	const step = `from ${rounded(beforePerDay * 30, 1)} to ${rounded(afterPerDay * 30, 1)} for each 30 days`
	return claimed
		? `the rate changed in ${monthText(month)}, ${step} (p = ${rounded(p, 3)} of ${draws} draws).`
		: `no sudden change. The strongest candidate is ${monthText(month)}, ${step}; smooth growth ` +
				`or months that resemble each other give as much (p = ${rounded(p, 3)} of ${draws} draws).`
}

/** Growth by a factor a year, and what it and the weekdays leave of each month. */
function trendSection(providers: readonly One[], names: Names): Section[] {
	const grown = providers.flatMap(({ provider, trend }) => (trend ? [{ provider, trend }] : []))
	if (grown.length === 0) return []
	return [
		{
			id: 'trend',
			heading: 'With growth and weekdays taken out',
			intro:
				'Each month’s incidents beside what steady growth and its weekdays give. One is as ' +
				'expected, two is twice as many.',
			chart: columnsChart({
				id: 'trend',
				title: 'Incidents beside what growth and weekdays give',
				means: { value: 'incidents ÷ expected', lines: 'as expected' },
				panels: grown.map(({ provider, trend }) => ({
					name: names.provider(provider),
					words: growthText(trend),
					columns: trend.months.map(({ month, ratio }) => ({
						label: month.slice(2).replace('-', '/'),
						value: ratio,
					})),
					lines: [1],
				})),
			}),
			table: {
				id: 'trend',
				caption: 'Incidents beside what growth and weekdays give',
				heads: [
					head('Provider', 'provider'),
					head('Month', 'month'),
					head('Expected', 'expected'),
					head('Incidents ÷ expected', 'ratio'),
				],
				rows: grown.flatMap(({ provider, trend }) =>
					trend.months.map(({ month, expected, ratio }): Cell[] => [
						providerCell(provider, names, 'calendar'),
						textCell(month),
						numberCell(expected, String(rounded(expected, 1))),
						numberCell(ratio, ratio === null ? 'not known' : String(rounded(ratio, 2))),
					]),
				),
			},
		},
	]
}

function growthText({ perYear, low, high }: NonNullable<One['trend']>): string {
	const range = low === null || high === null ? '' : ` (${rounded(low, 1)} to ${rounded(high, 1)})`
	return `times ${rounded(perYear, 1)} a year${range}`
}

/**
 * Every month from the first to the last; of those with less than half of their days recorded no
 * rate follows.
 */
function columnsOf({ months }: One): { label: string; value: number | null }[] {
	const known = new Map(months.map((month) => [month.month, month]))
	const [first, last] = [months[0]?.month, months.at(-1)?.month]
	if (first === undefined || last === undefined) return []
	const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
	return Array.from({ length: number(last) - number(first) + 1 }, (_, index) => {
		const at = number(first) + index
		const month = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
		const entry = known.get(month)
		return {
			label: month.slice(2).replace('-', '/'),
			value: entry && entry.days >= daysAtLeast ? entry.perThirtyDays : null,
		}
	})
}

const daysAtLeast = 15

function autocorrelationSection(providers: readonly One[], names: Names): Section[] {
	return providers.flatMap(({ provider, autocorrelation }): Section[] => {
		if (autocorrelation === null) return []
		const { days, lags, tested } = autocorrelation
		const shown = lags.slice(0, tested)
		return [
			{
				id: 'autocorrelation',
				heading: 'Whether days resemble those before them',
				intro:
					`Over ${days} whole days. The red line is what growth and the working week alone give: ` +
					'the same days, exchanged within their month and weekday.',
				chart: columnsChart({
					id: 'autocorrelation',
					title: 'Autocorrelation of daily counts',
					means: { value: 'coefficient by days apart', expected: 'month and weekday kept' },
					panels: [
						{
							name: names.provider(provider),
							words: `${shown.filter(({ outside }) => outside).length} of ${tested} beyond that`,
							columns: shown.map(({ lag, r, chance }) => ({
								label: String(lag),
								value: r,
								...(chance.expected !== null && { expected: chance.expected }),
							})),
						},
					],
				}),
				table: {
					id: 'autocorrelation',
					caption: 'Autocorrelation of daily counts',
					heads: [
						head('Days apart', 'lag'),
						head('Coefficient', 'r'),
						head('Month and weekday kept', 'chance_expected', 'chance_low', 'chance_high'),
						head('p, all lags at once', 'p'),
						head('Pairs of days', 'pairs'),
					],
					rows: lags.map(({ lag, r, chance, p, pairs }): Cell[] => {
						const { expected, low, high } = chance
						const kept =
							expected === null || low === null || high === null
								? 'not tested'
								: `${rounded(low, 3)} to ${rounded(high, 3)}`
						return [
							numberCell(lag),
							numberCell(r, String(rounded(r, 3))),
							{ show: kept, values: [expected, low, high] },
							numberCell(p, p === null ? 'not tested' : String(rounded(p, 3))),
							numberCell(pairs),
						]
					}),
				},
			},
		]
	})
}

function answerOf(providers: readonly One[], names: Names): Said {
	const [most] = providers.toSorted((a, b) => b.incidents - a.incidents)
	if (!most) return 'No incident began in the complete record of this scope.'
	const busiest = most.weekdays.toSorted((a, b) => b.count - b.expected - (a.count - a.expected))[0]
	const uneven = most.weekdayTest.p !== null && most.weekdayTest.p < 0.01
	const weekday = !busiest
		? ''
		: uneven
			? say` More began on a ${busiest.weekday} than its share of the time: ${busiest.count} where
				${rounded(busiest.expected, 1)} are expected.`
			: ' By weekday they are spread as chance would spread them.'
	const change = most.change
		? say` From ${monthText(most.change.month)} on it was
			${rounded(most.change.afterPerDay * 30, 1)} instead of
			${rounded(most.change.beforePerDay * 30, 1)} for each 30 days.`
		: most.changeTest
			? ' Its rate shows no sudden change.'
			: ''
	const growth =
		most.trend?.low === null || !most.trend ? '' : say` Growth: ${growthText(most.trend)}.`
	return say`${names.provider(most.provider)} filed ${counted(most.incidents, 'incident')} over
		${Math.round(most.days)} covered days.${weekday}${growth}${change}`
}

function testText({ p, statistic, chance }: Unevenness): string {
	return p === null || statistic === null
		? 'no test'
		: `χ² ${rounded(statistic, 1)}, by chance ${rounded(chance.expected ?? 0, 1)}; p = ` +
				`${rounded(p, 4)}`
}

function changeText({ change }: One): string {
	return change ? `changed in ${monthText(change.month)}` : 'no sudden change claimed'
}
