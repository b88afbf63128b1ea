import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { isOpenSummary } from '#core/documents/summary.ts'
import { providerFeed } from '#core/formats/feeds/feeds.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { incidentList } from '#core/fragments/incident-list.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import type { Content } from '#core/model/content.ts'
import { collected } from '../../support/collected.ts'
import { documents as published } from '../../support/published.ts'
import { smallContent } from '../../support/small-content.ts'

/**
 * What pages say of rows that tell little: neither more than was written down, nor that it goes on.
 */

const record = collected({
	readAt: '2026-07-01',
	records: [
		{
			id: 'endless',
			title: 'No end',
			createdAt: '2024-06-04T14:53:00Z',
			resolvedAt: null,
			components: ['Acme API'],
		},
		{
			id: 'backwards',
			title: 'Backwards',
			createdAt: '2024-07-04T14:53:00Z',
			resolvedAt: '2024-07-04T10:00:00Z',
		},
		{
			id: 'later',
			title: 'Told later',
			startedAt: '2024-08-04T14:53:00Z',
			resolvedAt: '2024-08-04T15:00:00Z',
		},
		{
			id: 'crowd-1',
			title: 'Reports',
			origin: 'crowd',
			status: 'unknown',
			startedAt: '2024-09-04T14:53:00Z',
			resolvedAt: '2024-09-04T15:00:00Z',
		},
	],
})
const content: Content = { ...smallContent, providers: record.providers }
const documents = buildDocuments(record, content, 'unrecorded')

function read(id: string): { page: string; twin: string } {
	const document = documents.incidents.get(`acme/${id}`)
	if (!document) throw new Error(`the record has no ${id}`)
	const plain = (markup: string) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
	return {
		page: plain(incidentPage(document, content.site).bodyHtml),
		twin: incidentMarkdown(document, content.site, 'https://tidemark.example'),
	}
}

describe('rows that tell little', () => {
	test('an end that nobody recorded is said to be just that, everywhere', () => {
		const { page, twin } = read('endless')
		expect(page).toContain('end not recorded')
		expect(page).not.toMatch(/so far|not declared it over/)
		expect(page).toContain('What it said is not recorded.')
		expect(twin).toContain('- Ended: not recorded')
		const summaries = [...documents.months.values()].flatMap((month) => month.incidents)
		expect(String(incidentList(summaries, new Map()))).toContain('end not recorded')
		const now = documents.now.providers[0]
		if (!now) throw new Error('no provider')
		expect(now.open).toEqual([])
		const view = {
			now,
			asOf: '2026-07-01T00:00:00Z',
			incidents: record.incidents,
			origin: 'https://tidemark.example',
			site: content.site.name,
		}
		expect(statuspageAnswer(view, 'incidents/unresolved')).toMatchObject({ incidents: [] })
		const listed = statuspageAnswer(view, 'incidents') as {
			incidents: { id: string; status: string }[]
		}
		expect(listed.incidents.map(({ id, status }) => [id, status])).not.toContainEqual([
			'endless',
			expect.anything(),
		])
		expect(listed).toMatchObject({ tidemark: { left_out: ['endless'] } })
		expect(listed.incidents.filter(({ status }) => status !== 'resolved')).toEqual([])
	})

	test('a provider that is not watched is as of the day its history was read, not of a look at another one', () => {
		const now = documents.now.providers[0]
		if (!now) throw new Error('no provider')
		const coverage = [
			{
				provider: 'acme',
				from: '2024-01-01T00:00:00Z',
				to: '2025-01-01T00:00:00Z',
				kind: 'census' as const,
				readAt: '2026-07-01',
				source: 'a list',
			},
		]
		const { bodyHtml } = providerPage(
			{ ...now, coverage },
			'2026-09-29T00:00:00Z',
			[],
			content.site,
		)
		expect(bodyHtml).toContain('1 July 2026')
		expect(bodyHtml).not.toContain('29 September 2026')
	})

	test('no negative length is printed', () => {
		const { page } = read('backwards')
		expect(page).toContain('ends before it begins')
		expect(page).not.toContain('−')
		const summaries = [...documents.months.values()].flatMap((month) => month.incidents)
		expect(String(incidentList(summaries, new Map()))).not.toContain('−')
	})

	test('a feed’s titles say what is known, and are never empty', () => {
		const feed = documents.feeds.get('acme')
		if (!feed) throw new Error('no feed')
		const titles = providerFeed(feed, content.site).items.map((item) => item.title)
		expect(titles).toEqual(
			expect.arrayContaining([
				'Acme · Incident posted: No end',
				'Acme · Began (reported later): Told later',
				'Acme · Resolved: Told later',
				'Acme · Reported by users: Reports',
			]),
		)
		expect(titles.filter((title) => title.startsWith(':'))).toEqual([])
	})

	test('what was told afterwards, or by users, is no first statement of the provider', () => {
		expect(read('later').page).toMatch(
			/as was told afterwards\. When .* first stated it is not recorded\./,
		)
		expect(read('crowd-1').page).toMatch(
			/Users reported this .* No statement of .* is in the record\./,
		)
		for (const id of ['later', 'crowd-1']) {
			expect(read(id).page).not.toContain('first stated this')
			expect(read(id).page).toMatch(/Acknowledged\s*not recorded/)
		}
	})
})

test('no list of what is open has a row whose end is told, or that nobody followed', () => {
	const summaries = [...documents.months.values()].flatMap(({ incidents }) => incidents)
	expect(summaries.map(({ id }) => id).sort()).toEqual(['backwards', 'crowd-1', 'endless', 'later'])
	expect(summaries.filter(isOpenSummary)).toEqual([])
	const archived = [...published.months.values()].flatMap(({ incidents }) => incidents)
	// Nobody watched any of it, so that nothing in it can be said to go on.
	expect(archived.filter(isOpenSummary).map(({ provider, id }) => `${provider}/${id}`)).toEqual([])
})
