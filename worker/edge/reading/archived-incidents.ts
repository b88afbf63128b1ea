import { incidentBytes } from '#core/documents/places.ts'
import type {
	ArchiveDocument,
	IncidentDocument,
	PackDocument,
	PlacesDocument,
} from '#core/model/documents.ts'
import { assets } from '../keys.ts'
import { keptOfArchive, shippedBytes, shippedJson, type WithAssets } from '../shipped-asset.ts'
import { type Read, reading, StoreFailure } from '../store-failure.ts'

/** An incident of the archive, whole, or where it went. */
export type ArchivedIncident =
	| {
			readonly document: IncidentDocument
			/** Of it as it is written, where that is known. */
			readonly bytes?: number
	  }
	| { readonly movedTo: string }

/**
 * The archive is packed by month. A lookup says which pack has an incident, and where in it: then
 * no more than that incident is read. Without the lookup packs are searched, newest first.
 */
export async function archivedIncident(
	env: WithAssets,
	provider: string,
	id: string,
): Promise<Read<ArchivedIncident>> {
	const place = await placeOf(env, provider, id)
	if (place === null || place instanceof StoreFailure || 'movedTo' in place) return place
	const { months, span } = place
	if (span) {
		const found = await incidentIn(env, span.pack, span.at, id)
		if (found !== null) return found
	}
	for (const month of months) {
		const pack = await shipped<PackDocument>(env, assets.pack(provider, month))
		if (pack instanceof StoreFailure) return pack
		const document = pack?.incidents.find(({ incident }) => incident.id === id)
		if (document) return { document }
	}
	return null
}

/** The same as JSON, as it lies there; null also for one that went elsewhere. */
export async function archivedJson(
	env: WithAssets,
	provider: string,
	id: string,
): Promise<Read<Uint8Array<ArrayBuffer>>> {
	const place = await placeOf(env, provider, id)
	if (place instanceof StoreFailure) return place
	if (place !== null && 'span' in place && place.span) {
		const { pack, at } = place.span
		const bytes = await reading(pack, () => shippedBytes(env, pack))
		if (bytes instanceof StoreFailure) return bytes
		const found = bytes && incidentBytes(bytes, at)
		if (found) return found
	}
	const found = await archivedIncident(env, provider, id)
	if (found === null || found instanceof StoreFailure) return found
	return 'document' in found ? new TextEncoder().encode(JSON.stringify(found.document)) : null
}

/** Where an incident may lie: in the packs of these months, the first that has it. */
interface Place {
	readonly months: readonly string[]
	readonly span?: { readonly pack: string; readonly at: readonly [number, number] }
}

async function placeOf(
	env: WithAssets,
	provider: string,
	id: string,
): Promise<Read<Place | { readonly movedTo: string }>> {
	const places = await shipped<PlacesDocument>(env, assets.places(provider))
	if (places instanceof StoreFailure) return places
	if (places === null) {
		const months = await packedMonths(env, provider)
		return months instanceof StoreFailure ? months : { months }
	}
	const known = <Value>(of: Readonly<Record<string, Value>> | undefined) =>
		of && Object.hasOwn(of, id) ? of[id] : undefined
	const movedTo = known(places.aliases)
	if (movedTo !== undefined) return { movedTo }
	const month = known(places.months)
	if (month === undefined) return null
	const at = known(places.spans)
	return {
		months: [month],
		...(at !== undefined && { span: { pack: assets.pack(provider, month), at } }),
	}
}

/** Null where it does not lie in that span after all. */
async function incidentIn(
	env: WithAssets,
	path: string,
	span: readonly [number, number],
	id: string,
): Promise<Read<ArchivedIncident>> {
	return await reading(path, () =>
		keptOfArchive(env, `${path} ${id}`, async () => {
			const pack = await shippedBytes(env, path)
			const written = pack && incidentBytes(pack, span)
			const document = written && incidentOf(written, id)
			const bytes = span[1] - span[0]
			return { value: document ? { document, bytes } : null, size: bytes }
		}),
	)
}

/** Undefined where it is not the incident that was looked for. */
function incidentOf(written: Uint8Array<ArrayBuffer>, id: string): IncidentDocument | undefined {
	try {
		// The build wrote it from this very type.
		const found = JSON.parse(new TextDecoder().decode(written)) as Partial<IncidentDocument> | null
		return found?.incident?.id === id ? (found as IncidentDocument) : undefined
	} catch {
		return undefined
	}
}

function shipped<Shape>(env: WithAssets, path: string): Promise<Read<Shape>> {
	return reading(path, () => shippedJson<Shape>(env, path))
}

const mostPacks = 24

async function packedMonths(env: WithAssets, provider: string): Promise<string[] | StoreFailure> {
	const archive = await shipped<ArchiveDocument>(env, assets.archive)
	if (archive instanceof StoreFailure) return archive
	const own = (archive?.packs ?? []).flatMap(
		(pack) => new RegExp(`^(?:pack/)?${provider}/(\\d{4}-\\d{2})$`).exec(pack)?.[1] ?? [],
	)
	return own.sort().reverse().slice(0, mostPacks)
}
