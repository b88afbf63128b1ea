import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { content } from '#content'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { notFoundPage } from '#core/fragments/not-found-page.ts'
import { fillShell, type PageParts } from '#core/fragments/page-parts.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import { readBundle } from '../../site/data/bundle.ts'
import type { ApiEnv } from '../../worker/edge/api/answer.ts'
import { answerHeaders } from '../../worker/edge/api/answer-headers.ts'
import { assets } from '../../worker/edge/keys.ts'
import { buildSite, everywhere } from '../support/built-site.ts'
import { toldRecord, writeBundle } from '../support/told-record.ts'

/** The site as Astro builds it from a small record, compared with what the Worker would answer. */

const told = toldRecord()
const documents = buildDocuments(told.record, told.content, 'told')
const indexes = [...documents.months.values()]
const { site } = content
let bundle = ''
let dist = ''

beforeAll(async () => {
	bundle = await mkdtemp(join(tmpdir(), 'tidemark-bundle-'))
	writeBundle(bundle, told)
	dist = await buildSite(bundle)
})

afterAll(async () => {
	for (const folder of [bundle, dist])
		if (folder !== '') await rm(folder, { recursive: true, force: true })
})

const read = (path: string) => readFileSync(join(dist, path), 'utf8')
const found = <Value>(value: Value | undefined): Value => {
	if (value === undefined) throw new Error('the told record lacks what this test needs')
	return value
}

describe('pages', () => {
	test('a built page and the shell that the Worker fills have the same bytes', () => {
		const pages: Record<string, PageParts> = {
			'incidents/acme/inc-outage.html': incidentPage(
				found(documents.incidents.get('acme/inc-outage')),
				site,
			),
			'incidents/acme/inc-attack.html': incidentPage(
				found(documents.incidents.get('acme/inc-attack')),
				site,
			),
			'episodes/acme-2026-05-04.html': episodePage(
				found(documents.episodes.get('acme-2026-05-04')),
				site,
			),
			'providers/acme.html': providerPage(
				found(documents.now.providers[0]),
				documents.now.asOf,
				indexes,
				site,
			),
			'corrections.html': correctionsPage([...documents.feeds.values()], documents.now, site),
			'404.html': notFoundPage(
				site,
				documents.now.providers.map(({ provider }) => provider),
			),
		}
		const shell = read('shell/page.html')
		for (const [path, parts] of Object.entries(pages))
			expect(read(path), path).toBe(fillShell(shell, parts))
	})

	test('what is open or closed less than a day ago is left to the Worker', () => {
		expect(documents.incidents.has('acme/inc-open')).toBe(true)
		expect(existsSync(join(dist, 'incidents/acme/inc-open.html'))).toBe(false)
	})

	test('every page has its feeds, and nothing inline that its policy would refuse', () => {
		for (const path of globSync('**/*.html', { cwd: dist }).filter(
			(path) => !/^(shell|404)/.test(path),
		)) {
			const page = read(path)
			for (const type of ['rss+xml', 'atom+xml', 'feed+json'])
				expect(page, path).toContain(
					`<link rel="alternate" type="application/${type}" href="/feeds/all.`,
				)
			expect(page, path).not.toMatch(/<style|\sstyle="|<script(?![^>]*\ssrc="\/)|\son[a-z]+="/)
		}
	})

	test('an incident’s page is at most 40 KB gzipped', () => {
		for (const path of globSync('{incidents,episodes}/**/*.html', { cwd: dist }))
			expect(gzipSync(read(path)).length, path).toBeLessThan(40 * 1024)
	})

	test('the front page is at most 30 KB gzipped', () => {
		expect(gzipSync(read('index.html')).length).toBeLessThan(30 * 1024)
	})

	test('the headers of assets are those of the Worker’s pages', async () => {
		const worker = new Hono<ApiEnv>()
			.use(answerHeaders)
			.get('/', () => new Response('', { headers: { 'content-type': 'text/html' } }))
		const response = await worker.request('/')
		response.headers.delete('content-type')
		const headers = Object.entries(everywhere(read('_headers'))).map(([name, value]) => [
			name.toLowerCase(),
			value,
		])
		expect(Object.fromEntries(headers)).toEqual(Object.fromEntries(response.headers))
	})
})

describe('the archive’s assets', () => {
	const json = (path: string): unknown => JSON.parse(read(path))

	test('lie where the Worker looks and say what the record says', () => {
		expect(json(assets.archive)).toEqual({
			...documents.archive,
			hash: expect.stringMatching(/^[0-9a-f]{64}$/),
		})
		expect(json(assets.now)).toEqual(documents.now)
		for (const [month, document] of documents.months)
			expect(json(assets.index(month))).toEqual(document)
		for (const [provider, document] of documents.feeds)
			expect(json(assets.feed(provider))).toEqual(document)
		for (const [id, document] of documents.episodes)
			expect(json(assets.episode(id))).toEqual(document)
		for (const [key, document] of documents.packs) {
			const [provider = '', month = ''] = key.split('/')
			expect(json(assets.pack(provider, month))).toEqual(document)
			expect(json(assets.places(provider))).toMatchObject({ months: { 'inc-outage': '2026-05' } })
		}
	})

	test('the snapshots of a day, the chain heads and the raw bytes are there', () => {
		const { chronicle } = told
		const day = chronicle.snapshots.filter((snapshot) => snapshot.slot.startsWith('2026-05-04'))
		expect(json(assets.snapshots('acme', '2026-05-04'))).toMatchObject({
			provider: 'acme',
			day: '2026-05-04',
			snapshots: { length: day.length },
		})
		expect(json(assets.heads)).toMatchObject({
			days: [{ day: '2026-05-07' }, { day: '2026-05-04' }],
		})
		for (const [sha256, body] of chronicle.blobs) {
			const bytes = readFileSync(join(dist, assets.blob(sha256)))
			expect(bytes.toString()).toBe(body)
			expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
		}
	})
})

describe('a bundle that is not one', () => {
	test('is refused with the file and what is wrong', async () => {
		await expect(readBundle('/nowhere/at-all')).rejects.toThrow(
			/\/nowhere\/at-all\/\S+ cannot be read; the site is built from an evidence bundle/,
		)
		const folder = await mkdtemp(join(tmpdir(), 'tidemark-bad-'))
		writeBundle(folder, told)
		await writeFile(join(folder, 'content.json'), '{ "site": 3 }')
		await expect(readBundle(folder)).rejects.toThrow(/content\.json:[\s\S]*site/)
		await writeFile(join(folder, 'content.json'), '<html>')
		await expect(readBundle(folder)).rejects.toThrow('content.json is not JSON')
		await rm(folder, { recursive: true })
	})
})
