import { rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	head,
	numberCell,
	percentCell,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
} from '../figure-table.ts'
import { begun, percent, type Said, say } from '../said.ts'
import type { Presenter } from '../view.ts'
import type { OutsideGroup, OutsideWorkingHoursFigures } from './figures.ts'

/** How often an outage meets people who are not at work, beside how much of the time that is. */
export const view: Presenter<OutsideWorkingHoursFigures> = (
	{ zone, overall, providers },
	_,
	names,
) => {
	const told = providers.filter(({ outside }) => outside.of > 0)
	const cells = ({ outside, timeOutside, onWeekends }: OutsideGroup): Cell[] => [
		shareCell(outside),
		percentCell(timeOutside),
		numberCell(onWeekends),
		numberCell(outside.part - onWeekends),
	]
	return {
		answer: answerOf(overall),
		cautions: [
			`Working hours are Monday to Friday, 09:00 to 17:00, ${zone}: another zone gives another ` +
				'answer.',
			'A page that is filed by hand can date to the morning what began at night.',
		],
		sections: [
			{
				id: 'share',
				heading: 'Begun outside working hours',
				intro:
					'The mark is the share of the recorded time outside working hours: so many would ' +
					'begin then if every moment were alike.',
				...(told.length > 0 && {
					chart: rowsChart({
						id: 'share',
						title: 'Incidents that began outside working hours',
						means: {
							value: 'share of incidents',
							range: '95 % interval',
							chance: 'share of the time',
						},
						axis: shareAxis(),
						rows: told.map(({ provider, outside, timeOutside }) => ({
							name: names.provider(provider),
							words: say`${percent(outside.share)} of ${outside.of}; of the time
								${percent(timeOutside)}`,
							value: outside.share,
							low: outside.low,
							high: outside.high,
							chance: { expected: timeOutside, low: null, high: null },
						})),
					}),
				}),
				table: {
					id: 'share',
					caption: 'Incidents that began outside working hours',
					heads: [
						head('Provider', 'provider'),
						head('Began outside', ...shareKeys('outside')),
						head('Of the time', 'time_outside'),
						head('On weekends', 'on_weekends'),
						head('At night', 'at_night'),
					],
					rows: [
						...(told.length > 1 ? [[textCell('', 'all'), ...cells(overall)]] : []),
						...told.map((one) => [
							providerCell(one.provider, names, 'outside-working-hours'),
							...cells(one),
						]),
					],
				},
			},
		],
	}
}

function answerOf({ outside, timeOutside }: OutsideGroup): Said {
	if (outside.of === 0 || timeOutside === null)
		return 'Of no incident in the complete record of this scope do we know the hour at which it began.'
	return say`${begun(shareOf(outside.part, outside.of, 'incident'))} began outside working hours,
		which are ${percent(timeOutside)} of the recorded time.`
}
