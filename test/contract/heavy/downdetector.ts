import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

const options = { slug: 'acme', companyId: '1' }
const at = (index: number) => addSeconds('2026-05-04T11:00:00Z', -900 * index)
const reports = (rows: readonly unknown[]) => documentOf('reports', rows)

export const heavy: readonly Heavy[] = [
	{
		name: 'points',
		options,
		looks: (n) =>
			many(2, (turn) =>
				reports(many(n, (i) => ({ point_in_time: at(i), total: (i * 7 + turn) % 90 }))),
			),
	},
	{
		name: 'points of all sizes',
		options,
		looks: (n) => [
			reports(many(n, (i) => ({ point_in_time: at(i), total: i % 97 === 0 ? 90_000 : i % 5 }))),
		],
	},
	{
		name: 'points of one moment',
		options,
		looks: (n) => [reports(many(n, (i) => ({ point_in_time: at(0), total: i })))],
	},
	{
		name: 'lists of a company',
		options,
		looks: (n) => [
			documentOf('company', {
				stats_24: many(n, () => 1),
				baseline: many(n, () => 1),
				status: 'success',
			}),
		],
	},
	{
		name: 'symptoms',
		options,
		looks: (n) => [
			documentOf(
				'indicators',
				many(n, (i) => ({ slug: `s${i}`, amount: 1 })),
			),
			documentOf('indicators', [{ slug: `a${'-'.repeat(n)}b`, amount: 1 }]),
		],
	},
]
