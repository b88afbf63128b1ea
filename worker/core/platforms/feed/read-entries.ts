import type { ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { Platform } from '../platform.ts'
import { Problems, quote } from '../read.ts'
import { type FeedEntry, parseFeed } from './feed-document.ts'

/** A feed of which every entry is one incident. */
export interface ReadFeed {
	readonly incidents: readonly ObservedIncident[]
	readonly entries: readonly FeedEntry[]
	/** False when an entry could not be read: then an absence would prove nothing. */
	readonly complete: boolean
	readonly documents: readonly [OfficialObservation['documents'][number]]
	readonly problems: Problems
}

/**
 * Reads a feed entry by entry; a second entry for one incident is a problem. Throws ParseError when
 * it is no feed.
 */
export function readEntries(
	document: Document,
	marks: Platform['marks'],
	read: (document: Document, entry: FeedEntry, problems: Problems) => ObservedIncident | undefined,
): ReadFeed {
	const { entries, versionAt } = parseFeed(document)
	const problems = new Problems(document.name)
	const incidents = new Map<string, ObservedIncident>()
	for (const entry of entries) {
		const incident = read(document, entry, problems)
		if (incident === undefined) continue
		if (incidents.has(incident.nativeId))
			problems.add(entry.path, `a second entry for ${quote(incident.nativeId)}`)
		else incidents.set(incident.nativeId, incident)
	}
	const complete = incidents.size === entries.length
	return {
		incidents: [...incidents.values()],
		entries,
		complete,
		documents: [
			{
				document: document.name,
				...(marks === 'monotonic' && versionAt && { versionAt }),
				...(!complete && { unread: true as const }),
			},
		],
		problems,
	}
}
