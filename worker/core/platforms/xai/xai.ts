import type {
	Component,
	ObservedIncident,
	ObservedUpdate,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { Impact, IncidentStatus } from '#core/model/vocabulary.ts'
import { type Token, textOf, tokensOf } from '#core/text/html-text.ts'
import { compareInstants, earliest, readMailDate } from '#core/time/time.ts'
import { lastSegment, titleFrom } from '../feed/entry.ts'
import { canonicalFeed, type FeedEntry, feedInstant } from '../feed/feed-document.ts'
import { readEntries } from '../feed/read-entries.ts'
import { coverOf } from '../list/cover.ts'
import { joinObservations } from '../list/join.ts'
import { noOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { addressOf, bodyOf, idOf, type Problems, quote, wordOf, wordsOf } from '../read.ts'

/**
 * xAI's incident feed, `https://status.x.ai/feed.xml`. `pubDate` is when the incident began and
 * never moves; the service is a prefix of the title,
 * which comes and goes, and a part of the link, which stays. An outage of several services is
 * several entries.
 */
export const xai: Platform = {
	id: 'xai',
	kind: 'official',
	// `lastBuildDate` is the moment at which the feed was made.
	marks: 'monotonic',
	checkOptions: noOptions,
	plan: (source) => [
		{ name: 'feed', url: source.url, accept: 'application/rss+xml', bearsState: true },
	],
	canonical: (document) => canonicalFeed(document),
	parse: (documents) => joinObservations(documents.map(readDocument)),
}

const statuses = wordsOf<IncidentStatus>(
	['investigating', 'identified', 'monitoring', 'resolved', 'scheduled', 'completed'],
	{
		'in progress': 'in_progress',
		in_progress: 'in_progress',
		solved: 'resolved',
	},
)
// After the end the severity is `available`, whatever it was before: it says nothing of the impact.
const severities: ReadonlyMap<string, Impact> = new Map([
	['available', 'unknown'],
	['none', 'none'],
	['maintenance', 'none'],
	['minor', 'minor'],
	['degraded', 'minor'],
	['major', 'major'],
	['partial outage', 'major'],
	['critical', 'critical'],
	['outage', 'critical'],
	['major outage', 'critical'],
	['unavailable', 'critical'],
])

function readDocument(document: Document): OfficialObservation {
	const { incidents, complete, documents, problems } = readEntries(document, xai.marks, readEntry)
	return {
		kind: 'official',
		incidents: [...incidents],
		states: [],
		covers: complete
			? coverOf(document.name, incidents, ['incident', 'maintenance', 'notice'])
			: [],
		documents: [...documents],
		problems: problems.all(),
	}
}

function readEntry(
	document: Document,
	entry: FeedEntry,
	problems: Problems,
): ObservedIncident | undefined {
	const nativeId = idOf(entry.id) ?? lastSegment(entry.link)
	const startedAt = feedInstant(entry.published)
	if (nativeId === undefined || startedAt === undefined) {
		problems.add(
			entry.path,
			nativeId === undefined
				? 'an entry without an id is left out'
				: `expected a time with its offset, got ${quote(entry.published)}`,
		)
		return undefined
	}
	const { head, blocks } = splitBlocks(tokensOf(entry.html))
	const status = wordOf(
		head.get('status')?.toLowerCase(),
		statuses,
		`${entry.path}/status`,
		problems,
	)
	const severity = head.get('severity')?.toLowerCase().replace(/_/g, ' ')
	const impact =
		severity === undefined
			? 'unknown'
			: wordOf(severity, severities, `${entry.path}/severity`, problems)
	const resolved = head.get('resolved')
	const resolvedAt = readMailDate(resolved)
	if (resolved !== undefined && resolvedAt === undefined)
		problems.add(
			`${entry.path}/resolved`,
			`expected a time with its offset, got ${quote(resolved)}`,
		)
	if (resolvedAt && compareInstants(resolvedAt, startedAt) < 0)
		problems.add(`${entry.path}/resolved`, 'ends before it begins')
	const updates = readUpdates(blocks, status, entry.path, problems)
	const { service, title } = splitTitle(titleFrom(entry, problems))
	const component = componentOf(entry.link, service)
	const url = addressOf(entry.link)
	return {
		document: document.name,
		nativeId,
		kind:
			severity === 'maintenance' || /^(routine|scheduled|planned) maintenance\b/i.test(title)
				? 'maintenance'
				: 'incident',
		title,
		impact,
		status,
		...(url && { url }),
		createdAt: earliest(...updates.map((update) => update.at)) ?? startedAt,
		startedAt,
		...(resolvedAt && { resolvedAt }),
		updates,
		allUpdates: updates.length === blocks.length,
		components: component ? [component] : [],
		spans: [],
	}
}

interface Block {
	readonly time: string
	readonly headline: string
	readonly body: string
}

/** The lines before the first `<div>` as name and value, and one block per `<div>`. */
function splitBlocks(tokens: readonly Token[]): {
	head: ReadonlyMap<string, string>
	blocks: readonly Block[]
} {
	const head: Token[] = []
	const inners: Token[][] = []
	let depth = 0
	for (const token of tokens) {
		const div = token.kind !== 'text' && token.name === 'div'
		if (div) depth = Math.max(0, depth + (token.kind === 'open' ? 1 : -1))
		if (div && token.kind === 'open' && depth === 1) inners.push([])
		else if (depth > 0) inners.at(-1)?.push(token)
		else if (inners.length === 0) head.push(token)
	}
	const lines = textOf(head)
		.split('\n')
		.flatMap((line): [string, string][] => {
			const match = /^([A-Za-z]{1,20}):\s*(.+)$/.exec(line)
			return match?.[1] && match[2] ? [[match[1].toLowerCase(), match[2].trim()]] : []
		})
	return { head: new Map(lines), blocks: inners.map(readBlock) }
}

/** `<p><strong>time</strong></p><h3>headline</h3><p>text</p>`. */
function readBlock(tokens: readonly Token[]): Block {
	const inside = (name: string): [number, number] => {
		const open = tokens.findIndex((token) => token.kind === 'open' && token.name === name)
		const close = tokens.findIndex(
			(token, index) => index > open && token.kind === 'close' && token.name === name,
		)
		return open < 0 || close < 0 ? [-1, -1] : [open, close]
	}
	const [timeOpen, timeClose] = inside('strong')
	const [headOpen, headClose] = inside('h3')
	const rest = tokens.filter(
		(_, index) =>
			!(index >= timeOpen && index <= timeClose) && !(index >= headOpen && index <= headClose),
	)
	return {
		time: textOf(tokens.slice(timeOpen + 1, timeClose)),
		headline: textOf(tokens.slice(headOpen + 1, headClose)),
		body: textOf(rest),
	}
}

/**
 * Oldest first, whatever the feed's order. A headline is free text: it gives a status when it is
 * exactly one of the page's status words; the newest
 * update otherwise has the entry's own status, the others have none that is known.
 */
function readUpdates(
	blocks: readonly Block[],
	status: IncidentStatus,
	path: string,
	problems: Problems,
): ObservedUpdate[] {
	const dated = blocks.flatMap((block, index) => {
		const at = readMailDate(block.time)
		if (at === undefined)
			problems.add(
				`${path}/update/${index}`,
				`expected a time with its offset, got ${quote(block.time)}`,
			)
		return at === undefined ? [] : [{ at, ...block, position: index }]
	})
	// Of two with one time the one listed first is the newer: the feed is usually newest first.
	dated.sort((a, b) => compareInstants(a.at, b.at) || b.position - a.position)
	return dated.map(({ at, headline, body, position }, index) => {
		const word = statuses.get(headline.toLowerCase().replace(/[.!]$/, ''))
		const text = word !== undefined || headline === '' ? body : `${headline}\n\n${body}`
		return {
			at,
			status: word ?? (index === dated.length - 1 ? status : 'unknown'),
			body: bodyOf(text, `${path}/update/${position}`, problems),
			format: 'text',
			states: [],
		}
	})
}

/** `[API Console] Console not loading`. */
function splitTitle(title: string): { service?: string; title: string } {
	const match = /^\[([^[\]]{1,100})\]\s*(\S.*)$/.exec(title)
	return match?.[1] && match[2] ? { service: match[1].trim(), title: match[2] } : { title }
}

/**
 * `https://status.x.ai/api-console/INC702624e4`: the service's id is the part before the
 * incident's.
 */
function componentOf(link: string | undefined, service: string | undefined): Component | undefined {
	const id = /^https?:\/\/[^/]+\/+([A-Za-z0-9._-]{1,100})\/+[^/]+\/?$/.exec(link?.trim() ?? '')?.[1]
	if (id === undefined && service === undefined) return undefined
	return { ...(id !== undefined && { id }), ...(service !== undefined && { name: service }) }
}
