import type { CommitmentsFigures } from '#core/questions/commitments/count.ts'
import { counted } from '#core/text/words.ts'
import { whereSaid } from '../causes/view.ts'
import { countAxis, rowsChart } from '../chart.ts'
import {
	type Cell,
	head,
	incidentLink,
	instantCell,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, lineBreak, type Said, say, small } from '../said.ts'
import type { Presenter } from '../view.ts'

/** What vendors said they would change, and what came afterwards. */
export const view: Presenter<CommitmentsFigures> = (
	{ commitments, verdicts, words },
	_,
	names,
) => ({
	answer: answerOf(commitments.of, verdicts),
	cautions: [
		'A kind of cause is broad: a later failure of the same kind does not show that a ' +
			'commitment was broken, and none does not show that it was kept.',
		...words,
	],
	sections: [
		{
			id: 'register',
			heading: 'What was to change',
			intro: 'Our paraphrase, with the place where the vendor said it.',
			...(commitments.of > 0 && {
				chart: rowsChart({
					id: 'register',
					title: 'Whether failures of the same kind came again',
					means: { value: 'commitments' },
					axis: countAxis(Math.max(...Object.values(verdicts))),
					bars: true,
					rows: Object.entries(verdicts).map(([verdict, count]) => ({
						name: verdict,
						words: String(count),
						value: count,
					})),
				}),
			}),
			table: {
				id: 'register',
				caption: 'The register of commitments',
				isFolded: false,
				heads: [
					head('Commitment', 'id', 'says'),
					head('Provider', 'provider'),
					head('State', 'state'),
					head('Against', 'against'),
					head('Since', 'since'),
					head('Same kind since', 'verdict', 'later'),
					head('Later ones with a stated cause', ...shareKeys('later_with_cause')),
					head('Where', 'where'),
				],
				rows: commitments.shown.map((one): Cell[] => [
					{ show: one.says, values: [one.id, one.says] },
					providerCell(one.provider, names, 'commitments'),
					textCell(one.state),
					textCell(one.against.join(' '), one.against.join(', ') || 'no kind'),
					instantCell(one.since),
					{
						show: verdictSaid(one, names),
						values: [one.verdict, one.laterOf],
					},
					shareCell(one.laterWithCause),
					textCell(one.sources.flatMap(({ url }) => url ?? []).join(' '), whereSaid(one)),
				]),
				of: commitments.of,
			},
		},
	],
})

function verdictSaid(
	{ verdict, laterOf, later, provider }: CommitmentsFigures['commitments']['shown'][number],
	names: Names,
): Said {
	const times = laterOf > 0 && say`: ${counted(laterOf, 'time')}`
	const incidents = later
		.slice(0, laterShown)
		.map(({ incident }) => small(incidentLink(`${provider}/${incident}`, names)))
	return joined([say`${verdict}${times}`, ...incidents], lineBreak)
}

const laterShown = 3

function answerOf(of: number, verdicts: Readonly<Record<string, number>>): Said {
	if (of === 0)
		return (
			'No commitment of these providers is in the register: they may have made some that nobody ' +
			'has entered.'
		)
	const [again = 0, untold = 0] = [verdicts['came again'], verdicts['cannot be told']]
	return say`After ${shareOf(again, of, 'commitment')} a failure with a stated cause of the same
		kind came again${untold > 0 ? say`; for ${untold} it cannot be told` : ''}.`
}
