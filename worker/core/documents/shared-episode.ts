import { type SharedGrouping, sharedEpisode } from '#core/incident/shared-episodes.ts'
import type { Content } from '#core/model/content.ts'
import type { EpisodeDocument, IncidentDocument } from '#core/model/documents.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { earliest, latest } from '#core/time/time.ts'
import { sharedTimeline } from '#core/timeline/timeline.ts'

/**
 * An episode of several providers, put together from the documents of its incidents: each provider
 * has one writer, and whoever reads joins them.
 * Undefined when none of them is known.
 */
export function sharedEpisodeDocument(
	grouping: SharedGrouping,
	documents: readonly IncidentDocument[],
	{ annotations, claims }: Pick<Content, 'annotations' | 'claims'>,
): EpisodeDocument | undefined {
	const found = sharedEpisode(
		grouping,
		documents.map(({ incident }) => incident),
	)
	if (!found) return undefined
	const placeOf = ({ incident: { provider, id } }: IncidentDocument) =>
		found.incidents.indexOf(`${provider}/${id}`)
	const members = documents
		.filter((document) => placeOf(document) >= 0)
		.sort((a, b) => placeOf(a) - placeOf(b))
	const headers = grouping.providers.flatMap(
		(id) => members.find(({ provider }) => provider.id === id)?.provider ?? [],
	)
	const [lead] = headers
	if (!lead) return undefined
	const episode = { ...found, provider: lead.id, providers: headers.map(({ id }) => id) }
	const window = {
		from: earliest(...members.map((member) => member.window.from)) ?? episode.from,
		to: latest(...members.map((member) => member.window.to)) ?? episode.from,
	}
	return {
		asOf: latest(...members.map((member) => member.asOf)) ?? episode.from,
		provider: lead,
		providers: headers,
		episode,
		incidents: members.map(({ incident }) => incident),
		timeline: sharedTimeline(
			episode,
			members.map(({ timeline }) => timeline),
			{ annotations, claims },
		),
		states: distinct(members.flatMap(({ states }) => states)),
		coverage: distinct<Coverage>(members.flatMap(({ coverage }) => coverage)),
		claims: distinct([
			...claims.filter(({ subject }) => subject === `episodes/${episode.id}`),
			...members.flatMap((member) => member.claims),
		]),
		window,
	}
}

function distinct<Item>(items: readonly Item[]): Item[] {
	return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
