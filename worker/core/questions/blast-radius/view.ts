import type {
	BlastRadiusFigures,
	Matrix,
	NamedTogether,
	Together,
} from '#core/questions/blast-radius/figures.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import { cellsChart, cellWords, countAxis, rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	head,
	instantCell,
	numberCell,
	percentCell,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { begun, link, percent, quoted, type Said, say, small, time } from '../said.ts'
import { note, type Presenter, type Section } from '../view.ts'

type One = BlastRadiusFigures['providers'][number]
type Pair = One['pairs'][number]

/**
 * How far failures reach: which surfaces fail together, and the largest outages surface by surface.
 */
export const view: Presenter<BlastRadiusFigures> = (
	{ matrices, subjects, providers, samplesOnly, comparisons },
	{ scope },
	names,
) => {
	const pairs = providers
		.flatMap((one) => one.pairs.map((pair) => ({ one, pair })))
		.sort((a, b) => b.pair.outageDays.both - a.pair.outageDays.both)
	const narrow = scope.provider !== undefined
	return {
		answer: answerOf(providers, pairs[0], names),
		cautions: [
			'A provider that files one incident for each surface looks isolated here, and one that ' +
				'ticks every box does not.',
		],
		sections: [
			{
				id: 'isolated',
				heading: 'One surface alone',
				...(providers.length > 0 && {
					chart: rowsChart({
						id: 'isolated',
						title: 'Incidents that name exactly one surface',
						means: { value: 'share of incidents', range: '95 % interval' },
						axis: shareAxis(),
						rows: providers.map(({ provider, isolated }) => ({
							name: names.provider(provider),
							words:
								isolated.share === null
									? 'none to count'
									: say`${percent(isolated.share)} of ${isolated.of}`,
							value: isolated.share,
							low: isolated.low,
							high: isolated.high,
						})),
					}),
				}),
				table: {
					id: 'isolated',
					caption: 'Incidents that name exactly one surface',
					heads: [
						head('Provider', 'provider'),
						head('Incidents that name a surface', 'incidents'),
						head('Exactly one', ...shareKeys('isolated')),
						head('Surfaces named', 'surfaces_named'),
					],
					rows: providers.map((one): Cell[] => [
						providerCell(one.provider, names, 'blast-radius'),
						numberCell(one.incidents),
						shareCell(one.isolated),
						textCell(
							one.surfacesPerIncident
								.map(({ surfaces, incidents }) => `${surfaces}: ${incidents}×`)
								.join(', '),
						),
					]),
				},
				...(samplesOnly.length > 0 && {
					after: [
						note(
							`Only chosen incidents were collected of ${samplesOnly
								.map((id) => names.provider(id))
								.join(', ')}: no share follows from them.`,
						),
					],
				}),
			},
			{
				id: 'together',
				heading: 'Surfaces that fail together',
				intro:
					'Days on which both had an incident, beside what chance gives with each month’s days ' +
					'kept. The range beside the ratio allows for bad weeks and for the ' +
					`${counted(comparisons, 'pair')} compared here: one that reaches down to 1 is no more ` +
					'than chance. How often one incident names both stands beside it, without chance.',
				...(pairs.length > 0 && {
					chart: rowsChart({
						id: 'together',
						title: 'Days with trouble on both surfaces',
						means: { value: 'days with both', chance: 'by chance, months kept' },
						axis: countAxis(
							Math.max(
								0,
								...pairs
									.slice(0, pairsDrawn)
									.map(({ pair }) => Math.max(pair.outageDays.both, pair.outageDays.expected ?? 0)),
							),
						),
						bars: true,
						rows: pairs.slice(0, pairsDrawn).map(({ one, pair }) => ({
							name: `${narrow ? '' : `${names.provider(one.provider)}: `}${pairName(one, pair, names)}`,
							words: say`${pair.outageDays.both} days, by chance ${expectedText(pair.outageDays)}`,
							value: pair.outageDays.both,
							chance: { expected: pair.outageDays.expected, low: null, high: null },
						})),
					}),
				}),
				table: {
					id: 'together',
					caption: 'Surfaces that fail together',
					heads: [
						head('Provider', 'provider'),
						head('Products', 'a', 'b'),
						head('Times chance', 'days_ratio', 'days_ratio_low', 'days_ratio_high'),
						...togetherHeads('days'),
						...namedHeads('incidents'),
					],
					rows: pairs.map(({ one, pair }): Cell[] => [
						providerCell(one.provider, names, 'blast-radius'),
						{ show: pairName(one, pair, names), values: [pair.a, pair.b] },
						ratioCell(pair),
						...togetherCells(pair.outageDays),
						...namedCells(pair.incidents),
					]),
				},
			},
			...matrixSections(matrices, subjects, names),
		],
	}
}

const pairsDrawn = 10
const matricesDrawn = 3

function answerOf(
	providers: readonly One[],
	first: { readonly one: One; readonly pair: Pair } | undefined,
	names: Names,
): Said {
	const all = providers.reduce(
		(sum, { isolated }) => ({ part: sum.part + isolated.part, of: sum.of + isolated.of }),
		{ part: 0, of: 0 },
	)
	if (all.of === 0)
		return (
			'No incident of complete record names a surface here: nothing can be said about how far ' +
			'failures reach.'
		)
	const isolated = say`${begun(shareOf(all.part, all.of, 'incident'))}
		${all.part === 1 ? 'names' : 'name'} one surface alone.`
	if (!first || first.pair.outageDays.both === 0) return isolated
	const { one, pair } = first
	return say`${isolated} Most often together were ${pairName(one, pair, names)} of
		${names.provider(one.provider)}: on ${pair.outageDays.both} of ${pair.outageDays.of} days, where
		chance gives ${expectedText(pair.outageDays)}.`
}

function pairName({ provider }: One, { a, b }: Pair, names: Names): string {
	return `${names.surface(provider, a)} and ${names.surface(provider, b)}`
}

function ratioCell({ beyondChance }: Pair): Cell {
	if (beyondChance === null) return { show: 'not known', values: [null, null, null] }
	const { ratio, low, high } = beyondChance
	const places = (value: number) => String(rounded(value, 1))
	return {
		show: say`${places(ratio)}× ${small(say`${places(low)} to ${places(high)}`)}`,
		values: [ratio, low, high],
	}
}

function expectedText({ expected }: Together): Said {
	return expected === null ? 'not known' : String(rounded(expected, 1))
}

function togetherHeads(name: string) {
	const [both, ...given] = namedHeads(name)
	return [...(both ? [both] : []), head('By chance', `${name}_expected`), ...given]
}

function namedHeads(name: string) {
	return [
		head(`Both, ${name}`, `${name}_both`, `${name}_a`, `${name}_b`, `${name}_of`),
		head('Of the first’s', `${name}_given_a`),
		head('Of the second’s', `${name}_given_b`),
	]
}

function togetherCells(both: Together): Cell[] {
	const [count, ...given] = namedCells(both)
	return [...(count ? [count] : []), numberCell(both.expected, expectedText(both)), ...given]
}

function namedCells({ a, b, both, of, givenA, givenB }: NamedTogether): Cell[] {
	return [
		{ show: `${both} of ${of}`, values: [both, a, b, of] },
		percentCell(givenA.share),
		percentCell(givenB.share),
	]
}

/** The outages of which the page itself said most, then the latest. */
function matrixSections(matrices: readonly Matrix[], subjects: number, names: Names): Section[] {
	const told = ({ rows }: Matrix) =>
		rows.reduce(
			(sum, { cells }) =>
				sum + cells.filter(({ cell }) => cell === 'declared' || cell === 'denied').length,
			0,
		)
	const chosen = [...matrices].sort((a, b) => told(b) - told(a)).slice(0, matricesDrawn)
	return chosen.map((matrix, index): Section => {
		const name = (surface: string) => names.surface(matrix.provider, surface)
		const id = `outage-${index + 1}`
		const begin = matrix.from.slice(0, 16).replace('T', ' ')
		return {
			id,
			heading: say`Surface by surface: ${subjectLink(matrix, names)}`,
			...(index === 0 && {
				intro:
					`Of ${matrices.length} outages looked at ` +
					`here${subjects > matrices.length ? `, the latest of ${subjects}` : ''}, those of ` +
					'which the page itself said most. The higher a declared state stands, the worse it ' +
					`was. ${coverageWords[matrix.coverage]}`,
			}),
			...(index > 0 && { intro: coverageWords[matrix.coverage] }),
			chart: cellsChart({
				id,
				title: `${names.provider(matrix.provider)}, ${begin} UTC`,
				from: matrix.from,
				to: matrix.to,
				rows: matrix.rows.map(({ surface, cells }) => ({ name: name(surface), cells })),
			}),
			table: {
				id,
				caption: `The cells, ${begin} UTC`,
				heads: [
					head('Surface', 'surface'),
					head('Known', 'cell'),
					head('State', 'state'),
					head('From', 'from'),
					head('To', 'to'),
					head('By', 'incident'),
				],
				rows: matrix.rows.flatMap(({ surface, cells }) =>
					cells.map((cell): Cell[] => [
						textCell(surface, name(surface)),
						textCell(cell.cell, cellWords[cell.cell].split(':')[0]),
						textCell(cell.state ?? '', cell.state ?? ''),
						instantCell(cell.from),
						instantCell(cell.to),
						textCell(
							cell.incident ?? '',
							cell.incident === undefined
								? ''
								: link(addresses.incident(matrix.provider, cell.incident), cell.incident),
						),
					]),
				),
			},
		}
	})
}

const coverageWords: Readonly<Record<Matrix['coverage'], string>> = {
	complete: 'The record of this time is complete.',
	partly:
		'The record of this time is complete in parts: elsewhere a cell without a statement is not ' +
		'known.',
	sample:
		'Of this time only chosen incidents were collected: a cell without a statement is not known.',
}

function subjectLink({ subject, provider, from }: Matrix, names: Names): Said {
	const title = subject.startsWith('incidents/')
		? names.incident(subject.slice('incidents/'.length))?.title
		: undefined
	return link(
		`/${subject.split('/').map(encodeURIComponent).join('/')}`,
		title === undefined
			? say`${names.provider(provider)}, ${time(from, 'day', 'day')}`
			: quoted(title),
	)
}
