import { addSeconds } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { firstLookAt, type Heavy, many } from '../heavy.ts'

type Row = Readonly<Record<string, unknown>>

const page = { id: 'p' }
const filed = '2026-05-04T11:00:00Z'
/** The more rows, the earlier: newest first, a minute apart. */
const at = (index: number) => addSeconds(filed, -60 * index)

const incidents = (rows: readonly Row[]) => documentOf('incidents', { page, incidents: rows })
const one = (incident: Row) => incidents([{ id: 'a', created_at: filed, ...incident }])
const maintenances = (rows: readonly Row[]) =>
	documentOf('scheduled-maintenances', { page, scheduled_maintenances: rows })
const summary = (components: readonly Row[], more: Row = {}) =>
	documentOf('summary', { page, status: {}, components, ...more })

const few = (index: number): Row => ({ id: `i${index}`, created_at: filed })
const dated = (index: number): Row => ({
	id: `i${index}`,
	created_at: at(index),
	resolved_at: addSeconds(at(index), 30),
	status: 'resolved',
})

/** Bodies that agree in nothing, so that every one is held against every other. */
const words = (index: number) => `w${index}`

export const heavy: readonly Heavy[] = [
	{
		name: 'incidents of one moment, again, all anew, one left, all back',
		looks: (n) => [
			incidents(many(n, few)),
			incidents(many(n, (i) => ({ ...few(i), name: 'x' }))),
			incidents([few(0)]),
			incidents([few(0), { ...few(1), name: 'y' }]),
			incidents(many(n, few)),
		],
	},
	{
		name: 'incidents that end one after another',
		looks: (n) => [
			incidents(many(n, dated)),
			incidents(many(n, (i) => ({ ...dated(i), impact: 'major' }))),
			incidents(many(n, (i) => dated(i + n))),
		],
	},
	{
		name: 'incidents of one title that get new ids',
		looks: (n) => [
			incidents(many(n, (i) => ({ ...few(i), name: 'x' }))),
			incidents(many(n, (i) => ({ id: `j${i}`, created_at: filed, name: 'x' }))),
		],
	},
	{
		name: 'a page that moves: incidents of one title and time',
		looks: (n) => [
			incidents(many(n, (i) => ({ ...few(i), name: 'x' }))),
			documentOf('incidents', {
				page: { id: 'q' },
				incidents: many(n, (i) => ({ id: `j${i}`, created_at: filed, name: 'x' })),
			}),
		],
	},
	{
		name: 'a page that moves: incidents of one time and other titles',
		looks: (n) => [
			incidents(many(n, (i) => ({ ...few(i), name: words(i) }))),
			documentOf('incidents', {
				page: { id: 'q' },
				incidents: many(n, (i) => ({ id: `j${i}`, created_at: filed, name: words(i + n) })),
			}),
		],
	},
	{
		name: 'incidents of one id',
		looks: (n) => [
			incidents(many(n, (i) => ({ ...few(0), name: words(i) }))),
			incidents(many(n, (i) => ({ ...few(0), name: words(i + 1) }))),
		],
	},
	{
		name: 'incidents without id',
		looks: (n) => [
			incidents(many(n, () => ({ created_at: filed }))),
			incidents(many(n, () => ({}))),
		],
	},
	{
		name: 'incidents that are no rows',
		looks: (n) => [incidents(many(n, () => 0) as never), incidents(many(n, () => []) as never)],
	},
	{
		name: 'open incidents, each naming a component',
		looks: (n) => [
			incidents(
				many(n, (i) => ({
					...dated(i),
					status: 'investigating',
					resolved_at: null,
					components: [{ id: `c${i % 5}` }],
				})),
			),
			incidents(many(n, (i) => ({ ...dated(i), components: [{ id: `c${i % 7}` }] }))),
		],
	},
	{
		name: 'open incidents on the summary, then none',
		looks: (n) => [
			summary([{ id: 'c1', status: 'operational' }], {
				incidents: many(n, (i) => ({ ...few(i), status: 'investigating' })),
				scheduled_maintenances: [],
			}),
			summary([{ id: 'c1', status: 'major_outage' }], {
				incidents: [],
				scheduled_maintenances: [],
			}),
			summary([{ id: 'c1', status: 'operational' }], { incidents: [], scheduled_maintenances: [] }),
		],
	},
	{
		name: 'updates without id, texts that agree in nothing',
		looks: (n) => [
			one({ incident_updates: many(n, (i) => ({ created_at: at(i), body: words(i) })) }),
			one({
				incident_updates: many(n, (i) => ({ created_at: at(i + 2 * n), body: words(i + n) })),
			}),
			one({ incident_updates: [] }),
			one({ incident_updates: many(n, (i) => ({ created_at: at(i), body: words(i) })) }),
		],
	},
	{
		name: 'updates without id of one time and status',
		looks: (n) => [
			one({ incident_updates: many(n, () => ({ created_at: filed })) }),
			one({ incident_updates: many(n, (i) => ({ created_at: filed, body: words(i) })) }),
			one({ incident_updates: many(n, () => ({ created_at: filed, status: 'resolved' })) }),
		],
	},
	{
		name: 'updates without id, moved by half a minute',
		looks: (n) => [
			one({ incident_updates: many(n, (i) => ({ created_at: addSeconds(filed, i % 40) })) }),
			one({ incident_updates: many(n, (i) => ({ created_at: addSeconds(filed, 45 + (i % 13)) })) }),
		],
	},
	{
		name: 'updates whose ids change at every look',
		looks: (n) => [
			one({
				incident_updates: many(n, (i) => ({ id: `u${i}`, created_at: at(i), body: words(i) })),
			}),
			one({
				incident_updates: many(n, (i) => ({
					id: `v${i}`,
					created_at: at(i + 2 * n),
					body: words(i + n),
				})),
			}),
			one({
				incident_updates: many(n, (i) => ({ id: `u${i}`, created_at: at(i), body: words(i) })),
			}),
		],
	},
	{
		name: 'updates edited at every look',
		looks: (n) => [
			one({
				incident_updates: many(n, (i) => ({ id: `u${i}`, created_at: at(i), body: words(i) })),
			}),
			one({
				incident_updates: many(n, (i) => ({ id: `u${i}`, created_at: at(i), body: words(i + 1) })),
			}),
			one({
				incident_updates: many(n, (i) => ({ id: `u${i}`, created_at: at(i + 2), body: words(i) })),
			}),
			one({ incident_updates: [] }),
			one({ name: 'x', incident_updates: [] }),
		],
	},
	{
		name: 'updates that resolve and reopen',
		looks: (n) => [
			one({
				incident_updates: many(n, (i) => ({
					id: `u${i}`,
					created_at: at(i),
					status: i % 2 ? 'resolved' : 'investigating',
				})),
			}),
		],
	},
	{
		name: 'states of one update',
		looks: (n) => [
			one({
				incident_updates: [
					{
						id: 'u',
						created_at: filed,
						affected_components: many(n, (i) => ({ code: `c${i}`, new_status: 'major_outage' })),
					},
				],
			}),
			one({
				incident_updates: [
					{
						id: 'u',
						created_at: filed,
						affected_components: many(n, (i) => ({ code: `c${i}`, new_status: 'operational' })),
					},
				],
			}),
		],
	},
	{
		name: 'states of one component',
		looks: (n) => [
			one({
				incident_updates: [
					{
						id: 'u',
						created_at: filed,
						affected_components: many(n, (i) => ({
							code: 'c1',
							new_status: i % 2 ? 'major_outage' : 'operational',
						})),
					},
				],
			}),
		],
	},
	{
		name: 'updates that each declare a state of the product',
		looks: (n) => [
			one({
				incident_updates: many(n, (i) => ({
					id: `u${i}`,
					created_at: at(i),
					affected_components: [{ code: 'c1', new_status: i % 2 ? 'major_outage' : 'operational' }],
				})),
			}),
			one({
				incident_updates: many(n, (i) => ({
					id: `u${i}`,
					created_at: at(i),
					affected_components: [
						{ code: 'c1', new_status: i % 2 ? 'partial_outage' : 'operational' },
					],
				})),
			}),
		],
	},
	{
		name: 'incidents that each declare a state of the product',
		looks: (n) => [
			incidents(
				many(n, (i) => ({
					...dated(i),
					components: [{ id: 'c1' }],
					incident_updates: [
						{
							id: `u${i}`,
							created_at: at(i),
							affected_components: [
								{ code: 'c1', new_status: i % 2 ? 'major_outage' : 'operational' },
							],
						},
					],
				})),
			),
		],
	},
	{
		name: 'components tied to one incident, taken off and on',
		looks: (n) => [
			one({ components: many(n, (i) => ({ id: `c${i}` })) }),
			one({ components: [] }),
			one({ components: many(n, (i) => ({ id: `d${i}` })) }),
			one({ components: many(n, (i) => ({ id: `c${i}` })) }),
		],
	},
	{
		name: 'components, other ids at every look',
		looks: (n) =>
			many(4, (turn) => summary(many(n, (i) => ({ id: `t${turn}c${i}`, status: 'major_outage' })))),
	},
	{
		name: 'components that flip',
		looks: (n) =>
			many(4, (turn) =>
				summary(
					many(n, (i) => ({ id: `c${i}`, status: turn % 2 ? 'operational' : 'major_outage' })),
				),
			),
	},
	{
		name: 'components by name alone',
		looks: (n) =>
			many(3, (turn) =>
				summary(many(n, (i) => ({ name: `Web ${i + turn}`, status: 'degraded_performance' }))),
			),
	},
	{
		name: 'maintenances in the past and ahead',
		looks: (n) => [
			maintenances(
				many(n, (i) => ({
					id: `m${i}`,
					created_at: at(i),
					scheduled_for: addSeconds(firstLookAt, 3600 * (i % 5000)),
					scheduled_until: addSeconds(firstLookAt, 3600 * (i % 5000) + 1800),
					status: 'scheduled',
					components: [{ id: 'c1' }],
				})),
			),
			maintenances(many(n, (i) => ({ id: `m${i}`, created_at: at(i), status: 'cancelled' }))),
		],
	},
	{
		name: 'long titles and texts of one character',
		looks: (n) => [
			one({
				name: '<'.repeat(n * 20),
				incident_updates: many(Math.ceil(n / 500), (i) => ({
					id: `u${i}`,
					created_at: at(i),
					body: '<'.repeat(20_000),
				})),
			}),
			one({
				incident_updates: many(Math.ceil(n / 500), (i) => ({
					created_at: at(i),
					body: '('.repeat(20_000),
				})),
			}),
			one({
				incident_updates: many(Math.ceil(n / 500), (i) => ({
					created_at: at(i + n),
					body: ']('.repeat(10_000),
				})),
			}),
			one({
				incident_updates: many(Math.ceil(n / 500), (i) => ({
					created_at: at(i + 2 * n),
					body: ' '.repeat(10_000) + '<a '.repeat(3000),
				})),
			}),
		],
	},
	{
		name: 'times that cannot be',
		looks: (n) => [
			incidents(many(n, (i) => ({ id: `i${i}`, created_at: '9999-12-31T23:59:59Z' }))),
			one({ incident_updates: many(n, () => ({ created_at: '0001-01-01T00:00:00Z' })) }),
		],
	},
]
