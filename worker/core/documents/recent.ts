import { feedDocument } from '#core/formats/feeds/feed-document.ts'
import { feedDateOf, groupOf } from '#core/formats/feeds/feed-statements.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type {
	FeedDocument,
	FeedEntry,
	HistoryDocument,
	IndexDocument,
	RecentDocument,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { compareInstants, monthOf } from '#core/time/time.ts'
import { type EachProvider, indexDocument, monthsOf } from './build-documents.ts'
import { fittedInto, sizeOf } from './sized.ts'
import { summaryOf } from './summary.ts'

/**
 * What most readers ask for, prepared: each list that would otherwise be gathered from many
 * documents is in one.
 */

/**
 * Bytes of months, of feeds, and of a provider's incidents whole and in brief: a document of them
 * stays below a megabyte.
 */
const monthsBytes = 400_000
const feedsBytes = 400_000
const historyBytes = 600_000
const briefBytes = 300_000

/**
 * The newest months, whole, and the newest entries of the feeds of all of these providers.
 * `indexOf` gives a month where it is made already, `each` makes what belongs to one provider.
 */
export function recentDocument(
	records: readonly ProviderRecord[],
	written: readonly string[] = [],
	indexOf?: (month: string) => IndexDocument | undefined,
	each: EachProvider = (_, make) => make(),
): RecentDocument {
	const index = recentMonths(records, indexOf)
	return {
		asOf: index[0]?.asOf ?? null,
		months: index,
		feeds: newestOf(records.flatMap((record) => each(record, () => [feedDocument(record)]))),
		written: [...written].sort().reverse(),
	}
}

/**
 * The newest months that one document can hold, newest first: without a gap, and none of them in
 * part.
 */
export function recentMonths(
	records: readonly ProviderRecord[],
	indexOf?: (month: string) => IndexDocument | undefined,
): IndexDocument[] {
	const chosen: IndexDocument[] = []
	let bytes = 0
	for (const month of monthsOf(records)) {
		const index = indexOf?.(month) ?? indexDocument(records, month)
		bytes += sizeOf(index)
		if (bytes > monthsBytes) break
		chosen.push(index)
	}
	return chosen
}

/** More than a feed gives, since some of them are told together. */
const newestEntries = 150

/**
 * The entries that the feeds of everything are made from. What was told together stays together.
 */
function newestOf(documents: readonly FeedDocument[]): FeedDocument[] {
	const entries = newestGroups(documents, (document) => document.entries)
	const corrections = newestGroups(documents, (document) => document.corrections)
	return documents.map(({ knows: _, ...document }, place) => ({
		...document,
		entries: document.entries.filter((entry) => entries.has(`${place} ${groupOf(entry)}`)),
		corrections: document.corrections.filter((entry) =>
			corrections.has(`${place} ${groupOf(entry)}`),
		),
	}))
}

function newestGroups(
	documents: readonly FeedDocument[],
	entriesOf: (document: FeedDocument) => readonly FeedEntry[],
): ReadonlySet<string> {
	const dated = documents.flatMap((document, place) =>
		entriesOf(document).map((entry) => ({
			group: `${place} ${groupOf(entry)}`,
			date: feedDateOf(entry.event, document.asOf),
			entry,
		})),
	)
	dated.sort((a, b) => compareInstants(b.date, a.date))
	const chosen = new Set<string>()
	let bytes = 0
	for (const { group, entry } of dated) {
		if (chosen.has(group)) continue
		bytes += sizeOf(entry)
		if (chosen.size === newestEntries || bytes > feedsBytes / 2) break
		chosen.add(group)
	}
	return chosen
}

/** As many as Statuspage gives of each kind, and as far as a calendar goes back. */
const mostIncidents = 50
const mostSummaries = 300

/**
 * A provider's newest incidents, whole and in brief. `whole` is false while it is not known what
 * came before.
 */
export function historyDocument(record: ProviderRecord, whole = true): HistoryDocument {
	const newestFirst = [...record.incidents].sort(
		(a, b) => compareInstants(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1),
	)
	const place = new Map(newestFirst.map((incident, index) => [incident, index]))
	const inOrder = (a: Incident, b: Incident) => (place.get(a) ?? 0) - (place.get(b) ?? 0)
	const listed = newestFirst.filter(({ absence }) => absence?.confirmed !== true)
	const kinds = [
		isOpen,
		() => true,
		({ kind }: Incident) => kind === 'incident',
		({ kind }: Incident) => kind === 'maintenance',
	]
	const chosen = new Set(kinds.flatMap((wanted) => listed.filter(wanted).slice(0, mostIncidents)))
	// What is open is what most ask for.
	const wanted = [...chosen].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || inOrder(a, b))
	const incidents = within(wanted, historyBytes, (incident) =>
		fittedInto(incident, historyBytes / 4),
	)
	const brief = within(newestFirst.slice(0, mostSummaries), briefBytes, (incident) =>
		summaryOf(incident, record),
	)
	const oldest = brief.at(-1)
	return {
		asOf: record.asOf,
		incidents: incidents.sort(inOrder),
		provider: record.provider.id,
		since: newestFirst.length > brief.length && oldest ? monthOf(oldest.createdAt) : null,
		summaries: brief,
		whole,
	}
}

/** As many from the beginning as have room, as they are told. */
function within<Item, Told>(
	items: readonly Item[],
	room: number,
	tell: (item: Item) => Told,
): Told[] {
	const told: Told[] = []
	let bytes = 0
	for (const item of items) {
		const one = tell(item)
		bytes += sizeOf(one)
		if (bytes > room) break
		told.push(one)
	}
	return told
}
