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
import { joinCounts } from '#core/record/crowd-record.ts'
import type { Env } from '../env.ts'
import type { BlobMetadata } from './archive.ts'
import { assets, keys } from './keys.ts'
import { mergeFeeds, mergeHeads, mergeIndexes, mergeNow, mergeSnapshots } from './merge-documents.ts'
import { shardNames } from './shards.ts'

/**
 * The published documents for readers: what the recorder wrote to KV first, then what the archive ships as assets.
 * Nothing here lists keys, and an incident that KV holds costs one read.
 */
export interface ReadModel {
	now(): Promise<NowDocument>
	/** What the recorders alone wrote of it; undefined where none has written anything. */
	writtenNow(): Promise<NowDocument | undefined>
	index(month: string): Promise<IndexDocument>
	/** `movedTo` where the id is one that the incident had elsewhere. */
	incident(provider: string, id: string): Promise<IncidentDocument | { readonly movedTo: string } | undefined>
	/** The same from the archive alone. */
	archivedIncident(provider: string, id: string): ReturnType<ReadModel['incident']>
	/** The same as stored in KV, unread; null where KV does not hold it. */
	incidentText(provider: string, id: string): Promise<string | null>
	episode(id: string): Promise<EpisodeDocument | undefined>
	feed(provider: string): Promise<FeedDocument | undefined>
	heads(): Promise<HeadsDocument>
	/** Runs of looks that began on a UTC day, by slot. */
	snapshots(provider: string, day: string): Promise<SnapshotsDocument['snapshots']>
	reports(day: string): Promise<ReportsDocument['reports']>
	/** The raw bytes, unzipped while they stream. */
	blob(sha256: string): Promise<{ readonly body: ReadableStream; readonly contentType: string | undefined } | undefined>
}

export function readModel(env: Pick<Env, 'KV' | 'RECORDER_SHARDS'> & { readonly ASSETS?: Pick<Fetcher, 'fetch'> }): ReadModel {
	// The recorder and the build wrote these documents from the types that they are read as.
	const kept = <Shape>(key: string) => env.KV.get<Shape>(key, 'json')
	// Several incidents of one answer may lie in one pack: within a request each asset is read once.
	const assetsRead = new Map<string, Promise<unknown>>()
	const shipped = <Shape>(path: string): Promise<Shape | null> => {
		const reading = assetsRead.get(path) ?? asset(env, path).then((response) => response?.json() ?? null)
		assetsRead.set(path, reading)
		return reading as Promise<Shape | null>
	}
	const perShard = <Shape>(keyOf: (shard: string) => string) => Promise.all(shardNames(env).map((shard) => kept<Shape>(keyOf(shard))))
	return {
		async now() {
			const [written, archived] = await Promise.all([perShard<NowDocument>(keys.now), shipped<NowDocument>(assets.now)])
			return mergeNow([...written, archived])
		},
		async writtenNow() {
			const written = await perShard<NowDocument>(keys.now)
			return written.every((part) => part === null) ? undefined : mergeNow(written)
		},
		async index(month) {
			const [written, archived] = await Promise.all([perShard<IndexDocument>((shard) => keys.index(shard, month)), shipped<IndexDocument>(assets.index(month))])
			return mergeIndexes(month, [...written, archived])
		},
		async incident(provider, id) {
			const written = await kept<IncidentDocument | { readonly movedTo: string }>(keys.incident(provider, id))
			return written ?? archivedIncident(provider, id, shipped)
		},
		archivedIncident: (provider, id) => archivedIncident(provider, id, shipped),
		incidentText: (provider, id) => env.KV.get(keys.incident(provider, id)),
		async episode(id) {
			return (await kept<EpisodeDocument>(keys.episode(id))) ?? (await shipped<EpisodeDocument>(assets.episode(id))) ?? undefined
		},
		async feed(provider) {
			const [written, archived] = await Promise.all([kept<FeedDocument>(keys.feed(provider)), shipped<FeedDocument>(assets.feed(provider))])
			return mergeFeeds(written, archived)
		},
		async heads() {
			const [written, archived] = await Promise.all([perShard<HeadsDocument>(keys.heads), shipped<HeadsDocument>(assets.heads)])
			return mergeHeads([...written, archived])
		},
		async snapshots(provider, day) {
			const [written, archived] = await Promise.all([
				kept<SnapshotsDocument>(keys.snapshots(provider, day)),
				shipped<SnapshotsDocument>(assets.snapshots(provider, day)),
			])
			return mergeSnapshots([written, archived])
		},
		async reports(day) {
			const [written, archived] = await Promise.all([
				perShard<ReportsDocument>((shard) => keys.reports(shard, day)),
				shipped<ReportsDocument>(assets.reports(day)),
			])
			return joinCounts(
				archived?.reports ?? [],
				written.flatMap((part) => part?.reports ?? []),
			)
		},
		async blob(sha256) {
			const { value, metadata } = await env.KV.getWithMetadata<BlobMetadata>(keys.blob(sha256), 'stream')
			if (value) return { body: value.pipeThrough(new DecompressionStream('gzip')), contentType: metadata?.contentType }
			const response = await asset(env, assets.blob(sha256))
			return response?.body ? { body: response.body, contentType: undefined } : undefined
		},
	}
}

async function asset(env: { readonly ASSETS?: Pick<Fetcher, 'fetch'> }, path: string): Promise<Response | undefined> {
	const response = await env.ASSETS?.fetch(new Request(`https://assets.local${path}`))
	return response?.ok ? response : undefined
}

/** The archive is packed by month; a lookup says which one. An archive without the lookup is searched, newest pack first. */
async function archivedIncident(provider: string, id: string, shipped: <Shape>(path: string) => Promise<Shape | null>): ReturnType<ReadModel['incident']> {
	const places = await shipped<PlacesDocument>(assets.places(provider))
	const own = places && Object.hasOwn(places.aliases, id) ? places.aliases[id] : undefined
	if (own !== undefined) return { movedTo: own }
	const month = places && Object.hasOwn(places.months, id) ? places.months[id] : undefined
	const months = places ? (month === undefined ? [] : [month]) : await packedMonths(provider, shipped)
	for (const candidate of months) {
		const pack = await shipped<PackDocument>(assets.pack(provider, candidate))
		const found = pack?.incidents.find((document) => document.incident.id === id)
		if (found) return found
	}
	return undefined
}

const mostPacks = 24

async function packedMonths(provider: string, shipped: <Shape>(path: string) => Promise<Shape | null>): Promise<string[]> {
	const archive = await shipped<ArchiveDocument>(assets.archive)
	const own = (archive?.packs ?? []).flatMap((pack) => new RegExp(`^(?:pack/)?${provider}/(\\d{4}-\\d{2})$`).exec(pack)?.[1] ?? [])
	return own.sort().reverse().slice(0, mostPacks)
}
