import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { content } from '#content'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { newsOf } from '#core/documents/news.ts'
import { surfacesThen } from '#core/documents/surfaces-then.ts'
import { atPage } from '#core/fragments/at-page.ts'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { notFoundPage } from '#core/fragments/not-found-page.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import { fillShell, type PageParts } from '#core/fragments/page-parts.ts'
import { reportedPage, reportPage } from '#core/fragments/report-page.ts'
import { snapshotPage } from '#core/fragments/snapshot-page.ts'
import { archivedSite, type BuiltSite } from '../support/built-site.ts'
import { errorsIn, hasJava } from '../support/html-checker.ts'
import { hostile, toldRecord } from '../support/told-record.ts'

/**
 * Every page, built or made by the Worker, is valid HTML to the Nu Html Checker: the site of the
 * committed archive, and what no file answers.
 */

const { site } = content
let folder = ''
let built: BuiltSite | undefined
let dist = ''

beforeAll(async () => {
	if (!hasJava) return
	folder = mkdtempSync(join(tmpdir(), 'tidemark-pages-'))
	built = await archivedSite()
	dist = built.dist
})

afterAll(async () => {
	if (folder !== '') rmSync(folder, { recursive: true, force: true })
	await built?.remove()
})

/** The Worker's pages of a record that has everything to show, hostile texts among it. */
function workersPages(): Record<string, PageParts> {
	const told = toldRecord()
	const documents = buildDocuments(told.record, told.content, 'told')
	const now = documents.now.providers[0]
	const provider = told.content.providers[0]
	if (!now || !provider) throw new Error('the told record has a provider')
	const at = '2026-05-07T08:05:00Z'
	const looks = {
		heard: true,
		waiting: false,
		documents: [
			{
				provider: provider.id,
				source: 'acme-status',
				document: 'summary',
				bearsState: true,
				lastLookAt: at,
				lastGoodLookAt: '2026-05-07T08:01:06Z',
				failure: hostile,
			},
		],
	}
	const news = newsOf({ at, asOf: documents.now.asOf, looks, providers: [{ provider, now }] })
	const moment = '2026-05-04T10:40:00Z'
	const incident = documents.incidents.get('acme/inc-outage')
	if (!incident) throw new Error('the told record has an outage')
	const answer: Parameters<typeof atPage>[2] = {
		provider: provider.id,
		t: moment,
		asOf: at,
		documents: told.chronicle.snapshots.slice(0, 2).map((snapshot) => ({
			source: snapshot.source,
			document: snapshot.document,
			before: { snapshot, distanceSeconds: 0 },
			after: null,
			observed: true,
		})),
		surfaces: surfacesThen(provider, [incident], moment),
		incidents: [
			{
				...incident.incident,
				lastUpdate: { at: moment, body: hostile },
				basis: 'seen',
				page: '/incidents/acme/inc-outage',
			},
			{
				...incident.incident,
				titleSummary: true,
				lastUpdate: { at: moment, body: hostile, summary: true },
				basis: 'claimed',
				page: '/incidents/acme/inc-outage',
			},
		],
		coverage: [...now.coverage],
		notes: ['A note.'],
	}
	const view = { sha256: 'a'.repeat(64), bytes: 10, looks: told.chronicle.snapshots }
	return {
		now: nowPage(news, site, 'https://here.example'),
		'now-acme': nowPage(news, site, 'https://here.example', provider.id),
		at: atPage(told.content.providers, undefined, undefined, site),
		'at-complaint': atPage(
			told.content.providers,
			{ provider: hostile, t: hostile, complaint: hostile },
			undefined,
			site,
		),
		'at-answer': atPage(told.content.providers, { provider: provider.id, t: moment }, answer, site),
		...Object.fromEntries(
			[...documents.incidents].map(([name, document]) => [name, incidentPage(document, site)]),
		),
		...Object.fromEntries(
			[...documents.episodes].map(([name, document]) => [
				`episodes/${name}`,
				episodePage(document, site),
			]),
		),
		corrections: correctionsPage([...documents.feeds.values()], documents.now, site),
		report: reportPage(provider, { complaint: hostile, siteKey: 'key' }, site),
		'report-closed': reportPage(provider, { siteKey: null }, site),
		reported: reportedPage(provider, { counted: true, lastHour: 3 }, site),
		snapshot: snapshotPage({ ...view, text: `{"a": ${JSON.stringify(hostile)}}` }, site),
		'snapshot-bytes': snapshotPage({ ...view, text: undefined, looks: [] }, site),
		unknown: notFoundPage(site, told.content.providers, `/${hostile}`),
	}
}

test.skipIf(!hasJava)(
	'the Nu Html Checker finds no error on any page (skipped where there is no Java)',
	async () => {
		const shell = readFileSync(join(dist, 'shell/page.html'), 'utf8')
		const pages = Object.entries(workersPages())
		for (const [name, parts] of pages) write(`${name}.html`, fillShell(shell, parts))
		// A checker that finds nothing wrong here would find nothing anywhere.
		write(
			'bad.html',
			shell.replace('<main', '<figure><p>x</p><figcaption>y</figcaption><p>z</p></figure><main'),
		)
		const all = await errorsIn(folder, dist)
		const bad = all.filter((error) => error.includes('/bad.html'))
		const errors = all.filter((error) => !bad.includes(error))
		expect(bad).toHaveLength(1)
		expect(errors).toEqual([])
	},
	400_000,
)

function write(path: string, text: string): void {
	mkdirSync(dirname(join(folder, path)), { recursive: true })
	writeFileSync(join(folder, path), text)
}
