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
import { feedEntry, rssFeed } from '../../support/written-feed.ts'

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
		expect(history).toMatchObject({
			source: { platform: 'statuspage', enabled: false },
			document: { name: 'incidents' },
		})
		expect(recognise(acme, { name: 'x.json', body: acmeRecords })).toMatchObject({
			source: { platform: 'record' },
			document: { name: 'records' },
		})
		for (const body of ['', '{}', '[]', 'null', '<html></html>', 'hello'])
			expect(recognise(acme, { name: 'x.json', body })).toHaveProperty('refusal')
	})

	test('whatever a file holds, it is read or refused', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					fc
						.string()
						.map((text) => `<rss><channel><item><title>${text}</title></item></channel></rss>`),
				),
				(body) => {
					const outcome = recognise(acme, { name: 'x', body })
					if ('refusal' in outcome) return
					const { observation } = outcome
					expect(
						observation.kind === 'official'
							? observation.incidents.length + observation.states.length
							: observation.reports.length,
					).toBeGreaterThan(0)
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
			const found = recognise(acme, {
				name: path.split('/').at(-1) ?? '',
				body: readFileSync(join(recordings ?? '', path), 'utf8'),
			})
			return 'refusal' in found ? 'refused' : `${found.source.platform} ${found.document.name}`
		}
		expect(read('statuspage/github-incidents-2026-09-25.json')).toBe('statuspage incidents')
		expect(read('statuspage/claude-scheduled-maintenances-2026-09-15.json')).toBe(
			'statuspage scheduled-maintenances',
		)
		expect(read('incidentio/openai-proxy-incidents-2026-08.json')).toBe('incidentio native')
		expect(read('incidentio/openai-feed-sample.rss.xml')).toBe('incidentio-feed history')
		expect(read('feeds/digitalocean-history-2020-01-21.atom.xml')).toBe('statuspage-feed history')
		expect(read('xai/feed-2026-07-07.xml')).toBe('xai feed')
		expect(read('slack/history-2026-06.json')).toBe('refused')
	})
})

describe('a file is known by what is in it', () => {
	const read = (name: string, body: string, provider = acme) => {
		const found = recognise(provider, { name, body })
		return 'refusal' in found ? found.refusal : `${found.source.platform} ${found.document.name}`
	}
	const maintenance = rssFeed(
		feedEntry(
			'Upgrade',
			'm1',
			['Sep 20, 12:30 UTC Scheduled We will upgrade.'],
			'Sun, 20 Sep 2026 12:30:00 +0000',
		),
	)
	const outage = rssFeed(
		feedEntry(
			'Login fails',
			'i1',
			['Sep 20, 12:30 CEST Resolved Over.', 'Sep 20, 11:00 CEST Investigating Looking.'],
			'Sun, 20 Sep 2026 12:30:00 +0200',
		),
	)
	const grok = {
		...acme,
		sources: [
			{ ...acme.sources[0], id: 'xai-feed', platform: 'xai', url: 'https://status.x.ai/feed.xml' },
		] as typeof acme.sources,
	}

	test.each([
		'history.rss',
		'feed.xml',
		'feeds/saved.txt',
		'records/xai/feed.xml',
		'native\\incidents\\feed',
		'counts.csv',
		'summary.json',
		'x',
	])('not by its name or folder: a Statuspage feed as %s', (name) => {
		for (const body of [maintenance, outage]) {
			expect(read(name, body)).toBe('statuspage-feed history')
			expect(read(name, body, grok)).toBe('statuspage-feed history')
		}
		const found = recognise(acme, { name, body: maintenance })
		if ('refusal' in found || found.observation.kind === 'crowd') throw new Error('not read')
		expect(found.observation.incidents).toMatchObject([
			{ kind: 'maintenance', status: 'scheduled', components: [] },
		])
		expect(planImport(acme, [{ name, body: maintenance }]).added).toEqual([])
	})

	test('the base name decides only between equal readings', () => {
		const body = JSON.stringify({
			page: { id: 'p', updated_at: '2026-09-20T00:00:00Z' },
			scheduled_maintenances: [JSON.parse(statuspage).incidents[0]],
		})
		expect(read('scheduled-maintenances.json', body)).toBe('statuspage scheduled-maintenances')
		expect(read('scheduled-maintenances/saved.json', body)).toBe('statuspage incidents')
	})

	const blog = ['Tomatoes in May', 'Status: growing', '[Roses] Resolved to prune'].map(
		(title, index) =>
			`<item><title>${title}</title><link>https://garden.example/posts/${index}</link><pubDate>Sun, 0${index + 1} May 2026 08:00:00 +0000</pubDate><description>&lt;p&gt;Water &lt;b&gt;well&lt;/b&gt;.&lt;/p&gt;&lt;small&gt;May 3&lt;/small&gt;</description></item>`,
	)
	const atomBlog = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Garden</title><entry><id>urn:1</id><title>Tomatoes</title><link href="https://garden.example/incidents/1"/><published>2026-05-01T08:00:00Z</published><content type="html">&lt;div&gt;&lt;p&gt;&lt;strong&gt;May&lt;/strong&gt;&lt;/p&gt;&lt;h3&gt;Planted&lt;/h3&gt;&lt;/div&gt;</content></entry></feed>`
	test.each([
		['RSS', rssFeed(...blog)],
		['Atom', atomBlog],
	])('what no entry bears out is refused: a gardening blog as %s', (_, body) => {
		for (const provider of [acme, grok]) {
			for (const name of ['blog.xml', 'history.rss', 'feed.xml'])
				expect(read(name, body, provider)).toMatch(/^no entry in it says what an incident's does/)
			expect(planImport(provider, [{ name: 'feed.xml', body }])).toMatchObject({
				files: [],
				added: [],
			})
		}
	})

	test('a clock that nothing proves is the reason, and no other platform takes the feed', () => {
		const unproven = rssFeed(
			feedEntry(
				'Login fails',
				'i1',
				['Sep 20, 12:37 XYZ Resolved Over.'],
				'Sun, 20 Sep 2026 12:30:00 +0000',
			),
		)
		expect(read('feed.xml', unproven)).toMatch(/^no entry in it says/)
		expect(read('feed.xml', unproven, grok)).not.toMatch(/^xai|^incidentio/)
	})

	test('whatever a feed holds, it is read or refused', () => {
		const words = fc.oneof(
			fc.string(),
			fc.constantFrom(
				'<small>',
				'</small>',
				'Sep 20, 12:30 CEST',
				'Sep 20, 12:30 -03',
				'<strong>Resolved</strong> - ',
				'Status: ',
				'<b>',
				'<li>',
				'(Operational)',
				'<div>',
				'&amp;lt;',
				']]>',
			),
		)
		const dates = fc.constantFrom(
			'Sun, 20 Sep 2026 12:30:00 +0000',
			'2026-09-20T12:30:00Z',
			'yesterday',
			'',
		)
		const entry = fc.record({
			title: fc.string(),
			body: fc.array(words, { maxLength: 12 }),
			link: fc.string(),
			date: dates,
		})
		fc.assert(
			fc.property(
				fc.array(entry, { maxLength: 4 }),
				fc.string(),
				fc.constantFrom(acme, grok),
				(entries, name, provider) => {
					const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
					const items = entries.map(
						({ title, body, link, date }) =>
							`<item><title>${escaped(title)}</title><link>https://a.example/incidents/${escaped(link)}</link><description>${escaped(body.join(''))}</description><pubDate>${date}</pubDate></item>`,
					)
					const outcome = recognise(provider, { name, body: rssFeed(...items) })
					if ('refusal' in outcome) expect(outcome.refusal).toMatch(/\S/)
					else if (outcome.observation.kind === 'official')
						expect(
							outcome.observation.incidents.some(
								({ status, updates }) => status !== 'unknown' || updates.length > 0,
							),
						).toBe(true)
				},
			),
			{ numRuns: 300 },
		)
	})
})

describe('what a loaded list covers', () => {
	const [first] = JSON.parse(statuspage).incidents
	const body = JSON.stringify({
		page: { id: 'p', updated_at: '2026-03-20T08:00:00Z' },
		incidents: [
			{
				...first,
				id: 'only1',
				created_at: '2026-03-10T10:00:00Z',
				resolved_at: '2026-03-10T11:00:00Z',
				incident_updates: [],
			},
		],
	})
	const coverage = (options: Parameters<typeof planImport>[2], now = '2026-10-01T00:00:00Z') => {
		const plan = planImport(acme, [{ name: 'incidents.json', body }], options)
		const snapshots = importedLooks(
			plan,
			{ at: now, undated: true },
			() => body.length,
			() => 'a'.repeat(64),
		)
		return rebuild({
			content: { ...smallContent, providers: [plan.provider] },
			snapshots,
			reports: [],
			readBlob: () => body,
		}).record.coverage
	}

	test('goes up to the reading that was given', () => {
		expect(coverage({ readAt: { at: '2026-09-27T00:00:00Z' } })).toMatchObject([
			{ from: '2026-03-10T10:00:00Z', to: '2026-09-27T00:00:00Z', kind: 'census' },
		])
	})

	test('goes up to the newest time in it where nobody said when it was read, and never past the loading', () => {
		expect(coverage({})).toMatchObject([
			{ from: '2026-03-10T10:00:00Z', to: '2026-03-20T08:00:01Z', kind: 'census' },
		])
		expect(coverage({}, '2030-01-01T00:00:00Z')[0]?.to).toBe('2026-03-20T08:00:01Z')
		// A page's own mark that lies after the loading is not believed: then the newest time of its
		// incidents counts.
		expect(coverage({}, '2026-03-15T00:00:00Z')[0]?.to).toBe('2026-03-10T11:00:01Z')
	})
})

describe('days of an uptime display', () => {
	const body = JSON.stringify([
		{ service: 'Acme Web', date: '2026-03-29', partial_minutes: 0, major_minutes: 12 },
		{ service: 'Acme Web', date: '2026-03-30', partial_minutes: 5, major_minutes: 0 },
	])
	const days = (options: Parameters<typeof planImport>[2]) => {
		const plan = planImport(acme, [{ name: 'x.json', body }], options)
		const snapshots = importedLooks(
			plan,
			{ at: '2026-10-01T00:00:00Z', undated: true },
			() => body.length,
			() => 'a'.repeat(64),
		)
		return rebuild({
			content: { ...smallContent, providers: [plan.provider] },
			snapshots,
			reports: [],
			readBlob: () => body,
		}).record.publishedDays
	}

	test('begin where the import says, and in UTC when it says nothing', () => {
		expect(days({ zone: 'Europe/Berlin' }).map(({ date, zone }) => [date, zone])).toEqual([
			['2026-03-29', 'Europe/Berlin'],
			['2026-03-30', 'Europe/Berlin'],
		])
		expect(days({}).every((day) => day.zone === undefined)).toBe(true)
		expect(days({ zone: 'UTC' })).toEqual(days({}))
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
		expect(plan.provider.sources.filter((source) => source.id.startsWith('import-'))).toHaveLength(
			2,
		)
	})

	test('a component that no alias knows becomes a surface, once', () => {
		const plan = planImport(acme, [{ name: 'a.json', body: acmeRecords }])
		expect(plan.added).toMatchObject([
			{ id: 'acme-video', name: 'Acme Video', aliases: [{ name: 'Acme Video' }] },
		])
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
		const plan = planImport(acme, [{ name: 'a.json', body: acmeRecords }], {
			readAt: { at: '2026-09-27T00:00:00Z', precision: 'day' },
		})
		const [look] = importedLooks(
			plan,
			{ at: '2026-11-01T00:00:00Z' },
			() => 10,
			() => 'b'.repeat(64),
		)
		expect(look).toMatchObject({
			outcome: 'stored',
			provenance: 'rebuilt',
			precision: 'day',
			previous: genesis,
			bytes: 10,
			sha256: 'b'.repeat(64),
		})
		expect(look).not.toHaveProperty('previousLookAt')
	})
})

describe('files of report counts', () => {
	const fixture = (name: string) =>
		readFileSync(join(import.meta.dirname, '../../fixtures/report-file', name), 'utf8')

	test.each(['series.json', 'series.csv', 'counts.json'])(
		'%s is recognised, and its source can be found again by its name',
		(name) => {
			const found = recognise(acme, { name, body: fixture(name) })
			if ('refusal' in found) throw new Error(found.refusal)
			expect(found.source).toMatchObject({
				platform: 'report-file',
				kind: 'crowd',
				enabled: false,
				id: expect.stringMatching(/^import-report-file-[0-9a-f]{8}$/),
			})
			expect(importSource(acme, found.source.id)).toEqual(found.source)
		},
	)

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
		expect(new Set(reports.map(({ source }) => source))).toEqual(
			new Set([expect.stringMatching(/^import-report-file-/)]),
		)
	})

	test('that count for another provider are refused, with its name', () => {
		const body = fixture('counts.json').replaceAll('"acme"', '"zenith"')
		const plan = planImport(acme, [{ name: 'counts.json', body }])
		expect([plan.files, plan.skipped]).toEqual([
			[],
			[{ file: 'counts.json', reason: 'it counts for zenith' }],
		])
		expect(
			planImport(acme, [{ name: 'counts.json', body: fixture('counts.json') }]).files,
		).toMatchObject([{ counts: 2, incidents: 0, provenance: 'import' }])
	})
})

describe('joining the archive to a store', () => {
	test('both histories are there, with the sources that each needs', () => {
		const { evidences, leftOut } = joinArchive(looksOf(statuspage), looksOf(acmeRecords))
		expect(leftOut).toEqual([])
		expect(evidences.snapshots).toHaveLength(2)
		const [provider] = evidences.content.providers
		const sources = new Set(provider?.sources.map((source) => `acme/${source.id}`))
		for (const snapshot of evidences.snapshots)
			expect(sources.has(`${snapshot.provider}/${snapshot.source}`)).toBe(true)
		expect(provider?.surfaces.map((surface) => surface.id)).toContain('acme-video')
	})

	test('a document that both looked at keeps the store’s chain, and it is said', () => {
		const [store, archive] = [
			looksOf(statuspage, '2026-10-02T00:00:00Z'),
			looksOf(statuspage, '2026-10-01T00:00:00Z'),
		]
		const { evidences, leftOut } = joinArchive(store, archive)
		expect(evidences.snapshots).toEqual(store.snapshots)
		expect(leftOut).toEqual(archive.snapshots.map(documentKey))
	})
})
