import type { FeedDocument, FeedEntry, HeadsDocument, IndexDocument, NowDocument, SnapshotsDocument } from '#core/publish/documents.ts'
import { compareInstants, latest } from '#core/time.ts'

/** Documents of several writers as one: earlier ones in the list win, so what the recorder wrote comes before the archive. */

type Written<Shape> = readonly (Shape | null | undefined)[]

/** `asOf` is that of the newest part; null when there is none at all. */
export function mergeNow(parts: Written<NowDocument>): NowDocument {
	const there = present(parts)
	return {
		asOf: latest(...there.map((part) => part.asOf)) ?? null,
		providers: firstOf(
			// A recorder that has neither seen a provider nor taken over its archive yet says nothing of it.
			there.flatMap((part) => part.providers).sort((a, b) => Number(a.asOf === null) - Number(b.asOf === null)),
			(entry) => entry.provider.id,
		),
		months: [...new Set(there.flatMap((part) => part.months))].sort().reverse(),
	}
}

export function mergeIndexes(month: string, parts: Written<IndexDocument>): IndexDocument {
	const there = present(parts)
	return {
		asOf: latest(...there.map((part) => part.asOf)) ?? null,
		month,
		incidents: firstOf(
			there.flatMap((part) => part.incidents),
			(incident) => `${incident.provider}/${incident.id}`,
		),
		episodes: firstOf(
			there.flatMap((part) => part.episodes),
			(episode) => episode.id,
		),
	}
}

export function mergeFeeds(written: FeedDocument | null, archived: FeedDocument | null): FeedDocument | undefined {
	if (!written || !archived) return written ?? archived ?? undefined
	return {
		asOf: latest(written.asOf, archived.asOf) ?? null,
		provider: written.provider,
		entries: newest([...written.entries, ...archived.entries]),
		corrections: newest([...written.corrections, ...archived.corrections]),
	}
}

export function mergeHeads(parts: Written<HeadsDocument>): HeadsDocument {
	const days = new Map<string, HeadsDocument['days'][number]['heads']>()
	for (const { day, heads } of present(parts).flatMap((part) => part.days)) {
		days.set(
			day,
			firstOf([...(days.get(day) ?? []), ...heads], (head) => head.document),
		)
	}
	return { days: [...days].map(([day, heads]) => ({ day, heads })).sort((a, b) => (a.day < b.day ? 1 : -1)) }
}

export function mergeSnapshots(parts: Written<SnapshotsDocument>): SnapshotsDocument['snapshots'] {
	const all = firstOf(
		present(parts).flatMap((part) => part.snapshots),
		(snapshot) => `${snapshot.source}/${snapshot.document}/${snapshot.fetchedAt}/${snapshot.previous}`,
	)
	return all.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt) || (`${a.source}/${a.document}` < `${b.source}/${b.document}` ? -1 : 1))
}

const mostEntries = 100

function newest(entries: readonly FeedEntry[]): FeedEntry[] {
	return firstOf(entries, (entry) => `${entry.incident.id} ${entry.event.id}`)
		.sort((a, b) => compareInstants(b.event.at, a.event.at))
		.slice(0, mostEntries)
}

function present<Shape>(parts: Written<Shape>): Shape[] {
	return parts.filter((part) => part !== null && part !== undefined)
}

function firstOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
	const found = new Map<string, Item>()
	for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item)
	return [...found.values()]
}
