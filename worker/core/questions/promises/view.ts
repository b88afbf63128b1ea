import type { PromiseRow, PromisesFigures } from '#core/questions/promises/figures.ts'
import { counted } from '#core/text/words.ts'
import { countAxis, rowsChart } from '../chart.ts'
import { type Cell, head, numberCell, providerCell, textCell, timeCell } from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, lineBreak, type Said, say, small, source } from '../said.ts'
import type { Presenter } from '../view.ts'

/** What is promised to whom, and what can be said of a month against it. */
export const view: Presenter<PromisesFigures> = ({ promises, kinds, allowed }, _, names) => ({
	answer: answerOf(promises),
	cautions: [
		'This is no legal advice, and terms change: each entry says when it was last read.',
		'No credit is computed where a promise counts errors of requests, because no status page ' +
			'publishes them.',
	],
	sections: [
		{
			id: 'register',
			heading: 'What is promised',
			...(promises.length > 0 && {
				chart: rowsChart({
					id: 'register',
					title: 'Promises by kind',
					means: { value: 'entries of the register' },
					axis: countAxis(Math.max(...kinds.map(({ count }) => count))),
					bars: true,
					rows: kinds.map(({ kind, count }) => ({
						name: kind,
						words: String(count),
						value: count,
					})),
				}),
			}),
			table: {
				id: 'register',
				caption: 'The register of promises',
				isFolded: false,
				heads: [
					head('Product', 'product', 'id'),
					head('Vendor', 'vendor'),
					head('To', 'recipients'),
					head('Kind', 'kind'),
					head('Level', 'percent'),
					head('Counts', 'rule'),
					head('Can a month be held against it?', 'countable', 'why'),
					head('Credit', 'credit'),
					head('Read', 'read_at'),
					head('Where', 'where'),
				],
				rows: promises.map(registerCells),
			},
		},
		{
			id: 'months',
			heading: 'Months against the promises',
			intro:
				'A hypothesis that nobody promised: were a minute down whenever the page says so. At ' +
				'least counts declared major outages alone; at most every minute that was not green, ' +
				'and all of which no state is known. Incidents of unknown length are set aside: with ' +
				'one in it, a month is never within.',
			table: {
				id: 'months',
				caption: 'Months against the promises',
				heads: [
					head('Product', 'promise'),
					head('Provider', 'provider'),
					head('Month', 'month'),
					head('Allowed', 'allowed_seconds'),
					head('Covered', 'covered_seconds'),
					head('Down at least', 'fewest_seconds'),
					head('Down at most', 'most_seconds'),
					head('Unknown length', 'unknown_length'),
					head('Verdict', 'verdict'),
					head('By its own counting', 'own_down_seconds', 'own_kept'),
				],
				rows: promises.flatMap((row) => monthCells(row, names)),
			},
		},
		{
			id: 'allowed',
			heading: 'What a level allows',
			table: {
				id: 'allowed',
				caption: 'Allowed downtime in a month',
				heads: [
					head('Level', 'percent'),
					...[28, 29, 30, 31].map((days) => head(`${days} days`, `days_${days}_seconds`)),
				],
				rows: allowed.map(({ percent, seconds }): Cell[] => [
					numberCell(percent, `${percent} %`),
					timeCell(seconds.days28),
					timeCell(seconds.days29),
					timeCell(seconds.days30),
					timeCell(seconds.days31),
				]),
			},
		},
	],
})

function answerOf(promises: readonly PromiseRow[]): Said {
	if (promises.length === 0)
		return (
			'No promise of these providers is in the register: there may be some that nobody has ' +
			'entered.'
		)
	const guarantees = promises.filter(({ promise }) => promise.kind === 'guarantee').length
	const countable = promises.filter(({ countable: { can } }) => can).length
	const none =
		countable === 0
			? 'none of them can be held against public data'
			: say`${countable} of them can be held against public data`
	return say`Of ${counted(promises.length, 'entry', 'entries')} in the register,
		${
			guarantees === 0
				? 'none is a guarantee'
				: guarantees === 1
					? 'one is a guarantee'
					: say`${guarantees}
			are guarantees`
		},
		and ${none}: mostly they count errors of requests, which only the vendor and each customer can
		count.`
}

function registerCells({ promise, countable, credit }: PromiseRow): Cell[] {
	const notes = promise.notes !== undefined && say`${lineBreak}${small(promise.notes)}`
	return [
		{ show: say`${promise.product}${notes}`, values: [promise.product, promise.id] },
		textCell(promise.vendor),
		textCell(promise.recipients),
		textCell(promise.kind),
		numberCell(
			promise.percent ?? null,
			promise.percent === undefined ? 'none named' : `${promise.percent} %`,
		),
		textCell(promise.rule),
		{
			show: say`${countable.can ? 'yes' : 'no'}. ${small(countable.why)}`,
			values: [countable.can ? 'yes' : 'no', countable.why],
		},
		textCell(credit),
		textCell(promise.readAt),
		textCell(
			promise.sources.flatMap(({ url }) => url ?? []).join(' '),
			joined(promise.sources.map(source), ', '),
		),
	]
}

function monthCells({ promise, months }: PromiseRow, names: Names): Cell[][] {
	return months.shown
		.toReversed()
		.map(
			({
				month,
				allowedSeconds,
				coveredSeconds,
				ifEveryMinuteCounted: { fewestSeconds, mostSeconds, unmeasured, verdict },
				own,
			}) => [
				textCell(promise.id, promise.product),
				providerCell(promise.provider ?? '', names, 'promises'),
				textCell(month),
				timeCell(allowedSeconds),
				timeCell(coveredSeconds),
				timeCell(fewestSeconds),
				timeCell(mostSeconds),
				numberCell(unmeasured),
				textCell(verdict),
				{
					show:
						own === null
							? 'cannot be counted from outside'
							: own.kept === null
								? 'cannot be told'
								: own.kept
									? 'kept'
									: 'not kept',
					values: [
						own?.downSeconds ?? null,
						own?.kept === true ? 'yes' : own?.kept === false ? 'no' : null,
					],
				},
			],
		)
}
