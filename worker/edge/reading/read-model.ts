import { partsOfIncident } from '#core/documents/incident-parts.ts'
import {
	isSoundCount,
	isSoundFeed,
	isSoundHistory,
	isSoundIncident,
} from '#core/documents/sound-documents.ts'
import type {
	EpisodeDocument,
	FeedDocument,
	HeadsDocument,
	HistoryDocument,
	IncidentDocument,
	IncidentPart,
	IndexDocument,
	NowDocument,
	RecentDocument,
	ReportsDocument,
	SnapshotsDocument,
} from '#core/model/documents.ts'
import type { ReportCount } from '#core/model/report.ts'
import { type CountMonth, countsOfMonth } from '#core/record/count-month.ts'
import { joinCounts } from '#core/record/crowd-record.ts'
import { addSeconds, dayOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import type { Place } from '../api/paging.ts'
import { assets, keys } from '../keys.ts'
import type { BlobMetadata } from '../recorder/archive.ts'
import { shardNames, shardOf } from '../shards.ts'
import { shippedAsset, shippedJson, type WithAssets } from '../shipped-asset.ts'
import { orThrow, type Read, reading, StoreFailure } from '../store-failure.ts'
import { archivedIncident, archivedJson } from './archived-incidents.ts'
import {
	gathered,
	type IndexSlice,
	joinedSlices,
	partOfWhole,
	sliceOfIndex,
	withParts,
} from './document-parts.ts'
import { askBack, type LookBack } from './look-back.ts'
import {
	mergeFeeds,
	mergeHeads,
	mergeIndexes,
	mergeNow,
	mergeSnapshots,
	type Sound,
	soundIndex,
	soundNow,
} from './merge-documents.ts'
import { isThere, readStored } from './stored-text.ts'
import { bareEnv, traceOf } from './trace.ts'

/**
 * The published documents for readers: what the recorder wrote to KV first, then what the archive
 * ships as assets.
 * Nothing here lists keys, and an incident that KV holds costs one read.
 *
 * Where one store fails, a document that the other has as a whole is given with its own `asOf`; of
 * what is put together from both it is said
 * that a part is missing. Where neither has it, or a part would pass for the whole, the reading
 * throws a StoreFailure: what could not be read
 * is not empty.
 */
export interface ReadModel {
	now(): Promise<NowRead>
	/**
	 * What the recorders alone wrote of it; undefined where none has written anything, or it cannot
	 * be read.
	 */
	writtenNow(): Promise<NowDocument | undefined>
	/** The newest of every provider; `older` where one has more than that. */
	index(month: string): Promise<IndexRead>
	/**
	 * Whether a month costs reads of KV of its own: it is not among the newest, and a recorder has
	 * written it.
	 */
	isDear(month: string): Promise<boolean>
	/**
	 * The feeds of all providers as far as feeds of everything need them; undefined where they have
	 * to be gathered.
	 */
	newestFeeds(): Promise<readonly FeedDocument[] | undefined>
	/** What lists of one provider are made from; undefined where it has to be gathered. */
	history(provider: string): Promise<HistoryDocument | undefined>
	/**
	 * The same after a place in it, as far as one older part goes; without a place from its
	 * beginning.
	 */
	indexSlice(
		month: string,
		after: Place | undefined,
	): Promise<IndexSlice & Pick<IndexRead, 'whole' | 'unread'>>
	/** The same with all its parts. */
	wholeIndex(month: string): Promise<IndexRead>
	/** `movedTo` where the id is one that the incident had elsewhere. */
	incident(provider: string, id: string): Promise<FoundIncident | undefined>
	/** The same as stored in KV, unread; null where KV does not hold it. */
	incidentText(provider: string, id: string): Promise<Read<string>>
	/** What `incident` gives, from what `incidentText` read. */
	incidentFrom(
		provider: string,
		id: string,
		stored: Read<string>,
	): Promise<FoundIncident | undefined>
	/** What the document of an incident has no room for; undefined where it has no such part. */
	incidentPart(provider: string, id: string, part: number): Promise<IncidentPart | undefined>
	/** An incident with all its parts. */
	wholeIncident(head: IncidentDocument): Promise<IncidentDocument>
	/**
	 * The same as JSON, of an incident that the list of a month names: for whoever reads very many
	 * and none of them again, so that nothing of it stays.
	 */
	exported(
		month: string,
		provider: string,
		id: string,
	): Promise<Uint8Array<ArrayBuffer> | undefined>
	/** Whether no recorder has a word of its own on a month: then the archive has all there is. */
	isArchived(month: string): Promise<boolean>
	episode(id: string): Promise<EpisodeDocument | undefined>
	feed(provider: string): Promise<FeedDocument | undefined>
	heads(): Promise<HeadsDocument>
	/** Whether no recorder has written anything, as far as can be read. */
	isSilent(): Promise<boolean>
	/**
	 * The same for an incident that a list names: nothing of it is looked for in KV where the
	 * recorders have written nothing at all.
	 */
	listedIncident(provider: string, id: string): Promise<FoundIncident | undefined>
	/**
	 * What the recorder knows around a moment of the past; undefined where it has nothing beyond the
	 * archive, or does not answer.
	 */
	lookBack(provider: string, moment: string): Promise<LookBack | undefined>
	/** What the archive alone has of `heads` and `snapshots`. */
	readonly archived: Pick<ReadModel, 'heads' | 'snapshots'>
	/** Runs of looks that began on a UTC day, by slot. */
	snapshots(provider: string, day: string): Promise<SnapshotsDocument['snapshots']>
	reports(day: string): Promise<ReportsDocument['reports']>
	/**
	 * One provider's counts of the days of a month, from what was prepared; those of the last two
	 * days, of which that says nothing yet, from their own documents.
	 */
	reportsOfMonth(
		provider: string,
		month: string,
		days: readonly string[],
		today: string,
	): Promise<ReportsDocument['reports']>
	/**
	 * The raw bytes, unzipped while they stream. `foundIn`: where a look stands that found them, as
	 * they were stored, `<provider>/<day>`.
	 */
	blob(sha256: string): Promise<
		| {
				readonly body: ReadableStream
				readonly contentType: string | undefined
				readonly foundIn: string | undefined
		  }
		| undefined
	>
}

export type FoundIncident = IncidentDocument | { readonly movedTo: string }

export interface NowRead extends NowDocument {
	/**
	 * False where a store failed: months and providers may be missing, and states may be older than
	 * what was published.
	 */
	readonly whole: boolean
	/** The providers whose state is what the recorder published last. */
	readonly current: ReadonlySet<string>
	/**
	 * The providers of whom something that was published cannot be read; whatever is given of them is
	 * older.
	 */
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

export function readModel(
	env: Pick<Env, 'KV' | 'RECORDER_SHARDS'> & Partial<Pick<Env, 'RECORDER'>> & WithAssets,
): ReadModel {
	// The recorder and the build wrote these documents from the types that they are read as.
	const kept = <Shape>(key: string) =>
		reading<Shape>(key, async () => {
			const stored = await readStored(env, key)
			return isThere(stored) ? stored.json<Shape>() : null
		})
	const shipped = <Shape>(path: string): Promise<Read<Shape>> =>
		reading(path, () => shippedJson<Shape>(env, path))
	const perShard = <Shape>(keyOf: (shard: string) => string) =>
		Promise.all(shardNames(env).map((shard) => kept<Shape>(keyOf(shard))))
	/** One document that is the same whole in either store. */
	const oneOf = async <Shape>(key: string, path: string): Promise<Shape | undefined> => {
		const written = await kept<Shape>(key)
		return inEither(written, orNull(written) ?? (await shipped<Shape>(path)))
	}
	/** All parts of a list that would be wrong without one of them. */
	const every = async <Shape>(parts: Promise<Read<Shape>[]>, archived: Promise<Read<Shape>>) =>
		(await Promise.all([parts, archived])).flat().map(orThrow)
	const incidentText = (provider: string, id: string) => {
		const key = keys.incident(provider, id)
		return reading<string>(key, async () => {
			const stored = await readStored(env, key)
			return isThere(stored) ? stored.text : null
		})
	}
	const incidentFrom = async (
		provider: string,
		id: string,
		stored: Read<string>,
	): Promise<FoundIncident | undefined> => {
		// The text that was just read: its JSON is worked out once.
		const read =
			typeof stored === 'string' ? await kept<FoundIncident>(keys.incident(provider, id)) : stored
		const written =
			read instanceof StoreFailure
				? read
				: await reading(
						keys.incident(provider, id),
						async () => read && soundOr(read, isSoundIncident),
					)
		return inEither(written, orNull(written) ?? (await archivedHead(provider, id)))
	}
	/** The archive keeps each incident whole. */
	const archivedHead = async (provider: string, id: string): Promise<Read<FoundIncident>> => {
		const found = await archivedIncident(env, provider, id)
		return found !== null && 'document' in found
			? partsOfIncident(found.document, found.bytes).head
			: found
	}
	const incidentPart = async (
		provider: string,
		id: string,
		part: number,
	): Promise<IncidentPart | undefined> => {
		const written = await kept<IncidentPart>(keys.part(keys.incident(provider, id), part))
		if (written !== null) return orThrow(written) ?? undefined
		const archived = orThrow(await archivedIncident(env, provider, id))
		return archived && 'document' in archived ? partOfWhole(archived.document, part) : undefined
	}
	/** A list and all its parts. */
	const oneInParts = async <Shape extends { readonly older?: number | undefined }>(
		key: string,
	): Promise<Read<Shape>[]> => {
		const read = await kept<Shape>(key)
		return await withParts<Read<Shape>>(read, orNull(read)?.older ?? 0, (part) =>
			kept<Shape>(keys.part(key, part)),
		)
	}
	const perShardInParts = async <Shape extends { readonly older?: number | undefined }>(
		keyOf: (shard: string) => string,
	) => (await Promise.all(shardNames(env).map((shard) => oneInParts<Shape>(keyOf(shard))))).flat()
	const reportsOfDay = async (day: string) => {
		const parts = await every(
			perShardInParts<ReportsDocument>((shard) => keys.reports(shard, day)),
			shipped<ReportsDocument>(assets.reports(day)),
		)
		return joinCounts(
			parts.at(-1)?.reports.filter(isSoundCount) ?? [],
			parts.slice(0, -1).flatMap((part) => part?.reports.filter(isSoundCount) ?? []),
		)
	}
	/** What each shard prepared, beside whether it has written anything at all. */
	const prepared = (): Promise<Prepared[]> =>
		Promise.all(
			shardNames(env).map(async (shard) => {
				// Whatever else a shard writes comes after this.
				const silent = (await kept<NowDocument>(keys.now(shard))) === null
				return {
					shard,
					recent: silent ? null : await kept<RecentDocument>(keys.recent(shard)),
					silent,
				}
			}),
		)
	/** Read by the way: it is neither noted nor kept. */
	const passing = <Shape>(key: string) =>
		reading<Shape>(key, async () => {
			const text = await bareEnv(env).KV.get(key)
			return text === null ? null : (JSON.parse(text) as Shape)
		})
	const isArchivedOf = async (provider: string, month: string) => {
		const shard = shardOf(provider, shardNames(env))
		const own = (await prepared()).find((one) => one.shard === shard)
		return own !== undefined && placeOf(own, month) === 'archive'
	}
	const isSilent = async () => (await prepared()).every(({ silent }) => silent)
	const back = new Map<string, Promise<LookBack | undefined>>()
	const lookBack = async (provider: string, moment: string) => {
		const shard = shardOf(provider, shardNames(env))
		const own = (await prepared()).find((one) => one.shard === shard)
		return own && !own.silent ? await askBack(env, shard, provider, moment) : undefined
	}
	// KV remembers for a minute that something was absent: of a shard that seems to have written
	// nothing, one month is looked for all the same.
	let looked: string | undefined
	const monthOfShard = async (prepared: Prepared, month: string): Promise<Read<IndexDocument>> => {
		if (prepared.silent) looked ??= month
		const isOwn = prepared.silent ? looked === month : placeOf(prepared, month) === 'own'
		return isOwn
			? await kept<IndexDocument>(keys.index(prepared.shard, month))
			: inRecent(prepared, month)
	}
	const indexParts = async (month: string) => {
		const [ofShards, shippedIndex] = await Promise.all([
			prepared().then((shards) =>
				Promise.all(
					shards.map(async (one) => ({
						shard: one.shard,
						sound: soundPart(await monthOfShard(one, month), soundIndex),
					})),
				),
			),
			shipped<IndexDocument>(assets.index(month)),
		])
		const ofArchive = soundPart(shippedIndex, soundIndex)
		const written = ofShards.map(({ shard, sound }) => ({ shard, read: documentIn(sound) }))
		const archived = documentIn(ofArchive)
		const part = (shard: string) => async (number: number) =>
			orThrow(
				documentIn(
					soundPart(
						await kept<IndexDocument>(keys.part(keys.index(shard, month), number)),
						soundIndex,
					),
				),
			) ?? undefined
		const unread = unreadIn([...ofShards.map(({ sound }) => sound), ofArchive])
		return {
			written,
			archived,
			part,
			unread,
			...someOf([...written.map(({ read }) => read), archived]),
		}
	}
	return {
		async now() {
			const [written, archived] = await Promise.all([
				perShard<NowDocument>(keys.now),
				shipped<NowDocument>(assets.now),
			])
			const sound = written.map((part) => soundPart(part, soundNow))
			const parts = someOf([...sound.map(documentIn), documentIn(soundPart(archived, soundNow))])
			const current = new Set(
				sound
					.flatMap((part) => orNull(part)?.document.providers ?? [])
					.map((entry) => entry.provider.id),
			)
			return { ...mergeNow(parts.read), whole: parts.whole, current, unread: unreadIn(sound) }
		},
		async writtenNow() {
			const { read } = someOf(
				(await perShard<NowDocument>(keys.now)).map((part) =>
					documentIn(soundPart(part, soundNow)),
				),
			)
			return read.every((part) => part === null) ? undefined : mergeNow(read)
		},
		async index(month) {
			const { read, whole, unread } = await indexParts(month)
			return { ...mergeIndexes(month, read), whole, unread }
		},
		async indexSlice(month, after) {
			const { written, archived, part, unread, whole } = await indexParts(month)
			const slices = written.flatMap(({ shard, read }) => {
				const head = orNull(read)
				return head ? [sliceOfIndex(head, after, part(shard))] : []
			})
			const { incidents, more } = joinedSlices([
				...(await Promise.all(slices)),
				{ incidents: orNull(archived)?.incidents ?? [] },
			])
			const first = new Map(
				incidents.toReversed().map((incident) => [`${incident.provider}/${incident.id}`, incident]),
			)
			return { incidents: [...first.values()], ...(more && { more }), whole, unread }
		},
		async wholeIndex(month) {
			const { written, archived, part, unread, whole } = await indexParts(month)
			const all = written.map(async ({ shard, read }) => {
				const head = orNull(read)
				return head ? await withParts(head, head.older?.length ?? 0, part(shard)) : []
			})
			return {
				...mergeIndexes(month, [...(await Promise.all(all)).flat(), orNull(archived)]),
				whole,
				unread,
			}
		},
		isDear: async (month) => (await prepared()).some((shard) => placeOf(shard, month) === 'own'),
		async newestFeeds() {
			const shards = await prepared()
			if (shards.every(({ silent }) => silent))
				return orNull(await shipped<RecentDocument>(assets.recent))?.feeds
			const written = shards.flatMap(({ recent }) => orNull(recent) ?? [])
			return written.length === shards.length ? written.flatMap(({ feeds }) => feeds) : undefined
		},
		async history(provider) {
			const written = orThrow(await kept<HistoryDocument>(keys.history(provider)))
			// A shard writes it with the first change: before, the archive has all there is.
			const found = written ?? orThrow(await shipped<HistoryDocument>(assets.history(provider)))
			return found?.whole && isSoundHistory(found) ? found : undefined
		},
		async incident(provider, id) {
			return incidentFrom(provider, id, await incidentText(provider, id))
		},
		incidentText,
		incidentFrom,
		async listedIncident(provider, id) {
			return incidentFrom(
				provider,
				id,
				(await isSilent()) ? null : await incidentText(provider, id),
			)
		},
		isSilent,
		lookBack(provider, moment) {
			const key = `${provider} ${moment}`
			const asked = back.get(key) ?? lookBack(provider, moment)
			back.set(key, asked)
			return asked
		},
		archived: {
			heads: async () => mergeHeads([orThrow(await shipped<HeadsDocument>(assets.heads))]),
			snapshots: async (provider, day) =>
				mergeSnapshots([
					orThrow(await shipped<SnapshotsDocument>(assets.snapshots(provider, day))),
				]),
		},
		incidentPart,
		async exported(month, provider, id) {
			const key = keys.incident(provider, id)
			const written = (await isArchivedOf(provider, month))
				? null
				: await reading(key, async () => {
						const read = orThrow(await passing<FoundIncident>(key))
						return read && soundOr(read, isSoundIncident)
					})
			const head = orNull(written)
			if (head === null)
				return inEither<never, Uint8Array<ArrayBuffer>>(
					written instanceof StoreFailure ? written : null,
					await archivedJson(env, provider, id),
				)
			if (!('incident' in head)) return undefined
			const whole = await gathered(
				head,
				async (part) => orThrow(await passing<IncidentPart>(keys.part(key, part))) ?? undefined,
			)
			return new TextEncoder().encode(JSON.stringify(whole))
		},
		isArchived: async (month) =>
			(await prepared()).every((own) => placeOf(own, month) === 'archive'),
		wholeIncident: (head) =>
			gathered(head, (part) => incidentPart(head.provider.id, head.incident.id, part)),
		episode: (id) => oneOf<EpisodeDocument>(keys.episode(id), assets.episode(id)),
		async feed(provider) {
			const key = keys.feed(provider)
			const [text, archived] = await Promise.all([
				kept<FeedDocument>(key),
				shipped<FeedDocument>(assets.feed(provider)),
			])
			const written =
				text instanceof StoreFailure
					? text
					: await reading(key, async () => text && soundOr(text, isSoundFeed))
			// The newest are what a feed is for: without them it is nothing. The recorder's own is whole
			// once it holds any entry.
			const newest = orThrow(written)
			return mergeFeeds(
				newest,
				newest && newest.entries.length > 0 ? orNull(archived) : orThrow(archived),
			)
		},
		heads: async () =>
			mergeHeads(
				await every(
					perShardInParts<HeadsDocument>(keys.heads),
					shipped<HeadsDocument>(assets.heads),
				),
			),
		snapshots: async (provider, day) =>
			mergeSnapshots(
				await every(
					oneInParts<SnapshotsDocument>(keys.snapshots(provider, day)),
					shipped<SnapshotsDocument>(assets.snapshots(provider, day)),
				),
			),
		reports: reportsOfDay,
		async reportsOfMonth(provider, month, days, today) {
			const written = orThrow(await kept<CountMonth>(keys.counts(provider, month)))
			// A day with counts is taken in when it is over, so that only what is newer can be missing.
			const yesterday = dayOf(addSeconds(`${today}T00:00:00Z`, -86_400))
			const from = written?.until === `${month}-01` ? written.until : yesterday
			const late = days.filter(
				(day) => day >= from && day <= today && day >= (written?.until ?? ''),
			)
			const [archived, fresh] = await Promise.all([
				Promise.all(days.map((day) => shipped<ReportsDocument>(assets.reports(day)))),
				Promise.all(late.map(reportsOfDay)),
			])
			const own = ({ provider: id, at }: ReportCount) => id === provider && days.includes(dayOf(at))
			const shippedCounts = archived.flatMap(
				(day) => orThrow(day)?.reports.filter(isSoundCount) ?? [],
			)
			return joinCounts(
				shippedCounts.filter(own),
				[...(written ? countsOfMonth(written) : []), ...fresh.flat()].filter(own),
			)
		},
		async blob(sha256) {
			const key = keys.blob(sha256)
			const stored = await reading(key, async () => {
				const { value, metadata } = await env.KV.getWithMetadata<BlobMetadata>(key, 'stream')
				return value && { value, metadata }
			})
			const written = orNull(stored)
			if (written)
				return {
					body: written.value.pipeThrough(new DecompressionStream('gzip')),
					contentType: written.metadata?.contentType,
					foundIn: written.metadata?.foundIn,
				}
			const response = inEither(
				stored,
				await reading(key, async () => (await shippedAsset(env, assets.blob(sha256))) ?? null),
			)
			if (response instanceof Response && response.body) {
				const found = orNull(await shipped<Readonly<Record<string, string>>>(assets.found))
				return { body: response.body, contentType: undefined, foundIn: found?.[sha256] }
			}
			// Bytes never change, but they may come.
			const trace = traceOf(env)
			if (trace) trace.lost = true
			return undefined
		},
	}
}

interface Prepared {
	readonly shard: string
	readonly recent: Read<RecentDocument>
	/** It has written nothing: there is nothing to be asked for. */
	readonly silent: boolean
}

/**
 * Where a shard's own word on a month lies: among what is recent, in a document of its own, or
 * nowhere but in the archive.
 */
function placeOf({ recent, silent }: Prepared, month: string): 'recent' | 'own' | 'archive' {
	if (silent) return 'archive'
	const known = orNull(recent)
	if (known === null) return 'own'
	const oldest = known.months.at(-1)?.month
	if (oldest !== undefined && month >= oldest) return 'recent'
	return known.written.includes(month) ? 'own' : 'archive'
}

function inRecent({ recent }: Prepared, month: string): IndexDocument | null {
	return orNull(recent)?.months.find((index) => index.month === month) ?? null
}

function orNull<Shape>(read: Read<Shape>): Shape | null {
	return read instanceof StoreFailure ? null : read
}

/**
 * A stored value that has its shape. Throws for any other, which is as good as none that could be
 * read.
 */
function soundOr<Shape>(value: unknown, isSound: (value: unknown) => value is Shape): Shape {
	if (isSound(value)) return value
	throw new TypeError('it has not the shape that we write')
}

/**
 * What of a document of several providers can be read. One that is none at all could not be read.
 */
function soundPart<Shape extends object>(
	part: Read<Shape>,
	sound: (part: Shape) => Sound<Shape>,
): Read<Sound<Shape>> {
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
function inEither<First, Second>(
	first: Read<First>,
	second: Read<Second>,
): First | Second | undefined {
	return orNull(first) ?? orNull(second) ?? orThrow(first) ?? orThrow(second) ?? undefined
}

/**
 * The parts that could be read. Throws where none was there and one failed: then nothing is known,
 * which is not the same as nothing.
 */
function someOf<Shape>(parts: readonly Read<Shape>[]): {
	readonly read: readonly (Shape | null)[]
	readonly whole: boolean
} {
	const failed = parts.find((part) => part instanceof StoreFailure)
	const read = parts.map(orNull)
	if (failed && read.every((part) => part === null)) throw failed
	return { read, whole: failed === undefined }
}
