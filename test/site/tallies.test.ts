import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { content as ours } from '#content'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { type DocumentAge, newsOf } from '#core/documents/news.ts'
import { atPage } from '#core/fragments/at-page.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import { snapshotPage } from '#core/fragments/snapshot-page.ts'
import { Content } from '#core/model/content.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import { Export } from '#core/model/export.ts'
import { checkout } from '../../worker/cli/checkout.ts'
import { archivedSite, type BuiltSite, buildSite, mainOf } from '../support/built-site.ts'
import { all, type Element, elementsOf, hasClass, textOf } from '../support/elements.ts'
import { toldRecord, writeBundle } from '../support/told-record.ts'

/**
 * Every count of the record on every kind of page leads to what it counts, and counting there gives
 * the same number. The pages are those of the committed archive and of a small record that was
 * watched, as they are built; another test shows that the Worker's are these.
 */

const { site } = ours

/** Pages by their address. */
type Pages = ReadonlyMap<string, Element>

/** The pages of a built site, and what it leaves to the Worker. */
function pagesOf(record: Export, content: Content, dist: string): Pages {
	const documents = buildDocuments(record, content, 'tallies')
	const built = globSync('**/*.html', { cwd: dist })
		.filter((file) => !/^(shell|analysis)\b/.test(file))
		.map((file): [string, string] => [
			`/${file
				.split(sep)
				.join('/')
				.replace(/(index)?\.html$/, '')}`,
			mainOf(readFileSync(join(dist, file), 'utf8')),
		])
	const made = [
		...[...documents.incidents].map(([key, document]): [string, string] => [
			`/incidents/${key}`,
			incidentPage(document, site).bodyHtml,
		]),
		...[...documents.episodes].map(([id, document]): [string, string] => [
			`/episodes/${id}`,
			episodePage(document, site).bodyHtml,
		]),
	]
	return new Map([...made, ...built].map(([path, body]) => [path, elementsOf(body)]))
}

/** What stands for one of a kind in the list that a count of it leads to. */
const isOne: Readonly<Record<string, (element: Element) => boolean>> = {
	entry: (element) =>
		element.name === 'li' && (hasParent(element, 'incidents') || hasParent(element, 'links')),
	incident: isRow,
	wave: isRow,
	statement: (element) => element.attributes.has('data-said'),
	fix: (element) => element.attributes.get('data-kind') === 'fix_did_not_hold',
	change: (element) =>
		hasClass(element, 'event') &&
		['edited', 'backdated', 'retitled', 'rerated', 'withdrawn'].includes(
			element.attributes.get('data-kind') ?? '',
		),
	claim: (element) =>
		element.name === 'li' && (hasParent(element, 'assertions') || hasParent(element, 'links')),
	provider: (element) => element.name === 'li' && hasParent(element, 'providers'),
	month: (element) =>
		element.name === 'a' &&
		/^\/archive\/\d{4}\/\d{2}(#|$)/.test(element.attributes.get('href') ?? '') &&
		(element.parent?.name === 'dd' || element.parent?.name === 'th'),
	day: isItem,
	surface: isItem,
	component: isItem,
	problem: isItem,
	postmortem: isItem,
	document: isItem,
	snapshot: (element) =>
		element.name === 'a' && (element.attributes.get('href') ?? '').startsWith('/snapshots/'),
}

function isItem(element: Element): boolean {
	return element.name === 'li'
}

function isRow(element: Element): boolean {
	return element.name === 'tr' && element.parent?.name === 'tbody'
}

function hasParent(element: Element, name: string): boolean {
	return element.parent !== undefined && hasClass(element.parent, name)
}

const isTally = (element: Element) =>
	hasClass(element, 'tally') && element.attributes.has('data-of')

function numberIn(element: Element): number {
	const numbers = textOf(element).match(/\d+/g) ?? []
	// A month is followed by its number of entries, and only this one is a count.
	return Number(numbers.at(-1) ?? Number.NaN)
}

/** What is wrong with the counts of one page; empty when all of them are right. */
function wrongTallies(path: string, page: Element, pages: Pages): string[] {
	return all(page, isTally).flatMap((link) => {
		const [href = '', of = ''] = [link.attributes.get('href'), link.attributes.get('data-of')]
		const said = `${path}: “${textOf(link)}” (${of}) → ${href}`
		const [address = '', fragment] = href.split('#')
		if (address.startsWith('/api/v1/'))
			return isTimelineOf(address, pages) && /^(proof|snapshot|gap|statement)$/.test(of)
				? []
				: [`${said}: not a timeline of the record`]
		const target = address === '' ? page : pages.get(address)
		if (!target) return [`${said}: no such page`]
		const place = all(
			target,
			(element) => element.attributes.get('id') === decodeURIComponent(fragment ?? ''),
		)[0]
		if (!place) return [`${said}: no such place`]
		const list = /^h\d$/.test(place.name) && place.parent ? place.parent : place
		const found = countIn(list, of, link)
		return found === numberIn(link) ? [] : [`${said}: ${found} there`]
	})
}

/** The ones of a kind in a list; where it has none, the numbers in it that add up. */
function countIn(list: Element, of: string, link: Element): number {
	const one = isOne[of]
	if (!one) throw new Error(`nobody knows how to count a ${of}`)
	const ones = all(list, one).length
	if (ones > 0) return ones
	return all(
		list,
		(element) => isTally(element) && element !== link && element.attributes.get('data-of') === of,
	).reduce((sum, part) => sum + numberIn(part), 0)
}

function isTimelineOf(address: string, pages: Pages): boolean {
	return pages.has(address.replace('/api/v1', '').replace(/\/timeline$/, ''))
}

const nouns = [
	'incidents?|entry|entries|waves?|statements?|official statements?|corrections?|changes?',
	'declared fix(?:es)?|claims?|providers?|surfaces?|components?|problems?|documents?|snapshots?',
	'postmortems?|months?|gaps?|days? with|clear|not known|more|looks?',
].join('|')
const stray = new RegExp(`\\d[\\d,.]*\\s+(?:open\\s+)?(?:${nouns})\\b`, 'g')

/**
 * Counts of the record that are no links. Other people's words, code and our essays are left out:
 * what they count is theirs to prove.
 */
function strayCounts(path: string, page: Element): string[] {
	// A definition names its own limits: “above 10,000 incidents” counts nothing that anybody could
	// look up.
	if (path === '/methodology') return []
	const skipped = (element: Element) =>
		isTally(element) ||
		['bdi', 'blockquote', 'pre', 'code', 'svg', 'time', 'select', 'h1', 'title'].includes(
			element.name,
		) ||
		['said', 'summary', 'note', 'article', 'redline', 'aside'].some((name) =>
			hasClass(element, name),
		)
	return [...textOf(page, skipped).matchAll(stray)].map(([found]) => `${path}: ${found}`)
}

let bundle = ''
let built: BuiltSite
/** The site of the record that was watched. */
let told = ''

beforeAll(async () => {
	bundle = mkdtempSync(join(tmpdir(), 'tidemark-bundle-'))
	writeBundle(bundle)
	told = await buildSite(bundle)
	built = await archivedSite()
})

afterAll(async () => {
	for (const folder of [bundle, told]) rmSync(folder, { recursive: true, force: true })
	await built.remove()
})

describe.each([
	['the committed archive', archived, () => built.dist],
	['a record that was watched', toldRecord, () => told],
])('%s', (_, read, dist) => {
	let pages: Pages
	beforeAll(() => {
		const { record, content } = read()
		pages = pagesOf(record, content, dist())
	})

	test('every count leads to a list that holds as many', () => {
		expect([...pages].flatMap(([path, page]) => wrongTallies(path, page, pages))).toEqual([])
		expect(
			[...pages.values()].reduce((sum, page) => sum + all(page, isTally).length, 0),
		).toBeGreaterThan(30)
	})

	test('no count of the record stands without a link', () => {
		expect([...pages].flatMap(([path, page]) => strayCounts(path, page))).toEqual([])
	})

	test('a zero in the archive leads to what covers the month', () => {
		const zeros = [...pages]
			.filter(([path]) => path.startsWith('/archive'))
			.flatMap(([, page]) =>
				all(page, (element) => element.name === 'td' && textOf(element).trim() === '¦ 0 ¦'),
			)
		if (pages.has('/archive/2022')) expect(zeros.length).toBeGreaterThan(10)
		for (const zero of zeros) {
			const [address = '', fragment = ''] = (
				all(zero, (element) => element.name === 'a')[0]?.attributes.get('href') ?? ''
			).split('#')
			const place =
				pages.get(address) &&
				all(pages.get(address) as Element, (element) => element.attributes.get('id') === fragment)
			expect([address, place?.length]).toEqual([address, 1])
		}
	})
})

function archived(): { readonly record: Export; readonly content: Content } {
	const read = (name: string): unknown =>
		JSON.parse(readFileSync(checkout('content', 'archive', name), 'utf8'))
	return { record: Export.parse(read('export.json')), content: Content.parse(read('content.json')) }
}

describe('pages that only the Worker makes', () => {
	const { record, content } = toldRecord()
	let pages: Pages
	beforeAll(() => {
		pages = pagesOf(record, content, told)
	})
	const [provider] = content.providers
	const now = buildDocuments(record, content, 'now').now.providers[0]

	test('now: what is open beyond what is shown, and what could not be read', () => {
		if (!provider || !now) throw new Error('the record has no provider')
		const at = '2026-05-07T08:10:00Z'
		const [open] = now.open
		const many: ProviderNow = {
			...now,
			open: Array.from({ length: 9 }, (_, index) => ({
				...(open ?? raise()),
				id: `open-${index}`,
			})),
		}
		const failing = (document: string): DocumentAge => ({
			provider: 'acme',
			source: 'acme-status',
			document,
			bearsState: true,
			lastLookAt: at,
			lastGoodLookAt: null,
			failure: 'timeout',
		})
		const documents = Array.from({ length: 8 }, (_, index) => failing(`document-${index}`))
		const news = newsOf({
			at,
			asOf: at,
			looks: { heard: true, waiting: false, documents },
			providers: [{ provider, now: many }],
		})
		const page = elementsOf(nowPage(news, site, 'https://here.example').bodyHtml)
		const own = new Map([
			...pages,
			['/providers/acme', elementsOf(providerPage(many, at, [], site).bodyHtml)],
			['/now', page],
		])
		expect(all(page, isTally).map((link) => textOf(link))).toEqual([
			'9 open entries',
			'8 documents',
		])
		expect(wrongTallies('/now', page, own)).toEqual([])
		expect(strayCounts('/now', page)).toEqual([])
	})

	test('a provider of whom only the newest months were read says so', () => {
		if (!now) throw new Error('the record has no provider')
		const page = textOf(
			elementsOf(
				providerPage(
					now,
					'2026-05-07T08:10:00Z',
					[...buildDocuments(record, content, 'p').months.values()],
					site,
					{ oldest: '2026-05' },
				).bodyHtml,
			),
		)
		expect(page).toContain('from May 2026 on: what was filed before is in the whole archive')
	})

	test('evidence: its bytes are what it counts', () => {
		const sha256 = 'ab'.repeat(32)
		const page = elementsOf(
			snapshotPage({ sha256, bytes: 200_000, text: 'x'.repeat(200_000), looks: [] }, site).bodyHtml,
		)
		const links = all(page, (element) => hasClass(element, 'tally'))
		expect(links.map((link) => [textOf(link), link.attributes.get('href')])).toEqual([
			['200000 bytes', `/api/v1/snapshots/${sha256}`],
			['168000 bytes', `/api/v1/snapshots/${sha256}`],
		])
		expect(strayCounts('/snapshots', page)).toEqual([])
		expect(
			strayCounts(
				'/at',
				elementsOf(atPage(content.providers, undefined, undefined, site).bodyHtml),
			),
		).toEqual([])
	})
})

function raise(): never {
	throw new Error('the record has no open incident')
}
