import type { CrowdFigures } from '#core/questions/crowd/figures.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import { rowsChart, shareAxis, timeAxis } from '../chart.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentCell,
	incidentLink,
	instantCell,
	numberCell,
	providerCell,
	shareCell,
	shareKeys,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, link, percent, roughly, type Said, say, time } from '../said.ts'
import type { Presenter } from '../view.ts'

/**
 * The crowd against the page: what was measured, what publications cite, and what the page never
 * mentioned.
 */
export const view: Presenter<CrowdFigures> = (
	{ measured, possible, cited, unacknowledged, sources, words },
	_,
	names,
) => {
	const positive = cited.lags.shown.filter(({ lagSeconds }) => lagSeconds >= 0)
	return {
		answer: answerOf({ measured, cited, unacknowledged }),
		cautions: words,
		sections: [
			{
				id: 'measured',
				heading: 'Measured',
				intro: 'Rises of report counts, and whether an official incident was open around them.',
				...(measured.answered.of > 0 && {
					chart: rowsChart({
						id: 'measured',
						title: 'Rises of reports that the page answered',
						means: { value: 'share of rises', range: '95 % interval' },
						axis: shareAxis(),
						rows: [
							{
								name: 'Answered',
								words: say`${percent(measured.answered.share)} of ${measured.answered.of}`,
								value: measured.answered.share,
								low: measured.answered.low,
								high: measured.answered.high,
							},
							{
								name: 'Never on the page',
								words: say`${percent(measured.falseAlarms.share)} of ${measured.falseAlarms.of}`,
								value: measured.falseAlarms.share,
								low: measured.falseAlarms.low,
								high: measured.falseAlarms.high,
							},
						],
					}),
				}),
				table: {
					id: 'measured',
					caption: 'Rises and answers',
					heads: [
						head('Answered', ...shareKeys('answered')),
						head('Never on the page', ...shareKeys('false_alarms')),
						...distributionHeads('lag'),
					],
					rows:
						measured.answered.of === 0
							? []
							: [
									[
										shareCell(measured.answered),
										shareCell(measured.falseAlarms),
										...distributionCells(measured.lag),
									],
								],
				},
			},
			{
				id: 'signals',
				heading: 'Rise by rise',
				table: {
					id: 'signals',
					caption: 'Rises of reports',
					heads: [
						head('Provider', 'provider'),
						head('Rose', 'rose_at'),
						head('Known', 'known_at'),
						head('Verdict', 'verdict'),
						head('Lag', 'lag_seconds'),
						head('Incidents', 'incidents'),
						head('Others at once', 'neighbours'),
					],
					rows: measured.signals.shown.map((one): Cell[] => [
						providerCell(one.provider, names, 'crowd'),
						instantCell(one.roseAt),
						instantCell(one.knownAt),
						textCell(one.verdict),
						timeCell(one.lagSeconds),
						incidentsCell(one.provider, one.incidents, names),
						numberCell(one.neighbours),
					]),
					of: measured.signals.of,
				},
			},
			{
				id: 'possible',
				heading: 'Possible rises',
				intro:
					`More reports than usual, not enough to call it a rise. Of ${possible.events.of}, ` +
					`${possible.becameRises} became a rise, and an official incident was open around ` +
					`${possible.answered} of the others.`,
				table: {
					id: 'possible',
					caption: 'Possible rises',
					heads: [
						head('Provider', 'provider'),
						head('From', 'rose_at'),
						head('Known', 'known_at'),
						head('Became a rise', 'became_rise'),
						head('Verdict', 'verdict'),
						head('Incidents', 'incidents'),
						head('Method', 'method'),
						head('Confidence', 'confidence'),
					],
					rows: possible.events.shown.map((one): Cell[] => [
						providerCell(one.provider, names, 'crowd'),
						instantCell(one.roseAt),
						instantCell(one.knownAt),
						textCell(one.becameRise ? 'yes' : 'no'),
						textCell(one.verdict, one.verdict === 'false alarm' ? 'nothing posted' : one.verdict),
						incidentsCell(one.provider, one.incidents, names),
						textCell(one.method),
						textCell(one.confidence),
					]),
					of: possible.events.of,
				},
			},
			{
				id: 'cited',
				heading: 'Cited by others',
				intro:
					'Moments that publications give, against the first statement of the same incident. ' +
					'They were chosen by who published them, often a seller of alarms: a list, of which ' +
					'no average follows.',
				...(positive.length > 0 && {
					chart: rowsChart({
						id: 'cited',
						title: 'From the cited moment to the first statement',
						means: { value: 'the page spoke so much later' },
						axis: timeAxis(Math.max(...positive.map(({ lagSeconds }) => lagSeconds))),
						rows: positive.map((one) => ({
							name: `${names.provider(one.provider)}, ${one.at.slice(0, 10)}`,
							words: say`${roughly(one.lagSeconds)}, by ${one.source}`,
							value: one.lagSeconds,
						})),
					}),
				}),
				table: {
					id: 'cited',
					caption: 'Cited moments and first statements',
					heads: [
						head('Incident', 'incident'),
						head('Cited', 'at'),
						head('What', 'kind'),
						head('By', 'counted_by'),
						head('First statement', 'acknowledged_at'),
						head('Lag', 'lag_seconds'),
					],
					rows: cited.lags.shown.map((one): Cell[] => [
						incidentCell(`${one.provider}/${one.incident}`, names),
						{
							show: momentSaid(one),
							values: [one.at],
						},
						textCell(one.kind, one.kind === 'first' ? 'first reports' : 'an alarm'),
						textCell(one.source),
						instantCell(one.acknowledgedAt),
						timeCell(one.lagSeconds),
					]),
					of: cited.lags.of,
				},
			},
			{
				id: 'unacknowledged',
				heading: 'Known from users alone',
				intro:
					'Outages that no statement of the provider opened. Those that were collected ' +
					'afterwards are chosen, and no share follows from them.',
				table: {
					id: 'unacknowledged',
					caption: 'Outages known from users alone',
					heads: [
						head('Incident', 'incident'),
						head('From', 'from'),
						head('Followed as it happened', 'followed'),
						head('Verdict', 'verdict'),
						head('Open on the page around it', 'answered_by'),
					],
					rows: unacknowledged.incidents.shown.map((one): Cell[] => [
						incidentCell(`${one.provider}/${one.incident}`, names),
						{ show: time(one.from, one.precision ?? 'minute'), values: [one.from] },
						textCell(one.followed ? 'yes' : 'no'),
						textCell(one.verdict),
						textCell(
							one.answeredBy.join(' '),
							joined(
								one.answeredBy.map((id) => link(addresses.incident(one.provider, id), id)),
								', ',
							),
						),
					]),
					of: unacknowledged.incidents.of,
				},
			},
			{
				id: 'sources',
				heading: 'What was counted',
				table: {
					id: 'sources',
					caption: 'Sources of the crowd',
					heads: [
						head('Provider', 'provider'),
						head('Source', 'source_name'),
						head('Kind', 'kind'),
						head('Count', 'count'),
					],
					rows: sources.map((one): Cell[] => [
						providerCell(one.provider, names, 'crowd'),
						textCell(one.source),
						textCell(one.kind),
						numberCell(one.count),
					]),
				},
			},
		],
	}
}

function momentSaid({
	at,
	precision = 'minute',
	confidence = 'exact',
}: CrowdFigures['cited']['lags']['shown'][number]): Said {
	return say`${time(at, precision)}${confidence !== 'exact' && ` (${confidence})`}`
}

function incidentsCell(provider: string, incidents: readonly string[], names: Names): Cell {
	return textCell(
		incidents.join(' '),
		joined(
			incidents.map((id) => incidentLink(`${provider}/${id}`, names)),
			', ',
		),
	)
}

function answerOf({
	measured,
	cited,
	unacknowledged,
}: Pick<CrowdFigures, 'measured' | 'cited' | 'unacknowledged'>): Said {
	const { lag, falseAlarms } = measured
	const listed = cited.lags.shown
	const first = listed.filter(({ lagSeconds }) => lagSeconds > 0).length
	const unopened = unacknowledged.incidents.of
	return joined(
		[
			lag.count > 0
				? say`Measured: half of ${counted(lag.count, 'answered rise')} had the provider’s first
					statement within ${roughly(lag.median)}; ${falseAlarms.part} of ${falseAlarms.of} rises
					were never on the page.`
				: 'Nothing was measured here yet: no series of report counts rose in this record.',
			cited.lags.of > 0 &&
				say`Publications give ${counted(cited.lags.of, 'moment')} of the crowd that can be held
					against a first statement; in ${first} of the ${listed.length} listed the crowd was
					first.`,
			unopened > 0 &&
				say`${counted(unopened, 'outage')} ${unopened === 1 ? 'is' : 'are'} known from users
					alone.`,
		],
		' ',
	)
}
