import { sharedEpisodeDocument } from '#core/documents/shared-episode.ts'
import { isShared } from '#core/incident/shared-episodes.ts'
import type { Content } from '#core/model/content.ts'
import type { EpisodeDocument } from '#core/model/documents.ts'
import type { Episode } from '#core/model/incident.ts'
import { monthOf } from '#core/time/time.ts'
import { StoreFailure } from '../store-failure.ts'
import type { ReadModel } from './read-model.ts'

/**
 * An episode as readers see it: a provider's own as it was written, one of several providers joined
 * from what each provider's writer wrote.
 */
export async function readEpisode(
	model: ReadModel,
	content: Content,
	id: string,
): Promise<EpisodeDocument | undefined> {
	return (await joinedEpisode(model, content, id)) ?? (await model.episode(id))
}

/** A month's episodes, as far as they could be read. */
export interface EpisodesRead {
	readonly episodes: Episode[]
	readonly whole: boolean
	/** The providers of whom something is missing. */
	readonly unread: ReadonlySet<string>
}

/**
 * A month's episodes, those of several providers among them, also where the archive is older than
 * they are.
 */
export async function episodesOfMonth(
	model: ReadModel,
	content: Content,
	month: string,
): Promise<EpisodesRead> {
	const index = await model.index(month)
	const unread = new Set(index.unread)
	const dated = content.episodes.filter(
		(grouping) => isShared(grouping) && grouping.id.includes(month),
	)
	const joined = await Promise.all(
		dated.map(({ id, incidents }) =>
			joinedEpisode(model, content, id).catch((error: unknown) => {
				if (!(error instanceof StoreFailure)) throw error
				for (const reference of incidents) unread.add(providerIn(reference))
				return undefined
			}),
		),
	)
	for (const reference of joined.flatMap((document) => document?.missing ?? []))
		unread.add(providerIn(reference))
	const shared = joined.flatMap((document) =>
		document && monthOf(document.episode.from) === month ? [document.episode] : [],
	)
	return {
		episodes: [
			...shared,
			...index.episodes.filter(({ id }) => !shared.some((episode) => episode.id === id)),
		],
		whole: index.whole,
		unread,
	}
}

/**
 * What one provider's store cannot give is named, and the others' part is told. Throws where
 * nothing of it could be read.
 */
async function joinedEpisode(
	model: ReadModel,
	content: Content,
	id: string,
): Promise<EpisodeDocument | undefined> {
	const grouping = content.episodes.filter(isShared).find((candidate) => candidate.id === id)
	if (!grouping) return undefined
	const found = await Promise.allSettled(
		grouping.incidents.map(async (reference) => {
			const [provider = '', incident = ''] = reference.split('/')
			return await model.incident(provider, incident)
		}),
	)
	const documents = found.flatMap((read) =>
		read.status === 'fulfilled' && read.value && 'incident' in read.value ? [read.value] : [],
	)
	const failed = found.find((read) => read.status === 'rejected')
	if (failed && documents.length === 0) throw failed.reason
	const missing = grouping.incidents.filter((_, position) => found[position]?.status === 'rejected')
	const document = sharedEpisodeDocument(grouping, documents, content)
	return document && missing.length > 0 ? { ...document, missing } : document
}

function providerIn(reference: string): string {
	return reference.split('/')[0] ?? ''
}
