import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

type Row = Readonly<Record<string, unknown>>

const filed = '2026-05-04T11:00:00Z'
const at = (index: number) => addSeconds(filed, -60 * index)

const file = (rows: readonly Row[]) =>
	documentOf('incidents', [{ id: 'first', created: filed, updates: [] }, ...rows])
const product = { id: 'c1', title: 'Acme API' }

export const heavy: readonly Heavy[] = [
	{
		name: 'incidents, then others',
		looks: (n) => [
			file(many(n, (i) => ({ id: `i${i}`, created: at(i) }))),
			file(many(n, (i) => ({ id: `j${i}`, created: at(i + n) }))),
		],
	},
	{
		name: 'updates of one incident, all anew',
		looks: (n) =>
			many(3, (turn) =>
				file([
					{
						id: 'a',
						created: filed,
						updates: many(n, (i) => ({
							when: at(i + turn * n),
							status: 'SERVICE_OUTAGE',
							text: `w${i + turn}`,
						})),
					},
				]),
			),
	},
	{
		name: 'updates of an incident of many products',
		looks: (n) => {
			const side = Math.ceil(Math.sqrt(n * 10))
			const products = many(side, (i) => ({ id: `c${i}`, title: 'Acme API' }))
			return [
				file([
					{
						id: 'a',
						created: filed,
						begin: at(n),
						affected_products: products,
						updates: many(side, (i) => ({ when: at(i), status: 'SERVICE_OUTAGE' })),
					},
				]),
			]
		},
	},
	{
		name: 'open incidents of one product, then of none',
		looks: (n) => [
			file(
				many(n, (i) => ({
					id: `i${i}`,
					created: at(i),
					begin: at(i + 3),
					status_impact: 'SERVICE_OUTAGE',
					affected_products: [product],
				})),
			),
			file(
				many(n, (i) => ({
					id: `i${i}`,
					created: at(i),
					begin: at(i + 9),
					end: at(i),
					status_impact: 'SERVICE_OUTAGE',
					affected_products: [],
				})),
			),
		],
	},
	{
		name: 'incidents of products that nobody wants',
		options: { products: ['Acme API'] },
		looks: (n) => [
			file(many(n, (i) => ({ id: `i${i}`, created: at(i), affected_products: [{ id: 'other' }] }))),
			file([{ id: 'a', created: filed, affected_products: many(n, () => product) }]),
		],
	},
]
