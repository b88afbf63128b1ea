import { type Ledger, watchedSince } from '#core/incident/ledger.ts'
import type { Content } from '#core/model/content.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { addSeconds, compareInstants, earliest, latest } from '#core/time/time.ts'

/**
 * For which stretches a provider's record is complete: what the editors state, what imported lists
 * hold by themselves, and a live stretch from our first look onward.
 */
export function coverageOf(content: Content, provider: Provider, ledger: Ledger): Coverage[] {
	const stated = content.coverage.filter((entry) => entry.provider === provider.id)
	const from = watchedSince(ledger)
	const listed = importedLists(provider, ledger)
	if (from === undefined) return [...stated, ...listed]
	const replayed = !Object.values(ledger.rest.documents).some(
		({ provenance }) => provenance === 'live',
	)
	const source = replayed
		? 'a recording, replayed through the recorder'
		: 'the recorder’s own looks'
	return [...stated, ...listed, { provider: provider.id, from, kind: 'live', source }]
}

/**
 * A provider's own list, loaded from a file, holds all incidents back to its oldest. It reaches to
 * the moment at which it was read, or, where nobody
 * said when that was, to the newest time that is in it; an older page of the same history, only to
 * the newest incident on it.
 */
function importedLists(provider: Provider, ledger: Ledger): Coverage[] {
	const lists = Object.entries(ledger.rest.documents).flatMap(
		([key, { provenance, cover, firstLookAt, undated, versionAt }]) => {
			const since = cover?.list === 'since' ? cover.since.incident : undefined
			if (provenance !== 'import' || since === undefined) return []
			const listed = [...ledger.incidents.values()].filter(({ listedIn }) =>
				listedIn.some(({ document }) => document === key),
			)
			const newest = latest(...listed.map(({ createdAt }) => createdAt)) ?? since
			const told = latest(versionAt, newest, ...listed.flatMap(timesOf)) ?? newest
			const until = undated
				? (earliest(addSeconds(told, 1), firstLookAt) ?? firstLookAt)
				: firstLookAt
			return [{ key, since, firstLookAt, newest, until, undated }]
		},
	)
	const newest = latest(...lists.map((list) => list.newest))
	return lists
		.map(({ key, since, firstLookAt, newest: own, until, undated }): Coverage => {
			const source = provider.sources.find(({ id }) => id === key.split('/')[0])
			const to = own === newest ? until : addSeconds(own, 1)
			return {
				provider: provider.id,
				from: since,
				to,
				kind: 'census',
				readAt: firstLookAt,
				source: source?.url ?? key,
				notes: undated
					? 'All that the imported list holds, up to the newest time in it: when it was read was not said.'
					: 'All that the imported list holds.',
			}
		})
		.sort((a, b) => compareInstants(a.from, b.from) || compareInstants(a.to ?? '', b.to ?? ''))
}

/** What an incident tells of the past: its window of maintenance may lie ahead. */
function timesOf({ updates, milestones }: Incident): string[] {
	return [
		...updates.map(({ at }) => at),
		...[milestones.resolvedAt?.at].filter((at) => at !== undefined),
	]
}
