import { html } from '#core/fragments/markup.ts'
import { rowsDrawing } from '#core/fragments/picture/chart/rows.ts'
import { countScale } from '#core/fragments/picture/chart/scale.ts'
import type { CommitmentsFigures } from '#core/questions/commitments/count.ts'
import { counted } from '#core/text/words.ts'
import { whereSaid } from '../causes/view.ts'
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
import type { Teller } from '../told.ts'

/** What vendors said they would change, and what came afterwards. */
export const tellCommitments: Teller<CommitmentsFigures> = (
	{ commitments, verdicts, words },
	_,
	names,
) => ({
	answer: answerOf(commitments.of, verdicts),
	caution: [
		'A kind of cause is broad: a later failure of the same kind does not show that a commitment was broken, and none does not show that it was kept.',
		...words,
	].join(' '),
	parts: [
		{
			id: 'register',
			heading: 'What was to change',
			intro: 'Our paraphrase, with the place where the vendor said it.',
			...(commitments.of > 0 && {
				drawing: rowsDrawing({
					id: 'register',
					title: 'Whether failures of the same kind came again',
					means: { value: 'commitments' },
					scale: countScale(Math.max(...Object.values(verdicts))),
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
						show: html`${one.verdict}${one.laterOf > 0 && html`: ${counted(one.laterOf, 'time')}`}${one.later.slice(0, laterShown).map(({ incident }) => html`<br><small>${incidentLink(`${one.provider}/${incident}`, names)}</small>`)}`,
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

const laterShown = 3

function answerOf(of: number, verdicts: Readonly<Record<string, number>>): string {
	if (of === 0)
		return 'No commitment of these providers is in the register: they may have made some that nobody has entered.'
	const [again = 0, untold = 0] = [verdicts['came again'], verdicts['cannot be told']]
	return `After ${shareOf(again, of, 'commitment')} a failure with a stated cause of the same kind came again${untold > 0 ? `; for ${untold} it cannot be told` : ''}.`
}
