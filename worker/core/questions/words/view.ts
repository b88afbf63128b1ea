import type { Share } from '#core/model/analysis.ts'
import type { WordsFigures } from '#core/questions/words/count.ts'
import type {
	Cells,
	Measured,
	Named,
	ProviderWords,
	Scorecard,
} from '#core/questions/words/scorecard.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { counted, stateWords } from '#core/text/words.ts'
import { rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentCell,
	instantCell,
	numberCell,
	populationText,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { begun, joined, link, percent, roughly, type Said, say, small } from '../said.ts'
import { folded, type Presenter } from '../view.ts'

/**
 * What was said while it was down: scorecards whose every cell leads to the lines that answer it,
 * and no grade.
 */
export const view: Presenter<WordsFigures> = (
	{ providers, incidents, reversals, greens },
	{ scope },
	names,
) => {
	const told = providers.filter(({ incidents: count }) => count > 0)
	return {
		// What was listed as well before it was ever affected is shown below, and is no statement that
		// was taken back.
		answer: answerOf(told, reversals.shown.filter(({ kind }) => kind !== 'spread').length),
		cautions: [
			'Named means that a statement has a word for it, not that it was right.',
			'Where a history kept only one statement a stage, counts are lower and silences upper ' +
				'bounds.',
			'There is no overall grade.',
		],
		sections: [
			{
				id: 'posted',
				heading: 'Told late, or only afterwards',
				...(told.length > 0 && {
					chart: rowsChart({
						id: 'posted',
						title:
							'First statement more than an hour after the stated start, or only when it was over',
						means: { value: 'share of incidents', range: '95 % interval' },
						axis: shareAxis(),
						rows: told.map(({ provider, postedLateOrAfterwards: late }) => ({
							name: names.provider(provider),
							words: late.share === null ? 'not known' : say`${percent(late.share)} of ${late.of}`,
							value: late.share,
							low: late.low,
							high: late.high,
						})),
					}),
				}),
				table: {
					id: 'providers',
					caption: 'What was said, by provider',
					heads: [
						head('Provider', 'provider'),
						head('Incidents', 'incidents'),
						...shares.map(([words, name]) => head(words, ...shareKeys(name))),
					],
					rows: told.map((one): Cell[] => [
						providerCell(one.provider, names, 'words'),
						numberCell(one.incidents),
						...shares.map(([, name]) => shareCell(one[name])),
					]),
				},
				...(told.length > 0 && {
					after: [
						folded(
							'Who is counted, and who is left out',
							shares.map(([words, name]) => `${words}: ${countedText(told, name, names)}`),
						),
					],
				}),
			},
			{
				id: 'lengths',
				heading: 'How soon, how long, how often',
				table: {
					id: 'lengths',
					caption: 'First post, silence, account afterwards',
					heads: [
						head('Provider', 'provider'),
						head('From', 'what'),
						...distributionHeads('length'),
					],
					rows: told.flatMap((one) =>
						lengths.map(([words, name]): Cell[] => [
							providerCell(one.provider, names, 'words'),
							textCell(name, words),
							...distributionCells(one[name]),
						]),
					),
				},
			},
			{
				id: 'scorecards',
				heading: 'Incident by incident',
				intro: say`Each answer leads to the line that gives it. “—” is not known; the
					${link(addresses.methodology, say`method`)} says when. Incidents marked * stand where only
					a choice was collected: they are listed and not
					counted.${
						incidents.silent > 0 &&
						` Of ${counted(incidents.silent, 'more incident')} the record keeps nothing that ` +
							'answers any of this.'
					}`,
				table: {
					id: 'scorecards',
					caption: 'Scorecards',
					isFolded: false,
					heads: [
						head('Incident', 'incident', 'complete'),
						...cards.map(([words, name]) => head(words, name)),
					],
					rows: incidents.shown
						.slice(0, cardsShown)
						.map((card): Cell[] => [
							cardHead(card, names, scope.provider === undefined),
							...cards.map(([, name, show]) => show(card[name], card)),
						]),
					of: incidents.of,
				},
			},
			{
				id: 'reversals',
				heading: 'Statements that were taken back',
				intro:
					'A surface that a statement declared operational, and a later statement of the same ' +
					'incident affected again.',
				table: {
					id: 'reversals',
					caption: 'Statements that were taken back',
					heads: [
						head('Incident', 'incident'),
						head('Surface', 'surface'),
						head('Declared well', 'said_at'),
						head('Taken back', 'taken_back_at'),
						head('Held', 'held_seconds'),
						head('Became', 'became'),
						head('Kind', 'kind'),
					],
					rows: reversals.shown.map((one): Cell[] => [
						incidentCell(`${one.provider}/${one.incident}`, names),
						textCell(one.surface, names.surface(one.provider, one.surface)),
						lineCell(one.saidAt, one, one.said),
						lineCell(one.takenBackAt, one, one.takenBack),
						timeCell(one.heldSeconds),
						textCell(
							one.became,
							Object.entries(stateWords).find(([state]) => state === one.became)?.[1] ?? one.became,
						),
						textCell(one.kind),
					]),
					of: reversals.of,
				},
			},
			{
				id: 'green',
				heading: 'All green while it was open',
				table: {
					id: 'green',
					caption: 'All named surfaces operational while an incident was open',
					heads: [
						head('Incident', 'incident'),
						head('From', 'from'),
						head('For', 'seconds'),
						head('Of it without a remedy', 'without_remedy_seconds'),
					],
					rows: greens.shown.map((one): Cell[] => [
						incidentCell(`${one.provider}/${one.incident}`, names),
						one.by === null ? instantCell(one.from) : lineCell(one.from, one, one.by),
						timeCell(one.seconds),
						timeCell(one.withoutRemedySeconds),
					]),
					of: greens.of,
				},
			},
		],
	}
}

function countedText(told: readonly ProviderWords[], name: ShareName, names: Names): string {
	return told
		.map((one) => {
			const who = told.length > 1 ? `${names.provider(one.provider)}: ` : ''
			return `${who}${populationText(one[name])}`
		})
		.join(' ')
}

const cardsShown = 50

type ShareName = {
	[Key in keyof ProviderWords]: ProviderWords[Key] extends Share ? Key : never
}[keyof ProviderWords]

const shares: readonly (readonly [string, ShareName])[] = [
	['Posted late or afterwards', 'postedLateOrAfterwards'],
	['Cause named', 'causeNamed'],
	['Scope named', 'scopeNamed'],
	['Fix named', 'fixNamed'],
	['Taken back', 'reversed'],
	['Green while open', 'green'],
	['Silently edited', 'silentlyEdited'],
	['First statement not notified', 'firstStatementNotNotified'],
	['Account afterwards', 'withPostmortem'],
]

const lengths: readonly (readonly [string, 'firstPost' | 'longestSilence' | 'postmortem'])[] = [
	['the stated start to the first statement', 'firstPost'],
	['one statement to the next, at the longest', 'longestSilence'],
	['the end to the account of it', 'postmortem'],
]

type Place = Pick<Scorecard, 'provider' | 'incident'>
type Shown<Name extends keyof Cells = keyof Cells> = readonly [
	string,
	Name,
	(cell: Cells[Name], place: Place) => Cell,
]

const cards = [
	column('First post', 'firstPost', (cell, place) => measured(cell, place, roughly(cell.value))),
	column('Longest silence', 'longestSilence', (cell, place) =>
		measured(cell, place, roughly(cell.value)),
	),
	column('Statements', 'statements', (cell, place) => measured(cell, place, String(cell.value))),
	column('Scope', 'scope', named),
	column('Cause', 'cause', named),
	column('Fix', 'fix', named),
	column('Taken back', 'reversed', (cell, place) =>
		measured(cell, place, cell.value === 0 ? 'no' : counted(cell.value ?? 0, 'surface')),
	),
	column('Green while open', 'green', (cell, place) =>
		measured(cell, place, cell.value === 0 ? 'no' : roughly(cell.value)),
	),
	column('Posted', 'posted', answered),
	column('Silent edits', 'silentEdits', (cell, place) => measured(cell, place, String(cell.value))),
	column('Notified', 'notified', answered),
	column('Account after', 'postmortem', (cell, place) =>
		measured(cell, place, roughly(cell.value)),
	),
] as const

/**
 * Each column reads the cell of its own name; seen together they take any cell, as the table hands
 * them their own.
 */
function column<Name extends keyof Cells>(
	words: string,
	name: Name,
	show: (cell: Cells[Name], place: Place) => Cell,
): Shown {
	// The table takes the cell by this very name.
	return [words, name, (cell, place) => show(cell as Cells[Name], place)]
}

function measured({ value, bound, evidence }: Measured, place: Place, words: Said): Cell {
	return {
		show:
			value === null
				? '—'
				: linked(say`${bound !== undefined && `${bound} `}${words}`, evidence, place),
		values: [value],
	}
}

function named({ value, evidence }: Named, place: Place): Cell {
	return textCell(value, value === 'not readable' ? '—' : linked(value, evidence, place))
}

function answered(
	{ value, evidence }: { readonly value: string | null; readonly evidence: readonly string[] },
	place: Place,
): Cell {
	return { show: value === null ? '—' : linked(value, evidence, place), values: [value] }
}

/** An answer as a link to the first line that gives it, and numbers for the others. */
function linked(words: Said, evidence: readonly string[], { provider, incident }: Place): Said {
	const [first, ...others] = evidence.slice(0, 4)
	if (first === undefined) return words
	// A board turned green by another incident's statement is shown where that one stands.
	const href = (event: string) => {
		const [owner = incident] = event.includes(':') ? event.split(':') : []
		return `${addresses.incident(provider, owner)}#${anchorOf(event)}`
	}
	return joined(
		[
			link(href(first), words),
			...others.map((event, index) => link(href(event), index + 2, `line ${index + 2}`)),
		],
		' ',
	)
}

function lineCell(instant: string, place: Place, event: string): Cell {
	const cell = instantCell(instant)
	return { ...cell, show: linked(cell.show, [event], place) }
}

function cardHead(card: Scorecard, names: Names, withProvider: boolean): Cell {
	const { show } = incidentCell(`${card.provider}/${card.incident}`, names)
	const provider = withProvider && small(names.provider(card.provider))
	return {
		show: joined([say`${show}${!card.complete && ' *'}`, provider], ' '),
		values: [`${card.provider}/${card.incident}`, card.complete ? 'yes' : 'no'],
	}
}

function answerOf(providers: readonly ProviderWords[], reversals: number): Said {
	const late = providers.reduce(
		(sum, { postedLateOrAfterwards: one }) => ({ part: sum.part + one.part, of: sum.of + one.of }),
		{ part: 0, of: 0 },
	)
	const account = providers.reduce(
		(sum, { withPostmortem: one }) => ({ part: sum.part + one.part, of: sum.of + one.of }),
		{ part: 0, of: 0 },
	)
	const told =
		late.of > 0 &&
		say`${begun(shareOf(late.part, late.of, 'incident'))} ${late.part < 2 ? 'was' : 'were'} told
			more than an hour after the stated start or only when ${late.part < 2 ? 'it was' : 'they were'} over.`
	const explained =
		account.of > 0 &&
		say`${begun(shareOf(account.part, account.of, 'incident'))}
			${account.part < 2 ? 'has' : 'have'} an account afterwards.`
	const takenBack =
		reversals > 0 &&
		say`${counted(reversals, 'surface')} ${reversals === 1 ? 'was' : 'were'} declared well and
			affected again within the same incident.`
	return told || explained || takenBack
		? joined([told, explained, takenBack], ' ')
		: 'No incident of complete record in this scope has statements that could be read for this.'
}
