import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { type Heavy, many } from '../heavy.ts'

type Row = Readonly<Record<string, unknown>>

const filed = '2026-05-04T11:00:00Z'
const at = (index: number) => addSeconds(filed, -60 * index)

const native = (rows: readonly Row[]) => documentOf('native', { incidents: rows })
const one = (incident: Row) => native([{ id: 'a', published_at: filed, ...incident }])
const span = (component: string, from: number, to: number, status = 'full_outage') => ({
	component_id: component,
	start_at: at(from),
	end_at: at(to),
	status,
})

export const heavy: readonly Heavy[] = [
	{
		name: 'incidents, then others',
		looks: (n) => [
			native(many(n, (i) => ({ id: `i${i}`, published_at: at(i) }))),
			native(many(n, (i) => ({ id: `j${i}`, published_at: at(i + n) }))),
		],
	},
	{
		name: 'spans of one component that all overlap, then move',
		looks: (n) => [
			one({ component_impacts: many(n, (i) => span('c1', i + n, i)) }),
			one({ component_impacts: many(n, (i) => span('c1', i + n + 5, i + 2)) }),
		],
	},
	{
		name: 'spans of one moment that change their ends',
		looks: (n) => [
			one({ component_impacts: many(n, (i) => span('c1', 2 * n, i)) }),
			one({ component_impacts: many(n, (i) => span('c1', 2 * n, i + n, 'partial_outage')) }),
		],
	},
	{
		name: 'spans, each of its own component, that go and come',
		looks: (n) => [
			one({ component_impacts: many(n, (i) => span(`c${i}`, i + 9, i)) }),
			one({ component_impacts: many(n, (i) => span(`d${i}`, i + 9, i)) }),
			one({ component_impacts: many(n, (i) => span(`c${i}`, i + 19, i)) }),
		],
	},
	{
		name: 'updates without id and words',
		looks: (n) => [
			one({ updates: many(n, (i) => ({ published_at: at(i) })) }),
			one({ updates: many(n, (i) => ({ published_at: at(i + n), message_string: `w${i}` })) }),
		],
	},
	{
		name: 'components tied to many incidents',
		looks: (n) => [
			native(
				many(n, (i) => ({
					id: `i${i}`,
					published_at: at(i),
					affected_components: many(9, (c) => ({ component_id: `c${c}` })),
				})),
			),
			native(
				many(n, (i) => ({
					id: `i${i}`,
					published_at: at(i),
					affected_components: many(9, (c) => ({ component_id: `d${c}` })),
				})),
			),
		],
	},
	{
		name: 'components of a running incident',
		looks: (n) =>
			many(3, (turn) =>
				documentOf('summary', {
					page: { id: 'p' },
					status: {},
					incidents: [{ id: 'a', created_at: filed, status: 'investigating' }],
					components: many(n, (i) => ({
						id: `c${i}`,
						name: 'Acme Web',
						status: turn % 2 ? 'operational' : 'major_outage',
					})),
				}),
			),
	},
]
