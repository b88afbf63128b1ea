import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

const day = (index: number) =>
	addSeconds('2026-05-04T00:00:00Z', -86_400 * (index % 3000)).slice(0, 10)
const file = (rows: readonly unknown[]) => documentOf('published-minutes', rows)

export const heavy: readonly Heavy[] = [
	{
		name: 'days',
		looks: (n) =>
			many(2, (turn) =>
				file(
					many(n, (i) => ({
						service: `s${Math.floor(i / 3000)}`,
						date: day(i),
						partial_minutes: turn,
						major_minutes: 0,
					})),
				),
			),
	},
	{
		name: 'rows of one day',
		looks: (n) => [file(many(n, () => ({ service: 's', date: '2026-05-04', partial_minutes: 1 })))],
	},
	{
		name: 'rows that are none',
		looks: (n) => [
			file([{ service: 's', date: '2026-05-04', partial_minutes: 1 }, ...many(n, () => ({}))]),
		],
	},
]
