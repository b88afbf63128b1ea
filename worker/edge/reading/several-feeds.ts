import { isSoundFeed } from '#core/documents/sound-documents.ts'
import type { FeedDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import type { ReadModel } from './read-model.ts'

/**
 * The feeds of several providers. Those that cannot be read cost themselves alone and are named;
 * throws where none can be.
 */
export async function readFeeds(
	model: ReadModel,
	providers: readonly Pick<Provider, 'id' | 'name'>[],
): Promise<{ readonly feeds: FeedDocument[]; readonly unread: string[] }> {
	const newest = await model.newestFeeds()
	// What was prepared lacks a provider only where its part could not be made: then its own document
	// is the last that could.
	const ready = new Map(
		newest?.filter((feed) => isSoundFeed(feed)).map((feed) => [feed.provider.id, feed]),
	)
	const read = await Promise.allSettled(providers.map(({ id }) => ready.get(id) ?? model.feed(id)))
	const failed = read.find((one) => one.status === 'rejected')
	if (failed && read.every((one) => one.status === 'rejected')) throw failed.reason
	return {
		feeds: read.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : [])),
		unread: providers
			.filter((_, position) => read[position]?.status === 'rejected')
			.map(({ name }) => name),
	}
}
