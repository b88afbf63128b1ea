import { canonicalJson } from '#core/hash.ts'
import type { ArchiveDocument, IncidentDocument, PackDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { latest } from '#core/time/time.ts'
import type { Internet } from '../http/internet.ts'
import { assets, keys } from '../keys.ts'
import { digestOf } from './archive.ts'
import { putCounts } from './crowd.ts'
import { tellsOf } from './publish.ts'
import { type ChangeSet, marks, noLook } from './state.ts'

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
	changes: ChangeSet,
	archive: Internet,
	mine: (provider: string) => boolean,
): Promise<boolean> {
	const { recorder } = changes
	const answer = await readAsset<ArchiveDocument>(archive, assets.archive)
	if (answer === 'failed') return false
	if (answer === 'absent' || answer.hash === recorder.archiveHash) return true
	recorder.archiveHash = answer.hash
	recorder.archivePacks = answer.packs.filter((pack) => mine(pack.split('/')[0] ?? ''))
	recorder.archiveRises = answer.rises.filter((rise) => mine(rise.provider))
	recorder.archivePossible = (answer.possibleRises ?? []).filter((rise) => mine(rise.provider))
	noteArchive(changes)
	return true
}

function noteArchive(changes: ChangeSet): void {
	const { recorder } = changes
	const {
		archiveHash: hash,
		archivePacks: packs,
		archiveRises: rises,
		archivePossible: possible,
	} = recorder
	changes.marks.set(marks.archive, { hash, packs, rises, possible })
}

/** Adopts the next packs: incidents whose id is not known yet join the ledger. */
export async function adoptPacks(changes: ChangeSet, archive: Internet): Promise<Adopted[]> {
	const { recorder } = changes
	const adopted: Adopted[] = []
	for (const name of recorder.archivePacks.slice(0, packsPerTick)) {
		const [provider = '', month = ''] = name.split('/')
		const pack = await readAsset<PackDocument>(archive, assets.pack(provider, month))
		if (pack === 'failed') break
		recorder.archivePacks = recorder.archivePacks.slice(1)
		noteArchive(changes)
		if (pack === 'absent') continue
		for (const document of adoptPack(changes, provider, pack.incidents)) {
			const hash = await digestOf(tellsOf(canonicalJson(document)))
			adopted.push({ key: keys.incident(provider, document.incident.id), hash })
		}
	}
	return adopted
}

function adoptPack(
	changes: ChangeSet,
	provider: string,
	documents: readonly IncidentDocument[],
): readonly IncidentDocument[] {
	const { recorder } = changes
	const ledger = recorder.ledgerOf(provider)
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
		latest(recorder.changedAt.get(provider), ...fresh.map((document) => document.asOf)) ?? noLook
	changes.putLedger({ ...ledger, incidents }, [], at)
	for (const { incident, timeline } of fresh) {
		changes.adopted.push(incident)
		const windows = timeline.reports.filter((count) => count.windowSeconds !== undefined)
		putCounts(changes, windows, changes.adoptedCounts)
	}
	changes.touch(provider, [], at, true)
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
