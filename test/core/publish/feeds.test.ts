import fc from 'fast-check'
import { parseAtomFeed, parseFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import type { FeedDocument, FeedEntry, ProviderHeader, SiteHeader } from '#core/publish/documents.ts'
import { type FeedFormat, renderFeed } from '#core/publish/feed-formats.ts'
import { allFeed, correctionsFeed, headsFeed, incidentFeed, providerFeed, surfaceFeed } from '#core/publish/feeds.ts'
import { content, documents } from '../../support/published.ts'

const site: SiteHeader = content.site
const origin = 'https://feeds.example'
const formats: readonly FeedFormat[] = ['xml', 'atom', 'json']

const provider: ProviderHeader = {
	id: 'acme',
	name: 'Acme',
	operator: 'Acme',
	homepage: 'https://acme.example',
	statusPage: null,
	surfaces: [
		{ id: 'web', name: 'Web', kind: 'chat', covered: true },
		{ id: 'api', name: 'API', kind: 'api', covered: true },
	],
	crowdSources: [],
}

type EventOf = FeedEntry['event']
function entry(event: Partial<EventOf> & Pick<EventOf, 'id'>, incident: Partial<FeedEntry['incident']> = {}): FeedEntry {
	return {
		incident: { id: 'abc', title: 'Errors', surfaces: ['web'], ...incident },
		event: {
			at: '2026-03-02T11:49:20Z',
			seen: { after: '2026-03-02T11:49:00Z', by: '2026-03-02T11:50:00Z' },
			origin: 'official',
			kind: 'update',
			title: 'Investigating',
			value: { status: 'investigating' },
			incident: 'abc',
			provenance: 'live',
			evidence: [],
			...event,
		},
	}
}
const documentOf = (entries: FeedEntry[], corrections: FeedEntry[] = []): FeedDocument => ({ asOf: '2026-03-02T12:00:00Z', provider, entries, corrections })

describe('items', () => {
	test('are one for each statement, whatever events it gave, with an id that no host is part of', () => {
		const document = documentOf([
			entry({ id: 'abc:u1', update: 'u1', kind: 'acknowledged', body: 'We look.' }),
			entry({ id: 'abc:u1:states', update: 'u1', kind: 'state_changed', value: { states: [{ component: 'Web', state: 'partial_outage' }] } }),
			entry({ id: 'abc:u2', update: 'u2', at: '2026-03-02T13:00:00Z', kind: 'status_changed', value: { status: 'identified' }, body: 'Found.' }),
			entry({ id: 'abc:u2:fix-did-not-hold', update: 'u2', at: '2026-03-02T13:00:00Z', kind: 'fix_did_not_hold', title: 'The fix did not hold' }),
		])
		const { items } = providerFeed(document, site)
		expect(items.map((item) => [item.id, item.title])).toEqual([
			['urn:tidemark:acme:abc:update:u2', 'Identified (the fix did not hold): Errors'],
			['urn:tidemark:acme:abc:update:u1', 'Investigating: Errors'],
		])
		expect(items[1]?.paragraphs).toContain('States declared: Web: partial outage')
		expect(new Set(items.map((item) => item.thread))).toEqual(new Set(['urn:tidemark:acme:abc']))
		expect(items[0]?.path).toBe('/incidents/acme/abc#abc:u2')
	})

	test('keep their id and their claimed time when the text is edited, and say when that was seen', () => {
		const edit = entry({
			id: 'abc:u1:edited:body:2026-03-04T00:00:00Z',
			update: 'u1',
			kind: 'edited',
			origin: 'derived',
			title: 'Text of a statement changed',
			at: '2026-03-04T00:00:00Z',
			seen: { by: '2026-03-04T00:00:00Z' },
			value: {},
		})
		const before = providerFeed(documentOf([entry({ id: 'abc:u1', update: 'u1', body: 'Old.' })]), site).items[0]
		const after = providerFeed(documentOf([edit, entry({ id: 'abc:u1', update: 'u1', body: 'New.' })], [edit]), site).items.find(
			(item) => item.id === before?.id,
		)
		expect(after?.at).toBe(before?.at)
		expect(before?.updatedAt).toBe('2026-03-02T11:49:20Z')
		expect(after?.updatedAt).toBe('2026-03-04T00:00:00Z')
		expect(correctionsFeed([documentOf([], [edit])], site).items.map((item) => item.id)).toEqual([
			'urn:tidemark:acme:abc:event:u1:edited:body:2026-03-04T00:00:00Z',
		])
	})

	test('say whose words they are, on whose clock, and that a history was not watched', () => {
		const [item] = allFeed([...documents.feeds.values()], site).items
		expect(item?.paragraphs[0]).toMatch(/^Our summary, not .*’s words: /)
		expect(item?.paragraphs.at(-1)).toMatch(/’s time: \d+ March 2026, .* UTC\. Our record: read 27 September 2026, not watched\. Provenance: rebuilt/)
	})

	test('with a day and no time carry no time at all', () => {
		const day = documentOf([entry({ id: 'abc:u1', update: 'u1', precision: 'day', at: '2026-03-02T00:00:00Z', body: 'That day.' })])
		const feed = providerFeed(day, site)
		expect(feed.items[0]?.at).toBeUndefined()
		expect(parseRssFeed(renderFeed(feed, 'xml', origin, '2026-03-02T00:00:00Z')).items?.[0]?.pubDate).toBeUndefined()
		expect(renderFeed(feed, 'json', origin, '2026-03-02T00:00:00Z')).not.toContain('2026-03-02T00:00:00')
	})

	test('name their evidence, and link to nothing that is not an address', () => {
		const sha256 = 'ab'.repeat(32)
		const evidence: EventOf['evidence'] = [
			{ kind: 'snapshot', sha256, source: 'acme-status', document: 'incidents', fetchedAt: '2026-03-02T11:50:00Z', provenance: 'live' },
			{ kind: 'link', url: 'https://status.acme.example/incidents/abc' },
			{ kind: 'link', url: 'javascript:alert(1)' },
		]
		const feed = providerFeed(documentOf([entry({ id: 'abc:u1', update: 'u1', evidence })]), site)
		for (const format of formats) {
			const text = renderFeed(feed, format, origin, '2026-03-02T00:00:00Z')
			expect(text).toContain(`${origin}/snapshots/${sha256}`)
			expect(text).toContain('https://status.acme.example/incidents/abc')
			expect(text).not.toContain('javascript:')
		}
	})

	test('of a surface are those that concern it', () => {
		const document = documentOf([
			entry({ id: 'abc:u1', update: 'u1' }),
			entry({ id: 'def:u1', update: 'u1', incident: 'def' }, { id: 'def', surfaces: ['api'] }),
		])
		expect(surfaceFeed(document, 'api', site)?.items.map((item) => item.thread)).toEqual(['urn:tidemark:acme:def'])
		expect(surfaceFeed(document, 'nothing', site)).toBeUndefined()
	})

	test('are the newest hundred', () => {
		const entries = Array.from({ length: 130 }, (_, index) =>
			entry({ id: `abc:u${index}`, update: `u${index}`, at: new Date(Date.UTC(2026, 0, 1, index)).toISOString().replace('.000', '') }),
		)
		const { items } = providerFeed(documentOf(entries), site)
		expect(items).toHaveLength(100)
		expect(items[0]?.id).toBe('urn:tidemark:acme:abc:update:u129')
	})
})

describe('the feeds of the archive', () => {
	const incident = documents.incidents.get('claude/0ghc53zpsfmt')
	if (!incident) throw new Error('the archive lost its first incident')
	const heads = headsFeed(
		{ days: [{ day: '2026-03-02', heads: [{ document: 'claude/claude-status/summary', hash: 'ab'.repeat(32), until: '2026-03-02T23:59:00Z' }] }] },
		null,
		site,
	)
	const feeds = [allFeed([...documents.feeds.values()], site), incidentFeed(incident, site), heads]

	test.each(formats)('as %s are read back with every item, id, link and date', (format) => {
		for (const feed of feeds) {
			const text = renderFeed(feed, format, origin, '2026-03-02T00:00:00Z')
			const parsed = parseFeed(text)
			const ids = feed.items.map((item) => item.id)
			expect(ids.length).toBeGreaterThan(0)
			if (parsed.format === 'rss') {
				expect(format).toBe('xml')
				expect(parsed.feed.items?.map((item) => item.guid?.value)).toEqual(ids)
				expect(parsed.feed.items?.map((item) => new Date(item.pubDate ?? '').getTime())).toEqual(feed.items.map((item) => new Date(item.at ?? '').getTime()))
				expect(parsed.feed.items?.every((item) => item.link?.startsWith(`${origin}/`))).toBe(true)
			} else if (parsed.format === 'atom') {
				expect(format).toBe('atom')
				expect(parsed.feed.id).toMatch(/^urn:tidemark:/)
				expect(parsed.feed.entries?.map((item) => item.id)).toEqual(ids)
				expect(parsed.feed.entries?.every((item) => item.updated !== undefined)).toBe(true)
			} else if (parsed.format === 'json') {
				expect(format).toBe('json')
				expect(JSON.parse(text).version).toBe('https://jsonfeed.org/version/1.1')
				expect(parsed.feed.items?.map((item) => item.id)).toEqual(ids)
			} else throw new Error(`not one of our formats: ${parsed.format}`)
		}
	})
})

describe('hostile text', () => {
	const hostile = [
		']]>',
		'<script>alert(1)</script>',
		'<![CDATA[',
		'&lt;b&gt;',
		'\u0000\u0007\u001b',
		'\u202e\u2066',
		'\ud800',
		'\ufffe',
		'<!DOCTYPE x [<!ENTITY a "b">]>',
		'<?xml?>',
		'"\'>',
		'\r\n\t',
	]
	const words = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 }).map((parts) => parts.join(''))

	test('never breaks a feed, leaves no control character in it and never becomes markup', () => {
		fc.assert(
			fc.property(words, words, fc.constantFrom('text' as const, 'html' as const, 'markdown' as const), (title, body, format) => {
				const document = documentOf([entry({ id: 'abc:u1', update: 'u1', body, format }, { title })])
				for (const kind of formats) {
					const text = renderFeed(providerFeed(document, site), kind, origin, '2026-03-02T00:00:00Z')
					expect(text.isWellFormed()).toBe(true)
					// biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested.
					expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/)
					if (kind === 'json') {
						expect(parseJsonFeed(text).items).toHaveLength(1)
						continue
					}
					expect(outline(text)).toBe(
						outline(
							renderFeed(
								providerFeed(documentOf([entry({ id: 'abc:u1', update: 'u1', body: 'x' }, { title: 'x' })]), site),
								kind,
								origin,
								'2026-03-02T00:00:00Z',
							),
						),
					)
					if (kind === 'xml') expect(parseRssFeed(text).items?.[0]?.title ?? '').not.toMatch(/<[a-z!/?]|&(lt|gt|amp|#)/i)
					const html = kind === 'xml' ? parseRssFeed(text).items?.[0]?.description : parseAtomFeed(text).entries?.[0]?.content?.value
					expect((html ?? '').replace(/<\/?p>|<br>|<a href="https:\/\/feeds\.example\/incidents\/acme\/abc#abc:u1">|<\/a>/g, '')).not.toMatch(/[<>]/)
				}
			}),
			{ numRuns: 300 },
		)
	})
})

/** The elements of an XML text in order, its character data left out: hostile text must not change it. Throws when tags do not match. */
function outline(xml: string): string {
	const names: string[] = []
	const open: string[] = []
	const pattern = /<!\[CDATA\[[\s\S]*?\]\]>|<\?xml [^?]*\?>|<(\/?)([A-Za-z:-]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|[^<]+|</g
	for (const [whole, closing, name, , empty] of xml.matchAll(pattern)) {
		if (whole === '<') throw new Error('a bare < in the text')
		if (name === undefined) {
			if (!whole.startsWith('<') && /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(whole)) throw new Error(`a bare & in: ${whole}`)
			continue
		}
		if (closing) {
			if (open.pop() !== name) throw new Error(`</${name}> closes what was not opened`)
		} else if (!empty) open.push(name)
		if (!closing) names.push(name)
	}
	if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`)
	return names.join(' ')
}
