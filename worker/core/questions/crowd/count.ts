import type { Reading } from '#core/model/content.ts'
import { distribution } from '#core/statistics/statistics.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import type {
	Analysable,
	ProviderScope,
	ScopedIncident,
	ScopedRecord,
} from '../toolkit/scoped-record.ts'
import { ShareTally } from '../toolkit/share.ts'
import type { CitedLag, CrowdFigures, CrowdIncident, PossibleRow, SignalRow } from './figures.ts'
import {
	answersAmong,
	answersUntilAfterSeconds,
	isComplete,
	type Signal,
	signalsOf,
	spokeAt,
} from './signals.ts'

/**
 * The crowd against the provider: who spoke first, what the provider never spoke of, and when the
 * crowd was wrong.
 */
export const crowd: Question<CrowdFigures> = {
	name: 'crowd',
	title: 'The crowd and the page',
	asks: 'Who noticed first, what did the page never mention, and how often did the crowd cry wolf?',
	method:
		'A signal is a stretch in which reports of users stood above the usual volume by the rule for rises; rises of one provider that overlap are one signal, and series that count mentions instead of reporters are left out. ' +
		'It is answered when an official incident of the provider was open at any moment from 60 minutes before the rise to 6 hours after it, and a false alarm when none was; it is pending while those 6 hours are not over, and not counted where the provider’s own list is not complete. ' +
		'Measured lag: from the beginning of the rise to the first statement of the incident that was acknowledged first; it is negative when the provider was first. A false alarm may be an outage that the page never mentioned: the record cannot tell these two apart. ' +
		'A possible rise is one that the slow rule found: it is listed with whether a rise or an official incident followed by the same times, and is counted neither as a signal nor as a false alarm. ' +
		'Cited lag: from the moment that a publication gives (first reports, or an alarm) to the first statement of the same incident, where both are known to the minute. Such cases were chosen by who published them, often a seller of alarms, so they are listed and never averaged, and never mixed with what was measured. ' +
		'An outage that is known from users alone is not on the page when the provider’s list is complete there and has nothing open around it by the same rule; known to the day only, around that whole day. A share is given only of those that we followed as they happened.',
	version: '3',
	changes: [
		{
			version: '2',
			what: 'The rule for rises asks for a jump from the hours just before, takes in levels that last for days and decides with less than a day of counts, and possible rises are listed; version 1 called a slow drift a rise, found none of the doublings, and said nothing of a series that had just begun.',
		},
		{
			version: '3',
			what: 'Shares name whom they count and whom they leave out, and their intervals allow for signals that come in the same week. Lags are no longer rounded to seconds.',
		},
	],
	needs: 'any',
	answer(record) {
		const signals = signalRows(record)
		const possible = possibleRows(record)
		const counted = signals.filter(
			({ verdict }) => verdict === 'answered' || verdict === 'false alarm',
		)
		const answered = counted.filter(({ verdict }) => verdict === 'answered')
		const lags = record.providers.flatMap((scope) => citedLags(scope, record.record))
		const incidents = record.providers.flatMap(crowdIncidents)
		const judged = incidents.filter(
			({ verdict, followed }) => followed && verdict !== 'cannot be told',
		)
		const sources = sourcesOf(record)
		return {
			sampleSize: counted.length + lags.length + incidents.length,
			exclusions: {
				'the provider’s own list is not complete there': signals.filter(
					({ verdict }) => verdict === 'not counted',
				).length,
				'known from users and collected afterwards: listed, not counted':
					incidents.length - judged.length,
				'an answer may still come': signals.filter(({ verdict }) => verdict === 'pending').length,
			},
			figures: {
				measured: {
					lag: distribution(
						answered.flatMap(({ lagSeconds }) => lagSeconds ?? []),
						{
							'never answered': counted.length - answered.length,
							'when the provider first spoke is not known': answered.filter(
								({ lagSeconds }) => lagSeconds === null,
							).length,
						},
					),
					answered: shareOfSignals(signals, 'answered'),
					falseAlarms: shareOfSignals(signals, 'false alarm'),
					signals: newest(signals, ({ roseAt }) => roseAt),
				},
				possible: {
					becameRises: possible.filter(({ becameRise }) => becameRise).length,
					answered: possible.filter(
						({ becameRise, verdict }) => !becameRise && verdict === 'answered',
					).length,
					events: newest(possible, ({ roseAt }) => roseAt),
				},
				cited: { lags: newest(lags, ({ at }) => at) },
				unacknowledged: {
					notOnThePage: shareNotOnThePage(incidents),
					incidents: newest(incidents, ({ from }) => from),
				},
				sources,
				words: wordsFor(record, signals.length, lags.length),
			},
		}
	},
}

const longestList = 100

/** Of the signals that can be one or the other: how many were answered, or false alarms. */
function shareOfSignals(
	signals: readonly SignalRow[],
	asked: 'answered' | 'false alarm',
): CrowdFigures['measured']['answered'] {
	const tally = new ShareTally('signals where the provider’s own list is complete')
	for (const { verdict, roseAt } of signals) {
		if (verdict === 'not counted') tally.add('the provider’s own list is not complete there')
		else if (verdict === 'pending') tally.add('an answer may still come')
		else tally.add(verdict === asked, millisecondsOf(roseAt))
	}
	return tally.share()
}

function shareNotOnThePage(
	incidents: readonly CrowdIncident[],
): CrowdFigures['unacknowledged']['notOnThePage'] {
	const tally = new ShareTally('outages known from users alone that we followed as they happened')
	for (const { verdict, followed, from } of incidents) {
		if (!followed) tally.add('collected afterwards')
		else if (verdict === 'cannot be told')
			tally.add('the provider’s own list is not complete there')
		else tally.add(verdict === 'not on the page', millisecondsOf(from))
	}
	return tally.share()
}

function newest<T>(list: readonly T[], time: (entry: T) => string): { shown: T[]; of: number } {
	return {
		shown: list
			.toSorted((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0))
			.slice(0, longestList),
		of: list.length,
	}
}

function signalRows({ asOf, providers, record }: ScopedRecord): SignalRow[] {
	const signals = Map.groupBy(signalsOf(record.rises, asOf), ({ provider }) => provider)
	return providers.flatMap((scope) => {
		const answers = answersAmong(scope.incidents)
		return (signals.get(scope.provider.id) ?? [])
			.filter((signal) => inScope(scope, signal))
			.map((signal) => signalRow(signal, answers(signal), scope, asOf))
	})
}

/** A rise outside of what the scope covers at all says nothing about it. */
function inScope(scope: ProviderScope, { from }: Pick<Signal, 'from'>): boolean {
	const first = Math.min(...[...scope.windows, ...scope.samples].map((span) => span.from))
	return isComplete(scope, from) || from >= first
}

function signalRow(
	signal: Signal,
	answers: readonly ScopedIncident[],
	scope: ProviderScope,
	asOf: number,
): SignalRow {
	const spoke = answers.map(spokeAt).find(Number.isFinite)
	return {
		provider: signal.provider,
		rises: signal.rises.map(({ id }) => id),
		roseAt: signal.rise.roseAt,
		knownAt: instantOf(signal.knownAt),
		neighbours: Math.max(...signal.rises.map(({ neighbours }) => neighbours.length)),
		verdict: verdictOf(signal, answers, scope, asOf),
		incidents: answers.map(({ incident }) => incident.id),
		lagSeconds: spoke === undefined ? null : (spoke - signal.from) / 1000,
	}
}

function verdictOf(
	{ from }: Pick<Signal, 'from'>,
	answers: readonly ScopedIncident[],
	scope: ProviderScope,
	asOf: number,
): SignalRow['verdict'] {
	if (!isComplete(scope, from)) return 'not counted'
	if (answers.length > 0) return 'answered'
	return from + answersUntilAfterSeconds * 1000 <= asOf ? 'false alarm' : 'pending'
}

function possibleRows({ asOf, providers, record }: ScopedRecord): PossibleRow[] {
	const found = Map.groupBy(record.possibleRises, ({ provider }) => provider)
	return providers.flatMap((scope) => {
		const answersTo = answersAmong(scope.incidents)
		return (found.get(scope.provider.id) ?? []).flatMap((one): PossibleRow[] => {
			const { id, provider, roseAt, knownAt, method, confidence, settledAt, settledBy } = one
			const span = {
				from: millisecondsOf(roseAt),
				to: settledAt === null ? asOf : millisecondsOf(settledAt),
			}
			if (!inScope(scope, span)) return []
			const answers = answersTo(span)
			const verdict = verdictOf(span, answers, scope, asOf)
			const incidents = answers.map(({ incident }) => incident.id)
			return [
				{
					provider,
					possible: id,
					roseAt,
					knownAt,
					method,
					confidence,
					becameRise: settledBy === 'rise',
					verdict,
					incidents,
				},
			]
		})
	})
}

/**
 * Readings of a moment, against the first statement of the incident that they are about; an
 * episode's are about its first incident.
 */
function citedLags(scope: ProviderScope, { readings }: Analysable): CitedLag[] {
	const incidents = new Map(
		[...scope.incidents, ...scope.samples].map(({ incident }) => [incident.id, incident]),
	)
	return readings.flatMap((reading): CitedLag[] => {
		const incident = incidents.get(subjectOf(reading, scope) ?? '')
		const acknowledged = incident?.milestones.acknowledgedAt
		if ((reading.kind !== 'first' && reading.kind !== 'alarm') || !incident || !acknowledged)
			return []
		if (
			[reading.precision, acknowledged.precision].some(
				(precision) => precision === 'day' || precision === 'hour',
			)
		)
			return []
		return [
			{
				provider: incident.provider,
				incident: incident.id,
				title: incident.title,
				reading: reading.id,
				source: reading.source,
				kind: reading.kind,
				at: reading.at,
				...(reading.precision && { precision: reading.precision }),
				...(reading.confidence && { confidence: reading.confidence }),
				acknowledgedAt: acknowledged.at,
				lagSeconds: (millisecondsOf(acknowledged.at) - millisecondsOf(reading.at)) / 1000,
			},
		]
	})
}

function subjectOf(
	{ subject }: Reading,
	{ provider, episodes }: ProviderScope,
): string | undefined {
	const [noun, first, second] = subject.split('/')
	if (noun === 'episodes') return episodes.find(({ id }) => id === first)?.incidents[0]
	return noun === 'incidents' && first === provider.id ? second : undefined
}

function crowdIncidents(scope: ProviderScope): CrowdIncident[] {
	const answersTo = answersAmong(scope.incidents)
	return scope.unacknowledged.map((entry): CrowdIncident => {
		const { incident } = entry
		const precision = incident.precision
		const answers = precision === 'day' ? answersTo(entry, 0, 86400) : answersTo(entry)
		return {
			provider: incident.provider,
			incident: incident.id,
			title: incident.title,
			from: instantOf(entry.from),
			...(precision && { precision }),
			answeredBy: answers.map((answer) => answer.incident.id),
			followed: scope.coverage.some(
				({ kind, from, to }) =>
					kind === 'live' &&
					millisecondsOf(from) <= entry.from &&
					(to === undefined || entry.from < millisecondsOf(to)),
			),
			verdict: !isComplete(scope, entry.from)
				? 'cannot be told'
				: answers.length > 0
					? 'on the page'
					: 'not on the page',
		}
	})
}

function sourcesOf({ providers, record }: ScopedRecord): CrowdFigures['sources'] {
	type Row = CrowdFigures['sources'][number]
	const rows = new Map<string, Row>()
	const add = (provider: string, source: string, kind: Row['kind']) => {
		const key = `${provider}/${source}/${kind}`
		rows.set(key, { provider, source, kind, count: (rows.get(key)?.count ?? 0) + 1 })
	}
	for (const scope of providers) {
		const { id } = scope.provider
		for (const rise of record.rises)
			if (rise.provider === id)
				add(
					id,
					rise.source,
					rise.counted === 'reporters' ? 'rises of reporters' : 'rises of mentions',
				)
		for (const reading of record.readings) {
			const [noun, first] = reading.subject.split('/')
			const own =
				noun === 'episodes' ? scope.episodes.some((episode) => episode.id === first) : first === id
			if (own)
				add(id, reading.source, reading.count === undefined ? 'cited moments' : 'cited numbers')
		}
	}
	return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function wordsFor({ providers }: ScopedRecord, signals: number, lags: number): string[] {
	const names = providers.map(({ provider }) => provider.name).join(', ')
	return [
		...(signals === 0
			? [
					`No series of report counts in this record rose for ${names || 'anybody'}: nothing was measured, which is not the same as nobody noticing.`,
				]
			: []),
		...(lags === 0
			? [
					'No publication in the record gives a moment of the crowd that could be held against a first statement.',
				]
			: [
					'The cited cases were chosen by who published them: they show what happens, not how often.',
				]),
	]
}
