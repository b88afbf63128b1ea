import type {
	ArchiveDocument,
	EpisodeDocument,
	FeedDocument,
	HeadsDocument,
	IncidentDocument,
	IndexDocument,
	NowDocument,
	PackDocument,
	PlacesDocument,
	ReportsDocument,
	SnapshotsDocument,
} from '#core/publish/documents.ts'
import { isSoundCount, isSoundFeed, isSoundIncident } from '#core/publish/sound-documents.ts'
import { joinCounts } from '#core/record/crowd-record.ts'
import type { Env } from '../env.ts'
import type { BlobMetadata } from './archive.ts'
import { assets, keys } from './keys.ts'
import { mergeFeeds, mergeHeads, mergeIndexes, mergeNow, mergeSnapshots, type Sound, soundIndex, soundNow } from './merge-documents.ts'
import { shardNames } from './shards.ts'
import { shippedAsset, type WithAssets } from './shipped-asset.ts'
import { orThrow, type Read, reading, StoreFailure } from './store-failure.ts'

/**
 * The published documents for readers: what the recorder wrote to KV first, then what the archive ships as assets.
 * Nothing here lists keys, and an incident that KV holds costs one read.
 *
 * Where one store fails, a document that the other has as a whole is given with its own `asOf`; of what is put together from both it is said
 * that a part is missing. Where neither has it, or a part would pass for the whole, the reading throws a StoreFailure: what could not be read
 * is not empty.
 */
export interface ReadModel {
	now(): Promise<NowRead>
	/** What the recorders alone wrote of it; undefined where none has written anything, or it cannot be read. */
	writtenNow(): Promise<NowDocument | undefined>
	index(month: string): Promise<IndexRead>
	/** `movedTo` where the id is one that the incident had elsewhere. */
	incident(provider: string, id: string): Promise<FoundIncident | undefined>
	/** The same as stored in KV, unread; null where KV does not hold it. */
	incidentText(provider: string, id: string): Promise<Read<string>>
	/** What `incident` gives, from what `incidentText` read. */
	incidentFrom(provider: string, id: string, stored: Read<string>): Promise<FoundIncident | undefined>
	episode(id: string): Promise<EpisodeDocument | undefined>
	feed(provider: string): Promise<FeedDocument | undefined>
	heads(): Promise<HeadsDocument>
	/** Runs of looks that began on a UTC day, by slot. */
	snapshots(provider: string, day: string): Promise<SnapshotsDocument['snapshots']>
	reports(day: string): Promise<ReportsDocument['reports']>
	/** The raw bytes, unzipped while they stream. */
	blob(sha256: string): Promise<{ readonly body: ReadableStream; readonly contentType: string | undefined } | undefined>
}

export type FoundIncident = IncidentDocument | { readonly movedTo: string }

export interface NowRead extends NowDocument {
	/** False where a store failed: months and providers may be missing, and states may be older than what was published. */
	readonly whole: boolean
	/** The providers whose state is what the recorder published last. */
	readonly current: ReadonlySet<string>
	/** The providers of whom something that was published cannot be read; whatever is given of them is older. */
	readonly unread: ReadonlySet<string>
}

export interface IndexRead extends IndexDocument {
	/** False where a store failed: entries may be missing. */
	readonly whole: boolean
	/** The providers of whom entries are missing. */
	readonly unread: ReadonlySet<string>
}

/** Whether nothing newer was published of a provider than what was read. */
export function isCurrent({ whole, current, unread }: NowRead, provider: string): boolean {
	return !unread.has(provider) && (whole || current.has(provider))
}

export function readModel(env: Pick<Env, 'KV' | 'RECORDER_SHARDS'> & WithAssets): ReadModel {
	// The recorder and the build wrote these documents from the types that they are read as.
	const kept = <Shape>(key: string) => reading<Shape>(key, () => env.KV.get<Shape>(key, 'json'))
	// Several incidents of one answer may lie in one pack: within a request each asset is read once.
	const assetsRead = new Map<string, Promise<Read<unknown>>>()
	const shipped = <Shape>(path: string): Promise<Read<Shape>> => {
		const known = assetsRead.get(path) ?? reading(path, async () => (await shippedAsset(env, path))?.json() ?? null)
		assetsRead.set(path, known)
		return known as Promise<Read<Shape>>
	}
	const perShard = <Shape>(keyOf: (shard: string) => string) => Promise.all(shardNames(env).map((shard) => kept<Shape>(keyOf(shard))))
	/** One document that is the same whole in either store. */
	const oneOf = async <Shape>(key: string, path: string): Promise<Shape | undefined> => {
		const written = await kept<Shape>(key)
		return inEither(written, orNull(written) ?? (await shipped<Shape>(path)))
	}
	/** All parts of a list that would be wrong without one of them. */
	const every = async <Shape>(parts: Promise<Read<Shape>[]>, archived: Promise<Read<Shape>>) => (await Promise.all([parts, archived])).flat().map(orThrow)
	const incidentText = (provider: string, id: string) => {
		const key = keys.incident(provider, id)
		return reading<string>(key, () => env.KV.get(key))
	}
	const incidentFrom = async (provider: string, id: string, stored: Read<string>): Promise<FoundIncident | undefined> => {
		const written =
			typeof stored === 'string' ? await reading<FoundIncident>(keys.incident(provider, id), async () => soundOr(JSON.parse(stored), isSoundIncident)) : stored
		return inEither(written, orNull(written) ?? (await archivedIncident(provider, id, shipped)))
	}
	return {
		async now() {
			const [written, archived] = await Promise.all([perShard<NowDocument>(keys.now), shipped<NowDocument>(assets.now)])
			const sound = written.map((part) => soundPart(part, soundNow))
			const parts = someOf([...sound.map(documentIn), documentIn(soundPart(archived, soundNow))])
			const current = new Set(sound.flatMap((part) => orNull(part)?.document.providers ?? []).map((entry) => entry.provider.id))
			return { ...mergeNow(parts.read), whole: parts.whole, current, unread: unreadIn(sound) }
		},
		async writtenNow() {
			const { read } = someOf((await perShard<NowDocument>(keys.now)).map((part) => documentIn(soundPart(part, soundNow))))
			return read.every((part) => part === null) ? undefined : mergeNow(read)
		},
		async index(month) {
			const [written, archived] = await Promise.all([perShard<IndexDocument>((shard) => keys.index(shard, month)), shipped<IndexDocument>(assets.index(month))])
			const sound = [...written, archived].map((part) => soundPart(part, soundIndex))
			const parts = someOf(sound.map(documentIn))
			return { ...mergeIndexes(month, parts.read), whole: parts.whole, unread: unreadIn(sound) }
		},
		async incident(provider, id) {
			return incidentFrom(provider, id, await incidentText(provider, id))
		},
		incidentText,
		incidentFrom,
		episode: (id) => oneOf<EpisodeDocument>(keys.episode(id), assets.episode(id)),
		async feed(provider) {
			const key = keys.feed(provider)
			const [text, archived] = await Promise.all([kept<FeedDocument>(key), shipped<FeedDocument>(assets.feed(provider))])
			const written = text instanceof StoreFailure ? text : await reading(key, async () => text && soundOr(text, isSoundFeed))
			// The newest are what a feed is for: without them it is nothing. The recorder's own is whole once it holds any entry.
			const newest = orThrow(written)
			return mergeFeeds(newest, newest && newest.entries.length > 0 ? orNull(archived) : orThrow(archived))
		},
		heads: async () => mergeHeads(await every(perShard<HeadsDocument>(keys.heads), shipped<HeadsDocument>(assets.heads))),
		snapshots: async (provider, day) =>
			mergeSnapshots(
				await every(Promise.all([kept<SnapshotsDocument>(keys.snapshots(provider, day))]), shipped<SnapshotsDocument>(assets.snapshots(provider, day))),
			),
		async reports(day) {
			const parts = await every(
				perShard<ReportsDocument>((shard) => keys.reports(shard, day)),
				shipped<ReportsDocument>(assets.reports(day)),
			)
			return joinCounts(
				parts.at(-1)?.reports.filter(isSoundCount) ?? [],
				parts.slice(0, -1).flatMap((part) => part?.reports.filter(isSoundCount) ?? []),
			)
		},
		async blob(sha256) {
			const key = keys.blob(sha256)
			const stored = await reading(key, async () => {
				const { value, metadata } = await env.KV.getWithMetadata<BlobMetadata>(key, 'stream')
				return value && { value, metadata }
			})
			const written = orNull(stored)
			if (written) return { body: written.value.pipeThrough(new DecompressionStream('gzip')), contentType: written.metadata?.contentType }
			const response = inEither(stored, await reading(key, async () => (await shippedAsset(env, assets.blob(sha256))) ?? null))
			return response instanceof Response && response.body ? { body: response.body, contentType: undefined } : undefined
		},
	}
}

function orNull<Shape>(read: Read<Shape>): Shape | null {
	return read instanceof StoreFailure ? null : read
}

/** A stored value that has its shape. Throws for any other, which is as good as none that could be read. */
function soundOr<Shape>(value: unknown, isSound: (value: unknown) => value is Shape): Shape {
	if (isSound(value)) return value
	throw new TypeError('it has not the shape that we write')
}

/** What of a document of several providers can be read. One that is none at all could not be read. */
function soundPart<Shape extends object>(part: Read<Shape>, sound: (part: Shape) => Sound<Shape>): Read<Sound<Shape>> {
	if (part === null || part instanceof StoreFailure) return part
	try {
		return sound(part)
	} catch (error) {
		return new StoreFailure('a document of several providers', error)
	}
}

function documentIn<Shape>(part: Read<Sound<Shape>>): Read<Shape> {
	return part === null || part instanceof StoreFailure ? part : part.document
}

function unreadIn<Shape>(parts: readonly Read<Sound<Shape>>[]): Set<string> {
	return new Set(parts.flatMap((part) => [...(orNull(part)?.unread ?? [])]))
}

/** The first that is there. What neither has does not exist only where both were read. */
function inEither<First, Second>(first: Read<First>, second: Read<Second>): First | Second | undefined {
	return orNull(first) ?? orNull(second) ?? orThrow(first) ?? orThrow(second) ?? undefined
}

/** The parts that could be read. Throws where none was there and one failed: then nothing is known, which is not the same as nothing. */
function someOf<Shape>(parts: readonly Read<Shape>[]): { readonly read: readonly (Shape | null)[]; readonly whole: boolean } {
	const failed = parts.find((part) => part instanceof StoreFailure)
	const read = parts.map(orNull)
	if (failed && read.every((part) => part === null)) throw failed
	return { read, whole: failed === undefined }
}

/** Reads one of the archive's documents. */
type Shipped = <Shape>(path: string) => Promise<Read<Shape>>

/** The archive is packed by month; a lookup says which one. An archive without the lookup is searched, newest pack first. */
async function archivedIncident(provider: string, id: string, shipped: Shipped): Promise<Read<FoundIncident>> {
	const places = await shipped<PlacesDocument>(assets.places(provider))
	if (places instanceof StoreFailure) return places
	const own = places && Object.hasOwn(places.aliases, id) ? places.aliases[id] : undefined
	if (own !== undefined) return { movedTo: own }
	const month = places && Object.hasOwn(places.months, id) ? places.months[id] : undefined
	const months = places ? (month === undefined ? [] : [month]) : await packedMonths(provider, shipped)
	if (months instanceof StoreFailure) return months
	for (const candidate of months) {
		const pack = await shipped<PackDocument>(assets.pack(provider, candidate))
		if (pack instanceof StoreFailure) return pack
		const found = pack?.incidents.find((document) => document.incident.id === id)
		if (found) return found
	}
	return null
}

const mostPacks = 24

async function packedMonths(provider: string, shipped: Shipped): Promise<string[] | StoreFailure> {
	const archive = await shipped<ArchiveDocument>(assets.archive)
	if (archive instanceof StoreFailure) return archive
	const own = (archive?.packs ?? []).flatMap((pack) => new RegExp(`^(?:pack/)?${provider}/(\\d{4}-\\d{2})$`).exec(pack)?.[1] ?? [])
	return own.sort().reverse().slice(0, mostPacks)
}
