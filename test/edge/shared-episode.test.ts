import { describe, expect, test } from 'vitest'
import { buildDocuments, type Documents } from '#core/documents/build-documents.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { ReadModel } from '../../worker/edge/reading/read-model.ts'
import { episodesOfMonth, readEpisode } from '../../worker/edge/reading/shared-episode.ts'
import { StoreFailure } from '../../worker/edge/store-failure.ts'
import { recordOf } from '../support/collections.ts'
import { acme, smallContent } from '../support/small-content.ts'

const zeta: Provider = { ...acme, id: 'zeta', name: 'Zeta' }
const entry = {
	id: 'one',
	title: 'Errors',
	createdAt: '2026-09-03T13:00:00Z',
	resolvedAt: '2026-09-03T15:00:00Z',
	components: ['Acme API'],
}
const written: Partial<Content> = {
	episodes: [
		{
			id: 'both-2026-09-03',
			provider: 'acme',
			providers: ['acme', 'zeta'],
			title: 'Both',
			incidents: ['acme/one', 'zeta/one'],
			reason: 'Together.',
		},
	],
}
const content: Content = { ...smallContent, ...written, providers: [acme, zeta] }

/** What one provider's writer wrote alone: it knows nothing of the other. */
const writtenBy = (provider: Provider): Documents => {
	const { record, content: own } = recordOf([{ provider, records: [entry] }], written)
	return buildDocuments(record, own, 'hash')
}

function reader(...parts: readonly Documents[]): ReadModel {
	const unused = () => Promise.reject(new Error('not asked for'))
	return {
		now: unused,
		writtenNow: unused,
		indexSlice: unused,
		wholeIndex: unused,
		incidentPart: unused,
		wholeIncident: unused,
		exported: unused,
		isArchived: unused,
		index: async (month) => ({
			...(parts[0]?.months.get(month) ?? { asOf: '', month, incidents: [], episodes: [] }),
			whole: true,
			unread: new Set(),
		}),
		isDear: unused,
		newestFeeds: unused,
		history: unused,
		isSilent: unused,
		listedIncident: unused,
		lookBack: unused,
		archived: { heads: unused, snapshots: unused },
		incident: async (provider, id) =>
			parts.flatMap(({ incidents }) => incidents.get(`${provider}/${id}`) ?? [])[0],
		incidentText: unused,
		incidentFrom: unused,
		episode: async (id) => parts.flatMap(({ episodes }) => episodes.get(id) ?? [])[0],
		feed: unused,
		heads: unused,
		snapshots: unused,
		reports: unused,
		reportsOfMonth: unused,
		blob: unused,
	}
}

describe('an episode whose providers have different writers', () => {
	test('is joined by who reads', async () => {
		const document = await readEpisode(
			reader(writtenBy(acme), writtenBy(zeta)),
			content,
			'both-2026-09-03',
		)
		expect(document?.episode).toMatchObject({
			providers: ['acme', 'zeta'],
			incidents: ['acme/one', 'zeta/one'],
		})
		expect(document?.timeline.events.map(({ provider }) => provider)).toContain('zeta')
	})

	test('is listed whole in its month, also where one writer’s index knows only its own part', async () => {
		const model = reader(writtenBy(acme), writtenBy(zeta))
		expect(
			(await episodesOfMonth(model, content, '2026-09')).episodes.map(({ id, incidents }) => [
				id,
				incidents,
			]),
		).toEqual([['both-2026-09-03', ['acme/one', 'zeta/one']]])
		expect((await episodesOfMonth(model, content, '2026-08')).episodes).toEqual([])
	})

	test('one that nothing is recorded of is not there, and neither is one that nobody grouped', async () => {
		expect(await readEpisode(reader(), content, 'both-2026-09-03')).toBeUndefined()
		expect(await readEpisode(reader(), content, 'both-2026-09-04')).toBeUndefined()
	})

	test('where a member cannot be read, the list says whose entries are missing, and the episode itself cannot be told', async () => {
		const failing = {
			...reader(writtenBy(acme)),
			incident: () => Promise.reject(new StoreFailure('KV', new Error('down'))),
		}
		expect(await episodesOfMonth(failing, content, '2026-09')).toMatchObject({
			unread: new Set(['acme', 'zeta']),
		})
		await expect(readEpisode(failing, content, 'both-2026-09-03')).rejects.toBeInstanceOf(
			StoreFailure,
		)
	})
})
