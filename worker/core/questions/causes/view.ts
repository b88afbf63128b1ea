import { causeKinds, type Reference } from '#core/model/register.ts'
import type { CausesFigures } from '#core/questions/causes/count.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import { countAxis, rowsChart } from '../chart.ts'
import {
	type Cell,
	head,
	incidentCell,
	instantCell,
	populationText,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
} from '../figure-table.ts'
import { joined, link, percent, type Said, say, source } from '../said.ts'
import type { Presenter } from '../view.ts'

/** What providers themselves named as the cause, each with the place where they said so. */
export const view: Presenter<CausesFigures> = (
	{ stated, kinds, providers, causes, again },
	_,
	names,
) => ({
	answer: answerOf({ stated, kinds, again }),
	cautions: [
		'These are the causes that providers stated, nobody’s guess.',
		'What they write accounts of are their largest failures, so that the kinds say nothing of ' +
			'the incidents without one.',
	],
	sections: [
		{
			id: 'kinds',
			heading: 'Kinds of stated cause',
			...(kinds.length > 0 && {
				chart: rowsChart({
					id: 'kinds',
					title: 'Stated causes by kind',
					means: { value: 'incidents' },
					axis: countAxis(Math.max(...kinds.map(({ count }) => count))),
					bars: true,
					rows: kinds.map(({ kind, count, share }) => ({
						name: kind,
						words: say`${count}, ${percent(share.share)} of ${share.of}`,
						value: count,
					})),
				}),
			}),
			table: {
				id: 'kinds',
				caption: 'Stated causes by kind',
				heads: [
					head('Kind', 'kind'),
					head('Means', 'means'),
					head('Share of the stated', ...shareKeys('kind')),
				],
				rows: kinds.map(({ kind, share }): Cell[] => [
					textCell(kind),
					textCell(causeKinds[kind]),
					shareCell(share),
				]),
			},
		},
		{
			id: 'providers',
			heading: 'How often a cause is stated at all',
			intro: populationText(stated),
			table: {
				id: 'providers',
				caption: 'Incidents with a stated cause',
				heads: [
					head('Provider', 'provider'),
					head('With a stated cause', ...shareKeys('stated')),
					head('Kinds', 'kinds'),
				],
				rows: providers.map((one): Cell[] => [
					providerCell(one.provider, names, 'causes'),
					shareCell(one.stated),
					textCell(
						Object.entries(one.kinds)
							.map(([kind, count]) => `${kind}: ${count}`)
							.join(', '),
					),
				]),
			},
		},
		{
			id: 'again',
			heading: 'Why it failed again',
			intro: say`${Object.entries(again.fits)
				.map(([fit, count]) => `${fit}: ${count}`)
				.join('; ')}. Read from statements alone; mostly it cannot be told.`,
			table: {
				id: 'again',
				caption: 'Failures after a failure',
				heads: [
					head('Incident', 'incident'),
					head('After', 'after'),
					head('When', 'at'),
					head('Fits', 'fits'),
					head('By the statements', 'says'),
				],
				rows: again.shown
					.slice(0, againShown)
					.map((one): Cell[] => [
						incidentCell(`${one.provider}/${one.incident}`, names),
						one.after === undefined
							? textCell('', 'itself')
							: incidentCell(`${one.provider}/${one.after}`, names),
						instantCell(one.at),
						textCell(
							one.fits,
							one.evidence[0] === undefined
								? one.fits
								: link(
										`${addresses.incident(one.provider, one.incident)}#${anchorOf(one.evidence[0])}`,
										one.fits,
									),
						),
						textCell(one.says ?? '', one.says ?? ''),
					]),
				of: again.of,
			},
		},
		{
			id: 'causes',
			heading: 'The register',
			intro: 'Our paraphrase, with the place where the provider said it.',
			table: {
				id: 'causes',
				caption: 'Stated causes',
				heads: [
					head('Incident', 'incident'),
					head('Kind', 'kind', 'also'),
					head('Says', 'says'),
					head('Where', 'where'),
				],
				rows: causes.shown.map((cause): Cell[] => [
					incidentCell(`${cause.provider}/${cause.incident}`, names),
					{
						show: [cause.kind, ...(cause.also ?? [])].join(', '),
						values: [cause.kind, cause.also?.join(' ') ?? null],
					},
					textCell(cause.says),
					textCell(cause.sources.flatMap(({ url }) => url ?? []).join(' '), whereSaid(cause)),
				]),
				of: causes.of,
			},
		},
	],
})

const againShown = 40

/** Where a vendor said something: the update of its incident, and elsewhere. */
export function whereSaid(said: {
	readonly provider: string
	readonly incident?: string | undefined
	readonly update?: string | undefined
	readonly sources: readonly Reference[]
}): Said {
	const own =
		said.incident !== undefined &&
		said.update !== undefined &&
		link(
			`${addresses.incident(said.provider, said.incident)}#${anchorOf(`${said.incident}:${said.update}`)}`,
			'its statement',
		)
	return joined([own, ...said.sources.map(source)], ', ')
}

function answerOf({
	stated,
	kinds,
	again,
}: Pick<CausesFigures, 'stated' | 'kinds' | 'again'>): Said {
	if (stated.of === 0)
		return (
			'No incident of complete record is in this scope, so that no share of stated causes ' +
			'follows.'
		)
	const [most] = kinds.toSorted((a, b) => b.count - a.count)
	const commonest =
		most && say` Of those, ${most.kind} is named most often: ${counted(most.count, 'time')}.`
	const untold = again.fits['cannot be told'] ?? 0
	const second =
		again.of > 0 &&
		say` Why it failed again cannot be told from the statements in ${untold} of ${again.of} cases.`
	return say`A cause is stated for
		${shareOf(stated.part, stated.of, 'incident')}.${commonest}${second}`
}
