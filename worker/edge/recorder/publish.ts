import { canonicalJson } from '#core/hash.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { episodeDocument, incidentDocument, indexDocument, monthsOf, providerNow } from '#core/publish/build-documents.ts'
import type { NowDocument, SnapshotsDocument } from '#core/publish/documents.ts'
import { feedDocument } from '#core/publish/summary.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { addSeconds, compareInstants, latest, monthOf } from '#core/time.ts'
import { keys } from '../keys.ts'
import type { OutboxKind } from './budget.ts'

/** Which documents a change touches, as they are to be read from KV. */

export interface Publication {
	readonly key: string
	readonly kind: OutboxKind
	readonly text: string
	/** The text without the moments that change by themselves: when two tell the same, the older one may stay. */
	readonly tells: string
}

/** The documents of one provider after `changed` incidents differ. `others` are the records of the shard's other providers. */
export function publicationsOf(shard: string, record: ProviderRecord, changed: ReadonlySet<string>, others: readonly ProviderRecord[]): Publication[] {
	const episodes = record.episodes.filter((episode) => episode.incidents.some((id) => changed.has(id)))
	const mates = new Set([...changed, ...episodes.flatMap((episode) => episode.incidents)])
	const touched = record.incidents.filter((incident) => mates.has(incident.id))
	const months = new Set([...touched.map((incident) => monthOf(incident.createdAt)), ...episodes.map((episode) => monthOf(episode.from))])
	const records = [...others, record].sort((a, b) => (a.provider.id < b.provider.id ? -1 : 1))
	return [
		...touched.flatMap((incident) => incidentPublication(record, incident)),
		...episodes.flatMap((episode) => publication(keys.episode(episode.id), 'episode', episodeDocument(record, episode.id))),
		...[...months].sort().flatMap((month) => publication(keys.index(shard, month), 'index', indexDocument(records, month))),
		...(changed.size > 0 ? publication(keys.feed(record.provider.id), 'feed', feedDocument(record)) : []),
	]
}

/** The state of a shard's providers. */
export function nowPublication(shard: string, records: readonly ProviderRecord[]): Publication[] {
	const asOf = latest(...records.map((record) => record.asOf))
	if (asOf === undefined) return []
	const now: NowDocument = { asOf, providers: records.map(providerNow), months: monthsOf(records) }
	return publication(keys.now(shard), 'now', now)
}

/** The runs that began on one day. */
export function snapshotsPublication(provider: string, day: string, snapshots: readonly Snapshot[]): Publication[] {
	const document: SnapshotsDocument = { provider, day, snapshots }
	return publication(keys.snapshots(provider, day), 'snapshots', document)
}

export function publication(key: string, kind: OutboxKind, document: object | undefined): Publication[] {
	if (!document) return []
	return [{ key, kind, text: canonicalJson(document), tells: tellsOf(document) }]
}

function incidentPublication(record: ProviderRecord, incident: Incident): Publication[] {
	const end = lifespanOf(incident).to
	const over = !isOpen(incident) && end !== null && record.asOf !== null && compareInstants(addSeconds(end, 86_400), record.asOf) < 0
	const kind = over ? 'incident' : 'open-incident'
	const elsewhere = incident.aliases.flatMap((alias) => publication(keys.incident(record.provider.id, alias), kind, { movedTo: incident.id }))
	return [...publication(keys.incident(record.provider.id, incident.id), kind, incidentDocument(record, incident.id)), ...elsewhere]
}

/** What a document tells, apart from how old it is. */
export function tellsOf(document: object): string {
	const { asOf, window, ...rest } = document as { asOf?: unknown; window?: { from: unknown; to: unknown } } // all documents are plain objects
	if (window === undefined) return canonicalJson(rest)
	return canonicalJson({ ...rest, window: { from: window.from, to: window.to === asOf ? 'asOf' : window.to } })
}
