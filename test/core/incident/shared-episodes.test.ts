import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { postmortemDraft } from '#core/formats/draft.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import type { Claim, EpisodeContent } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { analyse } from '#core/questions/analyse.ts'
import { questions } from '#core/questions/registry.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import { timelineAsOf } from '#core/timeline/as-of.ts'
import { recordOf } from '../../support/collections.ts'
import { acme, smallContent } from '../../support/small-content.ts'

// Both have a surface `api`, and both name an incident `same`: only the provider tells them apart.
const zeta: Provider = {
	...acme,
	id: 'zeta',
	name: 'Zeta',
	surfaces: [{ id: 'api', name: 'API', kind: 'api', aliases: [{ name: 'Zeta API' }] }],
	sources: acme.sources,
}
const entry = (id: string, component: string, from: string, to: string) => ({
	id,
	title: `Errors: ${component}`,
	impact: 'major',
	createdAt: from,
	resolvedAt: to,
	components: [component],
	complete: true,
	updates: [
		{
			at: from,
			status: 'investigating',
			text: `${component} fails.`,
			states: [{ component, state: 'major_outage' }],
		},
		{
			at: to,
			status: 'resolved',
			text: `${component} works.`,
			states: [{ component, state: 'operational' }],
		},
	],
})
const collections = [
	{
		provider: acme,
		records: [entry('same', 'Acme API', '2026-09-03T13:00:00Z', '2026-09-03T15:00:00Z')],
	},
	{
		provider: zeta,
		records: [entry('same', 'Zeta API', '2026-09-03T13:30:00Z', '2026-09-03T16:00:00Z')],
	},
]
const grouping: EpisodeContent = {
	id: 'both-2026-09-03',
	provider: 'acme',
	providers: ['acme', 'zeta'],
	title: 'Acme and Zeta at once',
	incidents: ['acme/same', 'zeta/same'],
	reason: 'People met them together.',
}
const claim: Claim = {
	id: 'one-cause',
	subject: 'episodes/both-2026-09-03',
	at: '2026-09-03T14:00:00Z',
	title: 'One cause',
	body: 'Nobody said so.',
	author: 'the editors',
	links: [],
	writtenAt: '2026-09-05T00:00:00Z',
	claimant: 'A paper',
	standing: 'not checkable',
}
const coverage: Coverage[] = ['acme', 'zeta'].map((provider) => ({
	provider,
	from: '2026-09-01T00:00:00Z',
	to: '2026-09-30T00:00:00Z',
	kind: 'census',
	source: 'page',
}))
const { record, content } = recordOf(collections, {
	episodes: [grouping],
	claims: [claim],
	coverage,
})
const documents = buildDocuments(record, content, 'hash')
const document = () => {
	const found = documents.episodes.get('both-2026-09-03')
	if (!found) throw new Error('no document')
	return found
}

describe('an episode of several providers', () => {
	test('names its incidents by provider, from the first beginning to the last end', () => {
		expect(record.episodes.filter(({ providers }) => providers)).toEqual([
			{
				id: 'both-2026-09-03',
				provider: 'acme',
				providers: ['acme', 'zeta'],
				title: 'Acme and Zeta at once',
				basis: { by: 'editor', reason: 'People met them together.' },
				incidents: ['acme/same', 'zeta/same'],
				waves: [
					{
						from: '2026-09-03T13:00:00Z',
						to: '2026-09-03T16:00:00Z',
						incidents: ['acme/same', 'zeta/same'],
					},
				],
				from: '2026-09-03T13:00:00Z',
				to: '2026-09-03T16:00:00Z',
			},
		])
	})

	test('has one timeline in the Export: every line knows whose it is, and no two share an id', () => {
		const [timeline] = record.timelines.filter(({ subject }) => subject.providers)
		expect(
			timeline?.events.map(({ at, kind, provider }) => [at.slice(11, 16), kind, provider]),
		).toEqual([
			['13:00', 'acknowledged', 'acme'],
			['13:00', 'state_changed', 'acme'],
			['13:30', 'acknowledged', 'zeta'],
			['13:30', 'state_changed', 'zeta'],
			['14:00', 'claim', undefined],
			['15:00', 'state_changed', 'acme'],
			['15:00', 'resolved', 'acme'],
			['16:00', 'state_changed', 'zeta'],
			['16:00', 'resolved', 'zeta'],
		])
		expect(new Set(timeline?.events.map(({ id }) => id)).size).toBe(9)
		expect(timeline?.builtFrom).toHaveLength(2)
	})

	test('belongs to no provider’s own record, and is in no figure', () => {
		for (const own of recordsOf(record, content))
			expect(own.episodes.map(({ id }) => id)).not.toContain('both-2026-09-03')
		const without = recordOf(collections, { coverage }).record
		for (const question of questions) {
			const figures = (of: typeof record) =>
				analyse(question, scopedRecord({ ...of, claims: [] }, {}), {}).figures
			expect(figures(record), question.name).toEqual(figures(without))
		}
	})

	test('is joined alike from the Export and from what each provider’s writer wrote', () => {
		expect(document().episode).toEqual(record.episodes.find(({ providers }) => providers))
		expect(document().timeline).toEqual(record.timelines.find(({ subject }) => subject.providers))
		expect(document().states.map(({ provider }) => provider)).toContain('zeta')
		expect(document().claims.map(({ id }) => id)).toEqual(['one-cause'])
	})

	test('as it was known earlier holds what had been said by then', () => {
		const { timeline } = timelineAsOf(
			document().timeline,
			document().incidents,
			'2026-09-03T13:10:00Z',
		)
		expect(timeline.events.map(({ id, provider }) => [id.split(':')[0], provider])).toEqual([
			['acme/same', 'acme'],
			['acme/same', 'acme'],
		])
	})

	test('its page draws a band for each provider’s surface, and leads to each provider’s own incident', () => {
		const page = episodePage(document(), smallContent.site).bodyHtml
		for (const text of [
			'Acme: API',
			'Zeta: API',
			'href="/incidents/acme/same"',
			'href="/incidents/zeta/same"',
			'Acme API fails.',
			'Zeta API fails.',
			'One cause',
		])
			expect(page, text).toContain(text)
		// Each API was out for its own time and not for the other's.
		expect(page).toMatch(
			/Acme: API<\/th>.*?major outage.*?2 h<.*?Zeta: API<\/th>.*?major outage.*?2 h 30 min/s,
		)
	})

	test('is listed with every one of its providers and its month, and on the pages of its incidents', () => {
		for (const now of documents.now.providers)
			expect(now.episodes.map(({ id }) => id)).toContain('both-2026-09-03')
		expect(documents.months.get('2026-09')?.episodes.map(({ id }) => id)).toContain(
			'both-2026-09-03',
		)
		for (const key of ['acme/same', 'zeta/same']) {
			const own = documents.incidents.get(key)
			expect(own && incidentPage(own, smallContent.site).bodyHtml).toContain(
				'href="/episodes/both-2026-09-03"',
			)
		}
	})

	test('a draft of an account links each line to the incident that it is of', () => {
		const draft = postmortemDraft(record, 'episodes/both-2026-09-03', '2026-09-10')
		expect(draft).toContain('](/incidents/acme/same#same:')
		expect(draft).toContain('](/incidents/zeta/same#same:')
	})
})
