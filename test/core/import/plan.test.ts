import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinArchive } from '#core/bundle/join.ts'
import { rebuild } from '#core/bundle/rebuild.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import { importSource, recognise } from '#core/import/recognise.ts'
import { documentKey, genesis } from '#core/model/snapshot.ts'
import { incidentsText } from '../../bench/incidents-text.ts'
import { recordings } from '../../support/recordings.ts'
import { acme, acmeRecords, smallContent } from '../../support/small-content.ts'

const statuspage = incidentsText(3)

function looksOf(body: string, at = '2026-10-01T00:00:00Z') {
	const plan = planImport(acme, [{ name: 'file.json', body }])
	const snapshots = importedLooks(
		plan,
		{ at },
		() => body.length,
		() => 'a'.repeat(64),
	)
	return { content: { ...smallContent, providers: [plan.provider] }, snapshots, reports: [] }
}

describe('what a file is', () => {
	test('a Statuspage history, hand-collected records, nothing', () => {
		const history = recognise(acme, { name: 'x.json', body: statuspage })
		expect(history).toMatchObject({ source: { platform: 'statuspage', enabled: false }, document: { name: 'incidents' } })
		expect(recognise(acme, { name: 'x.json', body: acmeRecords })).toMatchObject({ source: { platform: 'record' }, document: { name: 'records' } })
		for (const body of ['', '{}', '[]', 'null', '<html></html>', 'hello']) expect(recognise(acme, { name: 'x.json', body })).toHaveProperty('refusal')
	})

	test('whatever a file holds, it is read or refused', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					fc.string().map((text) => `<rss><channel><item><title>${text}</title></item></channel></rss>`),
				),
				(body) => {
					const outcome = recognise(acme, { name: 'x', body })
					if ('refusal' in outcome) return
					const { observation } = outcome
					expect(observation.kind === 'official' ? observation.incidents.length + observation.states.length : observation.reports.length).toBeGreaterThan(0)
				},
			),
			{ numRuns: 200 },
		)
	})

	test('a source is named after its file and can be found again by its name', () => {
		const found = recognise(acme, { name: 'x.json', body: statuspage })
		if ('refusal' in found) throw new Error(found.refusal)
		expect(found.source.id).toMatch(/^import-acme-status-[0-9a-f]{8}$/)
		expect(importSource(acme, found.source.id)).toEqual(found.source)
		expect(importSource(acme, 'acme-status')).toBeUndefined()
		expect(importSource(acme, 'import-acme-status-2')).toBeUndefined()
	})

	test.skipIf(!recordings)('the captures of each platform (skipped: no recordings)', () => {
		const read = (path: string) => {
			const found = recognise(acme, { name: path.split('/').at(-1) ?? '', body: readFileSync(join(recordings ?? '', path), 'utf8') })
			return 'refusal' in found ? 'refused' : `${found.source.platform} ${found.document.name}`
		}
		expect(read('statuspage/github-incidents-2026-09-25.json')).toBe('statuspage incidents')
		expect(read('statuspage/claude-scheduled-maintenances-2026-09-15.json')).toBe('statuspage scheduled-maintenances')
		expect(read('incidentio/openai-proxy-incidents-2026-08.json')).toBe('incidentio native')
		expect(read('incidentio/openai-feed-sample.rss.xml')).toBe('incidentio-feed history')
		expect(read('feeds/digitalocean-history-2020-01-21.atom.xml')).toBe('statuspage-feed history')
		expect(read('xai/feed-2026-07-07.xml')).toBe('xai feed')
		expect(read('slack/history-2026-06.json')).toBe('refused')
	})
})

describe('planning an import', () => {
	test('two pages of one history are two sources, and the same file twice is one', () => {
		const other = incidentsText(2)
		const plan = planImport(acme, [
			{ name: 'a.json', body: statuspage },
			{ name: 'b.json', body: other },
			{ name: 'c.json', body: statuspage },
		])
		expect(new Set(plan.files.map((file) => file.source.id)).size).toBe(2)
		expect(plan.skipped).toEqual([{ file: 'c.json', reason: 'the same file was given twice' }])
		expect(plan.provider.sources.filter((source) => source.id.startsWith('import-'))).toHaveLength(2)
	})

	test('a component that no alias knows becomes a surface, once', () => {
		const plan = planImport(acme, [{ name: 'a.json', body: acmeRecords }])
		expect(plan.added).toMatchObject([{ id: 'acme-video', name: 'Acme Video', aliases: [{ name: 'Acme Video' }] }])
		expect(planImport(plan.provider, [{ name: 'a.json', body: acmeRecords }]).added).toEqual([])
	})

	test('with known surfaces only, it stays unattributed', () => {
		const plan = planImport(acme, [{ name: 'a.json', body: acmeRecords }], { knownSurfaces: true })
		expect(plan.added).toEqual([])
		expect(plan.provider.surfaces).toEqual(acme.surfaces)
		expect(plan.files).toHaveLength(1)
	})

	test('a hand-collected record says itself when it was read, unless somebody knows better', () => {
		const body = JSON.stringify({ ...JSON.parse(acmeRecords), readAt: '2025-01-10' })
		const fetchedAt = (options: Parameters<typeof planImport>[2]) => {
			const plan = planImport(
				acme,
				[
					{ name: 'a.json', body },
					{ name: 'b.json', body: statuspage },
				],
				options,
			)
			return importedLooks(
				plan,
				{ at: '2026-10-01T12:00:00Z' },
				() => 10,
				() => 'b'.repeat(64),
			).map((look) => [look.fetchedAt, look.precision])
		}
		expect(fetchedAt({})).toEqual([
			['2025-01-10T00:00:00Z', 'day'],
			['2026-10-01T12:00:00Z', undefined],
		])
		expect(fetchedAt({ readAt: { at: '2026-09-27T08:00:00Z' } })).toEqual([
			['2026-09-27T08:00:00Z', undefined],
			['2026-09-27T08:00:00Z', undefined],
		])
	})

	test('a look of an import is the first of its chain, has no lower bound, and says how exactly it is known', () => {
		const plan = planImport(acme, [{ name: 'a.json', body: acmeRecords }], { readAt: { at: '2026-09-27T00:00:00Z', precision: 'day' } })
		const [look] = importedLooks(
			plan,
			{ at: '2026-11-01T00:00:00Z' },
			() => 10,
			() => 'b'.repeat(64),
		)
		expect(look).toMatchObject({ outcome: 'stored', provenance: 'rebuilt', precision: 'day', previous: genesis, bytes: 10, sha256: 'b'.repeat(64) })
		expect(look).not.toHaveProperty('previousLookAt')
	})
})

describe('files of report counts', () => {
	const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/report-file', name), 'utf8')

	test.each(['series.json', 'series.csv', 'counts.json'])('%s is recognised, and its source can be found again by its name', (name) => {
		const found = recognise(acme, { name, body: fixture(name) })
		if ('refusal' in found) throw new Error(found.refusal)
		expect(found.source).toMatchObject({
			platform: 'report-file',
			kind: 'crowd',
			enabled: false,
			id: expect.stringMatching(/^import-report-file-[0-9a-f]{8}$/),
		})
		expect(importSource(acme, found.source.id)).toEqual(found.source)
	})

	test('are evidence: what they count is computed from their bytes, under the name that they give', () => {
		const body = fixture('series.json')
		const { reports, record } = rebuild({ ...looksOf(body), readBlob: () => body })
		expect(reports).toHaveLength(4)
		expect(reports[0]).toEqual({
			provider: 'acme',
			source: 'Lamp watchers',
			region: 'Atlantis',
			at: '2026-05-04T10:24:50Z',
			windowSeconds: 900,
			count: 2,
			baseline: 2.5,
		})
		expect([record.incidents, record.problems]).toEqual([[], []])
	})

	test('without a name of their own are a series of their file', () => {
		const body = fixture('series.csv')
		const { reports } = rebuild({ ...looksOf(body), readBlob: () => body })
		expect(new Set(reports.map(({ source }) => source))).toEqual(new Set([expect.stringMatching(/^import-report-file-/)]))
	})

	test('that count for another provider are refused, with its name', () => {
		const body = fixture('counts.json').replaceAll('"acme"', '"zenith"')
		const plan = planImport(acme, [{ name: 'counts.json', body }])
		expect([plan.files, plan.skipped]).toEqual([[], [{ file: 'counts.json', reason: 'it counts for zenith' }]])
		expect(planImport(acme, [{ name: 'counts.json', body: fixture('counts.json') }]).files).toMatchObject([{ counts: 2, incidents: 0, provenance: 'import' }])
	})
})

describe('joining the archive to a store', () => {
	test('both histories are there, with the sources that each needs', () => {
		const { evidences, leftOut } = joinArchive(looksOf(statuspage), looksOf(acmeRecords))
		expect(leftOut).toEqual([])
		expect(evidences.snapshots).toHaveLength(2)
		const [provider] = evidences.content.providers
		const sources = new Set(provider?.sources.map((source) => `acme/${source.id}`))
		for (const snapshot of evidences.snapshots) expect(sources.has(`${snapshot.provider}/${snapshot.source}`)).toBe(true)
		expect(provider?.surfaces.map((surface) => surface.id)).toContain('acme-video')
	})

	test('a document that both looked at keeps the store’s chain, and it is said', () => {
		const [store, archive] = [looksOf(statuspage, '2026-10-02T00:00:00Z'), looksOf(statuspage, '2026-10-01T00:00:00Z')]
		const { evidences, leftOut } = joinArchive(store, archive)
		expect(evidences.snapshots).toEqual(store.snapshots)
		expect(leftOut).toEqual(archive.snapshots.map(documentKey))
	})
})
