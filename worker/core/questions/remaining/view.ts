import type { LastingCurve, RemainingFigures } from '#core/questions/remaining/count.ts'
import { survivalQuantile } from '#core/questions/toolkit/survival.ts'
import { impactWords } from '#core/text/words.ts'
import { curvesChart } from '../chart.ts'
import { type Cell, head, numberCell, providerCell, textCell, timeCell } from '../figure-table.ts'
import type { Names } from '../names.ts'
import { lengths, roughly, type Said, say, small } from '../said.ts'
import type { Presenter } from '../view.ts'

/** How much longer: what the past says at each moment of an outage, or why it is silent. */
export const view: Presenter<RemainingFigures> = (
	{ curves, outlooks, comparableAtLeast },
	{ scope },
	names,
) => {
	const shown = curves.filter(
		({ basis }) =>
			basis === 'provider' || (scope.provider !== undefined && basis === 'provider and impact'),
	)
	const drawn = shown.filter(({ curve }) => curve.steps.length > 0)
	return {
		answer: answerOf(outlooks, curves, names),
		cautions: [
			`It looks at how long incidents stood open, not at what causes this one.`,
			`Where fewer than ${comparableAtLeast} comparable ones lasted so long, nothing is said.`,
		],
		sections: [
			{
				id: 'curves',
				heading: 'How many were still open after so long',
				...(drawn.length > 0 && {
					chart: curvesChart({
						id: 'curves',
						title: 'Share of incidents still open',
						means: 'still open after so long',
						panels: drawn.map((entry) => ({
							name: nameOf(entry, names),
							words: wordsOf(entry),
							curve: entry.curve,
						})),
					}),
				}),
				table: {
					id: 'outlook',
					caption: 'What remains after so long',
					heads: [
						head('Provider', 'provider'),
						head('Rating', 'impact'),
						head('Has lasted', 'elapsed_seconds'),
						head('A quarter over after another', 'quarter_seconds'),
						head('Half', 'median_seconds', 'median_low_seconds', 'median_high_seconds'),
						head('Three quarters', 'three_quarters_seconds'),
						head('Lasted so long', 'count'),
						head('Counted from', 'basis'),
					],
					rows: outlooks.flatMap(({ provider, impact, after }) =>
						after.map((one): Cell[] => [
							providerCell(provider, names, 'remaining'),
							textCell(impact ?? '', impact === undefined ? 'any' : ratingWords(impact)),
							timeCell(one.elapsedSeconds),
							timeCell(one.quarter),
							medianCell(one),
							timeCell(one.threeQuarters),
							numberCell(one.count),
							textCell(one.basis ?? one.silence ?? 'nothing'),
						]),
					),
				},
			},
		],
	}
}

function medianCell({
	median,
	medianLow,
	medianHigh,
}: RemainingFigures['outlooks'][number]['after'][number]): Cell {
	const range = medianLow === null || medianHigh === null ? '' : lengths(medianLow, medianHigh)
	return {
		show: say`${roughly(median)} ${small(range)}`,
		values: [median, medianLow, medianHigh],
	}
}

function answerOf(
	outlooks: RemainingFigures['outlooks'],
	curves: readonly LastingCurve[],
	names: Names,
): Said {
	const [most] = curves
		.filter(({ basis }) => basis === 'provider')
		.sort((a, b) => b.curve.count - a.curve.count)
	const outlook = outlooks.find(
		({ provider, impact }) => provider === most?.provider && impact === undefined,
	)
	const said = outlook?.after.filter(({ median }) => median !== null) ?? []
	const [first, hour] = [said[0], said.find(({ elapsedSeconds }) => elapsedSeconds === 3600)]
	if (!most || !first)
		return (
			'Too few incidents of known length are in this record: nothing is said about how much ' +
			'longer one may take.'
		)
	const begin = say`Of ${most.curve.count} incidents at ${names.provider(most.provider ?? '')}, half
		were over within ${roughly(first.median)}.`
	return hour
		? say`${begin} Of those that had lasted an hour, half took another ${roughly(hour.median)}, and
			a quarter more than ${roughly(hour.threeQuarters)}.`
		: begin
}

function nameOf({ provider, impact }: LastingCurve, names: Names): string {
	return [
		names.provider(provider ?? ''),
		...(impact === undefined ? [] : [ratingWords(impact)]),
	].join(', ')
}

function wordsOf({ curve }: LastingCurve): Said {
	const median = survivalQuantile(curve, 0.5)
	return median === null
		? `of ${curve.count}`
		: say`half within ${roughly(median)}, of ${curve.count}`
}

function ratingWords(impact: string): string {
	return Object.entries(impactWords).find(([name]) => name === impact)?.[1] ?? impact
}
