import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { withCaptured } from '#core/incident/editorial.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { CapturedChange } from '#core/model/content.ts'
import type { Incident } from '#core/model/incident.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { recordOf } from '../../support/collections.ts'
import { acme, smallContent } from '../../support/small-content.ts'

const capturedBy = { name: 'somebody’s captures', url: 'https://captures.example' }
const records = [
	{
		id: 'one1',
		title: 'Errors on the web and the API',
		impact: 'major',
		createdAt: '2026-05-04T10:00:00Z',
		resolvedAt: '2026-05-04T11:00:00Z',
		components: ['Acme Web'],
		updates: [
			{ at: '2026-05-04T10:00:00Z', status: 'investigating', text: 'Being looked into.' },
			{ at: '2026-05-04T11:00:00Z', status: 'resolved', text: 'Over.' },
		],
	},
	{
		id: 'two2',
		title: 'The same once more',
		createdAt: '2026-05-04T10:05:00Z',
		status: 'investigating',
		components: ['Acme Web'],
	},
]
const change = (
	more: Partial<CapturedChange> & Pick<CapturedChange, 'id' | 'field'>,
): CapturedChange => ({
	subject: 'incidents/acme/one1',
	what: 'Something was changed.',
	seen: { by: '2026-05-04T12:00:00Z', precision: 'minute' },
	capturedBy,
	links: [],
	...more,
})
const changes = [
	change({ id: 'title', field: 'title', what: 'The title was widened: “and the API” was added.' }),
	change({
		id: 'rating',
		field: 'impact',
		was: 'minor',
		became: 'major',
		seen: { after: '2026-05-04T12:10:00Z', by: '2026-05-04T13:00:00Z' },
	}),
	change({
		id: 'body',
		field: 'body',
		statementAt: '2026-05-04T10:00:00Z',
		what: 'The first statement was rewritten.',
	}),
	change({
		id: 'lost',
		field: 'body',
		statementAt: '2026-05-04T10:30:00Z',
		what: 'A statement that this record lacks was rewritten.',
	}),
	change({
		id: 'gone',
		field: 'withdrawn',
		subject: 'incidents/acme/two2',
		seen: { after: '2026-05-04T10:06:00Z', by: '2026-05-04T11:06:00Z' },
	}),
]
const { record, content } = recordOf([{ provider: acme, records }], { changes })
const incident = (id: string): Incident => {
	const found = record.incidents.find((candidate) => candidate.id === id)
	if (!found) throw new Error(`no incident ${id}`)
	return found
}
const captured = (): TimelineEvent[] =>
	record.timelines.flatMap(({ subject, events }) =>
		subject.kind === 'incident' ? events.filter((event) => event.captured) : [],
	)

describe('what others’ captures show', () => {
	test('every change is a correction by their clock, and no look of ours', () => {
		expect(captured().map(({ kind, at }) => [kind, at])).toEqual([
			['edited', '2026-05-04T12:00:00Z'],
			['edited', '2026-05-04T12:00:00Z'],
			['retitled', '2026-05-04T12:00:00Z'],
			['rerated', '2026-05-04T13:00:00Z'],
			['withdrawn', '2026-05-04T11:06:00Z'],
		])
		for (const event of captured()) {
			expect(event.seen).toBeUndefined()
			expect(event.captured).toMatchObject(capturedBy)
			expect(event.provenance).toBe('rebuilt')
			expect(event.evidence).toContainEqual({
				kind: 'link',
				url: capturedBy.url,
				title: capturedBy.name,
			})
		}
	})

	test('versions that nobody kept are not made up: the words are ours and say so', () => {
		const title = captured().find((event) => event.kind === 'retitled')
		expect(title).toMatchObject({
			body: 'The title was widened: “and the API” was added.',
			summary: true,
			value: { was: null, became: null },
		})
		expect(captured().find((event) => event.kind === 'rerated')).toMatchObject({
			value: { was: 'minor', became: 'major' },
		})
		expect(incident('one1').title).toBe('Errors on the web and the API')
	})

	test('a change of a statement stands with the statement; of one that is not recorded, with the incident', () => {
		expect(incident('one1').updates[0]?.revisions).toHaveLength(1)
		expect(incident('one1').revisions.map(({ field }) => field)).toEqual([
			'title',
			'impact',
			'body',
		])
	})

	test('what they saw withdrawn is withdrawn and not open', () => {
		expect(isOpen(incident('two2'))).toBe(false)
		expect(incident('two2').absence).toMatchObject({
			confirmed: true,
			seen: { after: '2026-05-04T10:06:00Z', by: '2026-05-04T11:06:00Z' },
			capturedBy,
		})
		expect(
			recordOf([{ provider: acme, records }])
				.record.incidents.filter(isOpen)
				.map(({ id }) => id),
		).toEqual(['two2'])
	})

	test('telling it twice is telling it once, and what is no longer told is gone', () => {
		const own = changes.filter(({ subject }) => subject === 'incidents/acme/one1')
		expect(withCaptured(incident('one1'), own)).toEqual(incident('one1'))
		expect(
			withCaptured(withCaptured(incident('two2'), changes.slice(4)), changes.slice(4)),
		).toEqual(incident('two2'))
		const bare = withCaptured(incident('one1'), [])
		expect([...bare.revisions, ...bare.updates.flatMap(({ revisions }) => revisions)]).toEqual([])
		expect(withCaptured(bare, [])).toBe(bare)
	})

	test('the corrections’ page, the incident’s page and its Markdown name them', () => {
		const documents = buildDocuments(record, content, 'hash')
		const page = correctionsPage(
			[...documents.feeds.values()],
			documents.now,
			smallContent.site,
		).bodyHtml
		expect(page.match(/seen by others: /g)).toHaveLength(5)
		expect(page).not.toContain('from our snapshots')
		const one = documents.incidents.get('acme/one1')
		if (!one) throw new Error('no document')
		const own = incidentPage(one, smallContent.site).bodyHtml
		expect(own.match(/seen by others: /g)).toHaveLength(4)
		expect(incidentMarkdown(one, smallContent.site, 'https://tidemark.example')).toContain(
			'Seen by others: somebody’s captures',
		)
	})
})
