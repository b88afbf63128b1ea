import type { Compared, DisplayAuditFigures } from '#core/questions/display-audit/figures.ts'
import { counted } from '#core/text/words.ts'
import { countAxis, rowsChart } from '../chart.ts'
import {
	type Cell,
	head,
	incidentLink,
	numberCell,
	providerCell,
	shareOf,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, roughly, type Said, say, small } from '../said.ts'
import { type Block, note, type Presenter } from '../view.ts'

type Audited = DisplayAuditFigures['providers'][number]

/**
 * Where an uptime display and the statements of the same page agree, and where not, in both
 * directions.
 */
export const view: Presenter<DisplayAuditFigures> = (
	{ providers, withoutDisplay, differing },
	_,
	names,
) => ({
	answer: answerOf(providers, names),
	cautions: [
		'A difference is no accusation.',
		'A component can be set outside incidents, a display can be corrected later, and an update ' +
			'can show another time than that of the change.',
	],
	sections: [
		{
			id: 'services',
			heading: 'Days on which they agree and differ',
			intro: say`Each day with an outage on the display or in the statements. “Kinder” means the
				display shows less outage than the statements add up to, “harsher” that it shows
				more.${
					withoutDisplay.length > 0 &&
					say` We have no displayed days of
					${joined(withoutDisplay.map(names.provider), ', ')}.`
				}`,
			...(providers.length > 0 && {
				chart: rowsChart({
					id: 'services',
					title: 'Displayed days beside the statements',
					means: { value: 'days of a component' },
					axis: countAxis(Math.max(1, ...providers.map(({ days }) => days))),
					bars: true,
					rows: providers.flatMap((one) =>
						verdictsOf(one).map(([words, days]) => ({
							name: `${names.provider(one.provider)}: ${words}`,
							words: String(days),
							value: days,
						})),
					),
				}),
			}),
			table: {
				id: 'services',
				caption: 'Display and statements by component',
				isFolded: false,
				heads: [
					head('Provider', 'provider'),
					head('Component', 'service', 'surface'),
					head('Days with an outage', 'days'),
					head('Equal', 'equal', 'regraded'),
					head('Display kinder', 'kinder_days', 'kinder_seconds'),
					head('Display harsher', 'harsher_days', 'harsher_seconds'),
					head('Can’t be compared', 'not_compared', 'not_compared_why'),
					head('From', 'first_day'),
					head('To', 'last_day'),
					head('Zone', 'zone'),
				],
				rows: providers.flatMap(({ provider, services }) =>
					services.map((one): Cell[] => [
						providerCell(provider, names, 'display-audit'),
						{ show: one.service, values: [one.service, one.surface] },
						numberCell(one.days),
						{ show: String(one.equal), values: [one.equal, one.regraded] },
						differenceCell(one.kinder),
						differenceCell(one.harsher),
						{
							show: String(sumOf(one.notCompared)),
							values: [sumOf(one.notCompared), Object.keys(one.notCompared).join('; ')],
						},
						textCell(one.firstDay),
						textCell(one.lastDay),
						textCell(one.zone),
					]),
				),
			},
			after: whyNotes(providers),
		},
		{
			id: 'differing',
			heading: 'The largest differences',
			table: {
				id: 'differing',
				caption: 'Days that differ by more than a minute',
				heads: [
					head('Provider', 'provider'),
					head('Component', 'service', 'surface'),
					head('Day', 'date'),
					head('Displayed', 'displayed_partial_seconds', 'displayed_major_seconds'),
					head('Stated', 'stated_partial_seconds', 'stated_major_seconds'),
					head('Displayed − stated', 'difference_seconds'),
					head('Stated by', 'incidents'),
				],
				rows: differing.shown.map((one): Cell[] => [
					providerCell(one.provider, names, 'display-audit'),
					{ show: one.service, values: [one.service, one.surface] },
					textCell(one.date),
					lostCell(one.displayed),
					lostCell(one.stated),
					timeCell(one.differenceSeconds),
					textCell(
						one.incidents.join(' '),
						one.incidents.length === 0
							? 'no statement'
							: joined(
									one.incidents.map((key) => incidentLink(key, names)),
									', ',
								),
					),
				]),
				of: differing.of,
			},
		},
	],
})

function answerOf(providers: readonly Audited[], names: Names): Said {
	const [first, ...others] = providers.toSorted((a, b) => b.days - a.days)
	if (!first) return 'We have no displayed days of these providers to compare.'
	const compared = first.days - sumOf(first.notCompared)
	const more =
		others.length > 0 ? say` ${counted(others.length, 'other provider')} can be compared too.` : ''
	return say`${names.provider(first.provider)}’s uptime display matches its statements within a
		minute on ${shareOf(first.equal, compared, 'compared component-day')}. It shows less outage on
		${first.kinder.days} and more on ${first.harsher.days}.${more}`
}

function verdictsOf({
	equal,
	kinder,
	harsher,
	notCompared,
}: Compared): (readonly [string, number])[] {
	return [
		['equal', equal],
		['display kinder', kinder.days],
		['display harsher', harsher.days],
		['can’t be compared', sumOf(notCompared)],
	]
}

function sumOf(counts: Readonly<Record<string, number>>): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function differenceCell({ days, seconds }: Compared['kinder']): Cell {
	return {
		show: days === 0 ? '0' : say`${days} ${small(roughly(seconds))}`,
		values: [days, seconds],
	}
}

function lostCell({
	partialSeconds,
	majorSeconds,
}: {
	readonly partialSeconds: number
	readonly majorSeconds: number
}): Cell {
	const parts = [
		...(partialSeconds > 0 ? [say`${roughly(partialSeconds)} partial`] : []),
		...(majorSeconds > 0 ? [say`${roughly(majorSeconds)} major`] : []),
	]
	return {
		show: parts.length === 0 ? 'none' : joined(parts, ', '),
		values: [partialSeconds, majorSeconds],
	}
}

function whyNotes(providers: readonly Audited[]): Block[] {
	const reasons = providers.flatMap(({ notCompared }) => Object.entries(notCompared))
	if (reasons.length === 0) return []
	const listed = reasons.map(([reason, count]) => `${reason} (${count})`).join('; ')
	return [note(`Why days can’t be compared: ${listed}.`)]
}
