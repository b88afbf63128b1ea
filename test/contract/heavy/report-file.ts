import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

const at = (index: number) => addSeconds('2026-05-04T11:00:00Z', -900 * index)
const points = (rows: readonly unknown[]) => documentOf('counts', { reports: rows })
const table = (rows: readonly string[]) => ({
	...documentOf('counts', ['date,value', `${at(0)},1`, ...rows].join('\n')),
	contentType: 'text/csv',
})

export const heavy: readonly Heavy[] = [
	{
		name: 'points',
		looks: (n) =>
			many(2, (turn) => points(many(n, (i) => ({ date: at(i), value: (i * 7 + turn) % 90 })))),
	},
	{
		name: 'points with a baseline',
		looks: (n) => [
			documentOf('counts', {
				reports: many(n, (i) => ({ date: at(i), value: 1 })),
				baseline: many(n, (i) => ({ date: at(i), value: 1 })),
			}),
		],
	},
	{
		name: 'lines',
		looks: (n) => [
			table(many(n, (i) => `${at(i)},${i % 50}`)),
			table(many(n, () => ',')),
			table(many(n, () => 'x')),
		],
	},
	{
		name: 'quotes',
		looks: (n) => [
			table([`"${'""'.repeat(n)}"`]),
			table(many(n, () => '"a"b"c"')),
			table([`"${'\n'.repeat(n)}"`]),
		],
	},
]
