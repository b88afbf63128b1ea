import { isShared } from '#core/incident/shared-episodes.ts'
import type { Content } from '#core/model/content.ts'
import type { Episode } from '#core/model/incident.ts'
import type { EpisodeDocument } from '#core/publish/documents.ts'
import { sharedEpisodeDocument } from '#core/publish/shared-episode.ts'
import { monthOf } from '#core/time.ts'
import type { ReadModel } from './read-model.ts'
import { StoreFailure } from './store-failure.ts'

/** An episode as readers see it: a provider's own as it was written, one of several providers joined from what each provider's writer wrote. */
export async function readEpisode(model: ReadModel, content: Content, id: string): Promise<EpisodeDocument | undefined> {
	return (await joinedEpisode(model, content, id)) ?? (await model.episode(id))
}

/** A month's episodes, those of several providers among them, also where the archive is older than they are. */
export async function episodesOfMonth(model: ReadModel, content: Content, month: string): Promise<{ readonly episodes: Episode[]; readonly whole: boolean }> {
	const { episodes, whole } = await model.index(month)
	const dated = content.episodes.filter((grouping) => isShared(grouping) && grouping.id.includes(month))
	let missing = false
	const joined = await Promise.all(
		dated.map(({ id }) =>
			joinedEpisode(model, content, id).catch((error: unknown) => {
				if (!(error instanceof StoreFailure)) throw error
				missing = true
				return undefined
			}),
		),
	)
	const shared = joined.flatMap((document) => (document && monthOf(document.episode.from) === month ? [document.episode] : []))
	return { episodes: [...shared, ...episodes.filter(({ id }) => !shared.some((episode) => episode.id === id))], whole: whole && !missing }
}

async function joinedEpisode(model: ReadModel, content: Content, id: string): Promise<EpisodeDocument | undefined> {
	const grouping = content.episodes.filter(isShared).find((candidate) => candidate.id === id)
	if (!grouping) return undefined
	const found = await Promise.all(
		grouping.incidents.map(async (reference) => {
			const [provider = '', incident = ''] = reference.split('/')
			return await model.incident(provider, incident)
		}),
	)
	const documents = found.flatMap((document) => (document && 'incident' in document ? [document] : []))
	return sharedEpisodeDocument(grouping, documents, content)
}
