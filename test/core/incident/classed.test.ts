import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { daysOfExport } from '#core/documents/surface-days.ts'
import { blocksText } from '#core/formats/feeds/feed-words.ts'
import { incidentFeed } from '#core/formats/feeds/feeds.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { incidentList } from '#core/fragments/incident-list.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { withClass } from '#core/incident/editorial.ts'
import type { Classification } from '#core/model/content.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { analyse } from '#core/questions/analyse.ts'
import { questions } from '#core/questions/registry.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { recordOf } from '../../support/collections.ts'
import { acme, smallContent } from '../../support/small-content.ts'

const states = (state: string) => [{ component: 'Acme Web', state }]
const entry = (id: string, from: string, to: string) => ({
	id,
	title: `Entry ${id}`,
	impact: 'critical',
	createdAt: from,
	resolvedAt: to,
	components: ['Acme Web'],
	complete: true,
	updates: [
		{ at: from, status: 'investigating', text: 'It begins.', states: states('major_outage') },
		{ at: to, status: 'resolved', text: 'It ends.', states: states('operational') },
	],
})
const records = [
	entry('outage', '2026-06-02T10:00:00Z', '2026-06-02T11:00:00Z'),
	entry('decision', '2026-06-10T00:00:00Z', '2026-06-28T00:00:00Z'),
	entry('later', '2026-06-29T10:00:00Z', '2026-06-29T12:00:00Z'),
]
const coverage: Coverage[] = [
	{
		provider: 'acme',
		from: '2026-06-01T00:00:00Z',
		to: '2026-07-01T00:00:00Z',
		kind: 'census',
		source: 'the page',
	},
]
const judgement: Classification = {
	subject: 'incidents/acme/decision',
	kind: 'not_an_outage',
	reason: 'Access was taken away by decision and nothing failed.',
	author: 'the editors',
	writtenAt: '2026-07-02T00:00:00Z',
	links: [{ url: 'https://acme.example/decision', title: 'What Acme said' }],
}
const { record, content } = recordOf([{ provider: acme, records }], {
	coverage,
	classes: [judgement],
})
const unjudged = recordOf([{ provider: acme, records }], { coverage }).record
const figures = (of: typeof record) => {
	const scoped = scopedRecord(of, {})
	return new Map(questions.map((question) => [question.name, analyse(question, scoped, {})]))
}

describe('an entry that an editor holds to be no outage', () => {
	test('keeps what the page says of it beside the reason', () => {
		expect(record.incidents.find(({ id }) => id === 'decision')).toMatchObject({
			kind: 'not_an_outage',
			impact: 'critical',
			classed: { filedAs: 'incident', reason: judgement.reason, author: 'the editors' },
		})
		expect(record.incidents.filter(({ classed }) => classed)).toHaveLength(1)
	})

	test('is in no figure of outages, and every question that counts says how many were left out', () => {
		const [before, after] = [figures(unjudged), figures(record)]
		expect(before.get('durations')?.sampleSize).toBe(3)
		expect(after.get('durations')?.sampleSize).toBe(2)
		for (const [name, analysis] of after) {
			if (analysis.refused !== undefined) continue
			expect(analysis.exclusions, name).toMatchObject({
				'filed as an incident, but not an outage by an editor’s judgement': 1,
			})
		}
		// Two outages alone: the same figures as if the entry had never been filed.
		const without = figures(
			recordOf([{ provider: acme, records: records.filter(({ id }) => id !== 'decision') }], {
				coverage,
			}).record,
		)
		for (const name of ['durations', 'availability', 'relapse', 'calendar', 'blast-radius'])
			expect(after.get(name)?.figures, name).toEqual(without.get(name)?.figures)
	})

	test('declares no state, colours no day and makes no episode, and stays in the list', () => {
		expect(record.states.filter(({ incident }) => incident === 'decision')).toEqual([])
		const days =
			daysOfExport(record, content).providers[0]?.surfaces.find(
				({ surface }) => surface.id === 'web',
			)?.days ?? []
		expect(days.filter((day) => day === 'major_outage')).toHaveLength(2)
		expect(record.episodes.flatMap(({ incidents }) => incidents)).not.toContain('decision')
	})

	test('is shown as that on its page, in lists, feeds and Markdown, and as filed in the Statuspage shape', () => {
		const documents = buildDocuments(record, content, 'hash')
		const document = documents.incidents.get('acme/decision')
		if (!document) throw new Error('no document')
		const page = incidentPage(document, smallContent.site).bodyHtml
		expect(page).toContain('Not an outage, by an editor’s judgement.')
		expect(page).toContain(judgement.reason)
		expect(page).toContain('files it as an incident, rated critical')
		expect(page).toContain('https://acme.example/decision')
		const month = documents.months.get('2026-06')
		expect(String(incidentList(month?.incidents ?? [], new Map()))).toContain('not an outage')
		expect(
			incidentFeed(document, smallContent.site).items.every(({ blocks }) =>
				blocksText(blocks, 'https://tidemark.example/').includes(judgement.reason),
			),
		).toBe(true)
		expect(incidentMarkdown(document, smallContent.site, 'https://tidemark.example')).toContain(
			'Not an outage, by an editor',
		)
		const [now] = documents.now.providers
		if (!now) throw new Error('no provider')
		const shape = statuspageAnswer(
			{
				now,
				asOf: documents.now.asOf,
				incidents: [document.incident],
				origin: 'https://tidemark.example',
				site: 'Tidemark',
			},
			'incidents',
		)
		expect(shape.incidents).toMatchObject([{ id: 'decision', impact: 'critical' }])
	})

	test('a judgement that is taken back leaves nothing behind', () => {
		const [judged] = record.incidents.filter(({ id }) => id === 'decision')
		if (!judged) throw new Error('no incident')
		expect(withClass(judged, judgement)).toEqual(judged)
		expect(withClass(judged, undefined)).toEqual(
			unjudged.incidents.find(({ id }) => id === 'decision'),
		)
	})
})
