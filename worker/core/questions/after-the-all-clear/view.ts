import type {
	AfterTheAllClearFigures,
	Hazard,
	HazardBin,
} from '#core/questions/after-the-all-clear/figures.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { counted } from '#core/text/words.ts'
import { columnsChart, type Panel } from '../chart.ts'
import {
	type Cell,
	head,
	numberCell,
	percentCell,
	providerCell,
	textCell,
} from '../figure-table.ts'
import { type Said, say } from '../said.ts'
import type { Presenter } from '../view.ts'

const all = 'all'

/** How much likelier than usual the next failure is, hour by hour after the end of the last one. */
export const view: Presenter<AfterTheAllClearFigures> = (
	{ byProvider, ...whole },
	{ scope },
	names,
) => {
	const hazards = [
		...(scope.provider === undefined && byProvider.length > 1 ? [{ provider: all, ...whole }] : []),
		...byProvider,
	]
	const panels = hazards.flatMap((hazard) =>
		panelOf(hazard, hazard.provider === all ? 'All together' : names.provider(hazard.provider)),
	)
	return {
		answer: answerOf(whole),
		cautions: [
			'Usual means: in the same month and hour of the week.',
			'More than usual shows that failures come in groups within a month, not that one causes ' +
				'the next.',
		],
		sections: [
			{
				id: 'hours',
				heading: 'The first day, hour by hour',
				intro:
					'Each column is an hour after “resolved”: failures on the same product, divided by ' +
					'how many its month and hour of the week let expect. At the line the all-clear makes ' +
					'no difference.',
				...(panels.length > 0 && {
					chart: columnsChart({
						id: 'hours',
						title: 'Risk of the next failure after the all-clear',
						means: { value: 'failures ÷ expected, by hour', lines: 'as usual (1)' },
						panels,
					}),
				}),
				table: {
					id: 'hours',
					caption: 'Failures after the all-clear',
					heads: [
						head('Provider', 'provider'),
						head('After', 'from_hour', 'to_hour'),
						head('Still quiet', 'at_risk', 'exposure_hours'),
						head('Failed', 'failures'),
						head('Expected', 'expected'),
						head('In an hour', 'hazard'),
						head('Times the usual', 'ratio', 'low', 'high'),
					],
					rows: hazards.flatMap(({ provider, bins }) =>
						bins.map((bin): Cell[] => [
							provider === all
								? textCell(all, 'All together')
								: providerCell(provider, names, 'after-the-all-clear'),
							{ show: afterWords(bin), values: [bin.fromHour, bin.toHour] },
							{ show: String(bin.atRisk), values: [bin.atRisk, bin.exposureHours] },
							numberCell(bin.failures),
							numberCell(bin.expected),
							percentCell(bin.hazard),
							{ show: ratioWords(bin), values: [bin.ratio, bin.low, bin.high] },
						]),
					),
				},
			},
			{
				id: 'handovers',
				heading: 'Closed and opened again',
				intro:
					'Failures within five minutes are in the first hour too. Pages often close one entry ' +
					'and open the next.',
				table: {
					id: 'handovers',
					caption: 'All-clears and failures within five minutes',
					heads: [
						head('Provider', 'provider'),
						head('All-clears', 'all_clears'),
						head('Failed within 5 min', 'handovers'),
						head('No all-clear', 'left_out'),
					],
					rows: byProvider.map(({ provider, allClears, handovers, excluded }): Cell[] => [
						providerCell(provider, names, 'after-the-all-clear'),
						numberCell(allClears),
						numberCell(handovers),
						numberCell(Object.values(excluded).reduce((sum, count) => sum + count, 0)),
					]),
				},
			},
		],
	}
}

function answerOf({ allClears, bins }: Hazard): Said {
	const [first, last] = [bins[0], bins.find(({ toHour }) => toHour === 24)]
	if (allClears === 0 || !first)
		return 'No all-clear of these products can be followed over a complete record.'
	if (first.ratio === null || first.low === null || first.high === null)
		return say`After ${counted(allClears, 'all-clear')}, ${counted(first.failures, 'failure')} came
			within the first hour: too few were to be expected to compare.`
	const standing =
		first.low > 1
			? 'more than usual'
			: first.high < 1
				? 'less than usual'
				: 'no more than chance can give'
	const later =
		last?.ratio === null || last?.ratio === undefined
			? ''
			: say` In the 24th hour it was ${times(last.ratio)}.`
	return say`In the first hour after ${counted(allClears, 'all-clear')}, the next failure came
		${times(first.ratio)} as often as usual (${rounded(first.low, 1)} to ${rounded(first.high, 1)}):
		${standing}.${later}`
}

function times(ratio: number): string {
	return `${rounded(ratio, 1)} times`
}

function afterWords({ fromHour, toHour }: HazardBin): string {
	return toHour <= 24 ? `${fromHour} to ${toHour} h` : `${fromHour / 24} to ${toHour / 24} d`
}

function ratioWords({ ratio, low, high }: HazardBin): string {
	return ratio === null || low === null || high === null
		? 'too few expected'
		: `${rounded(ratio, 1)} (${rounded(low, 1)} to ${rounded(high, 1)})`
}

/** The first day, where there is anything to compare. */
function panelOf({ bins, allClears }: Hazard, name: string): Panel[] {
	const hours = bins.filter(({ toHour }) => toHour <= 24)
	const first = hours[0]
	if (!first || hours.every(({ ratio }) => ratio === null)) return []
	return [
		{
			name,
			words: `${counted(allClears, 'all-clear')}; first hour: ${ratioWords(first)}`,
			columns: hours.map(({ toHour, ratio }) => ({ label: String(toHour), value: ratio })),
			lines: [1],
		},
	]
}
