import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

const hits = (rows: readonly unknown[]) =>
	documentOf(
		'mentions',
		{ nbHits: rows.length, hits: rows },
		'https://hn.example/?numericFilters=created_at_i%3E%3D1777888800',
	)

export const heavy: readonly Heavy[] = [
	{
		name: 'hits',
		looks: (n) =>
			many(2, (turn) =>
				hits(
					many(n, (i) => ({ objectID: `${i + turn}`, created_at_i: 1_777_892_400 - (i % 9000) })),
				),
			),
	},
	{
		name: 'hits of one id',
		looks: (n) => [hits(many(n, () => ({ objectID: 'a', created_at_i: 1_777_892_400 })))],
	},
	{
		name: 'rows that are none',
		looks: (n) => [hits([{ objectID: 'a', created_at_i: 1_777_892_400 }, ...many(n, () => ({}))])],
	},
]
