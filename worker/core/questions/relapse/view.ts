import type { RelapseFigures } from '#core/questions/relapse/count.ts'
import { baselineNames, baselines, leadingBaseline } from '#core/questions/toolkit/baselines.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { statusWords } from '#core/text/words.ts'
import { chanceCell, type Standing, standingOf, standingWords } from '../by-chance.ts'
import { curvesChart, type Row, rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentCell,
	instantCell,
	numberCell,
	percentCell,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import {
	begun,
	joined,
	link,
	percent,
	roughly,
	roughText,
	type Said,
	say,
	strong,
} from '../said.ts'
import { type Block, bullets, links, type Presenter, paragraph } from '../view.ts'

type Between = RelapseFigures['between']['byProvider'][number]

/** Down again after it was declared fixed, beside what chance would give. */
export const view: Presenter<RelapseFigures> = (
	{ within, between, waves, allClear },
	_,
	names,
) => ({
	answer: answerOf(between),
	cautions: [
		'More than chance means that incidents come in groups within a month.',
		'It doesn’t mean that one caused the next.',
	],
	sections: [
		{
			id: 'between',
			heading: 'Another one within a day, on the same product',
			intro:
				'Of the incidents that ended: after how many did another begin within 24 hours on a ' +
				'product that both name. The grey band is chance: the same incidents moved within ' +
				'their month, to hours of the week at which this provider’s incidents begin.',
			...(between.byProvider.length > 0 && {
				chart: rowsChart({
					id: 'between',
					title: 'Down again within 24 hours',
					means: {
						value: 'observed share',
						range: '95 % interval',
						chance: 'by chance, 95 % of draws',
					},
					axis: shareAxis(),
					rows: between.byProvider.map((one) => betweenRow(one, names)),
				}),
			}),
			table: {
				id: 'between',
				caption: 'Down again within 24 hours',
				heads: [
					head('Provider', 'provider'),
					head('Down again', ...shareKeys('again')),
					head('By chance', 'chance_expected', 'chance_low', 'chance_high'),
					head('Draws as large', 'draws_at_least', 'draws', 'p'),
					head('Compared', 'standing'),
					head('Within 5 minutes', 'handovers'),
				],
				rows: [
					...(between.byProvider.length > 1 ? [betweenCells(textCell('', 'all'), between)] : []),
					...between.byProvider.map((one) =>
						betweenCells(providerCell(one.provider, names, 'relapse'), one),
					),
				],
			},
		},
		{
			id: 'baselines',
			heading: 'What chance may keep',
			intro:
				'Chance depends on what stays as it was when the same incidents are moved. From the ' +
				'loosest to the strictest; this page, the comparison and the essays lead with the ' +
				'third.',
			table: {
				id: 'baselines',
				caption: 'Down again within 24 hours, by what chance keeps',
				heads: [
					head('Provider', 'provider'),
					head('Baseline', 'baseline'),
					head('Down again', 'again_share'),
					head('By chance', 'chance_expected', 'chance_low', 'chance_high'),
					head('Draws as large', 'draws_at_least', 'draws', 'p'),
				],
				rows: between.byProvider.flatMap((one) =>
					one.baselines
						.filter(({ chance }) => chance.expected !== null)
						.map((by): Cell[] => [
							providerCell(one.provider, names, 'relapse'),
							textCell(by.baseline),
							percentCell(one.share.share),
							chanceCell(by.chance),
							drawsCell(by),
						]),
				),
			},
			after: [
				bullets(
					baselineNames.map((name) => {
						const { keeps, explains } = baselines[name]
						return say`${name === leadingBaseline ? strong(name) : name}: ${keeps}. ${explains}`
					}),
				),
			],
		},
		{
			id: 'pairs',
			heading: 'The latest of them',
			table: {
				id: 'pairs',
				caption: 'Incidents followed by another within 24 hours',
				heads: [
					head('Ended', 'ended_at'),
					head('Incident', 'incident'),
					head('Next', 'next'),
					head('After', 'after_seconds'),
					head('On', 'surfaces'),
				],
				rows: between.list.map((row): Cell[] => [
					instantCell(row.endedAt),
					incidentCell(row.incident, names),
					incidentCell(row.next, names),
					timeCell(row.afterSeconds),
					textCell(
						row.surfaces.join(' '),
						row.surfaces
							.map((surface) => names.surface(row.incident.split('/')[0] ?? '', surface))
							.join(', '),
					),
				]),
				of: between.share.part,
			},
		},
		{
			id: 'within',
			heading: 'A declared fix that did not hold',
			intro:
				'Within one incident: it was said to be fixed or over, and a later statement looks for ' +
				'the trouble again.',
			table: {
				id: 'within',
				caption: 'Declared fixes that did not hold',
				heads: [
					head('Provider', 'provider'),
					head('Share of incidents', ...shareKeys('not_held')),
					head('Times', 'setbacks'),
					...distributionHeads('held'),
				],
				rows: within.byProvider.map((one): Cell[] => [
					providerCell(one.provider, names, 'relapse'),
					shareCell(one.share),
					numberCell(one.setbacks),
					...distributionCells(one.held),
				]),
			},
			after: [links(within.list.map((row) => setbackSaid(row, names)))],
		},
		{
			id: 'all-clear',
			heading: 'How long an all-clear held',
			intro:
				'From each end at which nothing else was open on a shared surface to the next ' +
				'beginning there.',
			...(allClear.byProvider.some(({ curve }) => curve.steps.length > 0) && {
				chart: curvesChart({
					id: 'all-clear',
					title: 'Share of all-clears that still held',
					means: 'still quiet after so long',
					panels: allClear.byProvider
						.filter(({ curve }) => curve.steps.length > 0)
						.map(({ provider, curve, median }) => ({
							name: names.provider(provider),
							words:
								median === null
									? `of ${curve.count}`
									: say`half held for ${roughly(median)}, of ${curve.count}`,
							curve,
						})),
				}),
			}),
			table: {
				id: 'all-clear',
				caption: 'Share of all-clears that still held',
				heads: [
					head('Provider', 'provider'),
					head('All-clears', 'count'),
					head('Half held for', 'median_seconds'),
					...allClear.held.map(({ seconds }) =>
						head(`After ${roughText(seconds)}`, `held_${seconds}`),
					),
				],
				rows: allClear.byProvider.map((one): Cell[] => [
					providerCell(one.provider, names, 'relapse'),
					numberCell(one.curve.count),
					timeCell(one.median),
					...one.held.map(({ share }) => percentCell(share)),
				]),
			},
		},
		{
			id: 'waves',
			heading: 'Waves of an episode',
			table: {
				id: 'waves',
				caption: 'Episodes by their number of waves',
				heads: [head('Waves', 'waves'), head('Episodes', 'episodes')],
				rows: waves.counts.map(({ waves: count, episodes }): Cell[] => [
					numberCell(count),
					numberCell(episodes),
				]),
			},
			after: mostWaves(waves.most, names),
		},
	],
})

function setbackSaid(
	{ incident, update, at, from, to, heldSeconds }: RelapseFigures['within']['list'][number],
	names: Names,
): Said {
	const [provider = '', id = ''] = incident.split('/')
	const line = `${addresses.incident(provider, id)}#${anchorOf(`${id}:${update}:fix-did-not-hold`)}`
	const when = `${at.slice(0, 16).replace('T', ' ')} UTC`
	const words = `“${statusWords[from]}”, then “${statusWords[to]}”`
	return say`${link(line, `${names.provider(provider)}, ${when}`)}: ${words} after
		${roughly(heldSeconds)}`
}

function mostWaves(most: RelapseFigures['waves']['most'], names: Names): Block[] {
	if (most.length === 0) return []
	const episodes = most.slice(0, 8).map(({ episode, provider, waves }) => {
		const name = `${names.provider(provider)}, ${episode.slice(provider.length + 1)}`
		return say`${link(addresses.episode(episode), name)} (${waves})`
	})
	return [paragraph(say`Most waves: ${joined(episodes, ', ')}.`)]
}

function answerOf({ share, chance, p }: RelapseFigures['between']): Said {
	if (share.share === null)
		return 'No incident here ended with the day after it completely recorded, so we can’t say.'
	const what = say`${begun(shareOf(share.part, share.of, 'incident'))}
		${share.part === 1 ? 'was' : 'were'} followed within 24 hours by another on the same product.`
	if (chance.expected === null) return what
	return say`${what} Chance would give ${percent(chance.expected)}, with months and working hours as
		they were: ${standings[standingOf(p)]}.`
}

const standings: Readonly<Record<Standing, string>> = {
	more: 'it is more than chance',
	doubtful: 'whether it is more than chance is doubtful',
	chance: 'it is no more than chance',
	none: 'it is not compared',
}

/** A row of a drawing has room for little. */
const standingShort: Readonly<Record<Standing, string>> = {
	more: ', more',
	doubtful: ', doubtful',
	chance: ', no more',
	none: '',
}

function betweenRow({ provider, share, chance, p }: Between, names: Names): Row {
	const words =
		share.share === null
			? 'nothing to count'
			: say`${percent(share.share)} of ${share.of}; by chance
				${percent(chance.expected)}${standingShort[standingOf(p)]}`
	return {
		name: names.provider(provider),
		words,
		value: share.share,
		low: share.low,
		high: share.high,
		chance,
	}
}

function betweenCells(first: Cell, one: Omit<Between, 'provider'>): Cell[] {
	return [
		first,
		shareCell(one.share),
		chanceCell(one.chance),
		drawsCell(one),
		textCell(standingWords[standingOf(one.p)]),
		numberCell(one.handovers),
	]
}

function drawsCell({
	chance,
	drawsAtLeast,
	p,
}: Pick<Between, 'chance' | 'drawsAtLeast' | 'p'>): Cell {
	const show = drawsAtLeast === null ? 'none drawn' : say`${drawsAtLeast} of ${chance.draws}`
	return { show, values: [drawsAtLeast, chance.draws, p] }
}
