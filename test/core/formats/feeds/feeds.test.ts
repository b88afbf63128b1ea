import fc from 'fast-check'
import { parseAtomFeed, parseFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import { joinFeeds } from '#core/formats/feeds/feed-document.ts'
import type { FeedItem } from '#core/formats/feeds/feed-entry.ts'
import { type FeedFormat, renderFeed } from '#core/formats/feeds/feed-formats.ts'
import { blocksText } from '#core/formats/feeds/feed-words.ts'
import {
	allFeed,
	correctionsFeed,
	headsFeed,
	incidentFeed,
	providerFeed,
	surfaceFeed,
} from '#core/formats/feeds/feeds.ts'
import type { FeedDocument, FeedEntry, ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import { TimelineEvent } from '#core/model/timeline.ts'
import { content, documents } from '../../../support/published.ts'

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

function entry(
	event: Readonly<Record<string, unknown>> & { readonly id: string },
	incident: Partial<FeedEntry['incident']> = {},
): FeedEntry {
	return {
		incident: { id: 'abc', title: 'Errors', surfaces: ['web'], ...incident },
		event: TimelineEvent.parse({
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
		}),
	}
}
const documentOf = (entries: FeedEntry[], corrections: FeedEntry[] = []): FeedDocument => ({
	asOf: '2026-03-02T12:00:00Z',
	provider,
	entries,
	corrections,
})

const textOf = (item: FeedItem | undefined) =>
	item === undefined ? '' : blocksText(item.blocks, `${origin}${item.path}`)

/** Acme's entries, and nothing that its look did not bound. */
const firstLook = { by: '2026-03-02T11:50:00Z' }

describe('items', () => {
	test('are one for each statement, whatever events it gave, with an id that no host is part of', () => {
		const document = documentOf([
			entry({ id: 'abc:u1', update: 'u1', kind: 'acknowledged', body: 'We look.' }),
			entry({
				id: 'abc:u1:states',
				update: 'u1',
				kind: 'state_changed',
				value: { states: [{ surface: 'web', component: 'Website', state: 'partial_outage' }] },
			}),
			entry({
				id: 'abc:u2',
				update: 'u2',
				seen: { by: '2026-03-02T13:00:10Z' },
				at: '2026-03-02T13:00:00Z',
				kind: 'status_changed',
				value: { status: 'identified' },
				body: 'Found.',
			}),
			entry({
				id: 'abc:u2:fix-did-not-hold',
				update: 'u2',
				seen: { by: '2026-03-02T13:00:10Z' },
				at: '2026-03-02T13:00:00Z',
				kind: 'fix_did_not_hold',
				title: 'The fix did not hold',
				value: {
					declaredFixedAt: '2026-03-02T12:30:00Z',
					heldSeconds: 1800,
					from: 'monitoring',
					to: 'identified',
				},
			}),
		])
		const { items } = providerFeed({ ...document, asOf: '2026-03-02T14:00:00Z' }, site)
		expect(items.map((item) => [item.id, item.title])).toEqual([
			['urn:tidemark:acme:abc:update:u2', 'Acme · Identified (the fix did not hold): Errors'],
			['urn:tidemark:acme:abc:update:u1', 'Acme · Investigating: Errors'],
		])
		expect(new Set(items.map((item) => item.thread))).toEqual(new Set(['urn:tidemark:acme:abc']))
		expect(items[0]?.path).toBe('/incidents/acme/abc#abc:u2')
	})

	test('say in the first line what is down, how badly it is rated and which products it is about', () => {
		const rated: Partial<FeedEntry['incident']> = {
			impact: 'major',
			unattributed: ['Opus'],
			kind: 'incident',
			origin: 'official',
		}
		const states = [
			{ surface: 'web', component: 'Website', state: 'major_outage', from: 'operational' },
			{ component: 'Opus', state: 'degraded_performance' },
		]
		const document = documentOf([
			entry({ id: 'abc:u1', update: 'u1', kind: 'acknowledged', body: 'We look.' }, rated),
			entry({ id: 'abc:u1:states', update: 'u1', kind: 'state_changed', value: { states } }, rated),
			entry({ id: 'abc:u2', update: 'u2', kind: 'update', body: 'Still.' }, rated),
			entry(
				{ id: 'abc:u3', update: 'u3', kind: 'resolved', value: { status: 'resolved' } },
				{ surfaces: [], impact: 'unknown' },
			),
		])
		const first = new Map(
			providerFeed(document, site).items.map((item) => [
				item.id.split(':').at(-1),
				textOf(item).split('\n')[0],
			]),
		)
		expect(first.get('u1')).toBe(
			'Investigating. Web: major outage (was operational); Opus: degraded performance. Impact: major.',
		)
		expect(first.get('u2')).toBe('Investigating. Affects Web and Opus. Impact: major.')
		expect(first.get('u3')).toBe('Resolved. No product named. Impact: not rated.')
	})

	test('give the window of a maintenance', () => {
		const window = {
			kind: 'maintenance',
			scheduledFor: '2026-03-05T02:00:00Z',
			scheduledUntil: '2026-03-05T06:30:00Z',
		} as const
		const [item] = providerFeed(
			documentOf([entry({ id: 'abc:u1', update: 'u1', value: { status: 'scheduled' } }, window)]),
			site,
		).items
		expect(item?.title).toBe('Acme · Maintenance scheduled: Errors')
		expect(textOf(item)).toContain('Window: 5 March 2026, 02:00 UTC to 06:30 UTC.')
	})

	test('are dated by the look that first showed them, with what is claimed in the text', () => {
		const late = entry({
			id: 'abc:u1',
			update: 'u1',
			at: '2026-02-01T08:00:00Z',
			seen: { after: '2026-03-02T11:49:00Z', by: '2026-03-02T11:50:00Z' },
			body: 'It was down.',
		})
		const [item] = providerFeed(documentOf([late]), site).items
		expect(item?.at).toBe('2026-03-02T11:50:00Z')
		expect(textOf(item)).toContain(
			'Acme dated this 1 February 2026, 08:00 UTC. We first saw it at 2 March 2026, 11:50 UTC (not there at 11:49 UTC).',
		)
		// What stood there at a first look, or was read later, is as old as it says.
		for (const change of [{ seen: firstLook }, { provenance: 'import' as const }]) {
			expect(
				providerFeed(
					documentOf([
						entry({ id: 'abc:u1', update: 'u1', at: '2026-02-01T08:00:00Z', ...change }),
					]),
					site,
				).items[0]?.at,
			).toBe('2026-02-01T08:00:00Z')
		}
	})

	test('keep their id and their date when the text is edited, and say when that was seen', () => {
		const edit = entry({
			id: 'abc:u1:edited:body:2026-03-02T11:58:00Z',
			update: 'u1',
			kind: 'edited',
			origin: 'derived',
			title: 'Text of a statement changed',
			at: '2026-03-02T11:58:00Z',
			seen: { after: '2026-03-02T11:57:00Z', by: '2026-03-02T11:58:00Z' },
			value: {
				field: 'body',
				was: 'Old <b>words</b>.',
				became: 'New.',
				statementAt: '2026-03-02T11:49:20Z',
			},
		})
		const change = { ...edit, statement: { body: 'New.', format: 'html' as const } }
		const before = providerFeed(
			documentOf([entry({ id: 'abc:u1', update: 'u1', body: 'Old.' })]),
			site,
		).items[0]
		const after = providerFeed(
			documentOf([change, entry({ id: 'abc:u1', update: 'u1', body: 'New.' })], [change]),
			site,
		).items.find((item) => item.id === before?.id)
		expect(after?.at).toBe(before?.at)
		expect([before?.updatedAt, after?.updatedAt]).toEqual([
			'2026-03-02T11:50:00Z',
			'2026-03-02T11:58:00Z',
		])
		const { items } = correctionsFeed([documentOf([], [change])], site)
		expect(items.map((item) => item.id)).toEqual([
			'urn:tidemark:acme:abc:event:u1:edited:body:2026-03-02T11:58:00Z',
		])
		expect(textOf(items[0])).toMatch(
			/^Acme changed the text of its update of 2 March 2026, 11:49 UTC after posting it\.\n\nBefore:\n\nOld words\.\n\nAfter:\n\nNew\./,
		)
	})

	test.each([
		[
			'rerated',
			{ field: 'impact', was: 'major', became: 'critical' },
			'Acme changed the impact rating of this incident from major to critical.',
		],
		[
			'retitled',
			{ field: 'title', was: 'Old title', became: 'New title' },
			/title of this incident\.\n\nBefore:\n\nOld title\n\nAfter:\n\nNew title/,
		],
		[
			'edited',
			{ field: 'resolvedAt', was: '2026-03-02T10:00:00Z', became: '2026-03-02T10:05:30Z' },
			'Acme moved the end of this incident from 2 March 2026, 10:00:00 UTC to 2 March 2026, 10:05:30 UTC.',
		],
		[
			'edited',
			{ field: 'scheduledFor', was: '2026-03-02T10:00:00Z', became: '2026-03-03T10:00:00Z' },
			'moved the start of the maintenance window from 2 March',
		],
		[
			'edited',
			{ field: 'components', was: 'Web', became: 'Web, API' },
			/which products this incident names\.\n\nBefore:\n\nWeb\n\nAfter:\n\nWeb, API/,
		],
		[
			'backdated',
			{ field: 'startedAt', was: '2026-03-02T10:00:00Z', became: '2026-03-02T09:00:00Z' },
			'10:00:00 UTC to 2 March 2026, 09:00:00 UTC.',
		],
		[
			'withdrawn',
			{ was: 'The title that was there', became: null },
			/Acme took this incident down\.\n\nIt said:\n\nThe title that was there/,
		],
	] as const)('say what a correction changed: %s %o', (kind, value, expected) => {
		const [item] = correctionsFeed(
			[documentOf([], [entry({ id: `abc:${kind}`, kind, origin: 'derived', value })])],
			site,
		).items
		if (typeof expected === 'string') expect(textOf(item)).toContain(expected)
		else expect(textOf(item)).toMatch(expected)
	})

	test('tell a statement that was dated back with its words', () => {
		const dated = entry({
			id: 'abc:u1:backdated',
			kind: 'backdated',
			origin: 'derived',
			update: 'u1',
			value: {
				was: null,
				became: '2026-03-02T09:00:00Z',
				absentAt: '2026-03-02T11:49:00Z',
				statementAt: '2026-03-02T09:00:00Z',
			},
		})
		const [item] = correctionsFeed(
			[documentOf([], [{ ...dated, statement: { body: 'It was short.', format: 'text' } }])],
			site,
		).items
		expect(textOf(item)).toMatch(
			/dated 2 March 2026, 09:00:00 UTC, when our check at 2 March 2026, 11:49:00 UTC did not find it\.\n\nIt says:\n\nIt was short\./,
		)
	})

	test('say whose words they are, and that a history was not watched', () => {
		const [item] = allFeed([...documents.feeds.values()], site).items
		expect(textOf(item)).toContain('\n\nTidemark’s summary, not Anthropic’s words: ')
		expect(item?.blocks.some((block) => block.kind === 'quote')).toBe(false)
		expect(item?.author).toBeUndefined()
		expect(textOf(item)).toMatch(
			/Anthropic dated this \d+ March 2026, .* UTC\. We compiled it later from public records \(27 September 2026\) and were not monitoring/,
		)
		const [own] = providerFeed(
			documentOf([entry({ id: 'abc:u1', update: 'u1', body: 'Its words.' })]),
			site,
		).items
		expect(own?.blocks.some((block) => block.kind === 'quote')).toBe(true)
		expect(own?.author).toBe('Acme')
	})

	test('with a day and no time are dated at the end of that day, or where that is to come by our look, and say that it is a day', () => {
		const day = {
			id: 'abc:u1',
			update: 'u1',
			precision: 'day' as const,
			at: '2026-03-01T00:00:00Z',
			body: 'That day.',
			seen: firstLook,
		}
		const timed = entry(
			{ id: 'def:u1', incident: 'def', update: 'u1', at: '2026-03-02T00:10:00Z', seen: firstLook },
			{ id: 'def' },
		)
		const { items } = providerFeed(documentOf([entry(day), timed]), site)
		expect(items.map((item) => item.at)).toEqual(['2026-03-02T00:10:00Z', '2026-03-01T23:59:59Z'])
		expect(textOf(items[1])).toContain('1 March 2026 (only the day is known)')
		expect(
			providerFeed(documentOf([entry({ ...day, at: '2026-03-02T00:00:00Z' })]), site).items[0]?.at,
		).toBe(firstLook.by)
	})

	test('tell one outage once that a page files as several rows, and link to the others', () => {
		const row = (id: string, title: string, at: string, surface: string) =>
			entry(
				{
					id: `${id}:created`,
					incident: id,
					kind: 'acknowledged',
					title: 'Incident filed',
					value: undefined,
					at,
					seen: firstLook,
				},
				{ id, title, surfaces: [surface] },
			)
		const rows = [
			row('r1', 'API is temporarily unavailable.', '2026-03-02T10:00:10Z', 'api'),
			row('r2', '[web] Web is Temporarily Unavailable', '2026-03-02T10:00:40Z', 'web'),
			row('r3', 'Web is slow', '2026-03-02T10:00:10Z', 'web'),
			row('r4', 'Web is temporarily unavailable', '2026-03-02T10:20:00Z', 'web'),
		]
		const { items } = providerFeed(documentOf(rows), site)
		expect(items.map((item) => item.id.split(':')[3])).toEqual(['r4', 'r1', 'r3'])
		expect(textOf(items[1])).toContain('Affects API and Web.')
		expect(textOf(items[1])).toContain(
			'Acme posted this as 2 entries. The others: [web] Web is Temporarily Unavailable (https://feeds.example/incidents/acme/r2).',
		)
		expect(
			surfaceFeed(documentOf(rows), 'web', site)?.items.map((item) => item.id.split(':')[3]),
		).toEqual(['r4', 'r2', 'r3'])
	})

	test('of different words stay apart, though one title and minute is theirs', () => {
		const said = (id: string, body: string) =>
			entry({ id: `${id}:u1`, incident: id, update: 'u1', body }, { id, title: 'Errors' })
		expect(
			providerFeed(
				documentOf([said('r1', 'The web is down.'), said('r2', 'The API is down.')]),
				site,
			).items,
		).toHaveLength(2)
		expect(
			providerFeed(documentOf([said('r1', 'We are looking.'), said('r2', 'We are  looking')]), site)
				.items,
		).toHaveLength(1)
	})

	test('of the archive are left out where the recorder knows the incident, by any of its ids', () => {
		const archived = documentOf([
			entry({ id: 'old:created', incident: 'old' }, { id: 'old' }),
			entry({ id: 'abc:created' }),
			entry({ id: 'x:created', incident: 'x' }, { id: 'x' }),
		])
		const written = {
			...documentOf([entry({ id: 'abc:u1', update: 'u1' })]),
			knows: ['abc', 'old'],
		}
		expect(joinFeeds(written, archived).entries.map(({ event }) => event.id)).toEqual([
			'abc:u1',
			'x:created',
		])
	})

	test('name their evidence, and link to nothing that is not an address', () => {
		const sha256 = 'ab'.repeat(32)
		const evidence: FeedEntry['event']['evidence'] = [
			{
				kind: 'snapshot',
				sha256,
				source: 'acme-status',
				document: 'incidents',
				fetchedAt: '2026-03-02T11:50:00Z',
				provenance: 'live',
			},
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
		expect(surfaceFeed(document, 'api', site)?.items.map((item) => item.thread)).toEqual([
			'urn:tidemark:acme:def',
		])
		expect(surfaceFeed(document, 'nothing', site)).toBeUndefined()
	})

	test('are the newest hundred', () => {
		const entries = Array.from({ length: 130 }, (_, index) =>
			entry({
				id: `abc:u${index}`,
				update: `u${index}`,
				seen: firstLook,
				at: new Date(Date.UTC(2026, 0, 1, index)).toISOString().replace('.000', ''),
			}),
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
		{
			days: [
				{
					day: '2026-03-02',
					heads: [
						{
							document: 'claude/claude-status/summary',
							hash: 'ab'.repeat(32),
							until: '2026-03-02T23:59:00Z',
						},
					],
				},
			],
		},
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
				expect(parsed.feed.items?.map((item) => new Date(item.pubDate ?? '').getTime())).toEqual(
					feed.items.map((item) => new Date(item.at ?? '').getTime()),
				)
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
	const words = fc
		.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 8 })), {
			maxLength: 6,
		})
		.map((parts) => parts.join(''))

	test('never breaks a feed, leaves no control character in it and never becomes markup', () => {
		fc.assert(
			fc.property(
				words,
				words,
				fc.constantFrom('text' as const, 'html' as const, 'markdown' as const),
				(title, body, format) => {
					const document = documentOf([
						entry({ id: 'abc:u1', update: 'u1', body, format }, { title }),
					])
					for (const kind of formats) {
						const text = renderFeed(
							providerFeed(document, site),
							kind,
							origin,
							'2026-03-02T00:00:00Z',
						)
						expect(text.isWellFormed()).toBe(true)
						expect(text).not.toMatch(
							// biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested.
							/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/,
						)
						if (kind === 'json') {
							expect(parseJsonFeed(text).items).toHaveLength(1)
							continue
						}
						expect(outline(text)).toBe(
							outline(
								renderFeed(
									providerFeed(
										documentOf([entry({ id: 'abc:u1', update: 'u1', body: 'x' }, { title: 'x' })]),
										site,
									),
									kind,
									origin,
									'2026-03-02T00:00:00Z',
								),
							),
						)
						if (kind === 'xml')
							expect(parseRssFeed(text).items?.[0]?.title ?? '').not.toMatch(
								/<[a-z!/?]|&(lt|gt|amp|#)/i,
							)
						const html =
							kind === 'xml'
								? parseRssFeed(text).items?.[0]?.description
								: parseAtomFeed(text).entries?.[0]?.content?.value
						expect(
							(html ?? '').replace(
								/<\/?(?:p|strong|small|blockquote)>|<br>|<a href="https?:\/\/[^"<>]*">|<\/a>/g,
								'',
							),
						).not.toMatch(/[<>]/)
					}
				},
			),
			{ numRuns: 100 },
		)
	}, 60_000)
})

/**
 * The elements of an XML text in order, its character data left out: hostile text must not change
 * it. Throws when tags do not match.
 */
function outline(xml: string): string {
	const names: string[] = []
	const open: string[] = []
	const pattern =
		/<!\[CDATA\[[\s\S]*?\]\]>|<\?xml [^?]*\?>|<(\/?)([A-Za-z:-]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|[^<]+|</g
	for (const [whole, closing, name, , empty] of xml.matchAll(pattern)) {
		if (whole === '<') throw new Error('a bare < in the text')
		if (name === undefined) {
			if (!whole.startsWith('<') && /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(whole))
				throw new Error(`a bare & in: ${whole}`)
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
