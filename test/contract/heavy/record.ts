import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

type Row = Readonly<Record<string, unknown>>

const filed = '2026-05-04T11:00:00Z'
const at = (index: number) => addSeconds(filed, -60 * index)

const file = (records: readonly Row[]) => documentOf('records', { records })

export const heavy: readonly Heavy[] = [
	{
		name: 'records, then others',
		looks: (n) => [
			file(many(n, (i) => ({ title: `t${i}`, createdAt: at(i) }))),
			file(many(n, (i) => ({ title: `u${i}`, createdAt: at(i + n), components: ['Acme API'] }))),
		],
	},
	{
		name: 'records of one day without an hour',
		looks: (n) => [
			file(
				many(n, (i) => ({
					id: `i${i}`,
					title: 'x',
					createdAt: '2026-05-04',
					resolvedAt: '2026-05-04',
					components: ['Acme API'],
				})),
			),
		],
	},
	{
		name: 'updates of one record, all anew',
		looks: (n) =>
			many(3, (turn) =>
				file([
					{
						id: 'a',
						title: 'x',
						complete: true,
						updates: many(n, (i) => ({
							at: at(i + turn * n),
							status: 'identified',
							text: `w${i + turn}`,
						})),
					},
				]),
			),
	},
	{
		name: 'updates of one minute',
		looks: (n) =>
			many(2, (turn) =>
				file([
					{
						id: 'a',
						title: 'x',
						updates: many(n, (i) => ({
							at: filed,
							precision: 'minute',
							status: i % 2 ? 'resolved' : 'identified',
							text: `w${i + turn}`,
						})),
					},
				]),
			),
	},
	{
		name: 'states of one update',
		looks: (n) => [
			file([
				{
					id: 'a',
					title: 'x',
					updates: [
						{
							at: filed,
							status: 'identified',
							text: '',
							states: many(n, (i) => ({ component: `c${i}`, state: 'major_outage' })),
						},
					],
				},
			]),
		],
	},
	{
		name: 'records that are none',
		looks: (n) => [file(many(n, () => ({}))), file(many(n, () => ({ title: 1, createdAt: 2 })))],
	},
]
