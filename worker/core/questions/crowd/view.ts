import { html } from '#core/fragments/markup.ts'
import { rowsDrawing } from '#core/fragments/picture/chart/rows.ts'
import { shareScale, timeScale } from '#core/fragments/picture/chart/scale.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import type { CrowdFigures } from '#core/questions/crowd/figures.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentCell,
	incidentLink,
	instantCell,
	numberCell,
	percent,
	providerCell,
	roughly,
	shareCell,
	shareKeys,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import type { Teller } from '../told.ts'

/**
 * The crowd against the page: what was measured, what publications cite, and what the page never
 * mentioned.
 */
export const tellCrowd: Teller<CrowdFigures> = (
	{ measured, possible, cited, unacknowledged, sources, words },
	_,
	names,
) => {
	const positive = cited.lags.shown.filter(({ lagSeconds }) => lagSeconds >= 0)
	return {
		answer: answerOf({ measured, cited, unacknowledged }),
		caution: words.join(' '),
		parts: [
			{
				id: 'measured',
				heading: 'Measured',
				intro: 'Rises of report counts, and whether an official incident was open around them.',
				...(measured.answered.of > 0 && {
					drawing: rowsDrawing({
						id: 'measured',
						title: 'Rises of reports that the page answered',
						means: { value: 'share of rises', range: '95 % interval' },
						scale: shareScale(),
						rows: [
							{
								name: 'Answered',
								words: `${percent(measured.answered.share)} of ${measured.answered.of}`,
								value: measured.answered.share,
								low: measured.answered.low,
								high: measured.answered.high,
							},
							{
								name: 'Never on the page',
								words: `${percent(measured.falseAlarms.share)} of ${measured.falseAlarms.of}`,
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
				intro: `More reports than usual, not enough to call it a rise. Of ${possible.events.of}, ${possible.becameRises} became a rise, and an official incident was open around ${possible.answered} of the others.`,
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
					'Moments that publications give, against the first statement of the same incident. They were chosen by who published them, often a seller of alarms: a list, of which no average follows.',
				...(positive.length > 0 && {
					drawing: rowsDrawing({
						id: 'cited',
						title: 'From the cited moment to the first statement',
						means: { value: 'the page spoke so much later' },
						scale: timeScale(Math.max(...positive.map(({ lagSeconds }) => lagSeconds))),
						rows: positive.map((one) => ({
							name: `${names.provider(one.provider)}, ${one.at.slice(0, 10)}`,
							words: `${roughly(one.lagSeconds)}, by ${one.source}`,
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
							show: html`${timeMarkup(one.at, one.precision ?? 'minute')}${one.confidence !== undefined && one.confidence !== 'exact' && ` (${one.confidence})`}`,
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
					'Outages that no statement of the provider opened. Those that were collected afterwards are chosen, and no share follows from them.',
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
						{ show: timeMarkup(one.from, one.precision ?? 'minute'), values: [one.from] },
						textCell(one.followed ? 'yes' : 'no'),
						textCell(one.verdict),
						textCell(
							one.answeredBy.join(' '),
							html`${one.answeredBy.map((id, index) => html`${index > 0 && ', '}<a href="${addresses.incident(one.provider, id)}">${id}</a>`)}`,
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

function incidentsCell(provider: string, incidents: readonly string[], names: Names): Cell {
	return textCell(
		incidents.join(' '),
		html`${incidents.map((id, index) => html`${index > 0 && ', '}${incidentLink(`${provider}/${id}`, names)}`)}`,
	)
}

function answerOf({
	measured,
	cited,
	unacknowledged,
}: Pick<CrowdFigures, 'measured' | 'cited' | 'unacknowledged'>): string {
	const { lag, falseAlarms } = measured
	const sentences = [
		...(lag.count > 0
			? [
					`Measured: half of ${counted(lag.count, 'answered rise')} had the provider’s first statement within ${roughly(lag.median)}; ${falseAlarms.part} of ${falseAlarms.of} rises were never on the page.`,
				]
			: ['Nothing was measured here yet: no series of report counts rose in this record.']),
		...(cited.lags.of > 0
			? [
					`Publications give ${counted(cited.lags.of, 'moment')} of the crowd that can be held against a first statement; in ${cited.lags.shown.filter(({ lagSeconds }) => lagSeconds > 0).length} of the ${cited.lags.shown.length} listed the crowd was first.`,
				]
			: []),
		...(unacknowledged.incidents.of > 0
			? [
					`${counted(unacknowledged.incidents.of, 'outage')} ${unacknowledged.incidents.of === 1 ? 'is' : 'are'} known from users alone.`,
				]
			: []),
	]
	return sentences.join(' ')
}
