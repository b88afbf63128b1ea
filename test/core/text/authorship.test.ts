import { describe, expect, test } from 'vitest'
import { type News, newsOf } from '#core/documents/news.ts'
import { calendar } from '#core/formats/calendar.ts'
import { feedEntries } from '#core/formats/feeds/feed-document.ts'
import { blocksText } from '#core/formats/feeds/feed-words.ts'
import { correctionsFeed, incidentFeed } from '#core/formats/feeds/feeds.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { statuspageHistory } from '#core/formats/statuspage-history.ts'
import { statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { incidentList } from '#core/fragments/incident-list.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { pasteText } from '#core/fragments/now/paste.ts'
import { providerBlock } from '#core/fragments/now/provider-block.ts'
import { saidMarkup } from '#core/fragments/said.ts'
import { snapshotPage } from '#core/fragments/snapshot-page.ts'
import type { IncidentDocument, IncidentSummary, OpenIncident } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { TimelineEvent } from '#core/model/timeline.ts'
import { attributed, authorOfBody, authorOfBytes, authorOfTitle } from '#core/text/authorship.ts'
import { content, documents, record } from '../../support/published.ts'

/** Words that are not the provider's are never given as the provider's, in any outlet. */

const { site } = content
const found = documents.incidents.get('claude/0ghc53zpsfmt')
if (!found) throw new Error('the archive lost its first incident')
const document: IncidentDocument = found
const ours = document.incident.updates.filter((update) => update.summary === true)
/** A few words of each that no markup breaks. */
const phrases = ours.map((update) => update.body.split(/[.:,]/)[0] ?? '')

const quotations = (html: string) =>
	[...html.matchAll(/<blockquote[^>]*>(.*?)<\/blockquote>/gs)].map(([, inside = '']) => inside)

test('is decided by what the record says of a text', () => {
	expect(ours.length).toBeGreaterThan(5)
	expect([
		authorOfBody({ summary: true }),
		authorOfBody({}),
		authorOfTitle({ titleSummary: true }),
		authorOfTitle({}),
	]).toEqual(['us', 'provider', 'us', 'provider'])
	expect([
		authorOfBytes([{ provenance: 'rebuilt' }]),
		authorOfBytes([{ provenance: 'live' }, { provenance: 'rebuilt' }]),
		authorOfBytes([]),
	]).toEqual(['us', 'provider', undefined])
	expect([
		attributed('Words.', 'us', 'Acme Watch'),
		attributed('Words.', 'provider', 'Acme Watch'),
		attributed(' ', 'us', 'Acme Watch'),
	]).toEqual(['Acme Watch’s summary: Words.', 'Words.', ' '])
})

describe('our summaries', () => {
	test('stand on an incident’s page under our name and in no quotation', () => {
		const page = incidentPage(document, site).bodyHtml
		for (const phrase of phrases) {
			expect(page).toContain(phrase)
			expect(quotations(page).filter((quoted) => quoted.includes(phrase))).toEqual([])
		}
		expect(page.split('Tidemark’s summary:')).toHaveLength(ours.length + 1)
	})

	test('are no quotation in Markdown', () => {
		const lines = incidentMarkdown(document, site, 'https://here.example').split('\n')
		for (const phrase of phrases) {
			const own = lines.filter((line) => line.replaceAll('\\', '').includes(phrase))
			expect(own.length).toBeGreaterThan(0)
			for (const line of own) expect(line).toMatch(/^Tidemark’s summary: /)
		}
	})

	test('are no quotation in a feed, nobody else’s entry, and under our name', () => {
		const { items } = incidentFeed(document, site)
		for (const phrase of phrases) {
			const own = items.filter(({ blocks }) => blocksText(blocks, '').includes(phrase))
			expect(own.length).toBeGreaterThan(0)
			for (const { author, blocks } of own) {
				expect(author).toBeUndefined()
				expect(blocks.some(({ kind }) => kind === 'quote')).toBe(false)
				expect(blocksText(blocks, '')).toContain('Tidemark’s summary, not Anthropic’s words: ')
			}
		}
	})

	test('are no quotation in the feed of corrections, before and after', () => {
		const [update] = ours
		if (!update) throw new Error('there is no summary')
		const edit = (value: Record<string, unknown>, kind: 'edited' | 'backdated') => {
			const event = TimelineEvent.parse({
				id: `${document.incident.id}:e`,
				at: update.at,
				origin: 'derived',
				kind,
				title: 'Edited',
				update: update.id,
				value,
				evidence: [],
			})
			const [entry] = feedEntries(document.incident, [event])
			if (!entry) throw new Error('an event is an entry')
			const feed = {
				asOf: document.asOf,
				provider: document.provider,
				entries: [],
				corrections: [entry],
			}
			return correctionsFeed([feed], site).items.flatMap(({ blocks }) => blocks)
		}
		const text = (value: Record<string, unknown>, kind: 'edited' | 'backdated') =>
			blocksText(edit(value, kind), '')
		expect(text({ field: 'body', was: 'Old.', became: 'New.' }, 'edited')).toMatch(
			/Tidemark’s summary, before:\s+Old\.\s+Tidemark’s summary, after:\s+New\./,
		)
		for (const [value, kind] of [
			[{ was: null, became: update.at, absentAt: update.at, statementAt: update.at }, 'backdated'],
			[{ field: 'restored', was: null, became: 'x' }, 'edited'],
		] as const) {
			expect(text(value, kind)).toContain('Tidemark’s summary of it:')
			expect(edit(value, kind).filter((block) => block.kind === 'quote')).toEqual([])
		}
	})

	test('say that they are ours in Statuspage’s shape and its history', () => {
		const now = documents.now.providers.find(({ provider }) => provider.id === 'claude')
		if (!now) throw new Error('the archive lost claude')
		const view = {
			now,
			asOf: document.asOf,
			incidents: [document.incident],
			origin: 'https://here.example',
			site: site.name,
		}
		const { incidents } = statuspageAnswer(view, 'incidents') as {
			incidents: { incident_updates: { body: string }[] }[]
		}
		const bodies = incidents.flatMap((row) => row.incident_updates.map(({ body }) => body))
		const history = statuspageHistory(view, 'atom', document.asOf)
		for (const phrase of phrases) {
			const own = bodies.filter((body) => body.includes(phrase))
			expect(own.length).toBeGreaterThan(0)
			for (const body of own) expect(body).toMatch(/^Tidemark’s summary: /)
		}
		expect(history.split('Tidemark’s summary: ')).toHaveLength(ours.length + 1)
	})

	test('are neither quoted on the page about now nor in the sentence to paste', () => {
		const [update] = ours
		if (!update) throw new Error('there is no summary')
		const statement = {
			at: update.at,
			status: update.status,
			body: update.body,
			summary: true as const,
		}
		const news = newsAbout({ statement })
		const [provider] = news.providers
		if (!provider) throw new Error('there is a provider')
		const block = providerBlock(provider, news, 'https://here.example', site.name).text
		expect(quotations(block)).toEqual([])
		expect(block).toContain('Tidemark’s summary:')
		const paste = pasteText(provider, news.at, 'https://here.example', site.name)
		expect(paste).toContain(`Tidemark’s summary: ${update.body}`)
		expect(paste).not.toContain(`“${update.body.slice(0, 20)}`)
		// The provider's own are quoted.
		const { summary: _, ...own } = statement
		const quoted = newsAbout({ statement: own }).providers[0]
		expect(quoted && pasteText(quoted, news.at, '', site.name)).toContain(`“${update.body}”`)
		expect(saidMarkup(own, '/x', site.name).text).toMatch(/^<blockquote cite="\/x">/)
	})

	test('make bytes that we compiled no copy of a page', () => {
		const looks = [{ ...snapshotOf(document.incident), provenance: 'rebuilt' as const }]
		const page = snapshotPage({ sha256: 'a'.repeat(64), bytes: 2, text: '{}', looks }, site)
		expect(page.bodyHtml).toContain('<strong>Tidemark’s own words:</strong>')
		expect(page.bodyHtml + page.headHtml).not.toMatch(
			/[Oo]ther people’s words|The provider’s words|What a page answered/,
		)
		expect(
			snapshotPage(
				{
					sha256: 'a'.repeat(64),
					bytes: 2,
					text: '{}',
					looks: looks.map((look) => ({ ...look, provenance: 'live' as const })),
				},
				site,
			).bodyHtml,
		).toContain('The provider’s words, shown as text')
	})
})

test('a title of ours is said to be ours', () => {
	const described = { ...document, incident: { ...document.incident, titleSummary: true } }
	expect(incidentPage(described, site).bodyHtml).toContain('our description')
	expect(incidentMarkdown(described, site, '')).toContain('The title is Tidemark’s description')
	const remark = 'The title is Tidemark’s description; the provider’s own is not known.'
	for (const { blocks } of incidentFeed(described, site).items)
		expect(blocksText(blocks, '')).toContain(remark)
	for (const { blocks } of incidentFeed(document, site).items)
		expect(blocksText(blocks, '')).not.toContain(remark)
	const now = documents.now.providers.find(({ provider }) => provider.id === 'claude')
	const [summary] = now?.recent ?? []
	if (!now || !summary) throw new Error('the archive lost claude')
	const view = {
		now,
		asOf: document.asOf,
		incidents: [described.incident],
		origin: '',
		site: site.name,
	}
	expect(statuspageAnswer(view, 'incidents')).toMatchObject({
		incidents: [{ name: `Tidemark’s summary: ${document.incident.title}` }],
	})
	expect(statuspageHistory(view, 'rss', document.asOf)).toContain(
		`Tidemark’s summary: ${document.incident.title}`,
	)
	const entry = { ...summary, titleSummary: true as const }
	const dated = (incident: IncidentSummary) =>
		calendar({
			provider: now.provider,
			incidents: [incident],
			lookedAt: null,
			site,
			origin: '',
		}).replaceAll('\r\n ', '')
	expect(dated(entry)).toContain('The title is Tidemark’s description')
	expect(dated(summary)).not.toContain('description')
	expect(incidentList([{ ...summary, titleSummary: true }], new Map()).text).toContain(
		'title in our words',
	)
	expect(incidentList([summary], new Map()).text).not.toContain('title in our words')
})

function newsAbout(more: Pick<OpenIncident, 'statement'>): News {
	const claude = documents.now.providers.find(({ provider }) => provider.id === 'claude')
	const provider = record.providers.find(({ id }) => id === 'claude')
	const [summary] = claude?.recent ?? []
	if (!claude || !provider || !summary) throw new Error('the archive lost claude')
	const open: OpenIncident = { ...summary, status: 'identified', resolvedAt: null, ...more }
	const looks = { heard: true, waiting: false, documents: [] }
	return newsOf({
		at: '2026-03-05T00:00:00Z',
		asOf: '2026-03-05T00:00:00Z',
		looks,
		providers: [{ provider, now: { ...claude, open: [open] } }],
	})
}

function snapshotOf({
	provider,
	createdAt,
}: Incident): Parameters<typeof snapshotPage>[0]['looks'][number] {
	return {
		provider,
		source: 'records',
		document: 'records',
		url: 'https://status.acme.example',
		slot: createdAt,
		fetchedAt: createdAt,
		until: createdAt,
		outcome: 'stored',
		provenance: 'live',
		previous: '',
	}
}
