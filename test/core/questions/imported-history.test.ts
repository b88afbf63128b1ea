import { describe, expect, test } from 'vitest'
import { rebuildExport } from '#core/bundle/rebuild.ts'
import { sha256Hex } from '#core/hash.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import type { HistoryFile } from '#core/import/recognise.ts'
import type { Distribution } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { type DurationsFigures, durations } from '#core/questions/durations/count.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { acme, contentOf } from '../../support/chronicle.ts'
import { incidentsDocument, type PageIncident } from '../../support/statuspage-documents.ts'

/**
 * A Statuspage's own history, loaded from a file and analysed, gives what a study of the same page
 * would publish.
 */

const states = (component: string): Record<string, [from: string, to: string]> => ({
	[component]: ['operational', 'partial_outage'],
})

/**
 * Three incidents of the website, one of them with every stage, and one of the API; newest first,
 * as the page lists them.
 */
const history: PageIncident[] = [
	{
		id: 'api-slow',
		updates: [
			{ id: 'p1', at: '2026-05-09T00:00:00Z', status: 'investigating', states: states('c-api') },
			{ id: 'p2', at: '2026-05-09T03:00:00Z', status: 'resolved' },
		],
	},
	{
		id: 'web-down',
		updates: [
			{ id: 'd1', at: '2026-05-07T12:00:00Z', status: 'investigating', states: states('c-web') },
			{ id: 'd2', at: '2026-05-07T12:30:00Z', status: 'resolved' },
		],
	},
	{
		id: 'web-slow',
		updates: [
			{ id: 's1', at: '2026-05-04T10:00:00Z', status: 'investigating', states: states('c-web') },
			{ id: 's2', at: '2026-05-04T10:20:00Z', status: 'identified' },
			{ id: 's3', at: '2026-05-04T11:00:00Z', status: 'monitoring' },
			{ id: 's4', at: '2026-05-04T12:00:00Z', status: 'resolved' },
			{ id: 's5', at: '2026-05-06T12:00:00Z', status: 'postmortem' },
		],
	},
	{
		id: 'web-first',
		updates: [
			{ id: 'f1', at: '2026-05-01T08:00:00Z', status: 'investigating', states: states('c-web') },
			{ id: 'f2', at: '2026-05-01T09:00:00Z', status: 'resolved' },
		],
	},
]

function imported(...pages: PageIncident[][]): Export {
	const files = pages.map(
		(incidents, page): HistoryFile => ({
			name: `page-${page + 1}.json`,
			body: JSON.stringify(incidentsDocument('2026-05-10T00:00:00Z', incidents)),
		}),
	)
	const plan = planImport(acme, files)
	const bodies = new Map(files.map(({ name, body }) => [name, body]))
	const snapshots = importedLooks(
		plan,
		{ at: '2026-05-10T00:00:00Z' },
		(file) => bodies.get(file)?.length ?? 0,
		(file) => sha256Hex(bodies.get(file) ?? ''),
	)
	const blobs = new Map(files.map(({ body }) => [sha256Hex(body), body]))
	return rebuildExport({
		content: contentOf(plan.provider),
		snapshots,
		readBlob: (sha256) => blobs.get(sha256),
		reports: [],
	})
}

function figuresOf(record: Export): DurationsFigures {
	const { figures, refused } = analyse(durations, scopedRecord(record, {}), {})
	expect(refused).toBeUndefined()
	return figures as DurationsFigures // what this question answers with
}

describe('an imported history', () => {
	const { bySurface, overall } = figuresOf(imported(history))
	const meanAndMedian = (distribution: Distribution | undefined) => [
		distribution?.mean,
		distribution?.median,
	]

	test('gives mean and median time to resolve and between failures per service, and the stage lengths', () => {
		const [web, api] = ['web', 'api'].map((surface) =>
			bySurface.find((group) => group.surface === surface),
		)
		expect(meanAndMedian(web?.timeToResolve.statedStart)).toEqual([4200, 3600])
		expect(meanAndMedian(api?.timeToResolve.statedStart)).toEqual([10_800, 10_800])
		// Starts of the website: 1 May 8:00, 4 May 10:00, 7 May 12:00; ends: 9:00 and 12:00.
		expect(meanAndMedian(web?.betweenFailures.startToStart)).toEqual([74 * 3600, 74 * 3600])
		expect(meanAndMedian(web?.betweenFailures.endToStart)).toEqual([72.5 * 3600, 72.5 * 3600])
		const { investigating, repairing, watching, learning } = overall.stages
		expect([investigating, repairing, watching, learning].map(({ median }) => median)).toEqual([
			1200, 2400, 3600, 172_800,
		])
	})

	test('is complete from its oldest incident to the moment at which it was read', () => {
		expect(imported(history).coverage).toMatchObject([
			{ kind: 'census', from: '2026-05-01T08:00:00Z', to: '2026-05-10T00:00:00Z' },
		])
	})

	test('in pages is complete as far as they reach, and a page that is missing is not covered', () => {
		expect(imported(history.slice(0, 2), history.slice(2)).coverage).toMatchObject([
			{ from: '2026-05-01T08:00:00Z', to: '2026-05-04T10:00:01Z' },
			{ from: '2026-05-07T12:00:00Z', to: '2026-05-10T00:00:00Z' },
		])
	})
})
