import { inOrder } from '#core/model/moments.ts'
import type {
	Cover,
	ObservedIncident,
	ObservedUpdate,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { type Token, textOf, tokensOf } from '#core/text/html-text.ts'
import { earliest } from '#core/time/time.ts'
import { lastSegment, titleFrom } from '../feed/entry.ts'
import { canonicalFeed, type FeedEntry, feedInstant } from '../feed/feed-document.ts'
import { readEntries } from '../feed/read-entries.ts'
import { instantsOf, readWrittenTime, type WrittenTime } from '../feed/written-times.ts'
import { joinObservations } from '../list/join.ts'
import { noOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { addressOf, bodyOf, isCancelled, type Problems, quote } from '../read.ts'

/**
 * Atlassian Statuspage's history feeds, RSS and Atom: 25 entries by their latest update, each with
 * all of its updates as HTML. Neither has impact or
 * components, and an update's time is printed to the minute and without a year.
 */
export const statuspageFeed: Platform = {
	id: 'statuspage-feed',
	kind: 'official',
	// RSS has the time of its newest entry, which goes back when that one is taken away; Atom another
	// one.
	marks: 'falling',
	checkOptions: noOptions,
	plan: (source) => [
		{
			name: 'history',
			url: source.url,
			accept: 'application/rss+xml, application/atom+xml',
			bearsState: false,
		},
	],
	canonical: (document) => canonicalFeed(document),
	parse: (documents) => joinObservations(documents.map(readDocument)),
}

const words: ReadonlyMap<string, IncidentStatus> = new Map([
	['Investigating', 'investigating'],
	['Identified', 'identified'],
	['Monitoring', 'monitoring'],
	['Resolved', 'resolved'],
	['Postmortem', 'postmortem'],
	['Scheduled', 'scheduled'],
	['In progress', 'in_progress'],
	['Verifying', 'verifying'],
	['Completed', 'completed'],
])
const maintenance: readonly IncidentStatus[] = [
	'scheduled',
	'in_progress',
	'verifying',
	'completed',
]

function readDocument(document: Document): OfficialObservation {
	const { incidents, entries, complete, documents, problems } = readEntries(
		document,
		statuspageFeed.marks,
		readEntry,
	)
	return {
		kind: 'official',
		incidents: [...incidents],
		states: [],
		covers: complete ? coverOf(document.name, entries) : [],
		documents: [...documents],
		problems: problems.all(),
	}
}

/**
 * Entries are listed by their latest update: whatever was filed after the oldest of those is in the
 * list. An empty feed covers nothing, nor does
 * one with an entry that could not be read.
 */
function coverOf(document: string, entries: readonly FeedEntry[]): Cover[] {
	const since = earliest(...entries.map((entry) => feedInstant(entry.published)))
	return since === undefined
		? []
		: [
				{
					document,
					list: 'since',
					since,
					kinds: ['incident', 'maintenance', 'notice'],
					cuts: [{ by: 'updated', since }],
				},
			]
}

function readEntry(
	document: Document,
	entry: FeedEntry,
	problems: Problems,
): ObservedIncident | undefined {
	const nativeId = lastSegment(entry.link) ?? lastSegment(entry.id)
	const published = feedInstant(entry.published)
	if (nativeId === undefined || published === undefined) {
		problems.add(
			entry.path,
			nativeId === undefined
				? 'an entry without an address is left out'
				: `expected a time with its offset, got ${quote(entry.published)}`,
		)
		return undefined
	}
	const { updates, all, cancelled } = readUpdates(entry, published, problems)
	const [oldest, newest] = [updates[0], updates.at(-1)]
	if (oldest === undefined || newest === undefined) {
		problems.add(entry.path, 'an entry without a dated update is left out')
		return undefined
	}
	const url = addressOf(entry.link)
	const planned = updates.some((update) => maintenance.includes(update.status))
	return {
		document: document.name,
		nativeId,
		kind: planned ? 'maintenance' : 'incident',
		title: titleFrom(entry, problems),
		impact: 'unknown',
		status: newest.status,
		...(planned && cancelled && { cancelled }),
		...(url && { url }),
		createdAt: oldest.at,
		updates,
		allUpdates: all,
		components: [],
		spans: [],
		precision: 'minute',
	}
}

interface Written {
	readonly time: WrittenTime
	readonly tokens: Token[]
}

/**
 * Oldest first; `all` is false when one had to be left out, `cancelled` true when the newest calls
 * a maintenance off.
 */
function readUpdates(
	entry: FeedEntry,
	published: string,
	problems: Problems,
): { updates: ObservedUpdate[]; all: boolean; cancelled: boolean } {
	const written = splitUpdates(tokensOf(entry.html))
	const instants = instantsOf(
		written.map((update) => update.time),
		published,
	)
	let status: IncidentStatus = 'unknown'
	const updates = written
		.map((update, index) => ({
			...update,
			at: instants[index],
			path: `${entry.path}/update/${index}`,
		}))
		.reverse()
		.flatMap(({ time, tokens, at, path }): ObservedUpdate[] => {
			const { word, body } = wordAndBody(tokens)
			// "Update" says that nothing changed: the status is that of the update before it.
			if (word !== 'Update') status = words.get(word) ?? 'unknown'
			if (status === 'unknown' && !isCancelled(word))
				problems.add(
					path,
					word === 'Update' ? 'an update before any status' : `unknown word ${quote(word)}`,
				)
			if (at === undefined) {
				problems.add(
					path,
					`the zone ${quote(time.zone)} is not proven by the entry's own time: left out`,
				)
				return []
			}
			return [
				{
					at,
					status,
					body: bodyOf(body, path, problems),
					format: 'text',
					states: [],
					precision: 'minute',
				},
			]
		})
	return {
		updates: inOrder(updates),
		all: updates.length === written.length,
		cancelled: isCancelled(wordAndBody(written[0]?.tokens ?? []).word),
	}
}

/**
 * Each update opens with its time in `<small>`; whatever follows belongs to it, until the next one.
 */
function splitUpdates(tokens: readonly Token[]): Written[] {
	const updates: Written[] = []
	for (let index = 0; index < tokens.length; index++) {
		const token = tokens[index]
		if (token === undefined) break
		const end = token.kind === 'open' && token.name === 'small' ? closeOf(tokens, index) : index
		const time = end > index ? readWrittenTime(textOf(tokens.slice(index + 1, end))) : undefined
		if (time) {
			updates.push({ time, tokens: [] })
			index = end
		} else updates.at(-1)?.tokens.push(token)
	}
	return updates
}

/**
 * The closing tag's position; the opening's own when there is none within the few tokens that a
 * time takes.
 */
function closeOf(tokens: readonly Token[], from: number): number {
	for (let index = from + 1; index < Math.min(tokens.length, from + 12); index++) {
		const token = tokens[index]
		if (token?.kind === 'close' && token.name === 'small') return index
	}
	return from
}

/** `<strong>Resolved</strong> - text`. */
function wordAndBody(tokens: readonly Token[]): { word: string; body: string } {
	const open = tokens.findIndex((token) => token.kind === 'open' && token.name === 'strong')
	const close = tokens.findIndex(
		(token, index) => index > open && token.kind === 'close' && token.name === 'strong',
	)
	if (open < 0 || close < 0 || textOf(tokens.slice(0, open)) !== '')
		return { word: '', body: textOf(tokens) }
	return {
		word: textOf(tokens.slice(open + 1, close)),
		body: textOf(tokens.slice(close + 1)).replace(/^-\s*/, ''),
	}
}
