import * as z from 'zod/mini'
import type { Cause } from '#core/model/register.ts'
import { instantOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { shrunkTowards } from '../toolkit/share.ts'
import { timedStatesOf } from '../toolkit/timed-states.ts'
import { declaresStates, greenOf, reversalsOf } from './board.ts'
import {
	type Cells,
	GreenStretch,
	type Measured,
	ProviderWords,
	Reversal,
	Scorecard,
} from './scorecard.ts'
import { ofStatements, unknown } from './statements.ts'
import { WordsTally } from './summary.ts'

/**
 * What providers said while it was down: a scorecard per incident and per provider, every cell with
 * the lines that answer it.
 */
export const WordsFigures = z.object({
	providers: z.array(ProviderWords),
	/**
	 * The newest of which anything can be answered; a narrower scope shows the others. `silent`:
	 * those of which the record answers nothing.
	 */
	incidents: z.object({ shown: z.array(Scorecard), of: z.int(), silent: z.int() }),
	reversals: z.object({ shown: z.array(Reversal), of: z.int() }),
	greens: z.object({ shown: z.array(GreenStretch), of: z.int() }),
})
export type WordsFigures = z.infer<typeof WordsFigures>

const longestList = 100

export const words: Question<WordsFigures> = {
	name: 'words',
	title: 'What was said',
	asks: 'What did the provider say while it was down, when, and did it hold?',
	method:
		'Per incident, each answer with the statements that give it; there is no overall grade. ' +
		'First post: from the start that the provider states to its first statement, where it ' +
		'states one apart from that statement; times known only to the hour or day are left out. ' +
		'Longest silence: the longest stretch between two consecutive statements up to the end, or ' +
		'since the last one while it is open. Statements: those up to the end. Where a history ' +
		'kept only one statement a stage, the count is a lower and the silence an upper bound. ' +
		'Scope, cause and fix are named when a statement has one of a closed list of English words ' +
		'for it, when it lists the surfaces (scope), or when the provider named the cause ' +
		'elsewhere (register of causes); the words that decided it are shown, so this finds that ' +
		'something was named and not that it was right. Statements kept in our own words are not ' +
		'readable and never count as no. ' +
		'Reversed: a surface that the incident’s own statements declared operational and later ' +
		'affected; an all-clear when a remedy was in place, a denial when none was and it had been ' +
		'affected before; a surface listed as well before it was ever affected and before any ' +
		'remedy is shown as spread and not counted. Green: while it was open, from its first ' +
		'statement on, every surface that it names was operational by the page. ' +
		'Posted late: more than 60 minutes after the stated start; afterwards: the first statement ' +
		'says that it is over, or was filed after the stated end. Silent edits: changes to ' +
		'published text, times, title or rating that our looks saw; only where we looked. ' +
		'Notified: what the record says about notices to subscribers. ' +
		'A share is taken among the incidents that could have been a yes and a no: one whose ' +
		'statements cannot all be read is in no share of what is named, even where a cause is ' +
		'known from elsewhere (the question causes counts those). Intervals allow for incidents ' +
		'that come in the same week; a share of fewer than 20 also stands drawn towards that of ' +
		'all providers. ' +
		'Counted over complete record only; the list of incidents also holds samples and marks ' +
		'them, and leaves out those of which nothing can be answered. Wrong where statements are ' +
		'missing from the history, and where other words are used than those in the lists.',
	version: '2',
	changes: [
		{
			version: '2',
			what:
				'Takes shares of what is named among incidents whose statements can all be read; version ' +
				'1 counted causes known from elsewhere where a no was not possible, and so gave 100 %.',
		},
	],
	needs: 'any',
	pages: 'by provider and year',
	schema: WordsFigures,
	answer({ providers, record }) {
		const rows = providers.map((scope) => wordsOf(scope, record.causes))
		const newest = <T>(list: readonly T[], of: number, time: (entry: T) => string) => ({
			shown: list
				.toSorted((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0))
				.slice(0, longestList),
			of,
		})
		const of = rows.reduce((sum, row) => sum + row.of, 0)
		const silent = rows.reduce((sum, row) => sum + row.silent, 0)
		const counted = rows.reduce((sum, { summary }) => sum + summary.incidents, 0)
		const reversals = rows.flatMap((row) => row.reversals)
		const greens = rows.flatMap((row) => row.greens)
		return {
			sampleSize: counted,
			exclusions: {
				'only chosen incidents were collected there: listed, not counted': of - counted,
			},
			figures: {
				providers: pooled(rows.map(({ summary }) => summary)),
				incidents: {
					...newest(
						rows.flatMap(({ cards }) => cards),
						of - silent,
						({ from }) => from,
					),
					silent,
				},
				reversals: newest(reversals, reversals.length, ({ saidAt }) => saidAt),
				greens: newest(greens, greens.length, ({ from }) => from),
			},
		}
	},
}

const shareNames = [
	'scopeNamed',
	'causeNamed',
	'fixNamed',
	'reversed',
	'green',
	'postedLateOrAfterwards',
	'silentlyEdited',
	'firstStatementNotNotified',
	'withPostmortem',
] as const

/** Shares of few beside what they are when drawn towards those of all providers. */
function pooled(summaries: readonly ProviderWords[]): ProviderWords[] {
	const drawn = shareNames.map(
		(name) => [name, shrunkTowards(summaries.map((summary) => summary[name]))] as const,
	)
	return summaries.map((summary, index) => ({
		...summary,
		...Object.fromEntries(drawn.map(([name, shares]) => [name, shares[index]])),
	}))
}

export interface WordsOfProvider {
	/** The newest scorecards that answer anything, chosen incidents among them. */
	readonly cards: readonly Scorecard[]
	readonly of: number
	/** How many incidents there are of which nothing can be answered. */
	readonly silent: number
	readonly reversals: readonly Reversal[]
	readonly greens: readonly GreenStretch[]
	/** Of the complete ones alone. */
	readonly summary: ProviderWords
}

const kept = new WeakMap<ProviderScope, WordsOfProvider>()

/**
 * What the statements of one provider answer; read once a scope, because the comparison asks too.
 * Scorecards are kept only as far as they are shown.
 */
export function wordsOf(scope: ProviderScope, causes: readonly Cause[]): WordsOfProvider {
	const known = kept.get(scope)
	if (known) return known
	const found = wordsFrom(
		scope,
		new Map(
			causes.flatMap((cause) =>
				cause.provider === scope.provider.id ? [[cause.incident, cause] as const] : [],
			),
		),
	)
	kept.set(scope, found)
	return found
}

/** `causes` by incident. */
function wordsFrom(scope: ProviderScope, causes: ReadonlyMap<string, Cause>): WordsOfProvider {
	const board = timedStatesOf(scope)
	const reversals: Reversal[] = []
	const greens: GreenStretch[] = []
	const tally = new WordsTally()
	let silent = 0
	const cardsOf = (entries: readonly ScopedIncident[], complete: boolean) => {
		const shown: { readonly entry: ScopedIncident; readonly cells: Cells }[] = []
		for (const entry of entries) {
			const { incident } = entry
			const taken = declaresStates(incident) ? reversalsOf(incident) : undefined
			const green = greenOf(entry, board)
			if (taken) reversals.push(...taken)
			if (green) greens.push(...green)
			const cells = {
				...ofStatements(entry, causes.get(incident.id)),
				reversed: reversedOf(taken),
				green: greenSeconds(green),
			}
			if (complete) tally.add(cells, entry.ended && incident.updates.length > 0, entry.from)
			if (!answersAnything(cells)) {
				silent++
				continue
			}
			shown.push({ entry, cells })
			if (shown.length > longestList) shown.shift()
		}
		return shown.map(({ entry: { incident, from }, cells }): Scorecard => {
			return {
				provider: incident.provider,
				incident: incident.id,
				title: incident.title,
				from: instantOf(from),
				complete,
				...cells,
			}
		})
	}
	const cards = [...cardsOf(scope.incidents, true), ...cardsOf(scope.samples, false)]
	return {
		cards,
		of: scope.incidents.length + scope.samples.length,
		silent,
		reversals,
		greens,
		summary: tally.summary(scope.provider),
	}
}

/** A scorecard without any answer says only that its history keeps no statements. */
function answersAnything(cells: Cells): boolean {
	return (
		cells.statements.value !== null ||
		Object.values(cells).some(({ value }) => value !== null && value !== 'not readable')
	)
}

function reversedOf(taken: readonly Reversal[] | undefined): Measured {
	if (!taken) return unknown('no statement declares states')
	const takenBack = taken.filter(({ kind }) => kind !== 'spread')
	return {
		value: new Set(takenBack.map(({ surface }) => surface)).size,
		evidence: [...new Set(takenBack.flatMap((entry) => [entry.said, entry.takenBack]))],
	}
}

function greenSeconds(green: readonly GreenStretch[] | undefined): Measured {
	if (!green) return unknown('the states of its surfaces are not recorded')
	return {
		value: green.reduce((sum, { seconds }) => sum + seconds, 0),
		evidence: [...new Set(green.flatMap(({ by }) => by ?? []))],
	}
}
