import {
	type EachProvider,
	episodeDocument,
	incidentDocument,
	indexDocument,
	monthsOf,
	providerNow,
} from '#core/documents/build-documents.ts'
import { fittedEpisode, fittedFeed, fittedNow } from '#core/documents/fitted-documents.ts'
import { partsOfIncident } from '#core/documents/incident-parts.ts'
import { partsOfIndex, partsOfList } from '#core/documents/listed-parts.ts'
import { historyDocument, recentDocument } from '#core/documents/recent.ts'
import { feedDocument } from '#core/formats/feeds/feed-document.ts'
import { canonicalJson } from '#core/hash.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import type {
	HeadsDocument,
	IndexDocument,
	NowDocument,
	ProviderNow,
	ReportsDocument,
	SnapshotsDocument,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { indexOf, statesWithin } from '#core/record/record-index.ts'
import { addSeconds, compareInstants, latest, monthOf } from '#core/time/time.ts'
import { keys } from '../keys.ts'
import type { OutboxKind } from './budget.ts'

/** Which documents a change touches, as they are to be read from KV. */

/** At least what a picture shows around its subject. */
const pictureSeconds = 3600

export interface Publication {
	readonly key: string
	readonly kind: OutboxKind
	readonly text: string
	/** It did not change itself, only what stands beside it: it may wait for the next change. */
	readonly beside?: true
}

/**
 * The documents of one provider after `changed` incidents differ. `before` is its record as it was
 * last published, where that is
 * at hand; `others` are the records of the shard's other providers, and `part` makes what a month's
 * list holds of one of them. Months that are
 * `prepared` are read elsewhere first, so that their own may wait.
 */
export function publicationsOf(
	shard: string,
	record: ProviderRecord,
	changed: ReadonlySet<string>,
	before: ProviderRecord | undefined,
	others: readonly ProviderRecord[],
	wall: Wall = (_, make) => make(),
	part: (month: string) => EachProvider = () => (_, make) => make(),
	prepared: ReadonlySet<string> = new Set(),
): Publication[] {
	const episodes = record.episodes.filter((episode) =>
		episode.incidents.some((id) => changed.has(id)),
	)
	const mates = new Set(episodes.flatMap((episode) => episode.incidents))
	const touched = record.incidents.filter(
		(incident) =>
			changed.has(incident.id) ||
			(mates.has(incident.id) && looksDifferent(incident, record, before)),
	)
	const months = new Set([
		...touched.flatMap(filingMonths),
		...episodes.map((episode) => monthOf(episode.from)),
	])
	const records = [...others, record].sort((a, b) => (a.provider.id < b.provider.id ? -1 : 1))
	return [
		...touched.flatMap((incident) =>
			wall(incident.id, () =>
				incidentPublication(record, incident).map((own) =>
					changed.has(incident.id) ? own : { ...own, beside: true as const },
				),
			),
		),
		...episodes.flatMap((episode) =>
			wall(episode.id, () => episodePublication(record, episode.id)),
		),
		...[...months].sort().flatMap((month) => {
			const parts = wall(month, () =>
				inParts(
					keys.index(shard, month),
					'index',
					partsOfIndex(indexDocument(records, month, part(month))),
				),
			)
			return prepared.has(month)
				? parts.map((index) => ({ ...index, beside: true as const }))
				: parts
		}),
		...(changed.size > 0
			? wall('feed', () =>
					publication(keys.feed(record.provider.id), 'feed', fittedFeed(feedDocument(record))),
				)
			: []),
	]
}

/** Makes one document; what cannot be made costs that document alone. */
export type Wall = (what: string, make: () => readonly Publication[]) => readonly Publication[]

/** The month of its filing, and those from which a page moved it: their lists hold it no more. */
function filingMonths({ createdAt, revisions }: Incident): string[] {
	return [
		createdAt,
		...revisions.flatMap(({ field, was }) => (field === 'createdAt' && was !== null ? [was] : [])),
	].map(monthOf)
}

/**
 * Whether an incident that did not change itself shows another episode or other states in its
 * picture than before.
 */
function looksDifferent(
	incident: Incident,
	record: ProviderRecord,
	before: ProviderRecord | undefined,
): boolean {
	if (!before) return true
	const seen = (of: ProviderRecord) => {
		const episode = indexOf(of).episodeOf.get(incident.id)
		const { from, to } = lifespanOf(incident)
		const window = {
			from: addSeconds(from, -pictureSeconds),
			to: addSeconds(to ?? of.asOf ?? from, pictureSeconds),
		}
		return canonicalJson([episode?.id, episode?.title, statesWithin(of, incident.surfaces, window)])
	}
	return seen(record) !== seen(before)
}

/** The state of a shard's providers; `part` makes that of one, or none where it cannot be made. */
export function nowPublication(
	shard: string,
	records: readonly ProviderRecord[],
	part: (record: ProviderRecord) => readonly ProviderNow[] = (record) => [providerNow(record)],
): Publication[] {
	const asOf = latest(...records.map((record) => record.asOf))
	if (asOf === undefined) return []
	const now: NowDocument = {
		asOf,
		providers: records.flatMap((record) => part(record)),
		months: monthsOf(records),
	}
	return publication(keys.now(shard), 'now', fittedNow(now))
}

/** What is new of a shard's providers; `each` makes what belongs to one of them. */
export function recentPublication(
	shard: string,
	records: readonly ProviderRecord[],
	written: readonly string[],
	indexOf: (month: string) => IndexDocument,
	each: EachProvider,
): Publication[] {
	return publication(keys.recent(shard), 'index', recentDocument(records, written, indexOf, each))
}

/** A provider's newest incidents. */
export function historyPublication(record: ProviderRecord, whole: boolean): Publication[] {
	return publication(keys.history(record.provider.id), 'feed', historyDocument(record, whole))
}

/** The runs that began on one day. */
export function snapshotsPublication(
	provider: string,
	day: string,
	snapshots: readonly Snapshot[],
): Publication[] {
	const document: SnapshotsDocument = { provider, day, snapshots }
	return inParts(
		keys.snapshots(provider, day),
		'snapshots',
		partsOfList(document, 'snapshots', { newestFirst: false }),
	)
}

/** The counts of a shard's providers in windows that began on one day. */
export function reportsPublication(shard: string, document: ReportsDocument): Publication[] {
	return inParts(
		keys.reports(shard, document.day),
		'reports',
		partsOfList(document, 'reports', { newestFirst: false }),
	)
}

export function headsPublication(shard: string, document: HeadsDocument): Publication[] {
	return inParts(keys.heads(shard), 'heads', partsOfList(document, 'days', { newestFirst: true }))
}

/** A document, and its parts under keys of their own. */
function inParts(
	key: string,
	kind: OutboxKind,
	[head, ...parts]: readonly object[],
): Publication[] {
	return [
		...publication(key, kind, head),
		...parts.flatMap((part, position) => publication(keys.part(key, position + 1), kind, part)),
	]
}

function episodePublication(record: ProviderRecord, id: string): Publication[] {
	const document = episodeDocument(record, id)
	return publication(keys.episode(id), 'episode', document && fittedEpisode(document))
}

export function publication(
	key: string,
	kind: OutboxKind,
	document: object | undefined,
): Publication[] {
	return document ? [{ key, kind, text: canonicalJson(document) }] : []
}

function incidentPublication(record: ProviderRecord, incident: Incident): Publication[] {
	const end = lifespanOf(incident).to
	const over =
		!isOpen(incident) &&
		end !== null &&
		record.asOf !== null &&
		compareInstants(addSeconds(end, 86_400), record.asOf) < 0
	const kind = over ? 'incident' : 'open-incident'
	const elsewhere = incident.aliases.flatMap((alias) =>
		publication(keys.incident(record.provider.id, alias), kind, { movedTo: incident.id }),
	)
	const document = incidentDocument(record, incident.id)
	if (!document) return elsewhere
	const { head, parts } = partsOfIncident(document)
	return [
		...inParts(keys.incident(record.provider.id, incident.id), kind, [head, ...parts]),
		...elsewhere,
	]
}

/**
 * What a document's canonical text tells, apart from how old it is: its first key is `asOf`, a
 * provider's in it too, and its last one may be a window that ends there.
 */
export function tellsOf(text: string): string {
	const [head = '', asOf = ''] = /^\{"asOf":"([^"]*)",/.exec(text) ?? []
	const end = `"to":"${asOf}"}}`
	const told =
		asOf !== '' && text.endsWith(end)
			? text.slice(head.length, -end.length)
			: text.slice(head.length)
	// Within a text every quotation mark is escaped, so that this is never a stranger's word.
	return told.replace(/\{"asOf":"[^"]*","coverage"/g, '{"coverage"')
}
