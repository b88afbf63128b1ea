import type { Distribution } from '#core/model/analysis.ts'
import type { DurationGroup, DurationsFigures } from '#core/questions/durations/count.ts'
import { counted, impactWords } from '#core/text/words.ts'
import { rowsChart, timeAxis } from '../chart.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	numberCell,
	percentCell,
	providerCell,
	textCell,
} from '../figure-table.ts'
import { joined, lineBreak, roughly, type Said, say, small } from '../said.ts'
import type { Presenter } from '../view.ts'

/** How long it takes: who and what, stage by stage, and since when. */
export const view: Presenter<DurationsFigures> = (figures, { scope }, names) => {
	const { overall, byProvider, bySurface, byImpact, byMonth } = figures
	const groups = scope.provider === undefined ? byProvider : bySurface
	const nameOf = ({ provider, surface }: DurationGroup) =>
		surface === undefined
			? names.provider(provider ?? '')
			: `${names.provider(provider ?? '')}: ${names.surface(provider ?? '', surface)}`
	const heads = [
		head('Provider', 'provider'),
		head('Surface', 'surface'),
		head('Incidents', 'incidents'),
		...distributionHeads('time_to_resolve'),
	]
	const row = (group: DurationGroup): Cell[] => [
		group.provider === null
			? textCell('', 'all')
			: providerCell(group.provider, names, 'durations'),
		textCell(
			group.surface ?? '',
			group.surface === undefined ? 'all' : names.surface(group.provider ?? '', group.surface),
		),
		numberCell(group.count),
		...distributionCells(group.timeToResolve.statedStart),
	]
	const short = byImpact.map((group): Cell[] => [
		providerCell(group.provider ?? '', names),
		textCell(group.impact ?? '', impactWords[impactOf(group.impact)]),
		numberCell(group.count),
		...distributionCells(group.timeToResolve),
	])
	const months = byMonth.map((group): Cell[] => [
		providerCell(group.provider ?? '', names),
		textCell(group.month ?? ''),
		numberCell(Math.round(((group.recordedSeconds ?? 0) / 86_400) * 10) / 10),
		numberCell(group.count),
		...distributionCells(group.timeToResolve),
	])
	return {
		answer: answerOf(overall),
		cautions: [
			'A time to resolve is how long an incident stood open on a page, not how long users were ' +
				'without service.',
			'Providers close and file differently, so that these lengths do not rank them.',
		],
		sections: [
			{
				id: 'to-resolve',
				heading:
					scope.provider === undefined
						? 'From start to end, by provider'
						: 'From start to end, by surface',
				intro:
					'From the start that the provider states, else its first statement, to the end that ' +
					'it states.',
				...(groups.length > 0 && {
					chart: rowsChart({
						id: 'to-resolve',
						title: 'How long incidents stood open',
						means: {
							value: 'half were over by then',
							range: 'nine in ten were over by its right end',
						},
						axis: timeAxis(
							Math.max(0, ...groups.map(({ timeToResolve }) => timeToResolve.statedStart.p90 ?? 0)),
						),
						rows: groups.map((group) => ({
							name: nameOf(group),
							...drawn(group.timeToResolve.statedStart),
						})),
					}),
				}),
				table: {
					id: 'to-resolve',
					caption: 'Time to resolve',
					heads,
					rows: [
						row(overall),
						...byProvider.filter(({ provider }) => provider !== overall.provider).map(row),
						...bySurface.map(row),
					],
				},
			},
			{
				id: 'stages',
				heading: 'Stage by stage',
				intro:
					'Several definitions are in use; here they stand beside each other, each with its name.',
				table: stages(figures),
			},
			{
				id: 'patterns',
				heading: 'Which stages are declared',
				table: {
					id: 'patterns',
					caption: 'Declared stages',
					heads: [head('Stages', 'stages'), head('Incidents', 'incidents'), head('Share', 'share')],
					rows: overall.patterns.map((pattern) => [
						textCell(pattern.stages.join(' → ')),
						numberCell(pattern.count),
						percentCell(pattern.share),
					]),
				},
			},
			{
				id: 'by-impact',
				heading: 'By the provider’s rating',
				table: {
					id: 'by-impact',
					caption: 'Time to resolve by rating',
					heads: [
						head('Provider', 'provider'),
						head('Rating', 'impact'),
						head('Incidents', 'incidents'),
						...distributionHeads('time_to_resolve'),
					],
					rows: short,
				},
			},
			{
				id: 'by-month',
				heading: 'By month of filing',
				table: {
					id: 'by-month',
					caption: 'Time to resolve by month',
					heads: [
						head('Provider', 'provider'),
						head('Month', 'month'),
						head('Days recorded', 'recorded_days'),
						head('Incidents', 'incidents'),
						...distributionHeads('time_to_resolve'),
					],
					rows: months,
				},
			},
		],
	}
}

/** Fewer have no middle worth the name. */
const fewest = 5

function answerOf(overall: DurationGroup): Said {
	const { count, min, median, p90, max } = overall.timeToResolve.statedStart
	if (median === null)
		return overall.count === 0
			? 'No incident began in the complete record of this scope.'
			: 'Of no incident here is the length known.'
	if (count < fewest)
		return say`Only of ${counted(count, 'incident')} is the length known:
			${count === 1 ? roughly(median) : say`from ${roughly(min)} to ${roughly(max)}`}.`
	const { endToStart } = overall.betweenFailures
	const quiet =
		endToStart.median === null
			? ''
			: say` Between the end of one and the start of the next it was quiet for
				${roughly(endToStart.median)} in the middle case.`
	const open =
		overall.open > 0 ? say` ${overall.open} ${overall.open === 1 ? 'is' : 'are'} still open.` : ''
	return say`Of ${counted(count, 'incident')} of known length, half were over within
		${roughly(median)} and nine in ten within ${roughly(p90)}.${open}${quiet}`
}

function stages({ overall, stageNames }: DurationsFigures) {
	const ways = {
		statedStart: 'from the stated start',
		firstStage: 'from the first statement',
		investigating: 'from “investigating”',
	} as const
	const threeWays = (name: string, group: DurationGroup['timeToFix']): [string, Distribution][] =>
		// The keys of the constant above.
		(Object.keys(ways) as (keyof typeof ways)[]).map((way) => [`${name}, ${ways[way]}`, group[way]])
	const lines: readonly (readonly [string, Distribution])[] = [
		['To detect', overall.timeToDetect],
		['To acknowledge', overall.timeToAcknowledge],
		...threeWays('To identify', overall.timeToIdentify),
		...threeWays('To a fix in place', overall.timeToFix),
		...threeWays('To resolve', overall.timeToResolve),
		...Object.entries(overall.stages).map(
			([id, length]) => [`Stage: ${stageNames[id] ?? id}`, length] as const,
		),
		['Between failures, start to start', overall.betweenFailures.startToStart],
		['Between failures, end to start', overall.betweenFailures.endToStart],
	]
	return {
		id: 'stages',
		caption: 'Every duration',
		isFolded: false,
		heads: [
			head('Duration', 'duration'),
			...distributionHeads('length'),
			head('Left out because', 'excluded_because'),
		],
		rows: lines.map(([name, length]): Cell[] => [
			textCell(name),
			...distributionCells(length),
			reasonsCell(length.excluded),
		]),
	}
}

function reasonsCell(excluded: Readonly<Record<string, number>>): Cell {
	const reasons = Object.entries(excluded)
		.filter(([, count]) => count > 0)
		.map(([reason, count]) => `${count}: ${reason}`)
	return textCell(reasons.join('; '), small(joined(reasons, lineBreak)))
}

function drawn({ count, median, p90 }: Distribution) {
	return {
		words:
			median === null
				? 'no length is known'
				: say`${roughly(median)}, nine in ten ${roughly(p90)}, of ${count}`,
		value: median,
		low: median,
		high: p90,
	}
}

function impactOf(impact: string | undefined): keyof typeof impactWords {
	return impact === 'none' || impact === 'minor' || impact === 'major' || impact === 'critical'
		? impact
		: 'unknown'
}
