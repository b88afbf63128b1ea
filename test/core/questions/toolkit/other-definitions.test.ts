import { expect, test } from 'vitest'
import { otherDefinitions } from '#core/questions/toolkit/other-definitions.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type IncidentRow, toldExport } from '../../../support/analysed.ts'

/** Each definition differs on exactly one incident of a day, by a length that is known by hand. */
const day: IncidentRow[] = [
	{
		id: 'reopened',
		from: '2026-01-10T10:05',
		startedAt: '2026-01-10T10:00',
		surfaces: ['web', 'api'],
		stages: [
			['investigating', '2026-01-10T10:05'],
			['resolved', '2026-01-10T10:30'],
			['investigating', '2026-01-10T10:40'],
			['resolved', '2026-01-10T11:30'],
			['postmortem', '2026-01-12T11:30'],
		],
	},
	{
		id: 'overlapping',
		from: '2026-01-10T11:00',
		surfaces: ['api'],
		stages: [
			['investigating', '2026-01-10T11:00'],
			['resolved', '2026-01-10T11:20'],
		],
	},
	{
		id: 'after',
		from: '2026-01-10T14:00',
		to: '2026-01-10T14:00',
		stages: [['resolved', '2026-01-10T14:00']],
	},
]

test('each definition in use elsewhere stands beside the incident on which it differs most', () => {
	const found = otherDefinitions(scopedRecord(toldExport({ incidents: day }), {})).map(
		({ figure, differing, example }) => [
			figure.replace(/^.*: /, ''),
			differing,
			example?.incident.id,
			example?.ours,
			example?.others,
		],
	)
	expect(found).toEqual([
		['its beginning', 1, 'reopened', 5400, 5100],
		['an incident that was opened again', 1, 'reopened', 5400, 1800],
		['words after the end', 1, 'reopened', 5400, 178_200],
		['an incident filed when it was over', 1, 'after', null, 0],
		['incidents that overlap', 1, 'reopened', null, -1800],
		['Incidents of a product', 1, 'reopened', 2, 1],
	])
})

test('of a record without such an incident no example is made up', () => {
	const found = otherDefinitions(scopedRecord(toldExport({ incidents: [] }), {}))
	expect(found).toHaveLength(6)
	for (const { compared, differing, example } of found)
		expect([compared, differing, example]).toEqual([0, 0, null])
})
