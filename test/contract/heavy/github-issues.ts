import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

const issues = (rows: readonly unknown[]) => documentOf('issues', rows)

export const heavy: readonly Heavy[] = [
	{
		name: 'issues',
		looks: (n) =>
			many(2, (turn) =>
				issues(
					many(n, (i) => ({
						number: i + turn,
						created_at: addSeconds('2026-05-04T11:00:00Z', -i),
					})),
				),
			),
	},
	{
		name: 'issues of one number',
		looks: (n) => [issues(many(n, () => ({ number: 1, created_at: '2026-05-04T11:00:00Z' })))],
	},
	{
		name: 'rows that are none',
		looks: (n) => [
			issues([{ number: 1, created_at: '2026-05-04T11:00:00Z' }, ...many(n, () => ({}))]),
		],
	},
]
