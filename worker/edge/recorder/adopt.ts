import { canonicalJson } from '#core/hash.ts'
import type { ArchiveDocument, IncidentDocument, PackDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { latest } from '#core/time/time.ts'
import type { Internet } from '../http/internet.ts'
import { assets, keys } from '../keys.ts'
import { digestOf } from './archive.ts'
import { putCounts } from './counts.ts'
import { type Draft, noLook, putLedger, touch } from './draft.ts'
import { ledgerOf, type Memory, marks } from './memory.ts'
import { tellsOf } from './publish.ts'

/**
 * Takes over what the committed archive holds, a few packs a tick. What the recorder knows itself
 * stays: it has looked since.
 */

/** Packs read in one tick: each is a subrequest. */
const packsPerTick = 8

/**
 * An incident that readers already have from the archive, and the hash of what its document tells.
 */
export interface Adopted {
	readonly key: string
	readonly hash: string
}

/** Asks once whether the archive is a new one. False when it could not be read: then ask again. */
export async function noticeArchive(
	memory: Memory,
	draft: Draft,
	archive: Internet,
	mine: (provider: string) => boolean,
): Promise<boolean> {
	const answer = await readAsset<ArchiveDocument>(archive, assets.archive)
	if (answer === 'failed') return false
	if (answer === 'absent' || answer.hash === memory.archiveHash) return true
	memory.archiveHash = answer.hash
	memory.archivePacks = answer.packs.filter((pack) => mine(pack.split('/')[0] ?? ''))
	memory.archiveRises = answer.rises.filter((rise) => mine(rise.provider))
	memory.archivePossible = (answer.possibleRises ?? []).filter((rise) => mine(rise.provider))
	noteArchive(memory, draft)
	return true
}

function noteArchive(memory: Memory, draft: Draft): void {
	const {
		archiveHash: hash,
		archivePacks: packs,
		archiveRises: rises,
		archivePossible: possible,
	} = memory
	draft.marks.set(marks.archive, { hash, packs, rises, possible })
}

/** Adopts the next packs: incidents whose id is not known yet join the ledger. */
export async function adoptPacks(
	memory: Memory,
	draft: Draft,
	archive: Internet,
): Promise<Adopted[]> {
	const adopted: Adopted[] = []
	for (const name of memory.archivePacks.slice(0, packsPerTick)) {
		const [provider = '', month = ''] = name.split('/')
		const pack = await readAsset<PackDocument>(archive, assets.pack(provider, month))
		if (pack === 'failed') break
		memory.archivePacks = memory.archivePacks.slice(1)
		noteArchive(memory, draft)
		if (pack === 'absent') continue
		for (const document of adoptPack(memory, draft, provider, pack.incidents)) {
			const hash = await digestOf(tellsOf(canonicalJson(document)))
			adopted.push({ key: keys.incident(provider, document.incident.id), hash })
		}
	}
	return adopted
}

function adoptPack(
	memory: Memory,
	draft: Draft,
	provider: string,
	documents: readonly IncidentDocument[],
): readonly IncidentDocument[] {
	const ledger = ledgerOf(memory, provider)
	const known = new Set(
		[...ledger.incidents.values()].flatMap((incident) => [incident.id, ...incident.aliases]),
	)
	const fresh = documents.filter(
		({ incident }) => ![incident.id, ...incident.aliases].some((id) => known.has(id)),
	)
	if (fresh.length === 0) return []
	const incidents = new Map<string, Incident>(ledger.incidents)
	for (const { incident } of fresh) incidents.set(incident.id, incident)
	const at =
		latest(memory.changedAt.get(provider), ...fresh.map((document) => document.asOf)) ?? noLook
	putLedger(memory, draft, { ...ledger, incidents }, [], at)
	for (const { incident, timeline } of fresh) {
		draft.adopted.push(incident)
		const windows = timeline.reports.filter((count) => count.windowSeconds !== undefined)
		putCounts(memory, draft, windows, draft.adoptedCounts)
	}
	touch(memory, draft, provider, [], at, true)
	return fresh
}

/**
 * What the archive holds of one provider, some packs a call: `left` are those that are still to be
 * read (absent at first). Undefined while the
 * archive cannot be read.
 */
export async function archivedIncidents(
	archive: Internet,
	provider: string,
	packs: readonly string[] | undefined,
): Promise<{
	readonly incidents: readonly Incident[]
	readonly left: readonly string[] | undefined
}> {
	if (packs === undefined) {
		const answer = await readAsset<ArchiveDocument>(archive, assets.archive)
		if (answer === 'failed') return { incidents: [], left: undefined }
		if (answer === 'absent') return { incidents: [], left: [] }
		return await archivedIncidents(
			archive,
			provider,
			answer.packs.filter((pack) => pack.startsWith(`${provider}/`)),
		)
	}
	const incidents: Incident[] = []
	for (const [position, name] of packs.slice(0, packsPerTick).entries()) {
		const pack = await readAsset<PackDocument>(
			archive,
			assets.pack(provider, name.split('/')[1] ?? ''),
		)
		if (pack === 'failed') return { incidents, left: packs.slice(position) }
		if (pack !== 'absent') incidents.push(...pack.incidents.map(({ incident }) => incident))
	}
	return { incidents, left: packs.slice(packsPerTick) }
}

async function readAsset<T>(archive: Internet, path: string): Promise<T | 'absent' | 'failed'> {
	try {
		const response = await archive.fetch(new Request(`https://assets.local${path}`))
		if (response.status === 404) return 'absent'
		if (!response.ok) return 'failed'
		// The archive is our own build, checked when it was made.
		return (await response.json()) as T
	} catch {
		return 'failed'
	}
}
