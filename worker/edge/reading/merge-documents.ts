import {
	isSoundEpisode,
	isSoundHeads,
	isSoundNow,
	isSoundSnapshot,
	isSoundSummary,
} from '#core/documents/sound-documents.ts'
import { joinFiled } from '#core/documents/summary.ts'
import { joinFeeds } from '#core/formats/feeds/feed-document.ts'
import type {
	FeedDocument,
	HeadsDocument,
	IndexDocument,
	NowDocument,
	SnapshotsDocument,
} from '#core/model/documents.ts'
import { compareInstants, latest } from '#core/time/time.ts'

/**
 * Documents of several writers as one: earlier ones in the list win, so what the recorder wrote
 * comes before the archive. What has not the
 * shape that it is rendered from is left out and named: it costs the provider that it is about, and
 * nobody beside it.
 */

type Written<Shape> = readonly (Shape | null | undefined)[]

/** A document of several providers without what cannot be read of it. */
export interface Sound<Shape> {
	readonly document: Shape
	/** The providers of whom something was left out; empty when all is well. */
	readonly unread: ReadonlySet<string>
}

/** Throws where the document as a whole is none. */
export const soundNow = once((part: NowDocument): Sound<NowDocument> => {
	const unread = new Set<string>()
	const providers = part.providers.filter((entry) => {
		if (isSoundNow(entry)) return true
		unread.add(nameIn(entry, 'provider', 'id'))
		return false
	})
	return {
		document:
			unread.size === 0
				? part
				: { ...part, providers, months: part.months.filter((month) => typeof month === 'string') },
		unread,
	}
})

/** Throws where the document as a whole is none. */
export const soundIndex = once((part: IndexDocument): Sound<IndexDocument> => {
	const unread = new Set<string>()
	const sound =
		(check: (entry: unknown) => boolean) =>
		(entry: unknown): boolean => {
			if (check(entry)) return true
			unread.add(nameIn(entry, 'provider'))
			return false
		}
	const [incidents, episodes] = [
		part.incidents.filter(sound(isSoundSummary)),
		part.episodes.filter(sound(isSoundEpisode)),
	]
	return { document: unread.size === 0 ? part : { ...part, incidents, episodes }, unread }
})

/**
 * What is found of a document, once for all who read the same: they are given the same document as
 * long as its text is the same, and nobody may change it.
 */
function once<Shape extends object>(
	find: (part: Shape) => Sound<Shape>,
): (part: Shape) => Sound<Shape> {
	const known = new WeakMap<Shape, Sound<Shape>>()
	return (part) => {
		const before = known.get(part)
		if (before) return before
		const found = find(part)
		known.set(part, found)
		return found
	}
}

/** What stands at a place in something of any shape; empty where nothing does. */
function nameIn(value: unknown, ...path: readonly string[]): string {
	const found = path.reduce<unknown>(
		(inner, key) =>
			inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined,
		value,
	)
	return typeof found === 'string' ? found : ''
}

/** `asOf` is that of the newest part; null when there is none at all. */
export function mergeNow(parts: Written<NowDocument>): NowDocument {
	const there = present(parts)
	const entries = there.flatMap((part) => part.providers)
	return {
		asOf: latest(...there.map((part) => part.asOf)) ?? null,
		providers: firstOf(
			// A recorder that has neither seen a provider nor taken over its archive yet says nothing of
			// it.
			entries.toSorted((a, b) => Number(a.asOf === null) - Number(b.asOf === null)),
			(entry) => entry.provider.id,
		).map((entry) => {
			const filed = joinFiled(
				entries
					.filter((other) => other.provider.id === entry.provider.id)
					.map((other) => other.filed),
			)
			return filed === undefined ? entry : { ...entry, filed }
		}),
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

export function mergeFeeds(
	written: FeedDocument | null,
	archived: FeedDocument | null,
): FeedDocument | undefined {
	if (!written || !archived) return written ?? archived ?? undefined
	return joinFeeds(written, archived)
}

export function mergeHeads(parts: Written<HeadsDocument>): HeadsDocument {
	const days = new Map<string, HeadsDocument['days'][number]['heads']>()
	for (const { day, heads } of present(parts).flatMap((part) => part.days.filter(isSoundHeads))) {
		days.set(
			day,
			firstOf([...(days.get(day) ?? []), ...heads], (head) => head.document),
		)
	}
	return {
		days: [...days]
			.map(([day, heads]) => ({ day, heads }))
			.sort((a, b) => (a.day < b.day ? 1 : -1)),
	}
}

export function mergeSnapshots(parts: Written<SnapshotsDocument>): SnapshotsDocument['snapshots'] {
	const all = firstOf(
		present(parts).flatMap((part) => part.snapshots.filter(isSoundSnapshot)),
		(snapshot) =>
			`${snapshot.source}/${snapshot.document}/${snapshot.fetchedAt}/${snapshot.previous}`,
	)
	return all.sort(
		(a, b) =>
			compareInstants(a.fetchedAt, b.fetchedAt) ||
			(`${a.source}/${a.document}` < `${b.source}/${b.document}` ? -1 : 1),
	)
}

function present<Shape>(parts: Written<Shape>): Shape[] {
	return parts.filter((part) => part !== null && part !== undefined)
}

function firstOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
	const found = new Map<string, Item>()
	for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item)
	return [...found.values()]
}
