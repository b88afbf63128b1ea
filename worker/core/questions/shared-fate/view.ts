import { html } from '#core/fragments/markup.ts'
import { rowsDrawing } from '#core/fragments/picture/chart/rows.ts'
import { shareScale } from '#core/fragments/picture/chart/scale.ts'
import type { Share } from '#core/model/analysis.ts'
import type { Pair, SharedFateFigures } from '#core/questions/shared-fate/figures.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { listed } from '#core/text/words.ts'
import { chanceCell, type Standing, standingWords } from '../by-chance.ts'
import {
	type Cell,
	head,
	incidentCell,
	numberCell,
	percent,
	percentCell,
	providerCell,
	roughly,
	shareCell,
	shareKeys,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import type { Teller, ToldPart } from '../told.ts'

type Fallback = SharedFateFigures['fallbacks'][number]

/** Whether services fail together, and what a second door would have bought. */
export const tellSharedFate: Teller<SharedFateFigures> = (
	{ compared: tests, pairs, instead, incidents, of, fallbacks, doorsLeftOut, otherDoors },
	_,
	names,
) => {
	const compared = pairs.filter(({ bothShare }) => bothShare !== null)
	const drawn = longestOf(fallbacks)
	const lowest = Math.min(1, ...drawn.flatMap(({ alone, together }) => [...alone, together]))
	return {
		answer: answerOf(compared, drawn[0], names),
		caution:
			'Trouble of any degree shuts a door here, so that availability is lower than users felt; and a model behind another door need not be the same service.',
		parts: [
			{
				id: 'pairs',
				heading: 'In trouble at once',
				intro: `The share of the common time in which both had trouble. The grey band is chance: one record moved by some weeks within blocks of eight, so weekday, hour, growth and busy seasons stay as they are. “More than chance” counts all ${tests} compared pairs at once.`,
				...(compared.length > 0 && {
					drawing: rowsDrawing({
						id: 'pairs',
						title: 'Time in which both had trouble',
						means: { value: 'observed', chance: 'by chance, 95 % of draws' },
						scale: shareScale(
							0,
							Math.max(
								...compared.map(({ bothShare, chance }) =>
									Math.max(bothShare ?? 0, chance.high ?? 0),
								),
							),
						),
						rows: compared.map((pair) => ({
							name: pairName(pair, names),
							words: `${percent(pair.bothShare)}; by chance ${percent(pair.chance.expected)}: ${standingWords[standingAmong(pair.adjusted)]}`,
							value: pair.bothShare,
							chance: pair.chance,
						})),
					}),
				}),
				table: {
					id: 'pairs',
					caption: 'Pairs of providers',
					heads: [
						head('Providers', 'a', 'b'),
						head('In common', 'common_seconds'),
						head('The first in trouble', 'a_seconds'),
						head('The second', 'b_seconds'),
						head('Both', 'both_seconds'),
						head('Share', 'both_share'),
						head('By chance', 'chance_expected', 'chance_low', 'chance_high'),
						head('p', 'p', 'draws'),
						head('p, all pairs', 'p_adjusted'),
						head('Days with both', 'days_both', 'days'),
						head('By chance', 'days_expected'),
					],
					rows: pairs.map((pair): Cell[] => [
						{ show: pairName(pair, names), values: [pair.a, pair.b] },
						timeCell(pair.commonSeconds),
						timeCell(pair.aSeconds),
						timeCell(pair.bSeconds),
						timeCell(pair.bothSeconds),
						percentCell(pair.bothShare),
						chanceCell(pair.chance, pair.why),
						{ show: pText(pair.p), values: [pair.p, pair.chance.draws] },
						numberCell(pair.adjusted, pText(pair.adjusted)),
						{
							show: `${pair.outageDays.both} of ${pair.outageDays.of}`,
							values: [pair.outageDays.both, pair.outageDays.of],
						},
						numberCell(
							pair.outageDays.expected,
							pair.outageDays.expected === null
								? 'not known'
								: String(rounded(pair.outageDays.expected, 1)),
						),
					]),
				},
			},
			...hoursPart(compared, names),
			{
				id: 'fallbacks',
				heading: 'A backup provider',
				intro:
					'The share of the common time in which at least one of them had no trouble, beside what it would be if they failed independently of each other within each eight weeks. Each interval stands for one backup alone: of twenty, one misses by accident.',
				...(drawn.length > 0 && {
					drawing: rowsDrawing({
						id: 'fallbacks',
						title: 'Without trouble: one door, and either of two',
						means: {
							value: 'at least one without trouble',
							range: 'from the worse door alone to the better',
							chance: 'if they were independent',
						},
						scale: shareScale(Math.max(0, Math.floor(lowest * 50) / 50), 1),
						rows: drawn.map((one) => ({
							name: doorsName(one, names),
							words: `better alone ${percent(Math.max(...one.alone))}, together ${percent(one.together)}`,
							value: one.together,
							low: Math.min(...one.alone),
							high: Math.max(...one.alone),
							chance: { expected: one.ifIndependent, low: null, high: null },
						})),
					}),
				}),
				table: {
					id: 'fallbacks',
					caption: 'A primary and one or two fallbacks',
					heads: [
						head('Doors', 'doors'),
						head('Kind', 'kind'),
						head('In common', 'common_seconds'),
						head('Alone', 'alone'),
						head('At least one', 'together', 'together_low', 'together_high'),
						head('If independent', 'if_independent'),
						head('All in trouble', 'all_down_seconds'),
						head('Of unknown length', 'unmeasured'),
					],
					rows: fallbacks.map((one): Cell[] => [
						textCell(one.doors.join(' '), doorsName(one, names)),
						textCell(one.kind),
						timeCell(one.commonSeconds),
						textCell(one.alone.join(' '), one.alone.map((share) => percent(share)).join(', ')),
						{
							show: html`${percent(one.together)}${one.low !== null && html` <small>${percent(one.low)} to ${percent(one.high)}</small>`}`,
							values: [one.together, one.low, one.high],
						},
						percentCell(one.ifIndependent),
						timeCell(one.allDownSeconds),
						numberCell(one.unmeasured),
					]),
				},
				after: html`${doorsLeftOut.length > 0 && html`<details class="behind"><summary>Doors left out, and why</summary><ul class="bullets">${doorsLeftOut.map(({ door, why }) => html`<li>${doorName(door, names)}: ${why}</li>`)}</ul></details>`}${
					otherDoors.length > 0 &&
					html`<p>The same models through another vendor: ${otherDoors.map(({ provider, name, covered, why }, index) => html`${index > 0 && '; '}${names.provider(provider)} by ${name}${covered ? ', compared here' : html`, not known (${why ?? 'not covered'})`}`)}.</p>`
				}`,
			},
			{
				id: 'instead',
				heading: 'What was up instead',
				intro:
					'While a surface of the first was in trouble: how often the second had a surface of the same kind without trouble from beginning to end.',
				table: {
					id: 'instead',
					caption: 'What was up instead',
					heads: [
						head('While', 'provider'),
						head('Kind', 'kind'),
						head('Other', 'other'),
						head('Was up', ...shareKeys('up')),
						head('Not known', 'unknown'),
					],
					rows: instead.map((one): Cell[] => [
						providerCell(one.provider, names, 'shared-fate'),
						textCell(one.kind),
						textCell(one.other, names.provider(one.other)),
						shareCell(one.up),
						numberCell(one.unknown),
					]),
				},
			},
			{
				id: 'incidents',
				heading: 'Incident by incident',
				table: {
					id: 'incidents',
					caption: 'What was up during each incident',
					heads: [
						head('Incident', 'incident'),
						head('Lasted', 'seconds'),
						head('Up', 'up'),
						head('In trouble too', 'troubled'),
						head('Not known', 'unknown'),
					],
					rows: incidents.slice(0, 50).map((one): Cell[] => {
						const said = (key: 'up' | 'troubled' | 'unknown') => {
							const told = one.kinds.filter((kind) => kind[key].length > 0)
							return textCell(
								told.map((kind) => `${kind.kind}: ${kind[key].join(' ')}`).join('; '),
								html`${told.map((kind, index) => html`${index > 0 && html`<br>`}${kind.kind}: ${listed(kind[key].map((id) => names.provider(id)))}`)}`,
							)
						}
						return [
							incidentCell(one.incident, names),
							timeCell((Date.parse(one.to) - Date.parse(one.from)) / 1000),
							said('up'),
							said('troubled'),
							said('unknown'),
						]
					}),
					of,
				},
			},
		],
	}
}

const drawnAtMost = 8

/** Pairs of doors with the most time in common: long histories say more than short ones. */
function longestOf(fallbacks: readonly Fallback[]): Fallback[] {
	return fallbacks
		.filter(({ doors }) => doors.length === 2)
		.toSorted((a, b) => b.commonSeconds - a.commonSeconds)
		.slice(0, drawnAtMost)
}

/** Among several pairs only what stands out of all of them is said to be more than chance. */
function standingAmong(adjusted: number | null): Standing {
	return adjusted === null ? 'none' : adjusted < 0.05 ? 'more' : 'chance'
}

function pText(p: number | null): string {
	return p === null ? 'not known' : p < 0.001 ? 'under 0.001' : String(rounded(p, 3))
}

/** In an hour in which one is in trouble, how often the other is too. */
function hoursPart(compared: readonly Pair[], names: Names): ToldPart[] {
	const told = compared.flatMap((pair) => (pair.hours ? [{ pair, hours: pair.hours }] : []))
	if (told.length === 0) return []
	return [
		{
			id: 'hours',
			heading: 'When one is in trouble, is the other?',
			intro:
				'Of the hours in which the first was in trouble, the share in which the second was too. The interval takes whole weeks together, and chance moves the same hours within blocks of eight weeks.',
			table: {
				id: 'hours',
				caption: 'Hours in trouble together',
				heads: [
					head('While', 'given'),
					head('Also', 'other'),
					head('Of its hours', ...shareKeys('also')),
					head('By chance', 'chance'),
					head('Hours with both', 'both', 'hours'),
				],
				rows: told.flatMap(({ pair, hours }): Cell[][] => [
					hourCells(pair.a, pair.b, {
						share: hours.bGivenA,
						chance: hours.bByChance,
						hours,
						names,
					}),
					hourCells(pair.b, pair.a, {
						share: hours.aGivenB,
						chance: hours.aByChance,
						hours,
						names,
					}),
				]),
			},
		},
	]
}

interface Given {
	readonly share: Share
	readonly chance: number | null
	readonly hours: NonNullable<Pair['hours']>
	readonly names: Names
}

function hourCells(given: string, other: string, { share, chance, hours, names }: Given): Cell[] {
	return [
		textCell(given, names.provider(given)),
		textCell(other, names.provider(other)),
		shareCell(share),
		percentCell(chance),
		{ show: `${hours.both} of ${hours.of.toLocaleString('en')}`, values: [hours.both, hours.of] },
	]
}

function answerOf(compared: readonly Pair[], best: Fallback | undefined, names: Names): string {
	const [longest] = compared.toSorted((a, b) => b.commonSeconds - a.commonSeconds)
	const bought = best
		? `With both ${doorsName(best, names)} to hand, at least one was without trouble ${percent(best.together)} of the time over ${roughly(best.commonSeconds)}, against ${listed(best.alone.map((share) => percent(share)))} alone.`
		: ''
	const more =
		longest && standingAmong(longest.adjusted) === 'more' ? 'more often than' : 'no more often than'
	const together = longest
		? `${pairName(longest, names)} had trouble at once ${more} chance gives: ${percent(longest.bothShare)} of the time, by chance ${percent(longest.chance.expected)}.`
		: ''
	return (
		`${bought} ${together}`.trim() ||
		'No two providers here share enough complete record to say whether they fail together.'
	)
}

function pairName({ a, b }: Pair, names: Names): string {
	return `${names.provider(a)} and ${names.provider(b)}`
}

function doorsName({ doors }: Fallback, names: Names): string {
	return listed(doors.map((door) => doorName(door, names)))
}

function doorName(door: string, names: Names): string {
	const [provider = '', surface = ''] = door.split('/')
	const [own, name] = [names.provider(provider), names.surface(provider, surface)]
	return name.toLowerCase().startsWith(own.toLowerCase()) ? name : `${own} ${name}`
}
