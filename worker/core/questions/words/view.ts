import { html, type Markup, type Part } from '#core/fragments/markup.ts'
import { rowsDrawing } from '#core/fragments/picture/chart/rows.ts'
import { shareScale } from '#core/fragments/picture/chart/scale.ts'
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
import { capital, counted, stateWords } from '#core/text/words.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentCell,
	instantCell,
	numberCell,
	percent,
	populationText,
	providerCell,
	roughly,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import type { Teller } from '../told.ts'

/**
 * What was said while it was down: scorecards whose every cell leads to the lines that answer it,
 * and no grade.
 */
export const tellWords: Teller<WordsFigures> = (
	{ providers, incidents, reversals, greens },
	{ scope },
	names,
) => {
	const told = providers.filter(({ incidents: count }) => count > 0)
	return {
		// What was listed as well before it was ever affected is shown below, and is no statement that
		// was taken back.
		answer: answerOf(told, reversals.shown.filter(({ kind }) => kind !== 'spread').length),
		caution:
			'Named means that a statement has a word for it, not that it was right. Where a history kept only one statement a stage, counts are lower and silences upper bounds. There is no overall grade.',
		parts: [
			{
				id: 'posted',
				heading: 'Told late, or only afterwards',
				...(told.length > 0 && {
					drawing: rowsDrawing({
						id: 'posted',
						title:
							'First statement more than an hour after the stated start, or only when it was over',
						means: { value: 'share of incidents', range: '95 % interval' },
						scale: shareScale(),
						rows: told.map(({ provider, postedLateOrAfterwards: late }) => ({
							name: names.provider(provider),
							words: late.share === null ? 'not known' : `${percent(late.share)} of ${late.of}`,
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
					after: html`<details class="behind"><summary>Who is counted, and who is left out</summary><ul class="bullets">${shares.map(([words, name]) => html`<li>${words}: ${told.map((one) => html`${told.length > 1 && html`${names.provider(one.provider)}: `}${populationText(one[name])} `)}</li>`)}</ul></details>`,
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
				intro: html`Each answer leads to the line that gives it. “—” is not known; the <a href="${addresses.methodology}">method</a> says when. Incidents marked * stand where only a choice was collected: they are listed and not counted.${incidents.silent > 0 && ` Of ${counted(incidents.silent, 'more incident')} the record keeps nothing that answers any of this.`}`,
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
					'A surface that a statement declared operational, and a later statement of the same incident affected again.',
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
	return [words, name, (cell, place) => show(cell as Cells[Name], place)] // the table takes the cell by this very name
}

function measured({ value, bound, evidence }: Measured, place: Place, words: string): Cell {
	return {
		show:
			value === null
				? '—'
				: linked(html`${bound !== undefined && `${bound} `}${words}`, evidence, place),
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
function linked(words: Part, evidence: readonly string[], { provider, incident }: Place): Markup {
	const [first, ...others] = evidence.slice(0, 4)
	if (first === undefined) return html`${words}`
	// A board turned green by another incident's statement is shown where that one stands.
	const href = (event: string) =>
		`${addresses.incident(provider, event.includes(':') ? (event.split(':')[0] ?? incident) : incident)}#${anchorOf(event)}`
	return html`<a href="${href(first)}">${words}</a>${others.map((event, index) => html` <a class="also" href="${href(event)}" aria-label="line ${index + 2}">${index + 2}</a>`)}`
}

function lineCell(instant: string, place: Place, event: string): Cell {
	const cell = instantCell(instant)
	return { ...cell, show: linked(cell.show, [event], place) }
}

function cardHead(card: Scorecard, names: Names, withProvider: boolean): Cell {
	const { show } = incidentCell(`${card.provider}/${card.incident}`, names)
	return {
		show: html`${show}${!card.complete && ' *'}${withProvider && html` <small>${names.provider(card.provider)}</small>`}`,
		values: [`${card.provider}/${card.incident}`, card.complete ? 'yes' : 'no'],
	}
}

function answerOf(told: readonly ProviderWords[], reversals: number): string {
	const late = told.reduce(
		(sum, { postedLateOrAfterwards: one }) => ({ part: sum.part + one.part, of: sum.of + one.of }),
		{ part: 0, of: 0 },
	)
	const account = told.reduce(
		(sum, { withPostmortem: one }) => ({ part: sum.part + one.part, of: sum.of + one.of }),
		{ part: 0, of: 0 },
	)
	const sentences = [
		...(late.of > 0
			? [
					`${capital(shareOf(late.part, late.of, 'incident'))} ${late.part < 2 ? 'was' : 'were'} told more than an hour after the stated start or only when ${late.part < 2 ? 'it was' : 'they were'} over.`,
				]
			: []),
		...(account.of > 0
			? [
					`${capital(shareOf(account.part, account.of, 'incident'))} ${account.part < 2 ? 'has' : 'have'} an account afterwards.`,
				]
			: []),
		...(reversals > 0
			? [
					`${counted(reversals, 'surface')} ${reversals === 1 ? 'was' : 'were'} declared well and affected again within the same incident.`,
				]
			: []),
	]
	return sentences.length > 0
		? sentences.join(' ')
		: 'No incident of complete record in this scope has statements that could be read for this.'
}
